// SPDX-License-Identifier: MIT
/*
 * What an engine in an attacker's hands could do, one act for each export. Built like the guest (to Wasm, to C,
 * to native code) it has to be held by the first boundary; built natively as it is (sfi_native.c) it shows that
 * the acts are real.
 *
 * An address is 32 bits from the start of linear memory; the 33rd comes from the instruction's own offset, which
 * C cannot be made to write, so that the accesses are in assembly for Wasm.
 */
#include "hostile.h"

#include <stddef.h>

#include "../../../guest/host.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name))) name

#define LOAD(instruction, offset, address)                                                 \
	__extension__({                                                                    \
		uint32_t loaded;                                                           \
		__asm__ volatile("local.get %1\n" instruction " " #offset "\nlocal.set %0" \
				 : "=r"(loaded)                                            \
				 : "r"(address));                                          \
		loaded;                                                                    \
	})
#define LOAD64(instruction, offset, address)                                               \
	__extension__({                                                                    \
		uint64_t loaded;                                                           \
		__asm__ volatile("local.get %1\n" instruction " " #offset "\nlocal.set %0" \
				 : "=r"(loaded)                                            \
				 : "r"(address));                                          \
		(uint32_t)(loaded ^ loaded >> 32); /* all of it, or less may be loaded */  \
	})
#define STORE(instruction, offset, address, type, value)                        \
	__asm__ volatile("local.get %0\nlocal.get %1\n" instruction " " #offset \
			 :                                                      \
			 : "r"(address), "r"((type)(value))                     \
			 : "memory")

#define LOAD_8(o, a)   LOAD("i32.load8_u", o, a)
#define LOAD_16(o, a)  LOAD("i32.load16_s", o, a)
#define LOAD_32(o, a)  LOAD("i32.load", o, a)
#define LOAD_64(o, a)  LOAD64("i64.load", o, a)
#define STORE_8(o, a)  STORE("i32.store8", o, a, uint32_t, 0x5a)
#define STORE_16(o, a) STORE("i32.store16", o, a, uint32_t, 0x5a5a)
#define STORE_32(o, a) STORE("i32.store", o, a, uint32_t, 0x5a5a5a5a)
#define STORE_64(o, a) STORE("i64.store", o, a, uint64_t, 0x5a5a5a5a5a5a5a5a)

static void *at(uint32_t address)
{
	return (void *)(uintptr_t)address;
}
#else
#define EXPORT(name) name

extern char *native_memory; /* what stands for linear memory */

static void *at(uint64_t address)
{
	return native_memory + address;
}

#define NATIVE(type, o, a) (*(volatile type *)at((uint64_t)(a) + o##u))
#define LOAD_8(o, a)	   ((uint32_t)NATIVE(uint8_t, o, a))
#define LOAD_16(o, a)	   ((uint32_t)NATIVE(uint16_t, o, a))
#define LOAD_32(o, a)	   ((uint32_t)NATIVE(uint32_t, o, a))
#define LOAD_64(o, a)	   ((uint32_t)NATIVE(uint64_t, o, a))
#define STORE_8(o, a)	   (NATIVE(uint8_t, o, a) = 0x5a)
#define STORE_16(o, a)	   (NATIVE(uint16_t, o, a) = 0x5a5a)
#define STORE_32(o, a)	   (NATIVE(uint32_t, o, a) = 0x5a5a5a5a)
#define STORE_64(o, a)	   (NATIVE(uint64_t, o, a) = 0x5a5a5a5a5a5a5a5a)
#endif

/* The offsets of hostile.h, in its order. */
#define WITH_OFFSET(access, offset, address) \
	switch (offset) {                    \
	case HOSTILE_OFFSET_0:               \
		access(0, address);          \
		break;                       \
	case HOSTILE_OFFSET_1:               \
		access(1, address);          \
		break;                       \
	case HOSTILE_OFFSET_64K:             \
		access(65536, address);      \
		break;                       \
	case HOSTILE_OFFSET_2G:              \
		access(2147483648, address); \
		break;                       \
	case HOSTILE_OFFSET_4G_LESS_8:       \
		access(4294967288, address); \
		break;                       \
	case HOSTILE_OFFSET_4G_LESS_1:       \
		access(4294967295, address); \
		break;                       \
	}

static uint32_t sum;

#define READ_8(o, a)  (sum += LOAD_8(o, a))
#define READ_16(o, a) (sum += LOAD_16(o, a))
#define READ_32(o, a) (sum += LOAD_32(o, a))
#define READ_64(o, a) (sum += LOAD_64(o, a))

uint32_t EXPORT(hostile_load)(uint32_t width, uint32_t offset, uint32_t address)
{
	switch (width) {
	case 1:
		WITH_OFFSET(READ_8, offset, address)
		break;
	case 2:
		WITH_OFFSET(READ_16, offset, address)
		break;
	case 4:
		WITH_OFFSET(READ_32, offset, address)
		break;
	default:
		WITH_OFFSET(READ_64, offset, address)
	}
	return sum;
}

uint32_t EXPORT(hostile_store)(uint32_t width, uint32_t offset, uint32_t address)
{
	switch (width) {
	case 1:
		WITH_OFFSET(STORE_8, offset, address)
		break;
	case 2:
		WITH_OFFSET(STORE_16, offset, address)
		break;
	case 4:
		WITH_OFFSET(STORE_32, offset, address)
		break;
	default:
		WITH_OFFSET(STORE_64, offset, address)
	}
	return 0;
}

/* With -mbulk-memory these are the instructions memory.copy and memory.fill. */
uint32_t EXPORT(hostile_copy)(uint32_t to, uint32_t from, uint32_t bytes)
{
	__builtin_memmove(at(to), at(from), bytes);
	return 0;
}

