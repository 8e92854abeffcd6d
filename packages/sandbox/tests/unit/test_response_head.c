/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "egress/response_head.h"
#include "guard.h"

/* A text with its length, since it may hold a NUL. */
#define TEXT(text) text, sizeof(text) - 1

/* Of one line, on a page whose end is the line's. */
static enum response_head_verdict take(struct response_head *head, const char *line, size_t bytes)
{
	struct guard guard = guard_copy(line, bytes);
	enum response_head_verdict verdict = response_head_take(head, guard.text, bytes);

	guard_done(&guard);
	return verdict;
}

/* Line by line. Returns what the last one came to. */
static enum response_head_verdict take_all(struct response_head *head, const char *text,
					   size_t bytes)
{
	enum response_head_verdict verdict = RESPONSE_HEAD_MORE;

	for (size_t at = 0; at < bytes;) {
		const char *end = memchr(text + at, '\n', bytes - at);
		size_t line = end ? (size_t)(end + 1 - text) - at : bytes - at;
		verdict = take(head, text + at, line);
		at += line;
	}
	return verdict;
}

static struct response_head head_of(const char *text, size_t bytes)
{
	struct response_head head;

	response_head_init(&head);
	assert_int_equal(take_all(&head, text, bytes), RESPONSE_HEAD_COMPLETE);
	assert_true(head.is_complete);
	return head;
}

static void assert_block(const struct buf *block, const char *text, size_t bytes)
{
	assert_int_equal(block->len, bytes);
	if (bytes)
		assert_memory_equal(block->data, text, bytes);
}

/* The fields alone, behind a status line and before an empty line. */
static void assert_fields(const char *fields, size_t bytes, const char *block, size_t block_bytes)
{
	static const char status[] = "HTTP/1.1 200 OK\r\n";
	AUTO_BUF struct buf text = { .max = 1u << 20 };

	CHECK(buf_append_str(&text, status) == 0 && buf_append(&text, fields, bytes) == 0 &&
	      buf_append_str(&text, "\r\n") == 0);
	struct response_head head = head_of(text.data, text.len);
	assert_block(&head.headers, block, block_bytes);
	response_head_done(&head);
}

static void a_head_is_taken_line_by_line(void **state)
{
	(void)state;
	struct response_head head;

	response_head_init(&head);
	assert_int_equal(take(&head, TEXT("HTTP/1.1 404 Not Found\r\n")), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, TEXT("Content-Type: text/html\r\n")), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, TEXT("X-EMPTY:\r\n")), RESPONSE_HEAD_MORE);
	assert_false(head.is_complete);
	assert_int_equal(take(&head, TEXT("\r\n")), RESPONSE_HEAD_COMPLETE);
	assert_true(head.is_complete);
	assert_int_equal(head.status, 404);
	assert_int_equal(head.status_text_bytes, 9);
	assert_memory_equal(head.status_text, "Not Found", 9);
	assert_block(&head.headers, TEXT("content-type\0text/html\0x-empty\0\0"));
	assert_int_equal(head.content_encoding.len, 0);
	response_head_done(&head);
}

static void status_lines_are_read_as_servers_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		size_t bytes;
		unsigned status;
		const char *text;
	} cases[] = {
		{ TEXT("HTTP/1.0 200 OK\r\n"), 200, "OK" },
		{ TEXT("HTTP/2 200\r\n"), 200, "" },
		{ TEXT("HTTP/2 200 \r\n"), 200, "" },
		{ TEXT("HTTP/1.1 200\n"), 200, "" },
		{ TEXT("HTTP/1.1   200   Well  Done  \r\n"), 200, "Well  Done" },
		{ TEXT("HTTP/1.1 599 \xe4\xff\r\n"), 599, "\xe4\xff" },
		{ TEXT("HTTP/1.1 999 X"), 999, "X" },
		{ TEXT("HTTP/1.1 200OK\r\n"), 200, "OK" },
		{ TEXT("HTTP/1.1 200\tOK\r\n"), 200, "OK" },
		/* A reason that would end early in the frame is none. */
		{ TEXT("HTTP/1.1 200 a\0b\r\n"), 200, "" },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct response_head head;
		response_head_init(&head);
		assert_int_equal(take(&head, cases[i].line, cases[i].bytes), RESPONSE_HEAD_MORE);
		assert_int_equal(head.status, cases[i].status);
		assert_int_equal(head.status_text_bytes, strlen(cases[i].text));
		assert_memory_equal(head.status_text, cases[i].text, head.status_text_bytes);
		response_head_done(&head);
	}
}

