/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "supervisor/outbox.h"

#define BACKLOG_MAX ((size_t)1 << 20)

/* An outbox, and at the other end of a small socket a cell that reads when the test wants it to. */
static struct world {
	struct event_base *loop;
	struct event *tick;
	int pair[2];
	struct outbox outbox;
	struct buf wanted; /* all that was sent */
	struct buf got;
} world;

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

static int setup(void **state)
{
	const struct timeval tick = { .tv_usec = 2000 };
	int bytes = 4096;

	(void)state;
	memset(&world, 0, sizeof(world));
	world.wanted.max = world.got.max = (size_t)256 << 20;
	world.loop = event_base_new();
	CHECK(world.loop);
	world.tick = event_new(world.loop, -1, EV_PERSIST, on_tick, NULL);
	CHECK(world.tick && event_add(world.tick, &tick) == 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, world.pair) == 0);
	CHECK(setsockopt(world.pair[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)) == 0);
	CHECK(outbox_init(&world.outbox, world.loop, world.pair[0], BACKLOG_MAX) == 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	outbox_done(&world.outbox);
	/* Twice is allowed. */
	outbox_done(&world.outbox);
	close(world.pair[0]);
	close(world.pair[1]);
	event_free(world.tick);
	event_base_free(world.loop);
	buf_done(&world.wanted);
	buf_done(&world.got);
	return 0;
}

/* Bytes that wait for the cell. */
static size_t waiting(void)
{
	return world.outbox.kept.len - world.outbox.kept_at;
}

static void turn(void)
{
	CHECK(event_base_loop(world.loop, EVLOOP_ONCE) >= 0);
}

/* Reads up to so much of what is there. Returns how much that was. */
static size_t read_some(size_t bytes)
{
	static char data[1 << 20];
	ssize_t n = recv(world.pair[1], data, bytes < sizeof(data) ? bytes : sizeof(data),
			 MSG_DONTWAIT);

	if (n <= 0)
		return 0;
	CHECK(buf_append(&world.got, data, (size_t)n) == 0);
	return (size_t)n;
}

static void assert_all_came(void)
{
	for (unsigned i = 0; i < 100000 && world.got.len < world.wanted.len; i++)
		if (read_some(SIZE_MAX) == 0)
			turn();
	assert_int_equal(world.got.len, world.wanted.len);
	assert_memory_equal(world.got.data, world.wanted.data, world.wanted.len);
	turn();
	assert_int_equal(read_some(1), 0);
}

static void want(const void *data, size_t bytes)
{
	CHECK(buf_append(&world.wanted, data, bytes) == 0);
}

/* A frame of up to four parts; its payload is a pattern, which is gone when this returns. */
static int send_frame(size_t bytes, int count)
{
	const struct frame_header header = { .length = (uint32_t)bytes, .type = FRAME_FETCH_CHUNK };
	static unsigned frames;
	char *payload = malloc(bytes ? bytes : 1);
	struct iovec parts[4];
	size_t at = 0;

	CHECK(payload);
	frames++;
	for (size_t i = 0; i < bytes; i++)
		payload[i] = (char)(i * 31 + i / 256 + frames);
	for (int i = 0; i < count; i++) {
		/* The first may be empty, and the last has the rest. */
		size_t part = i + 1 < count ? bytes / 4 * (size_t)i : bytes - at;
		parts[i] = (struct iovec){ payload + at, part };
		at += part;
	}
	int rc = outbox_send(&world.outbox, FRAME_FETCH_CHUNK, parts, count);
	if (rc == 0) {
		want(&header, sizeof(header));
		want(payload, bytes);
	}
	memset(payload, 0xdd, bytes);
	free(payload);
	return rc;
}

static void frames_come_as_they_were_sent(void **state)
{
	(void)state;
	static const size_t sizes[] = { 0, 1, 7, 8, 100, 4096, 5000, 65536, 65537 };

	for (int count = 1; count <= 4; count++) {
		for (size_t i = 0; i < UNIT_COUNT(sizes); i++) {
			assert_int_equal(send_frame(sizes[i], count), 0);
			assert_all_came();
		}
	}
	assert_int_equal(waiting(), 0);
}

