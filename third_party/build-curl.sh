#!/bin/sh
# Builds libcurl: static, HTTP and HTTPS alone, and nothing that the supervisor does not use. build-curl.sh SOURCE TARGET
#
# What is left out is what could surprise: no proxies, cookies, netrc, alt-svc, HSTS, DoH, authentication or
# configuration files, and no decompression (egress/decode.c does it, piece by piece).
set -eu

source=$(cd "$1" && pwd)
target=$2
rm -rf "$target"
mkdir -p "$target"
cd "$target"
log=$(cd .. && pwd)/curl-build.log

# Debian's patches touch the inputs of what is generated already; newer than these it stays as it is.
find "$source" -name configure.ac -exec touch -d '2020-01-01' {} +
find "$source" -name Makefile.am -exec touch -d '2020-01-01' {} +
find "$source" -name acinclude.m4 -exec touch -d '2020-01-01' {} +
find "$source" \( -name '*.m4' ! -name aclocal.m4 \) -exec touch -d '2020-01-01' {} +
find "$source" -name aclocal.m4 -exec touch -d '2020-01-02' {} +
find "$source" \( -name configure -o -name Makefile.in -o -name '*.h.in' \) -exec touch -d '2020-01-03' {} +

# Three things of libcurl's HTTP/2 are changed. change FILE FROM TO: in the one place where it is, or not at all.
change() {
	grep -qF "$3" "$source/lib/$1" && return
	test "$(grep -cF "$2" "$source/lib/$1")" = 1 || {
		echo "libcurl is not as it was: look at lib/$1, where there was '$2'" >&2
		exit 1
	}
	awk -v from="$2" -v to="$3" '{
		at = index($0, from)
		print at ? substr($0, 1, at - 1) to substr($0, at + length(from)) : $0
	}' "$source/lib/$1" >"$source/lib/$1.new"
	mv "$source/lib/$1.new" "$source/lib/$1"
}

# A server may send a whole window ahead, which stays in memory while the cell takes nothing. 32 MiB, libcurl's choice,
# is too much for that; the wire's own window is as large.
change http2.c '#define HTTP2_HUGE_WINDOW_SIZE (32 * 1024 * 1024)' '#define HTTP2_HUGE_WINDOW_SIZE (512 * 1024)'
# A server that sends frames which bring nothing (PRIORITY, WINDOW_UPDATE, empty DATA), as fast as they are read, must
# leave the others their turn: libcurl would go on reading as long as there is something to read.
change http2.c '    while(stream->memlen == 0          /*' '    for(int reads = 0; reads < 8 && stream->memlen == 0 /*'
change http2.c '          && ctx->inbuflen == 0) {     /*' '          && ctx->inbuflen == 0; reads++) { /*'

{
	"$source/configure" --quiet --disable-shared --enable-static --disable-dependency-tracking --disable-debug \
		--with-openssl --with-nghttp2 --enable-ares --enable-ipv6 \
		--without-brotli --without-zlib --without-zstd --without-libidn2 --without-libpsl --without-librtmp \
		--without-libssh2 --without-gssapi --without-libgsasl --without-ca-bundle --without-ca-path \
		--disable-ftp --disable-file --disable-ldap --disable-ldaps --disable-rtsp --disable-dict --disable-telnet \
		--disable-tftp --disable-pop3 --disable-imap --disable-smb --disable-smtp --disable-gopher --disable-mqtt \
		--disable-manual --disable-proxy --disable-cookies --disable-netrc --disable-alt-svc --disable-hsts \
		--disable-doh --disable-unix-sockets --disable-ntlm --disable-ntlm-wb --disable-mime --disable-dateparse \
		--disable-progress-meter --disable-libcurl-option --disable-openssl-auto-load-config --disable-crypto-auth \
		--disable-tls-srp --disable-socketpair --disable-get-easy-options --disable-headers-api \
		CFLAGS="$CURL_CFLAGS"
	make -s -j"$(nproc)" -C lib
} >"$log" 2>&1 || {
	tail -20 "$log" >&2
	exit 1
}
cp lib/.libs/libcurl.a libcurl.a
