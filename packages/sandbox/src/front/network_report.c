// SPDX-License-Identifier: MIT
#include "front/network_report.h"

#include <string.h>

#include "base/json_text.h"
#include "policy/limits.h"

static unsigned or_default(unsigned given, enum limits_id limit)
{
	return given ? given : limits_get(limit)->fallback;
}

/* --- for people --------------------------------------------------------------------------------------- */

/* A line: its name, what is there anyway, and what the deployer has added. */
static void print_list(const char *name, const char *always, const struct options_list *list,
		       FILE *out)
{
	fprintf(out, "%-16s %s", name, always);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%s%s", i || *always ? ", " : "", list->items[i]);
	fputc('\n', out);
}

static void print_outer(const struct network_options *options, FILE *out)
{
	const char *variable = environment_name(ENVIRONMENT_OUTER_ALLOWLIST);
	bool has_variable = options->settings.environment->values[ENVIRONMENT_OUTER_ALLOWLIST];
	const char *file = options->outer_file;

	fprintf(out, "%-16s ", "outer allowlist");
	if (!options->has_outer)
		fprintf(out, "none\n");
	else if (file && has_variable)
		fprintf(out, "%zu entries (%s, %s)\n", options->outer_count, file, variable);
	else
		fprintf(out, "%zu %s (%s)\n", options->outer_count,
			options->outer_count == 1 ? "entry" : "entries", file ? file : variable);
}

void network_report_text(const struct network_options *options, const char *ca_file, FILE *out)
{
	fprintf(out, "network, for requests whose allowedDomains allow a host:\n");
	print_list("addresses", "public ones", &options->addresses, out);
	print_list("ports", "80, 443", &options->ports, out);
	print_outer(options, out);
	print_list("DNS servers",
		   options->dns_servers.count ? "" : "the system's (/etc/resolv.conf)",
		   &options->dns_servers, out);
	fprintf(out, "%-16s %s\n", "CA file", ca_file ? ca_file : "none found: https: will fail");
	fprintf(out, "%-16s %u for each execution, %u at a time\n", "requests",
		or_default(options->fetches, LIMITS_FETCHES),
		or_default(options->fetches_at_once, LIMITS_FETCHES_AT_ONCE));
	fprintf(out, "%-16s %s\n", "audit log",
		options->audit_file ? options->audit_file : "standard error of serve; none of run");
	if (options->network.runtime_api)
		fprintf(out, "%-16s %s (AWS Lambda Runtime API)\n", "never reached",
			options->network.runtime_api);
}

/* --- for programs ------------------------------------------------------------------------------------- */

static void write_string(const char *text, FILE *out)
{
	size_t bytes = text ? strlen(text) : 0;
	AUTO_BUF struct buf json = { .max = 6 * bytes + 2 };

	if (text && json_text_append_string(text, bytes, &json) == 0)
		fwrite(json.data, 1, json.len, out);
	else
		fputs("null", out);
}

static void write_list(const struct options_list *list, FILE *out)
{
	fputc('[', out);
	for (size_t i = 0; i < list->count; i++) {
		fputs(i ? "," : "", out);
		write_string(list->items[i], out);
	}
	fputc(']', out);
}

void network_report_json(const struct network_options *options, const char *ca_file, FILE *out)
{
	fprintf(out, "{\"allowedAddresses\":");
	write_list(&options->addresses, out);
	fprintf(out, ",\"allowedPorts\":[80,443");
	for (size_t i = 0; i < options->ports.count; i++)
		fprintf(out, ",%s", options->ports.items[i]);
	fprintf(out, "],\"outerAllowlist\":");
	if (options->has_outer)
		fprintf(out, "{\"entries\":%zu,\"file\":", options->outer_count);
	write_string(options->outer_file, out);
	fprintf(out, "%s,\"dnsServers\":", options->has_outer ? "}" : "");
	if (options->dns_servers.count)
		write_list(&options->dns_servers, out);
	else
		fputs("null", out);
	fprintf(out, ",\"caFile\":");
	write_string(ca_file, out);
	fprintf(out, ",\"fetches\":%u,\"fetchesAtOnce\":%u,\"auditLog\":",
		or_default(options->fetches, LIMITS_FETCHES),
		or_default(options->fetches_at_once, LIMITS_FETCHES_AT_ONCE));
	write_string(options->audit_file, out);
	fprintf(out, ",\"runtimeApi\":");
	write_string(options->network.runtime_api, out);
	fputc('}', out);
}
