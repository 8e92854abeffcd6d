// SPDX-License-Identifier: MIT
/* untrusted: runs JavaScript that nobody has read, contained. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "front/commands.h"

#define VERSION "0.1.0"

struct environment environment;

static const struct options_command *const commands[] = {
	&command_run,
	&command_serve,
	&command_doctor,
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *out)
{
	fprintf(out, "usage: untrusted COMMAND [OPTION...]\n\n"
		     "Runs JavaScript that nobody has read, contained.\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
	fprintf(out,
		"\n'untrusted COMMAND --help' tells more; 'untrusted --version' the version.\n");
}

/* A standard descriptor that is closed would become the number of a socket of ours, and be written to. */
static void keep_standard_descriptors(void)
{
	int fd;

	/* Not for writing: output that nobody gets is an error, as without us. */
	do {
		fd = open("/dev/null", O_RDONLY);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	environment = environment_take();
	keep_standard_descriptors();
	/*
	 * Where the kernel gives no namespaces, a broken-out cell is just another process of this user: it
	 * must not be able to read or write this one's memory. Refused on some platforms.
	 */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* A peer that goes away is an error of that write. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not grow: the audit log. */
	signal(SIGXFSZ, SIG_IGN);

	const char *name = argc > 1 ? argv[1] : NULL;
	if (!name) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
		print_help(stdout);
		return EXIT_OK;
	}
	if (strcmp(name, "--version") == 0) {
		puts("untrusted " VERSION);
		return EXIT_OK;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i]->main(argc - 1, argv + 1);
	fprintf(stderr, "untrusted: unknown command '%s'\n\n", name);
	print_help(stderr);
	return EXIT_USAGE;
}
