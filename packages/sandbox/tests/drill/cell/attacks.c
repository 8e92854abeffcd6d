// SPDX-License-Identifier: MIT
#include "attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static long result_of(long rc)
{
	return rc < 0 ? -errno : rc;
}

static const char *path_in(const struct attack_target *target, const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", target->folder, name);
	return path;
}

/* --- files ------------------------------------------------------------------------------------------------ */

static long read_a_byte_of(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return -errno;
	long rc = result_of(read(fd, &byte, 1));
	close(fd);
	return rc == 1 ? 0 : rc;
}

static long open_secret(const struct attack_target *target)
{
	return read_a_byte_of(path_in(target, "secret"));
}

/* The descriptor limit counts the socket: without it there is room for one file. */
static long open_secret_instead_of_socket(const struct attack_target *target)
{
	close(0);
	return open_secret(target);
}

static long read_proc_maps(const struct attack_target *target)
{
	char path[64];

	close(0);
	snprintf(path, sizeof(path), "/proc/%d/maps", target->pid);
	return read_a_byte_of(path);
}

static long create_file(const struct attack_target *target)
{
	close(0);
	int fd = open(path_in(target, "new"), O_WRONLY | O_CREAT, 0600);
	if (fd < 0)
		return -errno;
	long rc = result_of(write(fd, "x", 1));
	close(fd);
	unlink(path_in(target, "new"));
	return rc;
}

static long stat_secret(const struct attack_target *target)
{
	struct stat about;

	return result_of(stat(path_in(target, "secret"), &about));
}

static long unlink_victim(const struct attack_target *target)
{
	return result_of(unlink(path_in(target, "victim")));
}

static long make_folder(const struct attack_target *target)
{
	long rc = result_of(mkdir(path_in(target, "folder"), 0700));

	rmdir(path_in(target, "folder"));
	return rc;
}

static long read_link(const struct attack_target *target)
{
	char path[256];

	(void)target;
	return result_of(readlink("/proc/self/exe", path, sizeof(path)));
}

/* --- network ---------------------------------------------------------------------------------------------- */

static long open_socket(const struct attack_target *target)
{
	(void)target;
	return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static long send_out(const struct attack_target *target)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)target->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	close(0);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return result_of(write(fd, "stolen", 6));
}

/* --- descriptors ------------------------------------------------------------------------------------------ */

static long dup_socket(const struct attack_target *target)
{
	(void)target;
	return result_of(dup(STDIN_FILENO));
}

static long make_pipe(const struct attack_target *target)
{
	int pair[2];

	(void)target;
	return result_of(pipe(pair));
}

static long make_pipe_instead_of_socket(const struct attack_target *target)
{
	close(0);
	close(1);
	return make_pipe(target);
}

static long make_memfd(const struct attack_target *target)
{
	(void)target;
	return result_of(syscall(SYS_memfd_create, "x", 0));
}

static long make_memfd_instead_of_socket(const struct attack_target *target)
{
	close(0);
	return make_memfd(target);
}

static long receive_on(int fd)
{
	char byte;
	struct iovec part = { &byte, 1 };
	char space[64];
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = space,
		.msg_controllen = sizeof(space),
	};

	return result_of(recvmsg(fd, &message, MSG_DONTWAIT));
}

static long receive_on_socket(const struct attack_target *target)
{
	(void)target;
	long rc = receive_on(0);
	return rc == -EAGAIN ? 0 : rc;
}

static long receive_on_control(const struct attack_target *target)
{
	(void)target;
	long rc = receive_on(3);
	return rc == -EAGAIN ? 0 : rc;
}

static long write_to_control(const struct attack_target *target)
{
	(void)target;
	return result_of(write(3, "x", 1));
}

/* --- processes -------------------------------------------------------------------------------------------- */

static long end_child(long pid)
{
	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid((pid_t)pid, NULL, __WALL);
	return pid;
}

