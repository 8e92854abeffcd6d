/* SPDX-License-Identifier: MIT */
/*
 * Decodes a response's body (Content-Encoding: gzip, x-gzip, deflate, br) as it comes in, with exact back-pressure.
 *
 * Egress passes every body through it, between libcurl and the cell. The bytes come from anyone. No call writes more
 * than it is given room for, whatever the input, and what a decoder owns never exceeds DECODE_MEMORY_MAX. Nothing
 * here blocks; a call costs time in proportion to the bytes that it takes and writes (220 MB/s for gzip, 750 for br),
 * with two exceptions: brotli unpacks up to its window ahead of what is taken from it (16 MB: *measured* 80 ms at
 * worst, once for every 16 MB of output), and a chain of codings may unpack 1 MB that comes to nothing (10 ms).
 */
#ifndef UNTRUSTED_EGRESS_DECODE_H
#define UNTRUSTED_EGRESS_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct decode;

/* Codings that one body may have, one upon the other, identity not counted. */
#define DECODE_CODINGS_MAX 4u

/*
 * All memory of one decoder: about 40 KB for gzip and deflate; for brotli the window that the body asks for (up to
 * 16 MB, beside the 8 MB of the one before while it grows) and its tables (up to 4 MB); 16 KB between two codings. A
 * body that needs more is refused (-ENOMEM), which only one with several brotli codings can.
 */
#define DECODE_MEMORY_MAX ((size_t)32 << 20)

/*
 * @content_encoding: the header's value, or values joined by ", "; may be empty or NULL. Where there is nothing to
 * decode, *out is NULL and the body is to be passed on as it is: no coding, only identity, more codings than
 * DECODE_CODINGS_MAX, or any other coding among them, as the fetch standard has it. Returns 0 or -ENOMEM.
 */
int decode_new(const char *content_encoding, struct decode **out);

/*
 * Takes bytes from *in, which it advances together with *in_bytes, and writes at most @room (above 0) to @out. Returns
 * the number written; 0 only when all input is taken and nothing is left to come out of it, so call it until then.
 * Returns -EBADMSG for broken data, which includes a chain of codings that unpacks to next to nothing, -ENOMEM; after
 * either the decoder returns the same for ever.
 *
 * Concatenated gzip members are one body; what else follows the end of the compressed data is taken and ignored.
 */
ssize_t decode_some(struct decode *decode, const uint8_t **in, size_t *in_bytes, uint8_t *out,
		    size_t room);

/*
 * Was the end of the compressed data reached, or was there no data at all? Ask at the end of the body, when
 * decode_some() has returned 0: one that stops before its end is broken.
 */
bool decode_is_complete(const struct decode *decode);

/* NULL is allowed. */
void decode_free(struct decode *decode);

#endif
