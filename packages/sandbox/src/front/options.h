/* SPDX-License-Identifier: MIT */
/*
 * Command-line options as tables: parsing, messages and --help come from the same rows.
 */
#ifndef UNTRUSTED_FRONT_OPTIONS_H
#define UNTRUSTED_FRONT_OPTIONS_H

#include <stddef.h>

/* Every way to end of `untrusted`. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_CODE_FAILED = 1, /* the code */
	EXIT_USAGE = 2,
	EXIT_LIMIT = 3,		 /* timeout or memory */
	EXIT_SANDBOX_FAILED = 4, /* ours */
	EXIT_INTERRUPTED = 130,	 /* Ctrl-C, as shells count it */
};

#define OPTIONS_MESSAGE_MAX 256

struct options_row {
	const char *name;     /* without the dashes */
	char letter;	      /* or 0 */
	const char *argument; /* its name in --help; NULL: the option takes none */
	const char *help;
	/*
	 * Stores the value (NULL for an option without one) in @target. Returns 0, or -1 with what is wrong
	 * with it in @message, such as "is not a number".
	 */
	int (*take)(void *target, const char *value, char message[OPTIONS_MESSAGE_MAX]);
};

struct options_command {
	const char *name;
	const char *usage;   /* what follows the name in its usage line */
	const char *summary; /* for the list of commands */
	const char *details; /* paragraphs under the options, or NULL */
	const struct options_row *rows;
	size_t row_count;
	int max_operands;
	/* Runs the command; returns its exit code. argv[0] is the command's name. */
	int (*main)(int argc, char **argv);
};

/*
 * Parses the arguments of a command into @target. Returns the number of operands, which are at the end of
 * @argv from @out_operands on; or -1 after a message on standard error; or -2 after --help, which is all
 * that was asked for.
 */
int options_parse(const struct options_command *command, int argc, char **argv, void *target,
		  char ***out_operands);

#endif
