/* SPDX-License-Identifier: MIT */
/* The hostile guest's exports: three numbers in, one out. hostile.c does them, the drill asks for them. */
#ifndef UNTRUSTED_DRILL_HOSTILE_H
#define UNTRUSTED_DRILL_HOSTILE_H

#include <stddef.h>
#include <stdint.h>

/* The constant part of an access's address, which stands in the instruction. */
enum hostile_offset {
	HOSTILE_OFFSET_0,
	HOSTILE_OFFSET_1,
	HOSTILE_OFFSET_64K,
	HOSTILE_OFFSET_2G,
	HOSTILE_OFFSET_4G_LESS_8,
	HOSTILE_OFFSET_4G_LESS_1,
};

enum hostile_call { HOSTILE_CALL_RIGHT, HOSTILE_CALL_WRONG_TYPE, HOSTILE_CALL_INDEX };
enum hostile_import { HOSTILE_SEND, HOSTILE_RECEIVE, HOSTILE_RANDOM, HOSTILE_CLOCK };
enum hostile_trap { HOSTILE_DIVIDE, HOSTILE_REMAINDER, HOSTILE_UNREACHABLE };

/* Of the codes that hostile_dispatch() knows: one whose label is given, and the last. Others: 11 to 17, 21 to 27... */
#define HOSTILE_CODE_WILD 200
#define HOSTILE_CODE_END  201

uint32_t hostile_load(uint32_t width, uint32_t offset, uint32_t address);
uint32_t hostile_store(uint32_t width, uint32_t offset, uint32_t address);
uint32_t hostile_copy(uint32_t to, uint32_t from, uint32_t bytes);
uint32_t hostile_fill(uint32_t to, uint32_t bytes, uint32_t value);
uint32_t hostile_call(uint32_t which, uint32_t index, uint32_t unused);
uint32_t hostile_grow(uint32_t step, uint32_t most, uint32_t unused);
uint32_t hostile_recurse(uint32_t natively, uint32_t unused, uint32_t unused_too);
uint32_t hostile_dispatch(uint32_t label, uint32_t code, uint32_t value);
uint32_t hostile_import(uint32_t which, uint32_t address, uint32_t bytes);
uint32_t hostile_trap(uint32_t which, uint32_t x, uint32_t y);

/* Only natively: takes more memory. Returns 0, or -1 when there is no more. */
int native_grow(size_t bytes);

#endif
