/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_text.h"
#include "base/utf8.h"
#include "guard.h"

static struct json_scan_slice slice_of(const char *text)
{
	return (struct json_scan_slice){ text, strlen(text) };
}

static void assert_literal(const char *text, size_t bytes, const char *wanted)
{
	AUTO_BUF struct buf out = { .max = 1000 };
	struct guard guard = guard_copy(text, bytes);
	assert_int_equal(json_text_append_string(guard.text, bytes, &out), 0);
	size_t foretold = json_text_literal_bytes(guard.text, bytes);
	assert_true(utf8_is_valid(guard.text, bytes) ? foretold == out.len : foretold >= out.len);
	guard_done(&guard);
	assert_string_equal(out.data, wanted);
	assert_int_equal(json_scan_value(out.data, out.len, NULL, NULL), 0);
}

static void strings_are_quoted_and_escaped(void **state)
{
	(void)state;
	assert_literal("", 0, "\"\"");
	assert_literal("plain", 5, "\"plain\"");
	assert_literal("say \"hi\" \\ / \b\f\n\r\t", 18,
		       "\"say \\\"hi\\\" \\\\ / \\b\\f\\n\\r\\t\"");
	assert_literal("\0\x01\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\\u007f\"");
	assert_literal("é世👋", 9, "\"é世👋\"");
}

static void invalid_bytes_in_a_string_are_replaced(void **state)
{
	(void)state;
	assert_literal("a\xFFz", 3, "\"a\uFFFDz\"");
	assert_literal("é\xF0\x9F\x91", 5, "\"é\uFFFD\"");
	assert_literal("\xED\xA0\x80 lone", 8, "\"\uFFFD lone\"");
	assert_literal("\x80\"\x80", 3, "\"\uFFFD\\\"\uFFFD\"");
}

static void any_bytes_become_a_well_formed_literal(void **state)
{
	(void)state;
	char text[256];
	AUTO_BUF struct buf out = { .max = 10000 };
	for (int turn = 0; turn < 256; turn++) {
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = (char)((i * 7 + (size_t)turn * 13 + i * i * (size_t)turn) & 0xFF);
		out.len = 0;
		assert_int_equal(json_text_append_string(text, sizeof text, &out), 0);
		assert_int_equal(json_scan_value(out.data, out.len, NULL, NULL), 0);
	}
}

static void string_that_does_not_fit_leaves_the_buffer_alone(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { .max = 12 };
	assert_int_equal(buf_append_str(&out, "before"), 0);
	assert_int_equal(json_text_append_string("12345", 5, &out), -EMSGSIZE);
	assert_int_equal(json_text_append_string("a\n\n", 3, &out), -EMSGSIZE);
	assert_string_equal(out.data, "before");
	assert_int_equal(json_text_append_string("1234", 4, &out), 0);
	assert_string_equal(out.data, "before\"1234\"");
}

static void assert_double(double value, const char *wanted)
{
	AUTO_BUF struct buf out = { .max = 100 };
	assert_int_equal(json_text_append_double(value, &out), 0);
	assert_string_equal(out.data, wanted);
	assert_int_equal(json_scan_value(out.data, out.len, NULL, NULL), 0);
}

static void numbers_are_written_as_json(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { .max = 100 };
	assert_int_equal(json_text_append_integer(INT64_MIN, &out), 0);
	assert_string_equal(out.data, "-9223372036854775808");
	assert_double(0, "0");
	assert_double(-1.5, "-1.5");
	assert_double(0.1, "0.1");
	assert_double(1.0 / 3, "0.3333333333333333");
	assert_double(0.1 + 0.2, "0.30000000000000004");
	assert_double(1e300, "1e+300");
	assert_double(5e-324, "5e-324");
	assert_double((double)NAN, "null");
	assert_double(-(double)INFINITY, "null");
}

static void numbers_have_a_point_in_every_locale(void **state)
{
	(void)state;
	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8"))
		skip();
	assert_double(-1.5, "-1.5");
	setlocale(LC_NUMERIC, "C");
}

static void assert_decoded(const char *literal, const char *wanted, size_t bytes)
{
	AUTO_BUF struct buf out = { .max = 100 };
	struct guard guard = guard_copy(literal, strlen(literal));
	struct json_scan_slice slice = { guard.text, strlen(literal) };
	assert_int_equal(json_scan_value(slice.data, slice.bytes, NULL, NULL), 0);
	assert_int_equal(json_text_string_bytes(slice), bytes);
	assert_int_equal(json_text_decode_string(slice, &out), 0);
	assert_int_equal(out.len, bytes);
	assert_memory_equal(out.data, wanted, bytes + 1);
	guard_done(&guard);
}

