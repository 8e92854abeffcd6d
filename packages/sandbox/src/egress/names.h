/* SPDX-License-Identifier: MIT */
/*
 * The names that one execution has resolved. Each is resolved once, and what it is by then it stays: a name that
 * changes its address between the check and the connection changes nothing.
 */
#ifndef UNTRUSTED_EGRESS_NAMES_H
#define UNTRUSTED_EGRESS_NAMES_H

#include <stddef.h>
#include <sys/queue.h>

#include "egress/resolver.h"
#include "policy/address.h"

struct names;

struct names_waiter {
	TAILQ_ENTRY(names_waiter) link;
	struct name *name; /* that it waits for; NULL: none */
	/* Called once, possibly before names_ask() returns. @addresses live as long as the names. */
	void (*on_known)(void *user, enum resolver_status status, const struct address *addresses,
			 size_t count);
	void *user;
};

/* Returns NULL when out of memory. */
struct names *names_new(struct resolver *resolver);

/* @host is canonical (policy/host.h). Returns 0 or -ENOMEM, and then nothing is called. */
int names_ask(struct names *names, const char *host, struct names_waiter *waiter);

/* The waiter is not called any more. One that does not wait is allowed. */
void names_cancel(struct names_waiter *waiter);

/* NULL is allowed. Nobody waits any more. */
void names_free(struct names *names);

#endif
