/* SPDX-License-Identifier: MIT */
/* FRAME_FETCH taken apart. */
#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "egress/fetch_request.h"
#include "failing_memory.h"
#include "guard.h"
#include "policy/request_head.h"
#include "wire/frame.h"

/* Texts may hold a NUL; the one behind a literal is its last header's. */
#define BLOCK(text) text, sizeof(text)

/* Suppressions of what libcurl would add by itself, which come after the code's own headers. */
#define SUPPRESSIONS 4u

static struct buf payload = { .max = 1u << 20 };

struct parts {
	const char *method, *url;
	const char *headers;
	size_t headers_bytes;
	struct frame_fetch head; /* but for the lengths, unless one of them is a lie */
};

static int parse(const struct parts *parts, struct fetch_request *out)
{
	struct frame_fetch head = parts->head;

	if (!head.method_bytes && !head.url_bytes && !head.headers_bytes) {
		head.method_bytes = (uint32_t)strlen(parts->method);
		head.url_bytes = (uint32_t)strlen(parts->url);
		head.headers_bytes = (uint32_t)parts->headers_bytes;
	}
	payload.len = 0;
	assert_int_equal(buf_append(&payload, &head, sizeof(head)), 0);
	assert_int_equal(buf_append_str(&payload, parts->method), 0);
	assert_int_equal(buf_append_str(&payload, parts->url), 0);
	assert_int_equal(buf_append(&payload, parts->headers, parts->headers_bytes), 0);
	struct guard guard = guard_copy(payload.data, payload.len);
	int rc = fetch_request_parse((const uint8_t *)guard.text, payload.len, out);
	guard_done(&guard);
	return rc;
}

static struct fetch_request parsed(const char *headers, size_t bytes)
{
	const struct parts parts = { "GET", "http://a.test/", headers, bytes, { .id = 1 } };
	struct fetch_request request;

	assert_int_equal(parse(&parts, &request), 0);
	return request;
}

/* The n-th line for libcurl, NULL behind the last. */
static const char *line_of(const struct fetch_request *request, unsigned n)
{
	const struct curl_slist *line = request->headers;

	for (; line && n > 0; n--)
		line = line->next;
	return line ? line->data : NULL;
}

static unsigned count_lines(const struct fetch_request *request)
{
	unsigned count = 0;

	while (line_of(request, count))
		count++;
	return count;
}

static bool has_line(const struct fetch_request *request, const char *text)
{
	const char *line;

	for (unsigned n = 0; (line = line_of(request, n)); n++)
		if (strcmp(line, text) == 0)
			return true;
	return false;
}

static void a_frame_is_taken_apart(void **state)
{
	(void)state;
	const struct parts parts = {
		.method = "PUT",
		.url = "https://a.test/x?y",
		.headers = "X-One\0two\0x\0three",
		.headers_bytes = sizeof("X-One\0two\0x\0three"),
		.head = { .id = 77, .has_body = 1, .body_bytes = 12 },
	};
	struct fetch_request request;

	assert_int_equal(parse(&parts, &request), 0);
	assert_int_equal(request.id, 77);
	assert_true(request.has_body);
	assert_int_equal(request.body_bytes, 12);
	assert_string_equal(request.method, "PUT");
	assert_string_equal(request.url, "https://a.test/x?y");
	assert_int_equal(request.url_bytes, strlen("https://a.test/x?y"));
	assert_string_equal(request.refusal, "");
	assert_string_equal(line_of(&request, 0), "X-One: two");
	assert_string_equal(line_of(&request, 1), "x: three");
	assert_int_equal(count_lines(&request), 2 + SUPPRESSIONS);
	fetch_request_done(&request);
	assert_null(request.method);
	assert_null(request.headers);
	fetch_request_done(&request);
}

