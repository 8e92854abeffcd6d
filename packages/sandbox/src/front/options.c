// SPDX-License-Identifier: MIT
#include "front/options.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/units.h"

#define ROWS_MAX 32

/* getopt_long()'s values for our rows; letters are below. */
#define FIRST_ROW 256
#define HELP	  (FIRST_ROW + ROWS_MAX)

/* --- values ------------------------------------------------------------------------------------------- */

static int refuse(char message[OPTIONS_MESSAGE_MAX], const char *why)
{
	snprintf(message, OPTIONS_MESSAGE_MAX, "%s", why);
	return -1;
}

int options_list_add(struct options_list *list, const char *item, char message[OPTIONS_MESSAGE_MAX])
{
	if (list->count == OPTIONS_LIST_MAX) {
		snprintf(message, OPTIONS_MESSAGE_MAX, "there may be at most %u of these",
			 OPTIONS_LIST_MAX);
		return -1;
	}
	list->items[list->count++] = item;
	list->items[list->count] = NULL;
	return 0;
}

static int take_count(const struct options_row *row, unsigned *field, const char *value,
		      char message[OPTIONS_MESSAGE_MAX])
{
	uint64_t count = 0;
	bool ok = *value != '\0';

	for (; ok && *value; value++) {
		ok = *value >= '0' && *value <= '9';
		count = count * 10 + (uint64_t)(*value - '0');
		ok = ok && count <= row->max;
	}
	if (ok && count >= row->min) {
		*field = (unsigned)count;
		return 0;
	}
	snprintf(message, OPTIONS_MESSAGE_MAX, "must be a number from %u to %u", row->min,
		 row->max);
	return -1;
}

static int take_units(enum units_verdict verdict, uint64_t amount, uint64_t *field,
		      char message[OPTIONS_MESSAGE_MAX])
{
	if (verdict != UNITS_OK)
		return refuse(message, units_explain(verdict));
	if (amount == 0)
		return refuse(message, "must be more than zero");
	*field = amount;
	return 0;
}

int options_take(const struct options_row *row, void *structure, const char *value,
		 char message[OPTIONS_MESSAGE_MAX])
{
	void *field = (char *)structure + row->offset;
	enum units_verdict verdict;
	uint64_t amount = 0;

	switch (row->kind) {
	case OPTIONS_KIND_FLAG:
		*(bool *)field = true;
		return 0;
	case OPTIONS_KIND_TEXT:
		*(const char **)field = value;
		return 0;
	case OPTIONS_KIND_LIST:
		return options_list_add(field, value, message);
	case OPTIONS_KIND_COUNT:
		return take_count(row, field, value, message);
	case OPTIONS_KIND_TIME:
		verdict = units_parse_duration(value, &amount);
		return take_units(verdict, amount, field, message);
	case OPTIONS_KIND_SIZE:
		verdict = units_parse_size(value, &amount);
		return take_units(verdict, amount, field, message);
	case OPTIONS_KIND_TAKEN:
		break;
	}
	return row->take(field, value, message);
}

/* --- tables ------------------------------------------------------------------------------------------- */

/* A row, counted through all tables of a command. */
struct place {
	const struct options_row *row; /* NULL: there is none of that number */
	size_t structure;	       /* offset of its structure in the target */
};

static struct place place_of(const struct options_command *command, size_t number)
{
	for (size_t i = 0; i < OPTIONS_TABLES_MAX; i++) {
		const struct options_table *table = &command->tables[i];
		if (number < table->count)
			return (struct place){ &table->rows[number], table->offset };
		number -= table->count;
	}
	return (struct place){ NULL, 0 };
}

static struct place find_row(const struct options_command *command, int value)
{
	size_t number = 0;
	struct place place = place_of(command, 0);

	while (place.row && value != FIRST_ROW + (int)number &&
	       (value >= FIRST_ROW || value != place.row->letter))
		place = place_of(command, ++number);
	return place;
}

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
	for (size_t i = 0; i < OPTIONS_TABLES_MAX; i++) {
		const struct options_table *table = &command->tables[i];
		if (table->title)
			printf("\n%s\n", table->title);
		for (size_t j = 0; j < table->count; j++)
			print_row(&table->rows[j]);
		if (i == 0)
			print_row(&help);
	}
	if (command->details)
		printf("\n%s", command->details);
}

static void fill_tables(const struct options_command *command, struct option *longs, char *shorts)
{
	struct place place;
	size_t i;

	*shorts++ = ':'; /* a missing argument is told apart from an unknown option */
	for (i = 0; i < ROWS_MAX && (place = place_of(command, i)).row; i++) {
		const struct options_row *row = place.row;
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

/* --- parsing ------------------------------------------------------------------------------------------ */

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

static int take(const struct options_command *command, struct place place, void *target)
{
	const struct options_row *row = place.row;
	char message[OPTIONS_MESSAGE_MAX];

	if (options_take(row, (char *)target + place.structure, row->argument ? optarg : NULL,
			 message) == 0)
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
		struct place place = find_row(command, value);
		if (!place.row || take(command, place, target) < 0)
			return -1;
	}
	if (argc - optind > command->max_operands)
		return complain(command,
				"unexpected argument: ", argv[optind + command->max_operands]);
	*out_operands = argv + optind;
	return argc - optind;
}
