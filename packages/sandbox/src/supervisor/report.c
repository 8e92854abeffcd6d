// SPDX-License-Identifier: MIT
#include "supervisor/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "policy/limits.h"
#include "wire/frame.h"

/* A result, a console of which every byte is escaped, twice, and texts of bounded length. */
#define RESPONSE_MAX ((size_t)32 << 20)

static const struct {
	const char *name;
	enum untrusted_outcome outcome;
	const char
		*text; /* what the error is called whatever the engine says; NULL: its own words */
} kinds[REPORT_KIND_COUNT] = {
	[REPORT_SYNTAX] = { "syntax", UNTRUSTED_CODE_FAILED, NULL },
	[REPORT_RUNTIME] = { "runtime", UNTRUSTED_CODE_FAILED, NULL },
	[REPORT_TIMEOUT] = { "timeout", UNTRUSTED_LIMIT_EXCEEDED, "Execution timeout exceeded" },
	[REPORT_MEMORY] = { "memory", UNTRUSTED_LIMIT_EXCEEDED, "Memory limit exceeded" },
	[REPORT_STACK] = { "stack", UNTRUSTED_CODE_FAILED, NULL },
	[REPORT_RESULT] = { "result", UNTRUSTED_CODE_FAILED, NULL },
	[REPORT_INVALID_REQUEST] = { "invalid_request", UNTRUSTED_INVALID_REQUEST, NULL },
	[REPORT_INTERNAL] = { "internal", UNTRUSTED_INTERNAL, NULL },
};

const char *report_kind_name(enum report_kind kind)
{
	return kinds[kind].name;
}

enum untrusted_outcome report_outcome(enum report_kind kind)
{
	return kinds[kind].outcome;
}

/*
 * The helpers write one member, with the comma that separates it from the one before; the first of an
 * object is written by hand. All of them are called until one fails.
 */
static int member(struct buf *out, const char *name)
{
	return buf_append_format(out, ",\"%s\":", name);
}

static int member_text(struct buf *out, const char *name, struct json_scan_slice text)
{
	return member(out, name) < 0 ? -1 : json_text_append_string(text.data, text.bytes, out);
}

static int member_raw(struct buf *out, const char *name, struct json_scan_slice json)
{
	return member(out, name) < 0 ? -1 : buf_append(out, json.data, json.bytes);
}

/* Not by way of a double, which printf would write as the program's locale likes it. */
static int member_ms(struct buf *out, const char *name, uint64_t us)
{
	return buf_append_format(out, ",\"%s\":%llu.%03u", name, (unsigned long long)(us / 1000),
				 (unsigned)(us % 1000));
}

/* One line for people: "TypeError: x is not a function". */
static int append_error_line(struct buf *out, const struct report_error *error)
{
	AUTO_BUF struct buf line = { .max = FRAME_ERROR_NAME_MAX + FRAME_ERROR_TEXT_MAX + 2 };

	if (error->name.bytes && (buf_append(&line, error->name.data, error->name.bytes) < 0 ||
				  (error->message.bytes && buf_append_str(&line, ": ") < 0)))
		return -1;
	if (error->message.bytes &&
	    buf_append(&line, error->message.data, error->message.bytes) < 0)
		return -1;
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.data[i] < ' ' || line.data[i] == 0x7f)
			line.data[i] = ' ';
	return json_text_append_string(line.data, line.len, out);
}

static int append_error_details(struct buf *out, const struct report_error *error)
{
	if (buf_append_format(out, ",\"errorDetails\":{\"kind\":\"%s\"", kinds[error->kind].name) <
	    0)
		return -1;
	if (error->name.bytes && member_text(out, "name", error->name) < 0)
		return -1;
	if (member_text(out, "message", error->message) < 0)
		return -1;
	if (error->stack.bytes && member_text(out, "stack", error->stack) < 0)
		return -1;
	if (error->line &&
	    buf_append_format(out, ",\"line\":%u,\"column\":%u", error->line, error->column) < 0)
		return -1;
	return buf_append_str(out, "}");
}