static long make_process(const struct attack_target *target)
{
	(void)target;
	return end_child(result_of(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
}

/* The one form that the zygote needs, and its form without namespaces. */
static long clone_as_zygote(const struct attack_target *target)
{
	(void)target;
	long pid = result_of(syscall(SYS_clone, CLONE_PARENT | CLONE_NEWPID, 0, 0, 0, 0));
	if (pid == 0)
		_exit(0);
	return pid;
}

static long clone_as_sibling(const struct attack_target *target)
{
	(void)target;
	long pid = result_of(syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0));
	if (pid == 0)
		_exit(0);
	return pid;
}

static long bomb(const struct attack_target *target)
{
	long made = 0;

	(void)target;
	for (int i = 0; i < 50; i++) {
		long pid = syscall(SYS_clone, CLONE_PARENT | CLONE_NEWPID, 0, 0, 0, 0);
		if (pid == 0)
			_exit(0);
		made += pid > 0;
	}
	return made ? made : -errno;
}

static long clone3_process(const struct attack_target *target)
{
	struct {
		uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	} args = { .exit_signal = SIGCHLD };

	(void)target;
	return end_child(result_of(syscall(SYS_clone3, &args, sizeof(args))));
}

static long run_program(const struct attack_target *target)
{
	char *const argv[] = { (char *)(uintptr_t) "program", NULL };
	char *const envp[] = { NULL };

	return result_of(execve(path_in(target, "program"), argv, envp));
}

static long trace(const struct attack_target *target)
{
	if (ptrace(PTRACE_ATTACH, target->pid, 0, 0) < 0)
		return -errno;
	waitpid(target->pid, NULL, __WALL);
	ptrace(PTRACE_DETACH, target->pid, 0, 0);
	return 0;
}

static long copy_memory(const struct attack_target *target, long call)
{
	char bytes[8] = "";
	struct iovec here = { bytes, sizeof(bytes) };
	struct iovec there = { (void *)(uintptr_t)0x1000, sizeof(bytes) };
	long rc = result_of(syscall(call, target->pid, &here, 1, &there, 1, 0));

	/* The kernel got as far as looking for the page: it was allowed. */
	return rc == -EFAULT ? 0 : rc;
}

static long read_memory(const struct attack_target *target)
{
	return copy_memory(target, SYS_process_vm_readv);
}

static long write_memory(const struct attack_target *target)
{
	return copy_memory(target, SYS_process_vm_writev);
}

static long signal_other(const struct attack_target *target)
{
	return result_of(kill(target->pid, SIGCONT));
}

/* Signal 0: only the permission is asked. */
static long signal_everyone(const struct attack_target *target)
{
	(void)target;
	return result_of(kill(-1, 0));
}

static long open_pidfd(const struct attack_target *target)
{
	close(0);
	return result_of(syscall(SYS_pidfd_open, target->pid, 0));
}

/* --- memory that runs ------------------------------------------------------------------------------------- */

static char page[8192] __attribute__((aligned(4096)));

static long map_executable(const struct attack_target *target)
{
	(void)target;
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	return at == MAP_FAILED ? -errno : 0;
}

static long make_executable(const struct attack_target *target)
{
	(void)target;
	page[0] = (char)0xc3;
	return result_of(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static long make_executable_by_key(const struct attack_target *target)
{
	(void)target;
	return result_of(syscall(SYS_pkey_mprotect, page, 4096, PROT_READ | PROT_EXEC, -1));
}

static long overwrite_own_code(const struct attack_target *target)
{
	uintptr_t code = (uintptr_t)overwrite_own_code & ~(uintptr_t)4095;

	(void)target;
	if (mprotect((void *)code, 4096, PROT_READ | PROT_WRITE | PROT_EXEC) < 0)
		return -errno;
	return result_of(mprotect((void *)code, 4096, PROT_READ | PROT_EXEC));
}

/* --- limits and powers ------------------------------------------------------------------------------------ */

/* Room for ten; outside this may well be less than there was. */
static long allow_ten(int resource)
{
	const struct rlimit limit = { 10, 10 };

	return result_of(syscall(SYS_prlimit64, 0, resource, &limit, NULL));
}

static long raise_processes(const struct attack_target *target)
{
	(void)target;
	return allow_ten(RLIMIT_NPROC);
}

static long raise_descriptors(const struct attack_target *target)
{
	(void)target;
	return allow_ten(RLIMIT_NOFILE);
}

static long raise_file_size(const struct attack_target *target)
{
	(void)target;
	return allow_ten(RLIMIT_FSIZE);
}

static long limit_of_other(const struct attack_target *target)
{
	struct rlimit limit;

	return result_of(syscall(SYS_prlimit64, target->pid, RLIMIT_CPU, NULL, &limit));
}

/* Outliving the supervisor. */
static long survive_parent(const struct attack_target *target)
{
	(void)target;
	return result_of(prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0));
}

static long become_dumpable(const struct attack_target *target)
{
	(void)target;
	return result_of(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static long become_root(const struct attack_target *target)
{
	(void)target;
	return result_of(syscall(SYS_setresuid, 0, 0, 0));
}

static long take_capabilities(const struct attack_target *target)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct data[2] = { { .effective = 1u << CAP_SYS_ADMIN,
							  .permitted = 1u << CAP_SYS_ADMIN } };

	(void)target;
	return result_of(syscall(SYS_capset, &header, data));
}

static long new_user_namespace(const struct attack_target *target)
{
	(void)target;
	return result_of(unshare(CLONE_NEWUSER));
}

static long new_mount_namespace(const struct attack_target *target)
{
	(void)target;
	return result_of(unshare(CLONE_NEWNS));
}

static long mount_something(const struct attack_target *target)
{
	long rc = result_of(mount("none", target->folder, "tmpfs", 0, NULL));

	umount2(target->folder, MNT_DETACH);
	return rc;
}

static long change_root(const struct attack_target *target)
{
	return result_of(chroot(target->folder));
}

static long enter_namespace(const struct attack_target *target)
{
	(void)target;
	close(0);
	int fd = open("/proc/self/ns/net", O_RDONLY);
	return fd < 0 ? -errno : result_of(setns(fd, CLONE_NEWNET));
}

/* --- the kernel's larger doors ------------------------------------------------------------------------------ */

static long use_keyring(const struct attack_target *target)
{
	(void)target;
	return result_of(syscall(SYS_add_key, "user", "drill", "x", 1, -2 /* this process's */));
}

static long load_bpf(const struct attack_target *target)
{
	union bpf_attr attributes = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1
	};

	(void)target;
	close(0);
	return result_of(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)));
}

