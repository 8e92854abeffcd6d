/* SPDX-License-Identifier: MIT */
/*
 * A stdio stream to a descriptor whose reader may be slow, or stopped: what it does not take is kept, so that
 * an event loop goes on with its timers and signals. Used by `run` for the console.
 */
#ifndef UNTRUSTED_FRONT_TRICKLE_H
#define UNTRUSTED_FRONT_TRICKLE_H

#include <stddef.h>
#include <stdio.h>

struct event_base;
struct trickle;

/*
 * Returns a writer to @fd, which stays the caller's, or NULL when out of memory. More than @max_bytes that
 * the reader has not taken are dropped.
 */
struct trickle *trickle_new(struct event_base *loop, int fd, size_t max_bytes);

/* The stream to write to. What is written is on its way after fflush(). */
FILE *trickle_stream(struct trickle *trickle);

/* Waits until the reader has taken everything, for ever if need be, and frees. NULL is allowed. */
void trickle_finish(struct trickle *trickle);

#endif
