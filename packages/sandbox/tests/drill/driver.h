/* SPDX-License-Identifier: MIT */
/*
 * For the drills that put something hostile in the place of the guest: opens an executor over a cell
 * executable of the drill's own and sends it one request at a time, through the library as any caller would.
 */
#ifndef UNTRUSTED_TESTS_DRIVER_H
#define UNTRUSTED_TESTS_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "untrusted.h"

struct driver {
	struct untrusted *executor;
	unsigned notices;
};

/* What one request came to. */
struct driver_answer {
	enum untrusted_outcome outcome;
	char *response; /* free()d by driver_answer_done() */
	size_t response_bytes;
	double ms;
	unsigned console_lines; /* as told while it ran */
	int exit_code;		/* of the cell, or -1 if it did not end by itself */
	int signal;		/* that ended the cell, not the supervisor's, or 0 */
};

/* Opens an executor with one execution at a time. Returns 0 or a negative errno. */
int driver_open(const char *cell_path, uint32_t required_layers, struct driver *out);

/* Runs a request with this code, which must need no escaping in JSON. @input: raw JSON or NULL. */
void driver_run(struct driver *driver, const char *code, unsigned timeout_ms, const char *input,
		struct driver_answer *out);

void driver_answer_done(struct driver_answer *answer);

/* Is @text somewhere in the response? */
bool driver_says(const struct driver_answer *answer, const char *text);

void driver_close(struct driver *driver);

#endif