/* None of these may pass for a final head, to whose status the cell would have to give a meaning. */
static void status_lines_without_a_status_never_complete_a_head(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"HTTP/1.1\r\n",	      "HTTP/\r\n",	   "HTTP/1.1 \r\n",	"HTTP/1.1 OK\r\n",
		"HTTP/1.1 0\r\n",     "HTTP/1.1 20\r\n",   "HTTP/1.1 -200\r\n", "HTTP/1.1 +200\r\n",
		"HTTP/1.1 099 X\r\n", "HTTP/1.1\t200\r\n",
	};

	for (size_t i = 0; i < UNIT_COUNT(lines); i++) {
		struct response_head head;
		response_head_init(&head);
		assert_int_equal(take(&head, lines[i], strlen(lines[i])), RESPONSE_HEAD_MORE);
		assert_int_equal(take(&head, TEXT("\r\n")), RESPONSE_HEAD_MORE);
		assert_false(head.is_complete);
		response_head_done(&head);
	}
}

/* The wire's status is for a Response, which knows those up to 599; it never has more than three digits. */
static void a_status_has_three_digits(void **state)
{
	(void)state;
	static const char *const lines[] = { "HTTP/1.1 99999 X\r\n", "HTTP/1.1 1000\r\n",
					     "HTTP/1.1 4294967496\r\n",
					     "HTTP/1.1 18446744073709551816\r\n" };

	for (size_t i = 0; i < UNIT_COUNT(lines); i++) {
		struct response_head head;
		response_head_init(&head);
		take(&head, lines[i], strlen(lines[i]));
		take(&head, TEXT("\r\n"));
		if (head.is_complete)
			assert_in_range(head.status, 200, 999);
		response_head_done(&head);
	}
}

static void a_long_reason_is_cut(void **state)
{
	(void)state;
	struct response_head head;
	char line[1000];

	memset(line, 'x', sizeof(line));
	memcpy(line, "HTTP/1.1 200 ", 13);
	response_head_init(&head);
	take(&head, line, 13 + FRAME_FETCH_STATUS_TEXT_MAX);
	assert_int_equal(head.status_text_bytes, FRAME_FETCH_STATUS_TEXT_MAX);
	take(&head, line, 14 + FRAME_FETCH_STATUS_TEXT_MAX);
	assert_int_equal(head.status, 200);
	assert_int_equal(head.status_text_bytes, FRAME_FETCH_STATUS_TEXT_MAX);
	response_head_done(&head);
}

static void what_a_head_of_1xx_says_is_forgotten(void **state)
{
	(void)state;
	struct response_head head =
		head_of(TEXT("HTTP/1.1 100 Continue\r\nA: 1\r\nContent-Encoding: br\r\n\r\n"
			     "HTTP/1.1 103 Early Hints\r\nB: 2\r\n\r\n"
			     "HTTP/1.1 204\r\nC: 3\r\nContent-Encoding: gzip\r\n\r\n"));

	assert_int_equal(head.status, 204);
	assert_int_equal(head.status_text_bytes, 0);
	assert_block(&head.headers, TEXT("c\0003\0content-encoding\0gzip\0"));
	assert_block(&head.content_encoding, TEXT("gzip"));
	response_head_done(&head);
	/* A coding of a head of 1xx is not the response's. */
	head = head_of(TEXT("HTTP/1.1 100 Continue\r\nContent-Encoding: br\r\n\r\n"
			    "HTTP/1.1 200 OK\r\n\r\n"));
	assert_int_equal(head.content_encoding.len, 0);
	response_head_done(&head);
}

static void fields_are_trimmed_and_their_names_lowered(void **state)
{
	(void)state;
	assert_fields(TEXT("X-One:a\r\nX-TWO:  \t b c \t \r\nx-three: d\n"),
		      TEXT("x-one\0a\0x-two\0b c\0x-three\0d\0"));
	assert_fields(TEXT("Name : a\r\n"), TEXT("name\0a\0"));
	assert_fields(TEXT("A: b: c\r\n"), TEXT("a\0b: c\0"));
	assert_fields(TEXT("A: \xe4\x01\xff\r\n"), TEXT("a\0\xe4\x01\xff\0"));
	assert_fields(TEXT("A:1\r\nA:2\r\na:1\r\n"), TEXT("a\0001\0a\0002\0a\0001\0"));
}

static void what_is_no_field_is_left_out(void **state)
{
	(void)state;
	assert_fields(TEXT("no colon\r\nA: b\r\n"), TEXT("a\0b\0"));
	assert_fields(TEXT(": no name\r\nA: b\r\n"), TEXT("a\0b\0"));
	assert_fields(TEXT("\t : no name\r\n"), TEXT(""));
	assert_fields(TEXT("A: b\r\nX: a\0b\r\nX\0: a\r\n\0\r\n\0: a\r\n"), TEXT("a\0b\0"));
}

