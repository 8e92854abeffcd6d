/* SPDX-License-Identifier: MIT */
#include "inspect.h"

#include <string.h>

#include "inspect_layout.h"
#include "inspect_name.h"
#include "intrinsics.h"
#include "quote.h"

#define STRING_UNITS_MAX 10000	 /* of a string inside an object */
#define SPLIT_UNITS_MIN	 16	 /* shorter strings are never split into lines */
#define EXTRA_KEYS_MAX	 100000	 /* longer arrays are not searched for named properties */
#define CIRCULAR_MAX	 64
#define OPEN_MAX	 320

struct inspect {
	JSContext *ctx;
	struct text *out;
	struct text scratch;
	const struct inspect_options *options;
	uint32_t indent;
	int deepest; /* level of the object that was entered last */
	const void *seen[INSPECT_DEPTH_MAX + 2];
	uint32_t seen_count;
	const void *circular[CIRCULAR_MAX]; /* what <ref *1>, <ref *2> ... stand for */
	uint32_t circular_count;
	struct inspect_entry *entries;
	uint32_t entry_count, entry_capacity;
};

/* One object while it is being written. */
struct object {
	JSValueConst value;
	enum intrinsics_kind kind;
	struct inspect_name name;
	JSPropertyEnum *keys;
	uint32_t key_count, key_first; /* keys before key_first are array indexes */
	int depth;		       /* of its members */
	uint32_t start, first_entry;
	struct text base;
	char open[OPEN_MAX];
	const char *close;
	bool list, more;
	bool pairs;   /* a view: an array of keys and values */
	bool numbers; /* all entries are numbers: columns align right */
};

static JSAtom view_key; /* a private symbol: the caller's code cannot name it */

static void put_value(struct inspect *in, JSValueConst value, int depth);

/* --- strings and other primitives ------------------------------------------------------------------ */

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
		JSValue range[2] = { JS_NewInt32(in->ctx, 0), JS_NewInt32(in->ctx, STRING_UNITS_MAX) };
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
static void put_call(struct text *out, enum intrinsic which, JSValueConst self)
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

static void put_primitive(struct inspect *in, JSValueConst value)
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

/* --- entries --------------------------------------------------------------------------------------- */

static void entry_begin(struct inspect *in)
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
static void entry_end(struct inspect *in)
{
	if (in->out->failed || in->entry_count == 0)
		return;
	struct inspect_entry *entry = &in->entries[in->entry_count - 1];
	entry->len = in->out->len - entry->offset;
}

static void put_entry_str(struct inspect *in, const char *str)
{
	entry_begin(in);
	text_put_str(in->out, str);
	entry_end(in);
}

static void put_entry_value(struct inspect *in, JSValueConst value, int depth)
{
	in->indent += 2;
	entry_begin(in);
	put_value(in, value, depth);
	entry_end(in);
	in->indent -= 2;
}

static void put_more(struct inspect *in, struct object *object, int64_t count, const char *what)
{
	if (count <= 0)
		return;
	entry_begin(in);
	text_put_str(in->out, "... ");
	text_put_number(in->out, count);
	text_put_str(in->out, " more ");
	text_put_str(in->out, what);
	if (count > 1)
		text_put_char(in->out, 's');
	entry_end(in);
	object->more = true;
}

/* --- properties ------------------------------------------------------------------------------------ */

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
		put_value(in, desc->value, depth);
		in->indent -= 2;
	} else if (!JS_IsUndefined(desc->getter)) {
		text_put_str(in->out, JS_IsUndefined(desc->setter) ? "[Getter]" : "[Getter/Setter]");
	} else {
		text_put_str(in->out, JS_IsUndefined(desc->setter) ? "undefined" : "[Setter]");
	}
}

/* Writes the property as an entry; false if there is none. */
static bool put_property(struct inspect *in, JSValueConst object, JSAtom key, int depth, bool named)
{
	JSPropertyDescriptor desc;
	int found = JS_GetOwnProperty(in->ctx, &desc, object, key);

	if (found < 0)
		JS_FreeValue(in->ctx, JS_GetException(in->ctx));
	if (found <= 0)
		return false;
	entry_begin(in);
	if (named) {
		put_key(in, key, desc.flags & JS_PROP_ENUMERABLE);
		text_put_str(in->out, ": ");
	}
	put_property_value(in, &desc, depth);
	entry_end(in);
	JS_FreeValue(in->ctx, desc.value);
	JS_FreeValue(in->ctx, desc.getter);
	JS_FreeValue(in->ctx, desc.setter);
	return true;
}

