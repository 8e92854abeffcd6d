/* SPDX-License-Identifier: MIT */
/*
 * Where a cell's time and randomness come from. Called by import.c (and by guest_native.c).
 */
#ifndef UNTRUSTED_CELL_SOURCE_H
#define UNTRUSTED_CELL_SOURCE_H

#include <stddef.h>
#include <stdint.h>

/* Nanoseconds on an enum host_clock; 0 for one that does not exist. */
int64_t source_clock(uint32_t which);

/* Fills @len bytes from the kernel's generator. Ends the process if the kernel refuses. */
void source_random(void *buffer, size_t len);

#endif
