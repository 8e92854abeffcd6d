/* SPDX-License-Identifier: MIT */
/* Addresses. What is judged how is in contract/policy-cases.json (test_policy_cases.c). */
#include "unit.h"

#include <string.h>

#include "guard.h"
#include "policy/address.h"
#include "policy/network.h"

static struct address address_of(const char *text)
{
	struct address address;
	struct guard guard = guard_copy(text, strlen(text));
	assert_true(address_parse(guard.text, strlen(text), &address));
	guard_done(&guard);
	return address;
}

static void assert_format(const char *text, const char *wanted)
{
	struct address address = address_of(text);
	char out[ADDRESS_TEXT_MAX];
	memset(out, 'x', sizeof(out));
	address_format(&address, out);
	assert_string_equal(out, wanted);
}

static void ipv4_is_written_in_four_decimal_numbers(void **state)
{
	(void)state;
	assert_format("0.0.0.0", "0.0.0.0");
	assert_format("9.10.99.100", "9.10.99.100");
	assert_format("255.255.255.255", "255.255.255.255");
	assert_format("1.101.110.200", "1.101.110.200");
}

static void ipv6_is_written_as_rfc_5952_has_it(void **state)
{
	(void)state;
	assert_format("::", "::");
	assert_format("::1", "::1");
	assert_format("1::", "1::");
	assert_format("2001:0DB8:0:0:0:0:0:0001", "2001:db8::1");
	assert_format("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"); /* 4.2.2: one word stays */
	assert_format("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");	       /* 4.2.3: the longest run */
	assert_format("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");    /* 4.2.3: the first run */
	assert_format("0:0:1:2:3:4:5:6", "::1:2:3:4:5:6");
	assert_format("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::");
	assert_format("1:0:0:2:3:4:5:6", "1::2:3:4:5:6");
	assert_format("0:1:2:3:4:5:6:0", "0:1:2:3:4:5:6:0");
	assert_format("abcd:ef01:2345:6789:abcd:ef01:2345:6789",
		      "abcd:ef01:2345:6789:abcd:ef01:2345:6789");
	assert_format("ABCD::10:200:3000", "abcd::10:200:3000");
}

static void only_mapped_ipv4_is_written_in_decimal(void **state)
{
	(void)state;
	assert_format("::ffff:7f00:1", "::ffff:127.0.0.1");
	assert_format("::ffff:0:0", "::ffff:0.0.0.0");
	assert_format("::127.0.0.1", "::7f00:1");
	assert_format("64:ff9b::8.8.8.8", "64:ff9b::808:808");
	assert_format("::ffff:0:1.2.3.4", "::ffff:0:102:304");
}

static void ipv4_may_end_any_ipv6_address(void **state)
{
	(void)state;
	struct address mixed = address_of("1:2:3:4:5:6:7.8.9.10");
	struct address plain = address_of("1:2:3:4:5:6:708:90a");
	assert_memory_equal(mixed.bytes, plain.bytes, sizeof(mixed.bytes));
	mixed = address_of("1::0.0.0.2");
	plain = address_of("1::2");
	assert_memory_equal(mixed.bytes, plain.bytes, sizeof(mixed.bytes));
}

static void gap_may_stand_for_one_group(void **state)
{
	(void)state;
	assert_format("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
	assert_format("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8");
	assert_format("1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8");
}

static void what_is_no_address_leaves_the_output_alone(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"1.2.3",
		"1.2.3.4.5",
		"1.2.3.256",
		"1.2.3.1000",
		"1.2.3.04",
		"a.2.3.4",
		"1.2.3.",
		":",
		":::",
		"1:2",
		"1:2:3:4:5:6:7:8:9",
		"1::2::3",
		"00000::",
		"::g",
		"::/",
		"::G",
		"::`",
		"1:2:3:4:",
		"1.2.3.4::",
		"::1.2.3",
		"1:",
		"::1:",
		"1:2:3:4:5:6:7:8::",
		"::@",
		"1.2.3.4::1",
		"1.2.3./",
		"1.2.3.:",
		"1::1.2.3.4:1",
		"1:2:3:4:5:6:7:8:1.2.3.4",
		"::1:2:3:4:5:6:7:8",
		"1:2:3:4::5:6:7:8:9",
	};
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++) {
		struct address address = { .is_v6 = true, .bytes = { 77 } };
		struct address_range range = { address, 77 };
		struct guard guard = guard_copy(wrong[i], strlen(wrong[i]));
		assert_false(address_parse(guard.text, strlen(wrong[i]), &address));
		assert_false(address_range_parse(guard.text, strlen(wrong[i]), &range));
		guard_done(&guard);
		assert_int_equal(address.bytes[0], 77);
		assert_int_equal(range.prefix, 77);
	}
}

