/* SPDX-License-Identifier: MIT */
/* The fetches of an execution against a server that plays by the test's rules, or by none; loopback only. */
#include "fetch_world.h"

#include <zlib.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

#define OK_WITHOUT_BODY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

/* --- bodies ------------------------------------------------------------------------------------------------ */

static char pattern_byte(size_t offset)
{
	return (char)(offset * 7 + offset / 251);
}

static void fill_pattern(char *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		data[i] = pattern_byte(i);
}

static void assert_pattern(const struct buf *body, size_t bytes)
{
	assert_int_equal(body->len, bytes);
	for (size_t i = 0; i < bytes; i++)
		if (body->data[i] != pattern_byte(i))
			fail_msg("byte %zu is wrong", i);
}

/* A response with a length and the pattern. */
static void say_pattern(struct origin_connection *connection, size_t bytes)
{
	static char data[4 * MIB];
	char head[128];

	CHECK(bytes <= sizeof(data));
	fill_pattern(data, bytes);
	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", bytes);
	origin_say(connection, head);
	origin_say_bytes(connection, data, bytes);
}

/* The caller frees it. */
static char *gzip(const char *plain, size_t bytes, size_t *out_bytes)
{
	z_stream zlib = { 0 };

	CHECK(deflateInit2(&zlib, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	size_t room = deflateBound(&zlib, bytes);
	char *packed = malloc(room);
	CHECK(packed);
	zlib.next_in = (Bytef *)(uintptr_t)plain;
	zlib.avail_in = (uInt)bytes;
	zlib.next_out = (Bytef *)packed;
	zlib.avail_out = (uInt)room;
	CHECK(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
	*out_bytes = zlib.total_out;
	deflateEnd(&zlib);
	return packed;
}

static void say_gzip_head(struct origin_connection *connection, size_t bytes)
{
	char head[128];

	snprintf(head, sizeof(head),
		 "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", bytes);
	origin_say(connection, head);
}

/* Gives leave for all that has come, until it is over. */
static void read_to_the_end(uint32_t id)
{
	struct answer *answer = answer_of(id);

	while (!is_over(id)) {
		uint64_t window = answer->leave - answer->body_bytes;
		if (window < FRAME_FETCH_RECEIVE_WINDOW)
			assert_int_equal(
				give_credit(id, (uint32_t)(FRAME_FETCH_RECEIVE_WINDOW - window)),
				0);
		else
			turn();
	}
}

static void assert_failed(uint32_t id, const char *reason)
{
	WAIT_FOR(is_over(id));
	const struct answer *answer = answer_of(id);
	if (answer->fails != 1 || answer->refused || strcmp(answer->reason, reason) != 0)
		fail_msg("ends %u fails %u refused %d: %s", answer->ends, answer->fails,
			 answer->refused, answer->reason);
}

static void assert_refused(uint32_t id, const char *reason)
{
	WAIT_FOR(is_over(id));
	const struct answer *answer = answer_of(id);
	assert_true(answer->refused);
	assert_string_equal(answer->reason, reason);
	assert_int_equal(answer->heads, 0);
}

/* --- one request ------------------------------------------------------------------------------------------- */

static void a_response_comes_whole(void **state)
{
	(void)state;
	uint32_t id = get("/path?query");
	struct origin_connection *connection = asked_connection(0);

	origin_say(connection, "HTTP/1.1 201 Made It\r\nX-One: a b\r\nx-two:\r\n"
			       "Content-Length: 5\r\n\r\nhello");
	WAIT_FOR(is_over(id));
	const struct answer *answer = answer_of(id);
	assert_int_equal(answer->ends, 1);
	assert_int_equal(answer->head.status, 201);
	assert_string_equal(answer->status_text, "Made It");
	assert_string_equal(header_of(id, "x-one"), "a b");
	assert_string_equal(header_of(id, "x-two"), "");
	assert_string_equal(header_of(id, "content-length"), "5");
	assert_int_equal(answer->body.len, 5);
	assert_memory_equal(answer->body.data, "hello", 5);
}

/* Nothing of libcurl's own but the host. */
static void a_request_goes_out_as_it_was_asked_for(void **state)
{
	(void)state;
	char wanted[160];

	get("/path?query#fragment");
	const struct origin_connection *connection = asked_connection(0);
	snprintf(wanted, sizeof(wanted), "GET /path?query HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
		 world.origin.port);
	assert_string_equal(connection->in.data, wanted);
}

static void headers_go_out_in_their_order(void **state)
{
	(void)state;
	static const char headers[] = "X-B\0two\0x-a\0\0X-B\0\xe4 three\0user-agent\0me";
	const struct wish wish = {
		.id = 1,
		.method = "PATCH",
		.url = url_of("/"),
		.headers = headers,
		.headers_bytes = sizeof(headers),
	};

	assert_int_equal(start(&wish), 0);
	assert_true(
		origin_has(asked_connection(0),
			   "\r\nX-B: two\r\nx-a:\r\nX-B: \xe4 three\r\nuser-agent: me\r\n\r\n"));
	assert_true(origin_has(&world.origin.connections[0], "PATCH / HTTP/1.1\r\n"));
}

static void usage_and_audit_line_tell_what_was_sent_and_received(void **state)
{
	(void)state;
	char port[8];
	uint32_t id = get("/secret?secret");

	answer_whole(0, id);
	struct fetches_usage usage = fetches_usage(world.fetches);
	assert_int_equal(usage.count, 1);
	assert_int_equal(usage.sent, world.origin.connections[0].received);
	assert_int_equal(usage.received, strlen("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
	assert_int_equal(world.audits, 1);
	assert_null(strstr(world.audit[0], "secret"));
	snprintf(port, sizeof(port), "%u", world.origin.port);
	assert_string_equal(audit_member(0, "executionId"), "execution \"1\"");
	assert_string_equal(audit_member(0, "method"), "GET");
	assert_string_equal(audit_member(0, "host"), "127.0.0.1");
	assert_string_equal(audit_member(0, "address"), "127.0.0.1");
	assert_string_equal(audit_member(0, "port"), port);
	assert_string_equal(audit_member(0, "status"), "200");
	assert_string_equal(audit_member(0, "bytesReceived"), "40");
	assert_null(audit_member(0, "refused"));
	assert_null(audit_member(0, "failed"));
}

static void usage_of_what_is_under_way_counts(void **state)
{
	(void)state;
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);

	origin_say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
	WAIT_FOR(answer_of(id)->body_bytes == 5);
	struct fetches_usage usage = fetches_usage(world.fetches);
	assert_int_equal(usage.count, 1);
	assert_int_equal(usage.sent, connection->received);
	assert_int_equal(usage.received,
			 strlen("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"));
	assert_int_equal(fetches_usage(NULL).count, 0);
}

/* --- responses with peculiar heads ------------------------------------------------------------------------- */

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
		"HTTP/1.1 99999 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 099 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 -20 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 \t200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 \v200 OK\r\nContent-Length: 4\r\n\r\n",
		"HTTP/1.1 +200 OK\r\nContent-Length: 4\r\n\r\n",
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
		{ "HTTP/1.1  200   Fine  Thing \r\n\r\n", "Fine  Thing", 200 },
		{ "HTTP/1.1 999 ?\r\n\r\n", "?", 999 },
		{ "HTTP/2 200 OK\r\n\r\n", "OK", 200 },
		{ "HTTP/x 200 OK\r\n\r\n", "OK", 200 },
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

/* --- the window of a response ------------------------------------------------------------------------------ */

static void a_download_stops_at_the_window_and_goes_on_with_credit(void **state)
{
	(void)state;
	const size_t bytes = MIB + 123;
	uint32_t id = get("/");
	struct answer *answer = answer_of(id);

	say_pattern(asked_connection(0), bytes);
	WAIT_FOR(answer->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	assert_int_equal(answer->body_bytes, FRAME_FETCH_RECEIVE_WINDOW);
	assert_int_equal(give_credit(id, 1), 0);
	WAIT_FOR(answer->body_bytes == answer->leave);
	assert_int_equal(give_credit(id, 200001), 0);
	WAIT_FOR(answer->body_bytes == answer->leave);
	settle();
	assert_int_equal(answer->body_bytes, FRAME_FETCH_RECEIVE_WINDOW + 1 + 200001);
	assert_int_equal(give_credit(id, 0), 0);
	read_to_the_end(id);
	assert_int_equal(answer->ends, 1);
	assert_pattern(&answer->body, bytes);
}

static void a_download_goes_on_a_byte_at_a_time(void **state)
{
	(void)state;
	uint32_t id = get("/");
	const size_t bytes = FRAME_FETCH_RECEIVE_WINDOW + 1000;
	struct answer *answer = answer_of(id);

	say_pattern(asked_connection(0), bytes);
	for (size_t i = 0; i < 1000; i++) {
		WAIT_FOR(answer->body_bytes == answer->leave);
		assert_int_equal(give_credit(id, 1), 0);
	}
	WAIT_FOR(is_over(id));
	assert_int_equal(answer->ends, 1);
	assert_pattern(&answer->body, bytes);
}

static void a_body_that_fills_the_window_exactly_ends(void **state)
{
	(void)state;
	uint32_t id = get("/");

	say_pattern(asked_connection(0), FRAME_FETCH_RECEIVE_WINDOW);
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
	assert_pattern(&answer_of(id)->body, FRAME_FETCH_RECEIVE_WINDOW);
}

static void a_body_in_dribs_and_drabs_comes_whole(void **state)
{
	(void)state;
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);
	char data[5000];

	fill_pattern(data, sizeof(data));
	origin_say(connection, "HTTP/1.1 200 OK\r\n\r\n");
	for (size_t at = 0; at < sizeof(data); at += 50) {
		origin_say_bytes(connection, data + at, 50);
		turn();
		turn();
	}
	WAIT_FOR(answer_of(id)->body_bytes == sizeof(data));
	assert_false(is_over(id));
	origin_hang_up(connection);
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
	assert_pattern(&answer_of(id)->body, sizeof(data));
}

/*
 * Who gives leave for more than the window takes nothing that comes: for him the supervisor would unpack and keep what
 * a server makes of a few bytes, for as long as it likes.
 */
static void credit_is_for_what_has_come(void **state)
{
	(void)state;
	world_open_egress(50, 1);
	uint32_t first = get("/first"), second = get("/second");
	struct origin_connection *connection = asked_connection(0);

	assert_int_equal(give_credit(first, 0), 0);
	assert_int_equal(give_credit(first, 1), -EPROTO);
	assert_int_equal(give_credit(first, UINT32_MAX), -EPROTO);
	assert_int_equal(give_credit(second, 1), -EPROTO);
	answer_of(first)->leave = FRAME_FETCH_RECEIVE_WINDOW;
	origin_say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
	WAIT_FOR(answer_of(first)->body_bytes == 5);
	assert_int_equal(give_credit(first, 4), 0);
	assert_int_equal(give_credit(first, 1), 0);
	assert_int_equal(give_credit(first, 1), -EPROTO);
}

static void nothing_comes_while_there_is_no_leave_and_the_server_is_made_to_wait(void **state)
{
	(void)state;
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);
	static char piece[MIB];

	origin_say(connection, "HTTP/1.1 200 OK\r\n\r\n");
	for (unsigned i = 0; i < 64; i++)
		origin_say_bytes(connection, piece, sizeof(piece));
	WAIT_FOR(answer_of(id)->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	settle();
	/* The sockets' buffers and libcurl's own hold some. */
	assert_true(connection->out_at < 16 * MIB);
	struct fetches_usage usage = fetches_usage(world.fetches);
	assert_true(usage.received < 2 * MIB);
}

/* --- compressed bodies ------------------------------------------------------------------------------------- */

static void a_gzip_body_larger_than_the_window_comes_as_far_as_there_is_leave(void **state)
{
	(void)state;
	static char plain[3 * MIB];
	size_t bytes;
	uint32_t id = get("/");
	struct answer *answer = answer_of(id);
	struct origin_connection *connection = asked_connection(0);

	fill_pattern(plain, sizeof(plain));
	char *packed = gzip(plain, sizeof(plain), &bytes);
	/* So small that it is all here with the first read, and stays in libcurl and in the decoder. */
	assert_true(bytes < 100 * KIB);
	say_gzip_head(connection, bytes);
	origin_say_bytes(connection, packed, bytes);
	WAIT_FOR(answer->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	assert_int_equal(answer->body_bytes, FRAME_FETCH_RECEIVE_WINDOW);
	assert_int_equal(give_credit(id, 12345), 0);
	WAIT_FOR(answer->body_bytes == answer->leave);
	read_to_the_end(id);
	assert_int_equal(answer->ends, 1);
	assert_pattern(&answer->body, sizeof(plain));
	assert_int_equal(fetches_usage(world.fetches).received,
			 bytes + answer->headers.len * 0 +
				 strlen("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n") +
				 strlen("Content-Length: 00000\r\n\r\n"));
	free(packed);
}

/* What does not compress: more of it comes than fits behind a closed window. */
static void a_large_incompressible_gzip_body_comes_whole(void **state)
{
	(void)state;
	static char plain[4 * MIB];
	uint32_t id = get("/");
	uint64_t noise = 88172645463325252u;
	size_t bytes;

	for (size_t i = 0; i < sizeof(plain); i++) {
		noise ^= noise << 13;
		noise ^= noise >> 7;
		noise ^= noise << 17;
		plain[i] = (char)(noise >> 32);
	}
	char *packed = gzip(plain, sizeof(plain), &bytes);
	struct origin_connection *connection = asked_connection(0);
	say_gzip_head(connection, bytes);
	origin_say_bytes(connection, packed, bytes);
	for (unsigned i = 0; i < 20; i++) {
		WAIT_FOR(answer_of(id)->body_bytes == answer_of(id)->leave);
		settle();
		assert_int_equal(give_credit(id, 10007 * i), 0);
	}
	read_to_the_end(id);
	assert_int_equal(answer_of(id)->ends, 1);
	assert_int_equal(answer_of(id)->body.len, sizeof(plain));
	assert_memory_equal(answer_of(id)->body.data, plain, sizeof(plain));
	free(packed);
}

static void a_gzip_body_that_fills_the_window_exactly_ends_with_the_next_credit(void **state)
{
	(void)state;
	static char plain[FRAME_FETCH_RECEIVE_WINDOW];
	size_t bytes;
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);
	char *packed = gzip(plain, sizeof(plain), &bytes);

	say_gzip_head(connection, bytes);
	origin_say_bytes(connection, packed, bytes);
	free(packed);
	WAIT_FOR(answer_of(id)->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	if (!is_over(id))
		assert_int_equal(give_credit(id, 1), 0);
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
	assert_int_equal(answer_of(id)->body_bytes, sizeof(plain));
}

static void a_compressed_body_that_is_cut_short_fails(void **state)
{
	(void)state;
	static char plain[100 * KIB];
	size_t bytes;

	fill_pattern(plain, sizeof(plain));
	char *packed = gzip(plain, sizeof(plain), &bytes);
	static const size_t missing[] = { 1, 8, 9 };
	for (unsigned i = 0; i < UNIT_COUNT(missing); i++) {
		uint32_t id = get("/");
		struct origin_connection *connection = asked_connection(0);
		origin_forget(connection);
		say_gzip_head(connection, bytes - missing[i]);
		origin_say_bytes(connection, packed, bytes - missing[i]);
		assert_failed(id, "the compressed body ends too early");
	}
	free(packed);
}

static void a_body_that_is_not_what_its_coding_says_fails(void **state)
{
	(void)state;
	static char noise[MIB];
	uint32_t id = get("/small");
	struct origin_connection *connection = asked_connection(0);

	say_gzip_head(connection, 5);
	origin_say(connection, "hello");
	assert_failed(id, "the body is not what its content-encoding says");
	/* Found while libcurl hands it over, with more behind it. */
	id = get("/large");
	WAIT_FOR(world.origin.accepted > 1 || origin_has(connection, "/large"));
	connection = &world.origin.connections[world.origin.accepted - 1];
	asked_connection(world.origin.accepted - 1);
	say_gzip_head(connection, sizeof(noise));
	origin_say_bytes(connection, noise, sizeof(noise));
	assert_failed(id, "the body is not what its content-encoding says");
}

/* Broken far behind the window, so that it shows while a paused transfer is let go on. */
static void a_body_that_turns_out_broken_later_fails(void **state)
{
	(void)state;
	static char plain[4 * MIB];
	uint64_t noise = 88172645463325252u;
	size_t bytes;
	uint32_t id = get("/");

	for (size_t i = 0; i < sizeof(plain); i++) {
		noise ^= noise << 13;
		noise ^= noise >> 7;
		noise ^= noise << 17;
		plain[i] = (char)(noise >> 32);
	}
	char *packed = gzip(plain, sizeof(plain), &bytes);
	memset(packed + bytes / 2, 0xff, KIB);
	struct origin_connection *connection = asked_connection(0);
	say_gzip_head(connection, bytes);
	origin_say_bytes(connection, packed, bytes);
	free(packed);
	for (unsigned i = 0; i < 5; i++) {
		WAIT_FOR(answer_of(id)->body_bytes == answer_of(id)->leave);
		settle();
		assert_int_equal(give_credit(id, 20000), 0);
	}
	read_to_the_end(id);
	assert_int_equal(answer_of(id)->fails, 1);
	assert_string_equal(answer_of(id)->reason,
			    "the body is not what its content-encoding says");
}

/* A response of so many bytes, all zero, gzipped. */
static uint32_t get_zeros(size_t bytes)
{
	uint32_t id = get("/zeros");
	char *plain = calloc(1, bytes);
	size_t packed_bytes;

	CHECK(plain);
	char *packed = gzip(plain, bytes, &packed_bytes);
	struct origin_connection *connection = asked_connection(0);
	origin_forget(connection);
	say_gzip_head(connection, packed_bytes);
	origin_say_bytes(connection, packed, packed_bytes);
	free(packed);
	free(plain);
	return id;
}

static void a_body_of_128_mib_is_fine_and_one_byte_more_fails(void **state)
{
	(void)state;
	uint32_t id = get_zeros(128 * MIB);

	read_to_the_end(id);
	assert_int_equal(answer_of(id)->ends, 1);
	assert_int_equal(answer_of(id)->body_bytes, 128 * MIB);
	id = get_zeros(128 * MIB + 1);
	read_to_the_end(id);
	assert_string_equal(answer_of(id)->reason, "the body is larger than 128 MiB, the limit");
	assert_int_equal(answer_of(id)->fails, 1);
	assert_true(answer_of(id)->body_bytes <= 128 * MIB + FRAME_FETCH_PIECE_MAX);
	assert_string_equal(audit_member(1, "failed"),
			    "the body is larger than 128 MiB, the limit");
}

/* Not compressed, and with all leave at once. */
static void a_plain_body_above_128_mib_fails(void **state)
{
	(void)state;
	static char piece[MIB];
	uint32_t id = get("/");
	struct origin_connection *connection = asked_connection(0);

	origin_say(connection, "HTTP/1.1 200 OK\r\n\r\n");
	for (unsigned i = 0; i < 130; i++)
		origin_say_bytes(connection, piece, sizeof(piece));
	read_to_the_end(id);
	assert_string_equal(answer_of(id)->reason, "the body is larger than 128 MiB, the limit");
	assert_true(answer_of(id)->body_bytes <= 128 * MIB + FRAME_FETCH_PIECE_MAX);
}

/* More than the limit by @beyond, and nothing behind that. The first credit decides what is where when it runs out. */
static void read_too_large_body(size_t beyond, uint32_t credit)
{
	static char piece[MIB];
	uint32_t id = get("/");
	struct answer *answer = answer_of(id);
	struct origin_connection *connection = asked_connection(world.origin.accepted);

	origin_say(connection, "HTTP/1.1 200 OK\r\n\r\n");
	for (unsigned i = 0; i < 128; i++)
		origin_say_bytes(connection, piece, sizeof(piece));
	origin_say_bytes(connection, piece, beyond);
	/* A whole window at a time, of which a part is here and the rest in libcurl; towards the end all is quiet. */
	while (!is_over(id)) {
		WAIT_FOR(is_over(id) || answer->leave == answer->body_bytes);
		if (answer->body_bytes > 127 * MIB)
			settle();
		if (!is_over(id))
			assert_int_equal(give_credit(id, credit), 0);
		credit = FRAME_FETCH_RECEIVE_WINDOW;
	}
	assert_string_equal(answer->reason, "the body is larger than 128 MiB, the limit");
}

/*
 * The byte too many may be in what libcurl holds back while the cell has no room: told to go on, it tells nobody that its
 * callback has failed.
 */
static void a_body_above_128_mib_fails_even_if_nothing_follows(void **state)
{
	(void)state;
	read_too_large_body(100 * KIB, 300 * KIB);
	read_too_large_body(200 * KIB, 300 * KIB);
	read_too_large_body(50 * KIB, 350 * KIB);
	read_too_large_body(150 * KIB, 400 * KIB);
}

/* --- a request's body -------------------------------------------------------------------------------------- */

static char upload[2 * MIB];

/* Sends the pattern as fast as there is leave, and the end. */
static void send_upload(uint32_t id, size_t bytes, size_t piece_bytes)
{
	const struct answer *answer = answer_of(id);
	size_t at = 0;

	fill_pattern(upload, bytes);
	while (at < bytes) {
		size_t window = FRAME_FETCH_SEND_WINDOW + (size_t)answer->more - at;
		size_t piece = bytes - at < piece_bytes ? bytes - at : piece_bytes;
		if (piece > window)
			piece = window;
		if (piece == 0) {
			WAIT_FOR(FRAME_FETCH_SEND_WINDOW + answer->more > at);
			continue;
		}
		assert_int_equal(give_body(id, upload + at, piece), 0);
		at += piece;
	}
	assert_int_equal(give_body(id, NULL, 0), 0);
}

/* The body of the request that has come, as it came. */
static struct buf body_of(const struct origin_connection *connection)
{
	char *head_end = memmem(connection->in.data, connection->in.len, "\r\n\r\n", 4);

	CHECK(head_end);
	size_t head = (size_t)(head_end + 4 - connection->in.data);
	return (struct buf){ .data = head_end + 4, .len = connection->in.len - head };
}

static void a_body_of_known_length_goes_up_whole(void **state)
{
	(void)state;
	static const size_t lengths[] = { 1, 1000, 65536, 65537, 300000, 2 * MIB };

	for (unsigned i = 0; i < UNIT_COUNT(lengths); i++) {
		char header[64];
		uint32_t id = post("/", (uint32_t)lengths[i]);
		send_upload(id, lengths[i], 50000);
		struct origin_connection *connection = asked_connection(0);
		snprintf(header, sizeof(header), "\r\nContent-Length: %zu\r\n", lengths[i]);
		assert_true(origin_has(connection, header));
		WAIT_FOR(body_of(connection).len >= lengths[i]);
		struct buf body = body_of(connection);
		assert_pattern(&body, lengths[i]);
		origin_forget(connection);
		answer_of(id)->leave = FRAME_FETCH_RECEIVE_WINDOW;
		origin_say(connection, OK_WITHOUT_BODY);
		WAIT_FOR(is_over(id));
		assert_int_equal(answer_of(id)->ends, 1);
	}
	assert_int_equal(world.origin.accepted, 1);
}

static void an_empty_body_goes_up_as_such(void **state)
{
	(void)state;
	uint32_t id = post("/", 0);

	assert_int_equal(give_body(id, NULL, 0), 0);
	assert_true(origin_has(asked_connection(0), "\r\nContent-Length: 0\r\n"));
	answer_whole(0, id);
	/* Without one, these methods say so, too. */
	id = ask("PUT", url_of("/"));
	assert_true(origin_has(asked_connection(0), "\r\nContent-Length: 0\r\n"));
	answer_whole(0, id);
	id = ask("DELETE", url_of("/"));
	assert_false(origin_has(asked_connection(0), "Content-Length"));
	answer_whole(0, id);
}

/* Takes a body in chunks apart, in place. Returns whether its end has come. */
static bool unchunk(struct buf *body)
{
	size_t at = 0, put = 0;

	for (;;) {
		size_t bytes = 0;
		for (; at < body->len && body->data[at] != '\r'; at++) {
			char digit = body->data[at];
			bytes = bytes * 16 +
				(size_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
		}
		if (body->len - at < bytes + 4)
			return false;
		memmove(body->data + put, body->data + at + 2, bytes);
		put += bytes;
		at += bytes + 4;
		if (bytes == 0)
			break;
	}
	assert_int_equal(at, body->len);
	body->len = put;
	return true;
}

static void a_body_of_unknown_length_goes_up_in_chunks(void **state)
{
	(void)state;
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);

	send_upload(id, 300000, 50000);
	struct origin_connection *connection = asked_connection(0);
	assert_true(origin_has(connection, "\r\nTransfer-Encoding: chunked\r\n"));
	WAIT_FOR(origin_has(connection, "\r\n0\r\n\r\n"));
	struct buf body = body_of(connection);
	assert_true(unchunk(&body));
	assert_pattern(&body, 300000);
	answer_whole(0, id);
}

static void pieces_that_come_late_are_waited_for(void **state)
{
	(void)state;
	uint32_t id = post("/", 10);
	struct origin_connection *connection = asked_connection(0);

	for (unsigned i = 0; i < 10; i++) {
		settle();
		assert_int_equal(body_of(connection).len, i);
		assert_int_equal(give_body(id, "x", 1), 0);
	}
	WAIT_FOR(body_of(connection).len == 10);
	assert_int_equal(give_body(id, NULL, 0), 0);
	answer_whole(0, id);
}

/* With a server that does not read, the window is all that a cell can get rid of. */
static void a_body_beyond_the_window_is_against_the_protocol(void **state)
{
	(void)state;
	static char piece[FRAME_FETCH_PIECE_MAX];
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);

	origin_stop_reading(asked_connection(0));
	uint64_t sent = 0;
	for (;;) {
		uint64_t window = FRAME_FETCH_SEND_WINDOW + answer_of(id)->more - sent;
		if (window == 0)
			break;
		size_t bytes = window < sizeof(piece) ? (size_t)window : sizeof(piece);
		assert_int_equal(give_body(id, piece, bytes), 0);
		sent += bytes;
		settle();
	}
	/* Sockets and libcurl have some, too. */
	assert_true(sent < 8 * MIB);
	assert_int_equal(give_body(id, piece, 1), -EPROTO);
}

static void more_comes_as_the_server_reads(void **state)
{
	(void)state;
	static char piece[FRAME_FETCH_PIECE_MAX];
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);
	struct origin_connection *connection = asked_connection(0);

	origin_stop_reading(connection);
	uint64_t sent = 0, window;
	while ((window = FRAME_FETCH_SEND_WINDOW + answer_of(id)->more - sent) > 0) {
		size_t bytes = window < sizeof(piece) ? (size_t)window : sizeof(piece);
		assert_int_equal(give_body(id, piece, bytes), 0);
		sent += bytes;
		settle();
	}
	uint64_t more = answer_of(id)->more;
	settle();
	assert_int_equal(answer_of(id)->more, more);
	origin_go_on_reading(connection);
	WAIT_FOR(answer_of(id)->more > more);
	settle();
	/* All of it, but for what is too little to be worth a frame. */
	assert_true(answer_of(id)->more + 16 * KIB > sent);
	assert_true(answer_of(id)->more <= sent);
}

static void pieces_after_the_end_or_without_a_body_are_against_the_protocol(void **state)
{
	(void)state;
	uint32_t id = post("/", 5);

	assert_int_equal(give_body(id, "hello", 5), 0);
	assert_int_equal(give_body(id, NULL, 0), 0);
	assert_int_equal(give_body(id, NULL, 0), -EPROTO);
	assert_int_equal(give_body(id, "x", 1), -EPROTO);
	uint32_t other = get("/");
	assert_int_equal(give_body(other, "x", 1), -EPROTO);
	assert_int_equal(give_body(other, NULL, 0), -EPROTO);
}

static void pieces_for_a_fetch_that_waits_are_kept(void **state)
{
	(void)state;
	world_open_egress(50, 1);
	uint32_t first = get("/first"), second = post("/second", 65536);

	fill_pattern(upload, 65536);
	assert_int_equal(give_body(second, upload, 65536), 0);
	assert_int_equal(give_body(second, "x", 1), -EPROTO);
	assert_int_equal(give_body(second, NULL, 0), 0);
	answer_whole(0, first);
	struct origin_connection *connection = asked_connection(0);
	WAIT_FOR(body_of(connection).len >= 65536);
	struct buf body = body_of(connection);
	assert_pattern(&body, 65536);
	answer_whole(0, second);
}

/*
 * A body that is longer than its content-length would be another request to the server, one that no rule has judged:
 * it must not reach the wire.
 */
static void a_body_longer_than_was_said_does_not_reach_the_server(void **state)
{
	(void)state;
	static const char smuggled[] = "helloGET /smuggled HTTP/1.1\r\nHost: evil.example\r\n\r\n";
	uint32_t id = post("/", 5);

	int rc = give_body(id, smuggled, strlen(smuggled));
	if (rc == 0)
		settle();
	for (unsigned i = 0; i < world.origin.accepted; i++)
		assert_false(origin_has(&world.origin.connections[i], "smuggled"));
	/* In pieces, and when some has gone already. */
	id = post("/", 100000);
	assert_int_equal(give_body(id, upload, 60000), 0);
	WAIT_FOR(answer_of(id)->more > 30000);
	rc = give_body(id, upload, 39999);
	if (rc == 0)
		rc = give_body(id, smuggled, strlen(smuggled));
	if (rc == 0)
		settle();
	for (unsigned i = 0; i < world.origin.accepted; i++)
		assert_false(origin_has(&world.origin.connections[i], "smuggled"));
}

/* With a body shorter than that, the server would take the connection's next request for the rest of it. */
static void a_connection_of_a_body_shorter_than_was_said_is_not_used_again(void **state)
{
	(void)state;
	uint32_t id = post("/short", 1000);

	assert_int_equal(give_body(id, "hello", 5), 0);
	struct origin_connection *connection = asked_connection(0);
	WAIT_FOR(origin_has(connection, "hello"));
	int rc = give_body(id, NULL, 0);
	assert_true(rc == 0 || rc == -EPROTO);
	if (rc < 0)
		return;
	/* There are servers that answer before they have all. */
	if (!connection->has_ended)
		origin_say(connection, OK_WITHOUT_BODY);
	WAIT_FOR(is_over(id));
	get("/next");
	WAIT_FOR(world.origin.accepted == 2 || origin_has(connection, "/next"));
	assert_false(origin_has(connection, "/next"));
}

static void a_body_shorter_than_was_said_ends_the_fetch(void **state)
{
	(void)state;
	uint32_t id = post("/short", 1000);

	assert_int_equal(give_body(id, "hello", 5), 0);
	WAIT_FOR(origin_has(asked_connection(0), "hello"));
	int rc = give_body(id, NULL, 0);
	assert_true(rc == 0 || rc == -EPROTO);
	if (rc == 0)
		assert_failed(id, "the request's body was not as long as was said");
}

static void an_answer_before_the_body_s_end_is_passed_on(void **state)
{
	(void)state;
	uint32_t id = post("/", 100000);
	struct origin_connection *connection = asked_connection(0);

	assert_int_equal(give_body(id, upload, 1000), 0);
	origin_say(connection, "HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nmuch");
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
	assert_int_equal(answer_of(id)->head.status, 413);
	/* What was on its way is no fault. */
	assert_int_equal(give_body(id, upload, 1000), 0);
	/* The server could take what comes next for the rest of the body. */
	get("/next");
	WAIT_FOR(world.origin.accepted == 2 || origin_has(connection, "/next"));
	assert_false(origin_has(connection, "/next"));
}

/* A server need not read on to answer, nor to be gone. */
static void an_answer_before_the_body_s_end_is_whole_before_it(void **state)
{
	(void)state;
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);
	struct origin_connection *connection = asked_connection(0);

	assert_int_equal(give_body(id, upload, 1000), 0);
	settle();
	origin_say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
	WAIT_FOR(answer_of(id)->body_bytes == 4);
	settle();
	if (!is_over(id)) {
		print_message("its end waits for that of the request's body\n");
		assert_int_equal(give_body(id, NULL, 0), 0);
	}
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
}

static void a_server_that_is_gone_before_the_body_s_end_is_a_failure(void **state)
{
	(void)state;
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);
	struct origin_connection *connection = asked_connection(0);

	assert_int_equal(give_body(id, upload, 1000), 0);
	settle();
	origin_hang_up(connection);
	settle();
	if (!is_over(id)) {
		print_message("it shows with the next piece of the body\n");
		assert_int_equal(give_body(id, upload, 1000), 0);
		settle();
		if (!is_over(id))
			assert_int_equal(give_body(id, upload, 1000), 0);
	}
	WAIT_FOR(is_over(id));
	print_message("%s\n", answer_of(id)->reason);
	assert_int_equal(answer_of(id)->fails, 1);
}

/* Up and down at the same time, each of which stops the other or is stopped by the cell. */
static void an_echo_comes_whole(void **state)
{
	(void)state;
	const size_t bytes = 2 * MIB;
	uint32_t id = post("/", (uint32_t)bytes);
	struct origin_connection *connection = asked_connection(0);
	struct answer *answer = answer_of(id);
	size_t up = 0, echoed = 0, rounds = 0;

	fill_pattern(upload, bytes);
	origin_forget(connection);
	origin_say(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	while (!is_over(id)) {
		size_t window = FRAME_FETCH_SEND_WINDOW + (size_t)answer->more - up;
		size_t piece = bytes - up < window ? bytes - up : window;
		if (piece > 10007)
			piece = 10007;
		if (piece != 0) {
			assert_int_equal(give_body(id, upload + up, piece), 0);
			up += piece;
			if (up == bytes)
				assert_int_equal(give_body(id, NULL, 0), 0);
		}
		if (connection->in.len > echoed) {
			char size[24];
			snprintf(size, sizeof(size), "%zx\r\n", connection->in.len - echoed);
			origin_say(connection, size);
			origin_say_bytes(connection, connection->in.data + echoed,
					 connection->in.len - echoed);
			origin_say(connection, "\r\n");
			echoed = connection->in.len;
			if (echoed == bytes)
				origin_say(connection, "0\r\n\r\n");
		}
		if (answer->body_bytes == answer->leave)
			assert_int_equal(give_credit(id, 77777), 0);
		turn();
		assert_true(++rounds < 1000000);
	}
	assert_int_equal(answer->ends, 1);
	assert_pattern(&answer->body, bytes);
}

/* --- frames out of turn ------------------------------------------------------------------------------------ */

static void ids_rise(void **state)
{
	(void)state;
	struct wish wish = { .method = "GET", .url = url_of("/") };
	static const uint32_t ids[] = { 5, 7, 900 };

	assert_int_equal(start(&wish), -EPROTO);
	for (unsigned i = 0; i < UNIT_COUNT(ids); i++) {
		wish.id = ids[i];
		assert_int_equal(start(&wish), 0);
		assert_int_equal(start(&wish), -EPROTO);
		wish.id = ids[i] - 1;
		assert_int_equal(start(&wish), -EPROTO);
	}
	wish.id = 0;
	assert_int_equal(start(&wish), -EPROTO);
	WAIT_FOR(world.origin.accepted == 3);
}

static void frames_about_what_never_was_are_against_the_protocol(void **state)
{
	(void)state;
	assert_int_equal(give_body(1, "x", 1), -EPROTO);
	assert_int_equal(give_credit(1, 1), -EPROTO);
	assert_int_equal(cancel(1), -EPROTO);
	get("/");
	assert_int_equal(give_body(2, "x", 1), -EPROTO);
	assert_int_equal(give_credit(2, 1), -EPROTO);
	assert_int_equal(cancel(2), -EPROTO);
	assert_int_equal(cancel(UINT32_MAX), -EPROTO);
}

static void frames_about_what_is_over_are_nothing(void **state)
{
	(void)state;
	uint32_t id = get("/");

	answer_whole(0, id);
	for (id = 0; id <= 1; id++) {
		assert_int_equal(give_body(id, "x", 1), 0);
		assert_int_equal(give_body(id, NULL, 0), 0);
		assert_int_equal(give_credit(id, 1), 0);
		assert_int_equal(cancel(id), 0);
	}
	settle();
	assert_int_equal(world.audits, 1);
}

static void what_is_no_request_is_against_the_protocol(void **state)
{
	(void)state;
	const struct frame_fetch lies[] = {
		{ .id = 1, .has_body = 7 },
		{ .id = 1, .method_bytes = 1 },
		{ .id = 1, .url_bytes = UINT32_MAX, .headers_bytes = 1 },
	};

	for (unsigned i = 0; i < UNIT_COUNT(lies); i++) {
		uint8_t *copy = exact_copy(&lies[i], sizeof(lies[i]));
		assert_int_equal(fetches_on_start(world.fetches, copy, sizeof(lies[i])), -EPROTO);
		free(copy);
	}
	assert_int_equal(world.audits, 0);
}

/* --- what is refused --------------------------------------------------------------------------------------- */

static void what_is_not_allowed_is_refused_and_never_connects(void **state)
{
	(void)state;
	static const struct {
		const char *method, *url, *headers;
		size_t headers_bytes;
		const char *reason, *rule;
	} cases[] = {
		{ "GET", "http://other.test/", NULL, 0,
		  "host \"other.test\" is not in allowedDomains", "not-listed" },
		{ "GET", "ftp://server.test/", NULL, 0, "only http: and https: URLs can be fetched",
		  "scheme" },
		{ "GET", "http://a:b@server.test/", NULL, 0, "URL holds a user name or a password",
		  "userinfo" },
		{ "GET", "http://server.test:81/", NULL, 0, "port is not allowed", "port" },
		{ "GET", "http://10.0.0.1/", NULL, 0, "address is not public", "address" },
		{ "GET", "", NULL, 0, "only http: and https: URLs can be fetched", "scheme" },
		{ "TRACE", "http://server.test/", NULL, 0, "method is not allowed",
		  "request-head" },
		{ "G\"\n\x01", "http://server.test/", NULL, 0, "method is not allowed",
		  "request-head" },
		{ "", "http://server.test/", NULL, 0, "method is not allowed", "request-head" },
		{ "GET", "http://server.test/", "host\0evil.test", 15,
		  "header \"host\" cannot be set by code", "request-head" },
		{ "GET", "http://server.test/", "a\"\n\0b", 6,
		  "header \"a\"?\" is not a header name", "request-head" },
	};

	for (unsigned i = 0; i < UNIT_COUNT(cases); i++) {
		const struct wish wish = {
			.id = ++world.last_id,
			.method = cases[i].method,
			.url = cases[i].url,
			.headers = cases[i].headers,
			.headers_bytes = cases[i].headers_bytes,
		};
		assert_int_equal(start(&wish), 0);
		assert_refused(wish.id, cases[i].reason);
		assert_int_equal(world.audits, i + 1);
		assert_string_equal(audit_member(i, "refused"), cases[i].rule);
		assert_null(audit_member(i, "failed"));
		assert_string_equal(audit_member(i, "bytesSent"), "0");
	}
	settle();
	assert_int_equal(world.names.asked, 0);
	assert_int_equal(world.origin.accepted, 0);
	assert_int_equal(fetches_usage(world.fetches).count, 0);
}

static void an_empty_allowlist_is_told(void **state)
{
	(void)state;
	allowlist_done(&world.allowlist);
	world.allowlist = (struct allowlist){ 0 };
	assert_refused(get("/"), "host \"127.0.0.1\" is not in allowedDomains, which is empty");
}

static void a_name_with_an_address_that_is_not_public_is_refused(void **state)
{
	(void)state;
	static const uint8_t private[4] = { 10, 0, 0, 1 };

	/* One of them is enough. */
	memcpy(world.names.addresses[1], private, 4);
	world.names.address_count = 2;
	assert_refused(ask("GET", named_url_of("server.test", "/")),
		       "host \"server.test\" has an address that is not public");
	assert_string_equal(audit_member(0, "refused"), "private");
	assert_string_equal(audit_member(0, "address"), "10.0.0.1");
	settle();
	assert_int_equal(world.origin.accepted, 0);
}

/* --- names ------------------------------------------------------------------------------------------------- */

static void a_name_is_resolved_once(void **state)
{
	(void)state;
	uint32_t first = ask("GET", named_url_of("server.test", "/1"));
	uint32_t second = ask("GET", named_url_of("server.test", "/2"));

	WAIT_FOR(world.origin.accepted == 2);
	answer_whole(0,
		     first == 1 && origin_has(&world.origin.connections[0], "/1") ? first : second);
	/* Its address is another now, which changes nothing. */
	world.names.addresses[0][3] = 99;
	ask("GET", named_url_of("server.test", "/3"));
	WAIT_FOR(world.origin.accepted == 3 || origin_has(&world.origin.connections[0], "/3"));
	assert_int_equal(world.names.asked, 1);
}

static void a_name_that_is_not_found_fails_for_all_who_wait_and_all_after_them(void **state)
{
	(void)state;
	world_open_egress(50, 2);
	world.names.rcode = NAME_SERVER_NXDOMAIN;
	uint32_t ids[5];

	/* Two wait for the name, and the others for their turn, which comes while those are told. */
	for (unsigned i = 0; i < UNIT_COUNT(ids); i++)
		ids[i] = ask("GET", named_url_of("server.test", "/"));
	for (unsigned i = 0; i < UNIT_COUNT(ids); i++)
		assert_failed(ids[i], "no such host");
	/* Once it is there, it is found. */
	world.names.rcode = NAME_SERVER_NOERROR;
	uint32_t id = ask("GET", named_url_of("server.test", "/"));
	answer_whole(0, id);
	assert_int_equal(count_audits("failed", "no such host"), 5);
}

/* --- cancelled --------------------------------------------------------------------------------------------- */

static uint32_t until_it_waits_for_its_turn(void)
{
	world_open_egress(50, 1);
	ask("GET", named_url_of("server.test", "/first"));
	return ask("GET", named_url_of("server.test", "/"));
}

static uint32_t until_it_resolves(void)
{
	world.names.is_silent = true;
	uint32_t id = ask("GET", named_url_of("server.test", "/"));

	WAIT_FOR(world.names.asked == 1);
	return id;
}

static uint32_t until_it_has_asked(void)
{
	uint32_t id = get("/");

	asked_connection(0);
	return id;
}

static uint32_t until_it_has_a_part_of_the_head(void)
{
	uint32_t id = get("/");

	origin_say(asked_connection(0), "HTTP/1.1 200 OK\r\nX: y");
	settle();
	return id;
}

static uint32_t until_it_has_the_head(void)
{
	uint32_t id = get("/");

	origin_say(asked_connection(0), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
	WAIT_FOR(answer_of(id)->heads == 1);
	return id;
}

static uint32_t until_its_body_is_under_way(void)
{
	uint32_t id = get("/");

	origin_say(asked_connection(0), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
	WAIT_FOR(answer_of(id)->body_bytes == 5);
	return id;
}

/* What has been read of the server is on its way to the cell, and not there yet. */
static uint32_t until_there_is_something_to_flush(void)
{
	uint32_t id = get("/");

	origin_say(asked_connection(0), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
	WAIT_FOR(answer_of(id)->heads == 1);
	origin_say(&world.origin.connections[0], "hello");
	turn();
	return id;
}

static uint32_t until_its_window_is_full(void)
{
	uint32_t id = get("/");

	say_pattern(asked_connection(0), 4 * MIB);
	WAIT_FOR(answer_of(id)->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	return id;
}

/* All is here, and only the cell has no room. */
static uint32_t until_only_leave_is_missing(void)
{
	uint32_t id = get("/");

	say_pattern(asked_connection(0), FRAME_FETCH_RECEIVE_WINDOW + 100);
	WAIT_FOR(answer_of(id)->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	return id;
}

static uint32_t until_its_decoder_is_full(void)
{
	uint32_t id = get_zeros(4 * MIB);

	WAIT_FOR(answer_of(id)->body_bytes == FRAME_FETCH_RECEIVE_WINDOW);
	settle();
	return id;
}

static uint32_t until_it_waits_for_its_body(void)
{
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);

	asked_connection(0);
	assert_int_equal(give_body(id, "hello", 5), 0);
	settle();
	return id;
}

static uint32_t until_the_server_does_not_take_its_body(void)
{
	static char piece[FRAME_FETCH_PIECE_MAX];
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);
	uint64_t sent = 0, window;

	origin_stop_reading(asked_connection(0));
	while ((window = FRAME_FETCH_SEND_WINDOW + answer_of(id)->more - sent) > 0) {
		size_t bytes = window < sizeof(piece) ? (size_t)window : sizeof(piece);
		assert_int_equal(give_body(id, piece, bytes), 0);
		sent += bytes;
		settle();
	}
	origin_go_on_reading(&world.origin.connections[0]);
	return id;
}

static uint32_t (*const states[])(void) = {
	until_it_waits_for_its_turn,
	until_it_resolves,
	until_it_has_asked,
	until_it_has_a_part_of_the_head,
	until_it_has_the_head,
	until_its_body_is_under_way,
	until_there_is_something_to_flush,
	until_its_window_is_full,
	until_only_leave_is_missing,
	until_its_decoder_is_full,
	until_it_waits_for_its_body,
	until_the_server_does_not_take_its_body,
};

/* Connections of fetches that the test does not mean are left out of it. */
static unsigned open_connections(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < world.origin.accepted; i++)
		count += world.origin.connections[i].fd >= 0 &&
			 !world.origin.connections[i].has_ended;
	return count;
}

static void a_fetch_can_be_cancelled_in_every_state(void **state)
{
	for (unsigned i = 0; i < UNIT_COUNT(states); i++) {
		uint32_t id = states[i]();
		bool was_complete = states[i] == until_only_leave_is_missing ||
				    states[i] == until_its_decoder_is_full;
		bool waits = states[i] == until_it_waits_for_its_turn;
		const struct answer before = *answer_of(id);
		assert_int_equal(cancel(id), 0);
		settle();
		/* A connection whose response has come whole may serve another. */
		if (!waits && !was_complete)
			assert_int_equal(open_connections(), 0);
		assert_int_equal(answer_of(id)->body_bytes, before.body_bytes);
		assert_int_equal(answer_of(id)->more, before.more);
		assert_false(is_over(id));
		assert_int_equal(count_audits("failed", "cancelled"), 1);
		/* What was on its way. */
		assert_int_equal(give_body(id, "x", 1), 0);
		assert_int_equal(give_credit(id, 1), 0);
		assert_int_equal(cancel(id), 0);
		teardown(state);
		setup(state);
	}
}

/* All of them at once, in one execution that ends. */
static void fetches_end_in_every_state(void **state)
{
	for (unsigned i = 0; i < UNIT_COUNT(states); i++) {
		states[i]();
		unsigned open = (unsigned)count_audits("failed", NULL);
		(void)open;
		fetches_free(world.fetches);
		world.fetches = NULL;
		settle();
		assert_int_equal(open_connections(), 0);
		/* The one, and where it waits for its turn the one before it. */
		assert_int_equal(count_audits("failed", "cancelled"), i == 0 ? 2 : 1);
		teardown(state);
		setup(state);
	}
}

static void connecting_can_be_cancelled(void **state)
{
	(void)state;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) },
		.sin_port = htons(world.origin.port),
	};
	int fillers[4];

	event_del(world.origin.acceptable);
	for (unsigned i = 0; i < UNIT_COUNT(fillers); i++) {
		fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(fillers[i], (struct sockaddr *)&address, sizeof(address));
	}
	uint32_t id = get("/"), other = get("/");
	settle();
	assert_int_equal(fetches_usage(world.fetches).sent, 0);
	assert_int_equal(cancel(id), 0);
	settle();
	fetches_free(world.fetches);
	world.fetches = NULL;
	assert_false(is_over(other));
	assert_int_equal(count_audits("failed", "cancelled"), 2);
	for (unsigned i = 0; i < UNIT_COUNT(fillers); i++)
		close(fillers[i]);
}

static void a_cancelled_fetch_makes_room_for_the_next(void **state)
{
	(void)state;
	world_open_egress(50, 1);
	uint32_t first = get("/first"), second = get("/second"), third = get("/third");

	asked_connection(0);
	assert_int_equal(cancel(second), 0);
	assert_int_equal(cancel(first), 0);
	assert_true(origin_has(asked_connection(1), "/third"));
	answer_whole(1, third);
}

/* --- caps -------------------------------------------------------------------------------------------------- */

static void so_many_go_at_once_and_the_others_in_their_order(void **state)
{
	(void)state;
	uint32_t ids[6];
	char path[8];

	world_open_egress(50, 2);
	for (unsigned i = 0; i < UNIT_COUNT(ids); i++) {
		snprintf(path, sizeof(path), "/%u", i);
		ids[i] = get(path);
	}
	WAIT_FOR(world.origin.accepted == 2);
	settle();
	assert_int_equal(world.origin.accepted, 2);
	assert_true(origin_has(&world.origin.connections[0], "/0 "));
	assert_true(origin_has(&world.origin.connections[1], "/1 "));
	/* The second connection serves all but the first. */
	for (unsigned i = 1; i < UNIT_COUNT(ids); i++) {
		snprintf(path, sizeof(path), "/%u ", i);
		assert_true(origin_has(asked_connection(1), path));
		answer_whole(1, ids[i]);
	}
	answer_whole(0, ids[0]);
	assert_int_equal(world.origin.accepted, 2);
}

/* Refusals take no turn, and end in their order. */
static void a_refusal_waits_for_its_turn_and_makes_room(void **state)
{
	(void)state;
	world_open_egress(50, 1);
	uint32_t first = get("/first");
	uint32_t bad[20];

	for (unsigned i = 0; i < UNIT_COUNT(bad); i++)
		bad[i] = ask("GET", "http://other.test/");
	uint32_t last = get("/last");
	answer_whole(0, first);
	for (unsigned i = 0; i < UNIT_COUNT(bad); i++)
		assert_refused(bad[i], "host \"other.test\" is not in allowedDomains");
	answer_whole(0, last);
}

static void beyond_the_cap_all_are_refused_with_one_line_of_audit(void **state)
{
	(void)state;
	world_open_egress(3, 6);
	for (uint32_t id = 1; id <= 3; id++)
		assert_int_equal(get("/"), id);
	for (uint32_t id = 4; id <= 500; id++) {
		assert_int_equal(get("/"), id);
		assert_refused(id, "this execution has made its 3 requests, the limit");
	}
	assert_int_equal(count_audits("refused", "too-many"), 1);
	assert_int_equal(fetches_usage(world.fetches).count, 3);
	WAIT_FOR(world.origin.accepted == 3);
	settle();
	assert_int_equal(world.origin.accepted, 3);
}

/* What a rule refuses counts towards the cap, so that nobody can try names without end. */
static void refused_ones_count_towards_the_cap(void **state)
{
	(void)state;
	world_open_egress(3, 6);
	for (uint32_t id = 1; id <= 3; id++)
		assert_refused(ask("GET", "http://other.test/"),
			       "host \"other.test\" is not in allowedDomains");
	assert_refused(get("/"), "this execution has made its 3 requests, the limit");
	settle();
	assert_int_equal(world.origin.accepted, 0);
}

/* --- connections ------------------------------------------------------------------------------------------- */

static void a_connection_is_kept_alive_within_one_execution_and_never_beyond_it(void **state)
{
	(void)state;
	struct fetches *mine = world.fetches, *other;

	answer_whole(0, get("/1"));
	answer_whole(0, get("/2"));
	assert_int_equal(world.origin.accepted, 1);
	other = new_fetches();
	world.fetches = other;
	answer_whole(1, get("/3"));
	assert_int_equal(world.origin.accepted, 2);
	world.fetches = mine;
	answer_whole(0, get("/4"));
	assert_int_equal(world.origin.accepted, 2);
	fetches_free(other);
	settle();
	assert_true(world.origin.connections[1].has_ended);
	assert_false(world.origin.connections[0].has_ended);
}

static void a_server_that_closes_early_is_a_failure(void **state)
{
	(void)state;
	static const struct {
		const char *says, *reason;
	} cases[] = {
		{ "", "the server closed the connection without an answer" },
		{ "HTTP/1.1 200", NULL },
		{ "HTTP/1.1 200 OK\r\nX: y\r\n", NULL },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
		  "the connection closed before the body's end" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
		  "the connection closed before the body's end" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
		  "the connection closed before the body's end" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello", NULL },
		{ "HTTP/1.1 100 Continue\r\n\r\n", NULL },
	};

	for (unsigned i = 0; i < UNIT_COUNT(cases); i++) {
		uint32_t id = get("/");
		struct origin_connection *connection = asked_connection(i);
		origin_say(connection, cases[i].says);
		origin_hang_up(connection);
		WAIT_FOR(is_over(id));
		if (answer_of(id)->fails != 1)
			print_message("no failure: %s\n", cases[i].says);
		assert_int_equal(answer_of(id)->fails, 1);
		assert_false(answer_of(id)->refused);
		if (cases[i].reason)
			assert_string_equal(answer_of(id)->reason, cases[i].reason);
		else
			print_message("%-50.20s %s\n", cases[i].says, answer_of(id)->reason);
		assert_string_equal(audit_member(i, "failed"), answer_of(id)->reason);
	}
}

static void a_connection_that_is_refused_is_a_failure(void **state)
{
	(void)state;
	struct origin other = { 0 };
	char url[64], port[8];

	origin_open(&other, world.loop, 1);
	snprintf(port, sizeof(port), "%u", other.port);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", other.port);
	assert_int_equal(network_allow_port(&world.network, port), NETWORK_OK);
	origin_close(&other);
	assert_failed(ask("GET", url), "the connection was refused");
}

/* The second request goes to a connection that the server closes instead of an answer. */
static void a_short_body_goes_again_when_its_connection_was_dead(void **state)
{
	(void)state;
	answer_whole(0, get("/"));
	uint32_t id = post("/again", 1000);
	struct origin_connection *connection = &world.origin.connections[0];

	fill_pattern(upload, 1000);
	assert_int_equal(give_body(id, upload, 1000), 0);
	assert_int_equal(give_body(id, NULL, 0), 0);
	WAIT_FOR(origin_has(connection, "/again") && body_of(connection).len == 1000);
	origin_hang_up(connection);
	connection = asked_connection(1);
	WAIT_FOR(body_of(connection).len == 1000);
	struct buf body = body_of(connection);
	assert_pattern(&body, 1000);
	answer_whole(1, id);
}

/* The same before all of the body is there. */
static void a_body_that_goes_again_may_still_be_coming(void **state)
{
	(void)state;
	answer_whole(0, get("/"));
	uint32_t id = post("/again", 1000);
	struct origin_connection *connection = &world.origin.connections[0];

	fill_pattern(upload, 1000);
	assert_int_equal(give_body(id, upload, 400), 0);
	WAIT_FOR(origin_has(connection, "/again") && body_of(connection).len == 400);
	origin_hang_up(connection);
	assert_int_equal(give_body(id, upload + 400, 600), 0);
	connection = asked_connection(1);
	assert_int_equal(give_body(id, NULL, 0), 0);
	WAIT_FOR(body_of(connection).len == 1000);
	struct buf body = body_of(connection);
	assert_pattern(&body, 1000);
	answer_whole(1, id);
}

static void a_long_body_does_not_go_again(void **state)
{
	(void)state;
	answer_whole(0, get("/"));
	uint32_t id = post("/again", 200000);
	struct origin_connection *connection = &world.origin.connections[0];

	assert_int_equal(give_body(id, upload, 65536), 0);
	WAIT_FOR(answer_of(id)->more > 30000);
	origin_hang_up(connection);
	assert_failed(id, "the connection was lost, and the body cannot be sent again");
	settle();
	for (unsigned i = 1; i < world.origin.accepted; i++)
		assert_int_equal(world.origin.connections[i].received, 0);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_response_comes_whole),
		TEST(a_request_goes_out_as_it_was_asked_for),
		TEST(headers_go_out_in_their_order),
		TEST(usage_and_audit_line_tell_what_was_sent_and_received),
		TEST(usage_of_what_is_under_way_counts),
		TEST(heads_of_1xx_are_passed_over),
		TEST(trailers_are_not_passed_on),
		TEST(a_response_without_a_body_ends_whatever_coding_it_has),
		TEST(what_is_no_http_fails),
		TEST(peculiar_heads_are_responses_all_the_same),
		TEST(a_head_larger_than_64_kib_fails),
		TEST(a_head_of_64_kib_is_fine_and_its_trailers_are_too_many),
		TEST(a_download_stops_at_the_window_and_goes_on_with_credit),
		TEST(a_download_goes_on_a_byte_at_a_time),
		TEST(a_body_that_fills_the_window_exactly_ends),
		TEST(a_body_in_dribs_and_drabs_comes_whole),
		TEST(credit_is_for_what_has_come),
		TEST(nothing_comes_while_there_is_no_leave_and_the_server_is_made_to_wait),
		TEST(a_gzip_body_larger_than_the_window_comes_as_far_as_there_is_leave),
		TEST(a_large_incompressible_gzip_body_comes_whole),
		TEST(a_gzip_body_that_fills_the_window_exactly_ends_with_the_next_credit),
		TEST(a_compressed_body_that_is_cut_short_fails),
		TEST(a_body_that_is_not_what_its_coding_says_fails),
		TEST(a_body_that_turns_out_broken_later_fails),
		TEST(a_body_of_128_mib_is_fine_and_one_byte_more_fails),
		TEST(a_plain_body_above_128_mib_fails),
		TEST(a_body_above_128_mib_fails_even_if_nothing_follows),
		TEST(a_body_of_known_length_goes_up_whole),
		TEST(an_empty_body_goes_up_as_such),
		TEST(a_body_of_unknown_length_goes_up_in_chunks),
		TEST(pieces_that_come_late_are_waited_for),
		cmocka_unit_test_setup_teardown(a_body_beyond_the_window_is_against_the_protocol,
						setup_with_small_sockets, teardown),
		cmocka_unit_test_setup_teardown(more_comes_as_the_server_reads,
						setup_with_small_sockets, teardown),
		TEST(pieces_after_the_end_or_without_a_body_are_against_the_protocol),
		TEST(pieces_for_a_fetch_that_waits_are_kept),
		TEST(a_body_longer_than_was_said_does_not_reach_the_server),
		TEST(a_connection_of_a_body_shorter_than_was_said_is_not_used_again),
		TEST(a_body_shorter_than_was_said_ends_the_fetch),
		TEST(an_answer_before_the_body_s_end_is_passed_on),
		TEST(an_answer_before_the_body_s_end_is_whole_before_it),
		TEST(a_server_that_is_gone_before_the_body_s_end_is_a_failure),
		TEST(an_echo_comes_whole),
		TEST(ids_rise),
		TEST(frames_about_what_never_was_are_against_the_protocol),
		TEST(frames_about_what_is_over_are_nothing),
		TEST(what_is_no_request_is_against_the_protocol),
		TEST(what_is_not_allowed_is_refused_and_never_connects),
		TEST(an_empty_allowlist_is_told),
		TEST(a_name_with_an_address_that_is_not_public_is_refused),
		TEST(a_name_is_resolved_once),
		TEST(a_name_that_is_not_found_fails_for_all_who_wait_and_all_after_them),
		TEST(a_fetch_can_be_cancelled_in_every_state),
		TEST(fetches_end_in_every_state),
		cmocka_unit_test_setup_teardown(connecting_can_be_cancelled, setup_without_backlog,
						teardown),
		TEST(a_cancelled_fetch_makes_room_for_the_next),
		TEST(so_many_go_at_once_and_the_others_in_their_order),
		TEST(a_refusal_waits_for_its_turn_and_makes_room),
		TEST(beyond_the_cap_all_are_refused_with_one_line_of_audit),
		TEST(refused_ones_count_towards_the_cap),
		TEST(a_connection_is_kept_alive_within_one_execution_and_never_beyond_it),
		TEST(a_server_that_closes_early_is_a_failure),
		TEST(a_connection_that_is_refused_is_a_failure),
		TEST(a_short_body_goes_again_when_its_connection_was_dead),
		TEST(a_body_that_goes_again_may_still_be_coming),
		TEST(a_long_body_does_not_go_again),
	};

	return cmocka_run_group_tests_name("egress/fetches", tests, NULL, NULL);
}
