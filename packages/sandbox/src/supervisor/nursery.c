// SPDX-License-Identifier: MIT
#include "supervisor/nursery.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/auto.h"
#include "wire/control.h"

/*
 * What root becomes before it runs a zygote: "nobody". The kernel does not hold root to the process
 * limit that a cell is locked with.
 */
#define UNPRIVILEGED_ID 65534

/* A zygote that is not ready, or owes a cell, for so long is given up. */
#define ANSWER_TIMEOUT_S 10

/* How long a zygote that is asked to end may take to finish what it does; usually it is microseconds. */
#define END_TIMEOUT_MS 100

struct nursery {
	struct event *readable;
	struct event_base *loop;
	struct nursery_callbacks callbacks;
	struct reaper *reaper;
	struct cell_process_list expected; /* without a pid yet, in the order of asking */
	unsigned expected_count;
	pid_t pid;
	uid_t uid;
	gid_t gid;
	int fd;
	bool ready;
};

static void close_above(int last)
{
	if (syscall(SYS_close_range, last + 1, ~0u, 0) == 0)
		return;
	/* Linux before 5.9. */
	long end = sysconf(_SC_OPEN_MAX);
	for (int fd = last + 1; fd < end; fd++)
		close(fd);
}

/*
 * In the child, between clone and exec: nothing here may allocate or take a lock, for the parent may have
 * had threads.
 */
static void exec_zygote(int control_fd, int cell_fd, bool careful)
{
	static char name[] = "untrusted-cell";
	static char option[] = ZYGOTE_CAREFUL;
	char *const argv[] = { name, careful ? option : NULL, NULL };
	static char *const envp[] = { NULL };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	/* Both out of the way of the numbers that matter. */
	int control = fcntl(control_fd, F_DUPFD, CONTROL_FD + 1);
	int cell = fcntl(cell_fd, F_DUPFD_CLOEXEC, CONTROL_FD + 1);
	if (control < 0 || cell < 0 || dup2(control, CONTROL_FD) < 0 ||
	    dup2(cell, CONTROL_FD + 1) < 0)
		_exit(127);
	fcntl(CONTROL_FD + 1, F_SETFD, FD_CLOEXEC);
	close_above(CONTROL_FD + 1);
#ifndef __SANITIZE_ADDRESS__
	close(2); /* a sanitizer's reports go there */
#endif
	close(0);
	close(1);
	if (geteuid() == 0) {
		/* Where even root may not, it stays root, and `doctor` shows the difference in the layers. */
		syscall(SYS_setgroups, 0, NULL);
		syscall(SYS_setresgid, UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
		syscall(SYS_setresuid, UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID);
	}
	syscall(SYS_execveat, CONTROL_FD + 1, "", argv, envp, AT_EMPTY_PATH);
	_exit(127);
}

/* fork() would raise SIGCHLD at the end and run the embedding program's handlers. */
static pid_t clone_quietly(void)
{
	return (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);
}

static bool write_proc(pid_t pid, const char *name, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	AUTO_FD int fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* Is /proc that of our own PID namespace? In another's the numbers are those of other processes. */
static bool proc_is_ours(void)
{
	char self[16], expected[16];
	ssize_t n = readlink("/proc/self", self, sizeof(self));
	int expected_bytes = snprintf(expected, sizeof(expected), "%d", (int)getpid());

	return n == expected_bytes && memcmp(self, expected, (size_t)n) == 0;
}

/* Root inside the zygote's user namespace is the zygote's own unprivileged user outside. */
static void map_identity(const struct nursery *nursery)
{
	bool is_root = geteuid() == 0;
	char map[64];

	/* Then the zygote finds itself without a map, and goes without namespaces. */
	if (!proc_is_ours())
		return;
	write_proc(nursery->pid, "setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", is_root ? UNPRIVILEGED_ID : geteuid());
	write_proc(nursery->pid, "uid_map", map);
	snprintf(map, sizeof(map), "0 %u 1", is_root ? UNPRIVILEGED_ID : getegid());
	write_proc(nursery->pid, "gid_map", map);
}

static int send_control(const struct nursery *nursery, enum control_type type, int attached_fd)
{
	struct control_message message = { .type = (uint32_t)type, .version = CONTROL_VERSION };
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)),
				  .cmsg_level = SOL_SOCKET,
				  .cmsg_type = SCM_RIGHTS } };
	struct iovec part = { &message, sizeof(message) };
	struct msghdr packet = { .msg_iov = &part, .msg_iovlen = 1 };

	if (attached_fd >= 0) {
		memcpy(CMSG_DATA(&control.header), &attached_fd, sizeof(attached_fd));
		packet.msg_control = &control;
		packet.msg_controllen = sizeof(control);
	}
	return sendmsg(nursery->fd, &packet, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* The zygote owes an answer, or has given it: then there is no hurry. */
static int await_answer(struct nursery *nursery, bool owed)
{
	const struct timeval timeout = { .tv_sec = ANSWER_TIMEOUT_S };

	if (owed)
		return event_add(nursery->readable, &timeout);
	return event_remove_timer(nursery->readable);
}

static void die(struct nursery *nursery, const char *reason)
{
	event_del(nursery->readable);
	nursery->callbacks.on_death(nursery->callbacks.user, nursery, reason);
}

static void on_spawned(struct nursery *nursery, const struct control_message *message)
{
	struct cell_process *cell = TAILQ_FIRST(&nursery->expected);

	if (!cell) {
		die(nursery, "the zygote made a cell that nobody asked for");
		return;
	}
	TAILQ_REMOVE(&nursery->expected, cell, link);
	nursery->expected_count--;
	await_answer(nursery, nursery->expected_count != 0);
	if (message->value <= 0) {
		char reason[128];
		snprintf(reason, sizeof(reason), "the zygote could not make a cell: %s",
			 strerror(-message->value));
		cell_process_kill(cell, nursery->reaper);
		die(nursery, reason);
		return;
	}
	cell->pid = message->value;
	nursery->callbacks.on_cell(nursery->callbacks.user, cell);
}

static void on_message(struct nursery *nursery, const struct control_message *message)
{
	if (message->version != CONTROL_VERSION) {
		die(nursery, "untrusted-cell is of another version than untrusted");
		return;
	}
	if (nursery->ready && message->type == CONTROL_SPAWNED) {
		on_spawned(nursery, message);
	} else if (!nursery->ready && message->type == CONTROL_UNSHARED) {
		if (message->value == 0)
			map_identity(nursery);
		send_control(nursery, CONTROL_MAPPED, -1);
	} else if (!nursery->ready && message->type == CONTROL_READY) {
		if (message->value != 0) {
			die(nursery, "the zygote could not load the guest");
			return;
		}
		nursery->ready = true;
		await_answer(nursery, false);
		nursery->callbacks.on_ready(nursery->callbacks.user, message->layers);
	} else {
		die(nursery, "the zygote does not speak the control protocol");
	}
}

static void on_control(evutil_socket_t fd, short what, void *arg)
{
	struct nursery *nursery = arg;
	struct control_message message;

	/* If both, this process was stopped for longer than the zygote needed: what it has said counts. */
	if (!(what & EV_READ)) {
		die(nursery, nursery->ready ? "the zygote does not answer"
					    : "the zygote did not get ready in time");
		return;
	}
	ssize_t n = recv(fd, &message, sizeof(message), MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n == (ssize_t)sizeof(message))
		on_message(nursery, &message);
	else
		die(nursery, nursery->ready ? "the zygote died" : "the zygote could not start");
}

int nursery_open(struct event_base *loop, int cell_fd, bool careful,
		 const struct nursery_callbacks *callbacks, struct reaper *reaper,
		 struct nursery **out)
{
	int pair[2];

	struct nursery *nursery = calloc(1, sizeof(*nursery));
	if (!nursery)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		int rc = -errno;
		free(nursery);
		return rc;
	}
	nursery->loop = loop;
	nursery->callbacks = *callbacks;
	nursery->reaper = reaper;
	nursery->fd = pair[0];
	TAILQ_INIT(&nursery->expected);
	nursery->readable = event_new(loop, pair[0], EV_READ | EV_PERSIST, on_control, nursery);
	if (!nursery->readable || await_answer(nursery, true) < 0) {
		close(pair[1]);
		nursery_close(nursery);
		return -ENOMEM;
	}
	nursery->pid = clone_quietly();
	if (nursery->pid == 0)
		exec_zygote(pair[1], cell_fd, careful);
	int rc = nursery->pid < 0 ? -errno : 0;
	close(pair[1]);
	if (rc < 0) {
		nursery_close(nursery);
		return rc;
	}
	*out = nursery;
	return 0;
}

