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

struct environment {
	bool no_color; /* NO_COLOR is set and not empty, or TERM is "dumb" */
};

/* Takes what the front ends need and overwrites the rest with zeros. First thing in main(). */
struct environment environment_take(void);

#endif
