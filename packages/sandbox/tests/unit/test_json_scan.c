/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "guard.h"

static int scan_guarded(const char *text, size_t bytes, struct json_scan_fault *fault)
{
	struct guard guard = guard_copy(text, bytes);
	int whole = json_scan_value(guard.text, bytes, fault, NULL);
	/* Item by item the verdict must be the same. */
	struct json_scan scan;
	struct json_scan_item item;
	int rc;
	json_scan_init(&scan, guard.text, bytes);
	while ((rc = json_scan_next(&scan, &item)) > 0)
		assert_true(item.kind != JSON_SCAN_NONE);
	assert_int_equal(rc, whole);
	if (rc < 0) {
		assert_int_equal(scan.fault.offset, fault->offset);
		assert_string_equal(scan.fault.reason, fault->reason);
	}
	guard_done(&guard);
	return whole;
}

static void well_formed_values_are_accepted(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"null",
		"true",
		"false",
		"0",
		"-0",
		"10",
		"-1.5",
		"1e5",
		"1E+5",
		"1e-05",
		"0.0e0",
		"123456789012345678901234567890.5e-400",
		"\"\"",
		"\"plain\"",
		"\"a string that is longer than a machine word\"",
		"\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\uD83D\\uDE00\"",
		"\"\\ud800\"",
		"\"\\uDC00\\uD800\"",
		"\"\\u0000\"",
		"\"\x7F\"",
		"\"é 世 👋 \xF4\x8F\xBF\xBF \xE2\x80\xA8\"",
		"[]",
		"[ ]",
		"{}",
		"{ }",
		" \t\r\n[ 1 , 2 ] \n",
		"[[],{},[[]],{\"a\":{}}]",
		"{\"\":0}",
		"{\"a\":1,\"a\":2}",
		"{\"__proto__\":{\"x\":1}}",
		"{ \"a\" : [ true , false , null ] , \"b\" : { \"c\" : \"d\" } }",
		"[1,[2,[3,{\"a\":[4]}]],5]",
	};
	struct json_scan_fault fault;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		if (scan_guarded(texts[i], strlen(texts[i]), &fault) != 0)
			fail_msg("%s: %s at %zu", texts[i], fault.reason, fault.offset);
	}
}

struct broken {
	const char *text;
	size_t offset;
	const char *reason;
};