static void put_named(struct inspect *in, const char *name, int64_t number)
{
	entry_begin(in);
	text_put_str(in->out, name);
	text_put_str(in->out, ": ");
	text_put_number(in->out, number);
	entry_end(in);
}

static bool is_index(JSContext *ctx, JSAtom key, uint32_t *out)
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
static void find_keys(struct inspect *in, struct object *object)
{
	bool indexed = object->kind == KIND_ARRAY || object->kind == KIND_TYPED_ARRAY || object->kind == KIND_STRING;
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
	if (JS_GetOwnPropertyNames(in->ctx, &object->keys, &object->key_count, object->value, flags) < 0) {
		object->keys = NULL;
		object->key_count = 0;
		in->out->failed = in->out->full = true;
		return;
	}
	uint32_t low = 0, high = indexed ? object->key_count : 0, index;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (is_index(in->ctx, object->keys[middle].atom, &index))
			low = middle + 1;
		else
			high = middle;
	}
	object->key_first = low;
}

static void put_properties(struct inspect *in, struct object *object)
{
	for (uint32_t i = object->key_first; i < object->key_count && !in->out->full; i++)
		put_property(in, object->value, object->keys[i].atom, object->depth, true);
}

/* --- the kinds ------------------------------------------------------------------------------------- */

static void put_empty_items(struct inspect *in, int64_t count)
{
	entry_begin(in);
	text_put_char(in->out, '<');
	text_put_number(in->out, count);
	text_put_str(in->out, count > 1 ? " empty items>" : " empty item>");
	entry_end(in);
}

static bool put_index(struct inspect *in, struct object *object, uint32_t index)
{
	JSAtom key = JS_NewAtomUInt32(in->ctx, index);
	bool found = put_property(in, object->value, key, object->depth, false);

	JS_FreeAtom(in->ctx, key);
	return found;
}

