// SPDX-License-Identifier: MIT
#include "cell/lock.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "wire/control.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

/* Guest frames live on the native stack: it must outlast the engine's own check of the guest's stack. */
#define STACK_BYTES (64 * MIB)
/* Linear memory is 128 MiB at most. */
#define DATA_BYTES (256 * MIB)
/* Linear memory reserves 8 GiB. */
#define ADDRESS_SPACE_BYTES (16 * GIB)
/* The backstop for a cell whose supervisor is gone: an execution may take 25 s. */
#define CPU_SECONDS 30

int lock_rlimits(void)
{
	static const struct {
		int resource;
		rlim_t value;
	} limits[] = {
		{ RLIMIT_STACK, STACK_BYTES },
		{ RLIMIT_CPU, CPU_SECONDS },
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_FSIZE, 0 },
		/* One: the zygote receives each cell's socket, as CELL_FD. lock_cell() takes it away. */
		{ RLIMIT_NOFILE, 1 },
		{ RLIMIT_LOCKS, 0 },
		{ RLIMIT_MEMLOCK, 0 },
		{ RLIMIT_MSGQUEUE, 0 },
		{ RLIMIT_NICE, 0 },
		{ RLIMIT_RTPRIO, 0 },
#ifndef __SANITIZE_ADDRESS__
		{ RLIMIT_AS, ADDRESS_SPACE_BYTES },
		{ RLIMIT_DATA, DATA_BYTES },
#endif
	};

	int rc = 0;

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		__rlimit_resource_t resource = (__rlimit_resource_t)limits[i].resource;
		struct rlimit limit;
		/* What is limited further already stays so. */
		if (getrlimit(resource, &limit) < 0 || limit.rlim_max > limits[i].value)
			limit.rlim_max = limits[i].value;
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(resource, &limit) < 0)
			rc = errno;
	}
	return rc;
}

int lock_unshare(void)
{
	int flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
		    CLONE_NEWCGROUP;

	return unshare(flags) < 0 ? errno : 0;
}

int lock_root(void)
{
	/* Any directory that exists will do to mount on. */
	static const char *const mount_points[] = { "/proc", "/tmp", "/dev", "/sys" };
	const unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return errno;
	for (size_t i = 0; i < sizeof(mount_points) / sizeof(mount_points[0]); i++) {
		if (mount("none", mount_points[i], "tmpfs", flags, "size=4k,nr_inodes=1,mode=555") <
		    0)
			continue;
		/* pivot_root(2): with both arguments ".", the old root ends up mounted on the new one. */
		if (chdir(mount_points[i]) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 ||
		    umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
			return errno;
		return 0;
	}
	return errno;
}

int lock_undumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? errno : 0;
}

int lock_no_new_privs(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? errno : 0;
}

/*
 * As in <linux/landlock.h> of Linux 6.12; older headers lack the later fields, and an older kernel takes
 * only as many bytes, and as many rights, as its ABI version knows.
 */
struct landlock_ruleset {
	uint64_t handled_access_fs;
	uint64_t handled_access_net;
	uint64_t scoped;
};

static const struct {
	size_t bytes;
	struct landlock_ruleset ruleset;
} landlock_abi[] = {
	[1] = { 8, { .handled_access_fs = (1u << 13) - 1 } },
	[2] = { 8, { .handled_access_fs = (1u << 14) - 1 } },
	[3] = { 8, { .handled_access_fs = (1u << 15) - 1 } },
	[4] = { 16, { .handled_access_fs = (1u << 15) - 1, .handled_access_net = 3 } },
	[5] = { 16, { .handled_access_fs = (1u << 16) - 1, .handled_access_net = 3 } },
	[6] = { 24, { .handled_access_fs = (1u << 16) - 1, .handled_access_net = 3, .scoped = 3 } },
};

#define LANDLOCK_ABI_KNOWN (sizeof(landlock_abi) / sizeof(landlock_abi[0]) - 1)

