// SPDX-License-Identifier: MIT
#include "front/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

static const char *const names[ENVIRONMENT_VARIABLE_COUNT] = {
	[ENVIRONMENT_ALLOW_ADDRESS] = "UNTRUSTED_ALLOW_ADDRESS",
	[ENVIRONMENT_ALLOW_PORT] = "UNTRUSTED_ALLOW_PORT",
	[ENVIRONMENT_OUTER_ALLOWLIST] = "UNTRUSTED_OUTER_ALLOWLIST",
	[ENVIRONMENT_DNS_SERVER] = "UNTRUSTED_DNS_SERVER",
	[ENVIRONMENT_CA_FILE] = "UNTRUSTED_CA_FILE",
	[ENVIRONMENT_AUDIT_LOG] = "UNTRUSTED_AUDIT_LOG",
	[ENVIRONMENT_FETCHES] = "UNTRUSTED_FETCHES",
	[ENVIRONMENT_FETCHES_AT_ONCE] = "UNTRUSTED_FETCHES_AT_ONCE",
	[ENVIRONMENT_RUNTIME_API] = "AWS_LAMBDA_RUNTIME_API",
};

const char *environment_name(enum environment_variable variable)
{
	return names[variable];
}

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

	for (unsigned i = 0; i < ENVIRONMENT_VARIABLE_COUNT; i++) {
		const char *value = getenv(names[i]);
		environment.values[i] = value ? strdup(value) : NULL;
		/* Without memory there is no start: a rule that is lost would not hold. */
		CHECK(!value || environment.values[i]);
	}
	for (char **variable = environ; variable && *variable; variable++) {
		explicit_bzero(*variable, strlen(*variable));
		*variable = NULL;
	}
	return environment;
}
