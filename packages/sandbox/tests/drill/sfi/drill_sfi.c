// SPDX-License-Identifier: MIT
/*
 * The SFI drill: the hostile guest, through the shipped pipeline and import functions.
 *
 * Each act has to trap or be refused, and nothing outside of linear memory may change: pages of canaries stand
 * before and behind its reservation, with one page of the guard between, and the drill's own data, the instance with
 * its table, and linear memory's descriptor are compared byte by byte.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../unit/unit.h"
#include "base/check.h"
#include "cell/guest_memory.h"
#include "cell/import.h"
#include "door.h"
#include "hostile.h"

#include <wasm-rt-impl.h>

#include "hostile.wasm.h"

/* As in the cell: import.c needs the door, the guest's frames the stack. */
#define STACK_BYTES ((rlim_t)64 << 20)
#define MAX_PAGES   256u

static Z_hostile_instance_t instance;
static struct Z_host_instance_t host;
/* Canary pages, in the place of all of the guard but the page next to the reservation; or none. */
static uint8_t *before, *after;
static size_t canary_bytes;

/* In each place that a wild write could reach. */
static uint8_t canary_data[4096] = { 0xaa };
static uint8_t canary_bss[4096];
static uint8_t *canary_heap;

static uint32_t end_of_memory(void)
{
	return instance.w2c_memory.size;
}

/* --- what must not change ----------------------------------------------------------------------------------- */

struct surroundings {
	Z_hostile_instance_t instance;
	wasm_rt_funcref_t table[8];
	uint8_t data[4096], bss[4096], heap[4096];
};

static void record(struct surroundings *out)
{
	memset(out, 0, sizeof(*out));
	memcpy(&out->instance, &instance, sizeof(instance));
	CHECK(instance.w2c_T0.size <= 8);
	memcpy(out->table, instance.w2c_T0.data, instance.w2c_T0.size * sizeof(out->table[0]));
	memcpy(out->data, canary_data, sizeof(out->data));
	memcpy(out->bss, canary_bss, sizeof(out->bss));
	memcpy(out->heap, canary_heap, sizeof(out->heap));
}

static void assert_canaries(void)
{
	for (size_t i = 0; i < canary_bytes; i++) {
		assert_int_equal(before[i], 0xc5);
		assert_int_equal(after[i], 0xc5);
	}
}

/* The stack pointer is a global of the guest's own, and a trap leaves it where it was. */
static void forget_stack_pointer(struct surroundings *surroundings)
{
	surroundings->instance.w2c_g0 = instance.w2c_g0;
}

typedef u32 export(Z_hostile_instance_t *, u32, u32, u32);

/* The runtime's, which cmocka takes away for each test. */
static struct sigaction on_fault;

/* Returns the trap that the act ended with, or 0. */
static int perform(export *act, uint32_t a, uint32_t b, uint32_t c, uint32_t *out)
{
	static struct surroundings earlier, later;
	static volatile uint32_t result;
	uint32_t stack_pointer = instance.w2c_g0;

	record(&earlier);
	sigaction(SIGSEGV, &on_fault, NULL);
	volatile int trap = wasm_rt_try(wasm_rt_jmp_buf);
	if (trap == WASM_RT_TRAP_NONE)
		result = act(&instance, a, b, c);
	instance.w2c_g0 = stack_pointer;
	record(&later);
	forget_stack_pointer(&earlier);
	assert_memory_equal(&earlier, &later, sizeof(earlier));
	assert_canaries();
	if (out)
		*out = result;
	return trap;
}

static void assert_traps(export *act, uint32_t a, uint32_t b, uint32_t c, int expected)
{
	int trap = perform(act, a, b, c, NULL);

	if (trap != expected)
		print_message("%u, %#x, %#x: trap %d, not %d\n", a, b, c, trap, expected);
	assert_int_equal(trap, expected);
}

/* --- loads and stores --------------------------------------------------------------------------------------- */

static const uint32_t widths[] = { 1, 2, 4, 8 };
static const uint64_t offsets[] = { 0, 1, 65536, 2147483648, 4294967288, 4294967295 };

/* The wrong ones must trap, the right ones must not, to the byte. */
static void check_access(export *act, uint32_t width, uint32_t offset, uint32_t address)
{
	uint64_t effective = address + offsets[offset];
	bool inside = effective + width <= end_of_memory();
	uint8_t own[8];

	if (inside)
		memcpy(own, instance.w2c_memory.data + effective, width);
	int trap = perform(act, width, offset, address, NULL);
	if (inside)
		memcpy(instance.w2c_memory.data + effective, own, width);
	if (trap != (inside ? WASM_RT_TRAP_NONE : WASM_RT_TRAP_OOB))
		print_message("width %u, offset %llu, address %#x: trap %d\n", width,
			      (unsigned long long)offsets[offset], address, trap);
	assert_int_equal(trap, inside ? WASM_RT_TRAP_NONE : WASM_RT_TRAP_OOB);
}

