// SPDX-License-Identifier: MIT
#include "front/network_options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/check.h"
#include "front/text_file.h"
#include "policy/limits.h"

#define OUTER_FILE_MAX	     ((size_t)1 << 20)
#define CA_FILE_MAX	     ((size_t)16 << 20)
#define FETCHES_MAX	     10000u
#define FETCHES_AT_ONCE_MAX  256u
#define BETWEEN_LIST_ENTRIES ", \t\r\n"
#define PEM_MARK	     "-----BEGIN "

/* --- single values ------------------------------------------------------------------------------------ */

/* Adds to the list what policy/ has no fault to find with. */
static int add_judged(struct options_list *list, enum network_fault fault, const char *value,
		      char message[OPTIONS_MESSAGE_MAX])
{
	if (fault == NETWORK_OK)
		return options_list_add(list, value, message);
	snprintf(message, OPTIONS_MESSAGE_MAX, "%s", network_fault_text(fault));
	return -1;
}

static int take_address(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	struct network alone = { 0 };

	return add_judged(field, network_allow_range(&alone, value), value, message);
}

static int take_port(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	struct network alone = { 0 };

	return add_judged(field, network_allow_port(&alone, value), value, message);
}

/* An address, IPv6 in brackets, and a port. */
static bool is_dns_server(const char *text)
{
	const char *colon = strrchr(text, ':');
	bool is_v6 = text[0] == '[';
	struct address address;
	uint16_t port;

	if (!colon || !network_parse_port(colon + 1, strlen(colon + 1), &port))
		return false;
	size_t bytes = (size_t)(colon - text);
	if (!is_v6)
		return address_parse(text, bytes, &address) && !address.is_v6;
	return bytes > 2 && text[bytes - 1] == ']' &&
	       address_parse(text + 1, bytes - 2, &address) && address.is_v6;
}

static int take_dns_server(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	if (is_dns_server(value))
		return options_list_add(field, value, message);
	snprintf(message, OPTIONS_MESSAGE_MAX,
		 "is not ADDRESS:PORT, such as 127.0.0.53:53 or [::1]:53");
	return -1;
}

const struct options_row network_options_rows[NETWORK_OPTIONS_ROWS] = {
	[ENVIRONMENT_ALLOW_ADDRESS] = {
		"allow-address", 0, "CIDR", "code may reach these addresses, though not public",
		OPTIONS_TAKEN(struct network_options, addresses, take_address),
	},
	[ENVIRONMENT_ALLOW_PORT] = {
		"allow-port", 0, "N", "code may use this port too, beside 80 and 443",
		OPTIONS_TAKEN(struct network_options, ports, take_port),
	},
	[ENVIRONMENT_OUTER_ALLOWLIST] = {
		"outer-allowlist", 0, "FILE", "the most that allowedDomains may allow, an entry a line",
		OPTIONS_TEXT(struct network_options, outer_file),
	},
	[ENVIRONMENT_DNS_SERVER] = {
		"dns-server", 0, "IP:PORT", "ask this one instead of those of /etc/resolv.conf",
		OPTIONS_TAKEN(struct network_options, dns_servers, take_dns_server),
	},
	[ENVIRONMENT_CA_FILE] = {
		"ca-file", 0, "FILE", "believe these certificate authorities, not the system's (PEM)",
		OPTIONS_TEXT(struct network_options, ca_file),
	},
	[ENVIRONMENT_AUDIT_LOG] = {
		"audit-log", 0, "FILE", "append a line of JSON for each outbound request",
		OPTIONS_TEXT(struct network_options, audit_file),
	},
	[ENVIRONMENT_FETCHES] = {
		"fetches", 0, "N", "requests that one execution may make (default 50)",
		OPTIONS_COUNT(struct network_options, fetches, 1, FETCHES_MAX),
	},
	[ENVIRONMENT_FETCHES_AT_ONCE] = {
		"fetches-at-once", 0, "N", "of these at a time; others wait (default 6)",
		OPTIONS_COUNT(struct network_options, fetches_at_once, 1, FETCHES_AT_ONCE_MAX),
	},
};

/* --- the environment ---------------------------------------------------------------------------------- */

