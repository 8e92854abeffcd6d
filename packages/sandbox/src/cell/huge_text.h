/* SPDX-License-Identifier: MIT */
/*
 * Puts the zygote's own code into a huge page, before any lock.
 *
 * A cell lives for a fraction of a millisecond, and a fork does not pass on the page tables of file-backed
 * code: without this, every cell faults the engine's code in again, 64 KiB at a time, which costs as much
 * as everything else that it does. Of anonymous memory the page tables are passed on, and here that is a
 * single entry, shared by all cells.
 */
#ifndef UNTRUSTED_CELL_HUGE_TEXT_H
#define UNTRUSTED_CELL_HUGE_TEXT_H

/* Best effort: where the kernel refuses, or the code is not on a boundary, it stays where it is. */
void huge_text_move(void);

#endif
