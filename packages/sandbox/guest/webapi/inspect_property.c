/* SPDX-License-Identifier: MIT */
#include "inspect_state.h"

#include <string.h>

#include "quote.h"

#define EXTRA_KEYS_MAX 100000 /* longer arrays are not searched for named properties */

void inspect_property_begin(struct inspect *in)
{
	if (in->entry_count == in->entry_capacity) {
		uint32_t capacity = in->entry_capacity ? in->entry_capacity * 2 : 32;
		void *grown = js_realloc(in->ctx, in->entries, capacity * sizeof(*in->entries));
		if (!grown) {
			in->out->failed = in->out->full = true;
			return;
		}
		in->entries = grown;
		in->entry_capacity = capacity;
	}
	in->entries[in->entry_count++] = (struct inspect_entry){ .offset = in->out->len };
}

/* @index: of the entry that began; later ones that were nested in it are gone by now. */
void inspect_property_end(struct inspect *in)
{
	if (in->out->failed || in->entry_count == 0)
		return;
	struct inspect_entry *entry = &in->entries[in->entry_count - 1];
	entry->len = in->out->len - entry->offset;
}

void inspect_property_put_str(struct inspect *in, const char *str)
{
	inspect_property_begin(in);
	text_put_str(in->out, str);
	inspect_property_end(in);
}

void inspect_property_put_value(struct inspect *in, JSValueConst value, int depth)
{
	in->indent += 2;
	inspect_property_begin(in);
	inspect_put(in, value, depth);
	inspect_property_end(in);
	in->indent -= 2;
}

void inspect_property_put_more(struct inspect *in, struct object *object, int64_t count,
			       const char *what)
{
	if (count <= 0)
		return;
	inspect_property_begin(in);
	text_put_str(in->out, "... ");
	text_put_number(in->out, count);
	text_put_str(in->out, " more ");
	text_put_str(in->out, what);
	if (count > 1)
		text_put_char(in->out, 's');
	inspect_property_end(in);
	object->more = true;
}

static bool is_identifier(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		if (!letter && !(i > 0 && c >= '0' && c <= '9'))
			return false;
	}
	return len > 0;
}

static void put_symbol_key(struct inspect *in, JSValueConst symbol)
{
	JSValue value = intrinsics_call(in->ctx, INTRINSIC_SYMBOL_STRING, symbol, 0, NULL);
	size_t len;
	const char *bytes = JS_ToCStringLen(in->ctx, &len, value);

	text_put_char(in->out, '[');
	if (bytes)
		quote_put_bare(in->out, bytes, len);
	text_put_char(in->out, ']');
	JS_FreeCString(in->ctx, bytes);
	JS_FreeValue(in->ctx, value);
}

static void put_key(struct inspect *in, JSAtom key, bool enumerable)
{
	JSValue name = JS_AtomToValue(in->ctx, key);
	size_t len;

	if (JS_IsSymbol(name)) {
		put_symbol_key(in, name);
		JS_FreeValue(in->ctx, name);
		return;
	}
	JS_FreeValue(in->ctx, name);
	const char *bytes = JS_AtomToCStringLen(in->ctx, &len, key);
	if (!bytes) {
		in->out->failed = in->out->full = true;
		return;
	}
	if (strcmp(bytes, "__proto__") == 0) {
		text_put_str(in->out, "['__proto__']");
	} else if (!enumerable) {
		text_put_char(in->out, '[');
		quote_put_bare(in->out, bytes, len);
		text_put_char(in->out, ']');
	} else if (is_identifier(bytes, len)) {
		text_put(in->out, bytes, len);
	} else {
		quote_put(in->out, bytes, len);
	}
	JS_FreeCString(in->ctx, bytes);
}