static void folded_values_are_joined(void **state)
{
	(void)state;
	assert_fields(TEXT("A: b\r\n c\r\n\t d: e \r\nX: y\r\n"), TEXT("a\0b c d: e\0x\0y\0"));
	assert_fields(TEXT("A:\r\n b\r\n"), TEXT("a\0 b\0"));
	/* Of nothing, it is nothing. */
	assert_fields(TEXT(" a: b\r\nA: b\r\n"), TEXT("a\0b\0"));
	assert_fields(TEXT("A: b\r\n c\0d\r\n"), TEXT("a\0b\0"));
}

/* What continues a line that was left out must not end up in the value before it. */
static void what_continues_a_line_that_was_left_out_is_left_out(void **state)
{
	(void)state;
	assert_fields(TEXT("A: b\r\nno colon\r\n c\r\n"), TEXT("a\0b\0"));
	assert_fields(TEXT("A: b\r\nX: y\0z\r\n c\r\n"), TEXT("a\0b\0"));
	assert_fields(TEXT("A: b\r\n: y\r\n c\r\nB: d\r\n e\r\n"), TEXT("a\0b\0b\0d e\0"));
}

static void codings_are_joined(void **state)
{
	(void)state;
	static const struct {
		const char *fields;
		size_t bytes;
		const char *codings;
	} cases[] = {
		{ TEXT("Content-Encoding: gzip\r\n"), "gzip" },
		{ TEXT("content-ENCODING: gzip\r\nX: y\r\nContent-Encoding: br\r\n"), "gzip, br" },
		{ TEXT("Content-Encoding:\r\nContent-Encoding: br\r\n"), "br" },
		{ TEXT("Content-Encoding: gzip\r\nContent-Encoding: a\0b\r\n"), "gzip" },
		{ TEXT("Content-Encodings: gzip\r\nX-Content-Encoding: br\r\n"), "" },
		/* The cell sees the whole value, so the decoder must, too. */
		{ TEXT("Content-Encoding: gzip,\r\n br\r\n"), "gzip, br" },
		{ TEXT("Content-Encoding:\r\n gzip\r\nX: y\r\n z\r\n"), "gzip" },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct response_head head;
		response_head_init(&head);
		take(&head, TEXT("HTTP/1.1 200 OK\r\n"));
		take_all(&head, cases[i].fields, cases[i].bytes);
		assert_int_equal(take(&head, TEXT("\r\n")), RESPONSE_HEAD_COMPLETE);
		const char *codings = head.content_encoding.len ? head.content_encoding.data : "";
		/* White space around them means nothing. */
		while (*codings == ' ' || *codings == ',')
			codings++;
		assert_string_equal(codings, cases[i].codings);
		response_head_done(&head);
	}
}

static void lengths_that_contradict_each_other_are_no_response(void **state)
{
	(void)state;
	static const struct {
		const char *fields;
		enum response_head_verdict verdict;
	} cases[] = {
		{ "Content-Length: 5\r\n", RESPONSE_HEAD_COMPLETE },
		{ "Content-Length: 5\r\ncontent-length: 5\r\n", RESPONSE_HEAD_COMPLETE },
		{ "Content-Length: 9000000000000000000\r\n", RESPONSE_HEAD_COMPLETE },
		{ "Content-Length: 5\r\nContent-Length: 6\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: 5, 5\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: 5\r\n 6\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length:\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: -1\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: +5\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: 0x5\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: 9223372036854775808\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: 18446744073709551621\r\n", RESPONSE_HEAD_LENGTH },
		{ "Content-Length: 99999999999999999999999999\r\n", RESPONSE_HEAD_LENGTH },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct response_head head;
		response_head_init(&head);
		take(&head, TEXT("HTTP/1.1 200 OK\r\n"));
		take_all(&head, cases[i].fields, strlen(cases[i].fields));
		enum response_head_verdict verdict = take(&head, TEXT("\r\n"));
		if (verdict != cases[i].verdict)
			fail_msg("%d: %s", (int)verdict, cases[i].fields);
		response_head_done(&head);
	}
}