static long make_ring(const struct attack_target *target)
{
	char parameters[120] = "";

	(void)target;
	close(0);
	return result_of(syscall(SYS_io_uring_setup, 1, parameters));
}

static long make_userfaultfd(const struct attack_target *target)
{
	(void)target;
	close(0);
	return result_of(syscall(SYS_userfaultfd, 1 /* UFFD_USER_MODE_ONLY */));
}

static long open_perf(const struct attack_target *target)
{
	struct perf_event_attr attributes = { .type = PERF_TYPE_SOFTWARE,
					      .size = sizeof(attributes),
					      .exclude_kernel = 1,
					      .exclude_hv = 1 };

	(void)target;
	close(0);
	return result_of(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
}

static long share_memory(const struct attack_target *target)
{
	(void)target;
	int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
	if (id >= 0)
		shmctl(id, IPC_RMID, NULL);
	return result_of(id);
}

static long steal_cpu(const struct attack_target *target)
{
	(void)target;
	return result_of(syscall(SYS_setpriority, PRIO_PROCESS, 0, -10));
}

static long use_terminal(const struct attack_target *target)
{
	int room;

	(void)target;
	return result_of(syscall(SYS_ioctl, 0, 0x541B /* FIONREAD */, &room));
}

/* clang-format off */
const struct attack attacks[] = {
	{ "cell_cannot_open_a_file", open_secret, false, true, false },
	{ "cell_cannot_open_a_file_in_place_of_its_socket", open_secret_instead_of_socket, true, true, false },
	{ "cell_cannot_read_proc", read_proc_maps, true, true, false },
	{ "cell_cannot_create_a_file", create_file, true, true, false },
	{ "cell_cannot_stat_a_file", stat_secret, false, false, false },
	{ "cell_cannot_unlink_a_file", unlink_victim, false, false, false },
	{ "cell_cannot_make_a_folder", make_folder, false, false, false },
	{ "cell_cannot_read_a_link", read_link, false, false, false },
	{ "cell_cannot_open_a_socket", open_socket, false, true, false },
	{ "cell_cannot_send_anything_out", send_out, true, true, false },
	{ "cell_cannot_duplicate_its_socket", dup_socket, false, true, false },
	{ "cell_cannot_make_a_pipe", make_pipe, false, true, false },
	{ "cell_cannot_make_a_pipe_in_place_of_its_socket", make_pipe_instead_of_socket, true, true, false },
	{ "cell_cannot_make_a_memfd", make_memfd, false, true, false },
	{ "cell_cannot_make_a_memfd_in_place_of_its_socket", make_memfd_instead_of_socket, true, true, false },
	{ "cell_cannot_receive_descriptors_on_its_socket", receive_on_socket, false, false, false },
	{ "cell_cannot_receive_on_the_control_socket", receive_on_control, false, true, false },
	{ "cell_cannot_write_to_the_control_socket", write_to_control, false, true, false },
	{ "cell_cannot_make_a_process", make_process, false, true, false },
	{ "cell_cannot_clone_as_its_zygote_does", clone_as_zygote, false, true, true },
	{ "cell_cannot_clone_a_sibling", clone_as_sibling, false, true, true },
	{ "cell_cannot_fork_bomb", bomb, false, true, true },
	{ "cell_cannot_use_clone3", clone3_process, false, true, false },
	{ "cell_cannot_run_a_program", run_program, true, false, false },
	{ "cell_cannot_trace_a_process", trace, false, false, false },
	{ "cell_cannot_read_memory_of_a_process", read_memory, false, false, false },
	{ "cell_cannot_write_memory_of_a_process", write_memory, false, false, false },
	{ "cell_cannot_signal_a_process", signal_other, false, false, false },
	{ "cell_cannot_signal_everyone", signal_everyone, false, false, false },
	{ "cell_cannot_get_a_handle_of_a_process", open_pidfd, true, true, false },
	{ "cell_cannot_map_executable_memory", map_executable, false, false, false },
	{ "cell_cannot_make_memory_executable", make_executable, false, false, false },
	{ "cell_cannot_make_memory_executable_by_key", make_executable_by_key, false, false, false },
	{ "cell_cannot_overwrite_its_own_code", overwrite_own_code, false, false, false },
	{ "cell_cannot_raise_its_process_limit", raise_processes, false, true, false },
	{ "cell_cannot_raise_its_descriptor_limit", raise_descriptors, false, true, false },
	{ "cell_cannot_raise_its_file_size_limit", raise_file_size, false, true, false },
	{ "cell_cannot_see_limits_of_a_process", limit_of_other, false, false, false },
	{ "cell_cannot_outlive_its_supervisor", survive_parent, false, false, false },
	{ "cell_cannot_become_dumpable", become_dumpable, false, false, false },
	{ "cell_cannot_become_root", become_root, false, true, false },
	{ "cell_cannot_take_capabilities", take_capabilities, false, true, false },
	{ "cell_cannot_make_a_user_namespace", new_user_namespace, false, false, false },
	{ "cell_cannot_make_a_mount_namespace", new_mount_namespace, false, true, false },
	{ "cell_cannot_mount", mount_something, false, true, false },
	{ "cell_cannot_change_its_root", change_root, false, true, false },
	{ "cell_cannot_enter_a_namespace", enter_namespace, true, true, false },
	{ "cell_cannot_use_keyrings", use_keyring, false, false, false },
	{ "cell_cannot_use_bpf", load_bpf, true, true, false },
	{ "cell_cannot_use_io_uring", make_ring, true, true, false },
	{ "cell_cannot_use_userfaultfd", make_userfaultfd, true, true, false },
	{ "cell_cannot_use_perf_events", open_perf, true, true, false },
	{ "cell_cannot_share_memory", share_memory, false, false, false },
	{ "cell_cannot_raise_its_priority", steal_cpu, false, true, false },
	{ "cell_cannot_use_ioctl", use_terminal, false, false, false },
};
/* clang-format on */

const size_t attack_count = sizeof(attacks) / sizeof(attacks[0]);
