/* SPDX-License-Identifier: MIT */
#include "inspect_state.h"

#include <string.h>

static void put_empty_items(struct inspect *in, int64_t count)
{
	inspect_property_begin(in);
	text_put_char(in->out, '<');
	text_put_number(in->out, count);
	text_put_str(in->out, count > 1 ? " empty items>" : " empty item>");
	inspect_property_end(in);
}

static bool put_index(struct inspect *in, struct object *object, uint32_t index)
{
	JSAtom key = JS_NewAtomUInt32(in->ctx, index);
	bool found = inspect_property_put(in, object->value, key, object->depth, false);

	JS_FreeAtom(in->ctx, key);
	return found;
}

/* From @index, where the first hole is: by the keys that there are. */
static void put_sparse(struct inspect *in, struct object *object, int64_t length, uint32_t index)
{
	JSPropertyEnum *keys;
	uint32_t count, at, output = index;

	if (JS_GetOwnPropertyNames(in->ctx, &keys, &count, object->value,
				   JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
		in->out->failed = in->out->full = true;
		return;
	}
	for (uint32_t i = index; i < count && output < in->options->items_max && !in->out->full;
	     i++) {
		if (!inspect_property_is_index(in->ctx, keys[i].atom, &at))
			break;
		if (at > index) {
			put_empty_items(in, (int64_t)at - index);
			index = at;
			if (++output == in->options->items_max)
				break;
		}
		inspect_property_put(in, object->value, keys[i].atom, object->depth, false);
		output++;
		index++;
	}
	JS_FreePropertyEnum(in->ctx, keys, count);
	if (output < in->options->items_max) {
		if (length > index)
			put_empty_items(in, length - index);
	} else {
		inspect_property_put_more(in, object, length - index, "item");
	}
}

static void put_array(struct inspect *in, struct object *object)
{
	int64_t length = 0;
	uint32_t i;

	JS_GetLength(in->ctx, object->value, &length);
	for (i = 0; i < length && i < in->options->items_max && !in->out->full; i++) {
		if (!put_index(in, object, i)) {
			put_sparse(in, object, length, i);
			return;
		}
	}
	inspect_property_put_more(in, object, length - i, "item");
}

static void put_typed_array(struct inspect *in, struct object *object)
{
	int64_t length = intrinsics_call_number(in->ctx, INTRINSIC_GET_TYPED_LENGTH, object->value);
	uint32_t i;

	for (i = 0; i < length && i < in->options->items_max; i++)
		put_index(in, object, i);
	inspect_property_put_more(in, object, length - i, "item");
}

static void put_pair(struct inspect *in, JSValueConst key, JSValueConst value, int depth)
{
	in->indent += 2;
	inspect_property_begin(in);
	inspect_put(in, key, depth);
	text_put_str(in->out, " => ");
	inspect_put(in, value, depth);
	inspect_property_end(in);
	in->indent -= 2;
}

/*
 * A Map or Set, by the language's own iterators: what they give is fresh, nothing can be
 * overridden.
 */
static void put_collection(struct inspect *in, struct object *object)
{
	bool map = object->kind == KIND_MAP;
	int64_t size = intrinsics_call_number(
		in->ctx, map ? INTRINSIC_GET_MAP_SIZE : INTRINSIC_GET_SET_SIZE, object->value);
	JSValue iterator =
		intrinsics_call(in->ctx, map ? INTRINSIC_MAP_ENTRIES : INTRINSIC_SET_VALUES,
				object->value, 0, NULL);
	uint32_t i;

	for (i = 0; i < size && i < in->options->items_max && !in->out->full; i++) {
		JSValue step = intrinsics_call(
			in->ctx, map ? INTRINSIC_MAP_NEXT : INTRINSIC_SET_NEXT, iterator, 0, NULL);
		if (JS_IsException(step)) {
			in->out->failed = in->out->full = true;
			break;
		}
		JSValue value = JS_GetPropertyStr(in->ctx, step, "value");
		if (map && JS_IsObject(value)) {
			JSValue k = JS_GetPropertyUint32(in->ctx, value, 0);
			JSValue v = JS_GetPropertyUint32(in->ctx, value, 1);
			put_pair(in, k, v, object->depth);
			JS_FreeValue(in->ctx, k);
			JS_FreeValue(in->ctx, v);
		} else {
			inspect_property_put_value(in, value, object->depth);
		}
		JS_FreeValue(in->ctx, value);
		JS_FreeValue(in->ctx, step);
	}
	JS_FreeValue(in->ctx, iterator);
	inspect_property_put_more(in, object, size - i, "item");
}

static void put_pairs(struct inspect *in, struct object *object)
{
	int64_t length = 0;

	JS_GetLength(in->ctx, object->value, &length);
	for (uint32_t i = 0; i < length && !in->out->full; i++) {
		JSAtom key = JS_NewAtomUInt32(in->ctx, i);
		JSValue pair = intrinsics_own(in->ctx, object->value, key);
		JS_FreeAtom(in->ctx, key);
		if (JS_IsArray(pair)) {
			JSAtom sides[2] = { JS_NewAtomUInt32(in->ctx, 0),
					    JS_NewAtomUInt32(in->ctx, 1) };
			JSValue k = intrinsics_own(in->ctx, pair, sides[0]);
			JSValue v = intrinsics_own(in->ctx, pair, sides[1]);
			put_pair(in, k, v, object->depth);
			JS_FreeValue(in->ctx, k);
			JS_FreeValue(in->ctx, v);
			JS_FreeAtom(in->ctx, sides[0]);
			JS_FreeAtom(in->ctx, sides[1]);
		}
		JS_FreeValue(in->ctx, pair);
	}
}

static void put_iterator(struct inspect *in, struct object *object)
{
	struct intrinsics_preview preview;
	JSValue list = intrinsics_preview(in->ctx, object->value, in->options->items_max, &preview);

	if (JS_IsException(list)) {
		in->out->failed = in->out->full = true;
		return;
	}
	if (JS_IsUndefined(list)) {
		inspect_property_put_str(in, "<items unknown>");
		return;
	}
	uint32_t shown =
		preview.count < in->options->items_max ? preview.count : in->options->items_max;
	for (uint32_t i = 0; i < shown && !in->out->full; i++) {
		JSValue first = JS_GetPropertyUint32(in->ctx, list, preview.pairs ? i * 2 : i);
		if (preview.pairs) {
			JSValue second = JS_GetPropertyUint32(in->ctx, list, i * 2 + 1);
			in->indent += 2;
			inspect_property_begin(in);
			uint32_t start = in->out->len, first_entry = in->entry_count;
			in->indent -= 2;
			inspect_property_put_value(in, first, object->depth);
			inspect_property_put_value(in, second, object->depth);
			in->indent += 2;
			inspect_put_pair_list(in, start, first_entry, object->depth);
			inspect_property_end(in);
			in->indent -= 2;
			JS_FreeValue(in->ctx, second);
		} else {
			inspect_property_put_value(in, first, object->depth);
		}
		JS_FreeValue(in->ctx, first);
	}
	JS_FreeValue(in->ctx, list);
	inspect_property_put_more(in, object, (int64_t)preview.count - shown, "item");
}

static void put_array_buffer(struct inspect *in, struct object *object)
{
	bool shared = object->kind == KIND_SHARED_ARRAY_BUFFER;
	int64_t length = intrinsics_call_number(
		in->ctx, shared ? INTRINSIC_GET_SHARED_LENGTH : INTRINSIC_GET_BUFFER_LENGTH,
		object->value);
	size_t size = 0;

	JS_FreeValue(in->ctx, JS_GetException(in->ctx)); /* none of ours: the next line's counts */
	const uint8_t *bytes = JS_GetArrayBuffer(in->ctx, &size, object->value);

	if (JS_HasException(in->ctx)) {
		JS_FreeValue(in->ctx, JS_GetException(in->ctx));
		inspect_property_put_str(in, "(detached)");
		inspect_property_put_number(in, "byteLength", 0);
		return;
	}
	inspect_property_begin(in);
	text_put_str(in->out, "[Uint8Contents]: <");
	for (size_t i = 0; bytes && i < size && i < in->options->items_max; i++) {
		if (i)
			text_put_char(in->out, ' ');
		text_put_char(in->out, "0123456789abcdef"[bytes[i] >> 4]);
		text_put_char(in->out, "0123456789abcdef"[bytes[i] & 15]);
	}
	if (size > in->options->items_max) {
		text_put_str(in->out, " ... ");
		text_put_number(in->out, (int64_t)(size - in->options->items_max));
		text_put_str(in->out,
			     size - in->options->items_max > 1 ? " more bytes" : " more byte");
	}
	text_put_char(in->out, '>');
	inspect_property_end(in);
	inspect_property_put_number(in, "byteLength", length < 0 ? 0 : length);
}

static void put_data_view(struct inspect *in, struct object *object)
{
	inspect_property_put_number(
		in, "byteLength",
		intrinsics_call_number(in->ctx, INTRINSIC_GET_VIEW_LENGTH, object->value));
	inspect_property_put_number(
		in, "byteOffset",
		intrinsics_call_number(in->ctx, INTRINSIC_GET_VIEW_OFFSET, object->value));
	JSValue buffer =
		intrinsics_call(in->ctx, INTRINSIC_GET_VIEW_BUFFER, object->value, 0, NULL);
	in->indent += 2;
	inspect_property_begin(in);
	text_put_str(in->out, "buffer: ");
	inspect_put(in, buffer, object->depth);
	inspect_property_end(in);
	in->indent -= 2;
	JS_FreeValue(in->ctx, buffer);
}

static void put_promise(struct inspect *in, struct object *object)
{
	JSPromiseStateEnum state = JS_PromiseState(in->ctx, object->value);

	if (state == JS_PROMISE_PENDING) {
		inspect_property_put_str(in, "<pending>");
		return;
	}
	JSValue result = JS_PromiseResult(in->ctx, object->value);
	in->indent += 2;
	inspect_property_begin(in);
	if (state == JS_PROMISE_REJECTED)
		text_put_str(in->out, "<rejected> ");
	inspect_put(in, result, object->depth);
	inspect_property_end(in);
	in->indent -= 2;
	JS_FreeValue(in->ctx, result);
}

static void put_error_extra(struct inspect *in, struct object *object, const char *name, bool array)
{
	JSAtom key = JS_NewAtom(in->ctx, name);
	JSValue value = intrinsics_own(in->ctx, object->value, key);
	JSPropertyDescriptor desc;
	int found = JS_GetOwnProperty(in->ctx, &desc, object->value, key);

	if (found > 0) {
		bool shown_already = (desc.flags & JS_PROP_ENUMERABLE) || in->options->hidden;
		if (!shown_already && (!array || JS_IsArray(value)))
			inspect_property_put(in, object->value, key, object->depth, true);
		JS_FreeValue(in->ctx, desc.value);
		JS_FreeValue(in->ctx, desc.getter);
		JS_FreeValue(in->ctx, desc.setter);
	}
	JS_FreeValue(in->ctx, value);
	JS_FreeAtom(in->ctx, key);
}

static void put_weak(struct inspect *in, struct object *object)
{
	(void)object;
	inspect_property_put_str(in, "<items unknown>");
}

void inspect_members_put(struct inspect *in, struct object *object)
{
	static void (*const writers[KIND_COUNT])(struct inspect *, struct object *) = {
		[KIND_ARRAY] = put_array,
		[KIND_TYPED_ARRAY] = put_typed_array,
		[KIND_MAP] = put_collection,
		[KIND_SET] = put_collection,
		[KIND_MAP_ITERATOR] = put_iterator,
		[KIND_SET_ITERATOR] = put_iterator,
		[KIND_ARRAY_BUFFER] = put_array_buffer,
		[KIND_SHARED_ARRAY_BUFFER] = put_array_buffer,
		[KIND_DATA_VIEW] = put_data_view,
		[KIND_PROMISE] = put_promise,
		[KIND_WEAK_MAP] = put_weak,
		[KIND_WEAK_SET] = put_weak,
	};

	if (object->pairs) {
		put_pairs(in, object);
		return;
	}
	if (writers[object->kind])
		writers[object->kind](in, object);
	inspect_property_put_all(in, object);
	if (object->kind == KIND_ERROR || object->kind == KIND_DOM_EXCEPTION) {
		put_error_extra(in, object, "cause", false);
		put_error_extra(in, object, "errors", true);
	}
}
