/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "front/token.h"
#include "guard.h"

#define TEXT "correct-horse-battery-staple"

static struct token token;

static int parse(const char *text, size_t bytes)
{
	struct guard guard = guard_copy(text, bytes);
	const char *reason = NULL;

	int rc = token_parse(guard.text, bytes, &token, &reason);
	assert_true(rc == 0 || (rc == -EINVAL && reason));
	guard_done(&guard);
	return rc;
}

static bool matches(const char *value)
{
	struct guard guard = guard_copy(value, strlen(value));
	bool yes = token_matches(&token, (struct json_scan_slice){ guard.text, strlen(value) });

	guard_done(&guard);
	return yes;
}

static void white_space_around_the_token_is_no_part_of_it(void **state)
{
	(void)state;
	static const char text[] = "\r\n\t " TEXT " \n";

	assert_int_equal(parse(text, strlen(text)), 0);
	assert_int_equal(token.bytes, strlen(TEXT));
	assert_memory_equal(token.text, TEXT, token.bytes);
}

static void short_and_long_tokens_and_strange_characters_are_refused(void **state)
{
	(void)state;
	static char large[TOKEN_BYTES_MAX + 1];

	memset(large, 'x', sizeof(large));
	assert_int_equal(parse(large, sizeof(large)), -EINVAL);
	assert_int_equal(parse(large, sizeof(large) - 1), 0);
	assert_int_equal(parse(large, TOKEN_BYTES_MIN), 0);
	assert_int_equal(parse(large, TOKEN_BYTES_MIN - 1), -EINVAL);
	assert_int_equal(parse("", 0), -EINVAL);
	assert_int_equal(parse("two words, more than 16", 23), -EINVAL);
	assert_int_equal(parse("0123456789abcdef\0", 17), -EINVAL);
	assert_int_equal(parse("0123456789abcde\xC3\xA9", 17), -EINVAL);
}

static void only_the_bearer_of_the_whole_token_matches(void **state)
{
	(void)state;
	static const char *const others[] = {
		"",
		"Bearer",
		"Bearer ",
		TEXT,
		"Basic " TEXT,
		"Bearer  " TEXT,
		"Bearer " TEXT "x",
		"Bearer correct-horse-battery-stapl",
		"Bearer correct-horse-battery-staplE",
		"Bearer Correct-horse-battery-staple",
	};

	assert_int_equal(parse(TEXT, strlen(TEXT)), 0);
	assert_true(matches("Bearer " TEXT));
	assert_true(matches("bEARER " TEXT));
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		assert_false(matches(others[i]));
}

static void what_is_longer_than_any_token_does_not_match(void **state)
{
	(void)state;
	static char value[7 + 2 * TOKEN_BYTES_MAX + 1];

	/* Every byte that is compared is right, more than once. */
	memset(value, 'x', sizeof(value) - 1);
	assert_int_equal(parse(value, TOKEN_BYTES_MAX), 0);
	memcpy(value, "Bearer ", 7);
	assert_false(matches(value));
	value[7 + TOKEN_BYTES_MAX] = '\0';
	assert_true(matches(value));
}

static void no_token_matches_nothing(void **state)
{
	(void)state;
	token.bytes = 0;
	assert_false(matches("Bearer "));
	assert_false(matches("Bearer x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(white_space_around_the_token_is_no_part_of_it),
		cmocka_unit_test(short_and_long_tokens_and_strange_characters_are_refused),
		cmocka_unit_test(only_the_bearer_of_the_whole_token_matches),
		cmocka_unit_test(what_is_longer_than_any_token_does_not_match),
		cmocka_unit_test(no_token_matches_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
