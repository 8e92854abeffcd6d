/* SPDX-License-Identifier: MIT */
/*
 * Starts a program again and again and measures from before the start to after its end: what one execution
 * costs when it pays for a whole process. The program's output must be the expected one each time.
 */
#include "stats.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Runs @argv with its standard output into @out, cut at @room, and waits for its end. */
static void run_once(char **argv, char *out, size_t room)
{
	posix_spawn_file_actions_t actions;
	int ends[2], status;
	pid_t child;
	size_t used = 0;
	ssize_t got;

	if (pipe(ends) < 0)
		stats_fail("pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	errno = posix_spawn(&child, argv[0], &actions, NULL, argv, environ);
	if (errno != 0)
		stats_fail(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	while (used + 1 < room && (got = read(ends[0], out + used, room - used - 1)) > 0)
		used += (size_t)got;
	out[used] = '\0';
	close(ends[0]);
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		errno = 0;
		stats_fail("the program failed");
	}
}

int main(int argc, char **argv)
{
	struct samples samples = { 0 };
	char out[256];

	if (argc < 4) {
		fprintf(stderr, "usage: launch COUNT EXPECTED PROGRAM ARGUMENT...\n");
		return 2;
	}
	for (unsigned i = stats_number(argv[1]); i > 0; i--) {
		double start = stats_now_ms();

		run_once(argv + 3, out, sizeof(out));
		stats_add(&samples, stats_now_ms() - start);
		out[strcspn(out, "\n")] = '\0';
		if (strcmp(out, argv[2]) != 0) {
			fprintf(stderr, "launch: expected %s, got %s\n", argv[2], out);
			return 1;
		}
	}
	stats_print("launch_ms", &samples);
	stats_done(&samples);
	return 0;
}