static void malformed_text_is_refused_with_the_place_and_the_reason(void **state)
{
	(void)state;
	static const struct broken broken[] = {
		{ "", 0, "unexpected end of text" },
		{ " \n", 2, "unexpected end of text" },
		{ "\xEF\xBB\xBF{}", 0, "expected a value" },
		{ "nul", 3, "unexpected end of text" },
		{ "nulL", 3, "unknown word" },
		{ "nullx", 4, "text after the end of the value" },
		{ "True", 0, "expected a value" },
		{ "NaN", 0, "expected a value" },
		{ "-Infinity", 1, "expected a digit" },
		{ "undefined", 0, "expected a value" },
		{ "'a'", 0, "expected a value" },
		{ "01", 1, "a number must not begin with 0" },
		{ "-01", 2, "a number must not begin with 0" },
		{ "1.", 2, "unexpected end of text" },
		{ "1.x", 2, "expected a digit" },
		{ ".5", 0, "expected a value" },
		{ "+1", 0, "expected a value" },
		{ "-", 1, "unexpected end of text" },
		{ "1e", 2, "unexpected end of text" },
		{ "1e+", 3, "unexpected end of text" },
		{ "1e+-1", 3, "expected a digit" },
		{ "0x10", 1, "text after the end of the value" },
		{ "1 2", 2, "text after the end of the value" },
		{ "\"", 1, "unexpected end of text" },
		{ "\"abc", 4, "unexpected end of text" },
		{ "\"abcdefgh", 9, "unexpected end of text" },
		{ "\"\\\"", 3, "unexpected end of text" },
		{ "\"\\", 2, "unexpected end of text" },
		{ "\"\\x41\"", 2, "unknown escape in a string" },
		{ "\"\\'\"", 2, "unknown escape in a string" },
		{ "\"\\U0041\"", 2, "unknown escape in a string" },
		{ "\"\\u12g4\"", 5, "expected four hexadecimal digits" },
		{ "\"\\u123\"", 6, "expected four hexadecimal digits" },
		{ "\"\\u123", 6, "unexpected end of text" },
		{ "\"tab\t\"", 4, "control character in a string" },
		{ "\"12345678\n\"", 9, "control character in a string" },
		{ "\"\x1F\"", 1, "control character in a string" },
		{ "\"\x80\"", 1, "invalid UTF-8" },
		{ "\"\xC0\x80\"", 1, "invalid UTF-8" },
		{ "\"é\xED\xA0\x80\"", 3, "invalid UTF-8" },
		{ "\"\xF4\x90\x80\x80\"", 1, "invalid UTF-8" },
		{ "\"\xE4\xB8", 1, "invalid UTF-8" },
		{ "[", 1, "unexpected end of text" },
		{ "]", 0, "expected a value" },
		{ "[1", 2, "unexpected end of text" },
		{ "[1,", 3, "unexpected end of text" },
		{ "[1,]", 3, "expected a value" },
		{ "[,1]", 1, "expected a value" },
		{ "[1 2]", 3, "expected ',' or ']'" },
		{ "[1}", 2, "expected ',' or ']'" },
		{ "[1]]", 3, "text after the end of the value" },
		{ "[[1}]", 3, "expected ',' or ']'" },
		{ "[{\"a\":1]", 7, "expected ',' or '}'" },
		{ "{", 1, "unexpected end of text" },
		{ "{a:1}", 1, "expected a key in double quotes" },
		{ "{1:1}", 1, "expected a key in double quotes" },
		{ "{'a':1}", 1, "expected a key in double quotes" },
		{ "{\"a\"}", 4, "expected ':' after a key" },
		{ "{\"a\" 1}", 5, "expected ':' after a key" },
		{ "{\"a\":}", 5, "expected a value" },
		{ "{\"a\":1,}", 7, "expected a key in double quotes" },
		{ "{\"a\":1 \"b\":2}", 7, "expected ',' or '}'" },
		{ "{\"a\":1]", 6, "expected ',' or '}'" },
		{ "{,}", 1, "expected a key in double quotes" },
		{ "[1,/* no */2]", 3, "expected a value" },
		{ "[1]// no", 3, "text after the end of the value" },
		{ "\f[]", 0, "expected a value" },
		{ "\xC2\xA0[]", 0, "expected a value" },
	};
	for (size_t i = 0; i < UNIT_COUNT(broken); i++) {
		struct json_scan_fault fault = { .reason = "none" };
		int rc = scan_guarded(broken[i].text, strlen(broken[i].text), &fault);
		if (rc != -EINVAL || fault.offset != broken[i].offset ||
		    strcmp(fault.reason, broken[i].reason) != 0)
			fail_msg("%s: %d, %s at %zu", broken[i].text, rc, fault.reason,
				 fault.offset);
	}
}

static void nul_is_not_the_end_of_the_text(void **state)
{
	(void)state;
	struct json_scan_fault fault;
	assert_int_equal(scan_guarded("1\0", 2, &fault), -EINVAL);
	assert_int_equal(fault.offset, 1);
	assert_int_equal(scan_guarded("\"a\0\"", 4, &fault), -EINVAL);
	assert_int_equal(fault.offset, 2);
	assert_int_equal(scan_guarded("\"\\\0\"", 4, &fault), -EINVAL);
	assert_string_equal(fault.reason, "unknown escape in a string");
	assert_int_equal(json_scan_value(NULL, 0, &fault, NULL), -EINVAL);
}

static void every_cut_of_a_document_is_refused(void **state)
{
	(void)state;
	const char *text = "{\"a\":[1.5e3,\"x\\u00e9\\n世界👋 plain text here\",true,null],"
			   "\"b\":{\"c\":[[],{}],\"d\":-0.25},\"e\":false}";
	struct json_scan_fault fault;
	assert_int_equal(scan_guarded(text, strlen(text), &fault), 0);
	for (size_t bytes = 0; bytes < strlen(text); bytes++) {
		assert_int_equal(scan_guarded(text, bytes, &fault), -EINVAL);
		assert_true(fault.offset <= bytes);
	}
}

