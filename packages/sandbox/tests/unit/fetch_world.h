/* SPDX-License-Identifier: MIT */
/*
 * For the tests of fetches, test_fetches.c and test_fetch_{heads,downloads,uploads,cancel,connections}.c: everything
 * around the fetches of one execution. In place of the cell, it keeps what comes of each fetch and fails the test at
 * frames that no cell could make sense of: a body before its head, anything behind an end, more than there was leave for.
 * In place of the network, a server and a name server of the test (origin.h, name_server.h).
 */
#ifndef UNTRUSTED_TESTS_FETCH_WORLD_H
#define UNTRUSTED_TESTS_FETCH_WORLD_H

#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json_scan.h"
#include "egress/egress.h"
#include "egress/fetches.h"
#include "name_server.h"
#include "origin.h"
#include "policy/allowlist.h"
#include "policy/network.h"

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

#define WORLD_ANSWERS_MAX 1024u
#define WORLD_AUDIT_MAX	  1024u
#define WORLD_BODY_KEPT	  ((size_t)4 << 20)
#define WORLD_PATIENCE_NS INT64_C(20000000000)
/* What does not come within this time does not come. */
#define WORLD_SETTLE_NS INT64_C(80000000)

/* What has come of one fetch. */
struct answer {
	unsigned heads, ends, fails;
	struct frame_fetch_head head;
	char status_text[FRAME_FETCH_STATUS_TEXT_MAX + 1];
	struct buf headers;
	struct buf body; /* its beginning */
	uint64_t body_bytes, chunks;
	uint64_t leave; /* of bytes of the body, all in all */
	uint64_t more;	/* leave for the request's body, beside the window */
	bool refused;
	char reason[FRAME_FETCH_REASON_MAX + 1];
};

static struct world {
	struct event_base *loop;
	struct event *tick;
	struct network network;
	struct allowlist allowlist;
	struct egress *egress;
	struct fetches_host host;
	struct fetches *fetches;
	struct origin origin;
	struct name_server names;
	struct answer answers[WORLD_ANSWERS_MAX]; /* by id */
	uint32_t last_id;
	char *audit[WORLD_AUDIT_MAX];
	unsigned audits;
	const char *broken; /* the first rule of the wire that was not kept */
} world;

#define EXPECT(condition)                                     \
	do {                                                  \
		if (!(condition) && !world.broken)            \
			world.broken = "not so: " #condition; \
	} while (0)

/* --- the cell ---------------------------------------------------------------------------------------------- */

static inline struct answer *answer_of(uint32_t id)
{
	CHECK(id < WORLD_ANSWERS_MAX);
	return &world.answers[id];
}

static inline bool is_over(uint32_t id)
{
	return answer_of(id)->ends + answer_of(id)->fails != 0;
}

static inline void take_head(struct answer *answer, const char *payload, size_t bytes)
{
	struct frame_fetch_head *head = &answer->head;

	EXPECT(answer->heads++ == 0);
	CHECK(bytes >= sizeof(*head));
	memcpy(head, payload, sizeof(*head));
	CHECK(bytes == sizeof(*head) + head->status_text_bytes + head->headers_bytes);
	CHECK(head->status_text_bytes <= FRAME_FETCH_STATUS_TEXT_MAX);
	CHECK(head->headers_bytes <= FRAME_FETCH_HEADERS_MAX);
	EXPECT(head->status >= 200 && head->status <= 999);
	memcpy(answer->status_text, payload + sizeof(*head), head->status_text_bytes);
	answer->headers.max = FRAME_FETCH_HEADERS_MAX;
	CHECK(buf_append(&answer->headers, payload + sizeof(*head) + head->status_text_bytes,
			 head->headers_bytes) == 0);
}

static inline void take_chunk(struct answer *answer, const char *data, size_t bytes)
{
	EXPECT(answer->heads == 1);
	EXPECT(bytes > 0 && bytes <= FRAME_FETCH_PIECE_MAX);
	answer->chunks++;
	answer->body_bytes += bytes;
	EXPECT(answer->body_bytes <= answer->leave);
	answer->body.max = WORLD_BODY_KEPT;
	if (answer->body.len + bytes <= answer->body.max)
		CHECK(buf_append(&answer->body, data, bytes) == 0);
}