uint32_t EXPORT(hostile_fill)(uint32_t to, uint32_t bytes, uint32_t value)
{
	__builtin_memset(at(to), (int)value, bytes);
	return 0;
}

/* --- calls -------------------------------------------------------------------------------------------------- */

static uint32_t add_one(uint32_t x)
{
	return x + 1;
}

static double halve(double x, uint64_t y)
{
	return x / 2 + (double)y;
}

typedef uint32_t plain(uint32_t);

/* Kept from the optimiser, and in the table. */
static plain *volatile right = add_one;
static double (*volatile wrong)(double, uint64_t) = halve;

uint32_t EXPORT(hostile_call)(uint32_t which, uint32_t index, uint32_t unused)
{
	(void)unused;
	switch (which) {
	case HOSTILE_CALL_RIGHT:
		return right(41);
	case HOSTILE_CALL_WRONG_TYPE:
		return ((uint32_t(*)(void *, void *, void *))(uintptr_t)wrong)((void *)1, (void *)2,
									       (void *)3);
	default:
		return ((plain *)(uintptr_t)index)(1);
	}
}

/* --- dispatch ----------------------------------------------------------------------------------------------- */

/*
 * A loop like the engine's: its table stands in linear memory, where a broken engine can write to it. The build
 * turns its jumps into jumps through a table of native addresses (guest/tune.awk), which must stay in range.
 */
/* clang-format off */
#define SEVEN(x, f) f(x##1) f(x##2) f(x##3) f(x##4) f(x##5) f(x##6) f(x##7)
#define CODES(f)                                                                            \
	SEVEN(1, f)                                                                         \
	SEVEN(2, f) SEVEN(3, f) SEVEN(4, f) SEVEN(5, f) SEVEN(6, f) SEVEN(7, f) SEVEN(8, f) \
		SEVEN(9, f) SEVEN(10, f) SEVEN(11, f) SEVEN(12, f)
/* clang-format on */

#define CODE_LABEL(n) [n] = &&code_##n,
#define CODE_BODY(n)                                                                          \
	code_##n : value = (value ^ n) + at[-1];                                              \
	__asm__ volatile("# " #n                                                              \
			 : "+r"(value), "+r"(at)); /* unlike any other, or they become one */ \
	goto *labels[*at++];

uint32_t EXPORT(hostile_dispatch)(uint32_t label, uint32_t code, uint32_t value)
{
	static void *labels[256] = { [HOSTILE_CODE_END] = &&end, CODES(CODE_LABEL) };
	uint8_t program[16];
	const uint8_t *at = program;

	for (size_t i = 0; i < sizeof(program); i++)
		program[i] = i ? HOSTILE_CODE_END : (uint8_t)code;
	labels[HOSTILE_CODE_WILD] = (void *)(uintptr_t)label;
	goto *labels[*at++];
	CODES(CODE_BODY)
end:
	return value;
}

/* --- without end -------------------------------------------------------------------------------------------- */

/* Returns how many pages of 64 KiB memory has when it grows no more. */
uint32_t EXPORT(hostile_grow)(uint32_t step, uint32_t most, uint32_t unused)
{
	uint32_t pages = 0;

	(void)unused;
#ifdef __wasm__
	while (pages < most && __builtin_wasm_memory_grow(0, step) != (size_t)-1)
		;
	pages = (uint32_t)__builtin_wasm_memory_size(0);
#else
	while (pages < most && native_grow((size_t)step * 65536) == 0)
		pages += step;
#endif
	return pages;
}

static volatile uint32_t depth_wanted = UINT32_MAX;

/* The volatile array keeps each frame, natively and in linear memory. */
static __attribute__((noinline)) uint32_t recurse(uint32_t depth)
{
	volatile char frame[64];

	frame[depth % sizeof(frame)] = (char)depth;
	if (depth == depth_wanted)
		return 0;
	return recurse(depth + 1) + (uint32_t)frame[depth % sizeof(frame)];
}

/* Without a frame in linear memory: only the native stack grows. Through the table, or it becomes a loop. */
static uint32_t recurse_natively(uint32_t depth);
static plain *volatile again = recurse_natively;

static uint32_t recurse_natively(uint32_t depth)
{
	if (depth == depth_wanted)
		return 0;
	return again(depth + 1) ^ depth;
}

uint32_t EXPORT(hostile_recurse)(uint32_t natively, uint32_t unused, uint32_t unused_too)
{
	(void)unused;
	(void)unused_too;
	return natively ? recurse_natively(0) : recurse(0);
}

/* --- the door ----------------------------------------------------------------------------------------------- */

uint32_t EXPORT(hostile_import)(uint32_t which, uint32_t address, uint32_t bytes)
{
	switch (which) {
	case HOSTILE_SEND:
		host_send(at(address), bytes);
		return 0;
	case HOSTILE_RECEIVE:
		return host_receive(at(address), bytes, 0);
	case HOSTILE_RANDOM:
		host_random(at(address), bytes);
		return 0;
	default:
		return (uint32_t)host_clock(address);
	}
}

/* --- instructions that trap --------------------------------------------------------------------------------- */

uint32_t EXPORT(hostile_trap)(uint32_t which, uint32_t x, uint32_t y)
{
	volatile int32_t a = (int32_t)x, b = (int32_t)y;

	switch (which) {
	case HOSTILE_DIVIDE:
		return (uint32_t)(a / b);
	case HOSTILE_REMAINDER:
		return (uint32_t)a % (uint32_t)b;
	default:
		__builtin_trap();
	}
}
