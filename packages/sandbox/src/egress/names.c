/* SPDX-License-Identifier: MIT */
#include "egress/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct name {
	TAILQ_ENTRY(name) link;
	struct names *names;
	char *host;
	struct resolver_lookup *lookup; /* NULL: the addresses are known */
	struct address *addresses;
	size_t count;
	TAILQ_HEAD(, names_waiter) waiters;
};

struct names {
	struct resolver *resolver;
	TAILQ_HEAD(, name) list;
};

struct names *names_new(struct resolver *resolver)
{
	struct names *names = calloc(1, sizeof(*names));

	if (!names)
		return NULL;
	names->resolver = resolver;
	TAILQ_INIT(&names->list);
	return names;
}

/* It is in no list. */
static void name_free(struct name *name)
{
	resolver_cancel(name->lookup);
	free(name->host);
	free(name->addresses);
	free(name);
}

static void tell(struct name *name, enum resolver_status status)
{
	struct names_waiter *waiter;

	while ((waiter = TAILQ_FIRST(&name->waiters))) {
		names_cancel(waiter);
		waiter->on_known(waiter->user, status, name->addresses, name->count);
	}
}

static void on_resolved(void *user, enum resolver_status status, const struct address *addresses,
			size_t count)
{
	struct name *name = user;

	name->lookup = NULL;
	if (status == RESOLVER_FOUND) {
		name->addresses = calloc(count, sizeof(*addresses));
		if (name->addresses) {
			memcpy(name->addresses, addresses, count * sizeof(*addresses));
			name->count = count;
		} else {
			status = RESOLVER_NO_MEMORY;
		}
	}
	if (status == RESOLVER_FOUND) {
		tell(name, status);
		return;
	}
	/* The next one to ask for a name that failed tries again, be it while those who waited are told. */
	TAILQ_REMOVE(&name->names->list, name, link);
	tell(name, status);
	name_free(name);
}

static struct name *find(struct names *names, const char *host)
{
	struct name *name;

	TAILQ_FOREACH(name, &names->list, link)
	if (strcmp(name->host, host) == 0)
		return name;
	return NULL;
}

static struct name *name_new(struct names *names, const char *host)
{
	struct name *name = calloc(1, sizeof(*name));

	if (!name)
		return NULL;
	TAILQ_INIT(&name->waiters);
	name->names = names;
	name->host = strdup(host);
	if (name->host)
		name->lookup = resolver_start(names->resolver, host, on_resolved, name);
	if (!name->lookup) {
		name_free(name);
		return NULL;
	}
	TAILQ_INSERT_TAIL(&names->list, name, link);
	return name;
}

int names_ask(struct names *names, const char *host, struct names_waiter *waiter)
{
	struct name *name = find(names, host);

	if (name && !name->lookup) {
		waiter->on_known(waiter->user, RESOLVER_FOUND, name->addresses, name->count);
		return 0;
	}
	if (!name)
		name = name_new(names, host);
	if (!name)
		return -ENOMEM;
	waiter->name = name;
	TAILQ_INSERT_TAIL(&name->waiters, waiter, link);
	return 0;
}

void names_cancel(struct names_waiter *waiter)
{
	if (!waiter->name)
		return;
	TAILQ_REMOVE(&waiter->name->waiters, waiter, link);
	waiter->name = NULL;
}

void names_free(struct names *names)
{
	struct name *name;

	if (!names)
		return;
	while ((name = TAILQ_FIRST(&names->list))) {
		TAILQ_REMOVE(&names->list, name, link);
		name_free(name);
	}
	free(names);
}