static inline void take_fail(struct answer *answer, const char *payload, size_t bytes)
{
	struct frame_fetch_fail fail;
	size_t reason_bytes = bytes - sizeof(fail);

	CHECK(bytes > sizeof(fail) && reason_bytes <= FRAME_FETCH_REASON_MAX);
	memcpy(&fail, payload, sizeof(fail));
	memcpy(answer->reason, payload + sizeof(fail), reason_bytes);
	answer->refused = fail.refused;
	CHECK(fail.refused <= 1 && strlen(answer->reason) == reason_bytes);
	answer->fails++;
}

static inline void world_send(void *user, enum frame_type type, const struct iovec *parts,
			      int count)
{
	static char payload[FRAME_FETCH_HEADERS_MAX + FRAME_FETCH_PIECE_MAX];
	struct frame_fetch_credit credit;
	size_t bytes = 0;

	CHECK(user == &world);
	for (int i = 0; i < count; i++) {
		CHECK(bytes + parts[i].iov_len <= sizeof(payload));
		if (parts[i].iov_len != 0)
			memcpy(payload + bytes, parts[i].iov_base, parts[i].iov_len);
		bytes += parts[i].iov_len;
	}
	CHECK(bytes >= sizeof(credit.id));
	memcpy(&credit, payload, bytes < sizeof(credit) ? bytes : sizeof(credit));
	struct answer *answer = answer_of(credit.id);
	EXPECT(!is_over(credit.id));
	if (type == FRAME_FETCH_HEAD) {
		take_head(answer, payload, bytes);
	} else if (type == FRAME_FETCH_CHUNK) {
		take_chunk(answer, payload + sizeof(credit.id), bytes - sizeof(credit.id));
	} else if (type == FRAME_FETCH_END) {
		EXPECT(bytes == sizeof(credit.id) && answer->heads == 1);
		answer->ends++;
	} else if (type == FRAME_FETCH_FAIL) {
		take_fail(answer, payload, bytes);
	} else {
		CHECK(type == FRAME_FETCH_MORE && bytes == sizeof(credit));
		EXPECT(credit.bytes > 0);
		answer->more += credit.bytes;
	}
}

/* Copies are exactly as large, so that a sanitizer sees what is read beyond them. */
static inline void *exact_copy(const void *data, size_t bytes)
{
	void *copy = malloc(bytes ? bytes : 1);

	CHECK(copy);
	if (bytes)
		memcpy(copy, data, bytes);
	return copy;
}

/* A whole FRAME_FETCH. @headers: {name, NUL, value, NUL}*. */
struct wish {
	uint32_t id;
	const char *method, *url;
	const char *headers;
	size_t headers_bytes;
	bool has_body;
	uint32_t body_bytes;
};

static inline int start(const struct wish *wish)
{
	const struct frame_fetch head = {
		.id = wish->id,
		.has_body = wish->has_body,
		.body_bytes = wish->body_bytes,
		.method_bytes = (uint32_t)strlen(wish->method),
		.url_bytes = (uint32_t)strlen(wish->url),
		.headers_bytes = (uint32_t)wish->headers_bytes,
	};
	struct buf payload = { .max = 1u << 20 };

	CHECK(buf_append(&payload, &head, sizeof(head)) == 0 &&
	      buf_append_str(&payload, wish->method) == 0 &&
	      buf_append_str(&payload, wish->url) == 0 &&
	      buf_append(&payload, wish->headers, wish->headers_bytes) == 0);
	uint8_t *copy = exact_copy(payload.data, payload.len);
	answer_of(wish->id)->leave = FRAME_FETCH_RECEIVE_WINDOW;
	int rc = fetches_on_start(world.fetches, copy, (uint32_t)payload.len);
	free(copy);
	buf_done(&payload);
	return rc;
}

/* On the server; valid until the next call. */
static inline const char *url_of(const char *path)
{
	static char url[256];

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", world.origin.port, path);
	return url;
}

/* With the name server in between. */
static inline const char *named_url_of(const char *host, const char *path)
{
	static char url[256];

	snprintf(url, sizeof(url), "http://%s:%u%s", host, world.origin.port, path);
	return url;
}

/* These return the fetch's id. */
static inline uint32_t ask(const char *method, const char *url)
{
	const struct wish wish = { .id = ++world.last_id, .method = method, .url = url };

	assert_int_equal(start(&wish), 0);
	return wish.id;
}

static inline uint32_t get(const char *path)
{
	return ask("GET", url_of(path));
}

