/* SPDX-License-Identifier: MIT */
/*
 * The nice half of the timeout: stops the code with an error that says so. QuickJS polls it only every so
 * many operations and not in every native loop; the supervisor's kill is the real one.
 */
#ifndef UNTRUSTED_GUEST_DEADLINE_H
#define UNTRUSTED_GUEST_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

#include <quickjs.h>

/* The code must end by @at_ns on HOST_CLOCK_MONOTONIC. */
void deadline_set(JSRuntime *rt, int64_t at_ns);

int64_t deadline_ns(void);

/* Is it past, or was the code stopped because it was? */
bool deadline_passed(void);

#endif
