// SPDX-License-Identifier: MIT
/* untrusted doctor: which isolation layers this machine gives, each of them tried, and the network settings. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "egress/trust.h"
#include "front/commands.h"
#include "front/network_options.h"
#include "front/network_report.h"
#include "supervisor/layers.h"
#include "untrusted.h"

struct doctor_options {
	bool json;
	struct network_options network;
};

static const struct options_row rows[] = {
	{ "json", 0, NULL, "print one JSON object", OPTIONS_FLAG(struct doctor_options, json) },
};

/* What is left open when the kernel refuses a layer; the guest boundary does not depend on any of them. */
static const char *const left_open[LAYER_COUNT] = {
	[LAYER_NO_NEW_PRIVS] = "a broken-out cell could run a set-uid program, if it could run any",
	[LAYER_SECCOMP] =
		"a broken-out cell could make any system call that the other layers let it",
	[LAYER_NAMESPACES] =
		"a broken-out cell could see the network, and signal processes of the same user",
	[LAYER_LANDLOCK] = "only the other layers keep a broken-out cell from the file system",
	[LAYER_RLIMITS] = "a broken-out cell could use more of the machine than its limits",
	[LAYER_UNDUMPABLE] = "processes of the same user could read a cell's memory",
	[LAYER_NO_CAPABILITIES] = "a cell keeps powers of the user that started it",
};

static bool can_run(struct untrusted *executor)
{
	static const char request[] = "{\"code\":\"2 + 2\"}";
	struct untrusted_result result;

	if (untrusted_run(executor, request, sizeof(request) - 1, NULL, &result) < 0)
		return false;
	bool ok = result.outcome == UNTRUSTED_SUCCESS && strstr(result.response, "\"result\":4,");
	untrusted_result_done(&result);
	return ok;
}

static void print_text(const struct untrusted *executor, bool runs,
		       const struct network_options *network, const char *ca_file)
{
	printf("%-16s %-8s %s\n", "guest boundary", "yes",
	       "the engine is confined to its own linear memory, by construction");
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		int error = untrusted_layer_error(executor, (enum untrusted_layer)(1u << i));
		printf("%-16s %-8s %s\n", layers_name((enum layer)i), error ? "NO" : "yes",
		       layers_help((enum layer)i));
		if (error)
			printf("%25s refused: %s; %s\n", "", strerror(error), left_open[i]);
	}
	printf("%-16s %-8s %s\n\n", "execution", runs ? "yes" : "NO", "2 + 2 in a locked cell");
	network_report_text(network, ca_file, stdout);
}

static void print_json(const struct untrusted *executor, bool runs,
		       const struct network_options *network, const char *ca_file)
{
	printf("{\"execution\":%s,\"layers\":{\"guest-boundary\":{\"holds\":true}",
	       runs ? "true" : "false");
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		int error = untrusted_layer_error(executor, (enum untrusted_layer)(1u << i));
		printf(",\"%s\":{\"holds\":%s", layers_name((enum layer)i),
		       error ? "false" : "true");
		if (error)
			printf(",\"error\":\"%s\",\"leftOpen\":\"%s\"", strerror(error),
			       left_open[i]);
		printf("}");
	}
	printf("},\"network\":");
	network_report_json(network, ca_file, stdout);
	printf("}\n");
}

static void on_notice(void *user, const char *text)
{
	(void)user;
	fprintf(stderr, "untrusted doctor: %s\n", text);
}

static int examine(const struct doctor_options *options)
{
	const struct untrusted_options open_options = {
		.concurrency = 1,
		.network = &options->network.network,
		.on_notice = on_notice,
	};
	struct untrusted *executor;

	int rc = untrusted_open(&open_options, &executor);
	if (rc < 0) {
		fprintf(stderr, "untrusted doctor: the sandbox does not start: %s\n",
			strerror(-rc));
		return rc == -EINVAL ? EXIT_USAGE : EXIT_SANDBOX_FAILED;
	}
	bool runs = can_run(executor);
	struct trust *trust = NULL;
	const char *ca_file =
		trust_open(options->network.ca_file, &trust) == 0 ? trust_path(trust) : NULL;
	if (options->json)
		print_json(executor, runs, &options->network, ca_file);
	else
		print_text(executor, runs, &options->network, ca_file);
	trust_free(trust);
	untrusted_close(executor);
	return runs ? EXIT_OK : EXIT_SANDBOX_FAILED;
}

static int doctor_main(int argc, char **argv)
{
	struct doctor_options options = { 0 };
	char **operands;
	int exit_code = EXIT_USAGE;

	network_options_init(&options.network, &environment);
	int rc = options_parse(&command_doctor, argc, argv, &options, &operands);
	if (rc == -2)
		exit_code = EXIT_OK;
	else if (rc >= 0 && network_options_settle(&options.network, "doctor") == 0)
		exit_code = examine(&options);
	network_options_done(&options.network);
	return exit_code;
}

const struct options_command command_doctor = {
	.name = "doctor",
	.usage = "[OPTION...]",
	.summary = "tell which isolation layers this machine gives, and what the network settings are",
	.details =
		"Each layer is taken by a real cell process, as for an execution, and what the kernel\n"
		"answered is shown. The network settings are those that run and serve have with the same\n"
		"options and environment. Exits 0 if code can run, 4 if not.\n",
	.tables = {
		{ .rows = rows, .count = sizeof(rows) / sizeof(rows[0]) },
		NETWORK_OPTIONS_TABLE(struct doctor_options, network),
	},
	.max_operands = 0,
	.main = doctor_main,
};
