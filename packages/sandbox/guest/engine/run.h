/* SPDX-License-Identifier: MIT */
/* The guest's entry points, called by the cell. */
#ifndef UNTRUSTED_GUEST_RUN_H
#define UNTRUSTED_GUEST_RUN_H

#ifdef __wasm__
#define GUEST_EXPORT(name) __attribute__((export_name(#name)))
#else
#define GUEST_EXPORT(name)
#endif

/* Makes the engine and evaluates the prelude, which it takes as FRAME_PRELUDE. Once, before anything else. */
void guest_prepare(void) GUEST_EXPORT(guest_prepare);

/* Waits for FRAME_RUN, runs it, and sends FRAME_DONE or FRAME_FAIL. Once. */
void guest_run(void) GUEST_EXPORT(guest_run);

#endif
