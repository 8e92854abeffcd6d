/* SPDX-License-Identifier: MIT */
#include "policy/allowlist.h"

#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "policy/host.h"
#include "policy/network.h"

/* The longest that makes sense: `https://`, a host, `:65535`. */
#define ENTRY_MAX (8u + ALLOWLIST_HOST_MAX + 6u)

/* A piece of an entry; it holds anything. */
struct slice {
	const char *data;
	size_t bytes;
};

static const char *const texts[ALLOWLIST_FAULT_COUNT] = {
	[ALLOWLIST_OK] = "is fine",
	[ALLOWLIST_EMPTY] = "is empty",
	[ALLOWLIST_TOO_LONG] = "is longer than a host name can be (253 bytes)",
	[ALLOWLIST_NOT_A_NAME] = "is not a host name such as example.com",
	[ALLOWLIST_BARE_WILDCARD] = "would allow every host; name those that the code needs",
	[ALLOWLIST_BAD_WILDCARD] =
		"has a wildcard that is not *. at its beginning, as in *.example.com",
	[ALLOWLIST_SCHEME] = "has a scheme that is neither http nor https",
	[ALLOWLIST_PATH] =
		"has a path, a query or a fragment; only hosts and origins can be allowed, such as https://example.com",
	[ALLOWLIST_USERINFO] = "has a user name or a password before the host",
	[ALLOWLIST_PORT_WITHOUT_SCHEME] =
		"has a port but no scheme; write an origin such as https://example.com:8443",
	[ALLOWLIST_BAD_PORT] = "has a port that is not a number from 1 to 65535",
	[ALLOWLIST_PORT_NOT_ALLOWED] = "has a port that the deployer has not allowed",
	[ALLOWLIST_PUBLIC_SUFFIX] = "is a public suffix, under which anyone can have a name",
	[ALLOWLIST_ADDRESS] = "is an IP address, which the deployer has not allowed",
	[ALLOWLIST_LOCAL_NAME] =
		"is a local name, and the deployer has allowed no loopback address",
	[ALLOWLIST_SINGLE_LABEL] =
		"is a name without a dot, which is no name on the public network",
	[ALLOWLIST_RUNTIME_API] = "is where the AWS Lambda Runtime API listens",
	[ALLOWLIST_OUTSIDE_OUTER] = "is outside of what the deployer allows",
	[ALLOWLIST_TOO_MANY] = "is one too many",
	[ALLOWLIST_NO_MEMORY] = "does not fit into memory",
};

const char *allowlist_fault_text(enum allowlist_fault fault)
{
	CHECK((unsigned)fault < ALLOWLIST_FAULT_COUNT);
	return texts[fault];
}

/* --- reading an entry --------------------------------------------------------------------------------- */

/* Cuts @bytes from the beginning. */
static struct slice skip(struct slice slice, size_t bytes)
{
	return (struct slice){ slice.data + bytes, slice.bytes - bytes };
}

static bool has(struct slice slice, char byte)
{
	return memchr(slice.data, byte, slice.bytes) != NULL;
}

static bool has_path(struct slice slice)
{
	return has(slice, '/') || has(slice, '?') || has(slice, '#') || has(slice, '\\');
}

static bool is_scheme(struct slice scheme, const char *name)
{
	if (scheme.bytes != strlen(name))
		return false;
	for (size_t i = 0; i < scheme.bytes; i++) {
		/* Of the bytes that this folds together, only letters are in a name. */
		if ((scheme.data[i] | 0x20) != name[i])
			return false;
	}
	return true;
}

/* The bytes before `://`, or all of them. */
static size_t find_scheme(struct slice entry)
{
	for (size_t i = 0; i + 2 < entry.bytes; i++) {
		if (memcmp(entry.data + i, "://", 3) == 0)
			return i;
	}
	return entry.bytes;
}

/* Where the colon before a port is, or all of the bytes; those inside of brackets are the address's own. */
static size_t find_port(struct slice authority)
{
	for (size_t i = authority.bytes; i > 0 && authority.data[i - 1] != ']'; i--) {
		if (authority.data[i - 1] == ':')
			return i - 1;
	}
	return authority.bytes;
}

/* Is it a host and a port? */
static bool has_port(struct slice text)
{
	struct host host;
	uint16_t port;
	size_t colon = find_port(text);

	if (colon == text.bytes || !host_parse(text.data, colon, &host))
		return false;
	return network_parse_port(text.data + colon + 1, text.bytes - colon - 1, &port);
}

