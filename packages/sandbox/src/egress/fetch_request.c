/* SPDX-License-Identifier: MIT */
#include "egress/fetch_request.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/auto.h"
#include "policy/request_head.h"
#include "wire/frame.h"

/* Each is two allocations, which a hostile cell would have made 20,000 times for each request. */
#define HEADERS_MAX 1000u

/* What libcurl adds by itself; the guest says what it wants of these. */
static const char *const not_by_itself[] = { "Accept", "Content-Type", "Expect", "User-Agent" };
#define NOT_BY_ITSELF_COUNT (sizeof(not_by_itself) / sizeof(not_by_itself[0]))

/* To the last node: libcurl walks from the one that it is given, past all that are there already. */
static int add_line(struct fetch_request *request, const char *line)
{
	struct curl_slist *list = curl_slist_append(request->last_header, line);

	if (!list)
		return -ENOMEM;
	if (!request->headers)
		request->headers = list;
	request->last_header = list->next ? list->next : list;
	return 0;
}

/* White space around a value is none of it (RFC 9110 section 5.5). */
static size_t trim(const char **value, size_t bytes)
{
	while (bytes > 0 && ((*value)[bytes - 1] == ' ' || (*value)[bytes - 1] == '\t'))
		bytes--;
	while (bytes > 0 && (**value == ' ' || **value == '\t')) {
		++*value;
		bytes--;
	}
	return bytes;
}

/* `Name: value`, or libcurl's way to say that a header is empty, `Name;`. */
static int add_header(struct fetch_request *request, const char *name, size_t name_bytes,
		      const char *value, size_t value_bytes)
{
	value_bytes = trim(&value, value_bytes);
	AUTO_FREE char *line = malloc(name_bytes + value_bytes + 3);
	size_t at = name_bytes;

	if (!line)
		return -ENOMEM;
	memcpy(line, name, name_bytes);
	if (value_bytes == 0) {
		line[at++] = ';';
	} else {
		line[at++] = ':';
		line[at++] = ' ';
		memcpy(line + at, value, value_bytes);
		at += value_bytes;
	}
	line[at] = '\0';
	return add_line(request, line);
}

static void refuse_header(struct fetch_request *request, const char *name, size_t name_bytes,
			  enum request_head_verdict verdict)
{
	char shown[64];
	size_t at = 0;

	/* A name that is no token may hold anything. */
	for (; at < name_bytes && at < sizeof(shown) - 1; at++)
		shown[at] = name[at] > ' ' && name[at] < 0x7f ? name[at] : '?';
	shown[at] = '\0';
	snprintf(request->refusal, sizeof(request->refusal), "header \"%s\" %s", shown,
		 request_head_verdict_text(verdict));
}

/* The names of @not_by_itself that the guest gives have their bit set in @seen. */
static int take_header(struct fetch_request *request, const char *name, size_t name_bytes,
		       const char *value, size_t value_bytes, unsigned *seen)
{
	enum request_head_verdict verdict =
		request_head_judge_header(name, name_bytes, value, value_bytes);

	if (verdict != REQUEST_HEAD_OK) {
		if (!request->refusal[0])
			refuse_header(request, name, name_bytes, verdict);
		return 0;
	}
	for (unsigned i = 0; i < NOT_BY_ITSELF_COUNT; i++)
		if (strlen(not_by_itself[i]) == name_bytes &&
		    strncasecmp(not_by_itself[i], name, name_bytes) == 0)
			*seen |= 1u << i;
	return add_header(request, name, name_bytes, value, value_bytes);
}

static int take_headers(struct fetch_request *request, const char *block, size_t bytes)
{
	const char *end = block + bytes;
	unsigned seen = 0, count = 0;

	for (const char *at = block; at < end;) {
		const char *name_end = memchr(at, '\0', (size_t)(end - at));
		const char *value = name_end ? name_end + 1 : end;
		const char *value_end =
			value < end ? memchr(value, '\0', (size_t)(end - value)) : NULL;
		if (!value_end)
			return -EPROTO;
		int rc = 0;
		if (++count <= HEADERS_MAX)
			rc = take_header(request, at, (size_t)(name_end - at), value,
					 (size_t)(value_end - value), &seen);
		if (rc < 0)
			return rc;
		at = value_end + 1;
	}
	if (count > HEADERS_MAX && !request->refusal[0])
		snprintf(request->refusal, sizeof(request->refusal),
			 "there are more than %u headers", HEADERS_MAX);
	for (unsigned i = 0; i < NOT_BY_ITSELF_COUNT; i++) {
		char line[32];
		snprintf(line, sizeof(line), "%s:", not_by_itself[i]);
		if (!(seen & (1u << i)) && add_line(request, line) < 0)
			return -ENOMEM;
	}
	return 0;
}

static char *copy_text(const char *text, size_t bytes)
{
	char *copy = malloc(bytes + 1);

	if (!copy)
		return NULL;
	if (bytes != 0)
		memcpy(copy, text, bytes);
	copy[bytes] = '\0';
	return copy;
}

static int take_parts(struct fetch_request *request, const struct frame_fetch *head,
		      const char *text)
{
	const char *url = text + head->method_bytes;

	request->method = copy_text(text, head->method_bytes);
	request->url = copy_text(url, head->url_bytes);
	request->url_bytes = head->url_bytes;
	if (!request->method || !request->url)
		return -ENOMEM;
	enum request_head_verdict verdict = request_head_judge_method(text, head->method_bytes);
	if (verdict != REQUEST_HEAD_OK) {
		snprintf(request->refusal, sizeof(request->refusal), "%s",
			 request_head_verdict_text(verdict));
		/* It goes into the audit log, and may hold anything. */
		for (size_t i = 0; i < head->method_bytes; i++)
			if (text[i] <= ' ' || text[i] >= 0x7f)
				request->method[i] = '?';
	}
	return take_headers(request, url + head->url_bytes, head->headers_bytes);
}

int fetch_request_parse(const uint8_t *payload, size_t bytes, struct fetch_request *out)
{
	struct frame_fetch head;

	if (bytes < sizeof(head))
		return -EPROTO;
	memcpy(&head, payload, sizeof(head));
	uint64_t texts = (uint64_t)head.method_bytes + head.url_bytes + head.headers_bytes;
	if (texts != bytes - sizeof(head) || head.method_bytes > FRAME_FETCH_METHOD_MAX ||
	    head.url_bytes > FRAME_FETCH_URL_MAX || head.headers_bytes > FRAME_FETCH_HEADERS_MAX ||
	    head.has_body > 1)
		return -EPROTO;
	struct fetch_request request = {
		.id = head.id,
		.has_body = head.has_body != 0,
		.body_bytes = head.body_bytes,
	};
	int rc = take_parts(&request, &head, (const char *)payload + sizeof(head));
	if (rc < 0) {
		fetch_request_done(&request);
		return rc;
	}
	*out = request;
	return 0;
}

void fetch_request_done(struct fetch_request *request)
{
	free(request->method);
	free(request->url);
	curl_slist_free_all(request->headers);
	*request = (struct fetch_request){ 0 };
}
