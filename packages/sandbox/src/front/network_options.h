/* SPDX-License-Identifier: MIT */
/*
 * The deployer's network settings (docs/network.md): options that every command has, and environment variables that say
 * the same, for AWS Lambda. Used by run, serve and doctor.
 *
 *	network_options_init(&options.network, &environment);
 *	options_parse(&command, argc, argv, &options, &operands);
 *	network_options_settle(&options.network, "run");
 *	untrusted_open(&(struct untrusted_options){ .network = &options.network.network }, &executor);
 *	network_options_done(&options.network);
 *
 * What the command line gives is added to a list of the environment's, and takes the place of a single value. All of it
 * is the deployer's, and is checked, so that a mistake is told with the name of the option.
 */
#ifndef UNTRUSTED_FRONT_NETWORK_OPTIONS_H
#define UNTRUSTED_FRONT_NETWORK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "front/environment.h"
#include "front/options.h"
#include "front/settings.h"
#include "policy/network.h"
#include "untrusted.h"

/* May not be moved once it is settled: `network` points into it. */
struct network_options {
	/* What options and variables say. */
	struct options_list addresses, ports, dns_servers;
	const char *outer_file, *ca_file, *audit_file; /* NULL: none was given */
	unsigned fetches, fetches_at_once;	       /* 0: the default */
	struct settings settings;
	/* Settled. */
	struct untrusted_network network; /* for untrusted_open() */
	struct network rules;		  /* the same for policy/ */
	bool has_outer;			  /* there is an outer allowlist, perhaps an empty one */
	size_t outer_count;
	/* Private. */
	struct buf outer_text;
	const char *outer[NETWORK_OUTER_MAX + 1];
	char fault[2 * OPTIONS_MESSAGE_MAX]; /* what is wrong with a variable; empty: nothing */
};

/* The option's row stands where the variable does that says the same. */
#define NETWORK_OPTIONS_ROWS (ENVIRONMENT_FETCHES_AT_ONCE + 1)
extern const struct options_row network_options_rows[NETWORK_OPTIONS_ROWS];

/* The table of a command whose structure has a struct network_options as @field. */
#define NETWORK_OPTIONS_TABLE(structure, field)                                             \
	{                                                                                   \
		.title = "The deployer's network settings, by UNTRUSTED_ALLOW_ADDRESS and " \
			 "the like too:",                                                   \
		.rows = network_options_rows, .count = NETWORK_OPTIONS_ROWS,                \
		.offset = offsetof(structure, field)                                        \
	}

/* Makes the settings that @environment has, which stays valid for as long as @out. */
void network_options_init(struct network_options *out, const struct environment *environment);

/*
 * After options_parse(): reads the outer allowlist, checks everything and fills the settled part. @command is the
 * command's name, for messages. Returns 0, or -1 after a message on the settings' `messages`. Blocks for as long as
 * the file system does.
 */
int network_options_settle(struct network_options *options, const char *command);

/* Frees what it owns. It may be used no more. */
void network_options_done(struct network_options *options);

#endif
