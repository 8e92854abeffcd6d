/* SPDX-License-Identifier: MIT */
/*
 * What the fetches of all executions share: the deployer's rules, the DNS client, the certificate authorities and the
 * audit log. Made by the executor. What could carry something from one execution to another (connections, TLS
 * sessions, resolved names) is not here but in each execution's own (egress/fetches.h).
 */
#ifndef UNTRUSTED_EGRESS_EGRESS_H
#define UNTRUSTED_EGRESS_EGRESS_H

#include <stddef.h>

struct event_base;
struct network;
struct resolver;
struct trust;

struct egress_options {
	struct event_base *loop;
	const struct network *network;	/* outlives the egress */
	const char *const *dns_servers; /* NULL-terminated, or NULL: the system's; copied */
	const char *ca_file; /* or NULL: the system's or the one that is shipped; copied */
	unsigned fetches, fetches_at_once; /* of one execution */
	/* One JSON object, without a newline, for each request. It must not call back. May be NULL. */
	void (*on_audit)(void *user, const char *line, size_t line_bytes);
	void *user;
};

struct egress;

/*
 * Returns 0, -EINVAL (a DNS server's address), -ENOENT (there is no CA file of that name), -EIO (it holds no
 * certificates) or -ENOMEM.
 */
int egress_open(const struct egress_options *options, struct egress **out);

const struct egress_options *egress_options(const struct egress *egress);

/* NULL when out of memory. */
struct resolver *egress_resolver(struct egress *egress);

/* NULL when there is no CA file, or no memory. */
struct trust *egress_trust(struct egress *egress);

/*
 * Reads the certificate authorities now, not at the first request over TLS. What is wrong with them that request
 * will tell.
 */
void egress_warm(struct egress *egress);

/* NULL is allowed. All fetches have been freed. */
void egress_close(struct egress *egress);

#endif
