/* SPDX-License-Identifier: MIT */
/*
 * The primitives of fetch: requests go out and their answers come back as frames; everything that the web's
 * API is more than that is prelude/fetch.
 *
 * Nothing here decides anything: the supervisor judges every request, and would if this were replaced.
 */
#ifndef UNTRUSTED_GUEST_FETCH_H
#define UNTRUSTED_GUEST_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "quickjs.h"
#include "wire/frame.h"

/*
 * Adds to @native: fetchStart(method, url, headers, hasBody, bodyBytes) -> id, fetchBody(id, bytes),
 * fetchCredit(id, bytes), fetchCancel(id), fetchListen(listener) and the windows. Returns 0, or -1 with a pending
 * exception.
 */
int fetch_install(JSContext *ctx, JSValueConst native);

/* Is there a fetch from which frames may still come? */
bool fetch_is_pending(void);

/* Tells the listener what came; its microtasks are the caller's to run. Returns 0, or -1 with what it threw. */
int fetch_on_frame(JSContext *ctx, const struct frame_header *header, const uint8_t *payload);

#endif
