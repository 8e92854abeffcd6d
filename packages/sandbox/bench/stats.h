/* SPDX-License-Identifier: MIT */
/*
 * What the benchmark programs share: time, samples and their percentiles, and results as JSON.
 *
 * Each program measures one thing and prints one JSON object per line on standard output, which run.mjs
 * reads. Benchmarks are no libraries: on any failure these functions say why and exit.
 */
#ifndef UNTRUSTED_BENCH_STATS_H
#define UNTRUSTED_BENCH_STATS_H

#include <stddef.h>
#include <stdint.h>

struct samples {
	double *values;
	size_t count, room;
};

/* Milliseconds on the monotonic clock. */
double stats_now_ms(void);

void stats_sleep_us(unsigned us);

void stats_add(struct samples *samples, double value);

/* The value that @fraction (0 to 1) of the samples do not exceed. Sorts the samples. */
double stats_percentile(struct samples *samples, double fraction);

/* Prints {"name": @name, "count", "min", "p50", "p90", "p99", "max"} in the unit of the samples. */
void stats_print(const char *name, struct samples *samples);

void stats_done(struct samples *samples);

/* Prints @text as a JSON string, quotes included; @text_bytes of UTF-8. */
void stats_print_string(const char *text, size_t text_bytes);

/* A whole file, NUL-terminated, which the caller frees. */
char *stats_read_file(const char *path, size_t *out_bytes);

/* A positive number from the command line, or the end of the program. */
unsigned stats_number(const char *text);

void stats_fail(const char *what) __attribute__((noreturn));

#endif
