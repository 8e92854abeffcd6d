#!/bin/sh
# Fetches the packages of a list for another architecture and unpacks them into one folder: a root to build against, or
# to run. Nothing is installed. fetch-packages.sh LIST ARCHITECTURE TARGET
#
# What this machine has installed is taken in the same version, so that both architectures are built from the same. Of a
# package with a + behind its name, which is only the current name of another, that other one is taken.
# apt checks the signatures. The packages themselves stay in TARGET.packages: what is linked in is looked up there.
set -eu

. "$(dirname "$0")/apt.sh"
list=$(realpath "$1")
architecture=$2
target=$(realpath -m "$3")
store=$target.packages
suite=bookworm

# The package's name, and the version that is installed here, if any: NAME=VERSION.
wanted() {
	case $1 in
	*+) apt-cache depends "${1%+}" | awk '/Depends:/ { print $2; exit }' ;;
	*) dpkg-query -W -f "$1=\${Version}\n" "$1" 2>/dev/null || echo "$1" ;;
	esac
}

take() {
	apt-get -qq download "$1" 2>/dev/null && return
	echo "NOTICE: $1, as it is installed here, is not to be had for $architecture; taking another version" >&2
	apt-get -qq download "${1%%=*}"
}

echo "Fetching packages for $architecture from Debian $suite: $(basename "$list")"
rm -rf "$target" "$store"
mkdir -p "$target" "$store"
sources deb "$suite" >"$target.sources"
begin_apt "$target.apt" "$target.sources" "APT::Architecture \"$architecture\"" "APT::Architectures { \"$architecture\"; }"
cd "$store"
packages=$(for name in $(sed 's/#.*//' "$list" | awk '{ print $1 }'); do wanted "$name"; done)
# shellcheck disable=SC2086
apt-get -qq download $packages 2>/dev/null || for package in $packages; do take "$package"; done
rm -rf "$target.apt" "$target.sources"
for package in *.deb; do
	dpkg-deb -x "$package" "$target"
done
