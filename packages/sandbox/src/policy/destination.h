/* SPDX-License-Identifier: MIT */
/*
 * Judges where a request wants to go, before anything is resolved: scheme, host and port, as the one parse of its URL
 * has them (egress/url.h), against the caller's allowlist and the deployer's rules. The addresses that the host
 * resolves to are judged later (policy/address.h). Pure.
 */
#ifndef UNTRUSTED_POLICY_DESTINATION_H
#define UNTRUSTED_POLICY_DESTINATION_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/address.h"
#include "policy/allowlist.h"

struct network;

/* A URL, taken apart. Strings are the parser's own words, and hostile. */
struct destination_parts {
	const char *scheme;
	const char *host; /* IPv6 in brackets, as in a URL */
	uint16_t port;	  /* the scheme's own where the URL has none */
	bool has_userinfo;
};

/* Where to go, when it is allowed. */
struct destination {
	bool is_https;
	bool is_address; /* `address` is it, and there is nothing to resolve */
	uint16_t port;
	char host[ALLOWLIST_HOST_MAX + 1]; /* canonical (policy/host.h); IPv6 without brackets */
	struct address address;
};

enum destination_verdict {
	DESTINATION_ALLOWED,
	DESTINATION_SCHEME,   /* neither http nor https */
	DESTINATION_USERINFO, /* a name or a password before the host */
	DESTINATION_HOST,     /* not a host name or an address in its canonical spelling */
	DESTINATION_RUNTIME_API,
	DESTINATION_NOT_LISTED,	       /* the host is not in allowedDomains */
	DESTINATION_ORIGIN_NOT_LISTED, /* the host is, but not with this scheme or port */
	DESTINATION_NOT_IN_OUTER,
	DESTINATION_PORT,    /* neither 80 nor 443 nor the deployer's */
	DESTINATION_ADDRESS, /* an IP literal that is not public */
	DESTINATION_LOCAL_NAME, /* localhost and its like, and the deployer has allowed no loopback address */
	DESTINATION_VERDICT_COUNT,
};

/* @out is filled as far as it was judged; whole with DESTINATION_ALLOWED. */
enum destination_verdict destination_judge(const struct destination_parts *parts,
					   const struct allowlist *allowlist,
					   const struct network *network, struct destination *out);

/*
 * The reason in words for the code that asked, which are the same whatever the deployer's network is:
 * `address is not public`. DESTINATION_NOT_LISTED's is to follow the host.
 */
const char *destination_verdict_text(enum destination_verdict verdict);

/* For tests and the audit log: `not-listed`, … */
const char *destination_verdict_name(enum destination_verdict verdict);

#endif
