/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "guard.h"

#define V1(method, rest) \
	"{\"httpMethod\":\"" method "\",\"requestContext\":{\"stage\":\"prod\"}," rest "}"
#define V2(method, rest)                                                                         \
	"{\"version\":\"2.0\",\"requestContext\":{\"http\":{\"path\":\"/\",\"method\":\"" method \
	"\"}}," rest "}"

static void read_event(const char *text, struct event *out)
{
	event_read(text, strlen(text), out);
}

static void assert_request(const struct event *event, const char *wanted)
{
	assert_int_equal(event->request.bytes, strlen(wanted));
	assert_memory_equal(event->request.data, wanted, strlen(wanted));
}

/* Everything that wraps no HTTP request is the request itself, whatever is wrong with it. */
static void takes_events_as_they_are(void **state)
{
	static const char *const events[] = {
		"{\"code\":\"1\"}",
		"{}",
		"[1]",
		"5",
		"",
		"not JSON",
		"{\"code\":\"1\",\"requestContext\":{\"http\":{\"method\":\"POST\"}},\"body\":\"x\"}",
		/* The context, the method or the kinds of both are missing. */
		"{\"requestContext\":{},\"body\":\"{}\"}",
		"{\"httpMethod\":\"POST\",\"body\":\"{}\"}",
		"{\"httpMethod\":1,\"requestContext\":{},\"body\":\"{}\"}",
		"{\"httpMethod\":\"POST\",\"requestContext\":1,\"body\":\"{}\"}",
		"{\"requestContext\":{\"http\":{}},\"body\":\"{}\"}",
		"{\"requestContext\":{\"http\":{\"method\":5}},\"body\":\"{}\"}",
		"{\"requestContext\":{\"http\":\"POST\"},\"body\":\"{}\"}",
		"{\"httpMethod\":\"POST\",\"requestContext\":{},\"body\":\"{}\"", /* cut off */
		/* Not quite the probe. */
		"{\"doctor\":false}",
		"{\"doctor\":1}",
		"{\"doctor\":\"true\"}",
		"{\"doctor\":true,\"input\":1}",
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(events); i++) {
		struct event event;
		read_event(events[i], &event);
		assert_int_equal(event.kind, EVENT_DIRECT);
		assert_int_equal(event.fault, EVENT_OK);
		assert_request(&event, events[i]);
		event_done(&event);
	}
}

static void knows_the_probe(void **state)
{
	struct event event;

	(void)state;
	read_event(" { \"doctor\" : true } ", &event);
	assert_int_equal(event.kind, EVENT_DOCTOR);
	event_done(&event);
	/* Not from whoever can reach a URL. */
	read_event(V2("POST", "\"body\":\"{\\\"doctor\\\":true}\""), &event);
	assert_int_equal(event.kind, EVENT_HTTP);
	assert_request(&event, "{\"doctor\":true}");
	event_done(&event);
}

