/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "front/listen_address.h"
#include "guard.h"

static struct listen_address parse(const char *text)
{
	struct listen_address address = { 0 };
	const char *reason = NULL;

	assert_int_equal(listen_address_parse(text, &address, &reason), 0);
	return address;
}

static void addresses_are_read_and_written_for_people(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "127.0.0.1:9000", "http://127.0.0.1:9000" },
		{ "localhost:0", "http://127.0.0.1:0" },
		{ "[::1]:65535", "http://[::1]:65535" },
		{ "0.0.0.0:80", "http://0.0.0.0:80" },
		{ "unix:/run/a:b.sock", "unix:/run/a:b.sock" },
	};
	for (size_t i = 0; i < UNIT_COUNT(pairs); i++) {
		char text[LISTEN_ADDRESS_TEXT_MAX];
		struct listen_address address = parse(pairs[i][0]);
		listen_address_format(&address, text);
		assert_string_equal(text, pairs[i][1]);
	}
}

static void other_texts_are_refused_with_a_reason(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"9000",
		":9000",
		"127.0.0.1",
		"127.0.0.1:",
		"127.0.0.1:65536",
		"127.0.0.1:-1",
		"127.0.0.1:99999999999999999999",
		"127.1:80",
		"example.com:80",
		"::1:80",
		"[]:80",
		"[::1]",
		"[::1:80",
		"[127.0.0.1]:80",
		"unix:",
		"a name that is longer than the longest address may be in its brackets:80",
	};
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct listen_address address;
		const char *reason = NULL;
		assert_int_equal(listen_address_parse(texts[i], &address, &reason), -EINVAL);
		assert_non_null(reason);
	}
}

static void a_unix_path_has_at_most_107_bytes(void **state)
{
	(void)state;
	char text[5 + 109] = "unix:";
	struct listen_address address;
	const char *reason = NULL;

	memset(text + 5, 'x', 108);
	text[5 + 108] = '\0';
	assert_int_equal(listen_address_parse(text, &address, &reason), -EINVAL);
	text[5 + 107] = '\0';
	assert_int_equal(listen_address_parse(text, &address, &reason), 0);
}

static void loopback_and_unix_sockets_are_local(void **state)
{
	(void)state;
	static const char *const local[] = { "127.0.0.1:1", "127.9.9.9:1", "[::1]:1",
					     "[::ffff:127.0.0.1]:1", "unix:/x" };
	static const char *const open[] = { "0.0.0.0:1", "[::]:1", "192.0.2.1:1",
					    "[::ffff:192.0.2.1]:1", "[2001:db8::1]:1" };

	for (size_t i = 0; i < UNIT_COUNT(local); i++) {
		struct listen_address address = parse(local[i]);
		assert_true(listen_address_is_local(&address));
	}
	for (size_t i = 0; i < UNIT_COUNT(open); i++) {
		struct listen_address address = parse(open[i]);
		assert_false(listen_address_is_local(&address));
	}
}

static bool names_loopback(const char *host, size_t bytes)
{
	struct guard guard = guard_copy(host, bytes);
	bool yes = listen_address_names_loopback((struct json_scan_slice){ guard.text, bytes });

	guard_done(&guard);
	return yes;
}

static void hosts_name_this_machine_only_by_loopback(void **state)
{
	(void)state;
	static const char *const here[] = { "localhost", "LOCALHOST:1", "127.0.0.1:9000",
					    "127.9.9.9", "[::1]",	"[::1]:80" };
	static const char *const elsewhere[] = {
		"",
		":80",
		"evil.example",
		"localhost.evil.example",
		"127.0.0.1.evil.example",
		"192.0.2.1",
		"0.0.0.0",
		"[::2]",
		"[::1",
		"::1",
		"x@localhost",
		"localhost.",
		"localhost:1:2",
	};

	for (size_t i = 0; i < UNIT_COUNT(here); i++)
		assert_true(names_loopback(here[i], strlen(here[i])));
	for (size_t i = 0; i < UNIT_COUNT(elsewhere); i++)
		assert_false(names_loopback(elsewhere[i], strlen(elsewhere[i])));
	assert_false(names_loopback("localhost\0.evil.example", 23));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read_and_written_for_people),
		cmocka_unit_test(other_texts_are_refused_with_a_reason),
		cmocka_unit_test(a_unix_path_has_at_most_107_bytes),
		cmocka_unit_test(loopback_and_unix_sockets_are_local),
		cmocka_unit_test(hosts_name_this_machine_only_by_loopback),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
