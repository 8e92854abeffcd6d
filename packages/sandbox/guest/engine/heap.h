/* SPDX-License-Identifier: MIT */
/*
 * The JavaScript heap's allocator: counts what QuickJS holds and refuses what would exceed the limit.
 *
 * The catchable limit; the hard one is linear memory's own maximum. QuickJS has a limit of its own
 * (JS_SetMemoryLimit), which is not used because it cannot tell whether it ever refused: that is how a
 * failure is known to be one of memory whatever error the engine made of it.
 */
#ifndef UNTRUSTED_GUEST_HEAP_H
#define UNTRUSTED_GUEST_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#include <quickjs.h>

extern const JSMallocFunctions heap_functions;

/*
 * Overwrites what has been freed with zeros, by taking all of it once: the snapshot leaves out pages that
 * are all zero, and the compilation of the prelude has left many that nobody needs. Does nothing natively.
 */
void heap_scrub(void);

/* From here on at most @limit_bytes more than now may be held; what is held now is the baseline. */
void heap_limit(size_t limit_bytes);

/* No limit any more: for the copy of a result that goes on the wire, which runs none of the code. */
void heap_unlimit(void);

/* A little beyond the limit, once, for the report of a failure: reading an error may still run the code. */
void heap_open_reserve(void);

/*
 * Between these two nothing is refused before linear memory itself is nearly full. The second returns whether
 * more was held in between than the limit allows; that counts as a refusal. When linear memory is full all the
 * same, @on_full is called, which must not return: heap_on_full().
 */
void heap_overdraw_begin(void);
bool heap_overdraw_end(void);
void heap_on_full(void (*on_full)(void));

/* Has an allocation been refused since heap_limit()? */
bool heap_exhausted(void);

/* The most that was held above the baseline since heap_limit(), in bytes. */
size_t heap_peak_bytes(void);

#endif
