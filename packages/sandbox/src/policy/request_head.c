/* SPDX-License-Identifier: MIT */
#include "policy/request_head.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/check.h"

/* Tunnels, and what echoes a request with all that was added to it on its way. In lower case. */
static const char *const forbidden_methods[] = { "connect", "trace", "track" };

/*
 * What says where a request goes and where it ends is the client's to say, or a server could be made to see two
 * requests in one; what is of one connection or of proxies is nothing of the code's. In lower case; a dash at
 * the end stands for all that begin so.
 */
static const char *const forbidden_headers[] = {
	"connection",	  "content-length", "expect", "host",
	"http2-settings", "keep-alive",	    "proxy-", "te",
	"trailer",	  "upgrade",	    "via",    "transfer-encoding",
};

static const char *const texts[REQUEST_HEAD_VERDICT_COUNT] = {
	[REQUEST_HEAD_OK] = "is fine",
	[REQUEST_HEAD_METHOD] = "method is not allowed",
	[REQUEST_HEAD_NAME] = "is not a header name",
	[REQUEST_HEAD_FORBIDDEN] = "cannot be set by code",
	[REQUEST_HEAD_VALUE] = "holds a character that a header cannot have",
};

const char *request_head_verdict_text(enum request_head_verdict verdict)
{
	CHECK((unsigned)verdict < REQUEST_HEAD_VERDICT_COUNT);
	return texts[verdict];
}

/* RFC 9110, section 5.6.2. */
static bool is_token(const char *text, size_t bytes)
{
	static const char others[] = "!#$%&'*+-.^_`|~0123456789";

	for (size_t i = 0; i < bytes; i++) {
		char folded = (char)(text[i] | 0x20);
		bool is_letter = folded >= 'a' && folded <= 'z';
		if (!is_letter && !memchr(others, text[i], sizeof(others) - 1))
			return false;
	}
	return bytes > 0;
}

static bool is_same(const char *text, size_t bytes, const char *name)
{
	return bytes == strlen(name) && ascii_begins_with(text, bytes, name);
}

enum request_head_verdict request_head_judge_method(const char *method, size_t bytes)
{
	if (!is_token(method, bytes))
		return REQUEST_HEAD_METHOD;
	for (size_t i = 0; i < sizeof(forbidden_methods) / sizeof(forbidden_methods[0]); i++) {
		if (is_same(method, bytes, forbidden_methods[i]))
			return REQUEST_HEAD_METHOD;
	}
	return REQUEST_HEAD_OK;
}

static bool is_forbidden(const char *name, size_t bytes)
{
	for (size_t i = 0; i < sizeof(forbidden_headers) / sizeof(forbidden_headers[0]); i++) {
		const char *row = forbidden_headers[i];
		bool is_prefix = row[strlen(row) - 1] == '-';
		if ((is_prefix ? ascii_begins_with : is_same)(name, bytes, row))
			return true;
	}
	return false;
}

/* RFC 9110, section 5.5: what is printed, a tab, and the bytes of whatever encoding. */
static bool is_value(const char *value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char byte = (unsigned char)value[i];
		if ((byte < ' ' && byte != '\t') || byte == 0x7f)
			return false;
	}
	return true;
}

enum request_head_verdict request_head_judge_header(const char *name, size_t name_bytes,
						    const char *value, size_t value_bytes)
{
	if (!is_token(name, name_bytes))
		return REQUEST_HEAD_NAME;
	if (is_forbidden(name, name_bytes))
		return REQUEST_HEAD_FORBIDDEN;
	return is_value(value, value_bytes) ? REQUEST_HEAD_OK : REQUEST_HEAD_VALUE;
}
