/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <string.h>

#include "base/units.h"

typedef enum units_verdict parse_function(const char *text, uint64_t *out);

struct sample {
	const char *text;
	enum units_verdict verdict;
	uint64_t value;
};

static void assert_samples(parse_function *parse, const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t value = 0;
		enum units_verdict verdict = parse(samples[i].text, &value);
		if (verdict != samples[i].verdict || value != samples[i].value)
			fail_msg("\"%s\": %s, %llu", samples[i].text, units_explain(verdict),
				 (unsigned long long)value);
	}
}

static void durations_are_read_in_milliseconds(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "0", UNITS_OK, 0 },
		{ "5000", UNITS_OK, 5000 },
		{ "007", UNITS_OK, 7 },
		{ "1500ms", UNITS_OK, 1500 },
		{ "2s", UNITS_OK, 2000 },
		{ "0.5s", UNITS_OK, 500 },
		{ "0.50s", UNITS_OK, 500 },
		{ "1.25S", UNITS_OK, 1250 },
		{ "2.0", UNITS_OK, 2 },
		{ "1m", UNITS_OK, 60000 },
		{ "0.1m", UNITS_OK, 6000 },
		{ "0.001s", UNITS_OK, 1 },
		{ "0.001000000000000000000000000000s", UNITS_OK, 1 },
		{ "18446744073709551615", UNITS_OK, UINT64_MAX },
		{ "18446744073709551.615s", UNITS_OK, UINT64_MAX },
	};
	assert_samples(units_parse_duration, samples, UNIT_COUNT(samples));
}

static void sizes_are_read_in_bytes(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "1048576", UNITS_OK, 1048576 },   { "512B", UNITS_OK, 512 },
		{ "512KB", UNITS_OK, 512000 },	    { "20MB", UNITS_OK, 20000000 },
		{ "20mb", UNITS_OK, 20000000 },	    { "1GB", UNITS_OK, 1000000000 },
		{ "1KiB", UNITS_OK, 1024 },	    { "10MiB", UNITS_OK, 10485760 },
		{ "10mib", UNITS_OK, 10485760 },    { "1GiB", UNITS_OK, 1073741824 },
		{ "0.5MiB", UNITS_OK, 524288 },	    { "1.5KB", UNITS_OK, 1500 },
		{ "0.0009765625KiB", UNITS_OK, 1 },
	};
	assert_samples(units_parse_size, samples, UNIT_COUNT(samples));
}

static void what_is_no_number_is_refused(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		{ "", UNITS_NOT_A_NUMBER, 0 },	 { "s", UNITS_NOT_A_NUMBER, 0 },
		{ "-1", UNITS_NOT_A_NUMBER, 0 }, { "+1", UNITS_NOT_A_NUMBER, 0 },
		{ " 1", UNITS_NOT_A_NUMBER, 0 }, { ".5s", UNITS_NOT_A_NUMBER, 0 },
		{ "5.", UNITS_NOT_A_NUMBER, 0 }, { "5.s", UNITS_NOT_A_NUMBER, 0 },
		{ "x", UNITS_NOT_A_NUMBER, 0 },	 { "∞", UNITS_NOT_A_NUMBER, 0 },
	};
	assert_samples(units_parse_duration, samples, UNIT_COUNT(samples));
	assert_samples(units_parse_size, samples, UNIT_COUNT(samples));
}

static void unknown_units_are_refused(void **state)
{
	(void)state;
	static const struct sample durations[] = {
		{ "1h", UNITS_NOT_A_DURATION, 0 },    { "1us", UNITS_NOT_A_DURATION, 0 },
		{ "1 s", UNITS_NOT_A_DURATION, 0 },   { "1s ", UNITS_NOT_A_DURATION, 0 },
		{ "1s2", UNITS_NOT_A_DURATION, 0 },   { "1.5.5s", UNITS_NOT_A_DURATION, 0 },
		{ "1e3", UNITS_NOT_A_DURATION, 0 },   { "0x10", UNITS_NOT_A_DURATION, 0 },
		{ "1m30s", UNITS_NOT_A_DURATION, 0 }, { "2sec", UNITS_NOT_A_DURATION, 0 },
		{ "1,5s", UNITS_NOT_A_DURATION, 0 },  { "10MB", UNITS_NOT_A_DURATION, 0 },
		{ "1_000", UNITS_NOT_A_DURATION, 0 },
	};
	static const struct sample sizes[] = {
		{ "20M", UNITS_NOT_A_SIZE, 0 },	  { "20K", UNITS_NOT_A_SIZE, 0 },
		{ "20 MB", UNITS_NOT_A_SIZE, 0 }, { "20Mi", UNITS_NOT_A_SIZE, 0 },
		{ "1TB", UNITS_NOT_A_SIZE, 0 },	  { "20s", UNITS_NOT_A_SIZE, 0 },
	};
	assert_samples(units_parse_duration, durations, UNIT_COUNT(durations));
	assert_samples(units_parse_size, sizes, UNIT_COUNT(sizes));
}

static void nothing_is_rounded(void **state)
{
	(void)state;
	static const struct sample durations[] = {
		{ "0.5", UNITS_TOO_FINE, 0 },
		{ "0.5ms", UNITS_TOO_FINE, 0 },
		{ "0.0001s", UNITS_TOO_FINE, 0 },
		{ "1.0000000000000000000000000001s", UNITS_TOO_FINE, 0 },
	};
	static const struct sample sizes[] = {
		{ "0.1KiB", UNITS_TOO_FINE, 0 },
		{ "1.5", UNITS_TOO_FINE, 0 },
		{ "1.0001KB", UNITS_TOO_FINE, 0 },
	};
	assert_samples(units_parse_duration, durations, UNIT_COUNT(durations));
	assert_samples(units_parse_size, sizes, UNIT_COUNT(sizes));
}

static void nothing_overflows(void **state)
{
	(void)state;
	static const struct sample durations[] = {
		{ "18446744073709551616", UNITS_TOO_LARGE, 0 },
		{ "18446744073709551615s", UNITS_TOO_LARGE, 0 },
		{ "18446744073709551.616s", UNITS_TOO_LARGE, 0 },
		{ "99999999999999999999999999999999999999999999", UNITS_TOO_LARGE, 0 },
	};
	static const struct sample sizes[] = {
		{ "17179869184GiB", UNITS_TOO_LARGE, 0 },
		{ "17179869183GiB", UNITS_OK, UINT64_C(17179869183) << 30 },
	};
	assert_samples(units_parse_duration, durations, UNIT_COUNT(durations));
	assert_samples(units_parse_size, sizes, UNIT_COUNT(sizes));
}

static void every_verdict_is_explained(void **state)
{
	(void)state;
	for (int verdict = UNITS_OK; verdict <= UNITS_TOO_LARGE; verdict++)
		assert_true(strlen(units_explain((enum units_verdict)verdict)) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_read_in_milliseconds),
		cmocka_unit_test(sizes_are_read_in_bytes),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(unknown_units_are_refused),
		cmocka_unit_test(nothing_is_rounded),
		cmocka_unit_test(nothing_overflows),
		cmocka_unit_test(every_verdict_is_explained),
	};
	return cmocka_run_group_tests_name("base/units", tests, NULL, NULL);
}