static void check_accesses(export *act)
{
	const uint32_t end = end_of_memory();
	const uint32_t addresses[] = {
		end - 8,    end - 7,	end - 4,    end - 3,	 end - 2,     end - 1,
		end,	    end + 1,	end + 4095, end - 65536, end - 65537, 0x7fffffff,
		0x80000000, 0x80000001, 0xfffffff8, 0xfffffffe,	 0xffffffff,
	};

	for (size_t w = 0; w < UNIT_COUNT(widths); w++)
		for (uint32_t o = 0; o < UNIT_COUNT(offsets); o++)
			for (size_t i = 0; i < UNIT_COUNT(addresses); i++)
				check_access(act, widths[w], o, addresses[i]);
}

static void loads_outside_of_memory_trap(void **state)
{
	(void)state;
	check_accesses(Z_hostileZ_hostile_load);
}

static void stores_outside_of_memory_trap(void **state)
{
	(void)state;
	check_accesses(Z_hostileZ_hostile_store);
}

static void bulk_operations_across_the_end_trap(void **state)
{
	const uint32_t end = end_of_memory();

	(void)state;
	assert_traps(Z_hostileZ_hostile_fill, end - 16, 16, 0, WASM_RT_TRAP_NONE);
	assert_traps(Z_hostileZ_hostile_fill, end - 16, 17, 0x5a, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_fill, end, 1, 0x5a, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_fill, 0, end + 1, 0x5a, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_fill, 0xffffffff, 0xffffffff, 0x5a, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_fill, 0x80000000, 0x80000000, 0x5a, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_fill, 16, 0xfffffff0, 0x5a, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_copy, end - 16, end - 32, 16, WASM_RT_TRAP_NONE);
	assert_traps(Z_hostileZ_hostile_copy, end - 16, end - 32, 17, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_copy, 0, end - 16, 17, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_copy, 0xffffffff, 0, 2, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_copy, 0, 0xffffffff, 2, WASM_RT_TRAP_OOB);
	assert_traps(Z_hostileZ_hostile_copy, 1, 2, 0xffffffff, WASM_RT_TRAP_OOB);
}

/*
 * What an access at the largest address has 6 bytes of: in a process of its own, tries to map something there, and to
 * write to it. Returns the signal that ended it, or 0.
 */
