/* SPDX-License-Identifier: MIT */
/* Allowlists. Which entries are refused, and why, is in contract/policy-cases.json (test_policy_cases.c). */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "failing_memory.h"
#include "guard.h"
#include "policy/allowlist.h"
#include "policy/network.h"

static const struct network nothing;

static enum allowlist_fault add(struct allowlist *allowlist, const char *text,
				const struct network *network)
{
	struct guard guard = guard_copy(text, strlen(text));
	enum allowlist_fault fault = allowlist_add(allowlist, guard.text, strlen(text), network);
	guard_done(&guard);
	return fault;
}

static void every_fault_has_a_text_that_follows_the_entry(void **state)
{
	(void)state;
	for (int i = 0; i < ALLOWLIST_FAULT_COUNT; i++) {
		const char *text = allowlist_fault_text((enum allowlist_fault)i);
		assert_non_null(text);
		/* `allowedDomains[2] "co.uk" is a public suffix, …` */
		assert_true(text[0] >= 'a' && text[0] <= 'z');
		assert_true(text[strlen(text) - 1] != '.');
	}
	assert_string_equal(allowlist_fault_text(ALLOWLIST_PUBLIC_SUFFIX),
			    "is a public suffix, under which anyone can have a name");
}

static void entry_is_kept_in_its_canonical_spelling(void **state)
{
	(void)state;
	struct allowlist list = { .count = 0 };
	assert_int_equal(add(&list, "Example.COM.", &nothing), ALLOWLIST_OK);
	assert_int_equal(add(&list, "*.münchen.de", &nothing), ALLOWLIST_OK);
	assert_int_equal(add(&list, "HTTPS://api.example.com", &nothing), ALLOWLIST_OK);
	assert_int_equal(add(&list, "http://example.com:443", &nothing), ALLOWLIST_OK);
	assert_int_equal(list.count, 4);
	assert_int_equal(list.entries[0].kind, ALLOWLIST_HOST);
	assert_string_equal(list.entries[0].host, "example.com");
	assert_int_equal(list.entries[1].kind, ALLOWLIST_WILDCARD);
	assert_string_equal(list.entries[1].host, "xn--mnchen-3ya.de");
	assert_int_equal(list.entries[2].kind, ALLOWLIST_ORIGIN);
	assert_true(list.entries[2].is_https);
	assert_int_equal(list.entries[2].port, 443);
	assert_int_equal(list.entries[3].kind, ALLOWLIST_ORIGIN);
	assert_false(list.entries[3].is_https);
	assert_int_equal(list.entries[3].port, 443);
	allowlist_done(&list);
}

static void refused_entry_leaves_the_list_alone(void **state)
{
	(void)state;
	struct allowlist list = { .count = 0 };
	struct allowlist_entry entry = { .port = 77 };
	assert_int_equal(add(&list, "example.com", &nothing), ALLOWLIST_OK);
	assert_int_equal(add(&list, "co.uk", &nothing), ALLOWLIST_PUBLIC_SUFFIX);
	assert_int_equal(list.count, 1);
	assert_int_equal(allowlist_entry_parse("co.uk", 5, &nothing, &entry),
			 ALLOWLIST_PUBLIC_SUFFIX);
	assert_int_equal(entry.port, 77);
	allowlist_done(&list);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	struct allowlist_entry entry;
	assert_int_equal(allowlist_entry_parse("\xff.com", 5, &nothing, &entry),
			 ALLOWLIST_NOT_A_NAME);
	assert_int_equal(allowlist_entry_parse("a.com\0", 6, &nothing, &entry),
			 ALLOWLIST_NOT_A_NAME);
	assert_int_equal(allowlist_entry_parse("http\0://a.com", 13, &nothing, &entry),
			 ALLOWLIST_SCHEME);
	assert_int_equal(allowlist_entry_parse("https://a.com:80\0", 17, &nothing, &entry),
			 ALLOWLIST_BAD_PORT);
	assert_int_equal(allowlist_entry_parse("\xe8ttp://a.com", 12, &nothing, &entry),
			 ALLOWLIST_SCHEME);
}