int nursery_ask(struct nursery *nursery)
{
	int pair[2];

	if (!nursery->ready)
		return -EAGAIN;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	struct cell_process *cell = cell_process_new(nursery->loop, pair[0]);
	if (!cell) {
		close(pair[1]);
		return -ENOMEM;
	}
	int rc = send_control(nursery, CONTROL_SPAWN, pair[1]);
	close(pair[1]);
	if (rc < 0) {
		cell_process_kill(cell, nursery->reaper);
		return rc;
	}
	TAILQ_INSERT_TAIL(&nursery->expected, cell, link);
	if (nursery->expected_count++ == 0)
		await_answer(nursery, true);
	return 0;
}

unsigned nursery_expected(const struct nursery *nursery)
{
	return nursery->expected_count;
}

/*
 * Has the zygote end by itself, so that it finishes and tells the clone that it may be in the middle of: a cell
 * that nobody knows of is our child all the same, and would stay a zombie.
 */
static void reap_untold(const struct nursery *nursery)
{
	struct pollfd readable = { .fd = nursery->fd, .events = POLLIN };
	struct control_message message;

	shutdown(nursery->fd, SHUT_WR);
	while (poll(&readable, 1, END_TIMEOUT_MS) == 1 &&
	       recv(nursery->fd, &message, sizeof(message), 0) == (ssize_t)sizeof(message)) {
		if (message.type != CONTROL_SPAWNED || message.value <= 0)
			continue;
		kill(message.value, SIGKILL);
		reaper_add(nursery->reaper, message.value);
	}
}

void nursery_close(struct nursery *nursery)
{
	struct cell_process *cell;

	if (!nursery)
		return;
	while ((cell = TAILQ_FIRST(&nursery->expected))) {
		TAILQ_REMOVE(&nursery->expected, cell, link);
		cell_process_kill(cell, nursery->reaper);
	}
	if (nursery->readable)
		event_free(nursery->readable);
	if (nursery->expected_count != 0)
		reap_untold(nursery);
	if (nursery->pid > 0) {
		kill(nursery->pid, SIGKILL);
		reaper_add(nursery->reaper, nursery->pid);
	}
	close(nursery->fd);
	free(nursery);
}