/* From @index, where the first hole is: by the keys that there are. */
static void put_sparse(struct inspect *in, struct object *object, int64_t length, uint32_t index)
{
	JSPropertyEnum *keys;
	uint32_t count, at, output = index;

	if (JS_GetOwnPropertyNames(in->ctx, &keys, &count, object->value, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) {
		in->out->failed = in->out->full = true;
		return;
	}
	for (uint32_t i = index; i < count && output < in->options->items_max && !in->out->full; i++) {
		if (!is_index(in->ctx, keys[i].atom, &at))
			break;
		if (at > index) {
			put_empty_items(in, (int64_t)at - index);
			index = at;
			if (++output == in->options->items_max)
				break;
		}
		put_property(in, object->value, keys[i].atom, object->depth, false);
		output++;
		index++;
	}
	JS_FreePropertyEnum(in->ctx, keys, count);
	if (output < in->options->items_max) {
		if (length > index)
			put_empty_items(in, length - index);
	} else {
		put_more(in, object, length - index, "item");
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
	put_more(in, object, length - i, "item");
}

static void put_typed_array(struct inspect *in, struct object *object)
{
	int64_t length = intrinsics_call_number(in->ctx, INTRINSIC_GET_TYPED_LENGTH, object->value);
	uint32_t i;

	for (i = 0; i < length && i < in->options->items_max; i++)
		put_index(in, object, i);
	put_more(in, object, length - i, "item");
}

static void put_pair(struct inspect *in, JSValueConst key, JSValueConst value, int depth)
{
	in->indent += 2;
	entry_begin(in);
	put_value(in, key, depth);
	text_put_str(in->out, " => ");
	put_value(in, value, depth);
	entry_end(in);
	in->indent -= 2;
}

/* A Map or Set, by the language's own iterators: the values they give are fresh, nothing can be overridden. */
static void put_collection(struct inspect *in, struct object *object)
{
	bool map = object->kind == KIND_MAP;
	int64_t size = intrinsics_call_number(in->ctx, map ? INTRINSIC_GET_MAP_SIZE : INTRINSIC_GET_SET_SIZE,
					      object->value);
	JSValue iterator = intrinsics_call(in->ctx, map ? INTRINSIC_MAP_ENTRIES : INTRINSIC_SET_VALUES,
					   object->value, 0, NULL);
	uint32_t i;

	for (i = 0; i < size && i < in->options->items_max && !in->out->full; i++) {
		JSValue step = intrinsics_call(in->ctx, map ? INTRINSIC_MAP_NEXT : INTRINSIC_SET_NEXT, iterator, 0,
					       NULL);
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
			put_entry_value(in, value, object->depth);
		}
		JS_FreeValue(in->ctx, value);
		JS_FreeValue(in->ctx, step);
	}
	JS_FreeValue(in->ctx, iterator);
	put_more(in, object, size - i, "item");
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
			JSAtom sides[2] = { JS_NewAtomUInt32(in->ctx, 0), JS_NewAtomUInt32(in->ctx, 1) };
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

static void layout_list(struct inspect *in, uint32_t start, uint32_t first_entry, int depth);

static void put_iterator(struct inspect *in, struct object *object)
{
	struct intrinsics_preview preview;
	JSValue list = intrinsics_preview(in->ctx, object->value, in->options->items_max, &preview);

	if (JS_IsException(list)) {
		in->out->failed = in->out->full = true;
		return;
	}
	if (JS_IsUndefined(list)) {
		put_entry_str(in, "<items unknown>");
		return;
	}
	uint32_t shown = preview.count < in->options->items_max ? preview.count : in->options->items_max;
	for (uint32_t i = 0; i < shown && !in->out->full; i++) {
		JSValue first = JS_GetPropertyUint32(in->ctx, list, preview.pairs ? i * 2 : i);
		if (preview.pairs) {
			JSValue second = JS_GetPropertyUint32(in->ctx, list, i * 2 + 1);
			in->indent += 2;
			entry_begin(in);
			uint32_t start = in->out->len, first_entry = in->entry_count;
			in->indent -= 2;
			put_entry_value(in, first, object->depth);
			put_entry_value(in, second, object->depth);
			in->indent += 2;
			layout_list(in, start, first_entry, object->depth);
			entry_end(in);
			in->indent -= 2;
			JS_FreeValue(in->ctx, second);
		} else {
			put_entry_value(in, first, object->depth);
		}
		JS_FreeValue(in->ctx, first);
	}
	JS_FreeValue(in->ctx, list);
	put_more(in, object, (int64_t)preview.count - shown, "item");
}

static void put_array_buffer(struct inspect *in, struct object *object)
{
	bool shared = object->kind == KIND_SHARED_ARRAY_BUFFER;
	int64_t length = intrinsics_call_number(in->ctx, shared ? INTRINSIC_GET_SHARED_LENGTH : INTRINSIC_GET_BUFFER_LENGTH,
						object->value);
	size_t size = 0;
	const uint8_t *bytes = JS_GetArrayBuffer(in->ctx, &size, object->value);

	if (JS_HasException(in->ctx)) {
		JS_FreeValue(in->ctx, JS_GetException(in->ctx));
		put_entry_str(in, "(detached)");
		put_named(in, "byteLength", 0);
		return;
	}
	entry_begin(in);
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
		text_put_str(in->out, size - in->options->items_max > 1 ? " more bytes" : " more byte");
	}
	text_put_char(in->out, '>');
	entry_end(in);
	put_named(in, "byteLength", length < 0 ? 0 : length);
}

static void put_data_view(struct inspect *in, struct object *object)
{
	put_named(in, "byteLength", intrinsics_call_number(in->ctx, INTRINSIC_GET_VIEW_LENGTH, object->value));
	put_named(in, "byteOffset", intrinsics_call_number(in->ctx, INTRINSIC_GET_VIEW_OFFSET, object->value));
	JSValue buffer = intrinsics_call(in->ctx, INTRINSIC_GET_VIEW_BUFFER, object->value, 0, NULL);
	in->indent += 2;
	entry_begin(in);
	text_put_str(in->out, "buffer: ");
	put_value(in, buffer, object->depth);
	entry_end(in);
	in->indent -= 2;
	JS_FreeValue(in->ctx, buffer);
}

static void put_promise(struct inspect *in, struct object *object)
{
	JSPromiseStateEnum state = JS_PromiseState(in->ctx, object->value);

	if (state == JS_PROMISE_PENDING) {
		put_entry_str(in, "<pending>");
		return;
	}
	JSValue result = JS_PromiseResult(in->ctx, object->value);
	in->indent += 2;
	entry_begin(in);
	if (state == JS_PROMISE_REJECTED)
		text_put_str(in->out, "<rejected> ");
	put_value(in, result, object->depth);
	entry_end(in);
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
			put_property(in, object->value, key, object->depth, true);
		JS_FreeValue(in->ctx, desc.value);
		JS_FreeValue(in->ctx, desc.getter);
		JS_FreeValue(in->ctx, desc.setter);
	}
	JS_FreeValue(in->ctx, value);
	JS_FreeAtom(in->ctx, key);
}

