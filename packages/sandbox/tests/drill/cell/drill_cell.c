// SPDX-License-Identifier: MIT
/*
 * The compromised-cell drill: drill_cell ATTACK-CELL PROGRAM [LABEL]
 *
 * Every attack twice: outside, where it has to work, or the pair proves nothing and is skipped; and in a
 * locked cell, where it has to be refused or fatal. Then every system call number. Where the kernel does
 * not give seccomp (AWS Lambda), what rlimits alone must hold is asserted, the rest printed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../unit/unit.h"
#include "../driver.h"
#include "attacks.h"
#include "base/check.h"

#define UNPRIVILEGED_ID 65534
#define TIMEOUT_MS	300
#define NUMBER_MAX	520
/* The free twin's pipe, out of the way of every number that an attack uses. */
#define TELL_FD 100

static const char *cell_path, *program_path, *label = "";
static struct driver driver;
static struct attack_target target;
static bool strict;  /* seccomp holds, which alone refuses everything */
static bool limited; /* the executor says that the process limit holds */

enum fate { WORKED, REFUSED, FATAL /* or refused, and the cell cannot tell the error */ };

struct outcome {
	enum fate fate;
	int error; /* of REFUSED; of FATAL the signal, or 0 */
};

static const char *tell(const struct outcome *outcome)
{
	if (outcome->fate == REFUSED)
		return strerrorname_np(outcome->error) ? strerrorname_np(outcome->error)
						       : "an error";
	if (outcome->fate == WORKED)
		return "WORKED";
	return outcome->error == SIGSYS ? "SIGSYS" : "ended";
}

/* --- outside ------------------------------------------------------------------------------------------------ */

static void open_waiting_socket(int number)
{
	int pair[2];

	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && write(pair[1], "x", 1) == 1);
	/* The other end stays open, somewhere high. */
	CHECK(fcntl(pair[1], F_DUPFD, TELL_FD + 1) >= 0 && dup2(pair[0], number) == number);
	close(pair[1]);
	if (pair[0] != number)
		close(pair[0]);
}

static void act_free(const struct attack *attack, int tell_fd)
{
	CHECK(dup2(tell_fd, TELL_FD) == TELL_FD && fcntl(TELL_FD, F_SETFD, FD_CLOEXEC) == 0);
	close(tell_fd);
	open_waiting_socket(3);
	open_waiting_socket(0);
	long rc = attack->act(&target);
	if (write(TELL_FD, &rc, sizeof(rc)) != sizeof(rc))
		_exit(1);
	_exit(0);
}

/* Without any lock, in a process of its own. */
static struct outcome run_free(const struct attack *attack)
{
	int pair[2];
	long rc;

	fflush(NULL);
	CHECK(pipe(pair) == 0);
	pid_t pid = fork();
	CHECK(pid >= 0);
	if (pid == 0)
		act_free(attack, pair[1]);
	close(pair[1]);
	ssize_t n = read(pair[0], &rc, sizeof(rc));
	close(pair[0]);
	int status;
	CHECK(waitpid(pid, &status, 0) == pid);
	/* No word: it has become another program, which tells by its exit code. */
	if (n != sizeof(rc))
		rc = WIFEXITED(status) && WEXITSTATUS(status) == ATTACK_WORKED ? 0 : -ECHILD;
	return rc < 0 ? (struct outcome){ REFUSED, (int)-rc } : (struct outcome){ WORKED, 0 };
}

/* --- inside ------------------------------------------------------------------------------------------------- */

static struct outcome outcome_of(const struct driver_answer *answer)
{
	long rc;

	/* It goes on and on, or has told so without its socket. */
	if (answer->outcome == UNTRUSTED_LIMIT_EXCEEDED || answer->exit_code == ATTACK_WORKED)
		return (struct outcome){ .fate = WORKED };
	const char *at = strstr(answer->response, "{\"rc\":");
	if (answer->outcome != UNTRUSTED_SUCCESS || !at || sscanf(at, "{\"rc\":%ld}", &rc) != 1)
		return (struct outcome){ .fate = FATAL, .error = answer->signal };
	return rc < 0 ? (struct outcome){ REFUSED, (int)-rc } : (struct outcome){ WORKED, 0 };
}

