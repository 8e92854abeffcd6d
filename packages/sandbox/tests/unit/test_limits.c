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

/* Those of the contract. */
static const struct limits_bounds timeout = { 5000, 25000 };
static const struct limits_bounds memory = { 10485760, 52428800 };

static void wish_within_the_limits_is_granted(void **state)
{
	(void)state;
	uint32_t value = 0;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, &timeout, 1, &value), LIMITS_AS_ASKED);
	assert_int_equal(value, 1);
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, &timeout, 25000, &value), LIMITS_AS_ASKED);
	assert_int_equal(value, 25000);
}

static void wish_above_the_maximum_gets_the_maximum(void **state)
{
	(void)state;
	uint32_t value = 0;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, &timeout, 25001, &value), LIMITS_CLAMPED);
	assert_int_equal(value, 25000);
	assert_int_equal(limits_judge(LIMITS_MEMORY, &memory, INT64_MAX, &value), LIMITS_CLAMPED);
	assert_int_equal(value, 52428800);
	assert_int_equal(limits_judge(LIMITS_MEMORY, &memory, INT64_C(1) << 32, &value),
			 LIMITS_CLAMPED);
	assert_int_equal(value, 52428800);
}

static void wish_below_the_minimum_is_refused(void **state)
{
	(void)state;
	uint32_t value = 7;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, &timeout, 0, &value), LIMITS_REFUSED);
	assert_int_equal(limits_judge(LIMITS_MEMORY, &memory, -1, &value), LIMITS_REFUSED);
	assert_int_equal(limits_judge(LIMITS_MEMORY, &memory, INT64_MIN, &value), LIMITS_REFUSED);
	assert_int_equal(value, 7);
}

static void wish_above_the_deployers_maximum_gets_that(void **state)
{
	(void)state;
	const struct limits_bounds lower = { 100, 200 };
	uint32_t value = 0;
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, &lower, 201, &value), LIMITS_CLAMPED);
	assert_int_equal(value, 200);
	assert_int_equal(limits_judge(LIMITS_TIMEOUT, &lower, 200, &value), LIMITS_AS_ASKED);
	assert_int_equal(value, 200);
}

static void assert_narrowed(uint64_t fallback, uint64_t maximum, struct limits_bounds wanted)
{
	struct limits_bounds bounds = { 0, 0 };
	assert_int_equal(limits_narrow(LIMITS_TIMEOUT, fallback, maximum, &bounds), LIMITS_FINE);
	assert_int_equal(bounds.fallback, wanted.fallback);
	assert_int_equal(bounds.maximum, wanted.maximum);
}

static void deployer_may_narrow_a_limit(void **state)
{
	(void)state;
	assert_narrowed(0, 0, timeout);
	assert_narrowed(1, 0, (struct limits_bounds){ 1, 25000 });
	assert_narrowed(25000, 0, (struct limits_bounds){ 25000, 25000 });
	assert_narrowed(0, 25000, timeout);
	assert_narrowed(0, 10000, (struct limits_bounds){ 5000, 10000 });
	assert_narrowed(2000, 2000, (struct limits_bounds){ 2000, 2000 });
	assert_narrowed(1000, 2000, (struct limits_bounds){ 1000, 2000 });
	/* The default that nobody has chosen is lowered with the maximum. */
	assert_narrowed(0, 5000, (struct limits_bounds){ 5000, 5000 });
	assert_narrowed(0, 4999, (struct limits_bounds){ 4999, 4999 });
	assert_narrowed(0, 1, (struct limits_bounds){ 1, 1 });
}

static void deployer_may_not_widen_a_limit(void **state)
{
	(void)state;
	struct limits_bounds bounds = { 7, 8 };
	assert_int_equal(limits_narrow(LIMITS_TIMEOUT, 0, 25001, &bounds), LIMITS_MAXIMUM_TOO_HIGH);
	assert_int_equal(limits_narrow(LIMITS_TIMEOUT, 0, UINT64_MAX, &bounds),
			 LIMITS_MAXIMUM_TOO_HIGH);
	/* 32 bits of it would be 1. */
	assert_int_equal(limits_narrow(LIMITS_MEMORY, 0, (UINT64_C(1) << 32) + 1, &bounds),
			 LIMITS_MAXIMUM_TOO_HIGH);
	assert_int_equal(limits_narrow(LIMITS_TIMEOUT, 25001, 0, &bounds),
			 LIMITS_FALLBACK_TOO_HIGH);
	assert_int_equal(limits_narrow(LIMITS_MEMORY, (UINT64_C(1) << 32) + 1, 0, &bounds),
			 LIMITS_FALLBACK_TOO_HIGH);
	assert_int_equal(bounds.fallback, 7);
	assert_int_equal(bounds.maximum, 8);
}

static void deployers_default_may_not_be_above_his_maximum(void **state)
{
	(void)state;
	struct limits_bounds bounds = { 7, 8 };
	assert_int_equal(limits_narrow(LIMITS_TIMEOUT, 2001, 2000, &bounds),
			 LIMITS_FALLBACK_TOO_HIGH);
	/* Also where it is the contract's. */
	assert_int_equal(limits_narrow(LIMITS_TIMEOUT, 5000, 2000, &bounds),
			 LIMITS_FALLBACK_TOO_HIGH);
	assert_int_equal(bounds.fallback, 7);
	assert_int_equal(bounds.maximum, 8);
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
		cmocka_unit_test(wish_above_the_deployers_maximum_gets_that),
		cmocka_unit_test(deployer_may_narrow_a_limit),
		cmocka_unit_test(deployer_may_not_widen_a_limit),
		cmocka_unit_test(deployers_default_may_not_be_above_his_maximum),
	};
	return cmocka_run_group_tests_name("policy/limits", tests, NULL, NULL);
}
