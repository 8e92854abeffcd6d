// SPDX-License-Identifier: MIT
#include "log.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json_text.h"

#define LINE_MAX ((size_t)64 << 10)

static const char *const level_names[LOG_LEVEL_COUNT] = {
	[LOG_TRACE] = "TRACE", [LOG_DEBUG] = "DEBUG", [LOG_INFO] = "INFO",
	[LOG_WARN] = "WARN",   [LOG_ERROR] = "ERROR", [LOG_FATAL] = "FATAL",
};

const char *log_level_name(enum log_level level)
{
	return level_names[level];
}

int log_open(const char *level, struct log *out)
{
	*out = (struct log){ .level = LOG_INFO, .request_id = "", .trace_id = "", .tenant_id = "" };
	int rc = audit_log_open("bootstrap", NULL, &out->sink);

	if (rc < 0 || !level || !*level)
		return rc;
	for (unsigned i = 0; i < LOG_LEVEL_COUNT; i++) {
		if (strcasecmp(level, level_names[i]) != 0)
			continue;
		out->level = (enum log_level)i;
		return 0;
	}
	log_one(out, LOG_WARN, "AWS_LAMBDA_LOG_LEVEL names no level; it is INFO", "value", level);
	return 0;
}

/* Appends; a line that has failed once stays dropped. */
static void keep(struct log_line *line, int rc)
{
	line->is_dropped = line->is_dropped || rc < 0;
}

static void begin_member(struct log_line *line, const char *name)
{
	keep(line, buf_append_format(&line->text, ",\"%s\":", name));
}

struct log_line log_begin(struct log *log, enum log_level level, const char *message)
{
	struct log_line line = { .log = log, .is_dropped = level < log->level };
	char time[CLOCK_TEXT_BYTES];

	line.text.max = LINE_MAX;
	if (line.is_dropped)
		return line;
	clock_text(time);
	keep(&line, buf_append_format(&line.text, "{\"timestamp\":\"%s\"", time));
	log_text(&line, "level", level_names[level]);
	if (*log->request_id)
		log_text(&line, "requestId", log->request_id);
	if (*log->trace_id)
		log_text(&line, "traceId", log->trace_id);
	if (*log->tenant_id)
		log_text(&line, "tenantId", log->tenant_id);
	log_text(&line, "message", message);
	return line;
}

void log_text(struct log_line *line, const char *name, const char *text)
{
	if (line->is_dropped || !text)
		return;
	begin_member(line, name);
	keep(line, json_text_append_string(text, strlen(text), &line->text));
}

void log_count(struct log_line *line, const char *name, uint64_t value)
{
	if (line->is_dropped)
		return;
	begin_member(line, name);
	keep(line, buf_append_format(&line->text, "%llu", (unsigned long long)value));
}

void log_ms(struct log_line *line, const char *name, uint64_t us)
{
	if (line->is_dropped)
		return;
	begin_member(line, name);
	keep(line, buf_append_format(&line->text, "%llu.%03u", (unsigned long long)(us / 1000),
				     (unsigned)(us % 1000)));
}

void log_json(struct log_line *line, const char *name, const char *json, size_t bytes)
{
	if (line->is_dropped)
		return;
	begin_member(line, name);
	keep(line, buf_append(&line->text, json, bytes));
}

void log_end(struct log_line *line)
{
	if (!line->is_dropped && buf_append_str(&line->text, "}") == 0)
		audit_log_write(&line->log->sink, line->text.data, line->text.len);
	buf_done(&line->text);
}

void log_one(struct log *log, enum log_level level, const char *message, const char *name,
	     const char *text)
{
	struct log_line line = log_begin(log, level, message);

	log_text(&line, name, text);
	log_end(&line);
}
