// SPDX-License-Identifier: MIT
#include "front/limits_options.h"

#include <stdint.h>
#include <stdio.h>

#include "policy/limits.h"

/* A setting's place in the rows. */
#define ROW(variable) ((variable)-ENVIRONMENT_DEFAULT_TIMEOUT)

const struct options_row limits_options_rows[LIMITS_OPTIONS_ROWS] = {
	[ROW(ENVIRONMENT_DEFAULT_TIMEOUT)] = {
		"default-timeout", 0, "TIME", "of requests that give none (default 5s)",
		OPTIONS_TEXT(struct limits_options, default_timeout),
	},
	[ROW(ENVIRONMENT_MAX_TIMEOUT)] = {
		"max-timeout", 0, "TIME", "no request gets more (default 25s, and at most that)",
		OPTIONS_TEXT(struct limits_options, max_timeout),
	},
	[ROW(ENVIRONMENT_DEFAULT_MEMORY)] = {
		"default-memory", 0, "SIZE", "of requests that give none (default 10MiB)",
		OPTIONS_TEXT(struct limits_options, default_memory),
	},
	[ROW(ENVIRONMENT_MAX_MEMORY)] = {
		"max-memory", 0, "SIZE", "no request gets more (default 50MiB, and at most that)",
		OPTIONS_TEXT(struct limits_options, max_memory),
	},
};

void limits_options_init(struct limits_options *out, const struct environment *environment)
{
	char message[OPTIONS_MESSAGE_MAX];

	*out = (struct limits_options){
		.settings = {
			.environment = environment,
			.rows = limits_options_rows,
			.first = ENVIRONMENT_DEFAULT_TIMEOUT,
			.messages = stderr,
		},
	};
	/* Any text is taken. What is wrong with it is said when it is settled, so that an option may replace it. */
	for (unsigned i = 0; i < LIMITS_OPTIONS_ROWS; i++) {
		const char *value = environment->values[ENVIRONMENT_DEFAULT_TIMEOUT + i];
		if (value && *value)
			options_take(&limits_options_rows[i], out, value, message);
	}
}

/* A setting, as it was given. */
struct given {
	enum environment_variable variable;
	const char *text; /* NULL: it was not */
	uint64_t amount;  /* 0: it was not */
};

static int complain(const struct limits_options *options, const char *command,
		    const struct given *given, const char *why)
{
	return settings_complain(&options->settings, command, given->variable, given->text, why);
}

static int read_amount(const struct limits_options *options, const char *command,
		       enum options_kind kind, struct given *given)
{
	const struct options_row row = { .kind = kind };
	char message[OPTIONS_MESSAGE_MAX];

	if (!given->text || options_take(&row, &given->amount, given->text, message) == 0)
		return 0;
	return complain(options, command, given, message);
}

static int complain_of_contract(const struct limits_options *options, const char *command,
				enum limits_id id, const struct given *given)
{
	const struct limits_entry *limit = limits_get(id);
	char why[128];

	snprintf(why, sizeof(why), "must be at most %u %s, the contract's maximum", limit->maximum,
		 limit->unit);
	return complain(options, command, given, why);
}

static int complain_of_contradiction(const struct limits_options *options, const char *command,
				     const struct given *fallback, const struct given *maximum)
{
	char name[SETTINGS_NAME_MAX], why[256];

	settings_name(&options->settings, maximum->variable, maximum->text, name);
	snprintf(why, sizeof(why), "must be at most the maximum, %s %.100s", name, maximum->text);
	return complain(options, command, fallback, why);
}

static int settle(const struct limits_options *options, const char *command, enum limits_id id,
		  enum options_kind kind, struct given fallback, struct given maximum,
		  struct limits_bounds *out)
{
	if (read_amount(options, command, kind, &fallback) < 0 ||
	    read_amount(options, command, kind, &maximum) < 0)
		return -1;
	switch (limits_narrow(id, fallback.amount, maximum.amount, out)) {
	case LIMITS_FINE:
		return 0;
	case LIMITS_MAXIMUM_TOO_HIGH:
		return complain_of_contract(options, command, id, &maximum);
	case LIMITS_FALLBACK_TOO_HIGH:
		break;
	}
	return maximum.text ? complain_of_contradiction(options, command, &fallback, &maximum)
			    : complain_of_contract(options, command, id, &fallback);
}

int limits_options_settle(struct limits_options *options, const char *command)
{
	struct limits_bounds timeout, memory;

	if (settle(options, command, LIMITS_TIMEOUT, OPTIONS_KIND_TIME,
		   (struct given){ ENVIRONMENT_DEFAULT_TIMEOUT, options->default_timeout, 0 },
		   (struct given){ ENVIRONMENT_MAX_TIMEOUT, options->max_timeout, 0 },
		   &timeout) < 0 ||
	    settle(options, command, LIMITS_MEMORY, OPTIONS_KIND_SIZE,
		   (struct given){ ENVIRONMENT_DEFAULT_MEMORY, options->default_memory, 0 },
		   (struct given){ ENVIRONMENT_MAX_MEMORY, options->max_memory, 0 }, &memory) < 0)
		return -1;
	options->limits = (struct untrusted_limits){
		.default_timeout_ms = timeout.fallback,
		.max_timeout_ms = timeout.maximum,
		.default_memory_limit_bytes = memory.fallback,
		.max_memory_limit_bytes = memory.maximum,
	};
	return 0;
}
