/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "base/utf8.h"
#include "guard.h"

struct sample {
	const char *text;
	size_t bytes;
};

#define SAMPLE(literal)                      \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static bool is_valid(const char *text, size_t bytes)
{
	struct guard guard = guard_copy(text, bytes);
	bool valid = utf8_is_valid(guard.text, bytes);
	guard_done(&guard);
	return valid;
}

static void valid_text_is_accepted(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		SAMPLE(""),
		SAMPLE("a"),
		SAMPLE("plain text that is longer than a word"),
		SAMPLE("a\0b"),
		SAMPLE("\x7F"),
		SAMPLE("\xC2\x80"),
		SAMPLE("\xDF\xBF"),
		SAMPLE("\xE0\xA0\x80"),
		SAMPLE("\xED\x9F\xBF"),
		SAMPLE("\xEE\x80\x80"),
		SAMPLE("\xEF\xBF\xBF"),
		SAMPLE("\xF0\x90\x80\x80"),
		SAMPLE("\xF4\x8F\xBF\xBF"),
		SAMPLE("Grüße, 世界, 👋 and more ASCII"),
	};
	for (size_t i = 0; i < UNIT_COUNT(samples); i++)
		assert_true(is_valid(samples[i].text, samples[i].bytes));
}

static void invalid_text_is_refused_wherever_it_stands(void **state)
{
	(void)state;
	static const struct sample samples[] = {
		SAMPLE("\x80"),
		SAMPLE("\xBF"),
		SAMPLE("\xC0\x80"),
		SAMPLE("\xC1\xBF"),
		SAMPLE("\xC2"),
		SAMPLE("\xC2\x7F"),
		SAMPLE("\xE0\x9F\xBF"),
		SAMPLE("\xE1\x80"),
		SAMPLE("\xE1\x80\x7F"),
		SAMPLE("\xED\xA0\x80"),
		SAMPLE("\xED\xBF\xBF"),
		SAMPLE("\xF0\x8F\xBF\xBF"),
		SAMPLE("\xF0\x90\x80"),
		SAMPLE("\xF4\x90\x80\x80"),
		SAMPLE("\xF5\x80\x80\x80"),
		SAMPLE("\xF8\x88\x80\x80"),
		SAMPLE("\xFE"),
		SAMPLE("\xFF"),
	};
	for (size_t i = 0; i < UNIT_COUNT(samples); i++) {
		char text[64];
		for (size_t before = 0; before < 20; before++) {
			memset(text, 'x', sizeof text);
			memcpy(text + before, samples[i].text, samples[i].bytes);
			assert_false(is_valid(text, before + samples[i].bytes));
			assert_false(is_valid(text, before + samples[i].bytes + 9));
		}
	}
}

static void every_code_point_survives_encoding(void **state)
{
	(void)state;
	for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
		char text[UTF8_MAX_BYTES];
		size_t bytes = utf8_encode(code_point, text);
		bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
		if (utf8_character_bytes(text, bytes) != (surrogate ? 0 : bytes))
			fail_msg("U+%04X", code_point);
		if (utf8_character_bytes(text, bytes - 1) != 0)
			fail_msg("U+%04X cut short", code_point);
	}
}

static void all_pairs_of_bytes_are_judged_by_the_standard(void **state)
{
	(void)state;
	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			char text[] = { (char)first, (char)second };
			bool both_ascii = first < 0x80 && second < 0x80;
			bool two =
				first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
			if (utf8_is_valid(text, 2) != (both_ascii || two))
				fail_msg("%02X %02X", first, second);
		}
	}
}

static void assert_cleaned(const char *text, size_t bytes, const char *wanted)
{
	AUTO_BUF struct buf out = { .max = 1000 };
	struct guard guard = guard_copy(text, bytes);
	assert_int_equal(utf8_append_clean(guard.text, bytes, &out), 0);
	guard_done(&guard);
	assert_string_equal(out.data ? out.data : "", wanted);
}

static void each_invalid_piece_becomes_one_replacement(void **state)
{
	(void)state;
	assert_cleaned("", 0, "");
	assert_cleaned("fine – 👋", strlen("fine – 👋"), "fine – 👋");
	assert_cleaned("a\xFFz", 3, "a\uFFFDz");
	/* The example of Unicode 15, table 3-8. */
	assert_cleaned("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", 13,
		       "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
	assert_cleaned("\xC0\xAF", 2, "\uFFFD\uFFFD");
	assert_cleaned("\xF0\x9F\x91", 3, "\uFFFD");
}

static void lone_surrogate_becomes_one_replacement(void **state)
{
	(void)state;
	assert_cleaned("a\xED\xA0\x80z", 5, "a\uFFFDz");
	assert_cleaned("\xED\xBF\xBF\xED\xA0\x80", 6, "\uFFFD\uFFFD");
	assert_cleaned("\xED\xA0", 2, "\uFFFD\uFFFD");
}

static void cleaning_that_does_not_fit_leaves_the_buffer_alone(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { .max = 8 };
	assert_int_equal(utf8_append_clean("ab", 2, &out), 0);
	assert_int_equal(utf8_append_clean("cd\xFF\xFF", 4, &out), -EMSGSIZE);
	assert_string_equal(out.data, "ab");
}

static void text_is_cut_between_characters(void **state)
{
	(void)state;
	const char *text = "aé世👋"; /* 1, 2, 3 and 4 bytes */
	static const size_t cuts[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };
	for (size_t limit = 0; limit < UNIT_COUNT(cuts); limit++)
		assert_int_equal(utf8_cut(text, strlen(text), limit), cuts[limit]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_text_is_accepted),
		cmocka_unit_test(invalid_text_is_refused_wherever_it_stands),
		cmocka_unit_test(every_code_point_survives_encoding),
		cmocka_unit_test(all_pairs_of_bytes_are_judged_by_the_standard),
		cmocka_unit_test(each_invalid_piece_becomes_one_replacement),
		cmocka_unit_test(lone_surrogate_becomes_one_replacement),
		cmocka_unit_test(cleaning_that_does_not_fit_leaves_the_buffer_alone),
		cmocka_unit_test(text_is_cut_between_characters),
	};
	return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
