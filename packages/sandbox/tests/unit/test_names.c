/* SPDX-License-Identifier: MIT */
/* The names of an execution, with a name server of the test. */
#include "unit.h"

#include <errno.h>
#include <event2/event.h>

#include "base/check.h"
#include "base/clock.h"
#include "egress/names.h"
#include "failing_memory.h"
#include "name_server.h"

#define PATIENCE_NS INT64_C(20000000000)

static struct {
	struct event_base *loop;
	struct event *tick;
	struct name_server server;
	struct resolver *resolver;
	struct names *names;
} world;

/* Somebody who asks, and what he is told. */
struct asker {
	struct names_waiter waiter;
	unsigned told;
	enum resolver_status status;
	size_t count;
	struct address first;
	const struct address *addresses;
	void (*then)(struct asker *asker); /* called when told, or NULL */
	struct asker *other;
};

static void on_known(void *user, enum resolver_status status, const struct address *addresses,
		     size_t count)
{
	struct asker *asker = user;

	asker->told++;
	asker->status = status;
	asker->count = count;
	asker->addresses = addresses;
	if (count > 0)
		asker->first = addresses[0];
	if (asker->then)
		asker->then(asker);
}

static int ask(struct asker *asker, const char *host)
{
	asker->waiter.on_known = on_known;
	asker->waiter.user = asker;
	return names_ask(world.names, host, &asker->waiter);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

static void turn(void)
{
	CHECK(event_base_loop(world.loop, EVLOOP_ONCE) >= 0);
}

static void settle(void)
{
	int64_t until = clock_now_ns() + 80000000;

	while (clock_now_ns() < until)
		turn();
}

static void await(const struct asker *asker)
{
	int64_t until = clock_now_ns() + PATIENCE_NS;

	while (asker->told == 0 && clock_now_ns() < until)
		turn();
	assert_int_equal(asker->told, 1);
}

static int setup(void **state)
{
	const struct timeval tick = { .tv_usec = 5000 };

	(void)state;
	world.loop = event_base_new();
	CHECK(world.loop);
	world.tick = event_new(world.loop, -1, EV_PERSIST, on_tick, NULL);
	CHECK(world.tick && event_add(world.tick, &tick) == 0);
	name_server_open(&world.server, world.loop);
	const char *const servers[] = { world.server.address, NULL };
	CHECK(resolver_open(world.loop, servers, &world.resolver) == 0);
	world.names = names_new(world.resolver);
	CHECK(world.names);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	names_free(world.names);
	resolver_close(world.resolver);
	name_server_close(&world.server);
	event_free(world.tick);
	event_base_free(world.loop);
	return 0;
}

static void a_name_is_asked_for_once(void **state)
{
	(void)state;
	struct asker askers[4] = { { .told = 0 } };

	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(ask(&askers[i], "a.test"), 0);
	assert_int_equal(askers[0].told, 0);
	for (unsigned i = 0; i < 3; i++) {
		await(&askers[i]);
		assert_int_equal(askers[i].status, RESOLVER_FOUND);
		assert_int_equal(askers[i].count, 1);
		assert_memory_equal(askers[i].first.bytes, "\x7f\0\0\1", 4);
		assert_null(askers[i].waiter.name);
	}
	/* Later ones are told at once, and the same. */
	world.server.addresses[0][3] = 99;
	assert_int_equal(ask(&askers[3], "a.test"), 0);
	assert_int_equal(askers[3].told, 1);
	assert_ptr_equal(askers[3].addresses, askers[0].addresses);
	assert_memory_equal(askers[3].first.bytes, "\x7f\0\0\1", 4);
	settle();
	assert_int_equal(world.server.asked, 1);
}

static void each_name_has_its_own_addresses(void **state)
{
	(void)state;
	struct asker first = { .told = 0 }, second = { .told = 0 }, third = { .told = 0 };

	assert_int_equal(ask(&first, "a.test"), 0);
	await(&first);
	world.server.addresses[0][3] = 2;
	assert_int_equal(ask(&second, "b.test"), 0);
	await(&second);
	assert_int_equal(second.first.bytes[3], 2);
	assert_int_equal(ask(&third, "a.test"), 0);
	assert_int_equal(third.first.bytes[3], 1);
	assert_int_equal(world.server.asked, 2);
}

static void each_execution_resolves_for_itself(void **state)
{
	(void)state;
	struct names *mine = world.names;
	struct asker first = { .told = 0 }, second = { .told = 0 };

	assert_int_equal(ask(&first, "a.test"), 0);
	await(&first);
	world.names = names_new(world.resolver);
	assert_non_null(world.names);
	assert_int_equal(ask(&second, "a.test"), 0);
	assert_int_equal(second.told, 0);
	await(&second);
	assert_int_equal(world.server.asked, 2);
	names_free(world.names);
	world.names = mine;
}

static void a_failure_is_told_to_all_and_not_kept(void **state)
{
	(void)state;
	struct asker askers[3] = { { .told = 0 } };

	world.server.rcode = NAME_SERVER_NXDOMAIN;
	assert_int_equal(ask(&askers[0], "a.test"), 0);
	assert_int_equal(ask(&askers[1], "a.test"), 0);
	await(&askers[0]);
	await(&askers[1]);
	assert_int_equal(askers[0].status, RESOLVER_NOT_FOUND);
	assert_int_equal(askers[1].status, RESOLVER_NOT_FOUND);
	world.server.rcode = NAME_SERVER_NOERROR;
	assert_int_equal(ask(&askers[2], "a.test"), 0);
	assert_int_equal(askers[2].told, 0);
	await(&askers[2]);
	assert_int_equal(askers[2].status, RESOLVER_FOUND);
}

static void ask_other(struct asker *asker)
{
	assert_int_equal(ask(asker->other, "a.test"), 0);
}

/* Being told of a failure makes room for another fetch, which may ask for the same name. */
static void who_asks_while_a_failure_is_told_is_told_of_no_success(void **state)
{
	(void)state;
	struct asker late = { .told = 0 };
	struct asker first = { .then = ask_other, .other = &late }, second = { .told = 0 };

	world.server.rcode = NAME_SERVER_NXDOMAIN;
	assert_int_equal(ask(&first, "a.test"), 0);
	assert_int_equal(ask(&second, "a.test"), 0);
	await(&first);
	await(&second);
	await(&late);
	assert_int_equal(late.status, RESOLVER_NOT_FOUND);
	assert_int_equal(late.count, 0);
}

static void who_asks_while_a_success_is_told_is_told_at_once(void **state)
{
	(void)state;
	struct asker late = { .told = 0 };
	struct asker first = { .then = ask_other, .other = &late };

	assert_int_equal(ask(&first, "a.test"), 0);
	await(&first);
	assert_int_equal(late.told, 1);
	assert_int_equal(late.status, RESOLVER_FOUND);
}

static void cancel_other(struct asker *asker)
{
	names_cancel(&asker->other->waiter);
}

static void who_has_cancelled_is_not_told(void **state)
{
	(void)state;
	struct asker first = { .told = 0 }, second = { .told = 0 }, third = { .told = 0 };

	assert_int_equal(ask(&first, "a.test"), 0);
	assert_int_equal(ask(&second, "a.test"), 0);
	assert_int_equal(ask(&third, "a.test"), 0);
	names_cancel(&first.waiter);
	names_cancel(&first.waiter);
	/* One is cancelled while the other is told. */
	second.then = cancel_other;
	second.other = &third;
	await(&second);
	settle();
	assert_int_equal(first.told, 0);
	assert_int_equal(third.told, 0);
	/* He may ask again. */
	assert_int_equal(ask(&first, "a.test"), 0);
	assert_int_equal(first.told, 1);
}

static void a_lookup_that_nobody_waits_for_any_more_is_of_use_to_the_next(void **state)
{
	(void)state;
	struct asker first = { .told = 0 }, second = { .told = 0 };

	assert_int_equal(ask(&first, "a.test"), 0);
	names_cancel(&first.waiter);
	settle();
	assert_int_equal(ask(&second, "a.test"), 0);
	assert_int_equal(second.told, 1);
	assert_int_equal(world.server.asked, 1);
	/* And one that fails for nobody is nothing. */
	world.server.rcode = NAME_SERVER_NXDOMAIN;
	first.told = 0;
	assert_int_equal(ask(&first, "b.test"), 0);
	names_cancel(&first.waiter);
	settle();
	assert_int_equal(first.told, 0);
}

static void names_end_while_lookups_are_under_way(void **state)
{
	(void)state;
	struct asker askers[3] = { { .told = 0 } };

	world.server.is_silent = true;
	assert_int_equal(ask(&askers[0], "a.test"), 0);
	assert_int_equal(ask(&askers[1], "b.test"), 0);
	settle();
	for (unsigned i = 0; i < 2; i++)
		names_cancel(&askers[i].waiter);
	names_free(world.names);
	world.names = NULL;
	settle();
	assert_int_equal(askers[0].told + askers[1].told, 0);
	names_free(NULL);
}

static void memory_that_runs_out_is_told(void **state)
{
	(void)state;
	struct asker asker = { .told = 0 };
	int rc = -ENOMEM;
	long n = 0;

	for (; rc < 0 && n < 1000; n++) {
		failing_memory_after(n);
		rc = ask(&asker, "a.test");
		failing_memory_end();
		assert_true(rc == 0 || rc == -ENOMEM);
		assert_int_equal(asker.told, 0);
		if (rc < 0)
			assert_null(asker.waiter.name);
	}
	assert_int_equal(rc, 0);
	assert_true(n > 2);
	/* c-ares may have gone without something, and the lookup failed for it. */
	await(&asker);
	if (asker.status != RESOLVER_FOUND) {
		asker.told = 0;
		assert_int_equal(ask(&asker, "a.test"), 0);
		await(&asker);
	}
	assert_int_equal(asker.status, RESOLVER_FOUND);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_name_is_asked_for_once),
		TEST(each_name_has_its_own_addresses),
		TEST(each_execution_resolves_for_itself),
		TEST(a_failure_is_told_to_all_and_not_kept),
		TEST(who_asks_while_a_failure_is_told_is_told_of_no_success),
		TEST(who_asks_while_a_success_is_told_is_told_at_once),
		TEST(who_has_cancelled_is_not_told),
		TEST(a_lookup_that_nobody_waits_for_any_more_is_of_use_to_the_next),
		TEST(names_end_while_lookups_are_under_way),
		TEST(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests_name("egress/names", tests, NULL, NULL);
}
