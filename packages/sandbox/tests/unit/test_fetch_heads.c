/* SPDX-License-Identifier: MIT */
/* Heads of responses, those of servers that play by no rules, too. */
#include "fetch_world.h"

static void heads_of_1xx_are_passed_over(void **state)
{
	(void)state;
	uint32_t id = get("/");

	origin_say(asked_connection(0),
		   "HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: 2\r\n\r\n"
		   "HTTP/1.1 404 No\r\nX: 3\r\nContent-Length: 0\r\n\r\n");
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->head.status, 404);
	assert_string_equal(header_of(id, "x"), "3");
}

static void trailers_are_not_passed_on(void **state)
{
	(void)state;
	uint32_t id = get("/");

	origin_say(asked_connection(0), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
					"2\r\nhi\r\n0\r\nX-Trailer: 1\r\n\r\n");
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
	assert_null(header_of(id, "x-trailer"));
}

static void a_response_without_a_body_ends_whatever_coding_it_has(void **state)
{
	(void)state;
	static const struct {
		const char *method, *text;
	} cases[] = {
		{ "HEAD",
		  "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n" },
		{ "GET", "HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n" },
		{ "GET", "HTTP/1.1 204 No Content\r\nContent-Encoding: br\r\n\r\n" },
		{ "GET", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n" },
	};

	for (unsigned i = 0; i < UNIT_COUNT(cases); i++) {
		uint32_t id = ask(cases[i].method, url_of("/"));
		struct origin_connection *connection = asked_connection(0);
		origin_forget(connection);
		origin_say(connection, cases[i].text);
		WAIT_FOR(is_over(id));
		assert_int_equal(answer_of(id)->ends, 1);
		assert_int_equal(answer_of(id)->body_bytes, 0);
	}
	assert_int_equal(world.origin.accepted, 1);
}

/*
 * Whatever libcurl takes for a response, the cell gets a head, a body and an end, or a failure; world_send() dies of a
 * body or an end without a head.
 */
static void what_is_no_http_fails(void **state)
{
	(void)state;
	static const char *const heads[] = {
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
		"HTTP/1.1 101 Switching Protocols\r\n\r\n",
		"HTTP/x\r\n\r\n",
		"HTTP/x 200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 99999 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 099 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 -20 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1  200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 \t200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 \v200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 +200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/2 200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/2\t200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/3 200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/9.9 200 OK\r\nContent-Length: 4\r\n\r\n",
		"hello\r\n\r\n",
		"\r\n\r\n",
		"ICY 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX: a\nno colon\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
	};

	world_open_egress(100, 6);
	for (unsigned i = 0; i < UNIT_COUNT(heads); i++) {
		uint32_t id = get("/");
		struct origin_connection *connection = asked_connection(i);
		origin_say(connection, heads[i]);
		origin_say(connection, "body");
		origin_hang_up(connection);
		WAIT_FOR(is_over(id));
		if (answer_of(id)->fails != 1)
			print_message("was taken for a response: %s", heads[i]);
		assert_int_equal(answer_of(id)->fails, 1);
		assert_false(answer_of(id)->refused);
	}
}

static void peculiar_heads_are_responses_all_the_same(void **state)
{
	(void)state;
	static const struct {
		const char *text, *status_text;
		unsigned status;
	} cases[] = {
		{ "HTTP/1.0 200 OK\r\n\r\n", "OK", 200 },
		{ "HTTP/1.1 200\r\n\r\n", "", 200 },
		{ "HTTP/1.1 200 \r\n\r\n", "", 200 },
		{ "HTTP/1.1 200   Fine  Thing \r\n\r\n", "Fine  Thing", 200 },
		{ "HTTP/1.1 999 ?\r\n\r\n", "?", 999 },
		{ "HTTP/1.1 200 OK\n\n", "OK", 200 },
		{ "HTTP/1.1 200 \xe4\x01\r\n\r\n", "\xe4\x01", 200 },
	};

	for (unsigned i = 0; i < UNIT_COUNT(cases); i++) {
		uint32_t id = get("/");
		struct origin_connection *connection = asked_connection(i);
		origin_say(connection, cases[i].text);
		origin_say(connection, "body");
		origin_hang_up(connection);
		WAIT_FOR(is_over(id));
		if (answer_of(id)->ends != 1)
			print_message("was not taken for a response: %s", cases[i].text);
		assert_int_equal(answer_of(id)->ends, 1);
		assert_int_equal(answer_of(id)->head.status, cases[i].status);
		assert_string_equal(answer_of(id)->status_text, cases[i].status_text);
		assert_int_equal(answer_of(id)->body_bytes, 4);
	}
}

static void a_head_larger_than_64_kib_fails(void **state)
{
	(void)state;
	static char line[200 * KIB];
	static const size_t lengths[] = { 65 * KIB, 99 * KIB, sizeof(line) - 3 };
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);

	origin_say(connection, "HTTP/1.1 200 OK\r\n");
	for (unsigned i = 0; i < 66; i++) {
		memset(line, 'x', KIB);
		memcpy(line, "a:", 2);
		memcpy(line + KIB - 2, "\r\n", 3);
		origin_say(connection, line);
	}
	assert_failed(id, "the response's headers are larger than 64 KiB, the limit");
	/* One line alone. */
	for (unsigned i = 0; i < UNIT_COUNT(lengths); i++) {
		id = get("/");
		connection = asked_connection(i + 1);
		memset(line, 'x', lengths[i]);
		memcpy(line, "a:", 2);
		memcpy(line + lengths[i], "\r\n", 3);
		origin_say(connection, "HTTP/1.1 200 OK\r\n");
		origin_say(connection, line);
		assert_failed(id, "the response's headers are larger than 64 KiB, the limit");
	}
}

static void a_head_of_64_kib_is_fine_and_its_trailers_are_too_many(void **state)
{
	(void)state;
	static char head[FRAME_FETCH_HEADERS_MAX + 1];
	static const char start_of_it[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nx:";
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);

	memset(head, 'x', FRAME_FETCH_HEADERS_MAX);
	memcpy(head, start_of_it, strlen(start_of_it));
	memcpy(head + FRAME_FETCH_HEADERS_MAX - 4, "\r\n\r\n", 5);
	origin_say(connection, head);
	WAIT_FOR(answer_of(id)->heads == 1);
	origin_say(connection, "2\r\nhi\r\n");
	WAIT_FOR(answer_of(id)->body_bytes == 2);
	origin_say(connection, "0\r\na: b\r\n\r\n");
	assert_failed(id, "the response's headers are larger than 64 KiB, the limit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(heads_of_1xx_are_passed_over),
		TEST(trailers_are_not_passed_on),
		TEST(a_response_without_a_body_ends_whatever_coding_it_has),
		TEST(what_is_no_http_fails),
		TEST(peculiar_heads_are_responses_all_the_same),
		TEST(a_head_larger_than_64_kib_fails),
		TEST(a_head_of_64_kib_is_fine_and_its_trailers_are_too_many),
	};

	return cmocka_run_group_tests_name("egress/fetches, heads", tests, NULL, NULL);
}
