/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"

/* The clocks that clock.c reads are set by the test, which is linked with --wrap=clock_gettime. */
static struct timespec set;
static int is_set, is_wrapped;

int __real_clock_gettime(clockid_t clock, struct timespec *out) __attribute__((weak));
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);

int __wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
	is_wrapped = 1;
	if (!is_set)
		return __real_clock_gettime(clock, out);
	*out = set;
	return 0;
}

static void time_never_goes_back(void **state)
{
	(void)state;
	int64_t last = clock_now_ns();

	for (int i = 0; i < 100000; i++) {
		int64_t now = clock_now_ns();
		assert_true(now >= last);
		last = now;
	}
	struct timespec pause = { .tv_nsec = 3000000 };
	nanosleep(&pause, NULL);
	int64_t passed = clock_now_ns() - last;
	assert_true(passed >= 3000000 && passed < INT64_C(10000000000));
}

static void the_time_of_day_is_a_timestamp_of_rfc_3339(void **state)
{
	(void)state;
	static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
	char text[CLOCK_TEXT_BYTES];

	memset(text, 'x', sizeof(text));
	clock_text(text);
	assert_int_equal(strlen(text), strlen(form));
	for (size_t i = 0; form[i]; i++) {
		if (form[i] == 'd')
			assert_in_range(text[i], '0', '9');
		else
			assert_int_equal(text[i], form[i]);
	}
}

static void the_time_of_day_is_in_utc_and_milliseconds(void **state)
{
	(void)state;
	static const struct {
		struct timespec time;
		const char *text;
	} cases[] = {
		{ { 0, 0 }, "1970-01-01T00:00:00.000Z" },
		{ { 1769851800, 125999999 }, "2026-01-31T09:30:00.125Z" },
		{ { 1709251199, 999999999 }, "2024-02-29T23:59:59.999Z" },
		{ { 4102444800, 1000000 }, "2100-01-01T00:00:00.001Z" },
		{ { 253402300799, 0 }, "9999-12-31T23:59:59.000Z" },
	};
	char text[CLOCK_TEXT_BYTES];

	clock_text(text);
	if (!is_wrapped) {
		print_message("SKIP: not linked with --wrap=clock_gettime\n");
		skip();
	}
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		set = cases[i].time;
		is_set = 1;
		clock_text(text);
		is_set = 0;
		assert_string_equal(text, cases[i].text);
	}
	/* What a clock that is set wrong may say still ends where it should. */
	set.tv_sec = 300000000000;
	is_set = 1;
	clock_text(text);
	is_set = 0;
	assert_int_equal(strlen(text), CLOCK_TEXT_BYTES - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_never_goes_back),
		cmocka_unit_test(the_time_of_day_is_a_timestamp_of_rfc_3339),
		cmocka_unit_test(the_time_of_day_is_in_utc_and_milliseconds),
	};

	return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
