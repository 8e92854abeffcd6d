/* SPDX-License-Identifier: MIT */
#include "base/json_scan.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define REPEATED(byte) (UINT64_C(0x0101010101010101) * (byte))
#define HIGH_BITS      REPEATED(0x80)

static int fail(struct json_scan *scan, const char *reason)
{
	scan->fault = (struct json_scan_fault){
		.reason = scan->at < scan->end ? reason : "unexpected end of text",
		.offset = (size_t)(scan->at - scan->start),
	};
	scan->state = JSON_SCAN_BROKEN;
	return -EINVAL;
}

/* The byte at hand, or -1 at the end of the text. */
static inline int peek(const struct json_scan *scan)
{
	return scan->at < scan->end ? (unsigned char)*scan->at : -1;
}

static inline bool accept(struct json_scan *scan, char wanted)
{
	if (peek(scan) != (unsigned char)wanted)
		return false;
	scan->at++;
	return true;
}

static inline bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static inline void skip_space(struct json_scan *scan)
{
	const char *at = scan->at;
	while (at < scan->end && is_space(*at))
		at++;
	scan->at = at;
}

static inline bool is_digit(int byte)
{
	return byte >= '0' && byte <= '9';
}

static enum json_scan_kind kind_of(int byte)
{
	switch (byte) {
	case 'n':
		return JSON_SCAN_NULL;
	case 't':
	case 'f':
		return JSON_SCAN_BOOLEAN;
	case '"':
		return JSON_SCAN_STRING;
	case '[':
		return JSON_SCAN_ARRAY;
	case '{':
		return JSON_SCAN_OBJECT;
	default:
		return byte == '-' || is_digit(byte) ? JSON_SCAN_NUMBER : JSON_SCAN_NONE;
	}
}

static int skip_word(struct json_scan *scan, const char *word)
{
	for (; *word; word++) {
		if (!accept(scan, *word))
			return fail(scan, "unknown word");
	}
	return 0;
}

static inline const char *digits_end(const char *at, const char *end)
{
	while (at < end && is_digit((unsigned char)*at))
		at++;
	return at;
}

static int skip_digits(struct json_scan *scan)
{
	const char *end = digits_end(scan->at, scan->end);
	if (end == scan->at)
		return fail(scan, "expected a digit");
	scan->at = end;
	return 0;
}

/* What may follow the digits before the point. */
static int skip_fraction_and_exponent(struct json_scan *scan)
{
	if (accept(scan, '.') && skip_digits(scan) < 0)
		return -EINVAL;
	if (accept(scan, 'e') || accept(scan, 'E')) {
		if (!accept(scan, '+'))
			accept(scan, '-');
		return skip_digits(scan);
	}
	return 0;
}

/* RFC 8259 section 6: [ minus ] int [ frac ] [ exp ]. */
static inline int skip_number(struct json_scan *scan)
{
	accept(scan, '-');
	const char *from = scan->at;
	if (skip_digits(scan) < 0)
		return -EINVAL;
	if (*from == '0' && scan->at - from > 1) {
		scan->at = from + 1;
		return fail(scan, "a number must not begin with 0");
	}
	int byte = peek(scan);
	if (byte != '.' && byte != 'e' && byte != 'E')
		return 0;
	return skip_fraction_and_exponent(scan);
}

static inline bool is_hex(int byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* What follows a backslash. */
static int skip_escape(struct json_scan *scan)
{
	int byte = peek(scan);
	if (byte == 'u') {
		scan->at++;
		for (int i = 0; i < 4; i++, scan->at++) {
			if (!is_hex(peek(scan)))
				return fail(scan, "expected four hexadecimal digits");
		}
		return 0;
	}
	switch (byte) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		scan->at++;
		return 0;
	default:
		return fail(scan, "unknown escape in a string");
	}
}

/* Does a word hold a byte that is not plain: control character, quote, backslash, not ASCII? */
static inline bool has_special(uint64_t word)
{
	uint64_t quote = word ^ REPEATED('"'), backslash = word ^ REPEATED('\\');
	uint64_t below_space = word - REPEATED(0x20);
	uint64_t zero = (quote - REPEATED(1)) | (backslash - REPEATED(1));
	return ((below_space | zero | word) & HIGH_BITS) != 0;
}

