#!/bin/sh
# Packs what AWS Lambda gets: zip.sh ZIP BIN BUILD [SYSROOT]
#
# The same content gives the same bytes: a fixed order, fixed modes and one time for all, and nothing else is recorded.
set -eu

MOST_BYTES=5000000
zip=$(realpath -m "$1")
folder=$3/lambda/package
umask 022
export LC_ALL=C TZ=UTC
unset ZIP ZIPOPT

rm -rf "$folder"
mkdir -p "$folder" "$(dirname "$zip")"
install -m 755 "$2/bootstrap" "$2/untrusted-cell" "$folder"
install -m 644 "$2/ca-certificates.crt" "$folder"
node "$(dirname "$0")/describe.mjs" untrusted-lambda "$folder" "$3" "${4:-}" bootstrap untrusted-cell
chmod 644 "$folder"/*.txt "$folder"/*.json
touch -d 2000-01-01T00:00:00Z "$folder"/*
rm -f "$zip"
(cd "$folder" && zip -q -X -9 "$zip" bootstrap untrusted-cell ca-certificates.crt LICENSES.txt sbom.cdx.json)

bytes=$(wc -c <"$zip")
if [ "$bytes" -gt "$MOST_BYTES" ]; then
	echo "$1 has $bytes bytes, and may have $MOST_BYTES" >&2
	rm -f "$zip"
	exit 1
fi
