// SPDX-License-Identifier: MIT
/*
 * The other half of the SFI drill's pairs: the same hostile source compiled natively. Each act, in a process of
 * its own, has to crash, or to change or read what is not its own. An act that does neither proves nothing.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../guest/host.h"
#include "../../unit/unit.h"
#include "base/check.h"
#include "hostile.h"

#define MEMORY_BYTES 131072u
/* The neighbour: what a wild write would reach. */
#define CANARY_BYTES 131072u

/* How a child's act came out. */
#define HARMLESS  0
#define CORRUPTED 1
#define LEAKED	  2

char *native_memory;

static volatile bool leaked;

static bool is_outside(const char *start, size_t bytes)
{
	return start + bytes > native_memory + MEMORY_BYTES;
}

/* The door without the checks of import.c. */
void host_send(const void *ptr, uint32_t len)
{
	volatile char sum = 0;

	for (uint32_t i = 0; i < len; i++)
		sum = (char)(sum + ((const char *)ptr)[i]);
	leaked = len && is_outside(ptr, len);
}

uint32_t host_receive(void *ptr, uint32_t capacity, uint32_t timeout_ms)
{
	(void)timeout_ms;
	memset(ptr, 0x77, capacity);
	return capacity;
}

int64_t host_clock(uint32_t which)
{
	return which;
}

void host_random(void *ptr, uint32_t len)
{
	memset(ptr, 0x78, len);
}

int native_grow(size_t bytes)
{
	return mmap(NULL, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) ==
			       MAP_FAILED
		       ? -1
		       : 0;
}

typedef uint32_t act(uint32_t, uint32_t, uint32_t);

struct attempt {
	const char *name;
	act *act;
	uint32_t a, b, c;
	bool reads; /* what it reads is the harm */
};

#define END MEMORY_BYTES

/* clang-format off */
static const struct attempt attempts[] = {
	{ "load_just_behind_the_end", hostile_load, 4, HOSTILE_OFFSET_0, END, true },
	{ "load_across_the_end", hostile_load, 4, HOSTILE_OFFSET_1, END - 4, true },
	{ "load_at_2_gib", hostile_load, 4, HOSTILE_OFFSET_0, 0x80000000, false },
	{ "load_at_the_largest_address", hostile_load, 8, HOSTILE_OFFSET_4G_LESS_1, 0xffffffff, false },
	{ "store_of_a_byte_behind_the_end", hostile_store, 1, HOSTILE_OFFSET_0, END, false },
	{ "store_across_the_end", hostile_store, 8, HOSTILE_OFFSET_1, END - 8, false },
	{ "store_by_offset", hostile_store, 4, HOSTILE_OFFSET_64K, END - 65536, false },
	{ "store_at_2_gib", hostile_store, 4, HOSTILE_OFFSET_2G, 0, false },
	{ "store_at_the_largest_address", hostile_store, 8, HOSTILE_OFFSET_4G_LESS_1, 0xffffffff, false },
	{ "fill_across_the_end", hostile_fill, END - 16, 17, 0x5a, false },
	{ "fill_of_everything", hostile_fill, 0, 0xffffffff, 0x5a, false },
	{ "copy_across_the_end", hostile_copy, END - 16, 0, 17, false },
	{ "copy_of_everything", hostile_copy, 1, 2, 0xffffffff, false },
	{ "call_of_no_function", hostile_call, HOSTILE_CALL_INDEX, 0, 0, false },
	{ "call_of_a_wild_index", hostile_call, HOSTILE_CALL_INDEX, 0x7fffffff, 0, false },
	{ "dispatch_to_a_wild_label", hostile_dispatch, 0x7fffffff, HOSTILE_CODE_WILD, 1, false },
	{ "recursion", hostile_recurse, 0, 0, 0, false },
	{ "recursion_without_frames", hostile_recurse, 1, 0, 0, false },
	{ "send_of_the_neighbour", hostile_import, HOSTILE_SEND, END - 1, 2, true },
	{ "send_of_everything", hostile_import, HOSTILE_SEND, 0, 0xffffffff, false },
	{ "receive_into_the_neighbour", hostile_import, HOSTILE_RECEIVE, END, 1, false },
	{ "receive_into_everything", hostile_import, HOSTILE_RECEIVE, 1, 0xffffffff, false },
	{ "random_into_the_neighbour", hostile_import, HOSTILE_RANDOM, END - 1, 2, false },
	{ "division_by_zero", hostile_trap, HOSTILE_DIVIDE, 1, 0, false },
	{ "division_that_overflows", hostile_trap, HOSTILE_DIVIDE, 0x80000000, 0xffffffff, false },
	{ "unreachable", hostile_trap, HOSTILE_UNREACHABLE, 0, 0, false },
};
/* clang-format on */

static int act_out(const struct attempt *attempt)
{
	const struct rlimit no_core = { 0, 0 };

	setrlimit(RLIMIT_CORE, &no_core);
	/* A guard behind the neighbour: what runs on does not run into luck. */
	char *map = mmap(NULL, MEMORY_BYTES + CANARY_BYTES + 65536, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(map != MAP_FAILED &&
	      mprotect(map, MEMORY_BYTES + CANARY_BYTES, PROT_READ | PROT_WRITE) == 0);
	native_memory = map;
	memset(map + MEMORY_BYTES, 0xc5, CANARY_BYTES);
	uint32_t result = attempt->act(attempt->a, attempt->b, attempt->c);
	for (size_t i = 0; i < CANARY_BYTES; i++)
		if (map[MEMORY_BYTES + i] != (char)0xc5)
			return CORRUPTED;
	return attempt->reads && (leaked || result != 0) ? LEAKED : HARMLESS;
}

static void test_attempt(void **state)
{
	static const char *const names[] = { "nothing", "corrupted its neighbour",
					     "read its neighbour" };
	const struct attempt *attempt = *state;
	int status;

	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* Whatever the test framework would make of the crash. */
		signal(SIGSEGV, SIG_DFL);
		signal(SIGFPE, SIG_DFL);
		signal(SIGILL, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		_exit(act_out(attempt));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	print_message("%-32s natively: %s\n", attempt->name,
		      WIFSIGNALED(status) ? strsignal(WTERMSIG(status))
					  : names[WEXITSTATUS(status)]);
	if (WIFEXITED(status) && WEXITSTATUS(status) == HARMLESS) {
		print_message(
			"SKIP %s: natively it is harmless here, so that its trap proves nothing\n",
			attempt->name);
		skip();
	}
}

/* 1 GiB and more, where the guest ended at its maximum. */
static void test_growth(void **state)
{
	(void)state;
	assert_true(hostile_grow(256, 16384, 0) >= 16384);
}

int main(void)
{
	static struct CMUnitTest tests[UNIT_COUNT(attempts) + 1];

	for (size_t i = 0; i < UNIT_COUNT(attempts); i++)
		tests[i] = (struct CMUnitTest){ .name = attempts[i].name,
						.test_func = test_attempt,
						.initial_state = (void *)(uintptr_t)&attempts[i] };
	tests[UNIT_COUNT(attempts)] =
		(struct CMUnitTest){ .name = "growth", .test_func = test_growth };
	return cmocka_run_group_tests_name("hostile_source_natively", tests, NULL, NULL);
}