static void a_frame_without_parts_is_a_header(void **state)
{
	(void)state;
	const struct frame_header header = { .length = 0, .type = FRAME_FETCH_END };

	assert_int_equal(outbox_send(&world.outbox, FRAME_FETCH_END, NULL, 0), 0);
	want(&header, sizeof(header));
	assert_all_came();
}

static uint32_t random_number(uint32_t below)
{
	static uint64_t noise = 88172645463325252u;

	noise ^= noise << 13;
	noise ^= noise >> 7;
	noise ^= noise << 17;
	return (uint32_t)(noise >> 32) % below;
}

/* Sending, reading and the loop in any order, until the backlog is full and empty again, many times. */
static void order_and_bytes_are_kept_whatever_the_cell_s_pace(void **state)
{
	(void)state;
	unsigned refused = 0;

	for (unsigned i = 0; i < 4000; i++) {
		int rc = 0;
		for (uint32_t n = random_number(4); n > 0; n--) {
			uint32_t bytes =
				random_number(10) == 0 ? random_number(70000) : random_number(200);
			rc = send_frame(bytes, 1 + (int)random_number(4));
			assert_true(rc == 0 || rc == -EMSGSIZE);
			refused += rc < 0;
		}
		if (random_number(3) == 0)
			read_some(random_number(20000));
		if (random_number(5) == 0)
			event_base_loop(world.loop, EVLOOP_NONBLOCK);
		/* A cell that catches up. */
		if (random_number(500) == 0)
			assert_all_came();
		assert_true(waiting() <= BACKLOG_MAX);
	}
	assert_true(refused > 0);
	assert_all_came();
}

static void beyond_the_backlog_a_frame_is_refused_whole(void **state)
{
	(void)state;
	int rc;

	while ((rc = send_frame(1000, 1)) == 0)
		assert_true(waiting() <= BACKLOG_MAX);
	assert_int_equal(rc, -EMSGSIZE);
	assert_true(waiting() > BACKLOG_MAX - 1008);
	/* A smaller one may still fit, and comes behind the others. */
	size_t room = BACKLOG_MAX - waiting();
	if (room >= sizeof(struct frame_header)) {
		assert_int_equal(send_frame(room - sizeof(struct frame_header), 1), 0);
		assert_int_equal(waiting(), BACKLOG_MAX);
	}
	assert_int_equal(send_frame(0, 1), -EMSGSIZE);
	assert_all_came();
	assert_int_equal(send_frame(1000, 1), 0);
	assert_all_came();
}

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A cell that reads a little now and then must not make each frame cost a copy of the whole backlog. */
static void a_slow_cell_does_not_make_sending_slow(void **state)
{
	(void)state;
	struct outbox outbox;
	int pair[2], bytes = 4096;
	static char data[64];
	const struct iovec part = { data, sizeof(data) };

	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
	CHECK(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)) == 0);
	CHECK(outbox_init(&outbox, world.loop, pair[0], (size_t)64 << 20) == 0);
	while (outbox.kept.len < ((size_t)63 << 20))
		assert_int_equal(outbox_send(&outbox, FRAME_FETCH_FAIL, &part, 1), 0);
	double before = cpu_ms();
	for (unsigned i = 0; i < 200; i++) {
		char taken[8192];
		CHECK(read(pair[1], taken, sizeof(taken)) > 0);
		event_base_loop(world.loop, EVLOOP_NONBLOCK);
		assert_int_equal(outbox_send(&outbox, FRAME_FETCH_FAIL, &part, 1), 0);
	}
	double took = cpu_ms() - before;
	print_message("200 frames behind a backlog of 63 MiB: %.1f ms\n", took);
	outbox_done(&outbox);
	close(pair[0]);
	close(pair[1]);
	assert_true(took < 200);
}

static void a_peer_that_is_gone_is_an_error_that_is_kept(void **state)
{
	(void)state;
	/* With something kept, which is found out by the loop. */
	while (waiting() == 0)
		assert_int_equal(send_frame(1000, 1), 0);
	close(world.pair[1]);
	for (unsigned i = 0; i < 1000 && !world.outbox.error; i++)
		turn();
	assert_true(world.outbox.error == EPIPE || world.outbox.error == ECONNRESET);
	int error = world.outbox.error;
	/* Nobody is bothered by it, and nothing more is kept. */
	size_t kept = waiting();
	for (unsigned i = 0; i < 10000; i++)
		assert_int_equal(send_frame(1000, 1), 0);
	assert_int_equal(waiting(), kept);
	assert_int_equal(world.outbox.error, error);
	turn();
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, world.pair) == 0);
}