static void string_literals_are_decoded(void **state)
{
	(void)state;
	assert_decoded("\"\"", "", 0);
	assert_decoded("\"plain é世👋\"", "plain é世👋", 15);
	assert_decoded("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
	assert_decoded("\"a\\u0000b\"", "a\0b", 3);
	assert_decoded("\"\\u0041\\u00e9\\u4E16\"", "Aé世", 6);
}

static void pairs_of_surrogates_are_joined_and_lone_ones_kept(void **state)
{
	(void)state;
	assert_decoded("\"\\uD83D\\uDE00\"", "😀", 4);
	assert_decoded("\"\\ud800\\udc00\"", "\xF0\x90\x80\x80", 4);
	assert_decoded("\"\\uDBFF\\uDFFF\"", "\xF4\x8F\xBF\xBF", 4);
	assert_decoded("\"\\ud800\"", "\xED\xA0\x80", 3);
	assert_decoded("\"\\udfff\"", "\xED\xBF\xBF", 3);
	assert_decoded("\"\\ude00\\ud83d\"", "\xED\xB8\x80\xED\xA0\xBD", 6);
	assert_decoded("\"\\ud83d\\ud83d\\ude00\"", "\xED\xA0\xBD\xF0\x9F\x98\x80", 7);
	assert_decoded("\"\\ud83d\\n\"", "\xED\xA0\xBD\n", 4);
	assert_decoded("\"\\ud83dx\"", "\xED\xA0\xBDx", 4);
	assert_decoded("\"\\ud83d\\u0041\"", "\xED\xA0\xBD\x41", 4);
	assert_decoded("\"\\ud83d\\\\ude00\"", "\xED\xA0\xBD\\ude00", 9);
}

static void string_too_long_to_decode_leaves_the_buffer_alone(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { .max = 4 };
	assert_int_equal(json_text_decode_string(slice_of("\"ab\\n\\n\\n\""), &out), -EMSGSIZE);
	assert_int_equal(out.len, 0);
	assert_int_equal(json_text_decode_string(slice_of("\"ab\\n\\n\""), &out), 0);
	assert_string_equal(out.data, "ab\n\n");
}

static void literals_are_compared_by_what_they_hold(void **state)
{
	(void)state;
	assert_true(json_text_string_is(slice_of("\"code\""), "code"));
	assert_true(json_text_string_is(slice_of("\"\\u0063od\\u0065\""), "code"));
	assert_true(json_text_string_is(slice_of("\"\""), ""));
	assert_false(json_text_string_is(slice_of("\"cod\""), "code"));
	assert_false(json_text_string_is(slice_of("\"codes\""), "code"));
	assert_false(json_text_string_is(slice_of("\"Code\""), "code"));
	assert_false(json_text_string_is(slice_of("\"code\\u0000\""), "code"));
	assert_false(json_text_string_is(slice_of("\"\""), "code"));
}

struct number {
	const char *text;
	int rc;
	int64_t value;
};

static void whole_numbers_are_read_however_written(void **state)
{
	(void)state;
	static const struct number numbers[] = {
		{ "0", 0, 0 },
		{ "-0", 0, 0 },
		{ "0.000", 0, 0 },
		{ "0e999999999999999999999", 0, 0 },
		{ "5000", 0, 5000 },
		{ "5000.0", 0, 5000 },
		{ "5e3", 0, 5000 },
		{ "5E+03", 0, 5000 },
		{ "0.5e4", 0, 5000 },
		{ "50000e-1", 0, 5000 },
		{ "50000.00e-1", 0, 5000 },
		{ "-12", 0, -12 },
		{ "0.0000000000000000000000000001e28", 0, 1 },
		{ "10000000000000000000000000000e-28", 0, 1 },
		{ "9223372036854775807", 0, INT64_MAX },
		{ "9223372036854775808", 0, INT64_MAX },
		{ "9007199254740993", 0, 9007199254740993 },
		{ "1e400", 0, INT64_MAX },
		{ "-1e99999999999999999999", 0, -INT64_MAX },
		{ "123456789012345678901234567890", 0, INT64_MAX },
		{ "1.5", -EDOM, 0 },
		{ "0.1", -EDOM, 0 },
		{ "1e-1", -EDOM, 0 },
		{ "15e-1", -EDOM, 0 },
		{ "1e-99999999999999999999", -EDOM, 0 },
		{ "123456789012345678901234567890.5", -EDOM, 0 },
		{ "4999.9999999999999999999999999999", -EDOM, 0 },
	};
	for (size_t i = 0; i < UNIT_COUNT(numbers); i++) {
		int64_t value = 0;
		struct guard guard = guard_copy(numbers[i].text, strlen(numbers[i].text));
		struct json_scan_slice slice = { guard.text, strlen(numbers[i].text) };
		int rc = json_text_decode_integer(slice, &value);
		if (rc != numbers[i].rc || value != numbers[i].value)
			fail_msg("%s: %d, %lld", numbers[i].text, rc, (long long)value);
		guard_done(&guard);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_quoted_and_escaped),
		cmocka_unit_test(invalid_bytes_in_a_string_are_replaced),
		cmocka_unit_test(any_bytes_become_a_well_formed_literal),
		cmocka_unit_test(string_that_does_not_fit_leaves_the_buffer_alone),
		cmocka_unit_test(numbers_are_written_as_json),
		cmocka_unit_test(numbers_have_a_point_in_every_locale),
		cmocka_unit_test(string_literals_are_decoded),
		cmocka_unit_test(pairs_of_surrogates_are_joined_and_lone_ones_kept),
		cmocka_unit_test(string_too_long_to_decode_leaves_the_buffer_alone),
		cmocka_unit_test(literals_are_compared_by_what_they_hold),
		cmocka_unit_test(whole_numbers_are_read_however_written),
	};
	return cmocka_run_group_tests_name("base/json_text", tests, NULL, NULL);
}
