/* SPDX-License-Identifier: MIT */
/*
 * For unit tests of what happens when memory runs out: any allocation, of the code under test or of a library that is
 * linked into the program, can be made to fail. A program that includes this is linked with $(WRAP_MEMORY) of tests.mk,
 * and not at all without it.
 */
#ifndef UNTRUSTED_TESTS_FAILING_MEMORY_H
#define UNTRUSTED_TESTS_FAILING_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Allocations that succeed before one fails; negative: all do. */
static long failing_memory_left = -1;

/* From now on, so many allocations succeed, and the next one fails. Those behind it succeed again. */
static inline void failing_memory_after(long allocations)
{
	failing_memory_left = allocations;
}

/* Nothing fails any more. Returns whether an allocation has. */
static inline bool failing_memory_end(void)
{
	bool has_failed = failing_memory_left < 0;

	failing_memory_left = -1;
	return has_failed;
}

static inline bool failing_memory_fails(void)
{
	return failing_memory_left >= 0 && failing_memory_left-- == 0;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *data, size_t bytes);
char *__real_strdup(const char *text);

void *__wrap_malloc(size_t bytes)
{
	return failing_memory_fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
	return failing_memory_fails() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *data, size_t bytes)
{
	return failing_memory_fails() ? NULL : __real_realloc(data, bytes);
}

char *__wrap_strdup(const char *text)
{
	return failing_memory_fails() ? NULL : __real_strdup(text);
}

#endif
