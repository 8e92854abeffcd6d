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
	[ENVIRONMENT_DEFAULT_TIMEOUT] = "UNTRUSTED_DEFAULT_TIMEOUT",
	[ENVIRONMENT_MAX_TIMEOUT] = "UNTRUSTED_MAX_TIMEOUT",
	[ENVIRONMENT_DEFAULT_MEMORY] = "UNTRUSTED_DEFAULT_MEMORY",
	[ENVIRONMENT_MAX_MEMORY] = "UNTRUSTED_MAX_MEMORY",
	[ENVIRONMENT_REQUIRE] = "SANDBOX_REQUIRE",
	[ENVIRONMENT_RUNTIME_API] = "AWS_LAMBDA_RUNTIME_API",
	[ENVIRONMENT_LOG_LEVEL] = "AWS_LAMBDA_LOG_LEVEL",
	[ENVIRONMENT_FUNCTION_NAME] = "AWS_LAMBDA_FUNCTION_NAME",
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

static bool is_known(const char *name, size_t bytes)
{
	for (unsigned i = 0; i < ENVIRONMENT_VARIABLE_COUNT; i++)
		if (strlen(names[i]) == bytes && strncmp(names[i], name, bytes) == 0)
			return true;
	return false;
}

static bool begins_with(const char *name, const char *beginning)
{
	return strncmp(name, beginning, strlen(beginning)) == 0;
}

/*
 * Other programs may have variables that begin with UNTRUSTED_, too; in a Lambda function of ours there is no other
 * program.
 */
static bool looks_like_ours(const char *name)
{
	static const char *const beginnings[] = {
		"UNTRUSTED_ALLOW", "UNTRUSTED_OUT",   "UNTRUSTED_DNS", "UNTRUSTED_CA_",
		"UNTRUSTED_AUD",   "UNTRUSTED_FETCH", "UNTRUSTED_DEF", "UNTRUSTED_MAX",
		"UNTRUSTED_REQ",   "SANDBOX_REQ",
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (begins_with(name, beginnings[i]))
			return true;
	return is_set(names[ENVIRONMENT_RUNTIME_API]) &&
	       (begins_with(name, "UNTRUSTED_") || begins_with(name, "SANDBOX_"));
}

static char *find_unknown(void)
{
	for (char **variable = environ; variable && *variable; variable++) {
		size_t bytes = strcspn(*variable, "=");
		if (looks_like_ours(*variable) && !is_known(*variable, bytes))
			return strndup(*variable, bytes);
	}
	return NULL;
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
	environment.unknown = find_unknown();
	for (char **variable = environ; variable && *variable; variable++) {
		explicit_bzero(*variable, strlen(*variable));
		*variable = NULL;
	}
	return environment;
}