static void lines_of_all_heads_together_have_64_kib(void **state)
{
	(void)state;
	static char line[FRAME_FETCH_HEADERS_MAX + 1];
	struct response_head head;

	memset(line, 'x', sizeof(line));
	line[1] = ':';
	/* One head. */
	response_head_init(&head);
	assert_int_equal(take(&head, TEXT("HTTP/1.1 200 OK\r\n")), RESPONSE_HEAD_MORE);
	size_t left = FRAME_FETCH_HEADERS_MAX - strlen("HTTP/1.1 200 OK\r\n\r\n");
	memcpy(line + left - 2, "\r\n", 2);
	assert_int_equal(take(&head, line, left), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, TEXT("\r\n")), RESPONSE_HEAD_COMPLETE);
	assert_int_equal(head.headers.len, left - 3 + 2);
	/* Trailers count. */
	assert_int_equal(take(&head, TEXT("a")), RESPONSE_HEAD_TOO_LARGE);
	response_head_done(&head);
	/* A byte too many. */
	response_head_init(&head);
	assert_int_equal(take(&head, TEXT("HTTP/1.1 200 OK\r\n")), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, line, left + 3), RESPONSE_HEAD_TOO_LARGE);
	response_head_done(&head);
	/* Many of 1xx. */
	response_head_init(&head);
	static const char hint[] = "HTTP/1.1 103 Early Hints\r\n";
	for (size_t used = 0; used + strlen(hint) + 2 <= FRAME_FETCH_HEADERS_MAX;
	     used += strlen(hint) + 2) {
		assert_int_equal(take(&head, TEXT(hint)), RESPONSE_HEAD_MORE);
		assert_int_equal(take(&head, TEXT("\r\n")), RESPONSE_HEAD_MORE);
	}
	assert_int_equal(take(&head, TEXT(hint)), RESPONSE_HEAD_TOO_LARGE);
	response_head_done(&head);
}

/* The smallest headers need the most room beside their bytes: two NULs each, for a colon and a line end. */
static void as_many_headers_as_fit_into_the_lines_fit_into_the_frame(void **state)
{
	(void)state;
	struct response_head head;

	response_head_init(&head);
	take(&head, TEXT("HTTP/1.1 200 OK\r\n"));
	while (take(&head, TEXT("a:\n")) == RESPONSE_HEAD_MORE)
		;
	assert_true(head.bytes_left < 3);
	assert_int_equal(head.headers.len, (FRAME_FETCH_HEADERS_MAX - 17) / 3 * 3);
	response_head_done(&head);
	/* The codings' separators, too. */
	response_head_init(&head);
	take(&head, TEXT("HTTP/1.1 200 OK\r\n"));
	enum response_head_verdict verdict;
	while ((verdict = take(&head, TEXT("content-encoding:a\n"))) == RESPONSE_HEAD_MORE)
		;
	assert_int_equal(verdict, RESPONSE_HEAD_TOO_LARGE);
	if (head.bytes_left >= 1)
		assert_int_equal(take(&head, TEXT("\n")), RESPONSE_HEAD_COMPLETE);
	response_head_done(&head);
}

static void lines_behind_the_end_are_trailers(void **state)
{
	(void)state;
	struct response_head head = head_of(TEXT("HTTP/1.1 200 OK\r\nA: b\r\n\r\n"));

	assert_int_equal(take(&head, TEXT("X: y\r\n")), RESPONSE_HEAD_TRAILER);
	assert_int_equal(take(&head, TEXT("HTTP/1.1 500 No\r\n")), RESPONSE_HEAD_TRAILER);
	assert_int_equal(take(&head, TEXT("\r\n")), RESPONSE_HEAD_TRAILER);
	assert_int_equal(head.status, 200);
	assert_block(&head.headers, TEXT("a\0b\0"));
	response_head_done(&head);
}

static void lines_of_no_bytes_are_ends(void **state)
{
	(void)state;
	struct response_head head;

	response_head_init(&head);
	/* Before a status there is nothing to end. */
	assert_int_equal(take(&head, "", 0), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, TEXT("\n")), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, TEXT("HTTP/1.1 200 OK")), RESPONSE_HEAD_MORE);
	assert_int_equal(take(&head, "", 0), RESPONSE_HEAD_COMPLETE);
	response_head_done(&head);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_is_taken_line_by_line),
		cmocka_unit_test(status_lines_are_read_as_servers_write_them),
		cmocka_unit_test(status_lines_without_a_status_never_complete_a_head),
		cmocka_unit_test(a_status_has_three_digits),
		cmocka_unit_test(a_long_reason_is_cut),
		cmocka_unit_test(what_a_head_of_1xx_says_is_forgotten),
		cmocka_unit_test(fields_are_trimmed_and_their_names_lowered),
		cmocka_unit_test(what_is_no_field_is_left_out),
		cmocka_unit_test(folded_values_are_joined),
		cmocka_unit_test(what_continues_a_line_that_was_left_out_is_left_out),
		cmocka_unit_test(codings_are_joined),
		cmocka_unit_test(lengths_that_contradict_each_other_are_no_response),
		cmocka_unit_test(lines_of_all_heads_together_have_64_kib),
		cmocka_unit_test(as_many_headers_as_fit_into_the_lines_fit_into_the_frame),
		cmocka_unit_test(lines_behind_the_end_are_trailers),
		cmocka_unit_test(lines_of_no_bytes_are_ends),
	};

	return cmocka_run_group_tests_name("egress/response_head", tests, NULL, NULL);
}
