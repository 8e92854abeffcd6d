/* SPDX-License-Identifier: MIT */
/*
 * Judges the method and the headers that code wants to send. Pure.
 */
#ifndef UNTRUSTED_POLICY_REQUEST_HEAD_H
#define UNTRUSTED_POLICY_REQUEST_HEAD_H

#include <stddef.h>

enum request_head_verdict {
	REQUEST_HEAD_OK,
	REQUEST_HEAD_METHOD,	/* CONNECT, TRACE, TRACK, or no token (RFC 9110) */
	REQUEST_HEAD_NAME,	/* no token */
	REQUEST_HEAD_FORBIDDEN, /* the HTTP client's own: framing, routing, connections, proxies */
	REQUEST_HEAD_VALUE,	/* holds CR, LF, NUL or another control character */
	REQUEST_HEAD_VERDICT_COUNT,
};

enum request_head_verdict request_head_judge_method(const char *method, size_t bytes);

enum request_head_verdict request_head_judge_header(const char *name, size_t name_bytes,
						    const char *value, size_t value_bytes);

/* In words, for the code that asked. Those of a header are to follow its name. */
const char *request_head_verdict_text(enum request_head_verdict verdict);

#endif
