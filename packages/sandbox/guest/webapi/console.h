/* SPDX-License-Identifier: MIT */
/*
 * The global `console`: formats in C, without running the caller's code, and sends one
 * FRAME_CONSOLE per call. Past the caps further lines are neither formatted nor sent, only
 * counted.
 */
#ifndef UNTRUSTED_GUEST_CONSOLE_H
#define UNTRUSTED_GUEST_CONSOLE_H

#include <stdint.h>

#include "quickjs.h"

int console_install(JSContext *ctx);
void console_start(int64_t start_ns, uint32_t max_bytes, uint32_t max_lines);
void console_finish(void);

#endif
