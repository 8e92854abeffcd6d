#!/bin/sh
# Builds libcurl: static, HTTP and HTTPS alone, and nothing that the supervisor does not use. build-curl.sh SOURCE TARGET
#
# What is left out is what could surprise: no proxies, cookies, netrc, alt-svc, HSTS, DoH, authentication or
# configuration files, and no decompression (egress/decode.c does it, piece by piece).
set -eu

. "$(dirname "$0")/source.sh"
begin "$1" "$2"

# A server may send a whole window ahead, which stays in memory while the cell takes nothing. 10 MiB, libcurl's choice,
# is too much for that; the wire's own window is as large.
change lib/http2.c 'H2_CONN_WINDOW_SIZE     (10 * 1024 * 1024)' 'H2_CONN_WINDOW_SIZE     (512 * 1024)'
change lib/http2.c 'H2_STREAM_WINDOW_SIZE_MAX   (10 * 1024 * 1024)' 'H2_STREAM_WINDOW_SIZE_MAX   (512 * 1024)'
# A server that breaks the protocol is told so with GOAWAY, after which the connection is to be closed (RFC 9113, 5.4.1).
# libcurl would wait for the server to do it; the end that it reads here ends all transfers of the connection.
change lib/http2.c '  return nw_out_flush(cf, data);' \
	'  if(should_close_session(ctx)) shutdown(Curl_conn_cf_get_socket(cf, data), SHUT_RD); return nw_out_flush(cf, data);'
# Requests that wait for a connection which may turn out to take several (CURLOPT_PIPEWAIT) must hear of it, too, when
# it turns out that it does not.
change lib/multi.c 'if(data->conn->bits.multiplex)' 'if(data->conn->bits.multiplex || !data->conn->bits.reuse)'

build() {
	"$source/configure" ${host:-} --quiet --disable-shared --enable-static --disable-dependency-tracking --disable-debug \
		--with-openssl --with-nghttp2 --enable-ares --enable-ipv6 --with-random=/dev/urandom \
		--without-brotli --without-zlib --without-zstd --without-libidn2 --without-libpsl --without-librtmp \
		--without-libssh2 --without-gssapi --without-libgsasl --without-ca-bundle --without-ca-path \
		--disable-ftp --disable-file --disable-ldap --disable-ldaps --disable-rtsp --disable-dict --disable-telnet \
		--disable-tftp --disable-pop3 --disable-imap --disable-smb --disable-smtp --disable-gopher --disable-mqtt \
		--disable-manual --disable-proxy --disable-cookies --disable-netrc --disable-alt-svc --disable-hsts \
		--disable-doh --disable-unix-sockets --disable-ntlm --disable-ntlm-wb --disable-mime --disable-dateparse \
		--disable-progress-meter --disable-libcurl-option --disable-openssl-auto-load-config --disable-http-auth \
		--disable-aws --disable-docs --disable-ipfs --disable-websockets --disable-form-api --disable-tls-srp \
		--disable-socketpair --disable-get-easy-options --disable-headers-api \
		CFLAGS="-DCURL_MAX_WRITE_SIZE=262144 $HARDENED"
	make -s -j"$(nproc)" -C lib
}
quietly build
cp lib/.libs/libcurl.a libcurl.a
