/* SPDX-License-Identifier: MIT */
/*
 * The certificate authorities that egress believes: one file, loaded once, shared by every TLS connection.
 *
 * The executor opens one; the transfers apply it. The file is the deployer's or the system's and is believed. From
 * the first call on OpenSSL reads no configuration file; no variable of the environment names a file or a directory.
 */
#ifndef UNTRUSTED_EGRESS_TRUST_H
#define UNTRUSTED_EGRESS_TRUST_H

struct trust;

/*
 * @ca_file: a PEM file, copied; NULL for the system's in its usual places, and after those ca-certificates.crt beside
 * the running executable. Looks whether it is there and readable, and no more. Returns 0, -ENOENT (not there, or not
 * to be read) or -ENOMEM.
 */
int trust_open(const char *ca_file, struct trust **out);

/* The file that was found; valid until trust_free(). */
const char *trust_path(const struct trust *trust);

/*
 * Reads the file now, to find out whether it holds certificates or to have it done; trust_apply() does otherwise. Blocks
 * for a millisecond (trust.c has the figures). Of a file of certificates alone each is parsed when a chain first asks
 * for its subject, and one that turns out broken by then makes that chain fail. Returns 0, -EIO or -ENOMEM.
 */
int trust_load(struct trust *trust);

/*
 * Makes an SSL_CTX believe these authorities and no others: for CURLOPT_SSL_CTX_FUNCTION. The first call loads the
 * file as trust_load() does. Returns 0, -EIO (not readable, not PEM, a broken block, no certificate in it; the next
 * call tries again) or -ENOMEM.
 */
int trust_apply(struct trust *trust, void *ssl_ctx);

/* Contexts that it was applied to keep what they need. NULL is allowed. */
void trust_free(struct trust *trust);

#endif
