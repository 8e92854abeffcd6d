/* SPDX-License-Identifier: MIT */
/* What the drill puts behind import.c in place of the socket: touches exactly the bytes that it is given. */
#ifndef UNTRUSTED_DRILL_DOOR_H
#define UNTRUSTED_DRILL_DOOR_H

#include <stddef.h>
#include <stdint.h>

/* Calls that came through so far. */
extern unsigned door_calls;
/* Where the last one's bytes were. */
extern const uint8_t *door_start;
extern size_t door_bytes;

#endif
