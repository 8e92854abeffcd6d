/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "front/ndjson.h"

static void a_console_call_is_one_line_whatever_is_in_it(void **state)
{
	AUTO_BUF struct buf out = { .max = 1024 };
	static const char text[] = "a\nb\r\0\"\xff";

	(void)state;
	assert_int_equal(ndjson_append_console("warn", 1234567, text, sizeof(text) - 1, &out), 0);
	assert_string_equal(out.data,
			    "{\"console\":{\"level\":\"warn\",\"message\":"
			    "\"a\\nb\\r\\u0000\\\"\xEF\xBF\xBD\",\"timeMs\":1234.567}}\n");
}

static void times_have_three_decimals_and_any_size(void **state)
{
	AUTO_BUF struct buf out = { .max = 1024 };

	(void)state;
	assert_int_equal(ndjson_append_console("log", 5, "", 0, &out), 0);
	assert_non_null(strstr(out.data, "\"timeMs\":0.005}"));
	assert_int_equal(ndjson_append_console("log", UINT64_MAX, "", 0, &out), 0);
	assert_non_null(strstr(out.data, "\"timeMs\":18446744073709551.615}"));
}

static void a_response_is_one_line_though_a_cell_breaks_it(void **state)
{
	AUTO_BUF struct buf out = { .max = 1024 };
	static const char response[] = "{\"result\":[\r\n{\"response\":1}\n]}";

	(void)state;
	assert_int_equal(ndjson_append_console("log", 0, "x", 1, &out), 0);
	size_t before = out.len;
	assert_int_equal(ndjson_append_response(response, sizeof(response) - 1, &out), 0);
	assert_string_equal(out.data + before,
			    "{\"response\":{\"result\":[  {\"response\":1} ]}}\n");
	assert_int_equal(out.data[before - 1], '\n');
}

static void what_does_not_fit_is_an_error(void **state)
{
	AUTO_BUF struct buf out = { .max = 40 };

	(void)state;
	assert_int_equal(ndjson_append_console("log", 0, "a long line of text", 19, &out),
			 -EMSGSIZE);
	assert_int_equal(ndjson_append_response("\"0123456789012345678901234567890\"", 33, &out),
			 -EMSGSIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_call_is_one_line_whatever_is_in_it),
		cmocka_unit_test(times_have_three_decimals_and_any_size),
		cmocka_unit_test(a_response_is_one_line_though_a_cell_breaks_it),
		cmocka_unit_test(what_does_not_fit_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
