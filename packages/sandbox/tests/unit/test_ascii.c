/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/ascii.h"

static void only_capitals_of_ascii_become_small(void **state)
{
	(void)state;
	for (int byte = -128; byte < 128; byte++) {
		char expected = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
		assert_int_equal(ascii_lower((char)byte), expected);
	}
}

static void a_beginning_is_found_in_any_case(void **state)
{
	(void)state;
	assert_true(ascii_begins_with("HtTp://x", 8, "http://"));
	assert_true(ascii_begins_with("http", 4, "http"));
	assert_true(ascii_begins_with("x", 1, ""));
	assert_false(ascii_begins_with("http", 3, "http"));
	assert_false(ascii_begins_with("hxtp", 4, "http"));
	assert_false(ascii_begins_with("", 0, "h"));
	assert_false(ascii_begins_with("[ttp", 4, "{ttp"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_capitals_of_ascii_become_small),
		cmocka_unit_test(a_beginning_is_found_in_any_case),
	};

	return cmocka_run_group_tests_name("base/ascii", tests, NULL, NULL);
}
