/* SPDX-License-Identifier: MIT */
/*
 * What kind of event a function was invoked with, and the request in it; and the answer in the shape that its sender
 * expects. Pure.
 *
 * API Gateway (REST APIs: payload format 1.0, HTTP APIs: 1.0 and 2.0), Lambda function URLs (2.0) and load balancers
 * wrap an HTTP request into an object, and want one back. Every other event is the request itself.
 */
#ifndef UNTRUSTED_LAMBDA_EVENT_H
#define UNTRUSTED_LAMBDA_EVENT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/json_scan.h"
#include "untrusted.h"

enum event_kind {
	EVENT_DIRECT,
	EVENT_HTTP,
	EVENT_DOCTOR, /* {"doctor": true}, and nothing else; not over HTTP */
};

enum event_fault {
	EVENT_OK,
	EVENT_WRONG_METHOD, /* not POST */
	EVENT_NO_BODY,
	EVENT_BAD_BASE64,
	EVENT_NO_MEMORY,
};

struct event {
	enum event_kind kind;
	enum event_fault fault;		/* of an EVENT_HTTP: why it holds no request */
	struct json_scan_slice request; /* JSON, perhaps; in the event's text or in `body` */
	struct buf body;		/* private */
};

/* The name in logs: `direct`, `http`, `doctor`. */
const char *event_kind_name(enum event_kind kind);

/* Reads the text, which may be anything, and must outlive @out, which event_done() releases. */
void event_read(const char *text, size_t bytes, struct event *out);

void event_done(struct event *event);

/* Returns how many bytes event_answer() would append, without writing them. */
size_t event_answer_bytes(const char *response, size_t bytes);

/*
 * Appends an HTTP answer: the object that API Gateway and function URLs turn into one. @response is the response
 * object, for an outcome that is not UNTRUSTED_INTERNAL: status 200 if code was run, whatever came of it, 400 if the
 * request is wrong. Returns 0, -EMSGSIZE or -ENOMEM.
 */
int event_answer(enum untrusted_outcome outcome, const char *response, size_t bytes,
		 struct buf *out);

/* Appends the HTTP answer for an event with a fault: a response object with kind invalid_request. Returns as above. */
int event_answer_fault(enum event_fault fault, struct buf *out);

#endif
