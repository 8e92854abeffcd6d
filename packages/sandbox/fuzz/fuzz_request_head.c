/* SPDX-License-Identifier: MIT */
/*
 * Methods and headers: what is accepted, written into a request, is read back as one request line and one header line,
 * and as nothing else. The input is a method, a name and a value, with NUL NUL between them.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/check.h"
#include "policy/request_head.h"

#define SEPARATOR "\0\0"

struct piece {
	const char *data;
	size_t bytes;
};

static struct piece cut(struct piece *rest)
{
	const char *end = memmem(rest->data, rest->bytes, SEPARATOR, 2);
	struct piece piece = { rest->data, end ? (size_t)(end - rest->data) : rest->bytes };
	size_t used = end ? piece.bytes + 2 : piece.bytes;
	*rest = (struct piece){ rest->data + used, rest->bytes - used };
	return piece;
}

/* Appends it up to any byte that some server takes for the end of a line. */
static size_t line_bytes(const char *text, size_t bytes)
{
	size_t i = 0;
	while (i < bytes && text[i] != '\r' && text[i] != '\n' && text[i] != '\0')
		i++;
	return i;
}

static void check_method(struct piece method)
{
	AUTO_BUF struct buf line = { .max = 1u << 20 };
	if (request_head_judge_method(method.data, method.bytes) != REQUEST_HEAD_OK)
		return;
	CHECK(buf_append(&line, method.data, method.bytes) == 0);
	CHECK(buf_append_str(&line, " / HTTP/1.1") == 0);
	CHECK(line_bytes(line.data, line.len) == line.len);
	/* Two spaces in all: one before the target, one after it. */
	CHECK((size_t)((char *)memchr(line.data, ' ', line.len) - line.data) == method.bytes);
	CHECK(method.bytes != 7 || strncasecmp(method.data, "connect", 7) != 0);
	CHECK(method.bytes != 5 || strncasecmp(method.data, "trace", 5) != 0);
	CHECK(method.bytes != 5 || strncasecmp(method.data, "track", 5) != 0);
}

static bool is_framing(struct piece name)
{
	static const char *const names[] = {
		"host",	  "connection", "keep-alive",	     "content-length",
		"te",	  "trailer",	"transfer-encoding", "upgrade",
		"expect", "via",	"http2-settings"
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (name.bytes == strlen(names[i]) &&
		    strncasecmp(name.data, names[i], name.bytes) == 0)
			return true;
	}
	return name.bytes >= 6 && strncasecmp(name.data, "proxy-", 6) == 0;
}

static void check_header(struct piece name, struct piece value)
{
	AUTO_BUF struct buf line = { .max = 1u << 20 };
	if (request_head_judge_header(name.data, name.bytes, value.data, value.bytes) !=
	    REQUEST_HEAD_OK)
		return;
	CHECK(!is_framing(name));
	CHECK(buf_append(&line, name.data, name.bytes) == 0 && buf_append_str(&line, ": ") == 0 &&
	      buf_append(&line, value.data, value.bytes) == 0);
	CHECK(line_bytes(line.data, line.len) == line.len);
	/* The first colon ends the name, which neither is empty nor has a space that a server might cut off. */
	CHECK(name.bytes > 0);
	CHECK((size_t)((char *)memchr(line.data, ':', line.len) - line.data) == name.bytes);
	CHECK(!memchr(name.data, ' ', name.bytes) && !memchr(name.data, '\t', name.bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct piece rest = { (const char *)data, size };
	if (size > 1u << 16)
		return 0;
	check_method(cut(&rest));
	struct piece name = cut(&rest);
	check_header(name, rest);
	return 0;
}
