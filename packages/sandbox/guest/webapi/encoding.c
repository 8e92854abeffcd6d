/* SPDX-License-Identifier: MIT */
#include "encoding.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

enum decoder_kind {
	DECODE_UTF8,
	DECODE_UTF16LE,
	DECODE_UTF16BE,
};

enum decode_flags {
	DECODE_FATAL = 1,
	DECODE_KEEP_BOM = 2,
	DECODE_STREAM = 4,
};

/*
 * Between two calls: state[0] is 1 once the BOM is behind us, state[1] counts the bytes in
 * state[2..].
 */
#define STATE_BYTES 8
#define PENDING_MAX 4
#define REPLACEMENT 0xfffd

/* --- encoding -------------------------------------------------------------------------------- */

static JSValue encode_utf8(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	size_t len;
	const char *bytes = JS_ToCStringLen(ctx, &len, argv[0]);

	(void)self, (void)argc;
	if (!bytes)
		return JS_EXCEPTION;
	JSValue array = JS_NewUint8ArrayCopy(ctx, (const uint8_t *)bytes, len);
	JS_FreeCString(ctx, bytes);
	if (JS_IsException(array))
		return array;
	size_t size;
	uint8_t *copy = JS_GetUint8Array(ctx, &size, array);
	if (copy)
		text_well_formed((char *)copy, size);
	return array;
}

