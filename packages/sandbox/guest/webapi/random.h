/* SPDX-License-Identifier: MIT */
/*
 * Math.random, and the primitives of `crypto`. All executions share a snapshot: random_start()
 * seeds.
 */
#ifndef UNTRUSTED_GUEST_RANDOM_H
#define UNTRUSTED_GUEST_RANDOM_H

#include "quickjs.h"

/*
 * Replaces Math.random, and adds fillRandom(view) and randomUUID() to @native. 0, or -1 with an
 * exception.
 */
int random_install(JSContext *ctx, JSValueConst native);
void random_start(void);

#endif
