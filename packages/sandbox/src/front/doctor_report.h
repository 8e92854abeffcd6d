/* SPDX-License-Identifier: MIT */
/*
 * Which isolation layers hold here and which settings are in force, as `untrusted doctor` shows them, and the AWS
 * Lambda function when it is asked.
 */
#ifndef UNTRUSTED_FRONT_DOCTOR_REPORT_H
#define UNTRUSTED_FRONT_DOCTOR_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "front/limits_options.h"
#include "front/network_options.h"
#include "untrusted.h"

struct doctor_report {
	const struct untrusted *executor;
	const struct network_options *network; /* settled, as `limits` */
	const struct limits_options *limits;
	bool runs; /* code can be executed: it was tried */
};

/* Tries an execution. What it points to stays the caller's. Blocks while that runs: usually a millisecond. */
struct doctor_report doctor_report_make(struct untrusted *executor,
					const struct network_options *network,
					const struct limits_options *limits);

/* For people, some lines. */
void doctor_report_text(const struct doctor_report *report, FILE *out);

/* The same as one JSON object, without a newline. */
void doctor_report_json(const struct doctor_report *report, FILE *out);

#endif
