/* SPDX-License-Identifier: MIT */
/*
 * The function's log: JSON lines as AWS Lambda's JSON log format has them (`timestamp`, `level`, `requestId`,
 * `message`), and metrics in CloudWatch's Embedded Metric Format, which Lambda makes metrics of without any permission.
 *
 * Lines never hold code, input, console, results, headers or bodies. They go to standard error, whole, without ever
 * waiting for whoever reads (front/audit_log.h).
 */
#ifndef UNTRUSTED_LAMBDA_LOG_H
#define UNTRUSTED_LAMBDA_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "front/audit_log.h"

enum log_level {
	LOG_TRACE,
	LOG_DEBUG,
	LOG_INFO,
	LOG_WARN,
	LOG_ERROR,
	LOG_FATAL,
	LOG_LEVEL_COUNT,
};

struct log {
	struct audit_log sink;
	enum log_level level; /* lines below it are left out */
	/* The invocation that lines are about; empty: none. */
	const char *request_id, *trace_id, *tenant_id;
};

/*
 * Opens standard error. @level: the name of a level in any case, as AWS_LAMBDA_LOG_LEVEL has it; NULL or empty: INFO;
 * with any other, INFO and a line that says so. Returns 0 or a negative errno.
 */
int log_open(const char *level, struct log *out);

/* The level's name. */
const char *log_level_name(enum log_level level);

/* A line in the making. When memory runs out, or the level is too low, nothing is written. */
struct log_line {
	struct log *log;
	bool is_dropped;
	struct buf text;
};

/* Begins a line about the log's invocation. */
struct log_line log_begin(struct log *log, enum log_level level, const char *message);

/* Add a member. No text, no member. */
void log_text(struct log_line *line, const char *name, const char *text);
void log_count(struct log_line *line, const char *name, uint64_t value);
void log_ms(struct log_line *line, const char *name, uint64_t us);
/* @json is one value, and trusted to be one. */
void log_json(struct log_line *line, const char *name, const char *json, size_t bytes);

/* Writes the line. */
void log_end(struct log_line *line);

/* A line with one text beside its message, or none. */
void log_one(struct log *log, enum log_level level, const char *message, const char *name,
	     const char *text);

#endif