static inline uint32_t post(const char *path, uint32_t body_bytes)
{
	const struct wish wish = {
		.id = ++world.last_id,
		.method = "POST",
		.url = url_of(path),
		.has_body = true,
		.body_bytes = body_bytes,
	};

	assert_int_equal(start(&wish), 0);
	return wish.id;
}

static inline int give_body(uint32_t id, const void *data, size_t bytes)
{
	const struct frame_fetch_id head = { id };
	uint8_t *copy = malloc(sizeof(head) + bytes);

	CHECK(copy);
	memcpy(copy, &head, sizeof(head));
	if (bytes)
		memcpy(copy + sizeof(head), data, bytes);
	int rc = fetches_on_body(world.fetches, copy, (uint32_t)(sizeof(head) + bytes));
	free(copy);
	return rc;
}

static inline int give_credit(uint32_t id, uint32_t bytes)
{
	const struct frame_fetch_credit credit = { id, bytes };
	uint8_t *copy = exact_copy(&credit, sizeof(credit));

	if (id < WORLD_ANSWERS_MAX)
		answer_of(id)->leave += bytes;
	int rc = fetches_on_credit(world.fetches, copy, sizeof(credit));
	free(copy);
	return rc;
}

static inline int cancel(uint32_t id)
{
	const struct frame_fetch_id frame = { id };
	uint8_t *copy = exact_copy(&frame, sizeof(frame));
	int rc = fetches_on_cancel(world.fetches, copy, sizeof(frame));

	free(copy);
	return rc;
}

/* The value of a response's header, NULL if it has none. */
static inline const char *header_of(uint32_t id, const char *name)
{
	const struct buf *block = &answer_of(id)->headers;

	for (size_t at = 0; at < block->len;) {
		const char *found = block->data + at;
		const char *value = found + strlen(found) + 1;
		if (strcmp(found, name) == 0)
			return value;
		at = (size_t)(value + strlen(value) + 1 - block->data);
	}
	return NULL;
}

/* --- the deployer ------------------------------------------------------------------------------------------ */

static inline void world_on_audit(void *user, const char *line, size_t bytes)
{
	CHECK(user == &world && json_scan_value(line, bytes, NULL, NULL) == 0);
	CHECK(!memchr(line, '\n', bytes) && world.audits < WORLD_AUDIT_MAX);
	world.audit[world.audits++] = strndup(line, bytes);
}

/* A member of an audit line, as text; NULL if there is none. Valid until the next call. */
static inline const char *audit_member(unsigned index, const char *name)
{
	static char text[512];

	CHECK(index < world.audits);
	json_t *line = json_loads(world.audit[index], JSON_REJECT_DUPLICATES, NULL);
	json_t *member = json_object_get(line, name);

	CHECK(line);
	if (json_is_string(member))
		snprintf(text, sizeof(text), "%s", json_string_value(member));
	else if (json_is_integer(member))
		snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(member));
	bool is_there = member != NULL;
	json_decref(line);
	return is_there ? text : NULL;
}

/* Lines in which the member is @value (NULL: not there). */
static inline unsigned count_audits(const char *name, const char *value)
{
	unsigned count = 0;

	for (unsigned i = 0; i < world.audits; i++) {
		const char *text = audit_member(i, name);
		count += text && value ? strcmp(text, value) == 0 : text == value;
	}
	return count;
}

/* --- time -------------------------------------------------------------------------------------------------- */

static inline void world_on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
}

static inline void turn(void)
{
	CHECK(event_base_loop(world.loop, EVLOOP_ONCE) >= 0);
	if (world.broken) {
		const char *broken = world.broken;
		world.broken = NULL;
		fail_msg("%s", broken);
	}
}