static int write_behind(const wasm_rt_memory_t *memory, bool *out_mapped)
{
	uint8_t *behind = memory->data + GUEST_MEMORY_RESERVED_BYTES;
	bool *mapped = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;

	CHECK(mapped != MAP_FAILED);
	pid_t pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		*mapped = mmap(behind, 4096, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == behind;
		memset(behind, 0x5a, 6);
		_exit(0);
	}
	CHECK(waitpid(pid, &status, 0) == pid);
	*out_mapped = *mapped;
	munmap(mapped, 1);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void the_guard_is_one_access_longer_than_the_reservation(void **state)
{
	wasm_rt_memory_t bare;
	bool mapped;

	(void)state;
	assert_int_equal(write_behind(&instance.w2c_memory, &mapped), SIGSEGV);
	assert_false(mapped);
	/* The other half of the pair: as the runtime leaves it. */
	wasm_rt_allocate_memory(&bare, 1, 1);
	int number = write_behind(&bare, &mapped);
	print_message("right behind the runtime's own reservation: %s\n",
		      mapped   ? "room for anything"
		      : number ? "something guarded"
			       : "other data");
	munmap(bare.data, GUEST_MEMORY_RESERVED_BYTES);
	if (number == 0)
		return;
	print_message("SKIP the guard: here nothing can be written to without it either\n");
	skip();
}

/* --- calls -------------------------------------------------------------------------------------------------- */

static void indirect_calls_of_anything_else_trap(void **state)
{
	static const uint32_t indexes[] = { 0,		4,	    5,		100,
					    0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
	uint32_t result;

	(void)state;
	assert_int_equal(perform(Z_hostileZ_hostile_call, HOSTILE_CALL_RIGHT, 0, 0, &result), 0);
	assert_int_equal(result, 42);
	assert_traps(Z_hostileZ_hostile_call, HOSTILE_CALL_WRONG_TYPE, 0, 0,
		     WASM_RT_TRAP_CALL_INDIRECT);
	for (size_t i = 0; i < UNIT_COUNT(indexes); i++)
		assert_traps(Z_hostileZ_hostile_call, HOSTILE_CALL_INDEX, indexes[i], 0,
			     WASM_RT_TRAP_CALL_INDIRECT);
}

/* --- dispatch ----------------------------------------------------------------------------------------------- */

/* Where a wild label leads is the guest's own affair, as long as it is the guest. */
static void dispatch_stays_within_the_guest(void **state)
{
	static const uint32_t labels[] = { 0,	       86,	   87,	       88,
					   100,	       255,	   256,	       257,
					   4096,       0x7fffffff, 0x80000000, 0x80000001,
					   0xfffffffe, 0xffffffff };

	(void)state;
	for (uint32_t code = 11; code <= 127; code++)
		if (code % 10 >= 1 && code % 10 <= 7)
			assert_traps(Z_hostileZ_hostile_dispatch, 0, code, 1, WASM_RT_TRAP_NONE);
	for (size_t i = 0; i < UNIT_COUNT(labels); i++) {
		int trap =
			perform(Z_hostileZ_hostile_dispatch, labels[i], HOSTILE_CODE_WILD, 1, NULL);
		assert_true(trap == WASM_RT_TRAP_NONE || trap == WASM_RT_TRAP_UNREACHABLE ||
			    trap == WASM_RT_TRAP_OOB);
	}
}

/* --- without end -------------------------------------------------------------------------------------------- */

static void recursion_without_end_traps(void **state)
{
	(void)state;
	/* Frames in linear memory run into its bottom, or the native stack ends first. */
	int trap = perform(Z_hostileZ_hostile_recurse, 0, 0, 0, NULL);
	assert_true(trap == WASM_RT_TRAP_OOB || trap == WASM_RT_TRAP_EXHAUSTION);
	assert_traps(Z_hostileZ_hostile_recurse, 1, 0, 0, WASM_RT_TRAP_EXHAUSTION);
	/* And again: the alternative stack and the signal mask are as they were. */
	assert_traps(Z_hostileZ_hostile_recurse, 1, 0, 0, WASM_RT_TRAP_EXHAUSTION);
}

static void memory_grows_to_its_maximum_only(void **state)
{
	static const uint32_t steps[] = { 0xffffffff, 65536,	     65535,	32768,
					  MAX_PAGES,  MAX_PAGES - 1, 0x80000000 };
	uint32_t pages = instance.w2c_memory.pages;
	uint32_t result;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(steps); i++) {
		assert_int_equal(
			perform(Z_hostileZ_hostile_grow, steps[i], MAX_PAGES * 2, 0, &result), 0);
		assert_int_equal(result, pages);
	}
	/* One by one: this changes the descriptor, as it should, and nothing else. */
	assert_int_equal(Z_hostileZ_hostile_grow(&instance, 1, MAX_PAGES * 2, 0), MAX_PAGES);
	assert_int_equal(instance.w2c_memory.size, MAX_PAGES * 65536);
	assert_canaries();
	check_accesses(Z_hostileZ_hostile_load);
	check_accesses(Z_hostileZ_hostile_store);
}

/* --- the door ----------------------------------------------------------------------------------------------- */

static bool is_inside(uint32_t address, uint32_t bytes)
{
	return (uint64_t)address + bytes <= end_of_memory();
}

static void check_import(uint32_t which, uint32_t address, uint32_t bytes)
{
	unsigned calls = door_calls;
	bool inside = is_inside(address, bytes);

	assert_traps(Z_hostileZ_hostile_import, which, address, bytes,
		     inside ? WASM_RT_TRAP_NONE : WASM_RT_TRAP_OOB);
	if (which == HOSTILE_RANDOM)
		return;
	assert_int_equal(door_calls, calls + inside);
	if (!inside)
		return;
	assert_ptr_equal(door_start, instance.w2c_memory.data + address);
	assert_int_equal(door_bytes, bytes);
}

static void imports_refuse_wild_pointers(void **state)
{
	const uint32_t end = end_of_memory();
	const struct {
		uint32_t address, bytes;
	} pairs[] = {
		{ end - 1, 1 },
		{ end, 0 },
		{ end - 64, 64 },
		{ 0x1000, 0 },
		{ end - 1, 2 },
		{ end, 1 },
		{ end + 1, 0 },
		{ end - 64, 65 },
		{ 0, end + 1 },
		{ 0, 0xffffffff },
		{ 1, 0xffffffff },
		{ 0xffffffff, 0 },
		{ 0xffffffff, 1 },
		{ 0xffffffff, 2 },
		{ 0xffffffff, 0xffffffff },
		{ 0x80000000, 0x80000000 },
		{ 0x80000000, 0 },
		{ 0x7fffffff, 0x80000001 },
		{ end - 1, 0xffffffff },
		{ 0xfffffff0, 0x20 },
		{ 0xffff0000, 0x10000 },
		{ 0xfffff000, 0x2000 },
		{ 16, 0xfffffff0 },
	};

	(void)state;
	for (uint32_t which = HOSTILE_SEND; which <= HOSTILE_RANDOM; which++)
		for (size_t i = 0; i < UNIT_COUNT(pairs); i++)
			check_import(which, pairs[i].address, pairs[i].bytes);
}

static void clocks_that_do_not_exist_are_zero(void **state)
{
	static const uint32_t clocks[] = { 3, 4, 11, 0x7fffffff, 0x80000000, 0xffffffff };
	uint32_t result;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(clocks); i++) {
		assert_int_equal(
			perform(Z_hostileZ_hostile_import, HOSTILE_CLOCK, clocks[i], 0, &result),
			0);
		assert_int_equal(result, 0);
	}
}

