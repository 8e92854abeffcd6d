/* SPDX-License-Identifier: MIT */
#include "intrinsics.h"

#include <string.h>

#define CLASSES_MAX 128

static JSValue values[INTRINSIC_COUNT];
static uint8_t kinds[CLASSES_MAX]; /* enum intrinsics_kind by class id */

static const char *const paths[] = {
#define X(id, path) path,
	INTRINSICS_FUNCTIONS(X)
#undef X
};

/* One object of each class, as an expression, and its kind. */
static const struct {
	const char *source;
	enum intrinsics_kind kind;
} samples[] = {
	{ "[]", KIND_ARRAY },
	{ "(function () { 'use strict'; return arguments })()", KIND_ARGUMENTS },
	{ "(function (a) { return arguments })(1)", KIND_ARGUMENTS },
	{ "(function () {})", KIND_FUNCTION },
	{ "parseInt", KIND_FUNCTION },
	{ "parseInt.bind()", KIND_FUNCTION },
	{ "Proxy.revocable({}, {}).revoke", KIND_FUNCTION },
	{ "(async function () {})", KIND_ASYNC_FUNCTION },
	{ "(function* () {})", KIND_GENERATOR_FUNCTION },
	{ "(async function* () {})", KIND_ASYNC_GENERATOR_FUNCTION },
	{ "new Error", KIND_ERROR },
	{ "new DOMException", KIND_DOM_EXCEPTION },
	{ "Object(1)", KIND_NUMBER },
	{ "Object('')", KIND_STRING },
	{ "Object(true)", KIND_BOOLEAN },
	{ "Object(Symbol())", KIND_SYMBOL },
	{ "Object(1n)", KIND_BIGINT },
	{ "new Date(0)", KIND_DATE },
	{ "/a/", KIND_REGEXP },
	{ "new Map", KIND_MAP },
	{ "new Set", KIND_SET },
	{ "new WeakMap", KIND_WEAK_MAP },
	{ "new WeakSet", KIND_WEAK_SET },
	{ "new WeakRef({})", KIND_WEAK_REF },
	{ "new Map().keys()", KIND_MAP_ITERATOR },
	{ "new Set().keys()", KIND_SET_ITERATOR },
	{ "new ArrayBuffer(0)", KIND_ARRAY_BUFFER },
	{ "new SharedArrayBuffer(0)", KIND_SHARED_ARRAY_BUFFER },
	{ "new DataView(new ArrayBuffer(0))", KIND_DATA_VIEW },
	{ "Promise.resolve()", KIND_PROMISE },
};

static JSValue evaluate(JSContext *ctx, const char *source)
{
	return JS_Eval(ctx, source, strlen(source), "<intrinsics>", JS_EVAL_TYPE_GLOBAL);
}

/* "get a.b.c" is the getter of c. */
static JSValue evaluate_path(JSContext *ctx, const char *path)
{
	if (strncmp(path, "get ", 4) != 0)
		return evaluate(ctx, path);
	path += 4;
	const char *dot = strrchr(path, '.');
	char object[96] = "";
	memcpy(object, path, (size_t)(dot - path));

	JSValue holder = evaluate(ctx, object);
	if (JS_IsException(holder))
		return holder;
	JSPropertyDescriptor desc = { .getter = JS_UNDEFINED };
	JSAtom key = JS_NewAtom(ctx, dot + 1);
	int found = JS_GetOwnProperty(ctx, &desc, holder, key);
	JS_FreeAtom(ctx, key);
	JS_FreeValue(ctx, holder);
	if (found <= 0)
		return found < 0 ? JS_EXCEPTION : JS_UNDEFINED;
	JS_FreeValue(ctx, desc.value);
	JS_FreeValue(ctx, desc.setter);
	return desc.getter;
}

static void check_preview(JSContext *ctx);

