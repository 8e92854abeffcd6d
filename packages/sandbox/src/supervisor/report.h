/* SPDX-License-Identifier: MIT */
/*
 * Writes the response object (docs/contract.md). Used by the execution. Pure.
 */
#ifndef UNTRUSTED_SUPERVISOR_REPORT_H
#define UNTRUSTED_SUPERVISOR_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_scan.h"
#include "supervisor/console.h"
#include "untrusted.h"

enum report_kind {
	REPORT_SYNTAX,
	REPORT_RUNTIME,
	REPORT_TIMEOUT,
	REPORT_MEMORY,
	REPORT_STACK,
	REPORT_RESULT,
	REPORT_INVALID_REQUEST,
	REPORT_INTERNAL,
	REPORT_KIND_COUNT,
};

/* Slices of the cell's own words: any bytes. */
struct report_error {
	enum report_kind kind;
	struct json_scan_slice name, message, stack;
	uint32_t line, column; /* 0: unknown */
};

struct report {
	bool success;
	/* With success: proven JSON; no data: undefined. */
	struct json_scan_slice result;
	/* String literals found in the result, or empty. */
	struct json_scan_slice skip_reason, error_reason;
	/* Without success. */
	struct report_error error;
	bool has_progress; /* of an execution that was cut off: how far it got */
	bool started;
	/* May be NULL: nothing was run. */
	const struct console *console;
	const struct untrusted_usage *usage;
	uint32_t timeout_ms, memory_limit_bytes; /* 0: none applied */
	bool is_timeout_of_deadline;
	uint32_t clamped; /* 1 << enum limits_id, ORed */
};

/* The kind's name, as in the response. */
const char *report_kind_name(enum report_kind kind);

/* The outcome that callers see for a failure of this kind. */
enum untrusted_outcome report_outcome(enum report_kind kind);

/*
 * Returns the response, NUL-terminated, which the caller frees, and its size in @out_bytes; or NULL when out
 * of memory.
 */
char *report_write(const struct report *report, size_t *out_bytes);

#endif
