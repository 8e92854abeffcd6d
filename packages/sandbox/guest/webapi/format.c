/* SPDX-License-Identifier: MIT */
#include "format.h"

#include <math.h>
#include <string.h>

#include "inspect.h"
#include "intrinsics.h"
#include "quote.h"

#define JSON_DEPTH_MAX 100

/* A string argument stands as it is; only as much of it is looked at as can be shown. */
static void put_string(struct text *out, JSValueConst string)
{
	JSContext *ctx = out->ctx;
	int64_t units = 0;

	JS_GetLength(ctx, string, &units);
	if (units <= out->max) {
		text_put_value(out, string);
		return;
	}
	JSValue range[2] = { JS_NewInt32(ctx, 0), JS_NewInt64(ctx, out->max + 1) };
	JSValue head = intrinsics_call(ctx, INTRINSIC_STRING_SLICE, string, 2, range);
	text_put_value(out, head);
	JS_FreeValue(ctx, head);
}

static void put_inspected(struct text *out, JSValueConst value, int depth, bool hidden)
{
	struct inspect_options options = INSPECT_DEFAULT;

	options.depth = depth;
	options.hidden = hidden;
	inspect_value(out, value, &options);
}

static void put_any(struct text *out, JSValueConst value)
{
	if (JS_IsString(value))
		put_string(out, value);
	else
		put_inspected(out, value, 2, false);
}

/* --- %s -------------------------------------------------------------------------------------- */

static void put_as_string(struct text *out, JSValueConst value)
{
	if (JS_IsString(value)) {
		put_string(out, value);
	} else if (JS_IsFunction(out->ctx, value) && !JS_IsProxy(value)) {
		JSValue source =
			intrinsics_call(out->ctx, INTRINSIC_FUNCTION_STRING, value, 0, NULL);
		put_string(out, source);
		JS_FreeValue(out->ctx, source);
	} else {
		put_inspected(out, value, 0, false);
	}
}

/* --- %d %i %f -------------------------------------------------------------------------------- */

/*
 * What the language makes of @value when a primitive is wanted, for its own objects; undefined for
 * others.
 */
static JSValue primitive_of(JSContext *ctx, JSValueConst value)
{
	static const enum intrinsic unbox[KIND_COUNT] = {
		[KIND_NUMBER] = INTRINSIC_NUMBER_VALUE,	  [KIND_STRING] = INTRINSIC_STRING_VALUE,
		[KIND_BOOLEAN] = INTRINSIC_BOOLEAN_VALUE, [KIND_BIGINT] = INTRINSIC_BIGINT_VALUE,
		[KIND_DATE] = INTRINSIC_DATE_TIME,
	};

	if (!JS_IsObject(value))
		return JS_DupValue(ctx, value);
	enum intrinsics_kind kind = intrinsics_kind(ctx, value);
	if (kind == KIND_DATE || unbox[kind] != INTRINSIC_DATE_TIME)
		return intrinsics_call(ctx, unbox[kind], value, 0, NULL);
	return JS_UNDEFINED;
}

static void put_number(struct text *out, JSValueConst value, char directive)
{
	JSContext *ctx = out->ctx;
	JSValue primitive = primitive_of(ctx, value);
	JSValue number;

	if (JS_IsBigInt(primitive))
		number = JS_DupValue(ctx, primitive);
	else if (JS_IsSymbol(primitive) || JS_IsException(primitive))
		number = JS_NewFloat64(ctx, NAN);
	else if (directive == 'd')
		number = JS_ToNumber(ctx, primitive);
	else
		number = intrinsics_call(
			ctx, directive == 'i' ? INTRINSIC_PARSE_INT : INTRINSIC_PARSE_FLOAT,
			JS_UNDEFINED, 1, &primitive);
	put_inspected(out, number, 0, false);
	JS_FreeValue(ctx, number);
	JS_FreeValue(ctx, primitive);
}

/* --- %j -------------------------------------------------------------------------------------- */

struct json {
	struct text *out;
	const void *seen[JSON_DEPTH_MAX];
	uint32_t depth;
};

static void put_json(struct json *json, JSValueConst value);

static bool has_json(JSContext *ctx, JSValueConst value)
{
	return !JS_IsUndefined(value) && !JS_IsSymbol(value) && !JS_IsFunction(ctx, value);
}

static void put_json_string(struct json *json, JSValueConst string)
{
	size_t len;
	const char *bytes = JS_ToCStringLen(json->out->ctx, &len, string);

	if (bytes)
		quote_put_json(json->out, bytes, len);
	else
		json->out->failed = json->out->full = true;
	JS_FreeCString(json->out->ctx, bytes);
}

static void put_json_primitive(struct json *json, JSValueConst value)
{
	double d = 0;

	if (JS_IsString(value)) {
		put_json_string(json, value);
		return;
	}
	if (JS_IsNumber(value))
		JS_ToFloat64(json->out->ctx, &d, value);
	if (!isfinite(d))
		text_put_str(json->out, "null");
	else
		text_put_value(json->out, value);
}

