/* SPDX-License-Identifier: MIT */
/*
 * The environment: read once, then wiped from memory, before anything else is done.
 *
 * It usually holds secrets (cloud credentials) that nothing of ours needs, and a process that has none
 * cannot leak any. The only place where environment variables are read.
 */
#ifndef UNTRUSTED_FRONT_ENVIRONMENT_H
#define UNTRUSTED_FRONT_ENVIRONMENT_H

#include <stdbool.h>

/* The variables whose values are kept: settings of ours, and of AWS Lambda, never a secret. */
enum environment_variable {
	/* Of the network: network_options. */
	ENVIRONMENT_ALLOW_ADDRESS,
	ENVIRONMENT_ALLOW_PORT,
	ENVIRONMENT_OUTER_ALLOWLIST,
	ENVIRONMENT_DNS_SERVER,
	ENVIRONMENT_CA_FILE,
	ENVIRONMENT_AUDIT_LOG,
	ENVIRONMENT_FETCHES,
	ENVIRONMENT_FETCHES_AT_ONCE,
	/* Limits: limits_options. */
	ENVIRONMENT_DEFAULT_TIMEOUT,
	ENVIRONMENT_MAX_TIMEOUT,
	ENVIRONMENT_DEFAULT_MEMORY,
	ENVIRONMENT_MAX_MEMORY,
	ENVIRONMENT_REQUIRE, /* isolation layers */
	/* AWS Lambda sets these. */
	ENVIRONMENT_RUNTIME_API,
	ENVIRONMENT_LOG_LEVEL,
	ENVIRONMENT_FUNCTION_NAME,
	ENVIRONMENT_VARIABLE_COUNT,
};

struct environment {
	bool no_color; /* NO_COLOR is set and not empty, or TERM is "dumb" */
	char *values[ENVIRONMENT_VARIABLE_COUNT]; /* NULL: not set. Live as long as the process */
	/* The name of a variable that looks like one of these and is none: a slip that would leave a rule out. Or NULL. */
	char *unknown;
};

/* Takes what the front ends need and overwrites the rest with zeros. First thing in main(). */
struct environment environment_take(void);

/* The variable's name. */
const char *environment_name(enum environment_variable variable);

#endif
