/* SPDX-License-Identifier: MIT */
/*
 * What the deployer has decided about the network, beyond what is public and ports 80 and 443. The caller's own
 * decision is the allowlist (policy/allowlist.h), which this bounds.
 *
 * Filled once, by whoever opens the executor; read-only afterwards. Pure.
 */
#ifndef UNTRUSTED_POLICY_NETWORK_H
#define UNTRUSTED_POLICY_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/address.h"
#include "policy/allowlist.h"

#define NETWORK_RANGES_MAX 64u
#define NETWORK_PORTS_MAX  64u
#define NETWORK_OUTER_MAX  1000u

struct network {
	struct address_range
		ranges[NETWORK_RANGES_MAX]; /* that may be reached though they are not public */
	size_t range_count;
	uint16_t ports[NETWORK_PORTS_MAX]; /* beside 80 and 443 */
	size_t port_count;
	bool has_outer; /* no request's allowlist may exceed `outer` */
	struct allowlist outer;
	/* Where the AWS Lambda Runtime API listens, which nobody may reach; an empty host: nowhere. */
	char runtime_host[ALLOWLIST_HOST_MAX +
			  1];	 /* as it was given, lowercase: a name or an address */
	bool runtime_is_address; /* or a local name, which stands for 127.0.0.1 */
	struct address runtime_address;
	uint16_t runtime_port;
};

enum network_fault {
	NETWORK_OK,
	NETWORK_NOT_A_RANGE,
	NETWORK_NOT_A_PORT,
	NETWORK_NOT_AN_ENDPOINT,
	NETWORK_TOO_MANY,
	NETWORK_NO_MEMORY,
	NETWORK_FAULT_COUNT,
};

/* `10.0.0.0/8`, `127.0.0.1`, `::1/128`. */
enum network_fault network_allow_range(struct network *network, const char *text);

/* A decimal number from 1 to 65535. */
enum network_fault network_allow_port(struct network *network, const char *text);

/* `HOST:PORT`, as in AWS_LAMBDA_RUNTIME_API. */
enum network_fault network_set_runtime_api(struct network *network, const char *text);

/*
 * One more entry of the outer allowlist. Ranges and ports must be there already. Returns ALLOWLIST_OK or what is
 * wrong with the entry.
 */
enum allowlist_fault network_add_outer(struct network *network, const char *text, size_t bytes);

/* What is wrong, to follow the value in a message: `is not an address range such as 10.0.0.0/8`. */
const char *network_fault_text(enum network_fault fault);

/* Is it 80, 443 or one of the deployer's? */
bool network_allows_port(const struct network *network, uint16_t port);

/* Reads a decimal number from 1 to 65535 without leading zeros. Returns false if it is none. */
bool network_parse_port(const char *text, size_t bytes, uint16_t *out);

/* Has the deployer allowed any loopback address? */
bool network_allows_loopback(const struct network *network);

/* Frees what it owns; it is empty afterwards: nothing beyond the public is allowed. */
void network_done(struct network *network);

#endif
