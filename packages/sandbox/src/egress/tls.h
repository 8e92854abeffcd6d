/* SPDX-License-Identifier: MIT */
/*
 * What holds for every TLS connection beyond what libcurl is told (egress/easy.h): nobody on the other side keeps the
 * event loop busy.
 */
#ifndef UNTRUSTED_EGRESS_TLS_H
#define UNTRUSTED_EGRESS_TLS_H

/* For CURLOPT_SSL_CTX_FUNCTION: @ssl_ctx is an SSL_CTX. Returns 0 or -ENOMEM. */
int tls_guard(void *ssl_ctx);

#endif
