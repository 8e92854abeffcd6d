/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "policy/network.h"

static void every_fault_has_a_text(void **state)
{
	(void)state;
	for (int i = 0; i < NETWORK_FAULT_COUNT; i++)
		assert_true(strlen(network_fault_text((enum network_fault)i)) > 0);
}

static void ports_80_and_443_are_allowed(void **state)
{
	(void)state;
	struct network network = { .port_count = 0 };
	assert_true(network_allows_port(&network, 80));
	assert_true(network_allows_port(&network, 443));
	assert_false(network_allows_port(&network, 0));
	assert_false(network_allows_port(&network, 8080));
	assert_int_equal(network_allow_port(&network, "8080"), NETWORK_OK);
	assert_int_equal(network_allow_port(&network, "65535"), NETWORK_OK);
	assert_true(network_allows_port(&network, 8080));
	assert_true(network_allows_port(&network, 65535));
	assert_false(network_allows_port(&network, 8081));
}

static void what_is_no_port_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "",    "0",   "080", "65536",     "99999", "100000",
					     "80 ", " 80", "+80", "-80",       "0x50",	"http",
					     "8/",  "8:",  "8a",  "4294967376" };
	struct network network = { .port_count = 0 };
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++)
		assert_int_equal(network_allow_port(&network, wrong[i]), NETWORK_NOT_A_PORT);
	assert_int_equal(network.port_count, 0);
}

static void ranges_are_read(void **state)
{
	(void)state;
	struct network network = { .range_count = 0 };
	assert_int_equal(network_allow_range(&network, "10.0.0.0/8"), NETWORK_OK);
	assert_int_equal(network_allow_range(&network, "::1"), NETWORK_OK);
	assert_int_equal(network_allow_range(&network, "10.0.0.1/8"), NETWORK_NOT_A_RANGE);
	assert_int_equal(network_allow_range(&network, "ten"), NETWORK_NOT_A_RANGE);
	assert_int_equal(network.range_count, 2);
	assert_int_equal(network.ranges[0].prefix, 8);
	assert_true(network.ranges[1].base.is_v6);
}

static void there_is_room_for_so_many_and_no_more(void **state)
{
	(void)state;
	struct network network = { .range_count = 0 };
	for (unsigned i = 0; i < NETWORK_RANGES_MAX; i++)
		assert_int_equal(network_allow_range(&network, "10.0.0.0/8"), NETWORK_OK);
	for (unsigned i = 0; i < NETWORK_PORTS_MAX; i++)
		assert_int_equal(network_allow_port(&network, "8080"), NETWORK_OK);
	for (unsigned i = 0; i < NETWORK_OUTER_MAX; i++)
		assert_int_equal(network_add_outer(&network, "example.com", 11), ALLOWLIST_OK);
	assert_int_equal(network_allow_range(&network, "10.0.0.0/8"), NETWORK_TOO_MANY);
	assert_int_equal(network_allow_port(&network, "8080"), NETWORK_TOO_MANY);
	assert_int_equal(network_add_outer(&network, "example.com", 11), ALLOWLIST_TOO_MANY);
	assert_int_equal(network.outer.count, NETWORK_OUTER_MAX);
	network_done(&network);
}

static void loopback_is_allowed_by_any_part_of_it(void **state)
{
	(void)state;
	static const struct {
		const char *range;
		bool allows;
	} cases[] = {
		{ "127.0.0.0/8", true }, { "127.0.0.1", true },	  { "127.9.0.0/16", true },
		{ "0.0.0.0/0", true },	 { "126.0.0.0/7", true }, { "::1", true },
		{ "::/64", true },	 { "10.0.0.0/8", false }, { "128.0.0.0/1", false },
		{ "fd00::/8", false },	 { "::2", false },
	};
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct network network = { .range_count = 0 };
		assert_false(network_allows_loopback(&network));
		assert_int_equal(network_allow_range(&network, cases[i].range), NETWORK_OK);
		assert_int_equal(network_allows_loopback(&network), cases[i].allows);
	}
}

