// SPDX-License-Identifier: MIT
/* untrusted doctor: which isolation layers this machine gives, each of them tried, and the settings in force. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "front/commands.h"
#include "front/doctor_report.h"
#include "front/limits_options.h"
#include "front/network_options.h"
#include "untrusted.h"

struct doctor_options {
	bool json;
	struct network_options network;
	struct limits_options limits;
};

static const struct options_row rows[] = {
	{ "json", 0, NULL, "print one JSON object", OPTIONS_FLAG(struct doctor_options, json) },
};

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
		.limits = &options->limits.limits,
		.on_notice = on_notice,
	};
	struct untrusted *executor;

	int rc = untrusted_open(&open_options, &executor);
	if (rc < 0) {
		fprintf(stderr, "untrusted doctor: the sandbox does not start: %s\n",
			strerror(-rc));
		return rc == -EINVAL ? EXIT_USAGE : EXIT_SANDBOX_FAILED;
	}
	const struct doctor_report report =
		doctor_report_make(executor, &options->network, &options->limits);
	if (options->json) {
		doctor_report_json(&report, stdout);
		putchar('\n');
	} else {
		doctor_report_text(&report, stdout);
	}
	untrusted_close(executor);
	return report.runs ? EXIT_OK : EXIT_SANDBOX_FAILED;
}

static int doctor_main(int argc, char **argv)
{
	struct doctor_options options = { 0 };
	char **operands;
	int exit_code = EXIT_USAGE;

	network_options_init(&options.network, &environment);
	limits_options_init(&options.limits, &environment);
	int rc = options_parse(&command_doctor, argc, argv, &options, &operands);
	if (rc == -2)
		exit_code = EXIT_OK;
	else if (rc >= 0 && network_options_settle(&options.network, "doctor") == 0 &&
		 limits_options_settle(&options.limits, "doctor") == 0)
		exit_code = examine(&options);
	network_options_done(&options.network);
	return exit_code;
}

const struct options_command command_doctor = {
	.name = "doctor",
	.usage = "[OPTION...]",
	.summary = "tell which isolation layers this machine gives, and which settings are in force",
	.details =
		"Each layer is taken by a real cell process, as for an execution, and what the kernel\n"
		"answered is shown. The network settings are those that run and serve have with the same\n"
		"options and environment, the limits those of serve. Exits 0 if code can run, 4 if not.\n",
	.tables = {
		{ .rows = rows, .count = sizeof(rows) / sizeof(rows[0]) },
		NETWORK_OPTIONS_TABLE(struct doctor_options, network),
		LIMITS_OPTIONS_TABLE(struct doctor_options, limits),
	},
	.max_operands = 0,
	.main = doctor_main,
};
