#!/bin/sh
# Fetches a source from Debian through apt, with a private state (apt.sh). fetch-debian.sh RECORD CACHE TARGET
#
# RECORD names the package, its kind (binary: a -src package, of which `path` is the source; source: a source
# package, unpacked with its patches), suite, version and the SHA-256 of its .deb or .dsc.
set -eu

. "$(dirname "$0")/apt.sh"
field() { awk -v name="$1" '$1 == name { print $2 }' "$record"; }
record=$1
cache=$(mkdir -p "$2" && cd "$2" && pwd)
target=$3
package=$(field package)
version=$(field version)
suite=$(field suite)
store=$cache/$package
case $(field kind) in
binary) extension=deb ;;
source) extension=dsc ;;
esac

archive() { ls "$store"/*."$extension" 2>/dev/null; }
is_recorded() { echo "$(field sha256)  $(archive)" | sha256sum --check --quiet --status 2>/dev/null; }

if ! is_recorded; then
	# The signature is checked by apt and the content by its recorded hash: a stale index does no harm.
	echo "Fetching $package $version from Debian $suite"
	state=$cache/apt-$package
	rm -rf "$store"
	mkdir -p "$store"
	if [ "$extension" = deb ]; then
		get="download"
		sources deb "$suite"
	else
		get="source --download-only"
		sources deb-src "$suite"
	fi >"$store/sources"
	begin_apt "$state" "$store/sources" 'Acquire::Check-Valid-Until "false"'
	# shellcheck disable=SC2086
	(cd "$store" && { apt-get -qq $get "$package=$version" 2>/dev/null || apt-get -qq $get "$package"; })
	rm -rf "$state" "$store/sources"
	if ! is_recorded; then
		echo "NOTICE: took $(basename "$(archive)"), signed by Debian, in place of the recorded $version" >&2
	fi
fi

rm -rf "$target" "$target.unpacked"
if [ "$extension" = deb ]; then
	dpkg-deb -x "$(archive)" "$target.unpacked"
	mv "$target.unpacked/$(field path)" "$target"
	rm -rf "$target.unpacked"
else
	# The .dsc is what apt and the record have proven, and dpkg-source holds the other files to the hashes in it.
	dpkg-source --no-check --no-copy --extract "$(archive)" "$target" >/dev/null 2>&1
fi
