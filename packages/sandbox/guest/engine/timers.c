// SPDX-License-Identifier: MIT
#include "engine/timers.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

#define NS_PER_MS      INT64_C(1000000)
#define DELAY_MAX_MS   2147483647.0
#define TIMER_ARGS_MAX 64

struct timer {
	int64_t due_ns;
	uint32_t
		id; /* rising, so that timers due at the same time run in the order of their making */
	bool repeat;
	double delay_ms;
	JSValue callback;
	int argc;
	JSValue argv[];
};

/* A binary heap: [0] is due first. */
static struct {
	struct timer **heap;
	uint32_t count, room;
	uint32_t last_id;
} timers;

static bool before(const struct timer *a, const struct timer *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->id < b->id;
}

static void sift_up(uint32_t at)
{
	struct timer *timer = timers.heap[at];

	while (at > 0 && before(timer, timers.heap[(at - 1) / 2])) {
		timers.heap[at] = timers.heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	timers.heap[at] = timer;
}

static void sift_down(uint32_t at)
{
	struct timer *timer = timers.heap[at];

	for (;;) {
		uint32_t child = 2 * at + 1;
		if (child >= timers.count)
			break;
		if (child + 1 < timers.count && before(timers.heap[child + 1], timers.heap[child]))
			child++;
		if (!before(timers.heap[child], timer))
			break;
		timers.heap[at] = timers.heap[child];
		at = child;
	}
	timers.heap[at] = timer;
}

static int heap_push(JSContext *ctx, struct timer *timer)
{
	if (timers.count == timers.room) {
		uint32_t room = timers.room ? timers.room * 2 : 16;
		void *heap = js_realloc(ctx, timers.heap, room * sizeof(*timers.heap));
		if (!heap)
			return -1;
		timers.heap = heap;
		timers.room = room;
	}
	timers.heap[timers.count] = timer;
	sift_up(timers.count++);
	return 0;
}

static struct timer *heap_remove(uint32_t at)
{
	struct timer *timer = timers.heap[at];
	struct timer *last = timers.heap[--timers.count];

	if (at < timers.count) {
		timers.heap[at] = last;
		sift_up(at);
		sift_down(at);
	}
	return timer;
}

static void timer_free(JSContext *ctx, struct timer *timer)
{
	JS_FreeValue(ctx, timer->callback);
	for (int i = 0; i < timer->argc; i++)
		JS_FreeValue(ctx, timer->argv[i]);
	js_free(ctx, timer);
}

static int64_t due_after(double delay_ms)
{
	return host_clock(HOST_CLOCK_MONOTONIC) + (int64_t)(delay_ms * (double)NS_PER_MS);
}

static JSValue set_timer(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv,
			 int repeat)
{
	double delay_ms = 0;

	(void)this_val;
	if (!JS_IsFunction(ctx, argv[0]))
		return JS_ThrowTypeError(ctx, "%s: the callback must be a function",
					 repeat ? "setInterval" : "setTimeout");
	if (argc > 1 && JS_ToFloat64(ctx, &delay_ms, argv[1]) < 0)
		return JS_EXCEPTION;
	/* Written so that NaN, too, becomes 1. */
	delay_ms = delay_ms >= 1 && delay_ms <= DELAY_MAX_MS ? (double)(int64_t)delay_ms : 1;

	int extra = argc > 2 ? argc - 2 : 0;
	if (extra > TIMER_ARGS_MAX)
		return JS_ThrowRangeError(ctx, "a timer takes at most %d arguments",
					  TIMER_ARGS_MAX);
	struct timer *timer = js_malloc(ctx, sizeof(*timer) + (size_t)extra * sizeof(JSValue));
	if (!timer)
		return JS_EXCEPTION;
	timer->due_ns = due_after(delay_ms);
	timer->id = ++timers.last_id;
	timer->repeat = repeat;
	timer->delay_ms = delay_ms;
	timer->callback = JS_DupValue(ctx, argv[0]);
	timer->argc = extra;
	for (int i = 0; i < extra; i++)
		timer->argv[i] = JS_DupValue(ctx, argv[2 + i]);
	if (heap_push(ctx, timer) < 0) {
		timer_free(ctx, timer);
		return JS_EXCEPTION;
	}
	return JS_NewUint32(ctx, timer->id);
}

static JSValue clear_timer(JSContext *ctx, JSValueConst this_val, int argc, JSValueConst *argv)
{
	double id;

	(void)this_val;
	(void)argc;
	if (JS_IsUndefined(argv[0]) || JS_IsNull(argv[0]))
		return JS_UNDEFINED;
	if (JS_ToFloat64(ctx, &id, argv[0]) < 0)
		return JS_EXCEPTION;
	for (uint32_t i = 0; i < timers.count; i++) {
		if ((double)timers.heap[i]->id != id)
			continue;
		timer_free(ctx, heap_remove(i));
		break;
	}
	return JS_UNDEFINED;
}

int timers_install(JSContext *ctx)
{
	static const JSCFunctionListEntry functions[] = {
		JS_CFUNC_MAGIC_DEF("setTimeout", 1, set_timer, 0),
		JS_CFUNC_MAGIC_DEF("setInterval", 1, set_timer, 1),
		JS_CFUNC_DEF("clearTimeout", 1, clear_timer),
		JS_CFUNC_DEF("clearInterval", 1, clear_timer),
	};
	JSValue global = JS_GetGlobalObject(ctx);
	int rc = JS_SetPropertyFunctionList(ctx, global, functions,
					    sizeof(functions) / sizeof(functions[0]));

	JS_FreeValue(ctx, global);
	return rc < 0 ? -1 : 0;
}

bool timers_next(int64_t *out_ns)
{
	if (timers.count == 0)
		return false;
	*out_ns = timers.heap[0]->due_ns;
	return true;
}

int timers_run_one(JSContext *ctx, int64_t now_ns)
{
	if (timers.count == 0 || timers.heap[0]->due_ns > now_ns)
		return 0;

	/* Everything is held apart from the heap: the callback may clear or make any timer, itself included. */
	struct timer *timer = timers.heap[0];
	JSValue callback = JS_DupValue(ctx, timer->callback);
	bool repeat = timer->repeat;
	JSValue argv[TIMER_ARGS_MAX];
	int argc = timer->argc;

	for (int i = 0; i < argc; i++)
		argv[i] = JS_DupValue(ctx, timer->argv[i]);
	if (repeat) {
		timer->due_ns = due_after(timer->delay_ms);
		sift_down(0);
	} else {
		timer_free(ctx, heap_remove(0));
	}

	JSValue value = JS_Call(ctx, callback, JS_UNDEFINED, argc, argv);
	int rc = JS_IsException(value) ? -1 : 1;
	JS_FreeValue(ctx, value);
	JS_FreeValue(ctx, callback);
	for (int i = 0; i < argc; i++)
		JS_FreeValue(ctx, argv[i]);
	return rc;
}