static void longest_entry_fits(void **state)
{
	(void)state;
	struct network network = { .port_count = 1, .ports = { 65535 } };
	struct allowlist list = { .count = 0 };
	char text[300] = "https://";
	memset(text + 8, 'a', 253);
	for (size_t i = 8 + 63; i < 8 + 253; i += 64)
		text[i] = '.';
	memcpy(text + 8 + 253, ":65535", 7);
	assert_int_equal(strlen(text), 267);
	assert_int_equal(add(&list, text, &network), ALLOWLIST_OK);
	memcpy(text + 8 + 253, ".:65535", 8);
	assert_int_equal(add(&list, text, &network), ALLOWLIST_TOO_LONG);
	assert_int_equal(list.count, 1);
	assert_int_equal(strlen(list.entries[0].host), 253);
	allowlist_done(&list);
}

static void many_entries_are_all_found(void **state)
{
	(void)state;
	struct allowlist list = { .count = 0 };
	char text[] = "a00.example.com";
	for (int i = 0; i < 100; i++) {
		text[1] = (char)('0' + i / 10);
		text[2] = (char)('0' + i % 10);
		assert_int_equal(add(&list, text, &nothing), ALLOWLIST_OK);
	}
	assert_int_equal(list.count, 100);
	assert_true(allowlist_matches(&list, true, "a00.example.com", false, 443));
	assert_true(allowlist_matches(&list, false, "x.a99.example.com", false, 80));
	assert_false(allowlist_matches(&list, false, "example.com", false, 80));
	allowlist_done(&list);
}

static void address_is_no_name(void **state)
{
	(void)state;
	struct network network = { .range_count = 0 };
	struct allowlist list = { .count = 0 };
	assert_int_equal(network_allow_range(&network, "10.0.0.0/8"), NETWORK_OK);
	assert_int_equal(add(&list, "10.0.0.1", &network), ALLOWLIST_OK);
	assert_int_equal(add(&list, "http://10.0.0.2", &network), ALLOWLIST_OK);
	assert_true(allowlist_matches(&list, false, "10.0.0.1", true, 80));
	assert_false(allowlist_matches(&list, false, "10.0.0.1", false, 80));
	assert_false(allowlist_matches(&list, false, "1.10.0.0.1", true, 80));
	assert_true(allowlist_matches(&list, false, "10.0.0.2", true, 80));
	assert_false(allowlist_matches(&list, true, "10.0.0.2", true, 443));
	allowlist_done(&list);
	network_done(&network);
}

static void empty_list_allows_and_covers_nothing(void **state)
{
	(void)state;
	struct allowlist empty = { .count = 0 };
	struct allowlist_entry entry;
	assert_int_equal(allowlist_entry_parse("example.com", 11, &nothing, &entry), ALLOWLIST_OK);
	assert_false(allowlist_matches(&empty, true, "example.com", false, 443));
	assert_false(allowlist_covers(&empty, &entry));
}

static void failed_allocation_is_an_honest_error(void **state)
{
	(void)state;
	struct allowlist list = { .count = 0 };
	assert_int_equal(add(&list, "example.com", &nothing), ALLOWLIST_OK);
	failing_memory_after(0);
	enum allowlist_fault fault = allowlist_add(&list, "example.org", 11, &nothing);
	failing_memory_end();
	assert_int_equal(fault, ALLOWLIST_NO_MEMORY);
	assert_int_equal(list.count, 1);
	assert_true(allowlist_matches(&list, true, "example.com", false, 443));
	allowlist_done(&list);
}

static void released_list_may_be_released_again(void **state)
{
	(void)state;
	struct allowlist list = { .count = 0 };
	assert_int_equal(add(&list, "example.com", &nothing), ALLOWLIST_OK);
	allowlist_done(&list);
	allowlist_done(&list);
	assert_int_equal(list.count, 0);
	assert_false(allowlist_matches(&list, true, "example.com", false, 443));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_has_a_text_that_follows_the_entry),
		cmocka_unit_test(entry_is_kept_in_its_canonical_spelling),
		cmocka_unit_test(refused_entry_leaves_the_list_alone),
		cmocka_unit_test(bytes_that_are_no_text_are_refused),
		cmocka_unit_test(longest_entry_fits),
		cmocka_unit_test(many_entries_are_all_found),
		cmocka_unit_test(address_is_no_name),
		cmocka_unit_test(empty_list_allows_and_covers_nothing),
		cmocka_unit_test(failed_allocation_is_an_honest_error),
		cmocka_unit_test(released_list_may_be_released_again),
	};
	return cmocka_run_group_tests_name("policy/allowlist", tests, NULL, NULL);
}
