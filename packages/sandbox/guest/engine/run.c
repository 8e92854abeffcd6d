// SPDX-License-Identifier: MIT
/*
 * The guest's two entry points. guest_prepare() runs once, at build time, and leaves an image of linear
 * memory behind, from which every execution starts with guest_run().
 */
#include "engine/run.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <quickjs.h>

#include "engine/channel.h"
#include "engine/compiler.h"
#include "engine/cost.h"
#include "engine/deadline.h"
#include "engine/failure.h"
#include "engine/heap.h"
#include "engine/program.h"
#include "engine/settle.h"
#include "engine/timers.h"
#include "host.h"
#include "webapi/webapi.h"
#include "wire/frame.h"

#define NS_PER_MS INT64_C(1000000)

/*
 * What QuickJS may use of the guest's stack, which is 1 MiB (build.mk). The rest is for what it calls
 * without checking.
 */
#ifdef __SANITIZE_ADDRESS__
#define STACK_LIMIT_BYTES (16u << 20) /* its frames are many times as large, on the native stack */
#else
#define STACK_LIMIT_BYTES (768u << 10)
#endif

static JSContext *context;

static JSModuleDef *refuse_import(JSContext *ctx, const char *name, void *opaque)
{
	(void)opaque;
	JS_ThrowTypeError(ctx, "cannot import \"%s\": modules are not available to this code",
			  name);
	return NULL;
}

static char *keep_name(JSContext *ctx, const char *base, const char *name, void *opaque)
{
	(void)base;
	(void)opaque;
	return js_strdup(ctx, name);
}

void guest_prepare(void)
{
	JSRuntime *rt = JS_NewRuntime2(&heap_functions, NULL);

	if (!rt)
		abort();
	JS_SetMaxStackSize(rt, STACK_LIMIT_BYTES);
	JS_SetModuleLoaderFunc(rt, keep_name, refuse_import, NULL);
	settle_install(rt);
	context = JS_NewContext(rt);
	if (!context)
		abort();

	uint32_t bytes;
	char *prelude = channel_receive(FRAME_PRELUDE, &bytes);
	if (timers_install(context) < 0 || webapi_install(context, prelude, bytes) < 0)
		abort();
	channel_free(prelude);
	compiler_guard(context);
	JS_RunGC(rt);
	heap_scrub();
}

struct request {
	struct frame_run run;
	const char *code, *input;
};

static int define_input(JSContext *ctx, const struct request *request)
{
	JSValue input = JS_UNDEFINED;

	if (request->run.input_bytes != 0) {
		input = JS_ParseJSON(ctx, request->input, request->run.input_bytes, "input");
		if (JS_IsException(input))
			return -1;
	}
	JSValue global = JS_GetGlobalObject(ctx);
	int rc = JS_DefinePropertyValueStr(ctx, global, "input", input, JS_PROP_C_W_E);
	JS_FreeValue(ctx, global);
	return rc < 0 ? -1 : 0;
}

static void send_result(JSContext *ctx, JSValueConst json)
{
	size_t bytes = 0;
	const char *text = NULL;
	bool has_result = !JS_IsUndefined(json);

	/* The copy is for the wire: it is not the code's memory. */
	heap_unlimit();
	struct frame_done done = {
		.cost = cost_so_far(),
		.has_result = has_result,
	};
	if (has_result) {
		text = JS_ToCStringLen(ctx, &bytes, json);
		if (!text) {
			failure_send(ctx, FRAME_KIND_MEMORY);
			return;
		}
	}
	if (bytes > FRAME_RESULT_MAX) {
		char message[128];
		snprintf(message, sizeof(message),
			 "the result is too large: its JSON has %zu bytes; the limit is %u bytes "
			 "(%u MiB)",
			 bytes, FRAME_RESULT_MAX, FRAME_RESULT_MAX >> 20);
		failure_send_text(FRAME_KIND_RESULT, "RangeError", message);
		return;
	}
	const struct channel_part parts[] = { { &done, sizeof(done) }, { text, bytes } };
	channel_send(FRAME_DONE, parts, 2);
}

/*
 * Runs the request up to the JSON of its result. Returns 0, or -1 with a pending exception, and @out_kind is
 * what it failed of unless failure_send() finds a deeper cause.
 */
static int evaluate(JSContext *ctx, const struct request *request, enum frame_kind *out_kind,
		    JSValue *out)
{
	struct program program;
	JSValue value;

	*out_kind = FRAME_KIND_INTERNAL;
	if (define_input(ctx, request) < 0)
		return -1;
	*out_kind = FRAME_KIND_SYNTAX;
	if (program_start(ctx, request->code, request->run.code_bytes, &program) < 0)
		return -1;
	*out_kind = FRAME_KIND_RUNTIME;
	if (settle(ctx, &program, &value) < 0)
		return -1;
	*out_kind = FRAME_KIND_RESULT;
	*out = JS_JSONStringify(ctx, value, JS_UNDEFINED, JS_UNDEFINED);
	return JS_IsException(*out) ? -1 : 0;
}

/* In the middle of the compiler, which cannot be told: the report is all that can still be done. */
static void fail_full(void)
{
	failure_send_text(FRAME_KIND_MEMORY, "InternalError", "out of memory");
	abort();
}

void guest_run(void)
{
	/* Before the request: a cell waits in here, and what it has touched by then costs the caller nothing. */
	JSRuntime *rt = JS_GetRuntime(context);
	JS_UpdateStackTop(rt);

	uint32_t bytes;
	const char *payload = channel_receive(FRAME_RUN, &bytes);
	struct request request;
	memcpy(&request.run, payload, sizeof(request.run));
	request.code = payload + sizeof(request.run);
	request.input = request.code + request.run.code_bytes + 1;

	cost_start();
	int64_t start_ns = host_clock(HOST_CLOCK_MONOTONIC);
	deadline_set(rt, start_ns + (int64_t)request.run.timeout_ms * NS_PER_MS);
	heap_limit(request.run.memory_limit_bytes);
	heap_on_full(fail_full);
	const struct webapi_run run = {
		.start_ns = start_ns,
		.console_max_bytes = request.run.console_max_bytes,
		.console_max_lines = request.run.console_max_lines,
	};
	webapi_start(context, &run);
	enum frame_kind kind;
	JSValue json;
	int rc = evaluate(context, &request, &kind, &json);
	if (rc < 0) {
		failure_send(context, kind);
		return;
	}
	webapi_finish(context);
	send_result(context, json);
}