static size_t put_utf8(uint8_t *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

static bool is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

static JSValue encode_utf8_into(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	size_t units_len, size, read = 0, written = 0;
	const uint16_t *units = JS_ToCStringLenUTF16(ctx, &units_len, argv[0]);

	(void)self, (void)argc;
	if (!units)
		return JS_EXCEPTION;
	uint8_t *out = JS_GetUint8Array(ctx, &size, argv[1]);
	if (!out) {
		size = 0;
		JS_FreeValue(ctx, JS_GetException(ctx));
	}
	while (read < units_len) {
		uint32_t c = units[read];
		size_t used = 1;
		uint8_t encoded[4];
		if (is_high(c) && read + 1 < units_len && is_low(units[read + 1])) {
			c = 0x10000 + ((c - 0xd800) << 10) + (units[read + 1] - 0xdc00u);
			used = 2;
		} else if (is_high(c) || is_low(c)) {
			c = REPLACEMENT;
		}
		size_t len = put_utf8(encoded, c);
		if (len > size - written)
			break;
		memcpy(out + written, encoded, len);
		written += len;
		read += used;
	}
	JS_FreeCStringUTF16(ctx, units);
	JSValue pair[2] = { JS_NewInt64(ctx, (int64_t)read), JS_NewInt64(ctx, (int64_t)written) };
	return JS_NewArrayFrom(ctx, 2, pair);
}

/* --- decoding -------------------------------------------------------------------------------- */

struct decoder {
	uint8_t *state;
	const uint8_t *bytes;
	size_t len, pos;
	uint16_t *out;
	size_t out_len;
	bool fatal, stream, keep_bom, bad;
};

static void put_char(struct decoder *d, uint32_t c)
{
	if (!d->state[0]) {
		d->state[0] = 1;
		if (c == 0xfeff && !d->keep_bom)
			return;
	}
	if (c >= 0x10000) {
		d->out[d->out_len++] = (uint16_t)(0xd7c0 + (c >> 10));
		c = 0xdc00 + (c & 0x3ff);
	}
	d->out[d->out_len++] = (uint16_t)c;
}

static void put_bad(struct decoder *d)
{
	d->bad = true;
	put_char(d, REPLACEMENT);
}

/* The size of the sequence at @p; 0 if its end is missing; -n if its first n bytes are wrong. */
static int judge_utf8(const uint8_t *p, size_t len, uint32_t *out)
{
	uint8_t lower = 0x80, upper = 0xbf;
	int need;

	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return -1;
	need = p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
	if (p[0] == 0xe0)
		lower = 0xa0;
	if (p[0] == 0xed)
		upper = 0x9f;
	if (p[0] == 0xf0)
		lower = 0x90;
	if (p[0] == 0xf4)
		upper = 0x8f;
	*out = p[0] & (0x3fu >> need);
	for (int i = 1; i <= need; i++) {
		if ((size_t)i == len)
			return 0;
		if (p[i] < lower || p[i] > upper)
			return -i;
		lower = 0x80;
		upper = 0xbf;
		*out = *out << 6 | (p[i] & 0x3f);
	}
	return need + 1;
}

/* The same for UTF-16: a wrong surrogate is two bytes. */
static int judge_utf16(const uint8_t *p, size_t len, bool big, uint32_t *out)
{
	if (len < 2)
		return 0;
	uint32_t unit = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
	*out = unit;
	if (is_low(unit))
		return -2;
	if (!is_high(unit))
		return 2;
	if (len < 4)
		return 0;
	uint32_t next = big ? (uint32_t)p[2] << 8 | p[3] : (uint32_t)p[3] << 8 | p[2];
	if (!is_low(next))
		return -2;
	*out = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
	return 4;
}

static int judge(enum decoder_kind kind, const uint8_t *p, size_t len, uint32_t *out)
{
	if (kind == DECODE_UTF8)
		return judge_utf8(p, len, out);
	return judge_utf16(p, len, kind == DECODE_UTF16BE, out);
}

/* First what the last call left over, completed byte by byte. */
static void decode_pending(struct decoder *d, enum decoder_kind kind)
{
	uint8_t *pending = d->state + 2;

	while (d->state[1] > 0) {
		uint32_t c;
		int size = judge(kind, pending, d->state[1], &c);
		if (size == 0) {
			if (d->pos == d->len)
				return;
			pending[d->state[1]++] = d->bytes[d->pos++];
			continue;
		}
		if (size > 0)
			put_char(d, c);
		else
			put_bad(d);
		size_t used = (size_t)(size < 0 ? -size : size);
		d->state[1] = (uint8_t)(d->state[1] - used);
		memmove(pending, pending + used, d->state[1]);
	}
}

static void decode_rest(struct decoder *d, enum decoder_kind kind)
{
	while (d->pos < d->len && !(d->bad && d->fatal)) {
		uint32_t c;
		if (kind == DECODE_UTF8 && d->state[0] && d->bytes[d->pos] < 0x80) { /* most text */
			d->out[d->out_len++] = d->bytes[d->pos++];
			continue;
		}
		int size = judge(kind, d->bytes + d->pos, d->len - d->pos, &c);
		if (size == 0) {
			size_t left = d->len - d->pos;
			memcpy(d->state + 2, d->bytes + d->pos, left);
			d->state[1] = (uint8_t)left;
			return;
		}
		if (size > 0)
			put_char(d, c);
		else
			put_bad(d);
		d->pos += (size_t)(size < 0 ? -size : size);
	}
}

/* Bytes that nothing follows any more: one replacement for what they began. */
static void decode_end(struct decoder *d)
{
	if (d->stream)
		return;
	if (d->state[1] > 0)
		put_bad(d);
	memset(d->state, 0, STATE_BYTES);
}

static bool is_ascii(const uint8_t *bytes, size_t len)
{
	uint8_t all = 0;

	for (size_t i = 0; i < len; i++)
		all |= bytes[i];
	return all < 0x80;
}

static JSValue decode_bytes(JSContext *ctx, enum decoder_kind kind, struct decoder *d)
{
	if (kind == DECODE_UTF8 && d->state[1] == 0 && is_ascii(d->bytes, d->len)) {
		d->state[0] = d->stream && (d->state[0] || d->len > 0);
		return JS_NewStringLen(ctx, (const char *)d->bytes, d->len);
	}
	d->out = js_malloc(ctx, (d->len + PENDING_MAX + 1) * sizeof(uint16_t));
	if (!d->out)
		return JS_EXCEPTION;
	decode_pending(d, kind);
	decode_rest(d, kind);
	if (d->bad && d->fatal)
		memset(d->state, 0, STATE_BYTES);
	else
		decode_end(d);
	JSValue string =
		d->bad && d->fatal
			? JS_ThrowTypeError(ctx, "The encoded data was not valid for encoding %s",
					    kind == DECODE_UTF8	     ? "utf-8"
					    : kind == DECODE_UTF16LE ? "utf-16le"
								     : "utf-16be")
			: JS_NewStringUTF16(ctx, d->out, d->out_len);
	js_free(ctx, d->out);
	return string;
}

static JSValue decode(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct decoder d = { 0 };
	size_t state_len;
	int32_t kind, flags;

	(void)self, (void)argc;
	if (JS_ToInt32(ctx, &kind, argv[0]) < 0 || JS_ToInt32(ctx, &flags, argv[3]) < 0)
		return JS_EXCEPTION;
	d.state = JS_GetUint8Array(ctx, &state_len, argv[1]);
	if (!d.state || state_len != STATE_BYTES)
		return JS_ThrowTypeError(ctx, "Illegal invocation");
	d.bytes = JS_GetUint8Array(ctx, &d.len, argv[2]);
	if (!d.bytes) { /* empty or detached */
		JS_FreeValue(ctx, JS_GetException(ctx));
		d.bytes = (const uint8_t *)"";
		d.len = 0;
	}
	d.fatal = flags & DECODE_FATAL;
	d.keep_bom = flags & DECODE_KEEP_BOM;
	d.stream = flags & DECODE_STREAM;
	return decode_bytes(ctx, (enum decoder_kind)kind, &d);
}

int encoding_install(JSContext *ctx, JSValueConst native)
{
	static const JSCFunctionListEntry functions[] = {
		JS_CFUNC_DEF("encodeUtf8", 1, encode_utf8),
		JS_CFUNC_DEF("encodeUtf8Into", 2, encode_utf8_into),
		JS_CFUNC_DEF("decode", 4, decode),
	};

	return JS_SetPropertyFunctionList(ctx, native, functions, 3) < 0 ? -1 : 0;
}