static void value_is_given_without_the_space_around_it(void **state)
{
	(void)state;
	struct json_scan_item item;
	assert_int_equal(json_scan_value(" [ 1 ]\n", 7, NULL, &item), 0);
	assert_int_equal(item.kind, JSON_SCAN_ARRAY);
	assert_int_equal(item.value.bytes, 5);
	assert_memory_equal(item.value.data, "[ 1 ]", 5);
	assert_int_equal(item.key.bytes, 0);
}

static void value_is_untouched_on_failure(void **state)
{
	(void)state;
	struct json_scan_item item = { .kind = JSON_SCAN_STRING };
	assert_int_equal(json_scan_value("[1", 2, NULL, &item), -EINVAL);
	assert_int_equal(item.kind, JSON_SCAN_STRING);
}

static void assert_item(struct json_scan *scan, const char *key, const char *value,
			enum json_scan_kind kind)
{
	struct json_scan_item item;
	assert_int_equal(json_scan_next(scan, &item), 1);
	assert_int_equal(item.key.bytes, strlen(key));
	if (item.key.bytes > 0)
		assert_memory_equal(item.key.data, key, strlen(key));
	assert_int_equal(item.value.bytes, strlen(value));
	assert_memory_equal(item.value.data, value, strlen(value));
	assert_int_equal(item.kind, kind);
}

static void members_are_found_as_raw_slices_with_their_kinds(void **state)
{
	(void)state;
	const char *text = " { \"a\" : 1 , \"b\\n\":[ 1, {\"x\":2} ],\"\":\"t\\u0041\" ,\"o\":{"
			   " } , \"n\":null,\"f\":false} ";
	struct json_scan scan;
	struct json_scan_item item;
	json_scan_init(&scan, text, strlen(text));
	assert_int_equal(scan.kind, JSON_SCAN_OBJECT);
	assert_item(&scan, "\"a\"", "1", JSON_SCAN_NUMBER);
	assert_item(&scan, "\"b\\n\"", "[ 1, {\"x\":2} ]", JSON_SCAN_ARRAY);
	assert_item(&scan, "\"\"", "\"t\\u0041\"", JSON_SCAN_STRING);
	assert_item(&scan, "\"o\"", "{ }", JSON_SCAN_OBJECT);
	assert_item(&scan, "\"n\"", "null", JSON_SCAN_NULL);
	assert_item(&scan, "\"f\"", "false", JSON_SCAN_BOOLEAN);
	assert_int_equal(json_scan_next(&scan, &item), 0);
	assert_int_equal(json_scan_next(&scan, &item), 0);
}

static void elements_are_found_without_keys(void **state)
{
	(void)state;
	struct json_scan scan;
	struct json_scan_item item;
	json_scan_init(&scan, "[ \"a\", [], 3]", 13);
	assert_int_equal(scan.kind, JSON_SCAN_ARRAY);
	assert_item(&scan, "", "\"a\"", JSON_SCAN_STRING);
	assert_item(&scan, "", "[]", JSON_SCAN_ARRAY);
	assert_item(&scan, "", "3", JSON_SCAN_NUMBER);
	assert_int_equal(json_scan_next(&scan, &item), 0);
}

static void scalar_has_no_items_but_is_proven(void **state)
{
	(void)state;
	struct json_scan scan;
	struct json_scan_item item;
	json_scan_init(&scan, " \"x\" ", 5);
	assert_int_equal(scan.kind, JSON_SCAN_STRING);
	assert_int_equal(json_scan_next(&scan, &item), 0);
	json_scan_init(&scan, "\"x", 2);
	assert_int_equal(json_scan_next(&scan, &item), -EINVAL);
	assert_int_equal(json_scan_next(&scan, &item), -EINVAL);
}

