// SPDX-License-Identifier: MIT
#include "supervisor/cell_process.h"

#include <errno.h>
#include <event2/event.h>
#include <linux/sockios.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How often the reaper looks again for processes that were killed a moment ago. */
#define SWEEP_MS 5

struct reaper {
	struct event *timer;
	pid_t *pids;
	size_t count, room;
};

/* Only its own number: nobody else's children are touched. */
static bool is_gone(pid_t pid)
{
	pid_t rc = waitpid(pid, NULL, WNOHANG | __WALL);

	/* ECHILD: the kernel did not make it our child; then it is not ours to reap either. */
	return rc == pid || (rc < 0 && errno == ECHILD);
}

static void sweep(struct reaper *reaper)
{
	size_t kept = 0;

	for (size_t i = 0; i < reaper->count; i++)
		if (!is_gone(reaper->pids[i]))
			reaper->pids[kept++] = reaper->pids[i];
	reaper->count = kept;
}

static void arm(struct reaper *reaper)
{
	const struct timeval soon = { .tv_usec = SWEEP_MS * 1000 };

	if (!event_pending(reaper->timer, EV_TIMEOUT, NULL))
		event_add(reaper->timer, &soon);
}

static void on_sweep(evutil_socket_t unused, short what, void *arg)
{
	struct reaper *reaper = arg;

	(void)unused;
	(void)what;
	sweep(reaper);
	if (reaper->count != 0)
		arm(reaper);
}

struct reaper *reaper_new(struct event_base *loop)
{
	struct reaper *reaper = calloc(1, sizeof(*reaper));

	if (!reaper)
		return NULL;
	reaper->timer = event_new(loop, -1, 0, on_sweep, reaper);
	if (!reaper->timer) {
		free(reaper);
		return NULL;
	}
	return reaper;
}

void reaper_free(struct reaper *reaper)
{
	if (!reaper)
		return;
	for (size_t i = 0; i < reaper->count; i++)
		waitpid(reaper->pids[i], NULL, __WALL);
	event_free(reaper->timer);
	free(reaper->pids);
	free(reaper);
}

void reaper_add(struct reaper *reaper, pid_t pid)
{
	if (pid <= 0)
		return;
	if (reaper->count == reaper->room) {
		size_t room = reaper->room ? reaper->room * 2 : 64;
		pid_t *pids = realloc(reaper->pids, room * sizeof(*pids));
		if (!pids) {
			waitpid(pid, NULL, __WALL);
			return;
		}
		reaper->pids = pids;
		reaper->room = room;
	}
	reaper->pids[reaper->count++] = pid;
	arm(reaper);
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct cell_process *cell = arg;

	(void)fd;
	(void)what;
	cell->on_readable(cell, cell->owner);
}

struct cell_process *cell_process_new(struct event_base *loop, int fd)
{
	struct cell_process *cell = calloc(1, sizeof(*cell));

	if (!cell) {
		close(fd);
		return NULL;
	}
	cell->fd = fd;
	cell->readable = event_new(loop, fd, EV_READ | EV_PERSIST, on_socket, cell);
	if (!cell->readable) {
		cell_process_kill(cell, NULL);
		return NULL;
	}
	return cell;
}

int cell_process_watch(struct cell_process *cell,
		       void (*on_readable)(struct cell_process *cell, void *owner), void *owner)
{
	bool watched = cell->on_readable;

	cell->on_readable = on_readable;
	cell->owner = owner;
	return watched || event_add(cell->readable, NULL) == 0 ? 0 : -ENOMEM;
}

void cell_process_kill(struct cell_process *cell, struct reaper *reaper)
{
	if (!cell)
		return;
	if (cell->pid > 0) {
		kill(cell->pid, SIGKILL);
		reaper_add(reaper, cell->pid);
	}
	if (cell->readable)
		event_free(cell->readable);
	if (cell->fd >= 0)
		close(cell->fd);
	free(cell);
}

int64_t cell_process_cpu_ns(const struct cell_process *cell)
{
	struct timespec used;
	clockid_t clock;

	if (cell->pid <= 0 || clock_getcpuclockid(cell->pid, &clock) != 0 ||
	    clock_gettime(clock, &used) < 0)
		return 0;
	return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

uint64_t cell_process_peak_bytes(const struct cell_process *cell)
{
	char path[64], line[256];
	unsigned long long kib = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)cell->pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "VmHWM: %llu kB", &kib) == 1)
			break;
	fclose(file);
	return kib * 1024;
}

size_t cell_process_unread_bytes(const struct cell_process *cell)
{
	int bytes = 0;

	if (ioctl(cell->fd, SIOCOUTQ, &bytes) < 0 || bytes < 0)
		return 0;
	return (size_t)bytes;
}
