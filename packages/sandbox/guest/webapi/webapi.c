/* SPDX-License-Identifier: MIT */
#include "webapi.h"

#include <string.h>

#include "../host.h"
#include "console.h"
#include "encoding.h"
#include "fetch.h"
#include "inspect.h"
#include "intrinsics.h"
#include "random.h"

static int64_t start_ns;      /* HOST_CLOCK_MONOTONIC */
static double time_origin_ms; /* HOST_CLOCK_WALL at the same moment */

/* --- primitives that are too small for a file ------------------------------------------------ */

/* Milliseconds since the execution began, in steps of a microsecond. */
static JSValue now(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc, (void)argv;
	return JS_NewFloat64(ctx,
			     (double)((host_clock(HOST_CLOCK_MONOTONIC) - start_ns) / 1000) / 1000);
}

static JSValue time_origin(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc, (void)argv;
	return JS_NewFloat64(ctx, time_origin_ms);
}

/* kind(object) -> enum intrinsics_kind; -1 for what is neither one of those nor a plain object. */
static JSValue kind(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	int32_t result = -1;

	(void)self, (void)argc;
	if (JS_IsObject(argv[0]))
		result = (int32_t)intrinsics_kind(ctx, argv[0]);
	if (result == KIND_OBJECT && strcmp(intrinsics_class_name(ctx, argv[0]), "Object") != 0)
		result = -1;
	return JS_NewInt32(ctx, result);
}

/* setView(prototype, view): see inspect_set_view() */
static JSValue set_view(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc;
	return inspect_set_view(ctx, argv[0], argv[1]) < 0 ? JS_EXCEPTION : JS_UNDEFINED;
}

/* isPlatform(object): is it one of the prelude's own, which cannot be cloned? */
static JSValue is_platform(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc;
	return JS_NewBool(ctx, inspect_has_view(ctx, argv[0]));
}

/*
 * reportError(error): what a listener threw, which its dispatcher must not see, becomes an
 * unhandled rejection, and so fails the execution.
 */
static JSValue report_error(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	JSValue promise = JS_NewSettledPromise(ctx, true, argv[0]);

	(void)self, (void)argc;
	JS_FreeValue(ctx, promise);
	return JS_IsException(promise) ? JS_EXCEPTION : JS_UNDEFINED;
}

static JSValue detach(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc;
	JS_DetachArrayBuffer(ctx, argv[0]);
	return JS_UNDEFINED;
}

static int add_kinds(JSContext *ctx, JSValueConst native)
{
	static const char *const names[KIND_COUNT] = {
		[KIND_OBJECT] = "OBJECT",
		[KIND_ARRAY] = "ARRAY",
		[KIND_ERROR] = "ERROR",
		[KIND_DOM_EXCEPTION] = "DOM_EXCEPTION",
		[KIND_NUMBER] = "NUMBER",
		[KIND_STRING] = "STRING",
		[KIND_BOOLEAN] = "BOOLEAN",
		[KIND_BIGINT] = "BIGINT",
		[KIND_DATE] = "DATE",
		[KIND_REGEXP] = "REGEXP",
		[KIND_MAP] = "MAP",
		[KIND_SET] = "SET",
		[KIND_ARRAY_BUFFER] = "ARRAY_BUFFER",
		[KIND_SHARED_ARRAY_BUFFER] = "SHARED_ARRAY_BUFFER",
		[KIND_TYPED_ARRAY] = "TYPED_ARRAY",
		[KIND_DATA_VIEW] = "DATA_VIEW",
		[KIND_ARGUMENTS] = "ARGUMENTS",
	};
	JSValue kinds = JS_NewObject(ctx);

	for (int i = 0; i < KIND_COUNT; i++) {
		if (names[i] && JS_SetPropertyStr(ctx, kinds, names[i], JS_NewInt32(ctx, i)) < 0)
			return -1;
	}
	return JS_SetPropertyStr(ctx, native, "kinds", kinds) < 0 ? -1 : 0;
}