static enum allowlist_fault parse_host(struct slice text, struct allowlist_entry *entry)
{
	struct host host;

	if (text.bytes > ALLOWLIST_HOST_MAX + 1) /* a dot may be at its end */
		return ALLOWLIST_TOO_LONG;
	if (!host_parse(text.data, text.bytes, &host))
		return ALLOWLIST_NOT_A_NAME;
	memcpy(entry->host, host.text, sizeof(entry->host));
	entry->is_address = host.is_address;
	return ALLOWLIST_OK;
}

static enum allowlist_fault parse_wildcard(struct slice text, struct allowlist_entry *entry)
{
	entry->kind = ALLOWLIST_WILDCARD;
	if (text.bytes == 1)
		return ALLOWLIST_BARE_WILDCARD;
	if (text.data[0] != '*' || text.data[1] != '.' || has(skip(text, 1), '*'))
		return ALLOWLIST_BAD_WILDCARD;
	enum allowlist_fault fault = parse_host(skip(text, 2), entry);
	/* Nothing is below an address. */
	return fault == ALLOWLIST_OK && entry->is_address ? ALLOWLIST_NOT_A_NAME : fault;
}

/* A host or a wildcard. IPv6 may be without its brackets here, where no port can follow. */
static enum allowlist_fault parse_bare(struct slice text, struct allowlist_entry *entry)
{
	struct address address;

	if (has_path(text))
		return ALLOWLIST_PATH;
	if (has(text, '@'))
		return ALLOWLIST_USERINFO;
	if (has(text, '*'))
		return parse_wildcard(text, entry);
	entry->kind = ALLOWLIST_HOST;
	if (address_parse(text.data, text.bytes, &address)) {
		address_format(&address, entry->host);
		entry->is_address = true;
		return ALLOWLIST_OK;
	}
	return has_port(text) ? ALLOWLIST_PORT_WITHOUT_SCHEME : parse_host(text, entry);
}

static enum allowlist_fault parse_origin(struct slice scheme, struct slice authority,
					 struct allowlist_entry *entry)
{
	entry->kind = ALLOWLIST_ORIGIN;
	entry->is_https = is_scheme(scheme, "https");
	entry->port = entry->is_https ? 443 : 80;
	if (!entry->is_https && !is_scheme(scheme, "http"))
		return ALLOWLIST_SCHEME;
	if (has_path(authority))
		return ALLOWLIST_PATH;
	if (has(authority, '@'))
		return ALLOWLIST_USERINFO;
	if (has(authority, '*'))
		return ALLOWLIST_BAD_WILDCARD;
	size_t host_bytes = find_port(authority);
	if (host_bytes < authority.bytes &&
	    !network_parse_port(authority.data + host_bytes + 1, authority.bytes - host_bytes - 1,
				&entry->port))
		return ALLOWLIST_BAD_PORT;
	return parse_host((struct slice){ authority.data, host_bytes }, entry);
}

/* --- what the deployer and the public suffixes say ----------------------------------------------------- */

static bool is_runtime_api(const struct allowlist_entry *entry, const struct network *network)
{
	/* Where there is none its host is empty, as no entry's is. */
	return strcmp(entry->host, network->runtime_host) == 0 &&
	       (entry->kind != ALLOWLIST_ORIGIN || entry->port == network->runtime_port);
}

static enum allowlist_fault judge_address(const struct allowlist_entry *entry,
					  const struct network *network)
{
	struct address address = { .is_v6 = false };
	uint16_t port = entry->kind == ALLOWLIST_ORIGIN ? entry->port : network->runtime_port;

	CHECK(address_parse(entry->host, strlen(entry->host), &address));
	enum address_verdict verdict = address_judge(&address, port, network);
	if (verdict == ADDRESS_RUNTIME_API)
		return ALLOWLIST_RUNTIME_API;
	/* Code is to name hosts: not even a public address is allowed by itself. */
	return verdict == ADDRESS_BY_DEPLOYER ? ALLOWLIST_OK : ALLOWLIST_ADDRESS;
}

static enum allowlist_fault judge_name(const struct allowlist_entry *entry,
				       const struct network *network)
{
	const char *host = entry->host;

	if (is_runtime_api(entry, network))
		return ALLOWLIST_RUNTIME_API;
	if (host_is_local(host))
		return network_allows_loopback(network) ? ALLOWLIST_OK : ALLOWLIST_LOCAL_NAME;
	/* An origin allows nothing below its host, and `https://github.io` is one; `https://com` hardly is. */
	if (entry->kind == ALLOWLIST_ORIGIN ? host_is_registry_suffix(host)
					    : host_is_public_suffix(host))
		return ALLOWLIST_PUBLIC_SUFFIX;
	if (host_is_single_label(host) && network->range_count == 0)
		return ALLOWLIST_SINGLE_LABEL;
	return ALLOWLIST_OK;
}

