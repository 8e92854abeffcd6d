/* SPDX-License-Identifier: MIT */
/* Fetches that are cancelled, by the code or by the end of their execution. */
#include "fetch_bodies.h"

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
	uint32_t id = post("/", FRAME_FETCH_BODY_UNKNOWN);

	origin_stop_reading(asked_connection(0));
	fill_the_send_window(id);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fetch_can_be_cancelled_in_every_state),
		TEST(fetches_end_in_every_state),
		cmocka_unit_test_setup_teardown(connecting_can_be_cancelled, setup_without_backlog,
						teardown),
		TEST(a_cancelled_fetch_makes_room_for_the_next),
	};

	return cmocka_run_group_tests_name("egress/fetches, cancel", tests, NULL, NULL);
}
