/* SPDX-License-Identifier: MIT */
/* Command lines: whatever is given, it is understood or complained about, and nothing else happens. */
#include "fuzz.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/units.h"

/* Complaints and help go nowhere; libFuzzer has its own to say. */
static FILE *nowhere;
#undef stderr
#undef stdout
#define stderr	    nowhere
#define stdout	    nowhere
#define printf(...) fprintf(nowhere, __VA_ARGS__)

#include "front/options.c"

#define ARGUMENTS_MAX 24
#define TEXT_MAX      4096u

struct target {
	const char *code;
	uint64_t ms, bytes;
	unsigned flags;
};

static int take_code(void *out, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	struct target *target = out;

	(void)message;
	CHECK(value);
	target->code = value;
	return 0;
}

static int take_verdict(enum units_verdict verdict, char message[OPTIONS_MESSAGE_MAX])
{
	if (verdict == UNITS_OK)
		return 0;
	snprintf(message, OPTIONS_MESSAGE_MAX, "%s", units_explain(verdict));
	return -1;
}

static int take_time(void *out, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	struct target *target = out;

	return take_verdict(units_parse_duration(value, &target->ms), message);
}

static int take_size(void *out, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	struct target *target = out;

	return take_verdict(units_parse_size(value, &target->bytes), message);
}

static int take_flag(void *out, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	struct target *target = out;

	(void)message;
	CHECK(!value);
	target->flags++;
	return 0;
}

static const struct options_row rows[] = {
	{ "eval", 'e', "CODE", "run this text", take_code },
	{ "timeout", 't', "TIME", "wall time", take_time },
	{ "time-zone", 0, "NAME", "begins as another one", take_code },
	{ "memory", 'm', "SIZE", "memory", take_size },
	{ "json", 'j', NULL, "a flag", take_flag },
	{ "no-auth", 0, NULL, "a flag without a letter", take_flag },
};

static const struct options_command command = {
	.name = "fuzz",
	.usage = "[OPTION...] FILE",
	.summary = "for the fuzzer",
	.rows = rows,
	.row_count = sizeof rows / sizeof rows[0],
	.max_operands = 1,
};

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
	CHECK(rc < 0 || (operands >= argv && operands + rc <= argv + argc));
	for (int i = 0; i < rc; i++)
		CHECK(operands[i] && strlen(operands[i]) <= TEXT_MAX);
	return 0;
}
