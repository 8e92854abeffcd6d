/* SPDX-License-Identifier: MIT */
/* The fetches of an execution: what goes out and comes back, what does not, and in which order; loopback only. */
#include "fetch_world.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_response_comes_whole),
		TEST(a_request_goes_out_as_it_was_asked_for),
		TEST(headers_go_out_in_their_order),
		TEST(usage_and_audit_line_tell_what_was_sent_and_received),
		TEST(usage_of_what_is_under_way_counts),
		TEST(ids_rise),
		TEST(frames_about_what_never_was_are_against_the_protocol),
		TEST(frames_about_what_is_over_are_nothing),
		TEST(what_is_no_request_is_against_the_protocol),
		TEST(what_is_not_allowed_is_refused_and_never_connects),
		TEST(an_empty_allowlist_is_told),
		TEST(a_name_with_an_address_that_is_not_public_is_refused),
		TEST(a_name_is_resolved_once),
		TEST(a_name_that_is_not_found_fails_for_all_who_wait_and_all_after_them),
		TEST(so_many_go_at_once_and_the_others_in_their_order),
		TEST(a_refusal_waits_for_its_turn_and_makes_room),
		TEST(beyond_the_cap_all_are_refused_with_one_line_of_audit),
		TEST(refused_ones_count_towards_the_cap),
	};

	return cmocka_run_group_tests_name("egress/fetches", tests, NULL, NULL);
}
