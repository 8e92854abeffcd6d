/* SPDX-License-Identifier: MIT */
/* Connections: which are used again, and what becomes of a fetch when its own is lost. */
#include "fetch_bodies.h"

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

static char upload[65536];

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
	const struct CMUnitTest tests[] = {
		TEST(a_connection_is_kept_alive_within_one_execution_and_never_beyond_it),
		TEST(a_server_that_closes_early_is_a_failure),
		TEST(a_connection_that_is_refused_is_a_failure),
		TEST(a_short_body_goes_again_when_its_connection_was_dead),
		TEST(a_body_that_goes_again_may_still_be_coming),
		TEST(a_long_body_does_not_go_again),
	};

	return cmocka_run_group_tests_name("egress/fetches, connections", tests, NULL, NULL);
}