static void any_bytes_of_a_url_are_passed_on(void **state)
{
	(void)state;
	struct fetch_request request;
	const struct frame_fetch head = { .id = 1, .method_bytes = 3, .url_bytes = 6 };

	payload.len = 0;
	assert_int_equal(buf_append(&payload, &head, sizeof(head)), 0);
	assert_int_equal(buf_append(&payload, "GETa\0b\xff\n\r", 9), 0);
	assert_int_equal(fetch_request_parse((const uint8_t *)payload.data, payload.len, &request),
			 0);
	assert_int_equal(request.url_bytes, 6);
	assert_memory_equal(request.url, "a\0b\xff\n\r", 7);
	fetch_request_done(&request);
}

static void lengths_that_lie_are_against_the_protocol(void **state)
{
	(void)state;
	/* The parts have 3, 15 and 4 bytes. */
	static const struct frame_fetch lies[] = {
		{ .method_bytes = 4, .url_bytes = 15, .headers_bytes = 4 },
		{ .method_bytes = 2, .url_bytes = 15, .headers_bytes = 4 },
		{ .method_bytes = 3, .url_bytes = 16, .headers_bytes = 4 },
		{ .method_bytes = 3, .url_bytes = 15, .headers_bytes = 5 },
		{ .method_bytes = UINT32_MAX, .url_bytes = 15, .headers_bytes = 4 },
		{ .method_bytes = 3, .url_bytes = UINT32_MAX, .headers_bytes = 4 },
		{ .method_bytes = 3, .url_bytes = 15, .headers_bytes = UINT32_MAX },
		/* In 32 bits, these come to the right number. */
		{ .method_bytes = UINT32_MAX, .url_bytes = 19, .headers_bytes = 4 },
		{ .method_bytes = 3, .url_bytes = UINT32_MAX, .headers_bytes = 20 },
		{ .method_bytes = 1u << 31, .url_bytes = 1u << 31, .headers_bytes = 22 },
		{ .method_bytes = 22, .url_bytes = 1u << 31, .headers_bytes = 1u << 31 },
		/* The lengths are right. */
		{ .has_body = 2 },
		{ .has_body = UINT32_MAX },
	};

	for (size_t i = 0; i < UNIT_COUNT(lies); i++) {
		const struct parts parts = { "GET", "http://ab.test/", BLOCK("a\0b"), lies[i] };
		struct fetch_request request = { .id = 99 };
		assert_int_equal(parse(&parts, &request), -EPROTO);
		assert_int_equal(request.id, 99);
	}
}

static void a_payload_that_is_cut_is_against_the_protocol(void **state)
{
	(void)state;
	const struct frame_fetch head = {
		.id = 1, .method_bytes = 3, .url_bytes = 1, .headers_bytes = 4
	};
	uint8_t whole[sizeof(head) + 8];
	struct fetch_request request;

	memcpy(whole, &head, sizeof(head));
	memcpy(whole + sizeof(head), "GETua\0b", 8);
	for (size_t bytes = 0; bytes < sizeof(whole); bytes++) {
		struct guard guard = guard_copy(whole, bytes);
		assert_int_equal(fetch_request_parse((uint8_t *)guard.text, bytes, &request),
				 -EPROTO);
		guard_done(&guard);
	}
	assert_int_equal(fetch_request_parse(whole, sizeof(whole), &request), 0);
	fetch_request_done(&request);
}