int lock_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	if (abi < 0)
		return errno;
	if (abi < 1)
		return ENOSYS;
	size_t known = (size_t)abi < LANDLOCK_ABI_KNOWN ? (size_t)abi : LANDLOCK_ABI_KNOWN;
	long fd = syscall(SYS_landlock_create_ruleset, &landlock_abi[known].ruleset,
			  landlock_abi[known].bytes, 0);
	if (fd < 0)
		return errno;
	int rc = syscall(SYS_landlock_restrict_self, fd, 0) < 0 ? errno : 0;
	close((int)fd);
	return rc;
}

static int set_capabilities(uint32_t low)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct data[2] = { { .effective = low, .permitted = low } };

	return syscall(SYS_capset, &header, data) < 0 ? errno : 0;
}

int lock_capabilities(bool keep_admin)
{
	return set_capabilities(keep_admin ? 1u << CAP_SYS_ADMIN : 0);
}

/* A system call that is allowed if its argument number @arg, masked, has the value. */
struct bound_call {
	int call;
	struct scmp_arg_cmp compare, also; /* `also` is optional */
};

static int allow_bound(scmp_filter_ctx filter, unsigned long clone_flags)
{
	const struct bound_call calls[] = {
		/* Linear memory grows; nothing becomes executable. */
		{ SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) },
		/* A cell readies its own memory. */
		{ SCMP_SYS(madvise), SCMP_A2(SCMP_CMP_EQ, MADV_POPULATE_WRITE) },
		/*
		 * The zygote's. In a cell CONTROL_FD is closed and cannot come back, the process limit is 0
		 * and there is no capability to make a PID namespace: lock_cell().
		 */
		{ SCMP_SYS(recvmsg), SCMP_A0(SCMP_CMP_EQ, CONTROL_FD) },
		{ SCMP_SYS(clone), SCMP_A0(SCMP_CMP_EQ, clone_flags) },
		/* Only ever lower, and only its own. */
		{ SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0) },
		/* Never off again. */
		{ SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_PDEATHSIG),
		  SCMP_A1(SCMP_CMP_EQ, SIGKILL) },
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const struct scmp_arg_cmp both[] = { calls[i].compare, calls[i].also };
		unsigned count = calls[i].also.op ? 2 : 1;
		int rc = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i].call, count, both);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int allow_free(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(read),
		SCMP_SYS(write),
		SCMP_SYS(select),
		SCMP_SYS(pselect6),
		SCMP_SYS(close),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
		SCMP_SYS(getrandom),
		SCMP_SYS(clock_gettime),
		/* For a trap's way back from its signal handler. */
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(rt_sigprocmask),
		/* Gives up what the zygote still has. */
		SCMP_SYS(capset),
#ifdef __SANITIZE_ADDRESS__
		/* The sanitizers' own needs; never shipped. */
		SCMP_SYS(mmap),
		SCMP_SYS(munmap),
		SCMP_SYS(madvise),
		SCMP_SYS(futex),
		SCMP_SYS(sigaltstack),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
		SCMP_SYS(rt_sigaction),
		SCMP_SYS(sched_yield),
		SCMP_SYS(openat),
		SCMP_SYS(readlink),
		SCMP_SYS(tgkill),
#endif
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
		/* Calls that this architecture does not have (poll on arm64). */
		if (rc < 0 && rc != -EDOM)
			return rc;
	}
	return 0;
}

int lock_seccomp(unsigned long clone_flags)
{
	/* libseccomp's own errors tell nothing where the kernel, or a filter of the platform, refuses. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) < 0 && errno != EFAULT)
		return errno;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

	if (!filter)
		return ENOMEM;
	/* no_new_privs is its own layer; a refusal of it is reported there. */
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
	if (rc == 0)
		rc = allow_free(filter);
	if (rc == 0)
		rc = allow_bound(filter, clone_flags);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return -rc;
}

int lock_cell(bool kept_admin)
{
	const struct rlimit none = { 0, 0 };

	/* With the thread that made the zygote; refused on some platforms, where its socket tells as much. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	/*
	 * Not one descriptor, or a cell could close its socket and open a file or a network connection in its
	 * place. What is open goes on working.
	 */
	if (setrlimit(RLIMIT_NPROC, &none) < 0 || setrlimit(RLIMIT_NOFILE, &none) < 0)
		return errno;
	return kept_admin ? set_capabilities(0) : 0;
}
