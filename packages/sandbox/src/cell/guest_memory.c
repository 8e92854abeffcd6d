// SPDX-License-Identifier: MIT
#include "cell/guest_memory.h"

#include <errno.h>
#include <sys/mman.h>

/* What one page table maps: a cell fills as few of them as may be. */
#define ALIGNMENT ((size_t)2 << 20)

int guest_memory_guard(wasm_rt_memory_t *memory)
{
	size_t bytes = GUEST_MEMORY_GUARD_BYTES + ALIGNMENT + GUEST_MEMORY_RESERVED_BYTES +
		       GUEST_MEMORY_GUARD_BYTES;
	uint8_t *reserved = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (reserved == MAP_FAILED)
		return -errno;
	uint8_t *data = reserved + GUEST_MEMORY_GUARD_BYTES;
	data += (ALIGNMENT - (uintptr_t)data % ALIGNMENT) % ALIGNMENT;
	if (mprotect(data, memory->size, PROT_READ | PROT_WRITE) < 0) {
		int rc = -errno;
		munmap(reserved, bytes);
		return rc;
	}
	munmap(memory->data, GUEST_MEMORY_RESERVED_BYTES);
	memory->data = data;
	return 0;
}