static void put_json_array(struct json *json, JSValueConst array)
{
	JSContext *ctx = json->out->ctx;
	int64_t length = 0;

	JS_GetLength(ctx, array, &length);
	text_put_char(json->out, '[');
	for (int64_t i = 0; i < length && !json->out->full; i++) {
		JSAtom key = JS_NewAtomUInt32(ctx, (uint32_t)i);
		JSValue item = intrinsics_own(ctx, array, key);
		if (i)
			text_put_char(json->out, ',');
		if (has_json(ctx, item))
			put_json(json, item);
		else
			text_put_str(json->out, "null");
		JS_FreeValue(ctx, item);
		JS_FreeAtom(ctx, key);
	}
	text_put_char(json->out, ']');
}

static void put_json_object(struct json *json, JSValueConst object)
{
	JSContext *ctx = json->out->ctx;
	JSPropertyEnum *keys;
	uint32_t count;
	bool first = true;

	if (JS_GetOwnPropertyNames(ctx, &keys, &count, object,
				   JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
		json->out->failed = json->out->full = true;
		return;
	}
	text_put_char(json->out, '{');
	for (uint32_t i = 0; i < count && !json->out->full; i++) {
		JSValue item = intrinsics_own(ctx, object, keys[i].atom);
		if (has_json(ctx, item)) {
			JSValue name = JS_AtomToString(ctx, keys[i].atom);
			if (!first)
				text_put_char(json->out, ',');
			first = false;
			put_json_string(json, name);
			text_put_char(json->out, ':');
			put_json(json, item);
			JS_FreeValue(ctx, name);
		}
		JS_FreeValue(ctx, item);
	}
	text_put_char(json->out, '}');
	JS_FreePropertyEnum(ctx, keys, count);
}

static void put_json(struct json *json, JSValueConst value)
{
	JSContext *ctx = json->out->ctx;

	if (!JS_IsObject(value)) {
		put_json_primitive(json, value);
		return;
	}
	enum intrinsics_kind kind = intrinsics_kind(ctx, value);
	JSValue primitive = kind == KIND_DATE ? JS_UNDEFINED : primitive_of(ctx, value);
	if (kind == KIND_DATE)
		primitive = intrinsics_call(ctx, INTRINSIC_DATE_ISO, value, 0, NULL);
	if (JS_IsException(primitive)) {
		JS_FreeValue(ctx, JS_GetException(ctx));
		text_put_str(json->out, "null");
		return;
	}
	if (!JS_IsUndefined(primitive)) {
		put_json_primitive(json, primitive);
		JS_FreeValue(ctx, primitive);
		return;
	}
	bool circular = json->depth == JSON_DEPTH_MAX;
	for (uint32_t i = 0; i < json->depth; i++)
		circular = circular || json->seen[i] == JS_VALUE_GET_PTR(value);
	if (circular || kind == KIND_PROXY) {
		text_put_str(json->out, circular ? "\"[Circular]\"" : "\"[Proxy]\"");
		return;
	}
	json->seen[json->depth++] = JS_VALUE_GET_PTR(value);
	if (kind == KIND_ARRAY)
		put_json_array(json, value);
	else
		put_json_object(json, value);
	json->depth--;
}

static void put_as_json(struct text *out, JSValueConst value)
{
	struct json json = { .out = out };

	if (JS_IsBigInt(value))
		put_inspected(out, value, 0, false);
	else if (has_json(out->ctx, value))
		put_json(&json, value);
	else
		text_put_str(out, "undefined");
}

/* --- the whole ------------------------------------------------------------------------------- */

static void put_directive(struct text *out, char directive, JSValueConst value)
{
	switch (directive) {
	case 's':
		put_as_string(out, value);
		break;
	case 'd':
	case 'i':
	case 'f':
		put_number(out, value, directive);
		break;
	case 'j':
		put_as_json(out, value);
		break;
	case 'o':
		put_inspected(out, value, 4, true);
		break;
	case 'O':
		put_inspected(out, value, 2, false);
		break;
	case 'c':
		break; /* CSS: nothing to show */
	default:
		break;
	}
}

/*
 * Returns how many of the arguments it used, the format itself among them; 0: it has no
 * directives.
 */
static int put_format(struct text *out, const char *format, size_t len, int argc,
		      JSValueConst *argv)
{
	size_t plain = 0;
	int used = 1;

	for (size_t i = 0; i + 1 < len; i++) {
		if (format[i] != '%')
			continue;
		char directive = format[++i];
		if (directive == '%') {
			text_put(out, format + plain, i - plain);
			plain = i + 1;
		} else if (used < argc && strchr("sdifjoOc", directive) && directive) {
			text_put(out, format + plain, i - 1 - plain);
			put_directive(out, directive, argv[used++]);
			plain = i + 1;
		}
		if (out->failed)
			return argc;
	}
	if (plain == 0)
		return 0;
	text_put(out, format + plain, len - plain);
	return used;
}

void format_arguments(struct text *out, int argc, JSValueConst *argv)
{
	int at = 0;

	if (argc > 1 && JS_IsString(argv[0])) {
		size_t len;
		const char *format = JS_ToCStringLen(out->ctx, &len, argv[0]);
		if (format)
			at = put_format(out, format, len, argc, argv);
		else
			out->failed = out->full = true;
		JS_FreeCString(out->ctx, format);
	}
	bool space = at > 0;
	for (; at < argc && !out->full; at++) {
		if (space)
			text_put_char(out, ' ');
		put_any(out, argv[at]);
		space = true;
	}
}
