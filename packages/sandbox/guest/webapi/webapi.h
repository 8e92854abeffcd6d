/* SPDX-License-Identifier: MIT */
/*
 * Everything that untrusted JavaScript sees beyond the language itself: C primitives, and the
 * prelude (prelude/, one bundled script) that builds the web APIs on them.
 *
 * Called by engine/. All of it runs inside the guest, on the caller's side of the boundary:
 * nothing that matters for containment may depend on it.
 *
 * There is one context, which lives as long as the guest: the values that are captured at install
 * are never freed. Between webapi_install() and webapi_start() the guest is snapshotted, so
 * install reads no clock and no randomness.
 */
#ifndef UNTRUSTED_GUEST_WEBAPI_H
#define UNTRUSTED_GUEST_WEBAPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quickjs.h"
#include "wire/frame.h"

struct webapi_run {
	int64_t start_ns; /* HOST_CLOCK_MONOTONIC when the execution began */
	uint32_t console_max_bytes;
	uint32_t console_max_lines;
};

/*
 * At build time, before the snapshot: installs the primitives and evaluates @prelude, which need
 * not end in a NUL. The engine's own globals (timers) must be there already. Returns 0, or -1 with
 * a pending exception.
 */
int webapi_install(JSContext *ctx, const char *prelude, size_t prelude_bytes);

/*
 * At run time, before the caller's code: seeds the generators, sets the time origin and the
 * console's caps.
 */
void webapi_start(JSContext *ctx, const struct webapi_run *run);

/* Is something asked of the supervisor that it may still answer with a frame? */
bool webapi_is_waiting(void);

/* Handles such a frame, up to its microtasks. Returns 0, or -1 with a pending exception. */
int webapi_on_frame(JSContext *ctx, const struct frame_header *header, const uint8_t *payload);

/*
 * At the end: sends the final FRAME_DROPPED if console lines were left out. Calling it again does
 * nothing.
 */
void webapi_finish(JSContext *ctx);

#endif
