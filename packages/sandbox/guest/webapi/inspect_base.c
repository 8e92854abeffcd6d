/* SPDX-License-Identifier: MIT */
#include "inspect_state.h"

#include <math.h>
#include <string.h>

static void put_regexp(struct text *out, JSValueConst regexp)
{
	static const struct {
		enum intrinsic getter;
		char flag;
	} flags[] = {
		{ INTRINSIC_GET_HAS_INDICES, 'd' },  { INTRINSIC_GET_GLOBAL, 'g' },
		{ INTRINSIC_GET_IGNORE_CASE, 'i' },  { INTRINSIC_GET_MULTILINE, 'm' },
		{ INTRINSIC_GET_DOT_ALL, 's' },	     { INTRINSIC_GET_UNICODE, 'u' },
		{ INTRINSIC_GET_UNICODE_SETS, 'v' }, { INTRINSIC_GET_STICKY, 'y' },
	};

	text_put_char(out, '/');
	inspect_primitive_put_call(out, INTRINSIC_GET_SOURCE, regexp);
	text_put_char(out, '/');
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		JSValue set = intrinsics_call(out->ctx, flags[i].getter, regexp, 0, NULL);
		if (JS_IsBool(set) && JS_VALUE_GET_BOOL(set))
			text_put_char(out, flags[i].flag);
		JS_FreeValue(out->ctx, set);
	}
}

static void put_date(struct text *out, JSValueConst date)
{
	JSValue time = intrinsics_call(out->ctx, INTRINSIC_DATE_TIME, date, 0, NULL);
	double ms = NAN;

	JS_ToFloat64(out->ctx, &ms, time);
	if (isnan(ms))
		text_put_str(out, "Invalid Date");
	else
		inspect_primitive_put_call(out, INTRINSIC_DATE_ISO, date);
}

/* The class's name in front, unless it is the expected one. */
static void put_base_prefix(struct object *object, const char *expected)
{
	bool usual = strcmp(object->name.constructor, expected) == 0 &&
		     (!*object->name.tag || strcmp(object->name.tag, expected) == 0);

	if (!usual)
		inspect_name_prefix(&object->base, &object->name, expected, -1);
}

static void put_boxed(struct inspect *in, struct object *object)
{
	static const struct {
		const char *type;
		enum intrinsic value;
	} boxes[KIND_COUNT] = {
		[KIND_NUMBER] = { "Number", INTRINSIC_NUMBER_VALUE },
		[KIND_STRING] = { "String", INTRINSIC_STRING_VALUE },
		[KIND_BOOLEAN] = { "Boolean", INTRINSIC_BOOLEAN_VALUE },
		[KIND_SYMBOL] = { "Symbol", INTRINSIC_SYMBOL_VALUE },
		[KIND_BIGINT] = { "BigInt", INTRINSIC_BIGINT_VALUE },
	};
	const char *type = boxes[object->kind].type;
	struct text *base = &object->base, *out = in->out;

	text_put_char(base, '[');
	text_put_str(base, type);
	if (strcmp(type, object->name.constructor) != 0) {
		text_put_str(base, " (");
		text_put_str(base, *object->name.constructor ? object->name.constructor
							     : "null prototype");
		text_put_char(base, ')');
	}
	text_put_str(base, ": ");
	JSValue value = intrinsics_call(in->ctx, boxes[object->kind].value, object->value, 0, NULL);
	in->out = base;
	inspect_primitive_put(in, value);
	in->out = out;
	JS_FreeValue(in->ctx, value);
	text_put_char(base, ']');
	if (*object->name.tag && strcmp(object->name.tag, object->name.constructor) != 0) {
		text_put_str(base, " [");
		text_put_str(base, object->name.tag);
		text_put_char(base, ']');
	}
}

static bool contains(const struct text *text, const char *bytes, size_t len)
{
	for (size_t i = 0; i + len <= text->len; i++) {
		if (memcmp(text->bytes + i, bytes, len) == 0)
			return true;
	}
	return false;
}