static void unwraps_http(void **state)
{
	static const struct {
		const char *event;
		enum event_fault fault;
		const char *request;
	} cases[] = {
		{ V1("POST", "\"body\":\"{\\\"code\\\":\\\"1\\\"}\""), EVENT_OK,
		  "{\"code\":\"1\"}" },
		{ V2("POST", "\"body\":\"{\\\"code\\\":\\\"1\\\"}\",\"isBase64Encoded\":false"),
		  EVENT_OK, "{\"code\":\"1\"}" },
		{ V2("POST", "\"body\":\"\\u007b\\u007D\""), EVENT_OK, "{}" },
		{ V2("POST", "\"body\":\"no JSON\""), EVENT_OK, "no JSON" },
		/* The order of members makes no difference. */
		{ "{\"body\":\"e30=\",\"isBase64Encoded\":true,\"requestContext\":{\"http\":"
		  "{\"method\":\"POST\"}}}",
		  EVENT_OK, "{}" },
		{ V1("POST", "\"body\":\"eyJjb2RlIjoiMSJ9\",\"isBase64Encoded\":true"), EVENT_OK,
		  "{\"code\":\"1\"}" },
		{ V1("POST", "\"body\":\"YQ==\",\"isBase64Encoded\":true"), EVENT_OK, "a" },
		/* Not what base64 is (RFC 4648, section 4). */
		{ V1("POST", "\"body\":\"YQ=\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"YQ\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"Y===\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"=YQ=\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"YQ==YQ==\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64,
		  "" },
		{ V1("POST", "\"body\":\" e30\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"e3\\n0\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64,
		  "" },
		{ V1("POST", "\"body\":\"e3-_\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"\\u00e9\\u00e9\",\"isBase64Encoded\":true"),
		  EVENT_BAD_BASE64, "" },
		{ V1("POST", "\"body\":\"{}\",\"isBase64Encoded\":true"), EVENT_BAD_BASE64, "" },
		/* Nothing there. */
		{ V1("POST", "\"body\":null"), EVENT_NO_BODY, "" },
		{ V1("POST", "\"body\":\"\""), EVENT_NO_BODY, "" },
		{ V1("POST", "\"body\":{\"code\":\"1\"}"), EVENT_NO_BODY, "" },
		{ V2("POST", "\"rawPath\":\"/\""), EVENT_NO_BODY, "" },
		{ V1("POST", "\"body\":\"\",\"isBase64Encoded\":true"), EVENT_NO_BODY, "" },
		{ V1("GET", "\"body\":null"), EVENT_WRONG_METHOD, "" },
		{ V2("OPTIONS", "\"rawPath\":\"/\""), EVENT_WRONG_METHOD, "" },
		{ V2("post", "\"body\":\"{}\""), EVENT_WRONG_METHOD, "" },
		{ V2("PUT", "\"body\":\"{}\""), EVENT_WRONG_METHOD, "" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct guard guard = guard_copy(cases[i].event, strlen(cases[i].event));
		struct event event;
		event_read(guard.text, strlen(cases[i].event), &event);
		assert_int_equal(event.kind, EVENT_HTTP);
		if (event.fault != cases[i].fault)
			fail_msg("%s: fault %d", cases[i].event, event.fault);
		if (event.fault == EVENT_OK)
			assert_request(&event, cases[i].request);
		event_done(&event);
		guard_done(&guard);
	}
}

/* --- answers ------------------------------------------------------------------------------------------- */

static json_t *parse(const struct buf *answer)
{
	json_error_t error;
	json_t *json = json_loadb(answer->data, answer->len, 0, &error);

	if (!json)
		fail_msg("%s: %s", error.text, answer->data);
	return json;
}

static const char *text_of(const json_t *json, const char *member)
{
	return json_string_value(json_object_get(json, member));
}

static void answers_in_the_shape_of_http(void **state)
{
	static const char response[] = "{\"success\":true,\"result\":\"a\\\\b \\\"c\\\"\\n\"}";
	static const struct {
		enum untrusted_outcome outcome;
		int status;
	} cases[] = {
		{ UNTRUSTED_SUCCESS, 200 },
		{ UNTRUSTED_CODE_FAILED, 200 },
		{ UNTRUSTED_LIMIT_EXCEEDED, 200 },
		{ UNTRUSTED_INVALID_REQUEST, 400 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		AUTO_BUF struct buf answer = { .max = 4096 };
		assert_int_equal(
			event_answer(cases[i].outcome, response, strlen(response), &answer), 0);
		assert_int_equal(event_answer_bytes(response, strlen(response)), answer.len);
		json_t *json = parse(&answer);
		assert_int_equal(json_integer_value(json_object_get(json, "statusCode")),
				 cases[i].status);
		assert_true(json_is_false(json_object_get(json, "isBase64Encoded")));
		assert_string_equal(text_of(json, "body"), response);
		assert_string_equal(text_of(json_object_get(json, "headers"), "content-type"),
				    "application/json");
		json_decref(json);
	}
	struct buf small = { .max = 20 };
	assert_int_equal(event_answer(UNTRUSTED_SUCCESS, response, strlen(response), &small),
			 -EMSGSIZE);
	buf_done(&small);
}

static void answers_what_is_wrong(void **state)
{
	static const struct {
		enum event_fault fault;
		int status;
		const char *allow, *message;
	} cases[] = {
		{ EVENT_WRONG_METHOD, 405, "POST", "the method must be POST" },
		{ EVENT_NO_BODY, 400, NULL, "the body is missing; it must be a request object" },
		{ EVENT_BAD_BASE64, 400, NULL,
		  "isBase64Encoded is true, but the body is not base64" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		AUTO_BUF struct buf answer = { .max = 4096 };
		assert_int_equal(event_answer_fault(cases[i].fault, &answer), 0);
		json_t *json = parse(&answer);
		assert_int_equal(json_integer_value(json_object_get(json, "statusCode")),
				 cases[i].status);
		const char *allow = text_of(json_object_get(json, "headers"), "allow");
		assert_true(cases[i].allow ? allow && strcmp(allow, cases[i].allow) == 0 : !allow);
		json_t *body = json_loads(text_of(json, "body"), 0, NULL);
		assert_true(json_is_false(json_object_get(body, "success")));
		assert_string_equal(text_of(body, "error"), cases[i].message);
		assert_string_equal(text_of(json_object_get(body, "errorDetails"), "kind"),
				    "invalid_request");
		json_decref(body);
		json_decref(json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_events_as_they_are),
		cmocka_unit_test(knows_the_probe),
		cmocka_unit_test(unwraps_http),
		cmocka_unit_test(answers_in_the_shape_of_http),
		cmocka_unit_test(answers_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
