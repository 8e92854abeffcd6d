/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

#include "base/check.h"

/*
 * RFC 3629 section 4: the lead byte decides the length and what the second byte may be; all others
 * are 80..BF.
 */
struct lead {
	unsigned char first, last;
	unsigned char bytes;
	unsigned char second_first, second_last;
};

static const struct lead leads[] = {
	{ 0xC2, 0xDF, 2, 0x80, 0xBF }, { 0xE0, 0xE0, 3, 0xA0, 0xBF }, { 0xE1, 0xEC, 3, 0x80, 0xBF },
	{ 0xED, 0xED, 3, 0x80, 0x9F }, { 0xEE, 0xEF, 3, 0x80, 0xBF }, { 0xF0, 0xF0, 4, 0x90, 0xBF },
	{ 0xF1, 0xF3, 4, 0x80, 0xBF }, { 0xF4, 0xF4, 4, 0x80, 0x8F },
};

static const struct lead *find_lead(unsigned char byte)
{
	for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	}
	return NULL;
}

/* Three bytes that would be a surrogate's, were those allowed. */
static bool is_surrogate(const unsigned char *at, size_t bytes)
{
	return bytes >= 3 && at[0] == 0xED && at[1] >= 0xA0 && at[1] <= 0xBF &&
	       (at[2] & 0xC0) == 0x80;
}

/*
 * How many bytes at the start of @text could begin a character, and in @out whether they are a
 * whole one. At least 1 where there is any text.
 */
static size_t measure(const char *text, size_t bytes, bool *out)
{
	const unsigned char *at = (const unsigned char *)text;
	*out = bytes > 0 && at[0] < 0x80;
	if (bytes == 0 || at[0] < 0x80)
		return bytes > 0;
	const struct lead *lead = find_lead(at[0]);
	if (is_surrogate(at, bytes))
		return 3;
	if (!lead || bytes < 2 || at[1] < lead->second_first || at[1] > lead->second_last)
		return 1;
	size_t good = 2;
	while (good < lead->bytes && good < bytes && (at[good] & 0xC0) == 0x80)
		good++;
	*out = good == lead->bytes;
	return good;
}

size_t utf8_character_bytes(const char *text, size_t bytes)
{
	const unsigned char *at = (const unsigned char *)text;
	/* The three-byte characters that make up most text in Chinese, Japanese or Korean. */
	if (bytes >= 3 && at[0] >= 0xE1 && at[0] <= 0xEC)
		return (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80 ? 3 : 0;
	bool whole;
	size_t good = measure(text, bytes, &whole);
	return whole ? good : 0;
}

/* Bytes of ASCII at the start of @text. */
static size_t ascii_bytes(const char *text, size_t bytes)
{
	size_t at = 0;
	while (bytes - at >= sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, text + at, sizeof word);
		if (word & UINT64_C(0x8080808080808080))
			break;
		at += sizeof word;
	}
	while (at < bytes && (unsigned char)text[at] < 0x80)
		at++;
	return at;
}

/* Bytes of valid UTF-8 at the start of @text. */
static size_t valid_bytes(const char *text, size_t bytes)
{
	size_t at = 0;
	for (;;) {
		at += ascii_bytes(text + at, bytes - at);
		if (at == bytes)
			return at;
		size_t character = utf8_character_bytes(text + at, bytes - at);
		if (character == 0)
			return at;
		at += character;
	}
}

bool utf8_is_valid(const char *text, size_t bytes)
{
	return bytes == 0 || valid_bytes(text, bytes) == bytes;
}

size_t utf8_cut(const char *text, size_t bytes, size_t limit)
{
	if (bytes <= limit)
		return bytes;
	while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80)
		limit--;
	return limit;
}

size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX_BYTES])
{
	CHECK(code_point <= 0x10FFFF);
	if (code_point < 0x80) {
		out[0] = (char)code_point;
		return 1;
	}
	size_t bytes = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
	for (size_t i = bytes - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (code_point & 0x3F));
		code_point >>= 6;
	}
	/* As many leading ones as there are bytes: C0, E0, F0. */
	out[0] = (char)((0xF00u >> bytes & 0xFF) | code_point);
	return bytes;
}

int utf8_append_clean(const char *text, size_t bytes, struct buf *out)
{
	size_t before = out->len;
	int rc = 0;
	while (bytes > 0 && rc == 0) {
		size_t piece = valid_bytes(text, bytes);
		rc = buf_append(out, text, piece);
		text += piece;
		bytes -= piece;
		if (rc == 0 && bytes > 0) {
			bool whole;
			piece = measure(text, bytes, &whole);
			rc = buf_append_str(out, UTF8_REPLACEMENT);
			text += piece;
			bytes -= piece;
		}
	}
	if (rc < 0 && out->data) {
		out->len = before;
		out->data[before] = '\0';
	}
	return rc;
}