/* name, message and stack are not listed again when the error's text shows them. */
static void drop_shown_keys(struct inspect *in, struct object *object, const struct text *shown)
{
	uint32_t kept = 0;

	if (in->options->hidden)
		return;
	for (uint32_t i = 0; i < object->key_count; i++) {
		JSAtom atom = object->keys[i].atom;
		const char *key = JS_AtomToCString(in->ctx, atom);
		bool drop = key && (!strcmp(key, "name") || !strcmp(key, "message") ||
				    !strcmp(key, "stack"));
		JS_FreeCString(in->ctx, key);
		if (drop) {
			JSValue value = intrinsics_own(in->ctx, object->value, atom);
			size_t len;
			const char *bytes =
				JS_IsString(value) ? JS_ToCStringLen(in->ctx, &len, value) : NULL;
			drop = bytes && len < 10000 && contains(shown, bytes, len);
			JS_FreeCString(in->ctx, bytes);
			JS_FreeValue(in->ctx, value);
		}
		if (drop)
			JS_FreeAtom(in->ctx, atom);
		else
			object->keys[kept++] = object->keys[i];
	}
	object->key_count = kept;
}

static bool has_own(JSContext *ctx, JSValueConst object, const char *name)
{
	JSAtom key = JS_NewAtom(ctx, name);
	bool found = JS_GetOwnProperty(ctx, NULL, object, key) > 0;

	JS_FreeAtom(ctx, key);
	return found;
}

static void put_error(struct inspect *in, struct object *object)
{
	struct text plain;

	text_init(&plain, in->ctx, object->base.max);
	inspect_name_error(&plain, object->value, &object->name);
	for (uint32_t i = 0, line = 0; i <= plain.len && plain.len; i++) {
		if (i < plain.len && plain.bytes[i] != '\n')
			continue;
		text_put(&object->base, plain.bytes + line, i - line);
		line = i + 1;
		if (i < plain.len) {
			text_put_char(&object->base, '\n');
			text_put_spaces(&object->base, in->indent);
		}
	}
	object->base.failed = object->base.failed || plain.failed;
	drop_shown_keys(in, object, &plain);
	text_done(&plain);
}

static void put_function(struct inspect *in, struct object *object)
{
	(void)in;
	inspect_name_function(&object->base, object->value, object->kind, &object->name);
}

static void put_regexp_base(struct inspect *in, struct object *object)
{
	(void)in;
	put_base_prefix(object, "RegExp");
	put_regexp(&object->base, object->value);
}

static void put_date_base(struct inspect *in, struct object *object)
{
	(void)in;
	put_base_prefix(object, "Date");
	put_date(&object->base, object->value);
}

bool inspect_base_put(struct inspect *in, struct object *object)
{
	static void (*const writers[KIND_COUNT])(struct inspect *, struct object *) = {
		[KIND_FUNCTION] = put_function,
		[KIND_ASYNC_FUNCTION] = put_function,
		[KIND_GENERATOR_FUNCTION] = put_function,
		[KIND_ASYNC_GENERATOR_FUNCTION] = put_function,
		[KIND_REGEXP] = put_regexp_base,
		[KIND_DATE] = put_date_base,
		[KIND_ERROR] = put_error,
		[KIND_DOM_EXCEPTION] = put_error,
		[KIND_NUMBER] = put_boxed,
		[KIND_STRING] = put_boxed,
		[KIND_BOOLEAN] = put_boxed,
		[KIND_SYMBOL] = put_boxed,
		[KIND_BIGINT] = put_boxed,
	};

	if (!writers[object->kind])
		return false;
	writers[object->kind](in, object);
	return true;
}

/* Of what says its size in brackets; -1 for the others. */
static int64_t size_of(struct inspect *in, const struct object *object)
{
	static const enum intrinsic sizes[KIND_COUNT] = {
		[KIND_TYPED_ARRAY] = INTRINSIC_GET_TYPED_LENGTH,
		[KIND_MAP] = INTRINSIC_GET_MAP_SIZE,
		[KIND_SET] = INTRINSIC_GET_SET_SIZE,
	};
	int64_t length = -1;

	if (object->kind == KIND_ARRAY)
		JS_GetLength(in->ctx, object->value, &length);
	else if (sizes[object->kind])
		length = intrinsics_call_number(in->ctx, sizes[object->kind], object->value);
	return length;
}

