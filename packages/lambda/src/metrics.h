/* SPDX-License-Identifier: MIT */
/*
 * What an execution has cost and how it ended, as a line of the log and as CloudWatch metrics.
 */
#ifndef UNTRUSTED_LAMBDA_METRICS_H
#define UNTRUSTED_LAMBDA_METRICS_H

#include "event.h"
#include "log.h"
#include "untrusted.h"

struct metrics {
	const char *function_name; /* a dimension */
	enum event_kind event;
	const struct untrusted_result *result;
	const char *reason;    /* of a failure of ours; or NULL */
	size_t response_bytes; /* as handed to Lambda */
	uint64_t whole_us;     /* from the event's arrival until the response was taken */
	bool is_delivered;     /* Lambda has taken it */
};

/* The outcome's name: `success`, `code_failed`, `limit_exceeded`, `invalid_request`, `internal`. */
const char *metrics_outcome_name(enum untrusted_outcome outcome);

/* Writes both lines. */
void metrics_log(struct log *log, const struct metrics *metrics);

#endif
