// SPDX-License-Identifier: MIT
#include "front/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

struct environment environment_take(void)
{
	const char *term = getenv("TERM");
	struct environment environment = {
		.no_color = is_set("NO_COLOR") || (term && strcmp(term, "dumb") == 0),
	};

	for (char **variable = environ; variable && *variable; variable++) {
		explicit_bzero(*variable, strlen(*variable));
		*variable = NULL;
	}
	return environment;
}