static struct outcome run_code(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct outcome run_code(const char *format, ...)
{
	struct driver_answer answer;
	char code[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(code, sizeof(code), format, arguments);
	va_end(arguments);
	driver_run(&driver, code, TIMEOUT_MS, NULL, &answer);
	struct outcome outcome = outcome_of(&answer);
	driver_answer_done(&answer);
	return outcome;
}

/* A file that the victim's user may remove, again for each try. */
static void put_victim(void)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/victim", target.folder);
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
	CHECK(fd >= 0);
	close(fd);
}

static void test_attack(void **state)
{
	const struct attack *attack = *state;

	put_victim();
	struct outcome outside = run_free(attack);
	put_victim();
	struct outcome inside = run_code("attack %s %d %d %s", attack->name, target.pid,
					 target.port, target.folder);
	bool must_fail = attack->process_limit ? limited : strict || attack->without_kernel;
	printf("%-52s outside: %-8s in a cell: %s%s\n", attack->name, tell(&outside), tell(&inside),
	       inside.fate == WORKED && !must_fail ? " (open here)" : "");
	if (must_fail)
		assert_int_not_equal(inside.fate, WORKED);
	if (outside.fate == WORKED)
		return;
	printf("SKIP %s: it does not work outside either (%s)\n", attack->name, tell(&outside));
	skip();
}

/* --- every number ------------------------------------------------------------------------------------------- */

/* What the filter lets through, in whatever way it then ends: see allow_free() and allow_bound(). */
static const int allowed[] = {
	SYS_read,	SYS_write,     SYS_close,	  SYS_ppoll,	    SYS_exit,
	SYS_exit_group, SYS_getrandom, SYS_clock_gettime, SYS_rt_sigreturn, SYS_rt_sigprocmask,
	SYS_mprotect,	SYS_capset,    SYS_prlimit64,	  SYS_pselect6,
#ifdef SYS_poll
	SYS_poll,	SYS_select,
#endif
};

/* The kernel lets it past every filter (Linux 6.18, x86-64); anywhere but in a probe's trampoline it fails. */
#define UPROBE 336

static bool is_allowed(long number, const struct outcome *outcome)
{
#ifdef __x86_64__
	if (number == UPROBE && outcome->fate == REFUSED)
		return true;
#else
	(void)outcome;
#endif
	for (size_t i = 0; i < UNIT_COUNT(allowed); i++)
		if (allowed[i] == number)
			return true;
	return false;
}

static unsigned try_numbers(const char *abi, bool may_allow)
{
	unsigned fatal = 0, let_through = 0, wrong = 0;

	printf("system calls by the %s ABI, %s:", abi, label);
	for (long number = 0; number < NUMBER_MAX; number++) {
		struct outcome outcome = run_code("number %ld %s", number, abi);
		if (outcome.fate == FATAL) {
			fatal++;
			continue;
		}
		let_through++;
		bool ok = may_allow && is_allowed(number, &outcome);
		printf(" %ld=%s%s", number, tell(&outcome), ok ? "" : "(!)");
		wrong += !ok;
	}
	printf("\n%u fatal, %u let through, %u of them wrongly\n", fatal, let_through, wrong);
	return wrong;
}

static void test_numbers(void **state)
{
	const char *abi = *state;
	bool native = strcmp(abi, "x32") != 0 && strcmp(abi, "i386") != 0;

	if (!strict && !native) {
		printf("SKIP the %s ABI: only seccomp tells it apart, and it is refused here\n",
		       abi);
		skip();
	}
	unsigned wrong = try_numbers(abi, native);
	if (strict)
		assert_int_equal(wrong, 0);
}

/* --- the stage ---------------------------------------------------------------------------------------------- */

static void become_victim(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (geteuid() == 0 && (setgroups(0, NULL) < 0 ||
			       setresgid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID) < 0 ||
			       setresuid(UNPRIVILEGED_ID, UNPRIVILEGED_ID, UNPRIVILEGED_ID) < 0))
		_exit(1);
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	for (;;)
		pause();
}

