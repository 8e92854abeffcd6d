/* SPDX-License-Identifier: MIT */
#include "egress/response_head.h"

#include <string.h>
#include <strings.h>

static const char CONTENT_ENCODING[] = "content-encoding";

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

static int add_header(struct response_head *head, const char *name, size_t name_bytes,
		      const char *value, size_t value_bytes)
{
	if (append_lower(&head->headers, name, name_bytes) < 0 ||
	    buf_append(&head->headers, "", 1) < 0 ||
	    buf_append(&head->headers, value, value_bytes) < 0 ||
	    buf_append(&head->headers, "", 1) < 0)
		return -1;
	if (name_bytes != sizeof(CONTENT_ENCODING) - 1 ||
	    strncasecmp(name, CONTENT_ENCODING, name_bytes) != 0)
		return 0;
	if (head->content_encoding.len != 0 && buf_append_str(&head->content_encoding, ", ") < 0)
		return -1;
	return buf_append(&head->content_encoding, value, value_bytes);
}

/* A line that begins with white space continues the value before it (RFC 9112 section 5.2). */
static int continue_value(struct response_head *head, const char *text, size_t bytes)
{
	if (head->headers.len == 0)
		return 0;
	head->headers.len--; /* the NUL */
	if (buf_append_str(&head->headers, " ") < 0 || buf_append(&head->headers, text, bytes) < 0)
		return -1;
	return buf_append(&head->headers, "", 1);
}

static int take_field(struct response_head *head, const char *line, size_t bytes)
{
	bool continues = line[0] == ' ' || line[0] == '\t';
	const char *colon = memchr(line, ':', bytes);
	const char *value = continues ? line : colon ? colon + 1 : NULL;

	/* A line without a colon, or with a NUL that would end the value in the frame, says nothing. */
	if (!value || colon == line || memchr(line, '\0', bytes))
		return 0;
	size_t value_bytes = bytes - (size_t)(value - line);
	trim(&value, &value_bytes);
	if (continues)
		return continue_value(head, value, value_bytes);
	size_t name_bytes = (size_t)(colon - line);
	trim(&line, &name_bytes);
	return name_bytes == 0 ? 0 : add_header(head, line, name_bytes, value, value_bytes);
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
	/* Lines are bounded together, so that a header which does not fit means that memory ran out. */
	return take_field(head, line, bytes) < 0 ? RESPONSE_HEAD_NO_MEMORY : RESPONSE_HEAD_MORE;
}

void response_head_done(struct response_head *head)
{
	buf_done(&head->headers);
	buf_done(&head->content_encoding);
}