static int take_variable(struct network_options *options, enum environment_variable variable,
			 const char *value)
{
	char message[OPTIONS_MESSAGE_MAX];

	if (options_take(&network_options_rows[variable], options, value, message) == 0)
		return 0;
	snprintf(options->fault, sizeof(options->fault), "%s %.100s: %s",
		 environment_name(variable), value, message);
	return -1;
}

/* The values of lists are taken apart where they stand. */
static int take_environment(struct network_options *options)
{
	for (unsigned i = 0; i < NETWORK_OPTIONS_ROWS; i++) {
		enum environment_variable variable = (enum environment_variable)i;
		char *value = options->settings.environment->values[variable], *rest = NULL;
		int rc = 0;
		if (!value || !*value || variable == ENVIRONMENT_OUTER_ALLOWLIST)
			continue;
		if (network_options_rows[variable].kind != OPTIONS_KIND_TAKEN) {
			rc = take_variable(options, variable, value);
		} else {
			for (char *entry = strtok_r(value, BETWEEN_LIST_ENTRIES, &rest);
			     entry && rc == 0; entry = strtok_r(NULL, BETWEEN_LIST_ENTRIES, &rest))
				rc = take_variable(options, variable, entry);
		}
		if (rc < 0)
			return rc;
	}
	return 0;
}

void network_options_init(struct network_options *out, const struct environment *environment)
{
	CHECK(FETCHES_MAX == limits_get(LIMITS_FETCHES)->maximum &&
	      FETCHES_AT_ONCE_MAX == limits_get(LIMITS_FETCHES_AT_ONCE)->maximum);
	*out = (struct network_options){
		.settings = {
			.environment = environment,
			.rows = network_options_rows,
			.first = ENVIRONMENT_ALLOW_ADDRESS,
			.messages = stderr,
		},
		.outer_text = { .max = OUTER_FILE_MAX },
	};
	take_environment(out); /* what is wrong waits in `fault` until it is asked for */
}

/* --- all of it together ------------------------------------------------------------------------------- */

/* Each range and each port is good by itself; there may be too many. */
static int settle_lists(struct network_options *options, const char *command)
{
	enum network_fault fault = NETWORK_OK;
	size_t i;

	for (i = 0; i < options->addresses.count && fault == NETWORK_OK; i++)
		fault = network_allow_range(&options->rules, options->addresses.items[i]);
	if (fault != NETWORK_OK)
		return settings_complain(&options->settings, command, ENVIRONMENT_ALLOW_ADDRESS,
					 options->addresses.items[i - 1],
					 network_fault_text(fault));
	for (i = 0; i < options->ports.count && fault == NETWORK_OK; i++)
		fault = network_allow_port(&options->rules, options->ports.items[i]);
	if (fault != NETWORK_OK)
		return settings_complain(&options->settings, command, ENVIRONMENT_ALLOW_PORT,
					 options->ports.items[i - 1], network_fault_text(fault));
	return 0;
}

static int settle_runtime_api(struct network_options *options, const char *command)
{
	const char *value = options->settings.environment->values[ENVIRONMENT_RUNTIME_API];
	enum network_fault fault;

	if (!value || !*value)
		return 0;
	fault = network_set_runtime_api(&options->rules, value);
	if (fault != NETWORK_OK)
		return settings_complain(&options->settings, command, ENVIRONMENT_RUNTIME_API,
					 value, network_fault_text(fault));
	options->network.runtime_api = value;
	return 0;
}

/* @where: the file and the line, or the variable. */
static int add_outer(struct network_options *options, const char *command, const char *where,
		     const char *entry)
{
	if (options->outer_count == NETWORK_OUTER_MAX)
		return settings_complain_of(&options->settings, command, where, entry,
					    allowlist_fault_text(ALLOWLIST_TOO_MANY));
	enum allowlist_fault fault = network_add_outer(&options->rules, entry, strlen(entry));
	if (fault != ALLOWLIST_OK)
		return settings_complain_of(&options->settings, command, where, entry,
					    allowlist_fault_text(fault));
	options->outer[options->outer_count++] = entry;
	return 0;
}

/* An entry a line; what is behind a # is a comment. */
static int add_outer_line(struct network_options *options, const char *command, unsigned number,
			  char *line)
{
	char where[512], *rest = NULL;

	line[strcspn(line, "#")] = '\0';
	const char *entry = strtok_r(line, " \t\r", &rest);
	if (!entry)
		return 0;
	snprintf(where, sizeof(where), "%s:%u:", options->outer_file, number);
	if (strtok_r(NULL, " \t\r", &rest))
		return settings_complain_of(&options->settings, command, where, entry,
					    "only a # comment may follow an entry on its line");
	return add_outer(options, command, where, entry);
}

