/* SPDX-License-Identifier: MIT */
/*
 * The time. Used by everyone but policy/, which has none.
 */
#ifndef UNTRUSTED_BASE_CLOCK_H
#define UNTRUSTED_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds since an arbitrary point; never goes back. */
int64_t clock_now_ns(void);

#define CLOCK_TEXT_BYTES 25

/* The time of day as in RFC 3339, in UTC and milliseconds: `2026-01-31T09:30:00.125Z`, and a NUL. */
void clock_text(char out[CLOCK_TEXT_BYTES]);

#endif
