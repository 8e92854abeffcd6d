/* SPDX-License-Identifier: MIT */
#include "egress/response_head.h"

#include <string.h>

#include "base/ascii.h"

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

/* Three digits, or 0. */
static unsigned read_status(const char **at, const char *end)
{
	unsigned status = 0, digits = 0;

	for (; *at < end && **at >= '0' && **at <= '9' && digits < 4; ++*at, digits++)
		status = status * 10 + (unsigned)(**at - '0');
	return digits == 3 ? status : 0;
}

/* `HTTP/1.1 200 OK`: a new head begins, and what an earlier one (1xx) said is forgotten. */
static void begin(struct response_head *head, const char *line, size_t bytes)
{
	const char *end = line + bytes;
	const char *at = memchr(line, ' ', bytes);

	if (!at)
		at = end;
	while (at < end && *at == ' ')
		at++;
	head->status = read_status(&at, end);
	head->headers.len = 0;
	head->is_open = false;
	size_t text_bytes = (size_t)(end - at);
	trim(&at, &text_bytes);
	if (text_bytes > sizeof(head->status_text))
		text_bytes = sizeof(head->status_text);
	if (memchr(at, '\0', text_bytes))
		text_bytes = 0;
	memcpy(head->status_text, at, text_bytes);
	head->status_text_bytes = text_bytes;
}

static int append_lower(struct buf *out, const char *text, size_t bytes)
{
	if (buf_append(out, text, bytes) < 0)
		return -1;
	for (char *at = out->data + out->len - bytes; at < out->data + out->len; at++)
		*at = ascii_lower(*at);
	return 0;
}

/* Lines are bounded together, so that a header which does not fit means that memory ran out. */
static int add_header(struct response_head *head, const char *name, size_t name_bytes,
		      const char *value, size_t value_bytes)
{
	head->is_open = true;
	if (append_lower(&head->headers, name, name_bytes) < 0 ||
	    buf_append(&head->headers, "", 1) < 0 ||
	    buf_append(&head->headers, value, value_bytes) < 0)
		return -1;
	return buf_append(&head->headers, "", 1);
}

/* A line that begins with white space continues the value before it (RFC 9112 section 5.2). */
static int continue_value(struct response_head *head, const char *text, size_t bytes)
{
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
	bool was_open = head->is_open;

	head->is_open = false;
	/* A line without a colon, or with a NUL that would end the value in the frame, says nothing. */
	if (!value || (continues && !was_open) || memchr(line, '\0', bytes))
		return 0;
	size_t value_bytes = bytes - (size_t)(value - line);
	trim(&value, &value_bytes);
	head->is_open = continues;
	if (continues)
		return continue_value(head, value, value_bytes);
	size_t name_bytes = (size_t)(colon - line);
	trim(&line, &name_bytes);
	return name_bytes == 0 ? 0 : add_header(head, line, name_bytes, value, value_bytes);
}

/* --- the whole head ------------------------------------------------------------------------------------ */

/*
 * RFC 9112 section 6.3: whoever reads another length than the next one does, reads another response. @length is the one
 * before, or -1. Returns false for what is no length, or is not that one.
 */
static bool take_length(const char *text, int64_t *length)
{
	int64_t read = 0;

	if (*text == '\0')
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || read > INT64_MAX / 10 - 1)
			return false;
		read = read * 10 + (*text - '0');
	}
	if (*length >= 0 && *length != read)
		return false;
	*length = read;
	return true;
}

static enum response_head_verdict finish(struct response_head *head)
{
	const char *block = head->headers.len != 0 ? head->headers.data : "";
	const char *end = block + head->headers.len;
	struct buf *encoding = &head->content_encoding;
	int64_t length = -1;

	head->is_complete = true;
	for (const char *name = block; name < end;) {
		const char *value = name + strlen(name) + 1;
		if (strcmp(name, "content-length") == 0 && !take_length(value, &length))
			return RESPONSE_HEAD_LENGTH;
		if (strcmp(name, "content-encoding") == 0 &&
		    ((encoding->len != 0 && buf_append_str(encoding, ", ") < 0) ||
		     buf_append_str(encoding, value) < 0))
			return RESPONSE_HEAD_NO_MEMORY;
		name = value + strlen(value) + 1;
	}
	return RESPONSE_HEAD_COMPLETE;
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
	if (bytes == 0 || line[0] == '\r' || line[0] == '\n')
		return head->status >= 200 ? finish(head) : RESPONSE_HEAD_MORE;
	return take_field(head, line, bytes) < 0 ? RESPONSE_HEAD_NO_MEMORY : RESPONSE_HEAD_MORE;
}

void response_head_done(struct response_head *head)
{
	buf_done(&head->headers);
	buf_done(&head->content_encoding);
}