static inline void skip_plain(struct json_scan *scan)
{
	while (scan->end - scan->at >= (ptrdiff_t)sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, scan->at, sizeof word);
		if (has_special(word))
			break;
		scan->at += sizeof word;
	}
	for (; scan->at < scan->end; scan->at++) {
		unsigned char byte = (unsigned char)*scan->at;
		if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
			break;
	}
}

static int skip_string(struct json_scan *scan)
{
	scan->at++;
	for (;;) {
		skip_plain(scan);
		int byte = peek(scan);
		if (byte == '"') {
			scan->at++;
			return 0;
		}
		if (byte == '\\') {
			scan->at++;
			if (skip_escape(scan) < 0)
				return -EINVAL;
			continue;
		}
		if (byte < 0x20)
			return fail(scan, "control character in a string");
		while (peek(scan) >= 0x80) {
			size_t bytes =
				utf8_character_bytes(scan->at, (size_t)(scan->end - scan->at));
			if (bytes == 0)
				return fail(scan, "invalid UTF-8");
			scan->at += bytes;
		}
	}
}

static int skip_scalar(struct json_scan *scan)
{
	switch (peek(scan)) {
	case '"':
		return skip_string(scan);
	case 't':
		return skip_word(scan, "true");
	case 'f':
		return skip_word(scan, "false");
	case 'n':
		return skip_word(scan, "null");
	default:
		if (kind_of(peek(scan)) == JSON_SCAN_NUMBER)
			return skip_number(scan);
		return fail(scan, "expected a value");
	}
}

/* A key, up to its closing quote. */
static int skip_key(struct json_scan *scan)
{
	if (peek(scan) != '"')
		return fail(scan, "expected a key in double quotes");
	return skip_string(scan);
}

/* The colon after a key, and the white space around it. */
static int skip_colon(struct json_scan *scan)
{
	skip_space(scan);
	if (!accept(scan, ':'))
		return fail(scan, "expected ':' after a key");
	skip_space(scan);
	return 0;
}

static int skip_key_and_colon(struct json_scan *scan)
{
	int rc = skip_key(scan);
	return rc < 0 ? rc : skip_colon(scan);
}

/* Is the innermost open container an object? */
static inline bool in_object(const struct json_scan *scan)
{
	size_t top = scan->depth - 1;
	return scan->is_object[top / 64] >> (top % 64) & 1;
}

/* Notes that the container at hand is open, and skips its bracket. */
static int enter(struct json_scan *scan)
{
	if (scan->depth == JSON_SCAN_DEPTH_MAX)
		return fail(scan, "nested too deeply");
	uint64_t *word = &scan->is_object[scan->depth / 64];
	uint64_t bit = UINT64_C(1) << (scan->depth % 64);
	*word = *scan->at == '{' ? *word | bit : *word & ~bit;
	scan->depth++;
	scan->at++;
	return 0;
}

/* Opens the containers at hand and skips the first scalar in them, or closes an empty one. */
static int descend(struct json_scan *scan)
{
	for (;;) {
		int byte = peek(scan);
		if (byte != '{' && byte != '[')
			return skip_scalar(scan);
		if (enter(scan) < 0)
			return -EINVAL;
		skip_space(scan);
		if (accept(scan, byte == '{' ? '}' : ']')) {
			scan->depth--;
			return 0;
		}
		if (byte == '{' && skip_key_and_colon(scan) < 0)
			return -EINVAL;
	}
}

/* After a value: closes what ends here, down to @depth, or passes a comma and the key after it. */
static int ascend(struct json_scan *scan, size_t depth)
{
	while (scan->depth > depth) {
		bool object = in_object(scan);
		skip_space(scan);
		if (accept(scan, ',')) {
			skip_space(scan);
			return object ? skip_key_and_colon(scan) : 0;
		}
		if (!accept(scan, object ? '}' : ']'))
			return fail(scan, object ? "expected ',' or '}'" : "expected ',' or ']'");
		scan->depth--;
	}
	return 0;
}

