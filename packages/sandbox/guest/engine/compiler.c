// SPDX-License-Identifier: MIT
/*
 * The engine's own source is part of this unit: its hook for compilation is private to it. Nothing of it is
 * changed.
 */
#include "quickjs.c"

#include "engine/compiler.h"
#include "engine/heap.h"

/* As at the end of __JS_EvalInternal(), which leaves this to us when it only compiles. */
static JSValue run_compiled(JSContext *ctx, JSValueConst this_obj, JSValue function, int flags)
{
	JSVarRef **var_refs = NULL;
	JSStackFrame *frame = NULL;

	if ((flags & JS_EVAL_TYPE_MASK) == JS_EVAL_TYPE_DIRECT) {
		frame = ctx->rt->current_stack_frame;
		var_refs = JS_VALUE_GET_OBJ(frame->cur_func)->u.func.var_refs;
	}
	return JS_EvalFunctionInternal(ctx, function, this_obj, var_refs, frame);
}

static JSValue compile_guarded(JSContext *ctx, JSValueConst this_obj, const char *input,
			       size_t bytes, const char *filename, int line, int flags, int scope)
{
	heap_overdraw_begin();
	JSValue function = __JS_EvalInternal(ctx, this_obj, input, bytes, filename, line,
					     flags | JS_EVAL_FLAG_COMPILE_ONLY, scope);
	bool overdrawn = heap_overdraw_end();

	if (overdrawn) {
		JS_FreeValue(ctx, function);
		JS_FreeValue(ctx, JS_GetException(ctx));
		return JS_ThrowOutOfMemory(ctx);
	}
	if (JS_IsException(function) || (flags & JS_EVAL_FLAG_COMPILE_ONLY))
		return function;
	return run_compiled(ctx, this_obj, function, flags);
}

bool compiler_is_one_function(JSValueConst script, size_t bytes)
{
	if (JS_VALUE_GET_TAG(script) != JS_TAG_FUNCTION_BYTECODE)
		return false;
	const JSFunctionBytecode *outer = JS_VALUE_GET_PTR(script);
	if (outer->cpool_count != 1 ||
	    JS_VALUE_GET_TAG(outer->cpool[0]) != JS_TAG_FUNCTION_BYTECODE)
		return false;
	const JSFunctionBytecode *inner = JS_VALUE_GET_PTR(outer->cpool[0]);
	return inner->source && inner->source_len == (int)bytes;
}

void compiler_guard(JSContext *ctx)
{
	ctx->eval_internal = compile_guarded;
}