enum allowlist_fault allowlist_entry_parse(const char *text, size_t bytes,
					   const struct network *network,
					   struct allowlist_entry *out)
{
	struct slice whole = { text, bytes };
	struct allowlist_entry entry = { .kind = ALLOWLIST_HOST };
	enum allowlist_fault fault;

	if (bytes == 0)
		return ALLOWLIST_EMPTY;
	if (bytes > ENTRY_MAX)
		return ALLOWLIST_TOO_LONG;
	size_t scheme = find_scheme(whole);
	if (scheme < bytes)
		fault = parse_origin((struct slice){ text, scheme }, skip(whole, scheme + 3),
				     &entry);
	else
		fault = parse_bare(whole, &entry);
	if (fault != ALLOWLIST_OK)
		return fault;
	fault = entry.is_address ? judge_address(&entry, network) : judge_name(&entry, network);
	if (fault == ALLOWLIST_OK && entry.kind == ALLOWLIST_ORIGIN &&
	    !network_allows_port(network, entry.port))
		fault = ALLOWLIST_PORT_NOT_ALLOWED;
	if (fault == ALLOWLIST_OK)
		*out = entry;
	return fault;
}

/* --- the list ----------------------------------------------------------------------------------------- */

enum allowlist_fault allowlist_add(struct allowlist *allowlist, const char *text, size_t bytes,
				   const struct network *network)
{
	struct allowlist_entry entry;
	enum allowlist_fault fault = allowlist_entry_parse(text, bytes, network, &entry);

	if (fault != ALLOWLIST_OK)
		return fault;
	if (network->has_outer && !allowlist_covers(&network->outer, &entry))
		return ALLOWLIST_OUTSIDE_OUTER;
	struct allowlist_entry *entries =
		realloc(allowlist->entries, (allowlist->count + 1) * sizeof(entry));
	if (!entries)
		return ALLOWLIST_NO_MEMORY;
	entries[allowlist->count++] = entry;
	allowlist->entries = entries;
	return ALLOWLIST_OK;
}

static bool is_below(const char *host, const char *parent)
{
	return host_is_at_or_below(host, parent) && strcmp(host, parent) != 0;
}

static bool entry_matches(const struct allowlist_entry *entry, bool is_https, const char *host,
			  bool is_address, uint16_t port)
{
	/* Nothing is below an address, and `1.10.0.0.1` is below none. */
	if (entry->is_address != is_address)
		return false;
	if (entry->kind == ALLOWLIST_WILDCARD)
		return is_below(host, entry->host);
	if (entry->kind == ALLOWLIST_ORIGIN)
		return is_https == entry->is_https && port == entry->port &&
		       strcmp(host, entry->host) == 0;
	return is_address ? strcmp(host, entry->host) == 0 : host_is_at_or_below(host, entry->host);
}

bool allowlist_matches(const struct allowlist *allowlist, bool is_https, const char *host,
		       bool is_address, uint16_t port)
{
	for (size_t i = 0; i < allowlist->count; i++) {
		if (entry_matches(&allowlist->entries[i], is_https, host, is_address, port))
			return true;
	}
	return false;
}

static bool entry_covers(const struct allowlist_entry *outer, const struct allowlist_entry *entry)
{
	/* An origin allows one thing, and that is allowed or not. */
	if (entry->kind == ALLOWLIST_ORIGIN)
		return entry_matches(outer, entry->is_https, entry->host, entry->is_address,
				     entry->port);
	/* The others allow every scheme and port, as no origin does. */
	if (outer->kind == ALLOWLIST_ORIGIN || outer->is_address != entry->is_address)
		return false;
	/* What is below a host is below all that the host is at or below. */
	if (entry->kind == ALLOWLIST_WILDCARD)
		return host_is_at_or_below(entry->host, outer->host);
	return entry_matches(outer, false, entry->host, entry->is_address, 0);
}

bool allowlist_covers(const struct allowlist *outer, const struct allowlist_entry *entry)
{
	for (size_t i = 0; i < outer->count; i++) {
		if (entry_covers(&outer->entries[i], entry))
			return true;
	}
	return false;
}

void allowlist_done(struct allowlist *allowlist)
{
	free(allowlist->entries);
	*allowlist = (struct allowlist){ .count = 0 };
}
