/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <string.h>

#include "policy/limits.h"
#include "wire/frame.h"

static void every_limit_is_complete_and_in_order(void **state)
{
	(void)state;
	for (int id = 0; id < LIMITS_COUNT; id++) {
		const struct limits_entry *entry = limits_get((enum limits_id)id);
		assert_non_null(entry->name);
		assert_non_null(entry->unit);
		assert_non_null(entry->help);
		assert_true(entry->minimum > 0);
		assert_true(entry->minimum <= entry->fallback);
		assert_true(entry->fallback <= entry->maximum);
	}
}

static void limits_are_those_of_the_contract(void **state)
{
	(void)state;
	assert_int_equal(limits_get(LIMITS_TIMEOUT)->fallback, 5000);
	assert_int_equal(limits_get(LIMITS_TIMEOUT)->maximum, 25000);
	assert_int_equal(limits_get(LIMITS_MEMORY)->fallback, 10485760);
	assert_int_equal(limits_get(LIMITS_MEMORY)->maximum, 52428800);
	assert_int_equal(limits_get(LIMITS_CONSOLE_BYTES)->maximum, 262144);
	assert_int_equal(limits_get(LIMITS_CONSOLE_LINES)->maximum, 10000);
	assert_int_equal(limits_get(LIMITS_REQUEST)->maximum, 6291456);
}

static void limits_fit_into_frames(void **state)
{
	(void)state;
	assert_int_equal(limits_get(LIMITS_CODE)->maximum, FRAME_CODE_MAX);
	assert_int_equal(limits_get(LIMITS_INPUT)->maximum, FRAME_INPUT_MAX);
	assert_int_equal(limits_get(LIMITS_RESULT)->maximum, FRAME_RESULT_MAX);
}

static void wish_within_the_limits_is_granted(void **state)
{
	(void)state;
	uint32_t value = 0;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, 1, &value), LIMITS_AS_ASKED);
	assert_int_equal(value, 1);
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, 25000, &value), LIMITS_AS_ASKED);
	assert_int_equal(value, 25000);
}

static void wish_above_the_maximum_gets_the_maximum(void **state)
{
	(void)state;
	uint32_t value = 0;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, 25001, &value), LIMITS_CLAMPED);
	assert_int_equal(value, 25000);
	assert_int_equal(limits_judge(LIMITS_MEMORY, INT64_MAX, &value), LIMITS_CLAMPED);
	assert_int_equal(value, 52428800);
	assert_int_equal(limits_judge(LIMITS_MEMORY, INT64_C(1) << 32, &value), LIMITS_CLAMPED);
	assert_int_equal(value, 52428800);
}

static void wish_below_the_minimum_is_refused(void **state)
{
	(void)state;
	uint32_t value = 7;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, 0, &value), LIMITS_REFUSED);
	assert_int_equal(limits_judge(LIMITS_MEMORY, -1, &value), LIMITS_REFUSED);
	assert_int_equal(limits_judge(LIMITS_MEMORY, INT64_MIN, &value), LIMITS_REFUSED);
	assert_int_equal(value, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_limit_is_complete_and_in_order),
		cmocka_unit_test(limits_are_those_of_the_contract),
		cmocka_unit_test(limits_fit_into_frames),
		cmocka_unit_test(wish_within_the_limits_is_granted),
		cmocka_unit_test(wish_above_the_maximum_gets_the_maximum),
		cmocka_unit_test(wish_below_the_minimum_is_refused),
	};
	return cmocka_run_group_tests_name("policy/limits", tests, NULL, NULL);
}