static int add_primitives(JSContext *ctx, JSValueConst native)
{
	static const JSCFunctionListEntry functions[] = {
		JS_CFUNC_DEF("now", 0, now),
		JS_CFUNC_DEF("timeOrigin", 0, time_origin),
		JS_CFUNC_DEF("kind", 1, kind),
		JS_CFUNC_DEF("setView", 2, set_view),
		JS_CFUNC_DEF("detach", 1, detach),
		JS_CFUNC_DEF("isPlatform", 1, is_platform),
		JS_CFUNC_DEF("reportError", 1, report_error),
	};
	const int count = sizeof(functions) / sizeof(functions[0]);

	if (JS_SetPropertyFunctionList(ctx, native, functions, count) < 0 ||
	    add_kinds(ctx, native) < 0)
		return -1;
	if (encoding_install(ctx, native) < 0 || random_install(ctx, native) < 0)
		return -1;
	return fetch_install(ctx, native);
}

/* --- the prelude ----------------------------------------------------------------------------- */

/*
 * Compiles the prelude to a function without source and line numbers: its functions show as
 * native, and the memory is not kept. The bytecode read back is the one just written, never one
 * from a request.
 */
static JSValue compile(JSContext *ctx, const char *prelude, size_t prelude_bytes)
{
	char *source = js_malloc(ctx, prelude_bytes + 1);
	size_t size = 0;

	if (!source)
		return JS_EXCEPTION;
	memcpy(source, prelude, prelude_bytes);
	source[prelude_bytes] = '\0';
	JSValue compiled =
		JS_Eval(ctx, source, prelude_bytes, "<prelude>",
			JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_STRICT | JS_EVAL_FLAG_COMPILE_ONLY);
	memset(source, 0, prelude_bytes); /* pages of zeros are left out of the snapshot */
	js_free(ctx, source);
	if (JS_IsException(compiled))
		return compiled;
	uint8_t *bytecode = JS_WriteObject(ctx, &size, compiled,
					   JS_WRITE_OBJ_BYTECODE | JS_WRITE_OBJ_STRIP_SOURCE |
						   JS_WRITE_OBJ_STRIP_DEBUG);
	JS_FreeValue(ctx, compiled);
	if (!bytecode)
		return JS_EXCEPTION;
	JSValue stripped = JS_ReadObject(ctx, bytecode, size, JS_READ_OBJ_BYTECODE);
	memset(bytecode, 0, size);
	js_free(ctx, bytecode);
	return stripped;
}

/* The prelude's value is a function that takes the primitives. */
static int run_prelude(JSContext *ctx, JSValueConst native, const char *prelude,
		       size_t prelude_bytes)
{
	JSValue compiled = compile(ctx, prelude, prelude_bytes);
	if (JS_IsException(compiled))
		return -1;
	JSValue function = JS_EvalFunction(ctx, compiled);
	if (JS_IsException(function))
		return -1;
	JSValue result = JS_Call(ctx, function, JS_UNDEFINED, 1, &native);
	JS_FreeValue(ctx, function);
	JS_FreeValue(ctx, result);
	return JS_IsException(result) ? -1 : 0;
}

int webapi_install(JSContext *ctx, const char *prelude, size_t prelude_bytes)
{
	if (intrinsics_install(ctx) < 0 || inspect_install(ctx) < 0 || console_install(ctx) < 0)
		return -1;
	JSValue native = JS_NewObject(ctx);
	int rc = JS_IsException(native) ? -1 : 0;
	if (rc == 0)
		rc = add_primitives(ctx, native);
	if (rc == 0)
		rc = run_prelude(ctx, native, prelude, prelude_bytes);
	JS_FreeValue(ctx, native);
	JS_RunGC(JS_GetRuntime(ctx));
	return rc;
}

void webapi_start(JSContext *ctx, const struct webapi_run *run)
{
	int64_t since_ns = host_clock(HOST_CLOCK_MONOTONIC) - run->start_ns;

	(void)ctx;
	start_ns = run->start_ns;
	time_origin_ms = (double)((host_clock(HOST_CLOCK_WALL) - since_ns) / 1000) / 1000;
	random_start();
	console_start(run->start_ns, run->console_max_bytes, run->console_max_lines);
}

bool webapi_is_waiting(void)
{
	return fetch_is_pending();
}

int webapi_on_frame(JSContext *ctx, const struct frame_header *header, const uint8_t *payload)
{
	return fetch_on_frame(ctx, header, payload);
}

void webapi_finish(JSContext *ctx)
{
	(void)ctx;
	console_finish();
}
