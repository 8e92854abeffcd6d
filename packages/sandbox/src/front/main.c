// SPDX-License-Identifier: MIT
/* untrusted: runs JavaScript that nobody has read, contained. */
#include <stdio.h>
#include <string.h>

#include "front/commands.h"
#include "front/process.h"
#include "untrusted.h"

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

int main(int argc, char **argv)
{
	environment = environment_take();
	process_prepare();

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
		puts("untrusted " UNTRUSTED_VERSION);
		return EXIT_OK;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i]->main(argc - 1, argv + 1);
	fprintf(stderr, "untrusted: unknown command '%s'\n\n", name);
	print_help(stderr);
	return EXIT_USAGE;
}
