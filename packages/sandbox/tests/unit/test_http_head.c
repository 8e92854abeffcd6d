/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "front/http_head.h"
#include "guard.h"

#define HOST "Host: localhost\r\n"
#define POST "POST / HTTP/1.1\r\n" HOST

/* A case with its length: texts may hold a NUL. */
#define CASE(status, text)                      \
	{                                       \
		status, sizeof(text) - 1, text, \
	}

struct refusal {
	unsigned status;
	size_t bytes;
	const char *text;
};

static struct http_head head;

/* Parses, and frames; @text must stay. */
static int parse(const char *text, size_t bytes, struct http_head_framing *framing,
		 struct http_head_fault *fault)
{
	size_t searched = 0;
	int rc = http_head_parse(text, bytes, &searched, &head, fault);

	return rc > 0 && http_head_frame(&head, framing, fault) < 0 ? -EBADMSG : rc;
}

/* The status it is refused with; 0 if it is not. */
static unsigned status_of(const char *text, size_t bytes)
{
	struct guard guard = guard_copy(text, bytes);
	struct http_head_framing framing;
	struct http_head_fault fault = { 0 };

	int rc = parse(guard.text, bytes, &framing, &fault);
	guard_done(&guard);
	return rc < 0 ? fault.status : 0;
}

static void assert_refused(const struct refusal *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_int_equal(status_of(cases[i].text, cases[i].bytes), cases[i].status);
}

static struct http_head_framing framing_of(const char *text)
{
	struct http_head_framing framing = { 0 };
	struct http_head_fault fault;

	assert_int_equal(parse(text, strlen(text), &framing, &fault), 1);
	return framing;
}

static void assert_slice(struct json_scan_slice slice, const char *text)
{
	assert_int_equal(slice.bytes, strlen(text));
	assert_memory_equal(slice.data, text, slice.bytes);
}

static void a_head_is_taken_apart_and_what_follows_is_left(void **state)
{
	(void)state;
	static const char text[] = "\r\nPOST /x?y HTTP/1.1\r\nHost:a\r\nX-Y: \t one two \t\r\n"
				   "x-y: three\r\n\r\nbody";
	struct http_head_fault fault;
	struct json_scan_slice value;
	size_t searched = 0;

	assert_int_equal(http_head_parse(text, strlen(text), &searched, &head, &fault), 1);
	assert_slice(head.method, "POST");
	assert_slice(head.target, "/x?y");
	assert_int_equal(head.minor_version, 1);
	assert_int_equal(head.bytes, strlen(text) - strlen("body"));
	assert_int_equal(head.field_count, 3);
	assert_int_equal(http_head_find(&head, "X-y", &value), 2);
	assert_slice(value, "one two");
	assert_int_equal(http_head_find(&head, "x", &value), 0);
}

static void a_head_may_come_byte_by_byte(void **state)
{
	(void)state;
	static const char text[] = "GET / HTTP/1.0\r\nA: b\r\n\r\n";
	size_t bytes = strlen(text), searched = 0;
	struct http_head_fault fault;

	for (size_t n = 0; n <= bytes; n++) {
		struct guard guard = guard_copy(text, n);
		int rc = http_head_parse(guard.text, n, &searched, &head, &fault);
		assert_int_equal(rc, n == bytes);
		guard_done(&guard);
	}
	assert_int_equal(head.minor_version, 0);
}

static void malformed_heads_are_refused_with_the_status_that_says_why(void **state)
{
	(void)state;
	static const struct refusal cases[] = {
		CASE(400, "hello\r\n\r\n"),
		CASE(400, "\r\n\r\n \r\n\r\n"),
		CASE(400, "GET  / HTTP/1.1\r\n" HOST "\r\n"),
		CASE(400, "GET / HTTP/1.1 \r\n" HOST "\r\n"),
		CASE(400, "G(T / HTTP/1.1\r\n" HOST "\r\n"),
		CASE(400, "GET /\x80 HTTP/1.1\r\n" HOST "\r\n"),
		CASE(400, "GET / HTTP/1.1\nHost: localhost\n\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST "no colon\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST ": no name\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST "X: a\rY: b\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST "X: a\nY: b\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n\r\n"),
		CASE(400, "GET / HTTP/1.1\r\n" HOST HOST "\r\n"),
		CASE(505, "GET / HTTP/2.0\r\n" HOST "\r\n"),
		CASE(505, "GET / HTTP/1.2\r\n" HOST "\r\n"),
		CASE(417, "GET / HTTP/1.1\r\n" HOST "Expect: miracles\r\n\r\n"),
		CASE(0, "GET / HTTP/1.1\r\n" HOST "X: \x80\xFF\r\nY:\r\n\r\n"),
	};
	assert_refused(cases, UNIT_COUNT(cases));
}

