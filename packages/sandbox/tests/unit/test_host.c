/* SPDX-License-Identifier: MIT */
/* Hosts. Many more spellings are in contract/policy-cases.json (test_policy_cases.c). */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "guard.h"
#include "policy/host.h"

static bool parse(const char *text, size_t bytes, struct host *out)
{
	struct guard guard = guard_copy(text, bytes);
	bool is_host = host_parse(guard.text, bytes, out);
	guard_done(&guard);
	return is_host;
}

static void assert_host(const char *text, const char *wanted)
{
	struct host host, again;
	assert_true(parse(text, strlen(text), &host));
	assert_string_equal(host.text, wanted);
	/* A canonical host is its own canonical spelling. */
	if (!host.is_address) {
		assert_true(parse(host.text, strlen(host.text), &again));
		assert_string_equal(again.text, host.text);
	}
}

static void assert_none(const char *text, size_t bytes)
{
	struct host host = { .text = "untouched" };
	assert_false(parse(text, bytes, &host));
	assert_string_equal(host.text, "untouched");
}

static void names_become_lower_case_without_a_dot(void **state)
{
	(void)state;
	assert_host("example.com", "example.com");
	assert_host("EXAMPLE.com.", "example.com");
	assert_host("Z.a_b-9.COM", "z.a_b-9.com");
	assert_host("localhost", "localhost");
}

static void names_become_ascii(void **state)
{
	(void)state;
	assert_host("münchen.de", "xn--mnchen-3ya.de");
	assert_host("XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de");
	assert_host("faß.de", "xn--fa-hia.de");
	assert_host("ＥＸＡＭＰＬＥ。ｃｏｍ。", "example.com");
}

static void addresses_become_what_rfc_5952_writes(void **state)
{
	(void)state;
	struct host host;
	assert_host("127.0.0.1", "127.0.0.1");
	assert_host("[::1]", "::1");
	assert_host("[2001:DB8:0:0::01]", "2001:db8::1");
	assert_true(parse("[::1]", 5, &host));
	assert_true(host.is_address && host.address.is_v6);
	assert_true(parse("1.2.3.4", 7, &host));
	assert_true(host.is_address && !host.address.is_v6);
	assert_true(parse("example.com", 11, &host));
	assert_false(host.is_address);
}

static void brackets_are_for_ipv6_alone(void **state)
{
	(void)state;
	assert_none("::1", 3);
	assert_none("[127.0.0.1]", 11);
	assert_none("[example.com]", 13);
	assert_none("[]", 2);
	assert_none("[", 1);
	assert_none("[::1", 4);
	assert_none("::1]", 4);
	assert_none("[[::1]]", 7);
}

static void what_is_a_number_is_no_name(void **state)
{
	(void)state;
	static const char *const numbers[] = {
		"1",	     "0x",	     "0x7f", "0X7F",	     "127.1",	   "0177.0.0.1",
		"256.0.0.1", "1.2.3.4.",     "a.1",  "a.0xff",	     "a.b.007",	   "0",
		"1.2.3.4.5", "１２７.0.0.1", "①",    "127。0。0。1", "example.１",
	};
	for (size_t i = 0; i < UNIT_COUNT(numbers); i++)
		assert_none(numbers[i], strlen(numbers[i]));
	assert_host("1a", "1a");
	assert_host("0xg", "0xg");
	assert_host("1.2.3.4a", "1.2.3.4a");
	assert_host("0.com", "0.com");
}

static void broken_names_are_refused(void **state)
{
	(void)state;
	static const char *const broken[] = {
		"",
		".",
		"..",
		".a.com",
		"a..com",
		"a.com..",
		"-a.com",
		"a-.com",
		"a b.com",
		"a/b.com",
		"a%62.com",
		"a*.com",
		"a@b.com",
		"a:80",
		"xn--.com",
		"xn--a.com",
		"xn--example-.com",
		"\u00ad.com",
		"☃.net",
		"１２７％.com",
		"a\u200db.com",
		"{.com",
		"`.com",
		"[.com",
	};
	for (size_t i = 0; i < UNIT_COUNT(broken); i++)
		assert_none(broken[i], strlen(broken[i]));
}

