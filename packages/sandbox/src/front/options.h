/* SPDX-License-Identifier: MIT */
/*
 * Command-line options as tables: parsing, messages and --help come from the same rows.
 *
 * A row says what kind of value it takes and which field of a structure gets it. A command has one table or several,
 * whose structures are parts of the command's own, so that commands may share a table. What is not given keeps the value
 * that it had.
 */
#ifndef UNTRUSTED_FRONT_OPTIONS_H
#define UNTRUSTED_FRONT_OPTIONS_H

#include <stdbool.h>
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

/* How often an option of a list may be given. */
#define OPTIONS_LIST_MAX 100u

/* Every value of an option that may be given again and again. The texts are whoever's gave them. */
struct options_list {
	const char *items[OPTIONS_LIST_MAX + 1]; /* the one after the last is NULL */
	size_t count;
};

enum options_kind {
	OPTIONS_KIND_FLAG,  /* bool: it was given */
	OPTIONS_KIND_TEXT,  /* const char *: the last one */
	OPTIONS_KIND_LIST,  /* struct options_list: all of them */
	OPTIONS_KIND_COUNT, /* unsigned, from `min` to `max` */
	OPTIONS_KIND_TIME,  /* uint64_t, milliseconds above 0 (base/units.h) */
	OPTIONS_KIND_SIZE,  /* uint64_t, bytes above 0 (base/units.h) */
	OPTIONS_KIND_TAKEN, /* as `take` has it */
};

struct options_row {
	const char *name;     /* without the dashes */
	char letter;	      /* or 0 */
	const char *argument; /* its name in --help; NULL: the option takes none */
	const char *help;
	/* The rest by one of the macros below. */
	enum options_kind kind;
	size_t offset; /* of the field in the table's structure */
	unsigned min, max;
	/*
	 * Stores the value in @field. Returns 0, or -1 with what is wrong with it in @message, such as "is not a
	 * number".
	 */
	int (*take)(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX]);
};

#define OPTIONS_FIELD(row_kind, structure, field) \
	.kind = (row_kind), .offset = offsetof(structure, field)
#define OPTIONS_FLAG(structure, field) OPTIONS_FIELD(OPTIONS_KIND_FLAG, structure, field)
#define OPTIONS_TEXT(structure, field) OPTIONS_FIELD(OPTIONS_KIND_TEXT, structure, field)
#define OPTIONS_LIST(structure, field) OPTIONS_FIELD(OPTIONS_KIND_LIST, structure, field)
#define OPTIONS_TIME(structure, field) OPTIONS_FIELD(OPTIONS_KIND_TIME, structure, field)
#define OPTIONS_SIZE(structure, field) OPTIONS_FIELD(OPTIONS_KIND_SIZE, structure, field)
#define OPTIONS_COUNT(structure, field, least, most) \
	OPTIONS_FIELD(OPTIONS_KIND_COUNT, structure, field), .min = (least), .max = (most)
#define OPTIONS_TAKEN(structure, field, function) \
	OPTIONS_FIELD(OPTIONS_KIND_TAKEN, structure, field), .take = (function)

struct options_table {
	const char *title; /* a line above its rows in --help; NULL: none */
	const struct options_row *rows;
	size_t count;
	size_t offset; /* of its structure in the command's */
};

#define OPTIONS_TABLES_MAX 3

struct options_command {
	const char *name;
	const char *usage;   /* what follows the name in its usage line */
	const char *summary; /* for the list of commands */
	const char *details; /* paragraphs under the options, or NULL */
	struct options_table tables[OPTIONS_TABLES_MAX]; /* those after the last have no rows */
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

/*
 * Stores a value that comes from elsewhere as if it had been given for the option; NULL for one without an argument.
 * @structure is that of the row's table. Returns 0, or -1 with what is wrong with it in @message.
 */
int options_take(const struct options_row *row, void *structure, const char *value,
		 char message[OPTIONS_MESSAGE_MAX]);

/* Adds to a list. Returns 0, or -1 with @message when it is full. */
int options_list_add(struct options_list *list, const char *item,
		     char message[OPTIONS_MESSAGE_MAX]);

#endif
