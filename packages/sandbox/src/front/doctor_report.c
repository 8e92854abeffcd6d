// SPDX-License-Identifier: MIT
#include "front/doctor_report.h"

#include <string.h>
#include <sys/utsname.h>

#include "egress/trust.h"
#include "front/network_report.h"
#include "policy/limits.h"
#include "supervisor/layers.h"

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

struct doctor_report doctor_report_make(struct untrusted *executor,
					const struct network_options *network,
					const struct limits_options *limits)
{
	return (struct doctor_report){
		.executor = executor,
		.network = network,
		.limits = limits,
		.runs = can_run(executor),
	};
}

static int layer_error(const struct doctor_report *report, unsigned layer)
{
	return untrusted_layer_error(report->executor, (enum untrusted_layer)(1u << layer));
}

/* Calls @write with the file that https: will use, or NULL. */
static void write_network(const struct doctor_report *report, FILE *out,
			  void (*write)(const struct network_options *options, const char *ca_file,
					FILE *out))
{
	struct trust *trust = NULL;
	bool found = trust_open(report->network->ca_file, &trust) == 0;

	write(report->network, found ? trust_path(trust) : NULL, out);
	trust_free(trust);
}

/* What callers may choose, as limits_narrow() has settled it. */
static struct limits_bounds bounds_of(const struct doctor_report *report, enum limits_id id)
{
	const struct untrusted_limits *limits = &report->limits->limits;

	return id == LIMITS_TIMEOUT ? (struct limits_bounds){ limits->default_timeout_ms,
							      limits->max_timeout_ms }
				    : (struct limits_bounds){ limits->default_memory_limit_bytes,
							      limits->max_memory_limit_bytes };
}

static void print_limits(const struct doctor_report *report, FILE *out)
{
	fprintf(out, "limits of a request, with serve and on AWS Lambda:\n");
	for (unsigned id = 0; id < LIMITS_CHOSEN_COUNT; id++) {
		const struct limits_entry *limit = limits_get((enum limits_id)id);
		const struct limits_bounds bounds = bounds_of(report, (enum limits_id)id);
		fprintf(out, "%-16s default %u %s, maximum %u %s\n", limit->name, bounds.fallback,
			limit->unit, bounds.maximum, limit->unit);
	}
	fputc('\n', out);
}

static void write_limits(const struct doctor_report *report, FILE *out)
{
	for (unsigned id = 0; id < LIMITS_CHOSEN_COUNT; id++) {
		const struct limits_bounds bounds = bounds_of(report, (enum limits_id)id);
		fprintf(out, "%s\"%s\":{\"default\":%u,\"maximum\":%u}", id ? "," : "{",
			limits_get((enum limits_id)id)->name, bounds.fallback, bounds.maximum);
	}
	fputc('}', out);
}

void doctor_report_text(const struct doctor_report *report, FILE *out)
{
	fprintf(out, "%-16s %-8s %s\n", "guest boundary", "yes",
		"the engine is confined to its own linear memory, by construction");
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		int error = layer_error(report, i);
		fprintf(out, "%-16s %-8s %s\n", layers_name((enum layer)i), error ? "NO" : "yes",
			layers_help((enum layer)i));
		if (error)
			fprintf(out, "%25s refused: %s; %s\n", "", strerror(error), left_open[i]);
	}
	fprintf(out, "%-16s %-8s %s\n\n", "execution", report->runs ? "yes" : "NO",
		"2 + 2 in a locked cell");
	print_limits(report, out);
	write_network(report, out, network_report_text);
}

void doctor_report_json(const struct doctor_report *report, FILE *out)
{
	struct utsname system = { 0 };

	uname(&system);
	fprintf(out, "{\"version\":\"%s\",\"kernel\":\"%s %s %s\",\"execution\":%s,",
		UNTRUSTED_VERSION, system.sysname, system.release, system.machine,
		report->runs ? "true" : "false");
	fprintf(out, "\"layers\":{\"guest-boundary\":{\"holds\":true}");
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		int error = layer_error(report, i);
		fprintf(out, ",\"%s\":{\"holds\":%s", layers_name((enum layer)i),
			error ? "false" : "true");
		if (error)
			fprintf(out, ",\"error\":\"%s\",\"leftOpen\":\"%s\"", strerror(error),
				left_open[i]);
		fprintf(out, "}");
	}
	fprintf(out, "},\"limits\":");
	write_limits(report, out);
	fprintf(out, ",\"network\":");
	write_network(report, out, network_report_json);
	fprintf(out, "}");
}
