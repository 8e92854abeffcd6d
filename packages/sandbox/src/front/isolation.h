/* SPDX-License-Identifier: MIT */
/* `--require` and the notice about missing layers: the same for every command that runs code. */
#ifndef UNTRUSTED_FRONT_ISOLATION_H
#define UNTRUSTED_FRONT_ISOLATION_H

#include <stdint.h>
#include <stdio.h>

#include "front/environment.h"
#include "front/options.h"
#include "untrusted.h"

/* The row of `--require`, and its parser: a list of layers, ORed into the uint32_t that is @field. */
#define ISOLATION_REQUIRE_ROW(structure, field)                                                \
	{                                                                                      \
		"require", 0, "LAYERS", "refuse to start without these layers (a,b,...; all)", \
			OPTIONS_TAKEN(structure, field, isolation_take_require)                \
	}
int isolation_take_require(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX]);

/*
 * ORs the layers that SANDBOX_REQUIRE names, if it is set, into @layers. Returns 0, or -1 after a message on @messages
 * about @command.
 */
int isolation_require_environment(const struct environment *environment, const char *command,
				  FILE *messages, uint32_t *layers);

/* Says on standard error, in one line, which layers are missing, if any is. */
void isolation_warn(const struct untrusted *executor);

#endif