static void a_peer_that_was_gone_before_is_found_by_the_first_send(void **state)
{
	(void)state;
	close(world.pair[1]);
	assert_int_equal(send_frame(10, 1), 0);
	assert_int_equal(world.outbox.error, EPIPE);
	assert_int_equal(waiting(), 0);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, world.pair) == 0);
}

/* --- the first frame --------------------------------------------------------------------------------------- */

static char *first_data;

static void send_first(size_t bytes)
{
	static struct frame_header header;

	header = (struct frame_header){ .length = (uint32_t)bytes, .type = FRAME_RUN };
	first_data = malloc(bytes + 1);
	CHECK(first_data);
	for (size_t i = 0; i < bytes; i++)
		first_data[i] = (char)(i * 13 + i / 256);
	const struct iovec parts[] = {
		{ &header, sizeof(header) },
		{ first_data, bytes / 3 },
		{ NULL, 0 },
		{ first_data + bytes / 3, bytes - bytes / 3 },
	};
	outbox_send_first(&world.outbox, parts, 4);
	want(&header, sizeof(header));
	want(first_data, bytes);
}

static void the_first_frame_is_borrowed_and_comes_whole(void **state)
{
	(void)state;
	assert_false(outbox_has_sent_first(&world.outbox));
	send_first(1 << 20);
	assert_false(outbox_has_sent_first(&world.outbox));
	/* It is sent from where it stands. */
	assert_int_equal(world.outbox.kept.cap, 0);
	while (!outbox_has_sent_first(&world.outbox)) {
		read_some(10000);
		turn();
	}
	memset(first_data, 0xdd, 1 << 20);
	assert_all_came();
	free(first_data);
}

static void a_small_first_frame_has_gone_at_once(void **state)
{
	(void)state;
	send_first(10);
	assert_true(outbox_has_sent_first(&world.outbox));
	free(first_data);
	assert_all_came();
	assert_int_equal(send_frame(10, 2), 0);
	assert_all_came();
}

static void frames_come_behind_the_first(void **state)
{
	(void)state;
	send_first(200000);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(send_frame(i * 10, 3), 0);
	assert_false(outbox_has_sent_first(&world.outbox));
	assert_all_came();
	assert_true(outbox_has_sent_first(&world.outbox));
	free(first_data);
}

static void a_first_frame_that_nobody_takes_is_an_error(void **state)
{
	(void)state;
	close(world.pair[1]);
	send_first(100000);
	assert_int_equal(world.outbox.error, EPIPE);
	assert_false(outbox_has_sent_first(&world.outbox));
	assert_int_equal(send_frame(10, 1), 0);
	free(first_data);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, world.pair) == 0);
}

static void what_has_not_gone_is_forgotten(void **state)
{
	(void)state;
	send_first(100000);
	assert_int_equal(send_frame(1000, 1), 0);
	outbox_done(&world.outbox);
	free(first_data);
	while (read_some(SIZE_MAX) != 0)
		turn();
	turn();
	assert_true(world.got.len < 100000);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(frames_come_as_they_were_sent),
		TEST(a_frame_without_parts_is_a_header),
		TEST(order_and_bytes_are_kept_whatever_the_cell_s_pace),
		TEST(beyond_the_backlog_a_frame_is_refused_whole),
		TEST(a_slow_cell_does_not_make_sending_slow),
		TEST(a_peer_that_is_gone_is_an_error_that_is_kept),
		TEST(a_peer_that_was_gone_before_is_found_by_the_first_send),
		TEST(the_first_frame_is_borrowed_and_comes_whole),
		TEST(a_small_first_frame_has_gone_at_once),
		TEST(frames_come_behind_the_first),
		TEST(a_first_frame_that_nobody_takes_is_an_error),
		TEST(what_has_not_gone_is_forgotten),
	};

	return cmocka_run_group_tests_name("supervisor/outbox", tests, NULL, NULL);
}
