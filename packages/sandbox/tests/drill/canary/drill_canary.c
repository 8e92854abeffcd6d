// SPDX-License-Identifier: MIT
/*
 * The canary test: drill_canary UNTRUSTED
 *
 * Starts the real executable with one secret in its environment and another in a file of its user's, and while
 * code runs looks for both in all memory of the supervisor, the zygote and every cell. A process that wipes
 * nothing, started with the same, shows that the search finds. Needs root, to look.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../unit/unit.h"
#include "base/check.h"

#define PROCESSES_MAX 16
#define CODE	      "const end = Date.now() + 4000; let n = 0; while (Date.now() < end) n++; n > 0"
#define ORDINARY_USER 1000

static const char *untrusted_path;
static char secret[33], file_secret[33], folder[64], variable[64];

static pid_t supervisor, control;
static pid_t children[PROCESSES_MAX]; /* the zygote and the cells */
static size_t child_count;
static int output = -1;

static void make_secret(char out[33])
{
	uint8_t bytes[16];

	CHECK(getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* --- other processes ------------------------------------------------------------------------------------------ */

static pid_t parent_of(pid_t pid)
{
	char path[64];
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	fclose(file);
	return parent;
}

static void find_children(void)
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	int pid;

	CHECK(processes);
	child_count = 0;
	while ((entry = readdir(processes)))
		if (sscanf(entry->d_name, "%d", &pid) == 1 && parent_of(pid) == supervisor &&
		    child_count < PROCESSES_MAX)
			children[child_count++] = pid;
	closedir(processes);
}

static bool search_range(int memory, unsigned long start, unsigned long end, const char *text)
{
	static char block[(1 << 20) + 64];
	const size_t overlap = 64;
	size_t kept = 0;

	while (start < end) {
		size_t wanted = end - start < (1 << 20) ? end - start : 1 << 20;
		ssize_t n = pread(memory, block + kept, wanted, (off_t)start);
		if (n <= 0) {
			/* A page that cannot be had, such as the kernel's own for the clock. */
			start += 4096;
			kept = 0;
			continue;
		}
		if (memmem(block, kept + (size_t)n, text, strlen(text)))
			return true;
		start += (size_t)n;
		size_t have = kept + (size_t)n;
		kept = have < overlap ? have : overlap;
		memmove(block, block + have - kept, kept);
	}
	return false;
}

/* Is the text anywhere in the memory of the process? @out_bytes: how much there was to search. */
static bool search_process(pid_t pid, const char *text, unsigned long *out_bytes)
{
	char path[64], line[512], access[5];
	unsigned long start, end;
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	FILE *maps = fopen(path, "re");
	CHECK(memory >= 0 && maps);
	*out_bytes = 0;
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %4s", &start, &end, access) != 3 || access[0] != 'r')
			continue;
		*out_bytes += end - start;
		found = search_range(memory, start, end, text) || found;
	}
	fclose(maps);
	close(memory);
	return found;
}

static ssize_t size_of_proc_file(pid_t pid, const char *name)
{
	char path[64], bytes[65536];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ssize_t n = read(fd, bytes, sizeof(bytes));
	close(fd);
	return n;
}

/* The open descriptors of a process: how many, and what the last one is. */
static unsigned count_descriptors(pid_t pid, char *out_target, size_t room)
{
	char path[64], link[512];
	const struct dirent *entry;
	unsigned count = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	DIR *descriptors = opendir(path);
	CHECK(descriptors);
	while ((entry = readdir(descriptors))) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		snprintf(link, sizeof(link), "%s/%.20s", path, entry->d_name);
		ssize_t n = readlink(link, out_target, room - 1);
		out_target[n > 0 ? n : 0] = '\0';
	}
	closedir(descriptors);
	return count;
}

/* --- tests ---------------------------------------------------------------------------------------------------- */

static void search_finds_what_nobody_wiped(void **state)
{
	unsigned long bytes;

	(void)state;
	assert_true(search_process(control, secret, &bytes));
	assert_true(search_process(control, file_secret, &bytes));
	assert_true(size_of_proc_file(control, "environ") > 0);
}

static void environment_is_gone_from_every_process(void **state)
{
	unsigned long bytes;

	(void)state;
	assert_false(search_process(supervisor, secret, &bytes));
	assert_true(bytes > 100000);
	print_message("supervisor: %lu KiB searched\n", bytes / 1024);
	for (size_t i = 0; i < child_count; i++) {
		assert_false(search_process(children[i], secret, &bytes));
		assert_true(bytes > 100000);
		print_message("child: %lu KiB searched\n", bytes / 1024);
	}
}

static void users_files_are_in_no_process(void **state)
{
	unsigned long bytes;

	(void)state;
	for (size_t i = 0; i < child_count; i++)
		assert_false(search_process(children[i], file_secret, &bytes));
	assert_false(search_process(supervisor, file_secret, &bytes));
}

static void zygote_and_cells_have_no_environment(void **state)
{
	(void)state;
	for (size_t i = 0; i < child_count; i++)
		assert_int_equal(size_of_proc_file(children[i], "environ"), 0);
}

static void zygote_and_cells_have_one_descriptor(void **state)
{
	char target[512];

	(void)state;
	for (size_t i = 0; i < child_count; i++) {
		assert_int_equal(count_descriptors(children[i], target, sizeof(target)), 1);
		assert_memory_equal(target, "socket:", 7);
	}
}

