/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static void appended_bytes_are_kept_in_order_and_terminated(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 100 };
	assert_int_equal(buf_append_str(&buf, "one "), 0);
	assert_int_equal(buf_append(&buf, "t\0wo", 4), 0);
	assert_int_equal(buf_append_format(&buf, " %d%c", 3, '!'), 0);
	assert_int_equal(buf.len, 11);
	assert_memory_equal(buf.data, "one t\0wo 3!", 12);
}

static void buffer_may_be_filled_to_its_maximum_and_no_further(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 5 };
	assert_int_equal(buf_append_str(&buf, "1234"), 0);
	assert_int_equal(buf_append_str(&buf, "56"), -EMSGSIZE);
	assert_int_equal(buf_append_format(&buf, "%d", 56), -EMSGSIZE);
	assert_int_equal(buf.len, 4);
	assert_int_equal(buf_append_str(&buf, "5"), 0);
	assert_string_equal(buf.data, "12345");
	assert_int_equal(buf_append_str(&buf, "6"), -EMSGSIZE);
	assert_int_equal(buf_append_str(&buf, ""), 0);
	assert_true(buf.cap <= 6);
}

static void format_that_fits_exactly_is_not_cut(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 10 };
	assert_int_equal(buf_append_format(&buf, "%010d", 42), 0);
	assert_string_equal(buf.data, "0000000042");
}

static void absurd_length_is_refused_without_overflow(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = SIZE_MAX - 1 };
	assert_int_equal(buf_append_str(&buf, "x"), 0);
	assert_int_equal(buf_reserve(&buf, SIZE_MAX), -EMSGSIZE);
	assert_int_equal(buf_reserve(&buf, SIZE_MAX - 1), -EMSGSIZE);
	assert_int_equal(buf_append(&buf, "", SIZE_MAX), -EMSGSIZE);
	assert_string_equal(buf.data, "x");
}

static void buffer_without_a_maximum_holds_nothing(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 0 };
	assert_int_equal(buf_append_str(&buf, "x"), -EMSGSIZE);
	assert_null(buf.data);
	assert_int_equal(buf_append_str(&buf, ""), 0);
	assert_string_equal(buf.data, "");
}

static void many_small_appends_grow_the_buffer_seldom(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 1000000 };
	size_t growths = 0, cap = 0;
	for (int i = 0; i < 1000000; i++) {
		assert_int_equal(buf_append(&buf, &i, 1), 0);
		growths += buf.cap != cap;
		cap = buf.cap;
	}
	assert_int_equal(buf.len, 1000000);
	assert_true(growths < 20);
	for (int i = 0; i < 1000000; i++)
		assert_int_equal((unsigned char)buf.data[i], i & 0xFF);
}

static void taking_hands_out_the_bytes_and_empties_the_buffer(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 10 };
	assert_int_equal(buf_append_str(&buf, "mine"), 0);
	char *taken = buf_take(&buf);
	assert_string_equal(taken, "mine");
	free(taken);
	assert_null(buf.data);
	assert_int_equal(buf.len, 0);
	assert_int_equal(buf.max, 10);
	assert_int_equal(buf_append_str(&buf, "again"), 0);
	assert_string_equal(buf.data, "again");
}

static void taking_from_an_empty_buffer_gives_an_empty_string(void **state)
{
	(void)state;
	struct buf buf = { .max = 10 };
	char *taken = buf_take(&buf);
	assert_string_equal(taken, "");
	free(taken);
}

static void reserved_room_needs_no_growth(void **state)
{
	(void)state;
	AUTO_BUF struct buf buf = { .max = 1000 };
	assert_int_equal(buf_reserve(&buf, 500), 0);
	const char *data = buf.data;
	for (int i = 0; i < 100; i++)
		assert_int_equal(buf_append_str(&buf, "12345"), 0);
	assert_ptr_equal(buf.data, data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appended_bytes_are_kept_in_order_and_terminated),
		cmocka_unit_test(buffer_may_be_filled_to_its_maximum_and_no_further),
		cmocka_unit_test(format_that_fits_exactly_is_not_cut),
		cmocka_unit_test(absurd_length_is_refused_without_overflow),
		cmocka_unit_test(buffer_without_a_maximum_holds_nothing),
		cmocka_unit_test(many_small_appends_grow_the_buffer_seldom),
		cmocka_unit_test(taking_hands_out_the_bytes_and_empties_the_buffer),
		cmocka_unit_test(taking_from_an_empty_buffer_gives_an_empty_string),
		cmocka_unit_test(reserved_room_needs_no_growth),
	};
	return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
