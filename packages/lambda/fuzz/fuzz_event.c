/* SPDX-License-Identifier: MIT */
/* What the Lambda function makes of an event, and the answer in its shape: always the JSON that it should be. */
#include "fuzz.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/utf8.h"
#include "event.h"

/* Exactly as large, so that a sanitizer sees what is read beyond it. */
static char *copy_of(const uint8_t *data, size_t bytes)
{
	char *copy = malloc(bytes ? bytes : 1);

	CHECK(copy);
	if (bytes)
		memcpy(copy, data, bytes);
	return copy;
}

static void check_answer(const struct buf *answer)
{
	json_t *json = json_loadb(answer->data, answer->len, 0, NULL);

	CHECK(json && json_is_integer(json_object_get(json, "statusCode")));
	CHECK(json_is_string(json_object_get(json, "body")));
	json_decref(json);
}

static void check_direct(const struct event *event, const char *text, size_t bytes)
{
	CHECK(event->fault == EVENT_OK);
	CHECK(event->request.data == text && event->request.bytes == bytes);
}

static void check_http(const struct event *event)
{
	AUTO_BUF struct buf answer = { .max = 64 << 20 };

	if (event->fault == EVENT_OK) {
		CHECK(event->request.bytes > 0);
		/* Any text becomes a string: a NUL would be refused by the judge here, not by JSON. */
		if (memchr(event->request.data, '\0', event->request.bytes))
			return;
		CHECK(event_answer(UNTRUSTED_SUCCESS, event->request.data, event->request.bytes,
				   &answer) == 0);
		size_t foretold = event_answer_bytes(event->request.data, event->request.bytes);
		CHECK(utf8_is_valid(event->request.data, event->request.bytes)
			      ? foretold == answer.len
			      : foretold >= answer.len);
	} else {
		CHECK(event_answer_fault(event->fault, &answer) == 0);
	}
	check_answer(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE char *text = copy_of(data, size);
	struct event event;

	event_read(text, size, &event);
	if (event.kind == EVENT_HTTP)
		check_http(&event);
	else
		check_direct(&event, text, size);
	event_done(&event);
	return 0;
}
