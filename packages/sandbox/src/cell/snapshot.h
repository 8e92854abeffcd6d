/* SPDX-License-Identifier: MIT */
/*
 * The image of the guest's linear memory after guest_prepare(): made at build time by make_snapshot.c,
 * linked into the cell (blob.S), put in place by guest_wasm.c. Trusted: it is our own build's.
 *
 *	struct snapshot_header
 *	uint32_t pages[page_count]		numbers of the pages that are not all zero, rising
 *	uint32_t warm[warm_count]		numbers of the pages that an execution of `2 + 2` writes to
 *	padding to a multiple of SNAPSHOT_PAGE
 *	uint8_t contents[page_count][SNAPSHOT_PAGE]
 */
#ifndef UNTRUSTED_CELL_SNAPSHOT_H
#define UNTRUSTED_CELL_SNAPSHOT_H

#include <stddef.h>
#include <stdint.h>

#define SNAPSHOT_PAGE  4096u
#define SNAPSHOT_MAGIC 0x31534355u

struct snapshot_header {
	uint32_t magic;
	uint32_t wasm_pages; /* size of linear memory, in Wasm's pages of 64 KiB */
	uint32_t page_count;
	uint32_t warm_count;
};

/* Offset of the contents from the start of the image. */
static inline size_t snapshot_contents_offset(const struct snapshot_header *header)
{
	size_t end = sizeof(*header) +
		     ((size_t)header->page_count + header->warm_count) * sizeof(uint32_t);

	return (end + SNAPSHOT_PAGE - 1) / SNAPSHOT_PAGE * SNAPSHOT_PAGE;
}

#endif
