/* SPDX-License-Identifier: MIT */
#include "base/json_text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

/* Undoes what was appended after @before if @rc is an error. */
static int keep_or_cut(int rc, size_t before, struct buf *out)
{
	if (rc < 0 && out->data) {
		out->len = before;
		out->data[before] = '\0';
	}
	return rc;
}

static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
}

static size_t plain_bytes(const char *text, size_t bytes)
{
	size_t at = 0;
	while (at < bytes && is_plain((unsigned char)text[at]))
		at++;
	return at;
}

/* Bytes of valid characters beyond ASCII at the start of @text. */
static size_t foreign_bytes(const char *text, size_t bytes)
{
	size_t at = 0;
	while (at < bytes && (unsigned char)text[at] >= 0x80) {
		size_t character = utf8_character_bytes(text + at, bytes - at);
		if (character == 0)
			break;
		at += character;
	}
	return at;
}

/* Each byte that has an escape of two characters, and its second one. */
static const char short_escapes[] = "\bb\ff\nn\rr\tt\"\"\\\\";

static int append_escape(unsigned char byte, struct buf *out)
{
	for (const char *pair = short_escapes; *pair; pair += 2) {
		if ((unsigned char)*pair == byte)
			return buf_append(out, (char[]){ '\\', pair[1] }, 2);
	}
	static const char digits[] = "0123456789abcdef";
	char escape[] = { '\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15] };
	return buf_append(out, escape, sizeof escape);
}

/* Bytes of @text that begin with something invalid, up to the next ASCII character. */
static size_t suspect_bytes(const char *text, size_t bytes)
{
	size_t at = 0;
	while (at < bytes && (unsigned char)text[at] >= 0x80)
		at++;
	return at;
}

/* Appends the first piece of @text; returns its length in bytes, or a negative errno. */
static ssize_t append_piece(const char *text, size_t bytes, struct buf *out)
{
	size_t piece = plain_bytes(text, bytes);
	if (piece == 0)
		piece = foreign_bytes(text, bytes);
	if (piece > 0) {
		int rc = buf_append(out, text, piece);
		return rc < 0 ? rc : (ssize_t)piece;
	}
	piece = suspect_bytes(text, bytes);
	int rc = piece > 0 ? utf8_append_clean(text, piece, out)
			   : append_escape((unsigned char)*text, out);
	return rc < 0 ? rc : piece > 0 ? (ssize_t)piece : 1;
}

int json_text_append_string(const char *text, size_t bytes, struct buf *out)
{
	size_t before = out->len;
	int rc = buf_append(out, "\"", 1);
	while (rc == 0 && bytes > 0) {
		ssize_t piece = append_piece(text, bytes, out);
		if (piece < 0)
			return keep_or_cut((int)piece, before, out);
		text += piece;
		bytes -= (size_t)piece;
	}
	if (rc == 0)
		rc = buf_append(out, "\"", 1);
	return keep_or_cut(rc, before, out);
}

size_t json_text_literal_bytes(const char *text, size_t bytes)
{
	uint8_t written[256];
	size_t sum = 2;

	for (unsigned byte = 0; byte < 256; byte++)
		written[byte] = is_plain((unsigned char)byte) || byte >= 0x80 ? 1 : 6;
	for (const char *pair = short_escapes; *pair; pair += 2)
		written[(unsigned char)*pair] = 2;
	/* What is not UTF-8 becomes the three bytes of U+FFFD, for each byte at most. */
	if (!utf8_is_valid(text, bytes))
		for (unsigned byte = 0x80; byte < 256; byte++)
			written[byte] = 3;
	for (size_t i = 0; i < bytes; i++)
		sum += written[(unsigned char)text[i]];
	return sum;
}

int json_text_append_integer(int64_t value, struct buf *out)
{
	return buf_append_format(out, "%" PRId64, value);
}

/* Writes a point for whatever the locale puts between a number's digits. */
static size_t undo_locale(char *text)
{
	size_t kept = 0;
	bool replaced = false;
	for (const char *at = text; *at; at++) {
		if (strchr("0123456789eE+-", *at)) {
			text[kept++] = *at;
		} else if (!replaced) {
			text[kept++] = '.';
			replaced = true;
		}
	}
	return kept;
}

int json_text_append_double(double value, struct buf *out)
{
	if (!isfinite(value))
		return buf_append_str(out, "null");
	char text[48];
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (digits == 17 || !(strtod(text, NULL) < value || strtod(text, NULL) > value))
			break;
	}
	return buf_append(out, text, undo_locale(text));
}

static unsigned hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	return (unsigned)((digit | 0x20) - 'a') + 10;
}

static uint32_t read_unit(const char *digits)
{
	return hex_value(digits[0]) << 12 | hex_value(digits[1]) << 8 | hex_value(digits[2]) << 4 |
	       hex_value(digits[3]);
}

/*
 * Reads the escape at @at, which is a backslash in a proven literal: so the closing quote follows
 * at the latest, and what looks like an escape is whole. Returns its length in bytes.
 */