/* "[Map Iterator] ", "[Map Entries] " */
static void put_iterator_name(struct text *out, const struct object *object)
{
	struct intrinsics_preview preview;
	bool map = object->kind == KIND_MAP_ITERATOR;

	JS_FreeValue(out->ctx, intrinsics_preview(out->ctx, object->value, 0, &preview));
	text_put_char(out, '[');
	text_put_str(out, map ? "Map" : "Set");
	text_put_str(out, preview.pairs ? " Entries] " : " Iterator] ");
}

/* The opening brace and what stands before it. */
void inspect_base_choose_braces(struct inspect *in, struct object *object, bool view)
{
	static const char *const fallbacks[KIND_COUNT] = {
		[KIND_ARRAY] = "Array",
		[KIND_MAP] = "Map",
		[KIND_SET] = "Set",
		[KIND_PROMISE] = "Promise",
		[KIND_WEAK_MAP] = "WeakMap",
		[KIND_WEAK_SET] = "WeakSet",
		[KIND_DATA_VIEW] = "DataView",
		[KIND_ARRAY_BUFFER] = "ArrayBuffer",
		[KIND_SHARED_ARRAY_BUFFER] = "SharedArrayBuffer",
	};
	bool list =
		!object->pairs && (object->kind == KIND_ARRAY || object->kind == KIND_TYPED_ARRAY);
	const char *name = object->name.constructor, *fallback = fallbacks[object->kind];
	const char *brace = list ? "[" : "{";
	struct text open;
	bool plain = (object->kind == KIND_ARRAY && !strcmp(name, "Array") && !*object->name.tag) ||
		     (object->kind == KIND_OBJECT && !strcmp(name, "Object") && !*object->name.tag);

	text_init(&open, in->ctx, sizeof(object->open) - 1);
	if (object->kind == KIND_ARGUMENTS && !strcmp(name, "Object")) {
		text_put_str(&open, "[Arguments] ");
	} else if (object->kind == KIND_MAP_ITERATOR || object->kind == KIND_SET_ITERATOR) {
		put_iterator_name(&open, object);
	} else if (object->base.len == 0 && !plain) {
		if (!fallback)
			fallback = intrinsics_class_name(in->ctx, object->value);
		if (object->kind == KIND_OBJECT && !strcmp(fallback, object->name.tag))
			fallback = "Object";
		inspect_name_prefix(&open, &object->name, fallback,
				    view ? -1 : size_of(in, object));
	}
	text_put_str(&open, brace);
	in->out->failed = in->out->failed || open.failed;
	memcpy(object->open, open.bytes ? open.bytes : brace, open.bytes ? open.len : 1);
	object->open[open.bytes ? open.len : 1] = '\0';
	text_done(&open);
	object->close = list ? "]" : "}";
	object->list = list;
}

bool inspect_base_is_empty(struct inspect *in, const struct object *object)
{
	static const bool always_more[KIND_COUNT] = {
		/* than their properties */
		[KIND_MAP_ITERATOR] = true, [KIND_SET_ITERATOR] = true,
		[KIND_ARRAY_BUFFER] = true, [KIND_SHARED_ARRAY_BUFFER] = true,
		[KIND_DATA_VIEW] = true,    [KIND_PROMISE] = true,
		[KIND_WEAK_MAP] = true,	    [KIND_WEAK_SET] = true,
	};

	if (object->key_first < object->key_count || always_more[object->kind])
		return false;
	if (object->kind == KIND_ERROR || object->kind == KIND_DOM_EXCEPTION)
		return !has_own(in->ctx, object->value, "cause") &&
		       !has_own(in->ctx, object->value, "errors");
	return size_of(in, object) <= 0;
}

/* "[Foo]": too deep to show more. */
void inspect_base_put_folded(struct inspect *in, const struct object *object)
{
	const char *fallback = intrinsics_class_name(in->ctx, object->value);
	bool named = *object->name.constructor;

	if (named)
		text_put_char(in->out, '[');
	inspect_name_prefix(in->out, &object->name, fallback, -1);
	if (in->out->len && !in->out->full)
		in->out->len--; /* the space */
	if (named)
		text_put_char(in->out, ']');
}
