/* SPDX-License-Identifier: MIT */
#include "egress/response_head.h"

#include <string.h>
#include <strings.h>

/* The largest content-length that libcurl can count. */
#define LENGTH_MAX ((uint64_t)INT64_MAX)

void response_head_init(struct response_head *head)
{
	*head = (struct response_head){
		/* No header becomes longer on its way into the frame than its line is. */
		.headers = { .max = FRAME_FETCH_HEADERS_MAX },
		.content_encoding = { .max = FRAME_FETCH_HEADERS_MAX },
		.bytes_left = FRAME_FETCH_HEADERS_MAX,
	};
}

static void trim(const char **text, size_t *bytes)
{
	while (*bytes > 0 && strchr(" \t\r\n", (*text)[*bytes - 1]))
		--*bytes;
	while (*bytes > 0 && strchr(" \t", **text)) {
		++*text;
		--*bytes;
	}
}

/* `HTTP/1.1 200 OK`: a new head begins, and what an earlier one (1xx) said is forgotten. */
static void begin(struct response_head *head, const char *line, size_t bytes)
{
	const char *at = memchr(line, ' ', bytes);
	const char *end = line + bytes;
	unsigned status = 0;

	for (; at && at < end && *at == ' '; at++)
		;
	for (; at && at < end && *at >= '0' && *at <= '9' && status < 1000; at++)
		status = status * 10 + (unsigned)(*at - '0');
	head->status = status;
	head->headers.len = 0;
	head->content_encoding.len = 0;
	head->has_content_length = false;
	head->status_text_bytes = 0;
	if (!at || at >= end)
		return;
	size_t text_bytes = (size_t)(end - at);
	trim(&at, &text_bytes);
	if (text_bytes > sizeof(head->status_text))
		text_bytes = sizeof(head->status_text);
	if (text_bytes != 0 && !memchr(at, '\0', text_bytes)) {
		memcpy(head->status_text, at, text_bytes);
		head->status_text_bytes = text_bytes;
	}
}

static int append_lower(struct buf *out, const char *text, size_t bytes)
{
	if (buf_append(out, text, bytes) < 0)
		return -1;
	for (char *at = out->data + out->len - bytes; at < out->data + out->len; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return 0;
}

static bool is_named(const char *name, size_t bytes, const char *wanted)
{
	return bytes == strlen(wanted) && strncasecmp(name, wanted, bytes) == 0;
}

/*
 * RFC 9112 section 6.3: whoever reads another length than the next one does, reads another response. Returns false for
 * what is none, or is not the one before.
 */
static bool take_length(struct response_head *head, const char *text, size_t bytes)
{
	uint64_t length = 0;

	for (size_t i = 0; i < bytes; i++) {
		if (text[i] < '0' || text[i] > '9' || length > LENGTH_MAX / 10 - 1)
			return false;
		length = length * 10 + (uint64_t)(text[i] - '0');
	}
	if (bytes == 0 || (head->has_content_length && head->content_length != length))
		return false;
	head->content_length = length;
	head->has_content_length = true;
	return true;
}

static enum response_head_verdict add_header(struct response_head *head, const char *name,
					     size_t name_bytes, const char *value,
					     size_t value_bytes)
{
	struct buf *encoding = &head->content_encoding;

	/* Lines are bounded together, so that a header which does not fit means that memory ran out. */
	if (append_lower(&head->headers, name, name_bytes) < 0 ||
	    buf_append(&head->headers, "", 1) < 0 ||
	    buf_append(&head->headers, value, value_bytes) < 0 ||
	    buf_append(&head->headers, "", 1) < 0)
		return RESPONSE_HEAD_NO_MEMORY;
	if (is_named(name, name_bytes, "content-length") && !take_length(head, value, value_bytes))
		return RESPONSE_HEAD_LENGTH;
	if (is_named(name, name_bytes, "content-encoding") &&
	    ((encoding->len != 0 && buf_append_str(encoding, ", ") < 0) ||
	     buf_append(encoding, value, value_bytes) < 0))
		return RESPONSE_HEAD_NO_MEMORY;
	return RESPONSE_HEAD_MORE;
}

/* A line that begins with white space continues the value before it (RFC 9112 section 5.2). */
static enum response_head_verdict continue_value(struct response_head *head, const char *text,
						 size_t bytes)
{
	if (head->headers.len == 0)
		return RESPONSE_HEAD_MORE;
	head->headers.len--; /* the NUL */
	if (buf_append_str(&head->headers, " ") < 0 ||
	    buf_append(&head->headers, text, bytes) < 0 || buf_append(&head->headers, "", 1) < 0)
		return RESPONSE_HEAD_NO_MEMORY;
	return RESPONSE_HEAD_MORE;
}

static enum response_head_verdict take_field(struct response_head *head, const char *line,
					     size_t bytes)
{
	bool continues = line[0] == ' ' || line[0] == '\t';
	const char *colon = memchr(line, ':', bytes);
	const char *value = continues ? line : colon ? colon + 1 : NULL;

	/* A line without a colon, or with a NUL that would end the value in the frame, says nothing. */
	if (!value || colon == line || memchr(line, '\0', bytes))
		return RESPONSE_HEAD_MORE;
	size_t value_bytes = bytes - (size_t)(value - line);
	trim(&value, &value_bytes);
	if (continues)
		return continue_value(head, value, value_bytes);
	size_t name_bytes = (size_t)(colon - line);
	trim(&line, &name_bytes);
	if (name_bytes == 0)
		return RESPONSE_HEAD_MORE;
	return add_header(head, line, name_bytes, value, value_bytes);
}

enum response_head_verdict response_head_take(struct response_head *head, const char *line,
					      size_t bytes)
{
	if (bytes > head->bytes_left)
		return RESPONSE_HEAD_TOO_LARGE;
	head->bytes_left -= bytes;
	if (head->is_complete)
		return RESPONSE_HEAD_TRAILER;
	if (bytes >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		begin(head, line, bytes);
		return RESPONSE_HEAD_MORE;
	}
	if (bytes == 0 || line[0] == '\r' || line[0] == '\n') {
		head->is_complete = head->status >= 200;
		return head->is_complete ? RESPONSE_HEAD_COMPLETE : RESPONSE_HEAD_MORE;
	}
	return take_field(head, line, bytes);
}

void response_head_done(struct response_head *head)
{
	buf_done(&head->headers);
	buf_done(&head->content_encoding);
}