#define WAIT_FOR(condition)                                                    \
	do {                                                                   \
		int64_t until = clock_now_ns() + WORLD_PATIENCE_NS;            \
		while (!(condition)) {                                         \
			if (clock_now_ns() > until)                            \
				fail_msg("waited in vain for %s", #condition); \
			turn();                                                \
		}                                                              \
	} while (0)

/* Until nothing happens any more. */
static inline void settle(void)
{
	int64_t until = clock_now_ns() + WORLD_SETTLE_NS;

	while (clock_now_ns() < until)
		turn();
}

/* The server's connection number @index, once a whole head of a request has come there. */
static inline struct origin_connection *asked_connection(unsigned index)
{
	struct origin_connection *connection = &world.origin.connections[index];

	WAIT_FOR(world.origin.accepted > index && origin_has(connection, "\r\n\r\n"));
	return connection;
}

/* Answers it in one go, and waits until the cell has it all. */
static inline void answer_whole(unsigned index, uint32_t id)
{
	struct origin_connection *connection = asked_connection(index);

	origin_forget(connection);
	origin_say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
	WAIT_FOR(is_over(id));
	assert_int_equal(answer_of(id)->ends, 1);
	assert_int_equal(answer_of(id)->body_bytes, 2);
}

static inline void assert_failed(uint32_t id, const char *reason)
{
	WAIT_FOR(is_over(id));
	const struct answer *answer = answer_of(id);
	if (answer->fails != 1 || answer->refused || strcmp(answer->reason, reason) != 0)
		fail_msg("ends %u fails %u refused %d: %s", answer->ends, answer->fails,
			 answer->refused, answer->reason);
}

static inline void assert_refused(uint32_t id, const char *reason)
{
	WAIT_FOR(is_over(id));
	const struct answer *answer = answer_of(id);
	assert_true(answer->refused);
	assert_string_equal(answer->reason, reason);
	assert_int_equal(answer->heads, 0);
}

/* --- all of it --------------------------------------------------------------------------------------------- */

static inline void world_allow(const char *host)
{
	CHECK(allowlist_add(&world.allowlist, host, strlen(host), &world.network) == ALLOWLIST_OK);
}

static inline struct fetches *new_fetches(void)
{
	struct fetches *fetches = fetches_new(&world.host);

	CHECK(fetches);
	return fetches;
}

static inline void world_close_egress(void)
{
	fetches_free(world.fetches);
	world.fetches = NULL;
	egress_close(world.egress);
	world.egress = NULL;
}

/* With other caps than setup()'s. */
static inline void world_open_egress(unsigned fetches, unsigned at_once)
{
	const char *const dns_servers[] = { world.names.address, NULL };
	const struct egress_options options = {
		.loop = world.loop,
		.network = &world.network,
		.dns_servers = dns_servers,
		.fetches = fetches,
		.fetches_at_once = at_once,
		.on_audit = world_on_audit,
		.user = &world,
	};

	world_close_egress();
	CHECK(egress_open(&options, &world.egress) == 0);
	world.host = (struct fetches_host){
		.egress = world.egress,
		.allowlist = &world.allowlist,
		.execution_id = "execution \"1\"",
		.send = world_send,
		.user = &world,
	};
	world.fetches = new_fetches();
}

static inline void world_open(int backlog, int receive_bytes)
{
	const struct timeval tick = { .tv_usec = 5000 };
	char port[8];

	memset(&world, 0, sizeof(world));
	world.loop = event_base_new();
	CHECK(world.loop);
	world.tick = event_new(world.loop, -1, EV_PERSIST, world_on_tick, NULL);
	CHECK(world.tick && event_add(world.tick, &tick) == 0);
	world.origin.receive_bytes = receive_bytes;
	origin_open(&world.origin, world.loop, backlog);
	name_server_open(&world.names, world.loop);
	snprintf(port, sizeof(port), "%u", world.origin.port);
	CHECK(network_allow_range(&world.network, "127.0.0.0/8") == NETWORK_OK &&
	      network_allow_port(&world.network, port) == NETWORK_OK);
	world_allow("127.0.0.1");
	world_allow("server.test");
	world_open_egress(50, 6);
}

static inline int setup(void **state)
{
	(void)state;
	world_open(64, 0);
	return 0;
}

/* Its sockets take little, so that a server that does not read is soon felt. */
static inline int setup_with_small_sockets(void **state)
{
	(void)state;
	world_open(64, 4096);
	return 0;
}

/* A connection that is not accepted hangs. */
static inline int setup_without_backlog(void **state)
{
	(void)state;
	world_open(0, 0);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	world_close_egress();
	origin_close(&world.origin);
	name_server_close(&world.names);
	event_free(world.tick);
	event_base_free(world.loop);
	allowlist_done(&world.allowlist);
	network_done(&world.network);
	for (unsigned i = 0; i < world.audits; i++)
		free(world.audit[i]);
	for (unsigned i = 0; i < WORLD_ANSWERS_MAX; i++) {
		buf_done(&world.answers[i].headers);
		buf_done(&world.answers[i].body);
	}
	return 0;
}

/* A test in a world of its own. */
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