/* Each part may be as large as it says, and no larger, even where another leaves room for it. */
static void each_part_has_its_own_maximum(void **state)
{
	(void)state;
	static char text[FRAME_FETCH_HEADERS_MAX + 2];
	struct parts parts = { "GET", "u", NULL, 0, { .id = 1 } };
	struct fetch_request request;

	memset(text, 'm', sizeof(text));
	text[FRAME_FETCH_METHOD_MAX] = '\0';
	parts.method = text;
	assert_int_equal(parse(&parts, &request), 0);
	fetch_request_done(&request);
	text[FRAME_FETCH_METHOD_MAX] = 'm';
	text[FRAME_FETCH_METHOD_MAX + 1] = '\0';
	assert_int_equal(parse(&parts, &request), -EPROTO);

	memset(text, 'u', sizeof(text));
	text[FRAME_FETCH_URL_MAX] = '\0';
	parts.method = "GET";
	parts.url = text;
	assert_int_equal(parse(&parts, &request), 0);
	assert_int_equal(request.url_bytes, FRAME_FETCH_URL_MAX);
	fetch_request_done(&request);
	text[FRAME_FETCH_URL_MAX] = 'u';
	text[FRAME_FETCH_URL_MAX + 1] = '\0';
	assert_int_equal(parse(&parts, &request), -EPROTO);

	memset(text, 'h', sizeof(text));
	text[1] = '\0';
	text[FRAME_FETCH_HEADERS_MAX - 1] = '\0';
	parts.url = "u";
	parts.headers = text;
	parts.headers_bytes = FRAME_FETCH_HEADERS_MAX;
	assert_int_equal(parse(&parts, &request), 0);
	fetch_request_done(&request);
	text[FRAME_FETCH_HEADERS_MAX - 1] = 'h';
	text[FRAME_FETCH_HEADERS_MAX] = '\0';
	parts.headers_bytes = FRAME_FETCH_HEADERS_MAX + 1;
	assert_int_equal(parse(&parts, &request), -EPROTO);
}

static void headers_that_are_no_pairs_are_against_the_protocol(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t bytes;
	} blocks[] = {
		{ "a", 1 },	   { "a\0", 2 },	{ "a\0b", 3 },
		{ "\0", 1 },	   { "a\0b\0c", 5 },	{ "a\0b\0c\0", 6 },
		{ "a\0b\0\0", 5 }, { "a\0b\0c\0d", 7 }, { "host\0b\0c", 8 },
	};

	for (size_t i = 0; i < UNIT_COUNT(blocks); i++) {
		const struct parts parts = {
			"GET", "u", blocks[i].text, blocks[i].bytes, { .id = 1 },
		};
		struct fetch_request request;
		assert_int_equal(parse(&parts, &request), -EPROTO);
	}
}

static void an_empty_value_is_sent_and_an_empty_name_refused(void **state)
{
	(void)state;
	struct fetch_request request = parsed(BLOCK("X\0"));

	assert_string_equal(line_of(&request, 0), "X;");
	assert_string_equal(request.refusal, "");
	fetch_request_done(&request);
	request = parsed(BLOCK("\0value"));
	assert_string_equal(request.refusal, "header \"\" is not a header name");
	fetch_request_done(&request);
	request = parsed(BLOCK("\0"));
	assert_string_equal(request.refusal, "header \"\" is not a header name");
	fetch_request_done(&request);
}

/*
 * To libcurl a header whose value is only white space is one that is not to be sent, and that takes one of its own
 * away; the code asked for it to be sent.
 */
static void a_value_of_white_space_is_sent_as_empty(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t bytes;
	} blocks[] = { { BLOCK("X\0 ") }, { BLOCK("X\0\t") }, { BLOCK("X\0 \t \t") } };

	for (size_t i = 0; i < UNIT_COUNT(blocks); i++) {
		struct fetch_request request = parsed(blocks[i].text, blocks[i].bytes);
		assert_string_equal(request.refusal, "");
		assert_string_equal(line_of(&request, 0), "X;");
		fetch_request_done(&request);
	}
}

