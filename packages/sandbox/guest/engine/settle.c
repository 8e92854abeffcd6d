// SPDX-License-Identifier: MIT
#include "engine/settle.h"

#include <stdint.h>

#include "engine/channel.h"
#include "engine/deadline.h"
#include "engine/heap.h"
#include "engine/timers.h"
#include "host.h"
#include "webapi/webapi.h"

#define NS_PER_MS INT64_C(1000000)

/*
 * Promises that are rejected and have no handler. A list in JavaScript memory, so that a program which makes
 * millions of them meets its memory limit. Usually empty, and short when not.
 */
struct rejection {
	struct rejection *next;
	JSValue promise, reason;
};

static struct rejection *unhandled;

static void on_rejection(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool is_handled,
			 void *opaque)
{
	(void)opaque;
	if (!is_handled) {
		/* The engine cannot be told of a failure here: beyond the limit, the code's next allocation fails. */
		heap_overdraw_begin();
		struct rejection *rejection = js_malloc_rt(JS_GetRuntime(ctx), sizeof(*rejection));
		heap_overdraw_end();
		if (!rejection)
			return;
		rejection->promise = JS_DupValue(ctx, promise);
		rejection->reason = JS_DupValue(ctx, reason);
		rejection->next = unhandled;
		unhandled = rejection;
		return;
	}
	for (struct rejection **at = &unhandled; *at; at = &(*at)->next) {
		struct rejection *rejection = *at;
		if (JS_VALUE_GET_PTR(rejection->promise) != JS_VALUE_GET_PTR(promise))
			continue;
		*at = rejection->next;
		JS_FreeValue(ctx, rejection->promise);
		JS_FreeValue(ctx, rejection->reason);
		js_free(ctx, rejection);
		return;
	}
}

void settle_install(JSRuntime *rt)
{
	JS_SetHostPromiseRejectionTracker(rt, on_rejection, NULL);
}

static int run_microtasks(JSContext *ctx)
{
	JSContext *job_ctx;
	int rc;

	do {
		rc = JS_ExecutePendingJob(JS_GetRuntime(ctx), &job_ctx);
	} while (rc > 0);
	return rc;
}

/* The oldest unhandled rejection apart from @except, which the caller looks after. Throws its reason. */
static int check_rejections(JSContext *ctx, JSValueConst except)
{
	const struct rejection *oldest = NULL;

	for (const struct rejection *at = unhandled; at; at = at->next)
		if (JS_VALUE_GET_PTR(at->promise) != JS_VALUE_GET_PTR(except))
			oldest = at;
	if (!oldest)
		return 0;
	JS_Throw(ctx, JS_DupValue(ctx, oldest->reason));
	return -1;
}

/*
 * Waits for a frame until the first timer, or the deadline, is due, and handles it with its microtasks. Returns -1
 * if it threw, or if there is nothing to wait for.
 */
static int wait_for_event(JSContext *ctx)
{
	int64_t until_ns = deadline_ns();
	int64_t due_ns;
	struct frame_header header;

	if (timers_next(&due_ns)) {
		if (due_ns < until_ns)
			until_ns = due_ns;
	} else if (!webapi_is_waiting()) {
		JS_ThrowTypeError(ctx, "the result is a promise that can never settle: "
				       "nothing is pending that could resolve it");
		return -1;
	}

	int64_t wait_ns = until_ns - host_clock(HOST_CLOCK_MONOTONIC);
	if (wait_ns < 0)
		wait_ns = 0;
	if (wait_ns == 0 && !webapi_is_waiting())
		return 0;
	const uint8_t *payload =
		channel_poll((uint32_t)((wait_ns + NS_PER_MS - 1) / NS_PER_MS), &header);
	if (!payload)
		return 0;
	if (webapi_on_frame(ctx, &header, payload) < 0)
		return -1;
	return run_microtasks(ctx);
}

/* One turn: the timers that are due, each followed by its microtasks. */
static int run_timers(JSContext *ctx, JSValueConst awaited)
{
	int64_t now_ns = host_clock(HOST_CLOCK_MONOTONIC);
	int rc;

	while ((rc = timers_run_one(ctx, now_ns)) > 0) {
		if (run_microtasks(ctx) < 0 || check_rejections(ctx, awaited) < 0)
			return -1;
		if (JS_PromiseState(ctx, awaited) != JS_PROMISE_PENDING)
			return 0;
	}
	return rc;
}

static int stop_at_deadline(JSContext *ctx)
{
	JS_ThrowInternalError(ctx, "interrupted");
	return -1;
}

/* Runs until the promise has settled. Its own rejection is thrown here, not reported as unhandled. */
static int run_until_settled(JSContext *ctx, JSValueConst promise)
{
	if (run_microtasks(ctx) < 0)
		return -1;
	for (;;) {
		if (JS_PromiseState(ctx, promise) != JS_PROMISE_PENDING)
			break;
		if (check_rejections(ctx, promise) < 0 || wait_for_event(ctx) < 0)
			return -1;
		if (deadline_passed())
			return stop_at_deadline(ctx);
		if (JS_PromiseState(ctx, promise) == JS_PROMISE_PENDING &&
		    run_timers(ctx, promise) < 0)
			return -1;
	}
	return 0;
}

static int take_settled(JSContext *ctx, JSValueConst promise, JSValue *out)
{
	JSValue result = JS_PromiseResult(ctx, promise);

	if (JS_PromiseState(ctx, promise) == JS_PROMISE_REJECTED) {
		JS_Throw(ctx, result);
		return -1;
	}
	*out = result;
	return 0;
}

/* As `await` does: a promise for @value, whatever kind of thenable it may be. Takes @value. */
static JSValue promise_for(JSContext *ctx, JSValue value)
{
	JSValue functions[2];
	JSValue promise = JS_NewPromiseCapability(ctx, functions);

	if (JS_IsException(promise)) {
		JS_FreeValue(ctx, value);
		return promise;
	}
	JSValueConst argv[1] = { value };
	JSValue done = JS_Call(ctx, functions[0], JS_UNDEFINED, 1, argv);
	JS_FreeValue(ctx, functions[0]);
	JS_FreeValue(ctx, functions[1]);
	JS_FreeValue(ctx, value);
	if (JS_IsException(done)) {
		JS_FreeValue(ctx, promise);
		return done;
	}
	JS_FreeValue(ctx, done);
	return promise;
}

static int settle_value(JSContext *ctx, JSValue value, JSValue *out)
{
	if (!JS_IsObject(value)) {
		*out = value;
		return 0;
	}
	JSValue promise = promise_for(ctx, value);
	if (JS_IsException(promise))
		return -1;
	int rc = run_until_settled(ctx, promise);
	if (rc == 0)
		rc = take_settled(ctx, promise, out);
	if (rc == 0)
		rc = check_rejections(ctx, promise);
	JS_FreeValue(ctx, promise);
	return rc;
}

int settle(JSContext *ctx, const struct program *program, JSValue *out)
{
	JSValue value;

	if (run_until_settled(ctx, program->promise) < 0 ||
	    take_settled(ctx, program->promise, &value) < 0)
		return -1;
	if (program->is_script) {
		JSValue completion = JS_GetPropertyStr(ctx, value, "value");
		JS_FreeValue(ctx, value);
		if (JS_IsException(completion))
			return -1;
		value = completion;
	}
	/* An async function has awaited what it returned; a script's completion value is still to be. */
	if (settle_value(ctx, value, &value) < 0)
		return -1;
	if (check_rejections(ctx, program->promise) < 0) {
		JS_FreeValue(ctx, value);
		return -1;
	}
	*out = value;
	return 0;
}