static void put_property_value(struct inspect *in, const JSPropertyDescriptor *desc, int depth)
{
	if (!(desc->flags & JS_PROP_GETSET)) {
		in->indent += 2;
		inspect_put(in, desc->value, depth);
		in->indent -= 2;
	} else if (!JS_IsUndefined(desc->getter)) {
		text_put_str(in->out,
			     JS_IsUndefined(desc->setter) ? "[Getter]" : "[Getter/Setter]");
	} else {
		text_put_str(in->out, JS_IsUndefined(desc->setter) ? "undefined" : "[Setter]");
	}
}

/* Writes the property as an entry; false if there is none. */
bool inspect_property_put(struct inspect *in, JSValueConst object, JSAtom key, int depth,
			  bool named)
{
	JSPropertyDescriptor desc;
	int found = JS_GetOwnProperty(in->ctx, &desc, object, key);

	if (found < 0)
		JS_FreeValue(in->ctx, JS_GetException(in->ctx));
	if (found <= 0)
		return false;
	inspect_property_begin(in);
	if (named) {
		put_key(in, key, desc.flags & JS_PROP_ENUMERABLE);
		text_put_str(in->out, ": ");
	}
	put_property_value(in, &desc, depth);
	inspect_property_end(in);
	JS_FreeValue(in->ctx, desc.value);
	JS_FreeValue(in->ctx, desc.getter);
	JS_FreeValue(in->ctx, desc.setter);
	return true;
}

void inspect_property_put_number(struct inspect *in, const char *name, int64_t number)
{
	inspect_property_begin(in);
	text_put_str(in->out, name);
	text_put_str(in->out, ": ");
	text_put_number(in->out, number);
	inspect_property_end(in);
}

bool inspect_property_is_index(JSContext *ctx, JSAtom key, uint32_t *out)
{
	JSValue name = JS_AtomToValue(ctx, key);
	bool index = false;

	if (JS_IsString(name)) {
		size_t len;
		const char *bytes = JS_ToCStringLen(ctx, &len, name);
		uint64_t value = 0;
		index = bytes && len > 0 && len <= 10 && !(len > 1 && bytes[0] == '0');
		for (size_t i = 0; index && i < len; i++) {
			index = bytes[i] >= '0' && bytes[i] <= '9';
			value = value * 10 + (uint64_t)(bytes[i] - '0');
		}
		index = index && value < UINT32_MAX;
		*out = (uint32_t)value;
		JS_FreeCString(ctx, bytes);
	}
	JS_FreeValue(ctx, name);
	return index;
}

/* Own keys in their order: indexes first, ascending, which is what the search relies on. */
void inspect_property_find(struct inspect *in, struct object *object)
{
	bool indexed = object->kind == KIND_ARRAY || object->kind == KIND_TYPED_ARRAY ||
		       object->kind == KIND_STRING;
	int flags = JS_GPN_STRING_MASK | JS_GPN_SYMBOL_MASK;
	int64_t length = 0;

	if (object->kind == KIND_ARRAY)
		JS_GetLength(in->ctx, object->value, &length);
	else if (object->kind == KIND_TYPED_ARRAY)
		length = intrinsics_call_number(in->ctx, INTRINSIC_GET_TYPED_LENGTH, object->value);
	if (length > EXTRA_KEYS_MAX)
		flags = JS_GPN_SYMBOL_MASK;
	if (!in->options->hidden)
		flags |= JS_GPN_ENUM_ONLY;
	if (JS_GetOwnPropertyNames(in->ctx, &object->keys, &object->key_count, object->value,
				   flags) < 0) {
		object->keys = NULL;
		object->key_count = 0;
		in->out->failed = in->out->full = true;
		return;
	}
	uint32_t low = 0, high = indexed ? object->key_count : 0, index;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (inspect_property_is_index(in->ctx, object->keys[middle].atom, &index))
			low = middle + 1;
		else
			high = middle;
	}
	object->key_first = low;
}

void inspect_property_put_all(struct inspect *in, struct object *object)
{
	for (uint32_t i = object->key_first; i < object->key_count && !in->out->full; i++)
		inspect_property_put(in, object->value, object->keys[i].atom, object->depth, true);
}