static void what_libcurl_adds_by_itself_is_suppressed_unless_it_is_given(void **state)
{
	(void)state;
	static const char *const names[] = { "Accept", "Content-Type", "User-Agent" };
	struct fetch_request request = parsed(NULL, 0);

	assert_int_equal(count_lines(&request), SUPPRESSIONS);
	assert_true(has_line(&request, "Accept:"));
	assert_true(has_line(&request, "Content-Type:"));
	assert_true(has_line(&request, "Expect:"));
	assert_true(has_line(&request, "User-Agent:"));
	fetch_request_done(&request);
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		char block[32] = "", suppression[32];
		snprintf(block, sizeof(block), "%s", names[i]);
		block[0] = (char)(block[0] | 0x20);
		size_t bytes = strlen(block) + 1;
		block[bytes] = 'x';
		request = parsed(block, bytes + 2);
		snprintf(suppression, sizeof(suppression), "%s:", names[i]);
		assert_false(has_line(&request, suppression));
		assert_int_equal(count_lines(&request), SUPPRESSIONS);
		fetch_request_done(&request);
		/* Empty is given, too. */
		block[bytes] = '\0';
		request = parsed(block, bytes + 1);
		assert_false(has_line(&request, suppression));
		fetch_request_done(&request);
	}
	/* Longer and shorter names are others. */
	request = parsed(BLOCK("Accept-Language\0x\0Accep\0y"));
	assert_true(has_line(&request, "Accept:"));
	assert_int_equal(count_lines(&request), 2 + SUPPRESSIONS);
	fetch_request_done(&request);
}

static void the_first_header_that_is_not_allowed_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t bytes;
		const char *shown;
		enum request_head_verdict verdict;
	} cases[] = {
		{ BLOCK("Host\0evil.test"), "Host", REQUEST_HEAD_FORBIDDEN },
		{ BLOCK("a\0b\0content-length\0"
			"5\0Host\0c"),
		  "content-length", REQUEST_HEAD_FORBIDDEN },
		{ BLOCK("Transfer-Encoding\0chunked"), "Transfer-Encoding",
		  REQUEST_HEAD_FORBIDDEN },
		{ BLOCK("Proxy-Authorization\0x"), "Proxy-Authorization", REQUEST_HEAD_FORBIDDEN },
		{ BLOCK("Expect\0"), "Expect", REQUEST_HEAD_FORBIDDEN },
		{ BLOCK("X\0a\r\nHost: evil.test"), "X", REQUEST_HEAD_VALUE },
		{ BLOCK("X\0a\rb"), "X", REQUEST_HEAD_VALUE },
		{ BLOCK("X\r\nHost: evil\0y"), "X??Host:?evil", REQUEST_HEAD_NAME },
		{ BLOCK("X:\0y"), "X:", REQUEST_HEAD_NAME },
		{ BLOCK("X;\0y"), "X;", REQUEST_HEAD_NAME },
		{ BLOCK("\xff\"\0y"), "?\"", REQUEST_HEAD_NAME },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct fetch_request request = parsed(cases[i].text, cases[i].bytes);
		char wanted[160];
		snprintf(wanted, sizeof(wanted), "header \"%s\" %s", cases[i].shown,
			 request_head_verdict_text(cases[i].verdict));
		assert_string_equal(request.refusal, wanted);
		fetch_request_done(&request);
	}
}

static void a_long_name_is_cut_where_it_is_named(void **state)
{
	(void)state;
	char block[1000];

	memset(block, '(', sizeof(block));
	block[998] = block[999] = '\0';
	struct fetch_request request = parsed(block, sizeof(block));
	assert_true(strlen(request.refusal) < FETCH_REQUEST_REFUSAL_MAX);
	assert_non_null(strstr(request.refusal, "((((\" is not"));
	fetch_request_done(&request);
}

static void a_method_that_is_not_allowed_is_made_fit_for_a_log(void **state)
{
	(void)state;
	static const struct {
		const char *method, *shown;
	} cases[] = {
		{ "TRACE", "TRACE" }, { "connect", "connect" }, { "", "" },
		{ "GET ", "GET?" },   { "G\r\nT", "G??T" },	{ "\x7f\x01\xff", "???" },
		{ "G\"T", "G\"T" },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const struct parts parts = { cases[i].method, "u", NULL, 0, { .id = 1 } };
		struct fetch_request request;
		assert_int_equal(parse(&parts, &request), 0);
		assert_string_equal(request.refusal,
				    request_head_verdict_text(REQUEST_HEAD_METHOD));
		assert_string_equal(request.method, cases[i].shown);
		fetch_request_done(&request);
	}
}

