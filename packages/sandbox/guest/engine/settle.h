/* SPDX-License-Identifier: MIT */
/*
 * The guest's event loop: microtasks, then timers, until the program's result has settled.
 */
#ifndef UNTRUSTED_GUEST_SETTLE_H
#define UNTRUSTED_GUEST_SETTLE_H

#include <quickjs.h>

#include "engine/program.h"

/* Watches for unhandled rejections; before any of the caller's code. */
void settle_install(JSRuntime *rt);

/*
 * Runs until the program and, if its value is a promise or another thenable, that too has settled, and the
 * microtasks are drained. Timers still pending then are left alone.
 * Returns 0 and the value, or -1 with what was thrown pending: by the program, by a timer's callback, by
 * a microtask, or the reason of a rejection that nobody handled.
 */
int settle(JSContext *ctx, const struct program *program, JSValue *out);

#endif
