/* SPDX-License-Identifier: MIT */
/*
 * A cell as the supervisor sees it: a child process and the supervisor's end of its socket.
 *
 * Made by the nursery, kept ready by the pool, used up by one execution. Nothing that it sends is trusted.
 * Its process is the supervisor's own child (src/cell/zygote.c), so its number cannot be another's until it
 * has been reaped here.
 */
#ifndef UNTRUSTED_SUPERVISOR_CELL_PROCESS_H
#define UNTRUSTED_SUPERVISOR_CELL_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

struct event;
struct event_base;

struct cell_process {
	TAILQ_ENTRY(cell_process) link; /* its owner's list */
	pid_t pid;			/* 0 until the zygote has said */
	int fd;				/* -1 when closed */
	struct event *readable;
	void (*on_readable)(struct cell_process *cell, void *owner);
	void *owner;
};

TAILQ_HEAD(cell_process_list, cell_process);

/*
 * Kills cells and reaps them when they are gone, without waiting. One for each executor.
 */
struct reaper;

/* Returns NULL when out of memory. */
struct reaper *reaper_new(struct event_base *loop);

/* Waits for every process that was killed, then frees. NULL is allowed. */
void reaper_free(struct reaper *reaper);

/* Reaps @pid, which has ended or will at once. */
void reaper_add(struct reaper *reaper, pid_t pid);

/* Returns a cell that takes ownership of @fd (also on failure), or NULL when out of memory. */
struct cell_process *cell_process_new(struct event_base *loop, int fd);

/*
 * From now on @owner is told, through @on_readable, that the socket can be read or is at its end.
 * Returns 0 or -ENOMEM.
 */
int cell_process_watch(struct cell_process *cell,
		       void (*on_readable)(struct cell_process *cell, void *owner), void *owner);

/* Kills the process, closes the socket, leaves the rest to the reaper, frees the cell. NULL is allowed. */
void cell_process_kill(struct cell_process *cell, struct reaper *reaper);

/* Processor time that the process has used so far, in nanoseconds; 0 if it cannot be told. */
int64_t cell_process_cpu_ns(const struct cell_process *cell);

/* The most memory that it has had resident, in bytes; 0 if it cannot be told. Reads /proc: not for every run. */
uint64_t cell_process_peak_bytes(const struct cell_process *cell);

/* Bytes sent to the cell that it has not read yet. */
size_t cell_process_unread_bytes(const struct cell_process *cell);

#endif