/* --- instructions that trap --------------------------------------------------------------------------------- */

static void impossible_arithmetic_traps(void **state)
{
	(void)state;
	assert_traps(Z_hostileZ_hostile_trap, HOSTILE_DIVIDE, 1, 0, WASM_RT_TRAP_DIV_BY_ZERO);
	assert_traps(Z_hostileZ_hostile_trap, HOSTILE_REMAINDER, 1, 0, WASM_RT_TRAP_DIV_BY_ZERO);
	assert_traps(Z_hostileZ_hostile_trap, HOSTILE_DIVIDE, 0x80000000, 0xffffffff,
		     WASM_RT_TRAP_INT_OVERFLOW);
	assert_traps(Z_hostileZ_hostile_trap, HOSTILE_UNREACHABLE, 0, 0, WASM_RT_TRAP_UNREACHABLE);
}

/* --- the stage ---------------------------------------------------------------------------------------------- */

static uint8_t *put_canaries(uint8_t *at)
{
	CHECK(mmap(at, canary_bytes, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at);
	memset(at, 0xc5, canary_bytes);
	return at;
}

/* As guest_wasm.c does, but that there the image brings what the module has put into its memory. */
static void guard_memory(wasm_rt_memory_t *memory)
{
	uint8_t *own = malloc(memory->size);
	size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);

	CHECK(own);
	memcpy(own, memory->data, memory->size);
	CHECK(guest_memory_guard(memory) == 0);
	memcpy(memory->data, own, memory->size);
	free(own);
	/* Where pages are as large as the guard there is no room for canaries. */
	canary_bytes = GUEST_MEMORY_GUARD_BYTES - page_bytes;
	if (canary_bytes == 0)
		return;
	before = put_canaries(memory->data - GUEST_MEMORY_GUARD_BYTES);
	after = put_canaries(memory->data + GUEST_MEMORY_RESERVED_BYTES + page_bytes);
}

static int set_stage(void **state)
{
	const struct rlimit stack = { STACK_BYTES, STACK_BYTES };

	(void)state;
	CHECK(setrlimit(RLIMIT_STACK, &stack) == 0);
	wasm_rt_init();
	CHECK(sigaction(SIGSEGV, NULL, &on_fault) == 0);
	Z_hostile_init_module();
	Z_hostile_instantiate(&instance, &host);
	host.memory = &instance.w2c_memory;
	guard_memory(&instance.w2c_memory);
	Z_hostileZ__initialize(&instance);
	canary_heap = malloc(4096);
	CHECK(canary_heap);
	memset(canary_heap, 0xa5, 4096);
	memset(canary_bss, 0xa6, sizeof(canary_bss));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads_outside_of_memory_trap),
		cmocka_unit_test(stores_outside_of_memory_trap),
		cmocka_unit_test(the_guard_is_one_access_longer_than_the_reservation),
		cmocka_unit_test(bulk_operations_across_the_end_trap),
		cmocka_unit_test(indirect_calls_of_anything_else_trap),
		cmocka_unit_test(dispatch_stays_within_the_guest),
		cmocka_unit_test(recursion_without_end_traps),
		cmocka_unit_test(imports_refuse_wild_pointers),
		cmocka_unit_test(clocks_that_do_not_exist_are_zero),
		cmocka_unit_test(impossible_arithmetic_traps),
		cmocka_unit_test(memory_grows_to_its_maximum_only),
	};

	return cmocka_run_group_tests_name("software_fault_isolation", tests, set_stage, NULL);
}
