/* SPDX-License-Identifier: MIT */
/*
 * The limits of an execution and of the texts around it: one table, from which validation, messages
 * and documentation come.
 *
 * request.c judges a caller's wishes by it, front ends and the report read it. Pure and constant. A
 * value above the maximum is a wish that gets the maximum; one below the minimum makes no sense and
 * is refused.
 */
#ifndef UNTRUSTED_POLICY_LIMITS_H
#define UNTRUSTED_POLICY_LIMITS_H

#include <stdint.h>

enum limits_id {
	LIMITS_TIMEOUT,
	LIMITS_MEMORY,
	LIMITS_CODE,
	LIMITS_INPUT,
	LIMITS_RESULT,
	LIMITS_CONSOLE_BYTES,
	LIMITS_CONSOLE_LINES,
	LIMITS_DOMAINS,
	LIMITS_REQUEST,
	LIMITS_FETCHES,
	LIMITS_FETCHES_AT_ONCE,
	LIMITS_FETCH_URL,
	LIMITS_FETCH_REQUEST_HEADERS,
	LIMITS_FETCH_RESPONSE_HEADERS,
	LIMITS_FETCH_RESPONSE,
	LIMITS_COUNT,
};

struct limits_entry {
	const char *name; /* where it is a field of the request, that field's */
	const char *unit;
	const char *help;
	/* A limit that the caller cannot choose has all three the same. */
	uint32_t minimum, fallback, maximum;
};

enum limits_verdict {
	LIMITS_AS_ASKED,
	LIMITS_CLAMPED, /* above the maximum, which applies instead */
	LIMITS_REFUSED, /* below the minimum */
};

/* Returns the table's row. */
const struct limits_entry *limits_get(enum limits_id id);

/* Judges what a caller asks for. @out is the value that applies; untouched with LIMITS_REFUSED. */
enum limits_verdict limits_judge(enum limits_id id, int64_t asked, uint32_t *out);

#endif
