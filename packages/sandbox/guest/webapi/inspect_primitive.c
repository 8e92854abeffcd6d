/* SPDX-License-Identifier: MIT */
#include "inspect_state.h"

#include <math.h>
#include <string.h>

#include "quote.h"

#define STRING_UNITS_MAX 10000 /* of a string inside an object */
#define SPLIT_UNITS_MIN	 16    /* shorter strings are never split into lines */

static int64_t string_units(JSContext *ctx, JSValueConst string)
{
	int64_t units = 0;

	JS_GetLength(ctx, string, &units);
	return units;
}

/* A long string is one literal per line, joined by +, as Node shows it. */
static void put_quoted_lines(struct inspect *in, const char *bytes, size_t len)
{
	while (len > 0 && !in->out->full) {
		const char *newline = memchr(bytes, '\n', len);
		size_t line = newline ? (size_t)(newline - bytes) + 1 : len;
		quote_put(in->out, bytes, line);
		bytes += line;
		len -= line;
		if (len > 0) {
			text_put_str(in->out, " +\n");
			text_put_spaces(in->out, in->indent + 2);
		}
	}
}

static void put_string(struct inspect *in, JSValueConst string)
{
	int64_t units = string_units(in->ctx, string);
	int64_t left_out = units - STRING_UNITS_MAX;
	JSValue shown = JS_DupValue(in->ctx, string);
	size_t len;

	if (left_out > 0) {
		JSValue range[2] = { JS_NewInt32(in->ctx, 0),
				     JS_NewInt32(in->ctx, STRING_UNITS_MAX) };
		JS_FreeValue(in->ctx, shown);
		shown = intrinsics_call(in->ctx, INTRINSIC_STRING_SLICE, string, 2, range);
		units = STRING_UNITS_MAX;
	}
	const char *bytes = JS_IsString(shown) ? JS_ToCStringLen(in->ctx, &len, shown) : NULL;
	if (!bytes)
		in->out->failed = in->out->full = true;
	else if (units > SPLIT_UNITS_MIN && units > (int64_t)in->options->line_max - in->indent - 4)
		put_quoted_lines(in, bytes, len);
	else
		quote_put(in->out, bytes, len);
	JS_FreeCString(in->ctx, bytes);
	JS_FreeValue(in->ctx, shown);
	if (left_out > 0) {
		text_put_str(in->out, "... ");
		text_put_number(in->out, left_out);
		text_put_str(in->out, left_out > 1 ? " more characters" : " more character");
	}
}

/* The text of a call's result; nothing where it throws. */
void inspect_primitive_put_call(struct text *out, enum intrinsic which, JSValueConst self)
{
	JSValue value = intrinsics_call(out->ctx, which, self, 0, NULL);

	if (JS_IsException(value))
		JS_FreeValue(out->ctx, JS_GetException(out->ctx));
	else
		text_put_value(out, value);
	JS_FreeValue(out->ctx, value);
}

static void put_symbol(struct text *out, JSValueConst symbol)
{
	JSValue value = intrinsics_call(out->ctx, INTRINSIC_SYMBOL_STRING, symbol, 0, NULL);
	size_t len;
	const char *bytes = JS_ToCStringLen(out->ctx, &len, value);

	if (bytes)
		text_put(out, bytes, len);
	JS_FreeCString(out->ctx, bytes);
	JS_FreeValue(out->ctx, value);
}

static void put_number(struct text *out, JSValueConst number)
{
	double d = 1;

	JS_ToFloat64(out->ctx, &d, number);
	if (d == 0 && signbit(d))
		text_put_str(out, "-0");
	else
		text_put_value(out, number);
}

void inspect_primitive_put(struct inspect *in, JSValueConst value)
{
	if (JS_IsString(value)) {
		put_string(in, value);
	} else if (JS_IsNumber(value)) {
		put_number(in->out, value);
	} else if (JS_IsSymbol(value)) {
		put_symbol(in->out, value);
	} else {
		text_put_value(in->out, value);
		if (JS_IsBigInt(value))
			text_put_char(in->out, 'n');
	}
}
