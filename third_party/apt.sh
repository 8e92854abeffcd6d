# For the scripts that fetch packages: . apt.sh. apt with a state of its own: the system's sources, packages and
# architectures stay as they are.

# mirror NAME: where the system's apt gets the archive of this name from, or nothing.
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 "/$1/\?\$" || true; }

# sources KIND SUITE: lines for a list of sources, KIND being deb or deb-src; with the suite's updates if it has them.
sources() {
	main=$(mirror debian)
	security=$(mirror debian-security)
	: "${main:?"apt knows no mirror of Debian: add one to its sources"}"
	line "$1" "$main" "$2"
	[ "$2" != sid ] || return 0
	line "$1" "$main" "$2-updates"
	[ -z "$security" ] || line "$1" "$security" "$2-security"
}
line() { echo "$1 [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $2 $3 main"; }

# begin_apt STATE SOURCES [SETTING...]: apt from here on works in the new folder STATE, with the sources of this file.
begin_apt() {
	state=$1
	from=$2
	shift 2
	rm -rf "$state"
	mkdir -p "$state/lists/partial" "$state/archives/partial"
	: >"$state/status"
	cp "$from" "$state/sources.list"
	cat >"$state/apt.conf" <<-CONF
		Dir::Etc::SourceList "$state/sources.list";
		Dir::Etc::SourceParts "-";
		Dir::State "$state";
		Dir::State::Status "$state/status";
		Dir::Cache "$state";
		APT::Sandbox::User "root";
		Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
		Acquire::Languages "none";
	CONF
	printf '%s;\n' "$@" >>"$state/apt.conf"
	export APT_CONFIG="$state/apt.conf"
	apt-get update -qq
}
