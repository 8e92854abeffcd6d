/* SPDX-License-Identifier: MIT */
/* Bodies of requests. */
#include "fetch_bodies.h"

#define OK_WITHOUT_BODY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

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
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);

	origin_stop_reading(asked_connection(0));
	uint64_t sent = fill_the_send_window(id);
	/* Sockets and libcurl have some, too. */
	assert_true(sent < 8 * MIB);
	assert_int_equal(give_body(id, "x", 1), -EPROTO);
}

static void more_comes_as_the_server_reads(void **state)
{
	(void)state;
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);
	struct origin_connection *connection = asked_connection(0);

	origin_stop_reading(connection);
	uint64_t sent = fill_the_send_window(id);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests_name("egress/fetches, uploads", tests, NULL, NULL);
}
