/* SPDX-License-Identifier: MIT */
/*
 * FRAME_FETCH as a cell sends it: what is accepted holds nothing that could end a header or set one of the HTTP client's
 * own, by a check that shares nothing with policy/.
 *
 * Input: the payload. Since few have lengths that add up, it is tried once more with lengths that do.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/auto.h"
#include "base/check.h"
#include "egress/fetch_request.h"
#include "wire/frame.h"

/* Accept, Content-Type, Expect and User-Agent, taken away. */
#define SUPPRESSIONS 4u

static bool is_name(const char *name, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)name[i];
		if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c))
			return false;
	}
	return bytes > 0;
}

static bool is_forbidden(const char *name, size_t bytes)
{
	static const char *const names[] = { "connection", "content-length",	"expect",
					     "host",	   "keep-alive",	"te",
					     "trailer",	   "transfer-encoding", "upgrade",
					     "via",	   "http2-settings" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == bytes && strncasecmp(names[i], name, bytes) == 0)
			return true;
	return bytes >= 6 && strncasecmp(name, "proxy-", 6) == 0;
}

/* `Name: value`, `Name;`, or, at the end of the list, `Name:`. */
static void check_line(const char *line, bool is_suppression)
{
	size_t name_bytes = strcspn(line, ":;");
	const char *rest = line + name_bytes;

	CHECK(is_name(line, name_bytes));
	for (const char *at = line; *at; at++)
		CHECK(*at != '\r' && *at != '\n');
	if (is_suppression) {
		CHECK(strcmp(rest, ":") == 0);
		return;
	}
	CHECK(!is_forbidden(line, name_bytes));
	CHECK(strcmp(rest, ";") == 0 || (strncmp(rest, ": ", 2) == 0 && rest[2] != '\0'));
}

/* Pairs of texts that end with a NUL; @block does. */
static size_t count_headers(const char *block, size_t bytes)
{
	size_t nuls = 0;

	for (size_t i = 0; i < bytes; i++)
		nuls += block[i] == '\0';
	CHECK(nuls % 2 == 0);
	return nuls / 2;
}

static void check(const uint8_t *payload, size_t size, const struct fetch_request *request)
{
	struct frame_fetch head;

	memcpy(&head, payload, sizeof(head));
	const char *method = (const char *)payload + sizeof(head);
	const char *url = method + head.method_bytes;
	const char *block = url + head.url_bytes;
	CHECK(block + head.headers_bytes == (const char *)payload + size);
	CHECK(request->id == head.id && request->has_body == head.has_body && head.has_body <= 1);
	CHECK(request->url_bytes == head.url_bytes &&
	      memcmp(request->url, url, head.url_bytes) == 0 &&
	      request->url[head.url_bytes] == '\0');
	CHECK(strlen(request->method) == head.method_bytes);
	for (const char *at = request->method; *at; at++)
		CHECK(*at > ' ' && *at < 0x7f);
	CHECK(memchr(request->refusal, '\0', sizeof(request->refusal)));
	size_t lines = 0, headers = count_headers(block, head.headers_bytes);
	for (const struct curl_slist *line = request->headers; line; line = line->next)
		lines++;
	CHECK(lines <= headers + SUPPRESSIONS);
	if (request->refusal[0])
		return;
	CHECK(is_name(request->method, head.method_bytes));
	/* None is lost, and Expect is never sent. */
	CHECK(lines > headers);
	for (const struct curl_slist *line = request->headers; line; line = line->next)
		check_line(line->data, headers == 0 || headers-- == 0);
}

static void parse(const uint8_t *data, size_t size)
{
	struct fetch_request request = { .id = 99 };
	AUTO_FREE uint8_t *copy = malloc(size ? size : 1);

	CHECK(copy);
	if (size)
		memcpy(copy, data, size);
	int rc = fetch_request_parse(copy, size, &request);
	if (rc < 0) {
		CHECK(rc == -EPROTO && request.id == 99 && !request.method);
		return;
	}
	check(copy, size, &request);
	fetch_request_done(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_fetch head;
	AUTO_FREE uint8_t *mended = NULL;

	parse(data, size);
	if (size < sizeof(head))
		return 0;
	size_t left = size - sizeof(head);
	memcpy(&head, data, sizeof(head));
	head.method_bytes %= FRAME_FETCH_METHOD_MAX + 1;
	head.method_bytes = head.method_bytes < left ? head.method_bytes : (uint32_t)left;
	left -= head.method_bytes;
	head.url_bytes %= 64;
	head.url_bytes = head.url_bytes < left ? head.url_bytes : (uint32_t)left;
	head.headers_bytes = (uint32_t)(left - head.url_bytes);
	head.has_body &= 1;
	mended = malloc(size);
	CHECK(mended);
	memcpy(mended, data, size);
	memcpy(mended, &head, sizeof(head));
	parse(mended, size);
	return 0;
}
