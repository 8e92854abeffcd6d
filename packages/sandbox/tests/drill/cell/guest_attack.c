// SPDX-License-Identifier: MIT
/*
 * In place of the guest: native code that is in full control of a locked cell. Never shipped.
 *
 * The request's code says what to do:
 *	attack NAME PID PORT FOLDER	one of attacks.c
 *	number N ABI			system call N by the ABI x86_64, x32 or i386, or `native` elsewhere
 * The answer is the result {"rc": n}, n negative: an errno. No answer at all is an answer, too.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attacks.h"
#include "cell/guest.h"
#include "cell/link.h"
#include "wire/frame.h"

#define X32_BIT 0x40000000

static char request[65536];

static void answer(long rc)
{
	struct {
		struct frame_header header;
		struct frame_done done;
		char json[32];
	} frame = { .header.type = FRAME_DONE, .done.has_result = 1 };

	int bytes = snprintf(frame.json, sizeof(frame.json), "{\"rc\":%ld}", rc);
	frame.header.length = (uint32_t)(sizeof(frame.done) + (size_t)bytes);
	link_send(&frame, sizeof(frame.header) + frame.header.length);
}

#ifdef __x86_64__
/* The 32-bit entry. Pointers do not fit, so it gets none. */
static long call_i386(long number)
{
	long rc;

	__asm__ volatile("int $0x80"
			 : "=a"(rc)
			 : "a"(number), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0)
			 : "memory");
	return rc;
}
#endif

/* Arguments that mean something to many: descriptor or process 0, readable and writable memory, a length. */
static long call_by_number(long number, const char *abi)
{
	static char room[4096] __attribute__((aligned(4096)));

#ifdef __x86_64__
	if (strcmp(abi, "i386") == 0)
		return call_i386(number);
	if (strcmp(abi, "x32") == 0)
		number |= X32_BIT;
#else
	(void)abi;
#endif
	long rc = syscall(number, 0, room, sizeof(room), room, 0, 0);
	return rc < 0 ? -errno : rc;
}

static void run_attack(const char *name, const struct attack_target *target)
{
	for (size_t i = 0; i < attack_count; i++) {
		if (strcmp(attacks[i].name, name) != 0)
			continue;
		long rc = attacks[i].act(target);
		if (!attacks[i].silent) {
			answer(rc);
			return;
		}
		_exit(rc < 0 ? 0 : ATTACK_WORKED);
	}
}

int guest_load(void)
{
	return 0;
}

void guest_warm(void)
{
}

void guest_enter(void)
{
	struct attack_target target;
	char name[100], abi[20];
	long number;

	link_receive(request, sizeof(request) - 1, UINT32_MAX);
	const char *code = request + sizeof(struct frame_header) + sizeof(struct frame_run);
	if (sscanf(code, "attack %99s %d %d %199s", name, &target.pid, &target.port,
		   target.folder) == 4)
		run_attack(name, &target);
	else if (sscanf(code, "number %ld %19s", &number, abi) == 2)
		answer(call_by_number(number, abi));
}