/* Its memory and its files in /proc are root's then, not its user's: a broken-out cell is that user. */
static void supervisor_and_children_are_undumpable(void **state)
{
	char path[64];
	struct stat about;

	(void)state;
	for (size_t i = 0; i <= child_count; i++) {
		snprintf(path, sizeof(path), "/proc/%d/mem",
			 (int)(i < child_count ? children[i] : supervisor));
		assert_int_equal(stat(path, &about), 0);
		if (about.st_uid != 0)
			print_message("%s is user %u's own\n",
				      i < child_count ? "a child's memory"
						      : "the supervisor's memory",
				      about.st_uid);
		assert_int_equal(about.st_uid, 0);
	}
}

static void response_holds_neither(void **state)
{
	char text[65536];
	size_t have = 0;
	ssize_t n;

	(void)state;
	while ((n = read(output, text + have, sizeof(text) - have)) > 0)
		have += (size_t)n;
	assert_non_null(memmem(text, have, "\"result\":true", 13));
	assert_null(memmem(text, have, secret, 32));
	assert_null(memmem(text, have, file_secret, 32));
}

/* --- the stage ------------------------------------------------------------------------------------------------ */

static void become_ordinary(void)
{
	CHECK(setresgid(ORDINARY_USER, ORDINARY_USER, ORDINARY_USER) == 0);
	CHECK(setresuid(ORDINARY_USER, ORDINARY_USER, ORDINARY_USER) == 0);
}

static void start_untrusted(char *const envp[])
{
	char *const argv[] = { (char *)(uintptr_t)untrusted_path, (char *)(uintptr_t) "run",
			       (char *)(uintptr_t) "--json",	  (char *)(uintptr_t) "--timeout",
			       (char *)(uintptr_t) "10s",	  (char *)(uintptr_t) "-e",
			       (char *)(uintptr_t)CODE,		  NULL };
	int pair[2];

	CHECK(pipe(pair) == 0);
	supervisor = fork();
	CHECK(supervisor >= 0);
	if (supervisor == 0) {
		dup2(pair[1], STDOUT_FILENO);
		dup2(pair[1], STDERR_FILENO);
		close(pair[0]);
		close(pair[1]);
		CHECK(chdir(folder) == 0);
		become_ordinary();
		execve(untrusted_path, argv, envp);
		_exit(127);
	}
	close(pair[1]);
	output = pair[0];
}

/* Holds the file's text in its memory, and its environment. */
static void start_control(char *const envp[])
{
	char *const argv[] = {
		(char *)(uintptr_t) "/bin/sh", (char *)(uintptr_t) "-c",
		(char *)(uintptr_t) "read text < secret; while :; do sleep 1; done; echo $text",
		NULL
	};

	control = fork();
	CHECK(control >= 0);
	if (control == 0) {
		setpgid(0, 0);
		CHECK(chdir(folder) == 0);
		become_ordinary();
		execve(argv[0], argv, envp);
		_exit(127);
	}
}

static int set_stage(void **state)
{
	char *const envp[] = { variable, (char *)(uintptr_t) "PATH=/usr/bin:/bin", NULL };
	char path[96];

	(void)state;
	make_secret(secret);
	make_secret(file_secret);
	snprintf(variable, sizeof(variable), "AWS_SECRET=%s", secret);
	snprintf(folder, sizeof(folder), "%s/canary-XXXXXX", P_tmpdir);
	CHECK(mkdtemp(folder) && chown(folder, ORDINARY_USER, ORDINARY_USER) == 0);
	snprintf(path, sizeof(path), "%s/secret", folder);
	FILE *file = fopen(path, "we");
	CHECK(file && fprintf(file, "%s\n", file_secret) > 0 && fclose(file) == 0);
	CHECK(chown(path, ORDINARY_USER, ORDINARY_USER) == 0);
	start_control(envp);
	start_untrusted(envp);
	/* A zygote, one cell that runs and at least one that is ready. */
	for (unsigned i = 0; i < 200 && child_count < 3; i++) {
		usleep(10000);
		find_children();
	}
	usleep(200000);
	find_children();
	print_message("%zu children of the supervisor\n", child_count);
	return child_count >= 3 ? 0 : -1;
}

static int clear_stage(void **state)
{
	char path[96];

	(void)state;
	kill(supervisor, SIGKILL);
	waitpid(supervisor, NULL, 0);
	kill(-control, SIGKILL);
	waitpid(control, NULL, 0);
	snprintf(path, sizeof(path), "%s/secret", folder);
	unlink(path);
	return rmdir(folder);
}

static void nothing_was_searched(void **state)
{
	(void)state;
	skip();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search_finds_what_nobody_wiped),
		cmocka_unit_test(environment_is_gone_from_every_process),
		cmocka_unit_test(users_files_are_in_no_process),
		cmocka_unit_test(zygote_and_cells_have_no_environment),
		cmocka_unit_test(zygote_and_cells_have_one_descriptor),
		cmocka_unit_test(supervisor_and_children_are_undumpable),
		cmocka_unit_test(response_holds_neither),
	};
	const struct CMUnitTest none[] = { cmocka_unit_test(nothing_was_searched) };

	if (argc != 2)
		return 2;
	untrusted_path = argv[1];
	if (geteuid() != 0) {
		puts("SKIP canary: only root may read the memory of all these processes");
		return cmocka_run_group_tests_name("canary", none, NULL, NULL);
	}
	return cmocka_run_group_tests_name("canary", tests, set_stage, clear_stage);
}
