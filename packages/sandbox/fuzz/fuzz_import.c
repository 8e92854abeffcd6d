/* SPDX-License-Identifier: MIT */
/*
 * The guest's door: whatever a guest passes, the import functions touch nothing outside of linear memory, and
 * trap exactly when what was passed is not all inside. Linear memory stands between guard pages.
 *
 * Input: records of 14 bytes {which, pages, ptr, len, timeout_ms}, little-endian.
 */
#include "fuzz.h"

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "base/check.h"

/* The very files that ship, with the drill's own link and runtime behind them. */
#include "cell/import.c"
#include "cell/source.c"

#define PAGE	     65536u
#define PAGES_MAX    4u
#define RECORD_BYTES 14u

static wasm_rt_memory_t memory;
static struct Z_host_instance_t host = { .memory = &memory };
static jmp_buf trapped;
static volatile uint8_t sink;

void wasm_rt_trap(wasm_rt_trap_t code)
{
	CHECK(code == WASM_RT_TRAP_OOB);
	longjmp(trapped, 1);
}

static void check_inside(const void *start, size_t len)
{
	CHECK((const uint8_t *)start >= memory.data &&
	      (const uint8_t *)start + len <= memory.data + memory.size);
}

void link_send(const void *data, size_t len)
{
	check_inside(data, len);
	for (size_t i = 0; i < len; i++)
		sink = ((const volatile uint8_t *)data)[i];
}

uint32_t link_receive(void *buffer, uint32_t capacity, uint32_t timeout_ms)
{
	check_inside(buffer, capacity);
	memset(buffer, (int)timeout_ms, capacity);
	return capacity;
}

static void set_memory(uint32_t pages)
{
	static uint8_t *reserved;
	const size_t bytes = (size_t)PAGES_MAX * PAGE;

	if (!reserved) {
		reserved =
			mmap(NULL, bytes + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		CHECK(reserved != MAP_FAILED);
		memory.data = reserved + PAGE;
	}
	CHECK(mprotect(memory.data, bytes, PROT_NONE) == 0);
	CHECK(pages == 0 ||
	      mprotect(memory.data, (size_t)pages * PAGE, PROT_READ | PROT_WRITE) == 0);
	memory.pages = pages;
	memory.size = pages * PAGE;
}

/* Returns whether it trapped. */
static bool call(unsigned which, uint32_t ptr, uint32_t len, uint32_t timeout_ms)
{
	if (setjmp(trapped))
		return true;
	if (which == 0)
		Z_hostZ_send(&host, ptr, len);
	else if (which == 1)
		CHECK(Z_hostZ_receive(&host, ptr, len, timeout_ms) == len);
	else
		Z_hostZ_random(&host, ptr, len);
	return false;
}

static uint32_t number_at(const uint8_t *data)
{
	uint32_t number;

	memcpy(&number, data, sizeof number);
	return number;
}

static void play(const uint8_t *record)
{
	uint32_t ptr = number_at(record + 2), len = number_at(record + 6);

	set_memory(record[1] % (PAGES_MAX + 1));
	if (record[0] % 4 == 3) {
		uint64_t time = Z_hostZ_clock(&host, ptr);
		CHECK(ptr <= HOST_CLOCK_CPU || time == 0);
		return;
	}
	bool inside = (unsigned __int128)ptr + len <= memory.size;
	CHECK(call(record[0] % 4, ptr, len, number_at(record + 10)) == !inside);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; size - i >= RECORD_BYTES; i += RECORD_BYTES)
		play(data + i);
	return 0;
}
