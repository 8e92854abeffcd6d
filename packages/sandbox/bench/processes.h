/* SPDX-License-Identifier: MIT */
/*
 * What our child processes hold, read from /proc: for the benchmarks of memory and descriptors.
 */
#ifndef UNTRUSTED_BENCH_PROCESSES_H
#define UNTRUSTED_BENCH_PROCESSES_H

#include <stddef.h>
#include <sys/types.h>

/*
 * The processes named untrusted-cell that descend from this one, oldest first: the zygote, then its cells.
 * Returns how many there are; at most @room are written.
 */
size_t processes_find(pid_t *out, size_t room);

/* Proportional set size in kilobytes; -1 if the kernel does not say (a locked process shows it to root only). */
long processes_pss_kb(pid_t pid);

/* Open descriptors; -1 if the kernel does not say. */
long processes_descriptors(pid_t pid);

#endif
