/* SPDX-License-Identifier: MIT */
/*
 * Keeps the engine's compiler from running out of memory half way.
 *
 * It does not notice every failed allocation, and what it makes then is another program than the caller's.
 * So while it compiles, it may go beyond the memory limit (heap_overdraw_begin()); what was beyond the limit
 * is thrown away afterwards and the code sees an out-of-memory error.
 */
#ifndef UNTRUSTED_GUEST_COMPILER_H
#define UNTRUSTED_GUEST_COMPILER_H

#include <stdbool.h>
#include <stddef.h>

#include <quickjs.h>

/*
 * Is @script, which has been compiled and not run, nothing but one function whose source text is @bytes of
 * UTF-8 long?
 */
bool compiler_is_one_function(JSValueConst script, size_t bytes);

/* From now on scripts, eval and Function compile this way. Once, after the context's intrinsics. */
void compiler_guard(JSContext *ctx);

#endif
