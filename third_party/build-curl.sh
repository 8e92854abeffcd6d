#!/bin/sh
# Builds libcurl: static, HTTP and HTTPS alone, and nothing that the supervisor does not use. build-curl.sh SOURCE TARGET
#
# What is left out is what could surprise: no proxies, cookies, netrc, alt-svc, HSTS, DoH, authentication or
# configuration files, and no decompression (egress/decode.c does it, piece by piece).
set -eu

. "$(dirname "$0")/source.sh"
begin "$1" "$2"

# A server may send a whole window ahead, which stays in memory while the cell takes nothing. 32 MiB, libcurl's choice,
# is too much for that; the wire's own window is as large.
change lib/http2.c '#define HTTP2_HUGE_WINDOW_SIZE (32 * 1024 * 1024)' '#define HTTP2_HUGE_WINDOW_SIZE (512 * 1024)'
# A server that sends frames which bring nothing (PRIORITY, WINDOW_UPDATE, empty DATA), as fast as they are read, must
# leave the others their turn: libcurl would go on reading as long as there is something to read.
change lib/http2.c '    while(stream->memlen == 0          /*' '    for(int reads = 0; reads < 8 && stream->memlen == 0 /*'
change lib/http2.c '          && ctx->inbuflen == 0) {     /*' '          && ctx->inbuflen == 0; reads++) { /*'

build() {
	"$source/configure" ${host:-} --quiet --disable-shared --enable-static --disable-dependency-tracking --disable-debug \
		--with-openssl --with-nghttp2 --enable-ares --enable-ipv6 --with-random=/dev/urandom \
		--without-brotli --without-zlib --without-zstd --without-libidn2 --without-libpsl --without-librtmp \
		--without-libssh2 --without-gssapi --without-libgsasl --without-ca-bundle --without-ca-path \
		--disable-ftp --disable-file --disable-ldap --disable-ldaps --disable-rtsp --disable-dict --disable-telnet \
		--disable-tftp --disable-pop3 --disable-imap --disable-smb --disable-smtp --disable-gopher --disable-mqtt \
		--disable-manual --disable-proxy --disable-cookies --disable-netrc --disable-alt-svc --disable-hsts \
		--disable-doh --disable-unix-sockets --disable-ntlm --disable-ntlm-wb --disable-mime --disable-dateparse \
		--disable-progress-meter --disable-libcurl-option --disable-openssl-auto-load-config --disable-crypto-auth \
		--disable-tls-srp --disable-socketpair --disable-get-easy-options --disable-headers-api \
		CFLAGS="-DCURL_MAX_WRITE_SIZE=262144 $HARDENED"
	make -s -j"$(nproc)" -C lib
}
quietly build
cp lib/.libs/libcurl.a libcurl.a
