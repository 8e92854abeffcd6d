// SPDX-License-Identifier: MIT
#include "cell/hugetext.h"

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

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
		*out_bytes = headers[i].p_memsz;
		return true;
	}
	return false;
}

void hugetext_move(void)
{
	uintptr_t text;
	size_t bytes;

	/* Only whole huge pages, and only where the link (-z max-page-size) has put the code on a boundary. */
	if (!find_text(&text, &bytes) || text % HUGE_BYTES != 0)
		return;
	bytes -= bytes % HUGE_BYTES;
	if (bytes == 0)
		return;

	char *reserved = mmap(NULL, bytes + HUGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			      -1, 0);
	if (reserved == MAP_FAILED)
		return;
	char *copy = reserved + (HUGE_BYTES - (uintptr_t)reserved % HUGE_BYTES) % HUGE_BYTES;
	madvise(copy, bytes, MADV_HUGEPAGE);
	memcpy(copy, (const void *)text, bytes);
	/* The same bytes at the same address, so that returning from the call finds what it left. */
	if (mprotect(copy, bytes, PROT_READ | PROT_EXEC) == 0)
		mremap(copy, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)text);
	munmap(reserved, bytes + HUGE_BYTES);
}
