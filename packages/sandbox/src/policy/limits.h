/* SPDX-License-Identifier: MIT */
/*
 * The limits of an execution and of the texts around it: one table, from which validation, messages
 * and documentation come.
 *
 * request.c judges a caller's wishes by it, front ends and the report read it. Pure and constant. A
 * value above the maximum is a wish that gets the maximum; one below the minimum makes no sense and
 * is refused.
 *
 * The deployer may narrow the limits that callers choose: struct limits_bounds.
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

/* Those that callers choose, the first ones of the table. */
#define LIMITS_CHOSEN_COUNT (LIMITS_MEMORY + 1)

struct limits_entry {
	const char *name; /* where it is a field of the request, that field's */
	const char *unit;
	const char *help;
	/* A limit that the caller cannot choose has all three the same. */
	uint32_t minimum, fallback, maximum;
};

/* A limit that callers choose, as the deployer has narrowed it. */
struct limits_bounds {
	uint32_t fallback; /* for who asks for nothing */
	uint32_t maximum;
};

/* What is wrong with a deployer's choice. */
enum limits_fault {
	LIMITS_FINE,
	LIMITS_MAXIMUM_TOO_HIGH,  /* above the table's */
	LIMITS_FALLBACK_TOO_HIGH, /* above the maximum */
};

enum limits_verdict {
	LIMITS_AS_ASKED,
	LIMITS_CLAMPED, /* above the maximum, which applies instead */
	LIMITS_REFUSED, /* below the minimum */
};

/* Returns the table's row. */
const struct limits_entry *limits_get(enum limits_id id);

/*
 * Narrows a limit that callers choose; 0 stands for what the deployer does not say. A maximum alone lowers the table's
 * fallback with it. @out is only written with LIMITS_FINE.
 */
enum limits_fault limits_narrow(enum limits_id id, uint64_t fallback, uint64_t maximum,
				struct limits_bounds *out);

/* Judges what a caller asks for. @out is the value that applies; untouched with LIMITS_REFUSED. */
enum limits_verdict limits_judge(enum limits_id id, const struct limits_bounds *bounds,
				 int64_t asked, uint32_t *out);

#endif