static void copy_program(const char *from, const char *to)
{
	char bytes[65536];
	ssize_t n;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	CHECK(in >= 0 && out >= 0);
	while ((n = read(in, bytes, sizeof(bytes))) > 0)
		CHECK(write(out, bytes, (size_t)n) == n);
	close(in);
	close(out);
}

static void make_folder(void)
{
	char path[256];

	snprintf(target.folder, sizeof(target.folder), "%s/drill-XXXXXX", P_tmpdir);
	CHECK(mkdtemp(target.folder) && chmod(target.folder, 0777) == 0);
	snprintf(path, sizeof(path), "%s/program", target.folder);
	copy_program(program_path, path);
	snprintf(path, sizeof(path), "%s/secret", target.folder);
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
	CHECK(fd >= 0 && write(fd, "secret", 6) == 6);
	close(fd);
}

static int listen_somewhere(int *out_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t bytes = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, 16) < 0 || getsockname(fd, (struct sockaddr *)&address, &bytes) < 0)
		return -errno;
	*out_port = ntohs(address.sin_port);
	return fd;
}

static int set_stage(void **state)
{
	(void)state;
	make_folder();
	CHECK(listen_somewhere(&target.port) >= 0);
	target.pid = fork();
	CHECK(target.pid >= 0);
	if (target.pid == 0)
		become_victim();
	int rc = driver_open(cell_path, 0, &driver);
	if (rc < 0) {
		printf("the executor does not start: %s\n", strerror(-rc));
		return -1;
	}
	strict = untrusted_layer_error(driver.executor, UNTRUSTED_LAYER_SECCOMP) == 0;
	limited = untrusted_layer_error(driver.executor, UNTRUSTED_LAYER_RLIMITS) == 0;
	printf("--- compromised cell, %s: %s, %s namespaces\n", label,
	       strict ? "everything must be refused"
		      : "no seccomp, so that some is open, which is only shown",
	       untrusted_layer_error(driver.executor, UNTRUSTED_LAYER_NAMESPACES) == 0 ? "in"
										       : "without");
	return 0;
}

static int clear_stage(void **state)
{
	static const char *const names[] = { "program", "secret", "victim", "new" };
	char path[256];

	(void)state;
	driver_close(&driver);
	kill(target.pid, SIGKILL);
	waitpid(target.pid, NULL, 0);
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", target.folder, names[i]);
		unlink(path);
	}
	return rmdir(target.folder);
}

int main(int argc, char **argv)
{
	static struct CMUnitTest tests[128];
	static const char *const abis[] = {
#ifdef __x86_64__
		"x86_64",
		"x32",
		"i386",
#else
		"native",
#endif
	};
	size_t count = 0;

	if (argc < 3)
		return 2;
	cell_path = argv[1];
	program_path = argv[2];
	label = argc > 3 ? argv[3] : "as started";
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < attack_count; i++)
		tests[count++] =
			(struct CMUnitTest){ .name = attacks[i].name,
					     .test_func = test_attack,
					     .initial_state = (void *)(uintptr_t)&attacks[i] };
	for (size_t i = 0; i < UNIT_COUNT(abis); i++)
		tests[count++] = (struct CMUnitTest){ .name = "cell_can_make_no_other_system_call",
						      .test_func = test_numbers,
						      .initial_state = (void *)(uintptr_t)abis[i] };
	return _cmocka_run_group_tests("compromised_cell", tests, count, set_stage, clear_stage);
}