int intrinsics_install(JSContext *ctx)
{
	memset(kinds, KIND_OBJECT, sizeof(kinds));
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		JSValue sample = evaluate(ctx, samples[i].source);
		JSClassID id = JS_GetClassID(sample);
		JS_FreeValue(ctx, sample);
		if (JS_IsException(sample))
			return -1;
		if (id < CLASSES_MAX)
			kinds[id] = (uint8_t)samples[i].kind;
	}
	for (size_t i = 0; i < INTRINSIC_COUNT; i++) {
		values[i] = evaluate_path(ctx, paths[i]);
		if (JS_IsException(values[i]))
			return -1;
	}
	check_preview(ctx);
	return 0;
}

JSValueConst intrinsics_value(enum intrinsic which)
{
	return values[which];
}

JSValue intrinsics_call(JSContext *ctx, enum intrinsic which, JSValueConst self, int argc,
			JSValueConst *argv)
{
	return JS_Call(ctx, values[which], self, argc, argv);
}

int64_t intrinsics_call_number(JSContext *ctx, enum intrinsic which, JSValueConst self)
{
	JSValue value = JS_Call(ctx, values[which], self, 0, NULL);
	int64_t number = -1;

	if (!JS_IsNumber(value) || JS_ToInt64(ctx, &number, value) < 0) {
		JS_FreeValue(ctx, JS_GetException(ctx));
		number = -1;
	}
	JS_FreeValue(ctx, value);
	return number;
}

enum intrinsics_kind intrinsics_kind(JSContext *ctx, JSValueConst object)
{
	JSClassID id = JS_GetClassID(object);

	if (JS_IsProxy(object))
		return KIND_PROXY;
	if (JS_GetTypedArrayType(object) >= 0)
		return KIND_TYPED_ARRAY;
	if (id < CLASSES_MAX && kinds[id] != KIND_OBJECT)
		return (enum intrinsics_kind)kinds[id];
	return JS_IsFunction(ctx, object) ? KIND_FUNCTION : KIND_OBJECT;
}

const char *intrinsics_class_name(JSContext *ctx, JSValueConst object)
{
	static char name[40];
	JSAtom atom = JS_GetClassName(JS_GetRuntime(ctx), JS_GetClassID(object));
	const char *str = JS_AtomToCString(ctx, atom);

	name[0] = '\0';
	if (str)
		strncpy(name, str, sizeof(name) - 1);
	else
		JS_FreeValue(ctx, JS_GetException(ctx));
	JS_FreeCString(ctx, str);
	JS_FreeAtom(ctx, atom);
	return name;
}

/* 1 found, 0 missing, -1 cannot tell; @out only for 1. */
static int lookup(JSContext *ctx, JSValueConst object, JSAtom key, JSValue *out)
{
	JSPropertyDescriptor desc;

	if (!JS_IsObject(object) || JS_IsProxy(object))
		return -1;
	int found = JS_GetOwnProperty(ctx, &desc, object, key);
	if (found < 0)
		JS_FreeValue(ctx, JS_GetException(ctx));
	if (found <= 0)
		return found;
	JS_FreeValue(ctx, desc.getter);
	JS_FreeValue(ctx, desc.setter);
	*out = desc.value;
	return 1;
}

JSValue intrinsics_own(JSContext *ctx, JSValueConst object, JSAtom key)
{
	JSValue value = JS_UNDEFINED;

	lookup(ctx, object, key, &value);
	return value;
}

JSValue intrinsics_find(JSContext *ctx, JSValueConst object, JSAtom key)
{
	JSValue at = JS_DupValue(ctx, object);
	JSValue value = JS_UNDEFINED;

	while (JS_IsObject(at) && lookup(ctx, at, key, &value) == 0) {
		JSValue next = intrinsics_prototype(ctx, at);
		JS_FreeValue(ctx, at);
		at = next;
	}
	JS_FreeValue(ctx, at);
	return value;
}

JSValue intrinsics_prototype(JSContext *ctx, JSValueConst object)
{
	if (!JS_IsObject(object) || JS_IsProxy(object))
		return JS_NULL;
	JSValue prototype = JS_GetPrototype(ctx, object);
	if (!JS_IsException(prototype))
		return prototype;
	JS_FreeValue(ctx, JS_GetException(ctx));
	return JS_NULL;
}

