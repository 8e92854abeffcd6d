// SPDX-License-Identifier: MIT
/*
 * untrusted-cell: the zygote, and, forked from it, the cells.
 *
 * Started by the supervisor with an empty environment and one descriptor, CONTROL_FD. It locks itself,
 * maps the guest's image, and from then on does one thing: for every descriptor that it is sent, it clones
 * a cell that has that descriptor and nothing else. It never sees a byte of any request.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cell/guest.h"
#include "cell/huge_text.h"
#include "cell/lock.h"
#include "wire/control.h"

/*
 * A cell is made the supervisor's own child, so that the supervisor can kill and reap it by its number
 * without a race, and so that it outlives its zygote.
 */
static unsigned long clone_flags = CLONE_PARENT;

static void tell(const struct control_message *message)
{
	if (write(CONTROL_FD, message, sizeof(*message)) != (ssize_t)sizeof(*message))
		_exit(0);
}

/* Waits for a message of the given type. Returns the descriptor that came with it, or -1 if none did. */
static int await(enum control_type type)
{
	struct control_message message;
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = { &message, sizeof(message) };
	struct msghdr packet = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n;
	int fd = -1;

	do {
		n = recvmsg(CONTROL_FD, &packet, 0);
	} while (n < 0 && errno == EINTR);
	/* The supervisor is gone, or is not our supervisor. */
	if (n != (ssize_t)sizeof(message) || message.type != (uint32_t)type ||
	    message.version != CONTROL_VERSION)
		_exit(0);
	const struct cmsghdr *attached = CMSG_FIRSTHDR(&packet);
	if (attached && attached->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(attached), sizeof(fd));
	return fd;
}

/* Set by ZYGOTE_CAREFUL. */
static bool careful;

/*
 * Takes a lock, or with `careful` first has a throwaway process take it: some platforms kill for asking, and
 * what has been killed cannot go on without. Returns 0 or an errno.
 */
static int take(int (*lock)(void))
{
	if (careful) {
		int status;
		pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
		if (pid == 0) {
			lock();
			_exit(0);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid || WIFSIGNALED(status))
			return EPERM;
	}
	return lock();
}

/* The namespaces, which take two steps with the supervisor's help between them. Returns 0 or an errno. */
static int take_namespaces(void)
{
	struct control_message unshared = {
		.type = CONTROL_UNSHARED,
		.version = CONTROL_VERSION,
		.value = take(lock_unshare),
	};

	tell(&unshared);
	await(CONTROL_MAPPED);
	if (unshared.value != 0)
		return unshared.value;
	/* The identity inside: root of a namespace that owns nothing. */
	if (setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		return errno;
	return lock_root();
}

static int lock_capabilities_of_zygote(void)
{
	return lock_capabilities(clone_flags & CLONE_NEWPID);
}

static int lock_seccomp_of_zygote(void)
{
	return lock_seccomp(clone_flags);
}

static void take_locks(int32_t layers[LAYER_COUNT])
{
	/* Root that could not be left behind (src/supervisor/nursery.c): it is not held to the process limit. */
	bool is_root = geteuid() == 0;

	layers[LAYER_NAMESPACES] = take_namespaces();
	if (layers[LAYER_NAMESPACES] == 0)
		clone_flags |= CLONE_NEWPID;
	layers[LAYER_UNDUMPABLE] = take(lock_undumpable);
	layers[LAYER_NO_CAPABILITIES] = take(lock_capabilities_of_zygote);
	layers[LAYER_NO_NEW_PRIVS] = take(lock_no_new_privs);
	layers[LAYER_LANDLOCK] = take(lock_landlock);
	layers[LAYER_RLIMITS] = take(lock_rlimits);
	if (layers[LAYER_RLIMITS] == 0 && is_root)
		layers[LAYER_RLIMITS] = EPERM;
	/* The last: it refuses what the others need. */
	layers[LAYER_SECCOMP] = take(lock_seccomp_of_zygote);
}

static void cell_main(void)
{
	close(CONTROL_FD);
	if (lock_cell(clone_flags & CLONE_NEWPID) != 0)
		_exit(1);
	guest_warm();
	guest_enter();
	_exit(0);
}

/* Not fork(): the C library's own would not take flags, and would run handlers that nobody needs here. */
static pid_t clone_cell(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, clone_flags, 0, 0, 0, 0);

	if (pid == 0)
		cell_main();
	return pid < 0 ? -errno : pid;
}

int main(int argc, char **argv)
{
	struct control_message ready = { .type = CONTROL_READY, .version = CONTROL_VERSION };

	careful = argc > 1 && strcmp(argv[1], ZYGOTE_CAREFUL) == 0;
	/* Then writing too much to a file is an error. */
	signal(SIGXFSZ, SIG_IGN);
	huge_text_move();
	ready.value = guest_load();
	take_locks(ready.layers);
	tell(&ready);
	if (ready.value != 0)
		return 1;
	for (;;) {
		int fd = await(CONTROL_SPAWN);
		struct control_message spawned = { .type = CONTROL_SPAWNED,
						   .version = CONTROL_VERSION };

		spawned.value = fd == CELL_FD ? clone_cell() : -EBADF;
		if (fd >= 0)
			close(fd);
		tell(&spawned);
	}
}
