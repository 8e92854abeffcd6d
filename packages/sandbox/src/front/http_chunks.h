/* SPDX-License-Identifier: MIT */
/*
 * Undoes the chunked transfer coding (RFC 9112, section 7.1), piece by piece and in place.
 *
 * Called by http_request on bytes from the network, which are hostile. Pure. Extensions and trailers are
 * skipped; both are bounded.
 */
#ifndef UNTRUSTED_FRONT_HTTP_CHUNKS_H
#define UNTRUSTED_FRONT_HTTP_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

/* Private; all zero at the start of a body. */
struct http_chunks {
	unsigned state;
	unsigned line_bytes; /* of the size line or of all trailers, so far */
	uint64_t left;	     /* of the chunk */
};

/*
 * Takes @bytes of @data and moves what they hold of the body to their beginning. Returns 1 when the body
 * is whole, 0 when more is needed, or -EBADMSG. @out_used is how many bytes belonged to the body, all of
 * them unless 1 is returned, and @out_body how many are left of these.
 */
int http_chunks_decode(struct http_chunks *chunks, char *data, size_t bytes, size_t *out_used,
		       size_t *out_body);

#endif
