/* SPDX-License-Identifier: MIT */
/*
 * setTimeout, setInterval, clearTimeout and clearInterval (HTML Standard, section 8.6 "Timers", with
 * Node's clamping: a delay below 1 ms or above 2^31-1 ms is 1 ms).
 */
#ifndef UNTRUSTED_GUEST_TIMERS_H
#define UNTRUSTED_GUEST_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

#include <quickjs.h>

/* Defines the global functions. Returns 0, or -1 with a pending exception. */
int timers_install(JSContext *ctx);

/* Is a timer pending? Then @out is the time at which the first one is due, on HOST_CLOCK_MONOTONIC. */
bool timers_next(int64_t *out_ns);

/* Calls the first timer if it is due at @now_ns. Returns 1 if it was, 0 if none is, -1 if it threw. */
int timers_run_one(JSContext *ctx, int64_t now_ns);

#endif
