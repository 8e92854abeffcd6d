// SPDX-License-Identifier: MIT
#include "event.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "base/auto.h"
#include "base/json_text.h"
#include "supervisor/report.h"

/* An event is at most 6 MB, and what is in it is smaller. */
#define BODY_MAX ((size_t)8 << 20)

static const char *const kind_names[] = {
	[EVENT_DIRECT] = "direct",
	[EVENT_HTTP] = "http",
	[EVENT_DOCTOR] = "doctor",
};

const char *event_kind_name(enum event_kind kind)
{
	return kind_names[kind];
}

/* --- what it looks like -------------------------------------------------------------------------------- */

/* The members that tell what an event is; those that are not there have kind JSON_SCAN_NONE. */
struct members {
	size_t count;
	struct json_scan_item context, method, body, is_base64, doctor;
};

/* An object's members. Returns false if the text is no object, or holds what only a request of ours has. */
static bool find_members(const char *text, size_t bytes, struct members *out)
{
	static struct json_scan scan; /* 16 KB, and one event at a time */
	struct json_scan_item item;
	const struct {
		const char *name;
		struct json_scan_item *item;
	} known[] = {
		{ "requestContext", &out->context },
		{ "httpMethod", &out->method },
		{ "body", &out->body },
		{ "isBase64Encoded", &out->is_base64 },
		{ "doctor", &out->doctor },
	};
	int rc;

	*out = (struct members){ 0 };
	json_scan_init(&scan, text, bytes);
	if (scan.kind != JSON_SCAN_OBJECT)
		return false;
	while ((rc = json_scan_next(&scan, &item)) > 0) {
		/* The rest may be long, and is looked at again where it matters. */
		if (json_text_string_is(item.key, "code"))
			return false;
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (json_text_string_is(item.key, known[i].name))
				*known[i].item = item;
		out->count++;
	}
	return rc == 0;
}

/* A member of an object within the event, by its name. */
static bool find_member(struct json_scan_slice object, const char *name, struct json_scan_item *out)
{
	static struct json_scan scan;
	struct json_scan_item item;

	json_scan_init(&scan, object.data, object.bytes);
	if (scan.kind != JSON_SCAN_OBJECT)
		return false;
	while (json_scan_next(&scan, &item) > 0) {
		if (!json_text_string_is(item.key, name))
			continue;
		*out = item;
		return true;
	}
	return false;
}

/* The HTTP method, where formats 1.0 and 2.0 have it. Returns false for what is no HTTP event. */
static bool find_method(const struct members *members, struct json_scan_slice *out)
{
	struct json_scan_item http, method = members->method;

	if (members->context.kind != JSON_SCAN_OBJECT)
		return false;
	if (method.kind != JSON_SCAN_STRING &&
	    (!find_member(members->context.value, "http", &http) ||
	     !find_member(http.value, "method", &method) || method.kind != JSON_SCAN_STRING))
		return false;
	*out = method.value;
	return true;
}

static bool is_true(const struct json_scan_item *item)
{
	return item->kind == JSON_SCAN_BOOLEAN && item->value.bytes == 4;
}

/* --- what is in it ------------------------------------------------------------------------------------- */

/* In place: what it decodes to is shorter. Returns false if it is none (RFC 4648, section 4). */
static bool decode_base64(struct buf *body)
{
	unsigned char *text = (unsigned char *)body->data;
	size_t padding = 0;

	while (padding < 2 && padding < body->len && body->data[body->len - 1 - padding] == '=')
		padding++;
	/* OpenSSL takes padding anywhere. */
	if (body->len % 4 != 0 || body->len > INT_MAX ||
	    memchr(body->data, '=', body->len - padding))
		return false;
	int bytes = EVP_DecodeBlock(text, text, (int)body->len);
	if (bytes < 0 || (size_t)bytes != body->len / 4 * 3)
		return false;
	body->len = (size_t)bytes - padding;
	return true;
}

static enum event_fault read_body(const struct members *members, struct buf *body)
{
	if (members->body.kind != JSON_SCAN_STRING)
		return EVENT_NO_BODY;
	if (json_text_decode_string(members->body.value, body) < 0)
		return EVENT_NO_MEMORY;
	if (is_true(&members->is_base64) && body->len && !decode_base64(body))
		return EVENT_BAD_BASE64;
	return body->len ? EVENT_OK : EVENT_NO_BODY;
}

static void read_http(const struct members *members, struct json_scan_slice method,
		      struct event *out)
{
	out->kind = EVENT_HTTP;
	out->fault = json_text_string_is(method, "POST") ? read_body(members, &out->body)
							 : EVENT_WRONG_METHOD;
	out->request =
		(struct json_scan_slice){ out->body.data ? out->body.data : "", out->body.len };
}

void event_read(const char *text, size_t bytes, struct event *out)
{
	struct json_scan_slice method;
	struct members members;

	*out = (struct event){ .request = { text, bytes }, .body = { .max = BODY_MAX } };
	if (!find_members(text, bytes, &members))
		return;
	if (find_method(&members, &method))
		read_http(&members, method, out);
	else if (members.count == 1 && is_true(&members.doctor))
		out->kind = EVENT_DOCTOR;
}

void event_done(struct event *event)
{
	buf_done(&event->body);
}

/* --- the answer ---------------------------------------------------------------------------------------- */

/* Up to the body. */
static int append_head(unsigned status, const char *fields, struct buf *out)
{
	return buf_append_format(
		out,
		"{\"statusCode\":%u,\"headers\":{\"content-type\":\"application/json\"%s},"
		"\"isBase64Encoded\":false,\"body\":",
		status, fields);
}

static int answer(unsigned status, const char *fields, const char *response, size_t bytes,
		  struct buf *out)
{
	int rc = append_head(status, fields, out);

	if (rc == 0)
		rc = json_text_append_string(response, bytes, out);
	return rc < 0 ? rc : buf_append_str(out, "}");
}

/* Statuses have three digits. */
size_t event_answer_bytes(const char *response, size_t bytes)
{
	AUTO_BUF struct buf head = { .max = 512 };

	append_head(200, "", &head);
	return head.len + json_text_literal_bytes(response, bytes) + 1;
}

int event_answer(enum untrusted_outcome outcome, const char *response, size_t bytes,
		 struct buf *out)
{
	return answer(outcome == UNTRUSTED_INVALID_REQUEST ? 400 : 200, "", response, bytes, out);
}

int event_answer_fault(enum event_fault fault, struct buf *out)
{
	static const struct {
		unsigned status;
		const char *fields, *message;
	} faults[] = {
		[EVENT_WRONG_METHOD] = { 405, ",\"allow\":\"POST\"", "the method must be POST" },
		[EVENT_NO_BODY] = { 400, "", "the body is missing; it must be a request object" },
		[EVENT_BAD_BASE64] = { 400, "",
				       "isBase64Encoded is true, but the body is not base64" },
		[EVENT_NO_MEMORY] = { 500, "", "out of memory" },
	};
	const struct report report = {
		.error = { .kind = fault == EVENT_NO_MEMORY ? REPORT_INTERNAL
							    : REPORT_INVALID_REQUEST,
			   .message = { faults[fault].message, strlen(faults[fault].message) } },
	};
	size_t bytes;
	AUTO_FREE char *response = report_write(&report, &bytes);

	return response ? answer(faults[fault].status, faults[fault].fields, response, bytes, out)
			: -ENOMEM;
}
