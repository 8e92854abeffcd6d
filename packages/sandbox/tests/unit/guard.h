/* SPDX-License-Identifier: MIT */
/*
 * For unit tests of parsers: a copy of some bytes that ends where readable memory ends, so that a
 * parser which looks one byte too far dies of it.
 */
#ifndef UNTRUSTED_TESTS_GUARD_H
#define UNTRUSTED_TESTS_GUARD_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct guard {
	char *text; /* the copy */
	void *map;
	size_t map_bytes;
};

static inline struct guard guard_copy(const void *data, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (bytes + page - 1) / page * page;
	struct guard guard = { .map_bytes = room + page };
	guard.map = mmap(NULL, guard.map_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
	if (guard.map == MAP_FAILED || mprotect((char *)guard.map + room, page, PROT_NONE) != 0)
		abort();
	guard.text = (char *)guard.map + room - bytes;
	if (bytes > 0)
		memcpy(guard.text, data, bytes);
	return guard;
}

static inline void guard_done(struct guard *guard)
{
	munmap(guard->map, guard->map_bytes);
}

#endif
