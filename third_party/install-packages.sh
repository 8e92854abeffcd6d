#!/bin/sh
# Installs the Debian packages of the list that are missing. install-packages.sh LIST
set -eu

packages=$(sed 's/#.*//' "$1" | awk '{ print $1 }')
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "This is not a Debian-like system. Install what these Debian 12 packages hold, then" >&2
	echo "'mkdir -p third_party/cache && touch third_party/cache/packages.stamp':" >&2
	sed -n 's/^\([a-z]\)/  \1/p' "$1" >&2
	echo "  nodejs, npm                build tools and tests" >&2
	exit 1
fi

missing=
for package in $packages; do
	dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
command -v node >/dev/null || missing="$missing nodejs"
command -v npm >/dev/null || missing="$missing npm"
[ -n "$missing" ] || exit 0

echo "Installing the Debian packages that the build and the tests need and that are missing:"
for package in $missing; do
	sed -n "s/^$package  */  $package: /p" "$1"
done
sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
	echo "apt-get needs root for this: you may be asked for your password by sudo."
fi
$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