static size_t read_escape(const char *at, uint32_t *out)
{
	static const char shorts[] = "b\bf\fn\nr\rt\t";
	if (at[1] != 'u') {
		const char *pair = strchr(shorts, at[1]);
		*out = (unsigned char)(pair ? pair[1] : at[1]);
		return 2;
	}
	uint32_t unit = read_unit(at + 2);
	*out = unit;
	if (unit < 0xD800 || unit > 0xDBFF || at[6] != '\\' || at[7] != 'u')
		return 6;
	uint32_t low = read_unit(at + 8);
	if (low < 0xDC00 || low > 0xDFFF)
		return 6;
	*out = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
	return 12;
}

/* A walk through what a literal holds, in runs of bytes. */
struct walk {
	const char *at, *end;
	char escaped[UTF8_MAX_BYTES];
};

static struct walk walk_literal(struct json_scan_slice literal)
{
	CHECK(literal.bytes >= 2 && literal.data[0] == '"');
	return (struct walk){ .at = literal.data + 1, .end = literal.data + literal.bytes - 1 };
}

/* Finds the next run; false at the end. The run lives until the next call. */
static bool walk_next(struct walk *walk, struct json_scan_slice *out)
{
	if (walk->at == walk->end)
		return false;
	if (*walk->at == '\\') {
		uint32_t code_point;
		walk->at += read_escape(walk->at, &code_point);
		*out = (struct json_scan_slice){ walk->escaped,
						 utf8_encode(code_point, walk->escaped) };
		return true;
	}
	size_t left = (size_t)(walk->end - walk->at);
	const char *backslash = memchr(walk->at, '\\', left);
	*out = (struct json_scan_slice){ walk->at,
					 backslash ? (size_t)(backslash - walk->at) : left };
	walk->at += out->bytes;
	return true;
}

size_t json_text_string_bytes(struct json_scan_slice literal)
{
	struct walk walk = walk_literal(literal);
	struct json_scan_slice run;
	size_t bytes = 0;
	while (walk_next(&walk, &run))
		bytes += run.bytes;
	return bytes;
}

int json_text_decode_string(struct json_scan_slice literal, struct buf *out)
{
	struct walk walk = walk_literal(literal);
	struct json_scan_slice run;
	size_t before = out->len;
	int rc = buf_append(out, "", 0);
	while (rc == 0 && walk_next(&walk, &run))
		rc = buf_append(out, run.data, run.bytes);
	return keep_or_cut(rc, before, out);
}

bool json_text_string_is(struct json_scan_slice literal, const char *text)
{
	struct walk walk = walk_literal(literal);
	struct json_scan_slice run;
	size_t left = strlen(text);
	while (walk_next(&walk, &run)) {
		if (run.bytes > left || memcmp(run.data, text, run.bytes) != 0)
			return false;
		text += run.bytes;
		left -= run.bytes;
	}
	return left == 0;
}

/* The parts of a number; each of them lies in the slice. */
struct decimal {
	bool negative;
	const char *whole, *fraction;
	size_t whole_digits, fraction_digits;
	int64_t exponent;
};

#define EXPONENT_MAX INT64_C(1000000000000) /* more than a text has digits */

static size_t count_digits(const char *at, const char *end)
{
	const char *from = at;
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return (size_t)(at - from);
}

static int64_t read_exponent(const char *at, const char *end)
{
	bool negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	int64_t value = 0;
	for (; at < end && value < EXPONENT_MAX; at++)
		value = value * 10 + (*at - '0');
	return negative ? -value : value;
}

static struct decimal split_number(struct json_scan_slice number)
{
	const char *at = number.data, *end = number.data + number.bytes;
	struct decimal parts = { .negative = *at == '-' };
	at += parts.negative;
	parts.whole = at;
	parts.whole_digits = count_digits(at, end);
	at += parts.whole_digits;
	if (at < end && *at == '.') {
		parts.fraction = ++at;
		parts.fraction_digits = count_digits(at, end);
		at += parts.fraction_digits;
	}
	if (at < end)
		parts.exponent = read_exponent(at + 1, end);
	return parts;
}

/* 10 * @value + @digit, or INT64_MAX if that is less. */
static int64_t add_digit(int64_t value, int digit)
{
	int64_t next;
	if (__builtin_mul_overflow(value, INT64_C(10), &next) ||
	    __builtin_add_overflow(next, (int64_t)digit, &next))
		return INT64_MAX;
	return next;
}

int json_text_decode_integer(struct json_scan_slice number, int64_t *out)
{
	struct decimal parts = split_number(number);
	int64_t digits = (int64_t)(parts.whole_digits + parts.fraction_digits);
	/* Digits that stand before the point once the exponent has moved it. */
	int64_t before_point = (int64_t)parts.whole_digits + parts.exponent;
	int64_t value = 0;
	for (int64_t i = 0; i < digits; i++) {
		int64_t in_fraction = i - (int64_t)parts.whole_digits;
		char digit = in_fraction < 0 ? parts.whole[i] : parts.fraction[in_fraction];
		if (i < before_point)
			value = add_digit(value, digit - '0');
		else if (digit != '0')
			return -EDOM;
	}
	for (int64_t i = digits; i < before_point && value > 0 && value < INT64_MAX; i++)
		value = add_digit(value, 0);
	*out = parts.negative ? -value : value;
	return 0;
}