static void a_body_whose_end_two_recipients_could_see_in_two_places_is_refused(void **state)
{
	(void)state;
	static const struct refusal cases[] = {
		CASE(400, POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n"),
		CASE(400, POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"),
		CASE(400, POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
		CASE(400, POST "Content-Length: +2\r\n\r\n"),
		CASE(400, POST "Content-Length: 2, 2\r\n\r\n"),
		CASE(400, POST "Content-Length: 0x2\r\n\r\n"),
		CASE(400, POST "Content-Length:\r\n\r\n"),
		CASE(400, POST "Content-Length: 1000000000000000000\r\n\r\n"),
		CASE(501, POST "Transfer-Encoding: gzip, chunked\r\n\r\n"),
		CASE(501, POST "Transfer-Encoding: xchunked\r\n\r\n"),
		CASE(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
	};
	assert_refused(cases, UNIT_COUNT(cases));
}

static void the_body_is_sized_or_in_chunks_or_there_is_none(void **state)
{
	(void)state;
	struct http_head_framing sized = framing_of(POST "Content-Length: 12\r\n\r\n");

	assert_int_equal(sized.body, HTTP_HEAD_SIZED);
	assert_int_equal(sized.body_bytes, 12);
	assert_int_equal(framing_of(POST "Transfer-Encoding: Chunked\r\n\r\n").body,
			 HTTP_HEAD_CHUNKED);
	assert_int_equal(framing_of(POST "Content-Length: 0\r\n\r\n").body, HTTP_HEAD_NO_BODY);
	assert_int_equal(framing_of(POST "\r\n").body, HTTP_HEAD_NO_BODY);
}

static void connections_are_kept_as_the_version_and_the_client_say(void **state)
{
	(void)state;
	assert_true(framing_of(POST "\r\n").keep_alive);
	assert_false(framing_of(POST "Connection: close\r\n\r\n").keep_alive);
	assert_false(framing_of(POST "Connection: x\r\nConnection: y , CLOSE\r\n\r\n").keep_alive);
	assert_false(framing_of("GET / HTTP/1.0\r\n\r\n").keep_alive);
	assert_true(framing_of("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

static bool accepts(const char *fields)
{
	char text[256];
	struct http_head_framing framing;
	struct http_head_fault fault;
	int bytes = snprintf(text, sizeof(text), POST "%s\r\n", fields);

	assert_true(parse(text, (size_t)bytes, &framing, &fault) > 0);
	return http_head_lists(&head, "accept", "text/plain");
}

static void a_list_is_searched_for_a_member_in_any_case_whatever_its_parameters(void **state)
{
	(void)state;
	assert_true(accepts("Accept: text/plain\r\n"));
	assert_true(accepts("ACCEPT: a/b,\tTEXT/Plain ; q=0.5, c/d\r\n"));
	assert_true(accepts("Accept: a/b\r\nX: x\r\nAccept: ,text/plain;\r\n"));
	assert_false(accepts(""));
	assert_false(accepts("Accept:\r\n"));
	assert_false(accepts("Accept: ,;,\r\n"));
	assert_false(accepts("Accept: text/plainly, x;text/plain, text, */*\r\n"));
	assert_false(accepts("X-Accept: text/plain\r\n"));
}

static void an_expectation_counts_since_http_1_1(void **state)
{
	(void)state;
	assert_true(framing_of(POST "Expect: 100-Continue\r\n\r\n").expects_continue);
	assert_false(framing_of("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n").expects_continue);
}

static void a_head_larger_than_16_kb_is_refused_before_it_ends(void **state)
{
	(void)state;
	static char text[HTTP_HEAD_BYTES_MAX + 1];
	static const char start[] = "GET / HTTP/1.1\r\n" HOST "X: ";

	memset(text, 'x', sizeof(text));
	memcpy(text, start, strlen(start));
	assert_int_equal(status_of(text, HTTP_HEAD_BYTES_MAX), 0);
	assert_int_equal(status_of(text, HTTP_HEAD_BYTES_MAX + 1), 431);
	memcpy(text + HTTP_HEAD_BYTES_MAX - 4, "\r\n\r\n", 4);
	assert_int_equal(status_of(text, HTTP_HEAD_BYTES_MAX + 1), 0);
	memcpy(text + HTTP_HEAD_BYTES_MAX - 4, "x\r\n\r\n", 5);
	assert_int_equal(status_of(text, HTTP_HEAD_BYTES_MAX + 1), 431);
}

static void a_head_with_more_than_100_fields_is_refused(void **state)
{
	(void)state;
	char text[2048] = "GET / HTTP/1.1\r\n" HOST;
	size_t bytes = strlen(text);

	for (int i = 1; i < HTTP_HEAD_FIELDS_MAX; i++, bytes += 4)
		memcpy(text + bytes, "X:\r\n", 4);
	memcpy(text + bytes, "\r\n", 2);
	assert_int_equal(status_of(text, bytes + 2), 0);
	memcpy(text + bytes, "X:\r\n\r\n", 6);
	assert_int_equal(status_of(text, bytes + 6), 431);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_is_taken_apart_and_what_follows_is_left),
		cmocka_unit_test(a_head_may_come_byte_by_byte),
		cmocka_unit_test(malformed_heads_are_refused_with_the_status_that_says_why),
		cmocka_unit_test(
			a_body_whose_end_two_recipients_could_see_in_two_places_is_refused),
		cmocka_unit_test(the_body_is_sized_or_in_chunks_or_there_is_none),
		cmocka_unit_test(connections_are_kept_as_the_version_and_the_client_say),
		cmocka_unit_test(
			a_list_is_searched_for_a_member_in_any_case_whatever_its_parameters),
		cmocka_unit_test(an_expectation_counts_since_http_1_1),
		cmocka_unit_test(a_head_larger_than_16_kb_is_refused_before_it_ends),
		cmocka_unit_test(a_head_with_more_than_100_fields_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
