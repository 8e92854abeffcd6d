/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "front/http_chunks.h"
#include "guard.h"

/* Decodes in pieces of @step bytes; @out_body gets what it holds, without a NUL. */
static int decode(const char *text, size_t bytes, size_t step, char *out_body, size_t *out_bytes,
		  size_t *out_used)
{
	struct http_chunks chunks = { 0 };
	int rc = 0;

	*out_bytes = 0;
	*out_used = 0;
	while (rc == 0 && *out_used < bytes) {
		size_t left = bytes - *out_used, used, body;
		size_t piece = left < step ? left : step;
		struct guard guard = guard_copy(text + *out_used, piece);
		rc = http_chunks_decode(&chunks, guard.text, piece, &used, &body);
		if (rc >= 0) {
			memcpy(out_body + *out_bytes, guard.text, body);
			*out_bytes += body;
			*out_used += used;
		}
		guard_done(&guard);
	}
	return rc;
}

static int verdict(const char *text)
{
	char body[8192];
	size_t bytes, used;
	int whole = decode(text, strlen(text), strlen(text), body, &bytes, &used);

	assert_int_equal(decode(text, strlen(text), 1, body, &bytes, &used), whole);
	return whole;
}

static void chunks_are_joined_in_pieces_of_any_size_and_what_follows_is_left(void **state)
{
	(void)state;
	static const char text[] = "2;a=b\r\n{}\r\n00A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nGET";
	char body[64];
	size_t bytes, used;

	for (size_t step = 1; step <= strlen(text); step++) {
		assert_int_equal(decode(text, strlen(text), step, body, &bytes, &used), 1);
		assert_int_equal(used, strlen(text) - strlen("GET"));
		assert_int_equal(bytes, 12);
		assert_memory_equal(body, "{}0123456789", 12);
	}
}

static void a_body_that_has_not_ended_wants_more(void **state)
{
	(void)state;
	static const char text[] = "2\r\n{}\r\n0\r\n\r\n";

	for (size_t n = 1; n < strlen(text); n++) {
		char body[64], piece[64] = "";
		size_t bytes, used;
		memcpy(piece, text, n);
		assert_int_equal(decode(piece, n, n, body, &bytes, &used), 0);
		assert_int_equal(used, n);
	}
}

static void malformed_chunks_are_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"\r\n",
		"-1\r\n",
		"+1\r\n",
		"0x1\r\n",
		" 1\r\n",
		"1\n",
		"1\rx",
		";a\r\n",
		"1;a\n",
		"2\r\n{}x",
		"2\r\n{}\n",
		"2\r\n{}\rx",
		"0\r\n\n",
		"0\r\nT: x\n",
		"ffffffffffffffff\r\n",
		"10000000000\r\n",
	};
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_int_equal(verdict(texts[i]), -EBADMSG);
}

static void what_a_chunk_may_add_to_itself_is_bounded(void **state)
{
	(void)state;
	char line[300], trailers[5000];

	memset(line, 'x', sizeof(line));
	memcpy(line, "1;", 2);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(verdict(line), -EBADMSG);
	line[200] = '\0';
	assert_int_equal(verdict(line), 0);
	memset(line, '0', 299);
	assert_int_equal(verdict(line), -EBADMSG);

	memset(trailers, 'x', sizeof(trailers));
	memcpy(trailers, "0\r\n", 3);
	trailers[sizeof(trailers) - 1] = '\0';
	assert_int_equal(verdict(trailers), -EBADMSG);
	trailers[4000] = '\0';
	assert_int_equal(verdict(trailers), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_are_joined_in_pieces_of_any_size_and_what_follows_is_left),
		cmocka_unit_test(a_body_that_has_not_ended_wants_more),
		cmocka_unit_test(malformed_chunks_are_refused),
		cmocka_unit_test(what_a_chunk_may_add_to_itself_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
