/* SPDX-License-Identifier: MIT */
/*
 * Linear memory with its whole guard. Called by guest_wasm.c, before the locks.
 *
 * wabt's runtime reserves 8 GiB to the byte. The guest's largest address (32 bits, and 32 bits of an offset in
 * the instruction) is 2 bytes below that, and an access has up to 8: its last 6 are outside. What is mapped there
 * is chance, mostly what the zygote mapped just before. x86-64 writes nothing of an access whose first page faults;
 * arm64 may have written the rest.
 */
#ifndef UNTRUSTED_CELL_GUEST_MEMORY_H
#define UNTRUSTED_CELL_GUEST_MEMORY_H

#include <stddef.h>
#include <wasm-rt.h>

#define GUEST_MEMORY_RESERVED_BYTES ((size_t)8 << 30)
/* At least so much before and behind that: a page, however large the kernel's pages are. */
#define GUEST_MEMORY_GUARD_BYTES ((size_t)64 << 10)

/*
 * Moves @memory, as the runtime has allocated it, into a reservation of our own, of which the guard is a part: nothing
 * else can get there. What was in it is not moved: it is zero again, of the same size. Returns 0 or a negative errno;
 * then @memory is as it was, and must not be used.
 */
int guest_memory_guard(wasm_rt_memory_t *memory);

#endif
