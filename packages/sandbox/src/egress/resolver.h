/* SPDX-License-Identifier: MIT */
/*
 * Resolves host names: the hosts file, then the DNS, through c-ares and on the loop of the supervisor.
 *
 * Egress asks once for each hop, judges every address that it gets (policy/address.h) and connects to one of those.
 * Names come from untrusted code, answers from servers that may lie: an answer is handed out whole or not at all, so
 * that none of its addresses escapes judgement. The names inside an answer (CNAMEs) are not looked at. Nothing in the
 * environment has an influence, search domains are not applied, nothing is cached. Nothing here blocks, but for the
 * reading of /etc/resolv.conf and /etc/hosts, which every lookup does: what changes in them takes effect at once.
 */
#ifndef UNTRUSTED_EGRESS_RESOLVER_H
#define UNTRUSTED_EGRESS_RESOLVER_H

#include <stddef.h>

#include "policy/address.h"

struct event_base;
struct resolver;
struct resolver_lookup; /* one that is under way; gone when its callback has been called */

/* Addresses in one answer, A and AAAA together; an answer of more is RESOLVER_FAILED. */
#define RESOLVER_ADDRESSES_MAX 1000u

enum resolver_status {
	RESOLVER_FOUND,
	RESOLVER_NOT_FOUND, /* no such host, or it has no address */
	RESOLVER_TIMEOUT, /* no server answered in time (about 4.5 s for each server that is there) */
	RESOLVER_FAILED, /* SERVFAIL, refused, malformed, more addresses than the maximum */
	RESOLVER_NO_MEMORY,
};

/*
 * @addresses are valid during the call; @count is above 0 with RESOLVER_FOUND and 0 with anything else. They are in
 * the order in which they came. May start and cancel lookups and close the resolver.
 */
typedef void resolver_callback(void *user, enum resolver_status status,
			       const struct address *addresses, size_t count);

/*
 * @dns_servers: NULL-terminated list of ADDR:PORT, IPv6 in brackets, copied; NULL for those of /etc/resolv.conf. Opens
 * no socket. Returns 0, -EINVAL (not such a list, or an empty one) or -ENOMEM.
 */
int resolver_open(struct event_base *loop, const char *const *dns_servers, struct resolver **out);

/*
 * Starts to resolve @host: canonical (policy/host.h), ASCII without a trailing dot, not an address; copied. The
 * callback comes once, from the loop and never from inside of this call, unless the lookup is cancelled or the
 * resolver closed before. Each lookup has sockets (two at most for each server) and ports of its own. Returns NULL when out of memory.
 */
struct resolver_lookup *resolver_start(struct resolver *resolver, const char *host,
				       resolver_callback *callback, void *user);

/* Ends it: the callback will not come. NULL is allowed; one whose callback has been called is not. */
void resolver_cancel(struct resolver_lookup *lookup);

/* Callbacks that have not come do not come any more. NULL is allowed. */
void resolver_close(struct resolver *resolver);

/* For the code that asked: `no such host`, `the DNS did not answer in time`, … */
const char *resolver_status_text(enum resolver_status status);

#endif
