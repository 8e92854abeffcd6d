/* SPDX-License-Identifier: MIT */
/*
 * The head of an HTTP/1 request (RFC 9112): its request line, its fields, and how its body is framed.
 *
 * Called by http_request on bytes from the network, which are hostile. Pure: nothing is allocated or
 * copied, slices point into the caller's bytes. Where the RFC lets a recipient be lenient, this one is
 * strict: lines end in CR LF, no folded lines, no space before a colon, one Host, one framing.
 */
#ifndef UNTRUSTED_FRONT_HTTP_HEAD_H
#define UNTRUSTED_FRONT_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_scan.h"

#define HTTP_HEAD_BYTES_MAX  ((size_t)16 << 10)
#define HTTP_HEAD_FIELDS_MAX 100

struct http_head_field {
	struct json_scan_slice name, value; /* the value without white space around it */
};

struct http_head {
	struct json_scan_slice method, target;
	unsigned minor_version; /* of HTTP/1: 0 or 1 */
	struct http_head_field fields[HTTP_HEAD_FIELDS_MAX];
	size_t field_count;
	size_t bytes; /* all of it, the empty line too */
};

enum http_head_body {
	HTTP_HEAD_NO_BODY,
	HTTP_HEAD_SIZED, /* body_bytes */
	HTTP_HEAD_CHUNKED,
};

/* What the fields say about the message itself. */
struct http_head_framing {
	enum http_head_body body;
	uint64_t body_bytes;
	bool keep_alive;
	bool expects_continue;
};

/* Why a head is refused: the status (RFC 9110, section 15) and a sentence. */
struct http_head_fault {
	unsigned status;
	const char *reason;
};

/*
 * Parses what has arrived. Returns 1 and @out; 0 when more is needed; or -EBADMSG and @out_fault.
 * @searched, at first 0, spares a slow sender's bytes from being searched again with each call.
 */
int http_head_parse(const char *data, size_t bytes, size_t *searched, struct http_head *out,
		    struct http_head_fault *out_fault);

/* Reads the framing. Returns 0, or -EBADMSG and @out_fault. */
int http_head_frame(const struct http_head *head, struct http_head_framing *out,
		    struct http_head_fault *out_fault);

/* Returns how many fields have the name, in any case, and the first one's value in @out (may be NULL). */
size_t http_head_find(const struct http_head *head, const char *name, struct json_scan_slice *out);

/*
 * Is @word a member of the comma-separated lists in the fields with the name, both in any case? A member's parameters,
 * which begin with a semicolon, are not looked at.
 */
bool http_head_lists(const struct http_head *head, const char *name, const char *word);

/* Is the slice this text, in any case? */
bool http_head_is(struct json_scan_slice slice, const char *text);

#endif
