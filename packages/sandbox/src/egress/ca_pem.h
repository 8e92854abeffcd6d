/* SPDX-License-Identifier: MIT */
/*
 * A PEM file that holds certificates and nothing else, read at several times the speed of OpenSSL's own reader.
 *
 * For egress/ca_index.c. The text is the deployer's or the system's. Pure. What is read here OpenSSL reads to the same
 * bytes; what is in any way out of the ordinary is not read at all but left to OpenSSL, so that there is one opinion on
 * it: keys, `TRUSTED CERTIFICATE`, lists of revoked ones, headers, whitespace, broken blocks. Ordinary is:
 *
 *	what precedes the first block and stands between the blocks, such as names and notes
 *	-----BEGIN CERTIFICATE-----
 *	lines of base64, each of a multiple of four characters
 *	-----END CERTIFICATE-----
 *
 * with \n or \r\n at the end of a line, and no NUL anywhere.
 */
#ifndef UNTRUSTED_EGRESS_CA_PEM_H
#define UNTRUSTED_EGRESS_CA_PEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ca_pem {
	const char *at, *end;
	uint8_t values[256]; /* of base64's characters */
};

/* @text outlives the reader. */
void ca_pem_init(struct ca_pem *pem, const char *text, size_t bytes);

/* Bytes that all blocks of a text together have at most. */
size_t ca_pem_decoded_max(size_t text_bytes);

/*
 * The next block, decoded. @out has room for ca_pem_decoded_max() of the whole text, less what earlier calls returned.
 * Returns how many bytes it has, 0 behind the last one, -EBADMSG if the text is not of this kind: then all of it is
 * OpenSSL's to read, what was returned before, too.
 */
ssize_t ca_pem_next(struct ca_pem *pem, uint8_t *out);

#endif
