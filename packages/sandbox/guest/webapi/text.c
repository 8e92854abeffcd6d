/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <string.h>

void text_init(struct text *text, JSContext *ctx, uint32_t max)
{
	*text = (struct text){ .ctx = ctx, .max = max };
}

void text_done(struct text *text)
{
	js_free(text->ctx, text->bytes);
	text->bytes = NULL;
	text->len = text->capacity = 0;
}

static bool reserve(struct text *text, uint32_t more)
{
	uint32_t need = text->len + more;

	if (need <= text->capacity)
		return true;
	uint32_t capacity = text->capacity < 256 ? 256 : text->capacity * 2;
	while (capacity < need)
		capacity *= 2;
	char *bytes = js_realloc(text->ctx, text->bytes, capacity);
	if (!bytes) {
		text->failed = text->full = true;
		return false;
	}
	text->bytes = bytes;
	text->capacity = capacity;
	return true;
}

void text_put(struct text *text, const char *bytes, size_t len)
{
	if (text->failed || len == 0)
		return;
	if (len > text->max - text->len) {
		len = text_cut(bytes, len, text->max - text->len);
		text->full = true;
	}
	if (!reserve(text, (uint32_t)len))
		return;
	memcpy(text->bytes + text->len, bytes, len);
	text->len += (uint32_t)len;
}

void text_put_str(struct text *text, const char *str)
{
	text_put(text, str, strlen(str));
}

void text_put_char(struct text *text, char c)
{
	text_put(text, &c, 1);
}

void text_put_spaces(struct text *text, uint32_t count)
{
	static const char spaces[] = "                                ";

	while (count > 0 && !text->full) {
		uint32_t n = count < sizeof(spaces) - 1 ? count : (uint32_t)sizeof(spaces) - 1;
		text_put(text, spaces, n);
		count -= n;
	}
}

void text_put_number(struct text *text, int64_t number)
{
	char digits[24];
	size_t i = sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		digits[--i] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (number < 0)
		digits[--i] = '-';
	text_put(text, digits + i, sizeof(digits) - i);
}

void text_put_value(struct text *text, JSValueConst primitive)
{
	size_t len;
	const char *bytes = JS_ToCStringLen(text->ctx, &len, primitive);

	if (!bytes) {
		text->failed = text->full = true;
		return;
	}
	text_put(text, bytes, len);
	JS_FreeCString(text->ctx, bytes);
}

uint32_t text_units(const char *bytes, size_t len)
{
	uint32_t units = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		units += (c & 0xc0) != 0x80;
		units += c >= 0xf0;
	}
	return units;
}

uint32_t text_cut(const char *bytes, size_t len, uint32_t max)
{
	if (len <= max)
		return (uint32_t)len;
	while (max > 0 && ((unsigned char)bytes[max] & 0xc0) == 0x80)
		max--;
	return max;
}

uint32_t text_next(const char *bytes, size_t len, size_t *pos)
{
	const unsigned char *p = (const unsigned char *)bytes + *pos;
	size_t left = len - *pos;
	uint32_t c = p[0];
	size_t size = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (size > left) {
		*pos = len;
		return 0xfffd;
	}
	if (size > 1)
		c &= 0x7fu >> size;
	for (size_t i = 1; i < size; i++)
		c = c << 6 | (p[i] & 0x3f);
	*pos += size;
	return c;
}

struct range {
	uint32_t first, last;
};

static bool within(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

static uint32_t char_columns(uint32_t c)
{
	static const struct range none[] = {
		{ 0x00, 0x1f },	    { 0x7f, 0x9f },	{ 0x300, 0x36f },   { 0x200b, 0x200f },
		{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xe0100, 0xe01ef },
	};
	static const struct range wide[] = {
		{ 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x23e9, 0x23ec },
		{ 0x25fd, 0x25fe },   { 0x2614, 0x2615 },   { 0x26aa, 0x26ab },
		{ 0x26bd, 0x26be },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },
		{ 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x2753, 0x2755 },
		{ 0x2b50, 0x2b50 },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },
		{ 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },
		{ 0xa960, 0xa97c },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
		{ 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6b },   { 0xff01, 0xff60 },
		{ 0xffe0, 0xffe6 },   { 0x1f1e6, 0x1f202 }, { 0x1f210, 0x1f320 },
		{ 0x1f32d, 0x1f335 }, { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 },
		{ 0x1f3a0, 0x1f3ca }, { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 },
		{ 0x1f3f4, 0x1f3f4 }, { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 },
		{ 0x1f442, 0x1f4fc }, { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f567 },
		{ 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 },
		{ 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc },
		{ 0x1f6d0, 0x1f6d2 }, { 0x1f6eb, 0x1f6ec }, { 0x1f6f4, 0x1f6fc },
		{ 0x1f7e0, 0x1f7eb }, { 0x1f90c, 0x1f9ff }, { 0x1fa70, 0x1faff },
		{ 0x20000, 0x3fffd },
	};

	if (c >= 0x20 && c < 0x7f)
		return 1;
	if (within(none, sizeof(none) / sizeof(none[0]), c))
		return 0;
	return within(wide, sizeof(wide) / sizeof(wide[0]), c) ? 2 : 1;
}

uint32_t text_columns(const char *bytes, size_t len)
{
	uint32_t columns = 0;
	size_t pos = 0;

	while (pos < len)
		columns += char_columns(text_next(bytes, len, &pos));
	return columns;
}

void text_well_formed(char *bytes, size_t len)
{
	char *end = bytes + len;
	char *p = bytes;

	while (p < end && (p = memchr(p, 0xed, (size_t)(end - p)))) {
		if (end - p >= 3 && (unsigned char)p[1] >= 0xa0)
			memcpy(p, "\xef\xbf\xbd", 3);
		p++;
	}
}
