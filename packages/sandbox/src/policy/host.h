/* SPDX-License-Identifier: MIT */
/*
 * One spelling for every host: ASCII (UTS #46, non-transitional), lower case, without a trailing dot, an address as
 * RFC 5952 writes it. Pure.
 */
#ifndef UNTRUSTED_POLICY_HOST_H
#define UNTRUSTED_POLICY_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/address.h"
#include "policy/allowlist.h"

struct host {
	char text[ALLOWLIST_HOST_MAX + 1]; /* IPv6 without brackets */
	bool is_address;
	struct address address;
};

/*
 * Makes the canonical spelling of a name or an address of UTF-8, IPv6 in brackets. Returns false for anything that is
 * neither: a character that names do not have (letters, digits, hyphens and underscores are what they have), an empty
 * label or one above 63 bytes, a name whose last label is a number but which is no address in its one spelling.
 */
bool host_parse(const char *text, size_t bytes, struct host *out);

/* `localhost`, anything below it, and the names that hosts files give to loopback addresses. */
bool host_is_local(const char *canonical);

bool host_is_single_label(const char *canonical);

/* Is @name the same as @parent, or below it? Both canonical. */
bool host_is_at_or_below(const char *name, const char *parent);

/* Is it a public suffix (publicsuffix.org, both sections), under which anyone can have a name? */
bool host_is_public_suffix(const char *canonical);

/* Is it one of a registry (its ICANN section alone)? Others, like `github.io`, are hosts themselves. */
bool host_is_registry_suffix(const char *canonical);

#endif
