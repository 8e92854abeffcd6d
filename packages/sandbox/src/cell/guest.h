/* SPDX-License-Identifier: MIT */
/*
 * The guest as the cell sees it: loaded once by the zygote, entered once by each cell.
 * guest_wasm.c is what ships; guest_native.c is the same guest compiled natively, for sanitizers and
 * debugging, without the first boundary.
 */
#ifndef UNTRUSTED_CELL_GUEST_H
#define UNTRUSTED_CELL_GUEST_H

/* Makes the guest ready to be entered. Returns 0 or a negative errno. Allocates: before the locks. */
int guest_load(void);

/*
 * Writes to the pages that every execution writes to, so that their copies are made while the cell waits
 * and not while the caller does.
 */
void guest_warm(void);

/* Takes one request from the supervisor, runs it, reports. Returns when that is done, however it ended. */
void guest_enter(void);

#endif
