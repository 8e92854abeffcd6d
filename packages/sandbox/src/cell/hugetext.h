/* SPDX-License-Identifier: MIT */
/*
 * Puts the executable's own code into huge pages, before any lock.
 *
 * A cell lives for microseconds, and a fork does not pass on the page tables of file-backed code: without
 * this, every cell faults its code in again, page by page, which costs as much as the execution itself.
 */
#ifndef UNTRUSTED_CELL_HUGETEXT_H
#define UNTRUSTED_CELL_HUGETEXT_H

/* Best effort: where the kernel refuses, the code stays where it is. */
void hugetext_move(void);

#endif
