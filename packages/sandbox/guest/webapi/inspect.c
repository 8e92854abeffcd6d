/* SPDX-License-Identifier: MIT */
#include "inspect.h"

#include <string.h>

#include "inspect_layout.h"
#include "inspect_state.h"

static JSAtom view_key; /* a private symbol: the caller's code cannot name it */

static bool put_circular(struct inspect *in, JSValueConst value)
{
	const void *pointer = JS_VALUE_GET_PTR(value);
	uint32_t i = 0;

	while (i < in->seen_count && in->seen[i] != pointer)
		i++;
	if (i == in->seen_count)
		return false;
	for (i = 0; i < in->circular_count && in->circular[i] != pointer; i++)
		;
	if (i == in->circular_count && i < INSPECT_CIRCULAR_MAX)
		in->circular[in->circular_count++] = pointer;
	text_put_str(in->out, "[Circular *");
	text_put_number(in->out, (int64_t)i + 1);
	text_put_char(in->out, ']');
	return true;
}

/*
 * The entries of an object came after the last place where it was referred to: only now is that
 * known.
 */
static void mark_reference(struct inspect *in, struct object *object)
{
	for (uint32_t i = 0; i < in->circular_count; i++) {
		if (in->circular[i] != JS_VALUE_GET_PTR(object->value))
			continue;
		struct text base = object->base;
		text_init(&object->base, in->ctx, base.max);
		text_put_str(&object->base, "<ref *");
		text_put_number(&object->base, (int64_t)i + 1);
		text_put_char(&object->base, '>');
		if (base.len) {
			text_put_char(&object->base, ' ');
			text_put(&object->base, base.bytes, base.len);
		}
		text_done(&base);
	}
}

static void layout(struct inspect *in, const struct inspect_layout *layout, uint32_t first_entry)
{
	if (!in->out->failed)
		inspect_layout_finish(layout);
	in->entry_count = first_entry;
}

/* A key and a value of a Map's iterator. */
void inspect_put_pair_list(struct inspect *in, uint32_t start, uint32_t first_entry, int depth)
{
	struct inspect_layout l = {
		.out = in->out,
		.scratch = &in->scratch,
		.start = start,
		.entries = in->entries + first_entry,
		.count = in->entry_count - first_entry,
		.base = "",
		.open = "[",
		.close = "]",
		.indent = in->indent,
		.line_max = in->options->line_max,
		.nesting = (uint32_t)(in->deepest > depth ? in->deepest - depth : 0),
		.list = true,
		.pad_start = true,
	};

	layout(in, &l, first_entry);
}

static bool all_numbers(struct inspect *in, const struct object *object, uint32_t count)
{
	if (object->kind == KIND_TYPED_ARRAY)
		return object->key_first >= object->key_count;
	for (uint32_t i = 0; i < count; i++) {
		JSAtom key = JS_NewAtomUInt32(in->ctx, i);
		JSValue value = intrinsics_own(in->ctx, object->value, key);
		bool number = JS_IsNumber(value) || JS_IsBigInt(value);
		JS_FreeAtom(in->ctx, key);
		JS_FreeValue(in->ctx, value);
		if (!number)
			return false;
	}
	return true;
}

static void put_open_object(struct inspect *in, struct object *object)
{
	object->start = in->out->len;
	object->first_entry = in->entry_count;
	in->seen[in->seen_count++] = JS_VALUE_GET_PTR(object->value);
	in->deepest = object->depth;
	inspect_members_put(in, object);
	in->seen_count--;
	if (in->out->failed)
		return;
	mark_reference(in, object);

	uint32_t count = in->entry_count - object->first_entry;
	struct inspect_layout l = {
		.out = in->out,
		.scratch = &in->scratch,
		.start = object->start,
		.entries = in->entries + object->first_entry,
		.count = count,
		.base = object->base.bytes ? object->base.bytes : "",
		.base_len = object->base.len,
		.open = object->open,
		.close = object->close,
		.indent = in->indent,
		.line_max = in->options->line_max,
		.nesting =
			(uint32_t)(in->deepest > object->depth ? in->deepest - object->depth : 0),
		.list = object->list,
		.more = object->more,
		.pad_start = object->list && count > 6 && all_numbers(in, object, count),
	};
	layout(in, &l, object->first_entry);
}