static int read_outer_file(struct network_options *options, const char *command)
{
	struct buf *text = &options->outer_text;
	const char *why = NULL;
	unsigned number = 0;

	int rc = text_file_read(options->outer_file, text);
	if (rc < 0)
		why = rc == -EMSGSIZE ? "is larger than 1 MiB" : strerror(-rc);
	else if (text->len && memchr(text->data, '\0', text->len))
		why = "is not a text file";
	if (why)
		return settings_complain(&options->settings, command, ENVIRONMENT_OUTER_ALLOWLIST,
					 options->outer_file, why);
	for (char *line = text->data, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (add_outer_line(options, command, ++number, line) < 0)
			return -1;
	}
	return 0;
}

static int split_outer_variable(struct network_options *options, const char *command, char *value)
{
	const char *where = environment_name(ENVIRONMENT_OUTER_ALLOWLIST);
	char *rest = NULL;

	for (const char *entry = strtok_r(value, BETWEEN_LIST_ENTRIES, &rest); entry;
	     entry = strtok_r(NULL, BETWEEN_LIST_ENTRIES, &rest))
		if (add_outer(options, command, where, entry) < 0)
			return -1;
	return 0;
}

/* A list that is there and empty is a bound that nothing is within, not none. */
static int settle_outer(struct network_options *options, const char *command)
{
	char *value = options->settings.environment->values[ENVIRONMENT_OUTER_ALLOWLIST];

	if (!options->outer_file && !value)
		return 0;
	if ((options->outer_file && read_outer_file(options, command) < 0) ||
	    (value && split_outer_variable(options, command, value) < 0))
		return -1;
	options->has_outer = options->rules.has_outer = true;
	options->network.outer_allowlist = options->outer;
	if (options->outer_count == 0)
		fprintf(options->settings.messages,
			"untrusted %s: warning: the outer allowlist has no entries: no host may be "
			"reached\n",
			command);
	return 0;
}

static const char *fault_of_ca_file(const char *path)
{
	AUTO_BUF struct buf text = { .max = CA_FILE_MAX };
	struct stat file;

	if (stat(path, &file) < 0)
		return strerror(errno);
	if (!S_ISREG(file.st_mode))
		return "is not a file";
	int rc = text_file_read(path, &text);
	if (rc < 0)
		return rc == -EMSGSIZE ? "is larger than 16 MiB" : strerror(-rc);
	return text.len && memmem(text.data, text.len, PEM_MARK, strlen(PEM_MARK))
		       ? NULL
		       : "holds no certificate in PEM";
}

/* The library looks closer, but cannot name the option. */
static int check_ca_file(const struct network_options *options, const char *command)
{
	const char *why = options->ca_file ? fault_of_ca_file(options->ca_file) : NULL;

	return why ? settings_complain(&options->settings, command, ENVIRONMENT_CA_FILE,
				       options->ca_file, why)
		   : 0;
}

int network_options_settle(struct network_options *options, const char *command)
{
	if (*options->fault) {
		fprintf(options->settings.messages, "untrusted %s: %s\n", command, options->fault);
		return -1;
	}
	if (options->settings.environment->unknown) {
		fprintf(options->settings.messages, "untrusted %s: %s: there is no such setting\n",
			command, options->settings.environment->unknown);
		return -1;
	}
	if (settle_lists(options, command) < 0 || settle_runtime_api(options, command) < 0 ||
	    settle_outer(options, command) < 0 || check_ca_file(options, command) < 0)
		return -1;
	options->network.allow_addresses = options->addresses.items;
	options->network.allow_ports = options->ports.items;
	/* An empty list would be one without a server. */
	options->network.dns_servers =
		options->dns_servers.count ? options->dns_servers.items : NULL;
	options->network.ca_file = options->ca_file;
	options->network.fetches = options->fetches;
	options->network.fetches_at_once = options->fetches_at_once;
	return 0;
}

void network_options_done(struct network_options *options)
{
	network_done(&options->rules);
	buf_done(&options->outer_text);
}
