// SPDX-License-Identifier: MIT
#include "engine/heap.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Opened once, at the first refusal, so that the engine can make the error object, the code's own
 * `catch` can run and the failure can be reported.
 */
#define RESERVE_BYTES (256u << 10)

static struct {
	bool reserve_open;
	size_t held, baseline, limit, peak;
	bool exhausted;
	unsigned overdraws; /* begun and not ended */
	bool overdrawn;
	void (*on_full)(void);
} heap = { .limit = SIZE_MAX };

static bool may_hold(size_t more)
{
	if (more <= heap.limit && heap.held <= heap.limit - more)
		return true;
	if (heap.overdraws != 0) {
		heap.overdrawn = true;
		return true;
	}
	heap.exhausted = true;
	heap_open_reserve();
	return false;
}

static void *hold(void *ptr)
{
	if (!ptr && heap.overdraws != 0 && heap.on_full)
		heap.on_full();
	if (!ptr) {
		/* Linear memory is at its end although the count is not: the same to the caller. */
		heap.exhausted = true;
		return NULL;
	}
	heap.held += malloc_usable_size(ptr);
	if (heap.held > heap.peak)
		heap.peak = heap.held;
	return ptr;
}

static void *heap_calloc(void *opaque, size_t count, size_t size)
{
	size_t bytes;

	(void)opaque;
	if (__builtin_mul_overflow(count, size, &bytes) || !may_hold(bytes))
		return NULL;
	return hold(calloc(count, size));
}

static void *heap_malloc(void *opaque, size_t size)
{
	(void)opaque;
	if (!may_hold(size))
		return NULL;
	return hold(malloc(size));
}

static void heap_free(void *opaque, void *ptr)
{
	(void)opaque;
	if (!ptr)
		return;
	heap.held -= malloc_usable_size(ptr);
	free(ptr);
}

static void *heap_realloc(void *opaque, void *ptr, size_t size)
{
	(void)opaque;
	if (!ptr)
		return size ? heap_malloc(NULL, size) : NULL;
	if (size == 0) {
		heap_free(NULL, ptr);
		return NULL;
	}

	size_t old = malloc_usable_size(ptr);
	if (size > old && !may_hold(size - old))
		return NULL;

	void *moved = realloc(ptr, size);
	if (!moved)
		return hold(NULL);
	heap.held -= old;
	return hold(moved);
}

static size_t heap_usable_size(const void *ptr)
{
	return malloc_usable_size((void *)(uintptr_t)ptr);
}

const JSMallocFunctions heap_functions = {
	.js_calloc = heap_calloc,
	.js_malloc = heap_malloc,
	.js_free = heap_free,
	.js_realloc = heap_realloc,
	.js_malloc_usable_size = heap_usable_size,
};

#ifdef __wasm__
#define SCRUB_LARGEST (128u << 10)

/* Takes blocks, the largest first, until linear memory would have to grow for one; then gives them back. */
static void scrub_down_to(size_t smallest)
{
	void *taken = NULL;

	for (size_t size = SCRUB_LARGEST; size >= smallest; size /= 2) {
		size_t pages = __builtin_wasm_memory_size(0);
		while (__builtin_wasm_memory_size(0) == pages) {
			void **block = malloc(size);
			if (!block)
				break;
			memset(block, 0, size);
			*block = taken;
			taken = block;
		}
	}
	while (taken) {
		void *next = *(void **)taken;
		*(void **)taken = NULL;
		free(taken);
		taken = next;
	}
}
#endif

void heap_scrub(void)
{
#ifdef __wasm__
	scrub_down_to(64);
	/* What the small blocks have left of their headers. */
	scrub_down_to(4096);
#endif
}

void heap_limit(size_t limit_bytes)
{
	heap.baseline = heap.held;
	heap.peak = heap.held;
	heap.limit = heap.held + limit_bytes;
	heap.exhausted = false;
}

void heap_open_reserve(void)
{
	if (heap.reserve_open)
		return;
	heap.reserve_open = true;
	heap.limit += RESERVE_BYTES;
}

void heap_unlimit(void)
{
	heap.limit = SIZE_MAX;
}

void heap_on_full(void (*on_full)(void))
{
	heap.on_full = on_full;
}

void heap_overdraw_begin(void)
{
	heap.overdraws++;
}

bool heap_overdraw_end(void)
{
	bool overdrawn = heap.overdrawn;

	if (--heap.overdraws == 0)
		heap.overdrawn = false;
	if (overdrawn) {
		heap.exhausted = true;
		heap_open_reserve();
	}
	return overdrawn;
}

bool heap_exhausted(void)
{
	return heap.exhausted;
}

size_t heap_peak_bytes(void)
{
	return heap.peak - heap.baseline;
}