/* Skips the value at hand and notes it in @out. */
static int take_value(struct json_scan *scan, struct json_scan_item *out)
{
	const char *from = scan->at;
	size_t depth = scan->depth;
	do {
		if (descend(scan) < 0 || ascend(scan, depth) < 0)
			return -EINVAL;
	} while (scan->depth > depth);
	out->value = (struct json_scan_slice){ from, (size_t)(scan->at - from) };
	out->kind = kind_of((unsigned char)*from);
	return 0;
}

/* The outermost value is complete: nothing but white space may follow. */
static int finish(struct json_scan *scan)
{
	skip_space(scan);
	if (scan->at < scan->end)
		return fail(scan, "text after the end of the value");
	scan->state = JSON_SCAN_ENDED;
	return 0;
}

void json_scan_init(struct json_scan *scan, const char *text, size_t bytes)
{
	static const char nothing[1];
	if (bytes == 0)
		text = nothing;
	scan->fault = (struct json_scan_fault){ .reason = NULL };
	scan->start = scan->at = text;
	scan->end = text + bytes;
	scan->state = JSON_SCAN_FIRST;
	scan->depth = 0; /* the bits are written before they are read */
	skip_space(scan);
	scan->kind = kind_of(peek(scan));
}

/* Returns 1 at an item, 0 after the closing bracket, or -EINVAL. */
static int reach_item(struct json_scan *scan)
{
	bool first = scan->state == JSON_SCAN_FIRST;
	bool object = scan->kind == JSON_SCAN_OBJECT;
	if (first && enter(scan) < 0)
		return -EINVAL;
	skip_space(scan);
	if (accept(scan, object ? '}' : ']'))
		return 0;
	if (!first) {
		if (!accept(scan, ','))
			return fail(scan, object ? "expected ',' or '}'" : "expected ',' or ']'");
		skip_space(scan);
	}
	scan->state = JSON_SCAN_LATER;
	return 1;
}

static int take_key(struct json_scan *scan, struct json_scan_slice *out)
{
	const char *from = scan->at;
	int rc = skip_key(scan);
	if (rc < 0)
		return rc;
	*out = (struct json_scan_slice){ from, (size_t)(scan->at - from) };
	return skip_colon(scan);
}

static int next_item(struct json_scan *scan, struct json_scan_item *out)
{
	struct json_scan_item item = { .kind = JSON_SCAN_NONE };
	int rc = reach_item(scan);
	if (rc < 0)
		return rc;
	if (rc == 0)
		return finish(scan);
	if (scan->kind == JSON_SCAN_OBJECT && take_key(scan, &item.key) < 0)
		return -EINVAL;
	rc = take_value(scan, &item);
	if (rc < 0)
		return rc;
	*out = item;
	return 1;
}

int json_scan_next(struct json_scan *scan, struct json_scan_item *out)
{
	if (scan->state == JSON_SCAN_ENDED)
		return 0;
	if (scan->state == JSON_SCAN_BROKEN)
		return -EINVAL;
	if (scan->kind == JSON_SCAN_OBJECT || scan->kind == JSON_SCAN_ARRAY)
		return next_item(scan, out);
	int rc = skip_scalar(scan);
	return rc < 0 ? rc : finish(scan);
}

int json_scan_value(const char *text, size_t bytes, struct json_scan_fault *fault,
		    struct json_scan_item *out)
{
	struct json_scan scan;
	struct json_scan_item item = { .kind = JSON_SCAN_NONE };
	json_scan_init(&scan, text, bytes);
	int rc = take_value(&scan, &item);
	if (rc == 0)
		rc = finish(&scan);
	if (rc < 0 && fault)
		*fault = scan.fault;
	if (rc == 0 && out)
		*out = item;
	return rc;
}

const char *json_scan_kind_name(enum json_scan_kind kind)
{
	static const char *const names[] = {
		[JSON_SCAN_NONE] = "nothing",	   [JSON_SCAN_NULL] = "null",
		[JSON_SCAN_BOOLEAN] = "a boolean", [JSON_SCAN_NUMBER] = "a number",
		[JSON_SCAN_STRING] = "a string",   [JSON_SCAN_ARRAY] = "an array",
		[JSON_SCAN_OBJECT] = "an object",
	};
	return names[kind];
}