/* The method is told first, and a NUL in it hides nothing. */
static void a_method_with_a_nul_is_refused(void **state)
{
	(void)state;
	static const struct frame_fetch head = { .id = 1, .method_bytes = 8, .url_bytes = 1 };
	uint8_t whole[sizeof(head) + 9];
	struct fetch_request request;

	memcpy(whole, &head, sizeof(head));
	memcpy(whole + sizeof(head), "GET\0EVILu", 9);
	assert_int_equal(fetch_request_parse(whole, sizeof(whole), &request), 0);
	assert_string_equal(request.refusal, request_head_verdict_text(REQUEST_HEAD_METHOD));
	assert_string_equal(request.method, "GET?EVIL");
	fetch_request_done(&request);
}

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A cell can send as many of these as it likes, and every other execution waits for each. */
static void as_many_headers_as_fit_take_no_long_time(void **state)
{
	(void)state;
	static char block[FRAME_FETCH_HEADERS_MAX / 3 * 3];
	const struct parts parts = { "GET", "u", block, sizeof(block), { .id = 1 } };
	struct fetch_request request;

	for (size_t i = 0; i < sizeof(block); i += 3)
		block[i] = 'a';
	double before = cpu_ms();
	int rc = parse(&parts, &request);
	double took = cpu_ms() - before;
	assert_true(rc == 0 || rc == -EPROTO);
	if (rc == 0)
		fetch_request_done(&request);
	print_message("%zu headers: %.1f ms\n", sizeof(block) / 3, took);
	/* Linear, it takes some 3 ms, and with sanitizers ten times that. */
	assert_true(took < 100);
}

static void memory_that_runs_out_is_told_and_nothing_is_lost(void **state)
{
	(void)state;
	const struct parts parts = {
		.method = "POST",
		.url = "http://a.test/",
		.headers = "X\0y\0Accept\0\0Z\0w",
		.headers_bytes = sizeof("X\0y\0Accept\0\0Z\0w"),
		.head = { .id = 1 },
	};
	struct fetch_request request = { .id = 99 };
	int rc = -ENOMEM;
	long n = 0;

	assert_int_equal(parse(&parts, &request), 0);
	fetch_request_done(&request);
	for (; rc < 0 && n < 100; n++) {
		request.id = 99;
		failing_memory_after(n);
		rc = parse(&parts, &request);
		failing_memory_end();
		if (rc < 0) {
			assert_int_equal(rc, -ENOMEM);
			assert_int_equal(request.id, 99);
		}
	}
	assert_int_equal(rc, 0);
	/* Method and URL, each header's line, its copy and its link. */
	assert_true(n > 10);
	assert_int_equal(count_lines(&request), 3 + SUPPRESSIONS - 1);
	fetch_request_done(&request);
}

static int done(void **state)
{
	(void)state;
	buf_done(&payload);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_is_taken_apart),
		cmocka_unit_test(any_bytes_of_a_url_are_passed_on),
		cmocka_unit_test(lengths_that_lie_are_against_the_protocol),
		cmocka_unit_test(a_payload_that_is_cut_is_against_the_protocol),
		cmocka_unit_test(each_part_has_its_own_maximum),
		cmocka_unit_test(headers_that_are_no_pairs_are_against_the_protocol),
		cmocka_unit_test(an_empty_value_is_sent_and_an_empty_name_refused),
		cmocka_unit_test(a_value_of_white_space_is_sent_as_empty),
		cmocka_unit_test(what_libcurl_adds_by_itself_is_suppressed_unless_it_is_given),
		cmocka_unit_test(the_first_header_that_is_not_allowed_is_named),
		cmocka_unit_test(a_long_name_is_cut_where_it_is_named),
		cmocka_unit_test(a_method_that_is_not_allowed_is_made_fit_for_a_log),
		cmocka_unit_test(a_method_with_a_nul_is_refused),
		cmocka_unit_test(as_many_headers_as_fit_take_no_long_time),
		cmocka_unit_test(memory_that_runs_out_is_told_and_nothing_is_lost),
	};

	return cmocka_run_group_tests_name("egress/fetch_request", tests, NULL, done);
}