static void put_members(struct inspect *in, struct object *object)
{
	if (object->pairs) {
		put_pairs(in, object);
		return;
	}
	switch (object->kind) {
	case KIND_ARRAY: put_array(in, object); break;
	case KIND_TYPED_ARRAY: put_typed_array(in, object); break;
	case KIND_MAP:
	case KIND_SET: put_collection(in, object); break;
	case KIND_MAP_ITERATOR:
	case KIND_SET_ITERATOR: put_iterator(in, object); break;
	case KIND_ARRAY_BUFFER:
	case KIND_SHARED_ARRAY_BUFFER: put_array_buffer(in, object); break;
	case KIND_DATA_VIEW: put_data_view(in, object); break;
	case KIND_PROMISE: put_promise(in, object); break;
	case KIND_WEAK_MAP:
	case KIND_WEAK_SET: put_entry_str(in, "<items unknown>"); break;
	default: break;
	}
	put_properties(in, object);
	if (object->kind == KIND_ERROR || object->kind == KIND_DOM_EXCEPTION) {
		put_error_extra(in, object, "cause", false);
		put_error_extra(in, object, "errors", true);
	}
}

/* --- what stands before the braces, and which ------------------------------------------------------ */

static void put_regexp(struct text *out, JSValueConst regexp)
{
	static const struct {
		enum intrinsic getter;
		char flag;
	} flags[] = {
		{ INTRINSIC_GET_HAS_INDICES, 'd' }, { INTRINSIC_GET_GLOBAL, 'g' },
		{ INTRINSIC_GET_IGNORE_CASE, 'i' }, { INTRINSIC_GET_MULTILINE, 'm' },
		{ INTRINSIC_GET_DOT_ALL, 's' },	    { INTRINSIC_GET_UNICODE, 'u' },
		{ INTRINSIC_GET_UNICODE_SETS, 'v' }, { INTRINSIC_GET_STICKY, 'y' },
	};

	text_put_char(out, '/');
	put_call(out, INTRINSIC_GET_SOURCE, regexp);
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
		put_call(out, INTRINSIC_DATE_ISO, date);
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
		text_put_str(base, *object->name.constructor ? object->name.constructor : "null prototype");
		text_put_char(base, ')');
	}
	text_put_str(base, ": ");
	JSValue value = intrinsics_call(in->ctx, boxes[object->kind].value, object->value, 0, NULL);
	in->out = base;
	put_primitive(in, value);
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
static void drop_shown_keys(struct inspect *in, struct object *object)
{
	uint32_t kept = 0;

	if (in->options->hidden)
		return;
	for (uint32_t i = 0; i < object->key_count; i++) {
		JSAtom atom = object->keys[i].atom;
		const char *key = JS_AtomToCString(in->ctx, atom);
		bool drop = key && (!strcmp(key, "name") || !strcmp(key, "message") || !strcmp(key, "stack"));
		JS_FreeCString(in->ctx, key);
		if (drop) {
			JSValue value = intrinsics_own(in->ctx, object->value, atom);
			size_t len;
			const char *bytes = JS_IsString(value) ? JS_ToCStringLen(in->ctx, &len, value) : NULL;
			drop = bytes && len < 10000 && contains(&object->base, bytes, len);
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
	drop_shown_keys(in, object);
	text_done(&plain);
}

/* Objects that are more than their properties: fills in `base`. False for the others. */
static bool put_base(struct inspect *in, struct object *object)
{
	switch (object->kind) {
	case KIND_FUNCTION:
	case KIND_ASYNC_FUNCTION:
	case KIND_GENERATOR_FUNCTION:
	case KIND_ASYNC_GENERATOR_FUNCTION:
		inspect_name_function(&object->base, object->value, object->kind, &object->name);
		return true;
	case KIND_REGEXP:
		put_base_prefix(object, "RegExp");
		put_regexp(&object->base, object->value);
		return true;
	case KIND_DATE:
		put_base_prefix(object, "Date");
		put_date(&object->base, object->value);
		return true;
	case KIND_ERROR:
	case KIND_DOM_EXCEPTION:
		put_error(in, object);
		return true;
	case KIND_NUMBER:
	case KIND_STRING:
	case KIND_BOOLEAN:
	case KIND_SYMBOL:
	case KIND_BIGINT:
		put_boxed(in, object);
		return true;
	default:
		return false;
	}
}

static int64_t size_of(struct inspect *in, const struct object *object)
{
	int64_t length = -1;

	switch (object->kind) {
	case KIND_ARRAY: JS_GetLength(in->ctx, object->value, &length); return length;
	case KIND_TYPED_ARRAY:
		return intrinsics_call_number(in->ctx, INTRINSIC_GET_TYPED_LENGTH, object->value);
	case KIND_MAP: return intrinsics_call_number(in->ctx, INTRINSIC_GET_MAP_SIZE, object->value);
	case KIND_SET: return intrinsics_call_number(in->ctx, INTRINSIC_GET_SET_SIZE, object->value);
	default: return -1;
	}
}

/* The opening brace and what stands before it. */
static void choose_braces(struct inspect *in, struct object *object, bool view)
{
	static const char *const fallbacks[KIND_COUNT] = {
		[KIND_ARRAY] = "Array",	     [KIND_MAP] = "Map",
		[KIND_SET] = "Set",	     [KIND_PROMISE] = "Promise",
		[KIND_WEAK_MAP] = "WeakMap", [KIND_WEAK_SET] = "WeakSet",
		[KIND_DATA_VIEW] = "DataView", [KIND_ARRAY_BUFFER] = "ArrayBuffer",
		[KIND_SHARED_ARRAY_BUFFER] = "SharedArrayBuffer",
	};
	bool list = !object->pairs && (object->kind == KIND_ARRAY || object->kind == KIND_TYPED_ARRAY);
	const char *name = object->name.constructor, *fallback = fallbacks[object->kind];
	const char *brace = list ? "[" : "{";
	struct text open;
	bool plain = (object->kind == KIND_ARRAY && !strcmp(name, "Array") && !*object->name.tag) ||
		     (object->kind == KIND_OBJECT && !strcmp(name, "Object") && !*object->name.tag);

	text_init(&open, in->ctx, sizeof(object->open) - 1);
	if (object->kind == KIND_ARGUMENTS && !strcmp(name, "Object")) {
		text_put_str(&open, "[Arguments] ");
	} else if (object->kind == KIND_MAP_ITERATOR || object->kind == KIND_SET_ITERATOR) {
		text_put_char(&open, '[');
		text_put_str(&open, *object->name.tag ? object->name.tag : "Iterator");
		text_put_str(&open, "] ");
	} else if (object->base.len == 0 && !plain) {
		if (!fallback)
			fallback = intrinsics_class_name(in->ctx, object->value);
		if (object->kind == KIND_OBJECT && !strcmp(fallback, object->name.tag))
			fallback = "Object";
		inspect_name_prefix(&open, &object->name, fallback, view ? -1 : size_of(in, object));
	}
	text_put_str(&open, brace);
	in->out->failed = in->out->failed || open.failed;
	memcpy(object->open, open.bytes ? open.bytes : brace, open.bytes ? open.len : 1);
	object->open[open.bytes ? open.len : 1] = '\0';
	text_done(&open);
	object->close = list ? "]" : "}";
	object->list = list;
}

/* Nothing between the braces: these are written at once. */
static bool is_empty(struct inspect *in, const struct object *object)
{
	if (object->key_first < object->key_count)
		return false;
	switch (object->kind) {
	case KIND_OBJECT:
	case KIND_ARGUMENTS:
	case KIND_WEAK_REF:
	case KIND_FUNCTION:
	case KIND_ASYNC_FUNCTION:
	case KIND_GENERATOR_FUNCTION:
	case KIND_ASYNC_GENERATOR_FUNCTION:
	case KIND_REGEXP:
	case KIND_DATE:
	case KIND_NUMBER:
	case KIND_STRING:
	case KIND_BOOLEAN:
	case KIND_SYMBOL:
	case KIND_BIGINT: return true;
	case KIND_ARRAY:
	case KIND_TYPED_ARRAY:
	case KIND_MAP:
	case KIND_SET: return size_of(in, object) <= 0;
	case KIND_ERROR:
	case KIND_DOM_EXCEPTION:
		return !has_own(in->ctx, object->value, "cause") && !has_own(in->ctx, object->value, "errors");
	default: return false;
	}
}

/* "[Foo]": too deep to show more. */
static void put_folded(struct inspect *in, const struct object *object)
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

/* --- objects --------------------------------------------------------------------------------------- */

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
	if (i == in->circular_count && i < CIRCULAR_MAX)
		in->circular[in->circular_count++] = pointer;
	text_put_str(in->out, "[Circular *");
	text_put_number(in->out, (int64_t)i + 1);
	text_put_char(in->out, ']');
	return true;
}

/* The entries of an object came after the last place where it was referred to: only now is that known. */
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
static void layout_list(struct inspect *in, uint32_t start, uint32_t first_entry, int depth)
{
	struct inspect_layout l = {
		.out = in->out, .scratch = &in->scratch, .start = start,
		.entries = in->entries + first_entry, .count = in->entry_count - first_entry,
		.base = "", .open = "[", .close = "]", .indent = in->indent,
		.line_max = in->options->line_max, .nesting = (uint32_t)(in->deepest > depth ? in->deepest - depth : 0),
		.list = true, .pad_start = true,
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
	put_members(in, object);
	in->seen_count--;
	if (in->out->failed)
		return;
	mark_reference(in, object);

	uint32_t count = in->entry_count - object->first_entry;
	struct inspect_layout l = {
		.out = in->out, .scratch = &in->scratch, .start = object->start,
		.entries = in->entries + object->first_entry, .count = count,
		.base = object->base.bytes ? object->base.bytes : "", .base_len = object->base.len,
		.open = object->open, .close = object->close, .indent = in->indent,
		.line_max = in->options->line_max,
		.nesting = (uint32_t)(in->deepest > object->depth ? in->deepest - object->depth : 0),
		.list = object->list, .more = object->more,
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
	struct object object = { .value = value, .kind = intrinsics_kind(in->ctx, value), .depth = depth + 1 };
	JSValue view = object.kind == KIND_OBJECT ? view_of(in, value) : JS_UNDEFINED;

	inspect_name_of(in->ctx, value, object.kind, &object.name);
	if (JS_IsObject(view)) {
		object.value = view;
		object.kind = intrinsics_kind(in->ctx, view);
		object.name.tag[0] = '\0';
		object.pairs = object.kind == KIND_ARRAY;
	}
	text_init(&object.base, in->ctx, in->out->max);
	find_keys(in, &object);
	bool based = put_base(in, &object);
	choose_braces(in, &object, JS_IsObject(view));
	bool empty = is_empty(in, &object);
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
		put_folded(in, &object);
	} else {
		put_open_object(in, &object);
	}
	text_done(&object.base);
	if (object.keys)
		JS_FreePropertyEnum(in->ctx, object.keys, object.key_count);
	JS_FreeValue(in->ctx, view);
}

/* The target at the end of a chain of proxies; not an object if one of them is revoked. Owned by the caller. */
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

static void put_value(struct inspect *in, JSValueConst value, int depth)
{
	if (in->out->full)
		return;
	if (!JS_IsObject(value)) {
		put_primitive(in, value);
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
	put_value(&in, value, 0);
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
	return JS_DefinePropertyValue(ctx, prototype, view_key, JS_DupValue(ctx, view), 0) < 0 ? -1 : 0;
}

bool inspect_has_view(JSContext *ctx, JSValueConst object)
{
	struct inspect in = { .ctx = ctx };
	JSValue view = JS_IsObject(object) ? view_of(&in, object) : JS_UNDEFINED;
	bool has = !JS_IsUndefined(view);

	JS_FreeValue(ctx, view);
	return has;
}
