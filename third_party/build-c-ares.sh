#!/bin/sh
# Builds c-ares: static. build-c-ares.sh SOURCE TARGET
set -eu

. "$(dirname "$0")/source.sh"
begin "$1" "$2"

# A name has at most 255 bytes (RFC 1035 section 3.1), 1020 where each of them is written as an escape. c-ares lets
# compression make it half a megabyte, for each record of an answer: 8 seconds and 1.5 GB for one answer.
change src/lib/ares_expand_name.c '          n++;' '          if (++n > 1020) return -1;'

# Who guesses a query's number can answer in the server's place. c-ares takes them from a file that it looks for when it is
# configured, which it does not do for another architecture, and without it from rand() (CVE-2023-31124, CVE-2023-31147).
change src/lib/ares_init.c '  int counter=0;' '  int counter=0; if (getrandom(key, key_data_len, 0) == key_data_len) return;'

build() {
	"$source/configure" ${host:-} --quiet --disable-shared --enable-static --disable-dependency-tracking --disable-tests \
		--with-random=/dev/urandom CFLAGS="-include sys/random.h $HARDENED"
	make -s -j"$(nproc)" -C src/lib
}
quietly build
cp src/lib/.libs/libcares.a libcares.a
