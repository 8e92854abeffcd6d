/* SPDX-License-Identifier: MIT */
/*
 * The hosts that a caller allows its code to reach: the request's `allowedDomains` (docs/contract.md).
 *
 * An entry is a host name (`example.com`: it and its subdomains), a wildcard (`*.example.com`: its subdomains
 * only) or an origin (`https://api.example.com:8443`: exactly that scheme, host and port). Names may be
 * international; they are compared as the ASCII that the DNS knows (UTS #46, non-transitional), in lower case and
 * without a trailing dot. Addresses, `localhost` and other single labels are entries only where the deployer has
 * allowed addresses (policy/network.h). Entries come from anyone. Pure.
 */
#ifndef UNTRUSTED_POLICY_ALLOWLIST_H
#define UNTRUSTED_POLICY_ALLOWLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct network;

#define ALLOWLIST_HOST_MAX 253u /* RFC 1035: the longest name, in the form with dots */

enum allowlist_kind {
	ALLOWLIST_HOST,	    /* the name and what is below it */
	ALLOWLIST_WILDCARD, /* only what is below it */
	ALLOWLIST_ORIGIN,
};

struct allowlist_entry {
	enum allowlist_kind kind;
	bool is_https; /* of an origin */
	bool is_address;
	uint16_t port;			   /* of an origin */
	char host[ALLOWLIST_HOST_MAX + 1]; /* canonical (policy/host.h); IPv6 without brackets */
};

struct allowlist {
	struct allowlist_entry *entries; /* owned */
	size_t count;
};

enum allowlist_fault {
	ALLOWLIST_OK,
	ALLOWLIST_EMPTY,
	ALLOWLIST_TOO_LONG,
	ALLOWLIST_NOT_A_NAME, /* a character, a label or a form that no host name has */
	ALLOWLIST_BARE_WILDCARD,
	ALLOWLIST_BAD_WILDCARD, /* anywhere but `*.` at the beginning */
	ALLOWLIST_SCHEME,	/* neither http nor https */
	ALLOWLIST_PATH,		/* a path, a query or a fragment */
	ALLOWLIST_USERINFO,
	ALLOWLIST_PORT_WITHOUT_SCHEME,
	ALLOWLIST_BAD_PORT,
	ALLOWLIST_PORT_NOT_ALLOWED, /* the deployer allows others */
	ALLOWLIST_PUBLIC_SUFFIX,
	ALLOWLIST_ADDRESS, /* the deployer has not allowed it */
	ALLOWLIST_LOCAL_NAME, /* localhost and its like, where the deployer has allowed no loopback address */
	ALLOWLIST_SINGLE_LABEL, /* where the deployer has allowed no addresses */
	ALLOWLIST_RUNTIME_API,
	ALLOWLIST_OUTSIDE_OUTER, /* the deployer's outer allowlist does not cover it */
	ALLOWLIST_TOO_MANY,	 /* of the outer allowlist */
	ALLOWLIST_NO_MEMORY,
	ALLOWLIST_FAULT_COUNT,
};

/* Reads one entry of UTF-8, which may hold anything. The outer allowlist is not asked (allowlist_add does). */
enum allowlist_fault allowlist_entry_parse(const char *text, size_t bytes,
					   const struct network *network,
					   struct allowlist_entry *out);

/* Reads one entry, asks whether the deployer's outer allowlist covers it, and adds it. */
enum allowlist_fault allowlist_add(struct allowlist *allowlist, const char *text, size_t bytes,
				   const struct network *network);

/* What is wrong, to follow the entry in a message: `is a public suffix, under which anyone can have a name`. */
const char *allowlist_fault_text(enum allowlist_fault fault);

/* Does the list allow this origin? @host is canonical (policy/host.h), IPv6 without brackets. */
bool allowlist_matches(const struct allowlist *allowlist, bool is_https, const char *host,
		       bool is_address, uint16_t port);

/* Is every URL that @entry allows allowed by one entry of @outer? */
bool allowlist_covers(const struct allowlist *outer, const struct allowlist_entry *entry);

void allowlist_done(struct allowlist *allowlist);

#endif
