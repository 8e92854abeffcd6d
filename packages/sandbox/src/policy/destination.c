/* SPDX-License-Identifier: MIT */
#include "policy/destination.h"

#include <string.h>

#include "base/check.h"
#include "policy/host.h"
#include "policy/network.h"

struct words {
	const char *name; /* for the audit log */
	const char *text; /* for the code that asked */
};

/*
 * The code that asked learns nothing of where the Runtime API listens: what reaches it is an address like any other
 * that is not public.
 */
static const struct words table[DESTINATION_VERDICT_COUNT] = {
	[DESTINATION_ALLOWED] = { "allowed", "is allowed" },
	[DESTINATION_SCHEME] = { "scheme", "only http: and https: URLs can be fetched" },
	[DESTINATION_USERINFO] = { "userinfo", "URL holds a user name or a password" },
	[DESTINATION_HOST] = { "host", "URL is not valid" },
	[DESTINATION_RUNTIME_API] = { "runtime-api", "address is not public" },
	[DESTINATION_NOT_LISTED] = { "not-listed", "is not in allowedDomains" },
	[DESTINATION_ORIGIN_NOT_LISTED] = { "origin-not-listed",
					    "scheme or port is not that of the origin in allowedDomains" },
	[DESTINATION_NOT_IN_OUTER] = { "not-in-outer",
				       "host is outside of what the deployer allows" },
	[DESTINATION_PORT] = { "port", "port is not allowed" },
	[DESTINATION_ADDRESS] = { "address", "address is not public" },
	[DESTINATION_LOCAL_NAME] = { "local-name", "host is a local name" },
};

const char *destination_verdict_text(enum destination_verdict verdict)
{
	CHECK((unsigned)verdict < DESTINATION_VERDICT_COUNT);
	return table[verdict].text;
}

const char *destination_verdict_name(enum destination_verdict verdict)
{
	CHECK((unsigned)verdict < DESTINATION_VERDICT_COUNT);
	return table[verdict].name;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

/* The code's own URL parser has made ASCII of the host: who sends other bytes is not that parser. */
static bool read_host(const char *text, struct destination *out)
{
	struct host host;

	if (!is_ascii(text) || !host_parse(text, strlen(text), &host))
		return false;
	memcpy(out->host, host.text, sizeof(out->host));
	out->is_address = host.is_address;
	out->address = host.address;
	return true;
}

static enum destination_verdict judge_address(const struct destination *destination,
					      const struct network *network)
{
	enum address_verdict verdict =
		address_judge(&destination->address, destination->port, network);

	if (verdict == ADDRESS_RUNTIME_API)
		return DESTINATION_RUNTIME_API;
	return address_verdict_allows(verdict) ? DESTINATION_ALLOWED : DESTINATION_ADDRESS;
}

/* By its own name, or by one that means loopback where it listens there. */
static bool is_runtime_api(const struct destination *destination, const struct network *network)
{
	struct address loopback = { false, { 127, 0, 0, 1 } };

	if (destination->port != network->runtime_port)
		return false;
	return strcmp(destination->host, network->runtime_host) == 0 ||
	       (host_is_local(destination->host) &&
		address_judge(&loopback, destination->port, network) == ADDRESS_RUNTIME_API);
}

static enum destination_verdict judge_name(const struct destination *destination,
					   const struct network *network)
{
	if (is_runtime_api(destination, network))
		return DESTINATION_RUNTIME_API;
	if (host_is_local(destination->host) && !network_allows_loopback(network))
		return DESTINATION_LOCAL_NAME;
	return DESTINATION_ALLOWED;
}

static bool is_listed(const struct allowlist *allowlist, const struct destination *destination)
{
	return allowlist_matches(allowlist, destination->is_https, destination->host,
				 destination->is_address, destination->port);
}

/* Is there an origin of this host, so that only the scheme or the port is wrong? */
static bool has_origin(const struct allowlist *allowlist, const char *host)
{
	for (size_t i = 0; i < allowlist->count; i++) {
		if (allowlist->entries[i].kind == ALLOWLIST_ORIGIN &&
		    strcmp(allowlist->entries[i].host, host) == 0)
			return true;
	}
	return false;
}

static enum destination_verdict judge_lists(const struct destination *destination,
					    const struct allowlist *allowlist,
					    const struct network *network)
{
	if (!is_listed(allowlist, destination))
		return has_origin(allowlist, destination->host) ? DESTINATION_ORIGIN_NOT_LISTED
								: DESTINATION_NOT_LISTED;
	if (network->has_outer && !is_listed(&network->outer, destination))
		return DESTINATION_NOT_IN_OUTER;
	return DESTINATION_ALLOWED;
}

enum destination_verdict destination_judge(const struct destination_parts *parts,
					   const struct allowlist *allowlist,
					   const struct network *network, struct destination *out)
{
	enum destination_verdict verdict;

	*out = (struct destination){ .port = parts->port };
	out->is_https = strcmp(parts->scheme, "https") == 0;
	if (!out->is_https && strcmp(parts->scheme, "http") != 0)
		return DESTINATION_SCHEME;
	if (parts->has_userinfo)
		return DESTINATION_USERINFO;
	if (!read_host(parts->host, out))
		return DESTINATION_HOST;
	verdict = out->is_address ? judge_address(out, network) : judge_name(out, network);
	if (verdict == DESTINATION_ALLOWED)
		verdict = judge_lists(out, allowlist, network);
	if (verdict == DESTINATION_ALLOWED && !network_allows_port(network, out->port))
		verdict = DESTINATION_PORT;
	return verdict;
}
