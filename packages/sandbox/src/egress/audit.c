/* SPDX-License-Identifier: MIT */
#include "egress/audit.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_text.h"

#define LINE_MAX ((size_t)16 << 10)

/* The first member is written by hand; each of these begins with the comma. No text, no member. */
static int member_text(struct buf *line, const char *name, const char *text)
{
	if (!text)
		return 0;
	if (buf_append_format(line, ",\"%s\":", name) < 0)
		return -1;
	return json_text_append_string(text, strlen(text), line);
}

static int member_number(struct buf *line, const char *name, uint64_t number)
{
	return buf_append_format(line, ",\"%s\":%llu", name, (unsigned long long)number);
}

static int append(struct buf *line, const struct audit_entry *entry)
{
	char time[CLOCK_TEXT_BYTES];

	clock_text(time);
	if (buf_append_format(line, "{\"time\":\"%s\"", time) < 0 ||
	    member_text(line, "executionId", entry->execution_id) < 0 ||
	    member_text(line, "method", entry->method) < 0 ||
	    member_text(line, "host", entry->host) < 0 ||
	    member_text(line, "address", entry->address) < 0)
		return -1;
	if (entry->port != 0 && member_number(line, "port", entry->port) < 0)
		return -1;
	if (entry->status != 0 && member_number(line, "status", entry->status) < 0)
		return -1;
	if (member_text(line, "refused", entry->refused) < 0 ||
	    member_text(line, "failed", entry->failed) < 0 ||
	    member_number(line, "bytesSent", entry->bytes_sent) < 0 ||
	    member_number(line, "bytesReceived", entry->bytes_received) < 0)
		return -1;
	int64_t us = (clock_now_ns() - entry->started_ns) / 1000;
	return buf_append_format(line, ",\"ms\":%lld.%03d}", (long long)(us / 1000),
				 (int)(us % 1000));
}

void audit_write(const struct egress *egress, const struct audit_entry *entry)
{
	const struct egress_options *options = egress_options(egress);
	AUTO_BUF struct buf line = { .max = LINE_MAX };

	if (options->on_audit && append(&line, entry) == 0)
		options->on_audit(options->user, line.data, line.len);
}
