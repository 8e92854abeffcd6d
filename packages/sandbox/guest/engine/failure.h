/* SPDX-License-Identifier: MIT */
/*
 * Tells what a failed run failed of, and reports it (FRAME_FAIL).
 */
#ifndef UNTRUSTED_GUEST_FAILURE_H
#define UNTRUSTED_GUEST_FAILURE_H

#include <stddef.h>

#include <quickjs.h>

#include "wire/frame.h"

/*
 * Sends FRAME_FAIL for the pending exception. @otherwise is its kind unless the deadline, the memory limit
 * or the stack is found to be the cause. Reading the error may run the code's getters: they are still under
 * the deadline and the memory limit, and what they throw is ignored. The console ends before it.
 */
void failure_send(JSContext *ctx, enum frame_kind otherwise);

/* Sends FRAME_FAIL with texts of our own. */
void failure_send_text(enum frame_kind kind, const char *name, const char *message);

#endif
