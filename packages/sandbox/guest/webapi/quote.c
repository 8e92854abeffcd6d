/* SPDX-License-Identifier: MIT */
#include "quote.h"

#include <string.h>

static void put_hex(struct text *out, const char *prefix, uint32_t value, int digits)
{
	text_put_str(out, prefix);
	while (digits-- > 0)
		text_put_char(out, "0123456789abcdef"[value >> (4 * digits) & 15]);
}

/* Two capital digits, as \x0B. */
static void put_byte(struct text *out, uint32_t value)
{
	text_put_str(out, "\\x");
	text_put_char(out, "0123456789ABCDEF"[value >> 4 & 15]);
	text_put_char(out, "0123456789ABCDEF"[value & 15]);
}

static void put_escape(struct text *out, uint32_t c)
{
	static const char *const escapes['\\' + 1] = {
		['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n",	 ['\f'] = "\\f",
		['\r'] = "\\r", ['\''] = "\\'", ['\\'] = "\\\\",
	};

	if (c <= '\\' && escapes[c])
		text_put_str(out, escapes[c]);
	else if (c >= 0xd800)
		put_hex(out, "\\u", c, 4);
	else
		put_byte(out, c);
}

static void put_escaped(struct text *out, const char *bytes, size_t len, uint32_t quote)
{
	size_t plain = 0, pos = 0;

	while (pos < len && !out->full) {
		size_t at = pos;
		uint32_t c = text_next(bytes, len, &pos);
		bool escape = c < 0x20 || (c > 0x7e && c < 0xa0) || c == '\\' || c == quote ||
			      (c >= 0xd800 && c <= 0xdfff);
		if (!escape)
			continue;
		text_put(out, bytes + plain, at - plain);
		put_escape(out, c);
		plain = pos;
	}
	text_put(out, bytes + plain, len - plain);
}

static bool has_template(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '`' || (bytes[i] == '$' && i + 1 < len && bytes[i + 1] == '{'))
			return true;
	}
	return false;
}

void quote_put(struct text *out, const char *bytes, size_t len)
{
	char quote = '\'';

	if (memchr(bytes, '\'', len)) {
		if (!memchr(bytes, '"', len))
			quote = '"';
		else if (!has_template(bytes, len))
			quote = '`';
	}
	text_put_char(out, quote);
	put_escaped(out, bytes, len, quote == '\'' ? '\'' : UINT32_MAX);
	text_put_char(out, quote);
}

void quote_put_bare(struct text *out, const char *bytes, size_t len)
{
	put_escaped(out, bytes, len, '\'');
}

void quote_put_json(struct text *out, const char *bytes, size_t len)
{
	size_t plain = 0, pos = 0;

	text_put_char(out, '"');
	while (pos < len && !out->full) {
		size_t at = pos;
		uint32_t c = text_next(bytes, len, &pos);
		if (c >= 0x20 && c != '"' && c != '\\' && (c < 0xd800 || c > 0xdfff))
			continue;
		text_put(out, bytes + plain, at - plain);
		plain = pos;
		if (c == '"')
			text_put_str(out, "\\\"");
		else if (c == '\\' || (c >= 8 && c <= 13 && c != 11))
			put_escape(out, c);
		else
			put_hex(out, "\\u", c, 4);
	}
	text_put(out, bytes + plain, len - plain);
	text_put_char(out, '"');
}