static struct address_range range_of(const char *text)
{
	struct address_range range;
	struct guard guard = guard_copy(text, strlen(text));
	assert_true(address_range_parse(guard.text, strlen(text), &range));
	guard_done(&guard);
	return range;
}

static void range_holds_what_has_its_prefix(void **state)
{
	(void)state;
	static const struct {
		const char *range, *address;
		bool holds;
	} cases[] = {
		{ "10.0.0.0/8", "10.255.255.255", true },
		{ "10.0.0.0/8", "11.0.0.0", false },
		{ "10.0.0.0/9", "10.127.255.255", true },
		{ "10.0.0.0/9", "10.128.0.0", false },
		{ "172.16.0.0/12", "172.31.255.255", true },
		{ "172.16.0.0/12", "172.32.0.0", false },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "0.0.0.0/0", "::", false },
		{ "::/0", "ffff::", true },
		{ "::/0", "0.0.0.0", false },
		{ "1.2.3.4", "1.2.3.4", true },
		{ "1.2.3.4", "1.2.3.5", false },
		{ "::1", "::1", true },
		{ "::1", "::3", false },
		{ "fe80::/10", "febf::1", true },
		{ "fe80::/10", "fec0::1", false },
		{ "::/127", "::1", true },
		{ "::/127", "::2", false },
	};
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct address_range range = range_of(cases[i].range);
		struct address address = address_of(cases[i].address);
		assert_int_equal(address_range_holds(&range, &address), cases[i].holds);
	}
}

static void only_public_and_the_deployer_s_are_allowed(void **state)
{
	(void)state;
	for (int i = 0; i < ADDRESS_VERDICT_COUNT; i++) {
		bool allows = i == ADDRESS_PUBLIC || i == ADDRESS_BY_DEPLOYER;
		assert_int_equal(address_verdict_allows((enum address_verdict)i), allows);
	}
}

static void every_verdict_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < ADDRESS_VERDICT_COUNT; i++) {
		const char *name = address_verdict_name((enum address_verdict)i);
		assert_non_null(name);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(name,
						address_verdict_name((enum address_verdict)j));
	}
}

static enum address_verdict judge_v4(uint32_t value, const struct network *network)
{
	struct address address = {
		false,
		{ (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
		  (uint8_t)value },
	};
	return address_judge(&address, 80, network);
}

/* How finely a network 0/8 to 255/8 is cut by what is special in it, in blocks of 256 addresses. */
static uint32_t step_of(uint32_t first_byte)
{
	return first_byte == 192 || first_byte == 198 || first_byte == 203 ? 1 : 256;
}

/* Counts by arithmetic, not by the table: how much of IPv4 is public. */
static void public_ipv4_is_as_large_as_the_registry_leaves_it(void **state)
{
	(void)state;
	const struct network network = { .range_count = 0 };
	uint64_t blocks = 0;
	for (uint32_t block = 0; block < UINT32_C(1) << 24; block += step_of(block >> 16)) {
		if (judge_v4(block << 8 | 1, &network) == ADDRESS_PUBLIC)
			blocks += step_of(block >> 16);
	}
	/*
	 * 0/8, 10/8, 127/8 and 224/3; 100.64/10; 169.254/16 and 192.168/16; 172.16/12; 198.18/15; and eight alone:
	 * 192.0.0, 192.0.2, 192.31.196, 192.52.193, 192.88.99, 192.175.48, 198.51.100, 203.0.113.
	 */
	uint64_t special = 3 * 65536 + 32 * 65536 + 16384 + 2 * 256 + 4096 + 512 + 8;
	assert_int_equal(blocks, (UINT64_C(1) << 24) - special);
}

static void without_a_runtime_api_no_port_is_special(void **state)
{
	(void)state;
	const struct network network = { .range_count = 0 };
	struct address loopback = address_of("127.0.0.1");
	assert_int_equal(address_judge(&loopback, 0, &network), ADDRESS_LOOPBACK);
	assert_int_equal(address_judge(&loopback, 9001, &network), ADDRESS_LOOPBACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv4_is_written_in_four_decimal_numbers),
		cmocka_unit_test(ipv6_is_written_as_rfc_5952_has_it),
		cmocka_unit_test(only_mapped_ipv4_is_written_in_decimal),
		cmocka_unit_test(ipv4_may_end_any_ipv6_address),
		cmocka_unit_test(gap_may_stand_for_one_group),
		cmocka_unit_test(what_is_no_address_leaves_the_output_alone),
		cmocka_unit_test(range_holds_what_has_its_prefix),
		cmocka_unit_test(only_public_and_the_deployer_s_are_allowed),
		cmocka_unit_test(every_verdict_has_a_name_of_its_own),
		cmocka_unit_test(public_ipv4_is_as_large_as_the_registry_leaves_it),
		cmocka_unit_test(without_a_runtime_api_no_port_is_special),
	};
	return cmocka_run_group_tests_name("policy/address", tests, NULL, NULL);
}