static int append_failure(struct buf *out, const struct report *report)
{
	struct report_error error = report->error;

	if (kinds[error.kind].text) {
		error.name = (struct json_scan_slice){ 0 };
		error.message = (struct json_scan_slice){ kinds[error.kind].text,
							  strlen(kinds[error.kind].text) };
	}
	if (buf_append_str(out, "{\"success\":false,\"error\":") < 0)
		return -1;
	size_t start = out->len;
	if (append_error_line(out, &error) < 0)
		return -1;
	size_t bytes = out->len - start;
	/* The same once more: reserved first, since the source is in the buffer. */
	if (member(out, "error_reason") < 0 || buf_reserve(out, bytes) < 0 ||
	    buf_append(out, out->data + start, bytes) < 0)
		return -1;
	if (append_error_details(out, &error) < 0)
		return -1;
	if (report->has_progress)
		return buf_append_format(out, ",\"progress\":{\"started\":%s,\"fetchCount\":%u}",
					 report->started ? "true" : "false",
					 report->usage ? report->usage->fetches : 0);
	return 0;
}

static int append_success(struct buf *out, const struct report *report)
{
	if (buf_append_str(out, "{\"success\":true") < 0)
		return -1;
	if (report->result.data && member_raw(out, "result", report->result) < 0)
		return -1;
	if (report->skip_reason.data && member_raw(out, "skip_reason", report->skip_reason) < 0)
		return -1;
	if (report->error_reason.data && member_raw(out, "error_reason", report->error_reason) < 0)
		return -1;
	return 0;
}

static int append_list(struct buf *out, const char *name, const struct buf *elements)
{
	if (member(out, name) < 0 || buf_append_str(out, "[") < 0)
		return -1;
	if (elements && elements->len && buf_append(out, elements->data, elements->len) < 0)
		return -1;
	return buf_append_str(out, "]");
}

static int append_usage(struct buf *out, const struct untrusted_usage *usage)
{
	static const struct untrusted_usage none;

	if (!usage)
		usage = &none;
	if (buf_append_format(out, ",\"usage\":{\"peakMemoryBytes\":%llu",
			      (unsigned long long)usage->peak_memory_bytes) < 0 ||
	    member_ms(out, "wallTimeMs", usage->wall_us) < 0 ||
	    member_ms(out, "cpuTimeMs", usage->cpu_us) < 0)
		return -1;
	return buf_append_format(out,
				 ",\"fetchCount\":%u,\"bytesSent\":%llu,\"bytesReceived\":%llu}",
				 usage->fetches, (unsigned long long)usage->bytes_sent,
				 (unsigned long long)usage->bytes_received);
}

static int append_limits(struct buf *out, const struct report *report)
{
	const char *comma = "";

	if (buf_append_format(out,
			      ",\"limits\":{\"timeoutMs\":%u,\"memoryLimitBytes\":%u,\"clamped\":[",
			      report->timeout_ms, report->memory_limit_bytes) < 0)
		return -1;
	for (unsigned id = 0; id < LIMITS_COUNT; id++) {
		if (!(report->clamped & (1u << id)))
			continue;
		if (buf_append_format(out, "%s\"%s\"", comma,
				      limits_get((enum limits_id)id)->name) < 0)
			return -1;
		comma = ",";
	}
	return buf_append_str(out, report->is_timeout_of_deadline ? "],\"timeoutBy\":\"deadline\"}}"
								  : "]}}");
}

char *report_write(const struct report *report, size_t *out_bytes)
{
	AUTO_BUF struct buf out = { .max = RESPONSE_MAX };
	const struct console *console = report->console;
	int rc = report->success ? append_success(&out, report) : append_failure(&out, report);

	if (rc < 0 ||
	    member_ms(&out, "executionTimeMs", report->usage ? report->usage->wall_us : 0) < 0 ||
	    append_list(&out, "consoleOutput", console ? &console->output : NULL) < 0 ||
	    append_list(&out, "logs", console ? &console->logs : NULL) < 0 ||
	    append_usage(&out, report->usage) < 0)
		return NULL;
	/* A request that was refused ran under no limits. */
	if (report->timeout_ms == 0 ? buf_append_str(&out, "}") < 0
				    : append_limits(&out, report) < 0)
		return NULL;
	*out_bytes = out.len;
	return buf_take(&out);
}