static void bytes_that_are_no_text_are_refused(void **state)
{
	(void)state;
	assert_none("a\0b.com", 7);
	assert_none("m\xfcnchen.de", 10);
	assert_none("\xc0\xae.com", 6);
	assert_none("\xed\xa0\x80.com", 7);
	assert_none("m\xc3\xbc\0.com", 8);
}

static void names_have_their_length(void **state)
{
	(void)state;
	char text[1200];
	memset(text, 'a', sizeof(text));
	assert_none(text, 64);
	for (size_t i = 63; i < sizeof(text); i += 64)
		text[i] = '.';
	struct host host;
	assert_true(parse(text, 253, &host));
	assert_true(parse(text, 63, &host));
	text[253] = '.';
	assert_true(parse(text, 254, &host));
	text[253] = 'a';
	assert_none(text, 254);
	/* The same beyond ASCII, where the mapping decides, and where it is not asked any more. */
	memcpy(text, "é", 2);
	assert_none(text, 254);
	assert_none(text, 1024);
	assert_none(text, 1025);
}

static void local_names_are_known(void **state)
{
	(void)state;
	assert_true(host_is_local("localhost"));
	assert_true(host_is_local("a.b.localhost"));
	assert_true(host_is_local("printer.local"));
	assert_true(host_is_local("localhost6.localdomain6"));
	assert_true(host_is_local("ip6-loopback"));
	assert_true(host_is_local("broadcasthost"));
	assert_false(host_is_local("localhost.com"));
	assert_false(host_is_local("notlocalhost"));
	assert_false(host_is_local("localhos"));
	assert_false(host_is_local("example.com"));
}

static void parents_are_told_by_labels(void **state)
{
	(void)state;
	assert_true(host_is_at_or_below("example.com", "example.com"));
	assert_true(host_is_at_or_below("a.example.com", "example.com"));
	assert_true(host_is_at_or_below("a.b.example.com", "example.com"));
	assert_false(host_is_at_or_below("aexample.com", "example.com"));
	assert_false(host_is_at_or_below("com", "example.com"));
	assert_false(host_is_at_or_below("example.org", "example.com"));
	assert_false(host_is_at_or_below("example.com.evil", "example.com"));
}

static void single_labels_have_no_dot(void **state)
{
	(void)state;
	assert_true(host_is_single_label("intranet"));
	assert_false(host_is_single_label("example.com"));
}

static void suffixes_are_those_of_the_list(void **state)
{
	(void)state;
	assert_true(host_is_public_suffix("com"));
	assert_true(host_is_public_suffix("co.uk"));
	assert_true(host_is_public_suffix("github.io"));
	assert_true(host_is_public_suffix("xn--55qx5d.cn"));
	assert_false(host_is_public_suffix("example.com"));
	assert_false(host_is_public_suffix("me.github.io"));
	assert_false(host_is_public_suffix("intranet"));
	assert_true(host_is_registry_suffix("co.uk"));
	assert_false(host_is_registry_suffix("github.io"));
	assert_false(host_is_registry_suffix("intranet"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_become_lower_case_without_a_dot),
		cmocka_unit_test(names_become_ascii),
		cmocka_unit_test(addresses_become_what_rfc_5952_writes),
		cmocka_unit_test(brackets_are_for_ipv6_alone),
		cmocka_unit_test(what_is_a_number_is_no_name),
		cmocka_unit_test(broken_names_are_refused),
		cmocka_unit_test(bytes_that_are_no_text_are_refused),
		cmocka_unit_test(names_have_their_length),
		cmocka_unit_test(local_names_are_known),
		cmocka_unit_test(parents_are_told_by_labels),
		cmocka_unit_test(single_labels_have_no_dot),
		cmocka_unit_test(suffixes_are_those_of_the_list),
	};
	return cmocka_run_group_tests_name("policy/host", tests, NULL, NULL);
}