/*
 * The engine has no way to look ahead without moving the iterator. But where an iterator's state
 * is laid out as below, which install checks, a second iterator over the same collection can be
 * moved until both states are equal; what that one gives from there on is the rest.
 */
struct iterator_state {
	JSValue collection;
	uint32_t kind; /* 0 keys, 1 values, 2 both */
	void *record;  /* given last */
};

static bool preview_works;

static struct iterator_state *state_of(JSValueConst iterator)
{
	return JS_IsObject(iterator) ? JS_GetOpaque(iterator, JS_GetClassID(iterator)) : NULL;
}

static void check_preview(JSContext *ctx)
{
	JSValue map = evaluate(ctx, "new Map([[1, 2]])");
	JSValue iterator = intrinsics_call(ctx, INTRINSIC_MAP_ENTRIES, map, 0, NULL);
	struct iterator_state *state = state_of(iterator);

	preview_works = state && JS_IsObject(state->collection) &&
			JS_VALUE_GET_PTR(state->collection) == JS_VALUE_GET_PTR(map) &&
			state->kind == 2 && state->record == NULL;
	if (preview_works) {
		JS_FreeValue(ctx, intrinsics_call(ctx, INTRINSIC_MAP_NEXT, iterator, 0, NULL));
		preview_works = state->record != NULL && state->kind == 2;
	}
	JS_FreeValue(ctx, iterator);
	JS_FreeValue(ctx, map);
}

/* Adds one step's value to @list: a Set's stands for key and value, a Map's is [key, value]. */
static uint32_t add_step(JSContext *ctx, JSValueConst list, uint32_t count, JSValueConst value,
			 bool map, uint32_t kind)
{
	for (uint32_t side = 0; side < 2; side++) {
		if (kind != 2 && side != (map ? kind : 0))
			continue;
		JSValue item =
			map ? JS_GetPropertyUint32(ctx, value, side) : JS_DupValue(ctx, value);
		JS_DefinePropertyValueUint32(ctx, list, count++, item, JS_PROP_C_W_E);
	}
	return count;
}

JSValue intrinsics_preview(JSContext *ctx, JSValueConst iterator, uint32_t max,
			   struct intrinsics_preview *out)
{
	bool map = intrinsics_kind(ctx, iterator) == KIND_MAP_ITERATOR;
	struct iterator_state *state = state_of(iterator);
	uint32_t count = 0;

	*out = (struct intrinsics_preview){ 0 };
	if (!preview_works)
		return JS_UNDEFINED;
	JSValue list = JS_NewArray(ctx);
	if (JS_IsException(list) || !state || !JS_IsObject(state->collection)) /* finished */
		return list;
	out->pairs = state->kind == 2;
	JSValue twin = intrinsics_call(ctx, map ? INTRINSIC_MAP_ENTRIES : INTRINSIC_SET_VALUES,
				       state->collection, 0, NULL);
	bool reached = false;
	for (;;) {
		struct iterator_state *at = state_of(twin);
		reached = reached || (at && at->record == state->record);
		JSValue step = intrinsics_call(ctx, map ? INTRINSIC_MAP_NEXT : INTRINSIC_SET_NEXT,
					       twin, 0, NULL);
		if (JS_IsException(step))
			break;
		JSValue done = JS_GetPropertyStr(ctx, step, "done");
		JSValue value = JS_GetPropertyStr(ctx, step, "value");
		bool last = JS_ToBool(ctx, done);
		if (!last && reached && out->count++ < max)
			count = add_step(ctx, list, count, value, map, state->kind);
		JS_FreeValue(ctx, value);
		JS_FreeValue(ctx, done);
		JS_FreeValue(ctx, step);
		if (last)
			break;
	}
	JS_FreeValue(ctx, twin);
	return list;
}
