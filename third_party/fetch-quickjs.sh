#!/bin/sh
# Fetches the engine's source through apt, with a private state: the system's own sources stay as they are.
# fetch-quickjs.sh RECORD CACHE TARGET
set -eu

field() { awk -v name="$1" '$1 == name { print $2 }' "$record"; }
record=$1
cache=$(mkdir -p "$2" && cd "$2" && pwd)
target=$3
package=$(field package)
version=$(field version)
archive=$cache/${package}_${version}_all.deb

if ! echo "$(field sha256)  $archive" | sha256sum --check --quiet --status 2>/dev/null; then
	# The signature is checked by apt and the content by its recorded hash: a stale index does no harm.
	echo "Fetching $package $version from Debian $(field suite)"
	state=$cache/apt
	mkdir -p "$state/lists/partial" "$state/archives/partial"
	: >"$state/status"
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/\?$' || true)
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:?"apt knows no mirror of Debian: add one to its sources"} $(field suite) main" >"$state/sources.list"
	cat >"$state/apt.conf" <<-CONF
		Dir::Etc::SourceList "$state/sources.list";
		Dir::Etc::SourceParts "-";
		Dir::State "$state";
		Dir::State::Status "$state/status";
		Dir::Cache "$state";
		APT::Sandbox::User "root";
		Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
		Acquire::Languages "none";
		Acquire::Check-Valid-Until "false";
	CONF
	export APT_CONFIG="$state/apt.conf"
	apt-get update -qq
	rm -f "$cache/${package}"_*.deb
	(cd "$cache" && { apt-get download -qq "$package=$version" 2>/dev/null || apt-get download -qq "$package"; })
	archive=$(ls "$cache/${package}"_*.deb)
	if ! echo "$(field sha256)  $archive" | sha256sum --check --quiet --status; then
		echo "NOTICE: took $(basename "$archive"), signed by Debian, in place of the recorded $version" >&2
	fi
	rm -rf "$state"
fi

rm -rf "$target" "$target.unpacked"
dpkg-deb -x "$archive" "$target.unpacked"
mv "$target.unpacked/usr/src/quickjs-ng" "$target"
rm -rf "$target.unpacked"
