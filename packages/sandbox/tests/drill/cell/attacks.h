/* SPDX-License-Identifier: MIT */
/*
 * What native code does once it has broken out of the guest. One table, compiled into the attack cell,
 * which runs them locked in, and into the drill, which runs the same outside to show that they are real.
 */
#ifndef UNTRUSTED_DRILL_ATTACKS_H
#define UNTRUSTED_DRILL_ATTACKS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What there is to attack; told by the drill. Besides, 0 is the cell's socket and 3 was the zygote's control
 * socket; outside, both are sockets on which something waits.
 */
struct attack_target {
	int pid;	  /* a process of the cell's own user, dumpable */
	int port;	  /* of a TCP listener on 127.0.0.1 */
	char folder[200]; /* world-writable; holds `secret` and `victim`, and `program`, static */
};

struct attack {
	const char *name; /* a sentence: "cell_cannot_..." */
	/* Does it. Returns 0 or more if it worked, or a negative errno. */
	long (*act)(const struct attack_target *target);
	/* It cuts the cell off from its socket, or puts another program in its place: the exit code tells. */
	bool silent;
	/* Must be refused by rlimits and the missing capabilities alone, without seccomp and namespaces. */
	bool without_kernel;
	/* The filter lets it through: only the process limit is in its way. */
	bool process_limit;
};

/* The exit code that tells of success. */
#define ATTACK_WORKED 42

extern const struct attack attacks[];
extern const size_t attack_count;

#endif
