/* SPDX-License-Identifier: MIT */
/*
 * The language's own functions, captured at install, before the caller's code can replace them,
 * and what kind of thing a value really is, by the engine's account and not by what its properties
 * say.
 *
 * Used by all of webapi/. No call here runs the caller's code, for any value.
 */
#ifndef UNTRUSTED_GUEST_INTRINSICS_H
#define UNTRUSTED_GUEST_INTRINSICS_H

#include <stdbool.h>
#include <stdint.h>

#include "quickjs.h"

#define INTRINSICS_FUNCTIONS(X)                                                       \
	X(DATE_TIME, "Date.prototype.getTime")                                        \
	X(DATE_ISO, "Date.prototype.toISOString")                                     \
	X(NUMBER_VALUE, "Number.prototype.valueOf")                                   \
	X(STRING_VALUE, "String.prototype.valueOf")                                   \
	X(BOOLEAN_VALUE, "Boolean.prototype.valueOf")                                 \
	X(SYMBOL_VALUE, "Symbol.prototype.valueOf")                                   \
	X(BIGINT_VALUE, "BigInt.prototype.valueOf")                                   \
	X(SYMBOL_STRING, "Symbol.prototype.toString")                                 \
	X(FUNCTION_STRING, "Function.prototype.toString")                             \
	X(STRING_SLICE, "String.prototype.slice")                                     \
	X(MAP_ENTRIES, "Map.prototype.entries")                                       \
	X(MAP_NEXT, "new Map().entries().next")                                       \
	X(SET_VALUES, "Set.prototype.values")                                         \
	X(SET_NEXT, "new Set().values().next")                                        \
	X(PARSE_INT, "parseInt")                                                      \
	X(PARSE_FLOAT, "parseFloat")                                                  \
	X(OBJECT_PROTOTYPE, "Object.prototype")                                       \
	X(FUNCTION_PROTOTYPE, "Function.prototype")                                   \
	X(TO_STRING_TAG, "Symbol.toStringTag")                                        \
	X(GET_MAP_SIZE, "get Map.prototype.size")                                     \
	X(GET_SET_SIZE, "get Set.prototype.size")                                     \
	X(GET_STACK, "get Error.prototype.stack")                                     \
	X(GET_SOURCE, "get RegExp.prototype.source")                                  \
	X(GET_HAS_INDICES, "get RegExp.prototype.hasIndices")                         \
	X(GET_GLOBAL, "get RegExp.prototype.global")                                  \
	X(GET_IGNORE_CASE, "get RegExp.prototype.ignoreCase")                         \
	X(GET_MULTILINE, "get RegExp.prototype.multiline")                            \
	X(GET_DOT_ALL, "get RegExp.prototype.dotAll")                                 \
	X(GET_UNICODE, "get RegExp.prototype.unicode")                                \
	X(GET_UNICODE_SETS, "get RegExp.prototype.unicodeSets")                       \
	X(GET_STICKY, "get RegExp.prototype.sticky")                                  \
	X(GET_TYPED_LENGTH, "get Object.getPrototypeOf(Uint8Array).prototype.length") \
	X(GET_BUFFER_LENGTH, "get ArrayBuffer.prototype.byteLength")                  \
	X(GET_SHARED_LENGTH, "get SharedArrayBuffer.prototype.byteLength")            \
	X(GET_VIEW_LENGTH, "get DataView.prototype.byteLength")                       \
	X(GET_VIEW_OFFSET, "get DataView.prototype.byteOffset")                       \
	X(GET_VIEW_BUFFER, "get DataView.prototype.buffer")                           \
	X(GET_EXCEPTION_NAME, "get DOMException.prototype.name")                      \
	X(GET_EXCEPTION_MESSAGE, "get DOMException.prototype.message")

enum intrinsic {
#define X(id, path) INTRINSIC_##id,
	INTRINSICS_FUNCTIONS(X)
#undef X
		INTRINSIC_COUNT,
};

enum intrinsics_kind {
	KIND_OBJECT,
	KIND_ARRAY,
	KIND_ARGUMENTS,
	KIND_FUNCTION,
	KIND_ASYNC_FUNCTION,
	KIND_GENERATOR_FUNCTION,
	KIND_ASYNC_GENERATOR_FUNCTION,
	KIND_ERROR,
	KIND_DOM_EXCEPTION,
	KIND_NUMBER,
	KIND_STRING,
	KIND_BOOLEAN,
	KIND_SYMBOL,
	KIND_BIGINT,
	KIND_DATE,
	KIND_REGEXP,
	KIND_MAP,
	KIND_SET,
	KIND_WEAK_MAP,
	KIND_WEAK_SET,
	KIND_WEAK_REF,
	KIND_MAP_ITERATOR,
	KIND_SET_ITERATOR,
	KIND_ARRAY_BUFFER,
	KIND_SHARED_ARRAY_BUFFER,
	KIND_TYPED_ARRAY,
	KIND_DATA_VIEW,
	KIND_PROMISE,
	KIND_PROXY,
	KIND_COUNT,
};

/* Captures everything. 0, or -1 with a pending exception. */
int intrinsics_install(JSContext *ctx);

/* Borrowed. */
JSValueConst intrinsics_value(enum intrinsic which);

/*
 * Calls a captured function. Owned by the caller; an exception is possible (detached buffers, no
 * memory).
 */
JSValue intrinsics_call(JSContext *ctx, enum intrinsic which, JSValueConst self, int argc,
			JSValueConst *argv);

/* The same for what gives a number; -1 where it throws. */
int64_t intrinsics_call_number(JSContext *ctx, enum intrinsic which, JSValueConst self);

/* What @object is; KIND_OBJECT for all that is nothing special. @object must be an object. */
enum intrinsics_kind intrinsics_kind(JSContext *ctx, JSValueConst object);

/* The engine's name of the class of @object, as "Map" or "Generator". Static storage. */
const char *intrinsics_class_name(JSContext *ctx, JSValueConst object);

/*
 * The value of a data property of @object itself, or of its prototypes; JS_UNDEFINED for
 * accessors, for what is missing and past a Proxy. Owned by the caller.
 */
JSValue intrinsics_own(JSContext *ctx, JSValueConst object, JSAtom key);
JSValue intrinsics_find(JSContext *ctx, JSValueConst object, JSAtom key);

/* The prototype; JS_NULL at the end of the chain and for a Proxy. Owned by the caller. */
JSValue intrinsics_prototype(JSContext *ctx, JSValueConst object);

/*
 * What a Map or Set iterator has not yet given, without moving it: a new array of the first @max
 * items, or of keys and values in turn. JS_UNDEFINED when the engine does not let us see.
 */
struct intrinsics_preview {
	uint32_t count; /* of items that are left, beyond @max too */
	bool pairs;	/* an item is a key and a value */
};
JSValue intrinsics_preview(JSContext *ctx, JSValueConst iterator, uint32_t max,
			   struct intrinsics_preview *out);

#endif
