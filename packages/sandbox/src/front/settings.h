/* SPDX-License-Identifier: MIT */
/*
 * Settings of the deployer: each is an option and an environment variable that says the same. What network_options and
 * limits_options share: saying which of both is wrong.
 */
#ifndef UNTRUSTED_FRONT_SETTINGS_H
#define UNTRUSTED_FRONT_SETTINGS_H

#include <stdio.h>

#include "front/environment.h"
#include "front/options.h"

#define SETTINGS_NAME_MAX 48u

struct settings {
	const struct environment *environment; /* outlives them */
	/* The options' rows, in the order of the variables from `first` on. */
	const struct options_row *rows;
	enum environment_variable first;
	/* Where it is said what is wrong with them: standard error, unless it is changed after the init. */
	FILE *messages;
};

/* The variable's name, or the option's with its dashes, whichever @value comes from. */
void settings_name(const struct settings *settings, enum environment_variable variable,
		   const char *value, char out[SETTINGS_NAME_MAX]);

/* Says on `messages` what is wrong with @value of @what. @command is the command's name. Returns -1. */
int settings_complain_of(const struct settings *settings, const char *command, const char *what,
			 const char *value, const char *why);

/* The same with the setting's name. */
int settings_complain(const struct settings *settings, const char *command,
		      enum environment_variable variable, const char *value, const char *why);

#endif
