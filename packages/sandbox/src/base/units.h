/* SPDX-License-Identifier: MIT */
/*
 * Durations and sizes as people write them, for command-line options.
 *
 * A duration is `2s`, `1500ms`, `0.5s`, `1m` or a plain number of milliseconds; a size is `20MB`,
 * `10MiB`, `512KB`, `1.5GB` or a plain number of bytes. KB, MB and GB are powers of 1000, KiB, MiB
 * and GiB powers of 1024; upper and lower case are the same. Nothing else is accepted: no spaces,
 * signs, exponents or lone `K` and `M`, which mean different things to different people. Nothing is
 * rounded.
 *
 * Pure; the text may be anything. Zero is accepted here: whether it makes sense is the caller's to
 * say.
 */
#ifndef UNTRUSTED_BASE_UNITS_H
#define UNTRUSTED_BASE_UNITS_H

#include <stdint.h>

enum units_verdict {
	UNITS_OK,
	UNITS_NOT_A_NUMBER,
	UNITS_NOT_A_DURATION, /* another unit */
	UNITS_NOT_A_SIZE,     /* another unit */
	UNITS_TOO_FINE,	      /* not a whole number of milliseconds or bytes */
	UNITS_TOO_LARGE,      /* above UINT64_MAX */
};

/* Reads a duration; @out is in milliseconds and only written with UNITS_OK. */
enum units_verdict units_parse_duration(const char *text, uint64_t *out);

/* Reads a size; @out is in bytes and only written with UNITS_OK. */
enum units_verdict units_parse_size(const char *text, uint64_t *out);

/* Returns what is wrong, to follow the option and its value: "is not a number". */
const char *units_explain(enum units_verdict verdict);

#endif
