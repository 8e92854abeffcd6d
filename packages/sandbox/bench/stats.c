/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double stats_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void stats_sleep_us(unsigned us)
{
	struct timespec pause = { .tv_sec = us / 1000000, .tv_nsec = (long)(us % 1000000) * 1000 };

	while (nanosleep(&pause, &pause) < 0 && errno == EINTR)
		;
}

void stats_add(struct samples *samples, double value)
{
	if (samples->count == samples->room) {
		samples->room = samples->room == 0 ? 1024 : samples->room * 2;
		samples->values = realloc(samples->values, samples->room * sizeof(double));
		if (samples->values == NULL)
			stats_fail("out of memory");
	}
	samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double stats_percentile(struct samples *samples, double fraction)
{
	if (samples->count == 0)
		return 0;
	qsort(samples->values, samples->count, sizeof(double), compare);
	return samples->values[(size_t)((double)(samples->count - 1) * fraction + 0.5)];
}

void stats_print(const char *name, struct samples *samples)
{
	printf("{\"name\": \"%s\", \"count\": %zu, \"min\": %.4f, \"p50\": %.4f, \"p90\": %.4f, \"p99\": %.4f, \"max\": %.4f}\n",
	       name, samples->count, stats_percentile(samples, 0), stats_percentile(samples, 0.5),
	       stats_percentile(samples, 0.9), stats_percentile(samples, 0.99),
	       stats_percentile(samples, 1));
	fflush(stdout);
}

void stats_done(struct samples *samples)
{
	free(samples->values);
	*samples = (struct samples){ 0 };
}

void stats_print_string(const char *text, size_t text_bytes)
{
	putchar('"');
	for (size_t i = 0; i < text_bytes; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

char *stats_read_file(const char *path, size_t *out_bytes)
{
	FILE *file = fopen(path, "rb");
	long size;
	char *text;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0)
		stats_fail(path);
	rewind(file);
	text = malloc((size_t)size + 1);
	if (text == NULL || fread(text, 1, (size_t)size, file) != (size_t)size)
		stats_fail(path);
	fclose(file);
	text[size] = '\0';
	*out_bytes = (size_t)size;
	return text;
}

unsigned stats_number(const char *text)
{
	unsigned long value = 0;
	int end = 0;

	if (sscanf(text, "%10lu%n", &value, &end) != 1 || text[end] != '\0' || value == 0 ||
	    value > 1000000000) {
		fprintf(stderr, "not a positive number: %s\n", text);
		exit(2);
	}
	return (unsigned)value;
}

void stats_fail(const char *what)
{
	fprintf(stderr, "bench: %s%s%s\n", what, errno != 0 ? ": " : "",
		errno != 0 ? strerror(errno) : "");
	exit(1);
}