/* What the prelude's classes show in place of their objects; undefined for all others. */
static JSValue view_of(struct inspect *in, JSValueConst value)
{
	JSValue function = intrinsics_find(in->ctx, value, view_key);
	JSValue view = JS_UNDEFINED;

	if (JS_IsFunction(in->ctx, function)) {
		view = JS_Call(in->ctx, function, JS_UNDEFINED, 1, &value);
		if (JS_IsException(view)) {
			JS_FreeValue(in->ctx, JS_GetException(in->ctx));
			view = JS_UNDEFINED;
		}
	}
	JS_FreeValue(in->ctx, function);
	return view;
}

static void put_object(struct inspect *in, JSValueConst value, int depth)
{
	struct object object = { .value = value,
				 .kind = intrinsics_kind(in->ctx, value),
				 .depth = depth + 1 };
	JSValue view = object.kind == KIND_OBJECT ? view_of(in, value) : JS_UNDEFINED;

	inspect_name_of(in->ctx, value, object.kind, &object.name);
	if (JS_IsObject(view)) {
		object.value = view;
		object.kind = intrinsics_kind(in->ctx, view);
		object.name.tag[0] = '\0';
		object.pairs = object.kind == KIND_ARRAY;
	}
	text_init(&object.base, in->ctx, in->out->max);
	inspect_property_find(in, &object);
	bool based = inspect_base_put(in, &object);
	inspect_base_choose_braces(in, &object, JS_IsObject(view));
	bool empty = inspect_base_is_empty(in, &object);
	bool too_deep = depth > in->options->depth || in->seen_count >= INSPECT_DEPTH_MAX;

	in->out->failed = in->out->failed || object.base.failed;
	if (in->out->failed) {
		in->out->full = true;
	} else if (based && (empty || (too_deep && object.kind == KIND_REGEXP))) {
		text_put(in->out, object.base.bytes, object.base.len);
	} else if (empty) {
		text_put_str(in->out, object.open);
		text_put_str(in->out, object.close);
	} else if (too_deep) {
		inspect_base_put_folded(in, &object);
	} else {
		put_open_object(in, &object);
	}
	text_done(&object.base);
	if (object.keys)
		JS_FreePropertyEnum(in->ctx, object.keys, object.key_count);
	JS_FreeValue(in->ctx, view);
}

/*
 * What stands at the end of a chain of proxies; no object if one is revoked. Owned by the caller.
 */
static JSValue behind_proxies(JSContext *ctx, JSValueConst value)
{
	JSValue at = JS_DupValue(ctx, value);

	while (JS_IsProxy(at)) {
		JSValue target = JS_GetProxyTarget(ctx, at);
		JS_FreeValue(ctx, at);
		at = target;
	}
	if (JS_IsException(at))
		JS_FreeValue(ctx, JS_GetException(ctx));
	return at;
}

void inspect_put(struct inspect *in, JSValueConst value, int depth)
{
	if (in->out->full)
		return;
	if (!JS_IsObject(value)) {
		inspect_primitive_put(in, value);
		return;
	}
	JSValue target = behind_proxies(in->ctx, value);
	if (!JS_IsObject(target))
		text_put_str(in->out, "<Revoked Proxy>");
	else if (!put_circular(in, target))
		put_object(in, target, depth);
	JS_FreeValue(in->ctx, target);
}

void inspect_value(struct text *out, JSValueConst value, const struct inspect_options *options)
{
	struct inspect in = { .ctx = out->ctx, .out = out, .options = options };

	text_init(&in.scratch, out->ctx, out->max);
	inspect_put(&in, value, 0);
	text_done(&in.scratch);
	js_free(out->ctx, in.entries);
}

int inspect_install(JSContext *ctx)
{
	JSValue symbol = JS_NewPrivateSymbol(ctx, "view");

	if (JS_IsException(symbol))
		return -1;
	view_key = JS_ValueToAtom(ctx, symbol);
	JS_FreeValue(ctx, symbol);
	return 0;
}

int inspect_set_view(JSContext *ctx, JSValueConst prototype, JSValueConst view)
{
	return JS_DefinePropertyValue(ctx, prototype, view_key, JS_DupValue(ctx, view), 0) < 0 ? -1
											       : 0;
}

bool inspect_has_view(JSContext *ctx, JSValueConst object)
{
	struct inspect in = { .ctx = ctx };
	JSValue view = JS_IsObject(object) ? view_of(&in, object) : JS_UNDEFINED;
	bool has = !JS_IsUndefined(view);

	JS_FreeValue(ctx, view);
	return has;
}
