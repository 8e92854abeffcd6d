/* SPDX-License-Identifier: MIT */
/*
 * Certificates that an X509_STORE finds by their subject and parses when it first asks for them.
 *
 * For egress/trust.c: of 150 authorities a chain asks for one or two, and to parse all of them takes 15 ms. The text is
 * the deployer's or the system's; who asks, by the names in a chain, is anybody, and costs the parsing of what he
 * asked for, once.
 */
#ifndef UNTRUSTED_EGRESS_CA_INDEX_H
#define UNTRUSTED_EGRESS_CA_INDEX_H

#include <openssl/x509_vfy.h>
#include <stddef.h>

/*
 * Makes @store believe the certificates of a PEM file, as X509_STORE_load_file() would, but that the inside of a
 * certificate is looked at when its subject is asked for: if it is broken, neither it nor another one of the same
 * subject is there, and a chain that needs them fails. @store has no such file yet; @text is copied, and the copy is
 * the store's.
 *
 * Returns 0, -ENOMEM, or -EBADMSG: it has no certificate or something else in it (egress/ca_pem.h, egress/ca_der.h),
 * nothing has happened to the store, and X509_STORE_load_file() is to judge it. May leave errors in OpenSSL's queue.
 */
int ca_index_attach(X509_STORE *store, const char *text, size_t bytes);

#endif
