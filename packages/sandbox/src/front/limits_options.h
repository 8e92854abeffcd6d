/* SPDX-License-Identifier: MIT */
/*
 * The deployer's limits (docs/limits.md): what a request gets that asks for nothing, and the most that one gets. Options
 * of serve and doctor, and environment variables that say the same, for AWS Lambda. Not of run: whoever starts it is the deployer.
 *
 *	limits_options_init(&options.limits, &environment);
 *	options_parse(&command, argc, argv, &options, &operands);
 *	limits_options_settle(&options.limits, "serve");
 *	untrusted_open(&(struct untrusted_options){ .limits = &options.limits.limits }, &executor);
 *
 * What the command line gives takes the place of the environment's.
 */
#ifndef UNTRUSTED_FRONT_LIMITS_OPTIONS_H
#define UNTRUSTED_FRONT_LIMITS_OPTIONS_H

#include <stddef.h>

#include "front/environment.h"
#include "front/options.h"
#include "front/settings.h"
#include "untrusted.h"

struct limits_options {
	/* What options and variables say, with units; NULL: nothing. */
	const char *default_timeout, *max_timeout;
	const char *default_memory, *max_memory;
	struct settings settings;
	/* Settled: those in force, the contract's where nothing was said. */
	struct untrusted_limits limits;
};

/* The option's row stands where the variable does that says the same. */
#define LIMITS_OPTIONS_ROWS (ENVIRONMENT_MAX_MEMORY - ENVIRONMENT_DEFAULT_TIMEOUT + 1)
extern const struct options_row limits_options_rows[LIMITS_OPTIONS_ROWS];

/* The table of a command whose structure has a struct limits_options as @field. */
#define LIMITS_OPTIONS_TABLE(structure, field)                                               \
	{                                                                                    \
		.title = "The deployer's limits, by UNTRUSTED_DEFAULT_TIMEOUT and the like " \
			 "too:",                                                             \
		.rows = limits_options_rows, .count = LIMITS_OPTIONS_ROWS,                   \
		.offset = offsetof(structure, field)                                         \
	}

/* Makes the settings that @environment has, which stays valid for as long as @out. */
void limits_options_init(struct limits_options *out, const struct environment *environment);

/*
 * After options_parse(): checks everything and fills the settled part. @command is the command's name, for messages.
 * Returns 0, or -1 after a message on the settings' `messages`.
 */
int limits_options_settle(struct limits_options *options, const char *command);

#endif
