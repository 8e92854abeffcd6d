// SPDX-License-Identifier: MIT
#include "cell/huge_text.h"

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#define PAGE_BYTES ((size_t)4096)
#define HUGE_BYTES ((size_t)2 << 20)

/* Provided by the linker. */
extern const char __ehdr_start[];

/* The executable segment, from the program headers that the kernel points to. */
static bool find_text(uintptr_t *out_start, size_t *out_bytes)
{
	const Elf64_Phdr *headers = (const Elf64_Phdr *)getauxval(AT_PHDR);
	size_t count = getauxval(AT_PHNUM);

	for (size_t i = 0; headers && i < count; i++) {
		if (headers[i].p_type != PT_LOAD || !(headers[i].p_flags & PF_X))
			continue;
		*out_start = (uintptr_t)__ehdr_start + headers[i].p_vaddr;
		*out_bytes = (headers[i].p_memsz + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
		return true;
	}
	return false;
}

/*
 * How much to move: all of the code, and where that makes its last huge page more than half full, the rest
 * of that page too, if nothing is there. A page less full than that stays in small ones: whole, it would
 * count for every cell.
 */
static size_t bytes_to_move(uintptr_t text, size_t text_bytes)
{
	size_t whole = (text_bytes + HUGE_BYTES - 1) / HUGE_BYTES * HUGE_BYTES;
	size_t gap = whole - text_bytes;

	if (gap == 0 || gap > HUGE_BYTES / 2)
		return text_bytes;
	void *at = (void *)(text + text_bytes);
	void *taken =
		mmap(at, gap, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (taken == at)
		return whole;
	if (taken != MAP_FAILED)
		munmap(taken, gap); /* a kernel before 4.17, which takes the address for a hint */
	return text_bytes;
}

void huge_text_move(void)
{
	uintptr_t text;
	size_t text_bytes;

	/* The link and align_image.c see to the boundary; the kernel, to keeping it when it loads us. */
	if (!find_text(&text, &text_bytes) || text % HUGE_BYTES != 0)
		return;

	size_t bytes = bytes_to_move(text, text_bytes);
	size_t reserved_bytes = bytes + HUGE_BYTES;
	char *reserved = mmap(NULL, reserved_bytes, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (reserved == MAP_FAILED)
		return;
	char *copy = reserved + (HUGE_BYTES - (uintptr_t)reserved % HUGE_BYTES) % HUGE_BYTES;
	madvise(copy, bytes / HUGE_BYTES * HUGE_BYTES, MADV_HUGEPAGE);
	memcpy(copy, (const void *)text, text_bytes);
	/* arm64 fetches instructions past the caches of data. */
	__builtin___clear_cache(copy, copy + text_bytes);
	/* The same bytes at the same address: the call returns into the copy. */
	if (mprotect(copy, bytes, PROT_READ | PROT_EXEC) == 0)
		mremap(copy, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)text);
	munmap(reserved, reserved_bytes);
}
