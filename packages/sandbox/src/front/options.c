// SPDX-License-Identifier: MIT
#include "front/options.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ROWS_MAX 24

/* getopt_long()'s values for our rows; letters are below. */
#define FIRST_ROW 256
#define HELP	  (FIRST_ROW + ROWS_MAX)

static void print_row(const struct options_row *row)
{
	char left[64];
	int n = row->letter ? snprintf(left, sizeof(left), "-%c, --%s", row->letter, row->name)
			    : snprintf(left, sizeof(left), "    --%s", row->name);

	if (row->argument && n > 0 && (size_t)n < sizeof(left))
		snprintf(left + n, sizeof(left) - (size_t)n, " %s", row->argument);
	printf("  %-26s %s\n", left, row->help);
}

static void print_help(const struct options_command *command)
{
	static const struct options_row help = { .name = "help",
						 .letter = 'h',
						 .help = "show this" };

	printf("usage: untrusted %s %s\n\n%s\n\n", command->name, command->usage, command->summary);
	for (size_t i = 0; i < command->row_count; i++)
		print_row(&command->rows[i]);
	print_row(&help);
	if (command->details)
		printf("\n%s", command->details);
}

static void fill_tables(const struct options_command *command, struct option *longs, char *shorts)
{
	size_t i;

	*shorts++ = ':'; /* a missing argument is told apart from an unknown option */
	for (i = 0; i < command->row_count && i < ROWS_MAX; i++) {
		const struct options_row *row = &command->rows[i];
		longs[i] =
			(struct option){ row->name, row->argument ? required_argument : no_argument,
					 NULL, FIRST_ROW + (int)i };
		if (row->letter) {
			*shorts++ = row->letter;
			if (row->argument)
				*shorts++ = ':';
		}
	}
	longs[i] = (struct option){ "help", no_argument, NULL, HELP };
	*shorts++ = 'h';
	*shorts = '\0';
}

static const struct options_row *find_row(const struct options_command *command, int value)
{
	for (size_t i = 0; i < command->row_count; i++)
		if (value == FIRST_ROW + (int)i ||
		    (value < FIRST_ROW && value == command->rows[i].letter))
			return &command->rows[i];
	return NULL;
}

static int complain(const struct options_command *command, const char *what, const char *detail)
{
	fprintf(stderr, "untrusted %s: %s%s\nTry 'untrusted %s --help'.\n", command->name, what,
		detail, command->name);
	return -1;
}

/* getopt_long() leaves in optopt which one it stumbled over: 0 for an unknown long one. */
static int complain_unknown(const struct options_command *command, const char *given)
{
	const char letter[] = { '-', (char)optopt, '\0' };

	if (optopt >= FIRST_ROW)
		return complain(command, "this option takes no value: ", given);
	return complain(command, "unknown option: ", optopt ? letter : given);
}

static int take(const struct options_command *command, const struct options_row *row, void *target)
{
	char message[OPTIONS_MESSAGE_MAX];

	if (row->take(target, row->argument ? optarg : NULL, message) == 0)
		return 0;
	fprintf(stderr, "untrusted %s: --%s %s: %s\n", command->name, row->name,
		row->argument ? optarg : "", message);
	return -1;
}

int options_parse(const struct options_command *command, int argc, char **argv, void *target,
		  char ***out_operands)
{
	struct option longs[ROWS_MAX + 2] = { 0 };
	char shorts[2 * ROWS_MAX + 4];
	int value;

	fill_tables(command, longs, shorts);
	opterr = 0;
	while ((value = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const char *given = argv[optind - 1];
		if (value == HELP || value == 'h') {
			print_help(command);
			return -2;
		}
		if (value == ':')
			return complain(command, "this option needs a value: ", given);
		if (value == '?')
			return complain_unknown(command, given);
		const struct options_row *row = find_row(command, value);
		if (!row || take(command, row, target) < 0)
			return -1;
	}
	if (argc - optind > command->max_operands)
		return complain(command,
				"unexpected argument: ", argv[optind + command->max_operands]);
	*out_operands = argv + optind;
	return argc - optind;
}
