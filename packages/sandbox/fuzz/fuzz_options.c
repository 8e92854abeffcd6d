/* SPDX-License-Identifier: MIT */
/* Command lines: whatever is given, it is understood or complained about, and nothing else happens. */
#include "fuzz.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Complaints and help go nowhere; libFuzzer has its own to say. */
static FILE *nowhere;
#undef stderr
#undef stdout
#define stderr	    nowhere
#define stdout	    nowhere
#define printf(...) fprintf(nowhere, __VA_ARGS__)

#include "front/options.c"

#define ARGUMENTS_MAX 240 /* more than a list takes */
#define TEXT_MAX      4096u

/* The part of the target whose table several commands share. */
struct shared {
	struct options_list names;
	unsigned count;
};

struct target {
	const char *code, *zone;
	uint64_t ms, bytes;
	bool json, no_auth;
	struct shared shared;
};

static int take_odd(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	CHECK(value);
	if (strlen(value) % 2 != 0)
		return options_list_add(field, value, message);
	snprintf(message, OPTIONS_MESSAGE_MAX, "is even");
	return -1;
}

static const struct options_row rows[] = {
	{ "eval", 'e', "CODE", "run this text", OPTIONS_TEXT(struct target, code) },
	{ "timeout", 't', "TIME", "wall time", OPTIONS_TIME(struct target, ms) },
	{ "time-zone", 0, "NAME", "begins as another one", OPTIONS_TEXT(struct target, zone) },
	{ "memory", 'm', "SIZE", "memory", OPTIONS_SIZE(struct target, bytes) },
	{ "json", 'j', NULL, "a flag", OPTIONS_FLAG(struct target, json) },
	{ "no-auth", 0, NULL, "a flag without a letter", OPTIONS_FLAG(struct target, no_auth) },
};

static const struct options_row shared_rows[] = {
	{ "name", 'n', "NAME", "may be repeated", OPTIONS_LIST(struct shared, names) },
	{ "odd", 0, "NAME", "is judged", OPTIONS_TAKEN(struct shared, names, take_odd) },
	{ "count", 'c', "N", "a number", OPTIONS_COUNT(struct shared, count, 2, 4000000000u) },
};

static const struct options_command command = {
	.name = "fuzz",
	.usage = "[OPTION...] FILE",
	.summary = "for the fuzzer",
	.tables = {
		{ .rows = rows, .count = sizeof rows / sizeof rows[0] },
		{ .title = "Shared:",
		  .rows = shared_rows,
		  .count = sizeof shared_rows / sizeof shared_rows[0],
		  .offset = offsetof(struct target, shared) },
	},
	.max_operands = 1,
};

static void check_target(const struct target *target)
{
	const struct options_list *names = &target->shared.names;

	CHECK(names->count <= OPTIONS_LIST_MAX && !names->items[names->count]);
	for (size_t i = 0; i < names->count; i++)
		CHECK(strlen(names->items[i]) <= TEXT_MAX);
	CHECK(target->shared.count == 0 ||
	      (target->shared.count >= 2 && target->shared.count <= 4000000000u));
}

/* The lines of the input are the arguments. */
static int split(char *text, char **argv)
{
	char *rest = NULL;
	int argc = 1;

	argv[0] = (char *)(uintptr_t) "fuzz";
	for (char *line = strtok_r(text, "\n", &rest); line && argc < ARGUMENTS_MAX;
	     line = strtok_r(NULL, "\n", &rest))
		argv[argc++] = line;
	argv[argc] = NULL;
	return argc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_MAX + 1] = "";
	char *argv[ARGUMENTS_MAX + 1];
	char **operands = NULL;
	struct target target = { 0 };

	if (!nowhere)
		nowhere = fopen("/dev/null", "we");
	CHECK(nowhere);
	memcpy(text, data, size < TEXT_MAX ? size : TEXT_MAX);
	int argc = split(text, argv);
	optind = 0; /* getopt_long() begins anew */
	int rc = options_parse(&command, argc, argv, &target, &operands);
	CHECK(rc >= -2 && rc <= command.max_operands);
	check_target(&target);
	CHECK(rc < 0 || (operands >= argv && operands + rc <= argv + argc));
	for (int i = 0; i < rc; i++)
		CHECK(operands[i] && strlen(operands[i]) <= TEXT_MAX);
	return 0;
}
