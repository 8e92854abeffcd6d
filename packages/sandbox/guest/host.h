/* SPDX-License-Identifier: MIT */
/*
 * The guest's only door: every function that the guest may call outside itself.
 *
 * Called by the guest (engine/ and webapi/). Answered in the shipped build by src/cell/import.c, which
 * checks every pointer and length against linear memory first; in the native guest, which is for
 * sanitizers, fuzzing and debugging and is never shipped, by src/cell/guest_native.c.
 *
 * Keep it small: the isolation argument, build-time snapshots and suspended executions all rest on the
 * guest's whole state being its linear memory plus what goes through here.
 */
#ifndef UNTRUSTED_GUEST_HOST_H
#define UNTRUSTED_GUEST_HOST_H

#include <stdint.h>

#ifdef __wasm__
#define HOST_IMPORT(name) __attribute__((import_module("host"), import_name(#name)))
#else
#define HOST_IMPORT(name)
#endif

enum host_clock {
	HOST_CLOCK_MONOTONIC = 0, /* since an arbitrary point before the execution */
	HOST_CLOCK_WALL = 1,	  /* since 1970-01-01T00:00:00Z */
	HOST_CLOCK_CPU = 2,	  /* that this process has used */
};

#define HOST_WAIT_FOREVER UINT32_MAX

/*
 * Appends @len bytes at @ptr to the stream to the supervisor. The stream is a sequence of frames
 * (src/wire/frame.h); a frame may be sent in pieces. Blocks while the supervisor is behind.
 */
void host_send(const void *ptr, uint32_t len) HOST_IMPORT(send);

/*
 * Takes the next frame from the supervisor, header included, into @ptr.
 * Returns its size in bytes. A size above @capacity means that nothing was taken: call again with room.
 * Returns 0 when @timeout_ms passed first. Does not return when the supervisor is gone.
 */
uint32_t host_receive(void *ptr, uint32_t capacity, uint32_t timeout_ms) HOST_IMPORT(receive);

/* Nanoseconds on the given clock; 0 for a clock that does not exist. Never blocks. */
int64_t host_clock(uint32_t which) HOST_IMPORT(clock);

/* Fills @len bytes at @ptr from a cryptographically secure generator. */
void host_random(void *ptr, uint32_t len) HOST_IMPORT(random);

#endif