static void runtime_api_is_an_address_or_a_name(void **state)
{
	(void)state;
	struct network network = { .runtime_port = 0 };
	assert_int_equal(network_set_runtime_api(&network, "127.0.0.1:9001"), NETWORK_OK);
	assert_true(network.runtime_is_address);
	assert_string_equal(network.runtime_host, "127.0.0.1");
	assert_int_equal(network.runtime_port, 9001);
	assert_int_equal(network.runtime_address.bytes[0], 127);
	assert_int_equal(network_set_runtime_api(&network, "[::1]:9002"), NETWORK_OK);
	assert_true(network.runtime_is_address && network.runtime_address.is_v6);
	assert_string_equal(network.runtime_host, "::1");
	assert_int_equal(network_set_runtime_api(&network, "Runtime.internal:80"), NETWORK_OK);
	assert_false(network.runtime_is_address);
	assert_string_equal(network.runtime_host, "runtime.internal");
	assert_int_equal(network_set_runtime_api(&network, "localhost:9001"), NETWORK_OK);
	assert_true(network.runtime_is_address);
	assert_int_equal(network.runtime_address.bytes[0], 127);
}

static void what_is_no_endpoint_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",	    "127.0.0.1", "127.0.0.1:",	  "127.0.0.1:0", ":9001",
		"::1:9001", "a b:9001",	 "http://a:9001", "127.1:9001",	 "a:9001/x"
	};
	struct network network = { .runtime_port = 77 };
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++)
		assert_int_equal(network_set_runtime_api(&network, wrong[i]),
				 NETWORK_NOT_AN_ENDPOINT);
	assert_int_equal(network.runtime_port, 77);
	assert_string_equal(network.runtime_host, "");
}

static void outer_list_bounds_others_and_not_itself(void **state)
{
	(void)state;
	struct network network = { .has_outer = false };
	struct allowlist list = { .count = 0 };
	assert_int_equal(network_add_outer(&network, "example.com", 11), ALLOWLIST_OK);
	assert_int_equal(network_add_outer(&network, "example.org", 11), ALLOWLIST_OK);
	assert_true(network.has_outer);
	assert_int_equal(allowlist_add(&list, "a.example.org", 13, &network), ALLOWLIST_OK);
	assert_int_equal(allowlist_add(&list, "evil.com", 8, &network), ALLOWLIST_OUTSIDE_OUTER);
	allowlist_done(&list);
	network_done(&network);
}

static void outer_list_stands_after_a_refused_entry(void **state)
{
	(void)state;
	struct network network = { .has_outer = false };
	struct allowlist list = { .count = 0 };
	assert_int_equal(network_add_outer(&network, "com", 3), ALLOWLIST_PUBLIC_SUFFIX);
	assert_true(network.has_outer);
	assert_int_equal(allowlist_add(&list, "example.com", 11, &network),
			 ALLOWLIST_OUTSIDE_OUTER);
	network_done(&network);
}

static void released_network_allows_nothing_more(void **state)
{
	(void)state;
	struct network network = { .range_count = 0 };
	assert_int_equal(network_allow_range(&network, "127.0.0.0/8"), NETWORK_OK);
	assert_int_equal(network_allow_port(&network, "8080"), NETWORK_OK);
	assert_int_equal(network_add_outer(&network, "example.com", 11), ALLOWLIST_OK);
	network_done(&network);
	assert_false(network_allows_port(&network, 8080));
	assert_false(network_allows_loopback(&network));
	assert_false(network.has_outer);
	network_done(&network);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_has_a_text),
		cmocka_unit_test(ports_80_and_443_are_allowed),
		cmocka_unit_test(what_is_no_port_is_refused),
		cmocka_unit_test(ranges_are_read),
		cmocka_unit_test(there_is_room_for_so_many_and_no_more),
		cmocka_unit_test(loopback_is_allowed_by_any_part_of_it),
		cmocka_unit_test(runtime_api_is_an_address_or_a_name),
		cmocka_unit_test(what_is_no_endpoint_is_refused),
		cmocka_unit_test(outer_list_bounds_others_and_not_itself),
		cmocka_unit_test(outer_list_stands_after_a_refused_entry),
		cmocka_unit_test(released_network_allows_nothing_more),
	};
	return cmocka_run_group_tests_name("policy/network", tests, NULL, NULL);
}
