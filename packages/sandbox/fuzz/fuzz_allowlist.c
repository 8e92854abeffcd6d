/* SPDX-License-Identifier: MIT */
/*
 * Allowlists: what is accepted is canonical and reads back, is no public suffix and, without a deployer's leave, no
 * address; and an entry that an outer one covers allows nothing that the outer one does not. The input is a byte of
 * flags, then entries with newlines between them, which are outer ones and the caller's by turns.
 */
#include "fuzz.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "policy/host.h"
#include "policy/network.h"

#define ENTRIES_MAX 8u
#define TEXT_MAX    600u

static void fill_network(uint8_t flags, struct network *network)
{
	if (flags & 1) {
		CHECK(network_allow_range(network, "127.0.0.0/8") == NETWORK_OK);
		CHECK(network_allow_range(network, "fd00::/8") == NETWORK_OK);
	}
	if (flags & 2)
		CHECK(network_allow_range(network, "0.0.0.0/0") == NETWORK_OK);
	if (flags & 4)
		CHECK(network_allow_port(network, "8443") == NETWORK_OK);
	if (flags & 8)
		CHECK(network_set_runtime_api(network, "127.0.0.1:9001") == NETWORK_OK);
}

static void check_address(const struct allowlist_entry *entry, const struct network *network)
{
	uint8_t bytes[16];
	int family = strchr(entry->host, ':') ? AF_INET6 : AF_INET;
	CHECK(inet_pton(family, entry->host, bytes) == 1);
	CHECK(network->range_count > 0);
	CHECK(entry->kind != ALLOWLIST_WILDCARD);
}

static void check_name(const struct allowlist_entry *entry, const struct network *network)
{
	struct in_addr address;
	size_t bytes = strlen(entry->host);
	/* Not even to the resolver, which reads octal and short forms, is it an address. */
	CHECK(inet_aton(entry->host, &address) == 0);
	CHECK(bytes > 0 && bytes <= 253);
	CHECK(strspn(entry->host, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == bytes);
	CHECK(entry->host[0] != '.' && entry->host[bytes - 1] != '.' && !strstr(entry->host, ".."));
	int sections = entry->kind == ALLOWLIST_ORIGIN ? PSL_TYPE_ICANN : PSL_TYPE_ANY;
	CHECK(host_is_local(entry->host) ||
	      !psl_is_public_suffix2(psl_builtin(), entry->host, sections | PSL_TYPE_NO_STAR_RULE));
	if (network->range_count == 0)
		CHECK(strchr(entry->host, '.') && !host_is_local(entry->host));
}

/* As a caller would write what was understood. */
static void write_entry(const struct allowlist_entry *entry, char out[TEXT_MAX])
{
	bool is_v6 = strchr(entry->host, ':') != NULL;
	const char *open = is_v6 ? "[" : "", *close = is_v6 ? "]" : "";
	if (entry->kind == ALLOWLIST_ORIGIN)
		snprintf(out, TEXT_MAX, "%s://%s%s%s:%u", entry->is_https ? "https" : "http", open,
			 entry->host, close, entry->port);
	else
		snprintf(out, TEXT_MAX, "%s%s%s%s", entry->kind == ALLOWLIST_WILDCARD ? "*." : "",
			 open, entry->host, close);
}

static void check_entry(const struct allowlist_entry *entry, const struct network *network)
{
	char text[TEXT_MAX];
	struct allowlist_entry again;
	if (entry->is_address)
		check_address(entry, network);
	else
		check_name(entry, network);
	if (entry->kind == ALLOWLIST_ORIGIN)
		CHECK(network_allows_port(network, entry->port));
	write_entry(entry, text);
	CHECK(allowlist_entry_parse(text, strlen(text), network, &again) == ALLOWLIST_OK);
	CHECK(again.kind == entry->kind && again.is_address == entry->is_address &&
	      again.port == entry->port && again.is_https == entry->is_https &&
	      strcmp(again.host, entry->host) == 0);
}

/* By other means than the policy's: does the entry allow it? */
static bool is_allowed(const struct allowlist_entry *entry, bool is_https, const char *host,
		       bool is_address, uint16_t port)
{
	char dotted[TEXT_MAX];
	size_t bytes = strlen(host);
	bool is_same = strcmp(host, entry->host) == 0;
	snprintf(dotted, sizeof(dotted), ".%s", entry->host);
	bool is_below =
		bytes > strlen(dotted) && strcmp(host + bytes - strlen(dotted), dotted) == 0;
	if (is_address || entry->is_address)
		is_below = false;
	if (is_address != entry->is_address)
		return false;
	if (entry->kind == ALLOWLIST_ORIGIN)
		return is_same && is_https == entry->is_https && port == entry->port;
	return is_below || (is_same && entry->kind == ALLOWLIST_HOST);
}

static void check_match(const struct allowlist_entry *entry, const struct allowlist *outer,
			const char *host, bool is_address)
{
	static const uint16_t ports[] = { 80, 443, 8443, 1 };
	bool is_covered = allowlist_covers(outer, entry);
	for (int i = 0; i < 8; i++) {
		bool is_https = i % 2 == 1;
		uint16_t port = ports[i / 2];
		struct allowlist alone = { (struct allowlist_entry *)entry, 1 };
		bool allowed = is_allowed(entry, is_https, host, is_address, port);
		CHECK(allowlist_matches(&alone, is_https, host, is_address, port) == allowed);
		bool allowed_outside = allowlist_matches(outer, is_https, host, is_address, port);
		CHECK(!is_covered || !allowed || allowed_outside);
	}
}

static void check_matches(const struct allowlist_entry *entry, const struct allowlist *outer)
{
	char text[TEXT_MAX];
	check_match(entry, outer, entry->host, entry->is_address);
	snprintf(text, sizeof(text), "a.%s", entry->host);
	check_match(entry, outer, text, false);
	snprintf(text, sizeof(text), "a.b.%s", entry->host);
	check_match(entry, outer, text, false);
	snprintf(text, sizeof(text), "evil%s", entry->host);
	check_match(entry, outer, text, false);
	snprintf(text, sizeof(text), "%s.evil", entry->host);
	check_match(entry, outer, text, false);
	for (size_t i = 0; i < outer->count; i++)
		check_match(entry, outer, outer->entries[i].host, outer->entries[i].is_address);
}

static void check_covers(const struct allowlist *outer, const struct allowlist *inner,
			 const struct network *network)
{
	for (size_t i = 0; i < inner->count; i++) {
		check_entry(&inner->entries[i], network);
		check_matches(&inner->entries[i], outer);
		/* A list covers what is in it. */
		CHECK(allowlist_covers(inner, &inner->entries[i]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct network network = { .range_count = 0 };
	struct allowlist lists[2] = { { .count = 0 }, { .count = 0 } };
	const char *at = (const char *)data + 1, *end = (const char *)data + size;
	if (size == 0)
		return 0;
	fill_network(data[0], &network);
	for (size_t i = 0; i < ENTRIES_MAX && at <= end; i++) {
		const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
		size_t bytes = (size_t)((stop ? stop : end) - at);
		enum allowlist_fault fault = allowlist_add(&lists[i % 2], at, bytes, &network);
		CHECK(strlen(allowlist_fault_text(fault)) > 0);
		CHECK(fault != ALLOWLIST_OUTSIDE_OUTER && fault != ALLOWLIST_TOO_MANY);
		at += bytes + 1;
	}
	check_covers(&lists[0], &lists[1], &network);
	check_covers(&lists[1], &lists[0], &network);
	allowlist_done(&lists[0]);
	allowlist_done(&lists[1]);
	network_done(&network);
	return 0;
}
