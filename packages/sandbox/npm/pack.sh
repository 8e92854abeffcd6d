#!/bin/sh
# Packs a folder that stage.mjs has laid out: pack.sh FOLDER TARBALL
#
# npm gives every file one time and one owner, so that the same content gives the same bytes with the same node: its zlib
# compresses.
set -eu

folder=$(realpath "$1")
tarball=$(realpath -m "$2")
umask 022
export npm_config_update_notifier=false npm_config_loglevel=error

rm -f "$tarball"
cd "$(dirname "$tarball")"
packed=$(npm pack --ignore-scripts "$folder")
if [ "$packed" != "$(basename "$tarball")" ]; then
	echo "$folder: its package.json makes $packed of it, and $tarball was to be made: do the versions agree?" >&2
	exit 1
fi
