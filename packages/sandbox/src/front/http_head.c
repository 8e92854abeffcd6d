// SPDX-License-Identifier: MIT
#include "front/http_head.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

static int refuse(struct http_head_fault *out, unsigned status, const char *reason)
{
	*out = (struct http_head_fault){ status, reason };
	return -EBADMSG;
}

/* RFC 9110, section 5.6.2. */
static bool is_token_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct json_scan_slice text)
{
	for (size_t i = 0; i < text.bytes; i++)
		if (!is_token_character(text.data[i]))
			return false;
	return text.bytes > 0;
}

static bool is_visible(struct json_scan_slice text)
{
	for (size_t i = 0; i < text.bytes; i++)
		if (text.data[i] <= ' ' || text.data[i] > '~')
			return false;
	return text.bytes > 0;
}

/* Bytes above ASCII are allowed in values, as obs-text. */
static bool is_value(struct json_scan_slice text)
{
	for (size_t i = 0; i < text.bytes; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if ((c < ' ' && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

static struct json_scan_slice trim(struct json_scan_slice text)
{
	while (text.bytes && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.bytes--;
	}
	while (text.bytes &&
	       (text.data[text.bytes - 1] == ' ' || text.data[text.bytes - 1] == '\t'))
		text.bytes--;
	return text;
}

/* Cuts @text at the first @separator: returns what is before it and leaves what is after it. */
static bool cut(struct json_scan_slice *text, char separator, struct json_scan_slice *out)
{
	const char *at = memchr(text->data, separator, text->bytes);

	if (!at)
		return false;
	*out = (struct json_scan_slice){ text->data, (size_t)(at - text->data) };
	text->bytes -= out->bytes + 1;
	text->data = at + 1;
	return true;
}

static int parse_request_line(struct json_scan_slice line, struct http_head *out,
			      struct http_head_fault *out_fault)
{
	if (!cut(&line, ' ', &out->method) || !cut(&line, ' ', &out->target) ||
	    !is_token(out->method) || !is_visible(out->target))
		return refuse(out_fault, 400, "the request line is malformed");
	if (line.bytes != 8 || memcmp(line.data, "HTTP/", 5) != 0)
		return refuse(out_fault, 400, "the request line is malformed");
	if (memcmp(line.data, "HTTP/1.", 7) != 0 || (line.data[7] != '0' && line.data[7] != '1'))
		return refuse(out_fault, 505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
	out->minor_version = (unsigned)(line.data[7] - '0');
	return 0;
}

static int parse_field(struct json_scan_slice line, struct http_head *out,
		       struct http_head_fault *out_fault)
{
	struct http_head_field field;

	if (out->field_count == HTTP_HEAD_FIELDS_MAX)
		return refuse(out_fault, 431, "there are more than 100 header fields");
	if (!cut(&line, ':', &field.name) || !is_token(field.name) || !is_value(line))
		return refuse(out_fault, 400, "a header field is malformed");
	field.value = trim(line);
	out->fields[out->field_count++] = field;
	return 0;
}

/* Empty lines before a request are skipped (RFC 9112, section 2.2). */
static size_t skip_empty_lines(const char *data, size_t bytes)
{
	size_t at = 0;

	while (bytes - at >= 2 && data[at] == '\r' && data[at + 1] == '\n')
		at += 2;
	return at;
}

int http_head_parse(const char *data, size_t bytes, size_t *searched, struct http_head *out,
		    struct http_head_fault *out_fault)
{
	size_t start = skip_empty_lines(data, bytes);
	size_t from = *searched > start + 3 ? *searched - 3 : start;
	const char *end = memmem(data + from, bytes - from, "\r\n\r\n", 4);

	*searched = bytes;
	if ((end ? (size_t)(end - data) + 4 : bytes) > HTTP_HEAD_BYTES_MAX)
		return refuse(out_fault, 431, "the request's head is larger than 16384 bytes");
	if (!end)
		return 0;
	out->field_count = 0;
	out->bytes = (size_t)(end - data) + 4;
	const char *at = data + start;
	for (size_t line = 0; at <= end; line++) {
		const char *stop = memmem(at, (size_t)(end + 2 - at), "\r\n", 2);
		struct json_scan_slice text = { at, (size_t)(stop - at) };
		int rc = line == 0 ? parse_request_line(text, out, out_fault)
				   : parse_field(text, out, out_fault);
		if (rc < 0)
			return rc;
		at = stop + 2;
	}
	return 1;
}

bool http_head_is(struct json_scan_slice slice, const char *text)
{
	return slice.bytes == strlen(text) && strncasecmp(slice.data, text, slice.bytes) == 0;
}

size_t http_head_find(const struct http_head *head, const char *name, struct json_scan_slice *out)
{
	size_t count = 0;

	for (size_t i = 0; i < head->field_count; i++) {
		if (!http_head_is(head->fields[i].name, name))
			continue;
		if (count++ == 0 && out)
			*out = head->fields[i].value;
	}
	return count;
}

static bool list_has(struct json_scan_slice list, const char *word)
{
	struct json_scan_slice member, name;
	bool is_last;

	do {
		is_last = !cut(&list, ',', &member);
		if (is_last)
			member = list;
		if (!cut(&member, ';', &name))
			name = member;
		if (http_head_is(trim(name), word))
			return true;
	} while (!is_last);
	return false;
}

bool http_head_lists(const struct http_head *head, const char *name, const char *word)
{
	for (size_t i = 0; i < head->field_count; i++)
		if (http_head_is(head->fields[i].name, name) &&
		    list_has(head->fields[i].value, word))
			return true;
	return false;
}

static bool parse_length(struct json_scan_slice text, uint64_t *out)
{
	uint64_t value = 0;

	if (text.bytes == 0 || text.bytes > 18)
		return false;
	for (size_t i = 0; i < text.bytes; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text.data[i] - '0');
	}
	*out = value;
	return true;
}

/*
 * RFC 9112, section 6.3. A message whose end two recipients could see in two places is refused, never
 * guessed at: that is how requests are smuggled past a proxy.
 */
static int frame_body(const struct http_head *head, struct http_head_framing *out,
		      struct http_head_fault *out_fault)
{
	struct json_scan_slice coding, length;
	size_t codings = http_head_find(head, "transfer-encoding", &coding);
	size_t lengths = http_head_find(head, "content-length", &length);

	if (codings + lengths > 1)
		return refuse(out_fault, 400, "the length of the body is given more than once");
	if (codings && head->minor_version == 0)
		return refuse(out_fault, 400, "HTTP/1.0 has no Transfer-Encoding");
	if (codings && !http_head_is(coding, "chunked"))
		return refuse(out_fault, 501, "only the transfer coding chunked is understood");
	if (codings)
		out->body = HTTP_HEAD_CHUNKED;
	if (!lengths)
		return 0;
	if (!parse_length(length, &out->body_bytes))
		return refuse(out_fault, 400, "Content-Length is not a number");
	out->body = out->body_bytes ? HTTP_HEAD_SIZED : HTTP_HEAD_NO_BODY;
	return 0;
}

int http_head_frame(const struct http_head *head, struct http_head_framing *out,
		    struct http_head_fault *out_fault)
{
	struct http_head_framing framing = { .body = HTTP_HEAD_NO_BODY };
	struct json_scan_slice expectation;
	size_t hosts = http_head_find(head, "host", NULL);

	/* RFC 9112, section 3.2. */
	if (hosts > 1 || (hosts == 0 && head->minor_version > 0))
		return refuse(out_fault, 400, "there must be one Host header");
	int rc = frame_body(head, &framing, out_fault);
	if (rc < 0)
		return rc;
	framing.keep_alive = head->minor_version > 0
				     ? !http_head_lists(head, "connection", "close")
				     : http_head_lists(head, "connection", "keep-alive");
	if (head->minor_version > 0 && http_head_find(head, "expect", &expectation)) {
		if (!http_head_is(expectation, "100-continue"))
			return refuse(out_fault, 417,
				      "the only expectation understood is 100-continue");
		framing.expects_continue = true;
	}
	*out = framing;
	return 0;
}
