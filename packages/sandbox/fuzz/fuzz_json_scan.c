/* SPDX-License-Identifier: MIT */
/*
 * The JSON scanner beside jansson: what jansson takes the scanner must take, and what the scanner
 * takes jansson may refuse only for its known limits. Strings must hold the same on both sides.
 */
#include "fuzz.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/json_scan.h"
#include "base/json_text.h"
#include "base/utf8.h"

#define TEXT_MAX (1u << 24)

/* Is there an escaped surrogate, which jansson refuses when it is alone? */
static bool may_hold_lone_surrogate(const char *text, size_t bytes)
{
	for (size_t i = 0; i + 2 < bytes; i++) {
		if (text[i] == '\\' && text[i + 1] == 'u' && (text[i + 2] | 0x20) == 'd')
			return true;
	}
	return false;
}

static bool is_known_limit(const json_error_t *error, const char *text, size_t bytes)
{
	enum json_error_code code = json_error_code(error);
	if (code == json_error_invalid_syntax)
		return may_hold_lone_surrogate(text, bytes);
	return code == json_error_numeric_overflow || code == json_error_stack_overflow ||
	       code == json_error_null_byte_in_key || code == json_error_out_of_memory;
}

/* Item by item the scanner must come to the verdict that it gave at once. */
static size_t count_items(const char *text, size_t bytes, int wanted)
{
	struct json_scan scan;
	struct json_scan_item item;
	size_t count = 0;
	int rc;
	json_scan_init(&scan, text, bytes);
	while ((rc = json_scan_next(&scan, &item)) > 0) {
		CHECK(json_scan_value(item.value.data, item.value.bytes, NULL, NULL) == 0);
		if (item.key.bytes > 0)
			CHECK(json_scan_value(item.key.data, item.key.bytes, NULL, NULL) == 0);
		count++;
	}
	CHECK(rc == wanted);
	return count;
}

static void check_string(struct json_scan_slice literal, const json_t *peer)
{
	AUTO_BUF struct buf held = { .max = TEXT_MAX }, again = { .max = TEXT_MAX };
	AUTO_BUF struct buf written = { .max = TEXT_MAX };
	CHECK(json_text_decode_string(literal, &held) == 0);
	CHECK(held.len == json_text_string_bytes(literal));
	CHECK(json_text_append_string(held.data, held.len, &written) == 0);
	CHECK(json_scan_value(written.data, written.len, NULL, NULL) == 0);
	struct json_scan_slice slice = { written.data, written.len };
	CHECK(json_text_decode_string(slice, &again) == 0);
	if (utf8_is_valid(held.data, held.len))
		CHECK(again.len == held.len && memcmp(again.data, held.data, held.len) == 0);
	if (!peer)
		return;
	CHECK(json_string_length(peer) == held.len);
	CHECK(memcmp(json_string_value(peer), held.data, held.len) == 0);
}

static void check_number(struct json_scan_slice number, const json_t *peer)
{
	int64_t value;
	int rc = json_text_decode_integer(number, &value);
	if (json_is_integer(peer) && json_integer_value(peer) != INT64_MIN)
		CHECK(rc == 0 && value == json_integer_value(peer));
}

static void check_accepted(const struct json_scan_item *item, const json_t *peer)
{
	if (item->kind == JSON_SCAN_STRING)
		check_string(item->value, peer);
	else if (item->kind == JSON_SCAN_NUMBER)
		check_number(item->value, peer);
	size_t count = count_items(item->value.data, item->value.bytes, 0);
	if (json_is_array(peer))
		CHECK(count == json_array_size(peer));
	if (json_is_object(peer))
		CHECK(count >= json_object_size(peer));
}

/* Any bytes at all become a string literal. */
static void check_writing(const char *text, size_t bytes)
{
	AUTO_BUF struct buf written = { .max = TEXT_MAX };
	CHECK(json_text_append_string(text, bytes, &written) == 0);
	struct json_scan_item item;
	CHECK(json_scan_value(written.data, written.len, NULL, &item) == 0);
	check_string(item.value, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct json_scan_fault fault;
	struct json_scan_item item;
	json_error_t error;
	int rc = json_scan_value(text, size, &fault, &item);
	json_t *peer = json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
	if (rc == 0) {
		CHECK(peer || is_known_limit(&error, text, size));
		check_accepted(&item, peer);
	} else {
		CHECK(fault.offset <= size);
		/* jansson takes a NUL byte for the end of the text. */
		CHECK(!peer || (fault.offset < size && text[fault.offset] == '\0'));
		count_items(text, size, rc);
	}
	json_decref(peer);
	check_writing(text, size);
	return 0;
}