static void fault_after_the_last_member_is_found_in_the_end(void **state)
{
	(void)state;
	struct json_scan scan;
	struct json_scan_item item;
	json_scan_init(&scan, "{\"a\":1}x", 8);
	assert_item(&scan, "\"a\"", "1", JSON_SCAN_NUMBER);
	assert_int_equal(json_scan_next(&scan, &item), -EINVAL);
	assert_int_equal(scan.fault.offset, 7);
	assert_int_equal(json_scan_next(&scan, &item), -EINVAL);
}

/* @depth arrays or objects in each other, in turn if @mixed. */
static char *make_nested(size_t depth, bool mixed, size_t *out)
{
	char *text = malloc(depth * 6 + 1);
	size_t bytes = 0;
	assert_non_null(text);
	for (size_t i = 0; i < depth; i++) {
		const char *open = mixed && i % 3 ? "{\"\":" : "[";
		memcpy(text + bytes, open, strlen(open));
		bytes += strlen(open);
	}
	text[bytes++] = '0';
	for (size_t i = depth; i-- > 0;)
		text[bytes++] = mixed && i % 3 ? '}' : ']';
	*out = bytes;
	return text;
}

static void nesting_is_accepted_up_to_its_maximum(void **state)
{
	(void)state;
	struct json_scan_fault fault;
	for (int mixed = 0; mixed < 2; mixed++) {
		size_t bytes;
		char *text = make_nested(JSON_SCAN_DEPTH_MAX, mixed, &bytes);
		assert_int_equal(scan_guarded(text, bytes, &fault), 0);
		text[bytes - 1000] ^= ']' ^ '}';
		assert_int_equal(scan_guarded(text, bytes, &fault), -EINVAL);
		assert_int_equal(fault.offset, bytes - 1000);
		free(text);
		text = make_nested(JSON_SCAN_DEPTH_MAX + 1, mixed, &bytes);
		assert_int_equal(scan_guarded(text, bytes, &fault), -EINVAL);
		assert_string_equal(fault.reason, "nested too deeply");
		free(text);
	}
}

static void six_million_open_brackets_are_refused(void **state)
{
	(void)state;
	size_t bytes = 6u << 20;
	char *text = malloc(bytes);
	assert_non_null(text);
	struct json_scan_fault fault;
	memset(text, '[', bytes);
	assert_int_equal(json_scan_value(text, bytes, &fault, NULL), -EINVAL);
	assert_int_equal(fault.offset, JSON_SCAN_DEPTH_MAX);
	free(text);
}

static void special_byte_is_seen_at_every_place_in_a_word(void **state)
{
	(void)state;
	struct json_scan_fault fault;
	char text[40];
	for (int byte = 0; byte < 256; byte++) {
		for (size_t place = 1; place < 26; place++) {
			memset(text, ' ', sizeof text);
			text[0] = text[30] = '"';
			text[place] = (char)byte;
			int rc = scan_guarded(text, 31, &fault);
			bool allowed = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
			if ((rc == 0) != allowed)
				fail_msg("byte %02x at %zu", (unsigned)byte, place);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_values_are_accepted),
		cmocka_unit_test(malformed_text_is_refused_with_the_place_and_the_reason),
		cmocka_unit_test(nul_is_not_the_end_of_the_text),
		cmocka_unit_test(every_cut_of_a_document_is_refused),
		cmocka_unit_test(value_is_given_without_the_space_around_it),
		cmocka_unit_test(value_is_untouched_on_failure),
		cmocka_unit_test(members_are_found_as_raw_slices_with_their_kinds),
		cmocka_unit_test(elements_are_found_without_keys),
		cmocka_unit_test(scalar_has_no_items_but_is_proven),
		cmocka_unit_test(fault_after_the_last_member_is_found_in_the_end),
		cmocka_unit_test(nesting_is_accepted_up_to_its_maximum),
		cmocka_unit_test(six_million_open_brackets_are_refused),
		cmocka_unit_test(special_byte_is_seen_at_every_place_in_a_word),
	};
	return cmocka_run_group_tests_name("base/json_scan", tests, NULL, NULL);
}
