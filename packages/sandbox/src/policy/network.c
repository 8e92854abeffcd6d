/* SPDX-License-Identifier: MIT */
#include "policy/network.h"

#include <string.h>

#include "base/check.h"
#include "policy/host.h"

#define PORT_HTTP  80u
#define PORT_HTTPS 443u

static const struct address_range loopback_v4 = { { false, { 127 } }, 8 };
static const struct address_range loopback_v6 = { { true, { [15] = 1 } }, 128 };
static const struct address loopback = { false, { 127, 0, 0, 1 } };

static const char *const texts[NETWORK_FAULT_COUNT] = {
	[NETWORK_OK] = "is fine",
	[NETWORK_NOT_A_RANGE] =
		"is not an address range such as 10.0.0.0/8, 127.0.0.1 or fd00::/8 (bits after the prefix must be zero)",
	[NETWORK_NOT_A_PORT] = "is not a port from 1 to 65535",
	[NETWORK_NOT_AN_ENDPOINT] = "is not HOST:PORT",
	[NETWORK_TOO_MANY] = "is one too many",
	[NETWORK_NO_MEMORY] = "does not fit into memory",
};

const char *network_fault_text(enum network_fault fault)
{
	CHECK((unsigned)fault < NETWORK_FAULT_COUNT);
	return texts[fault];
}

bool network_parse_port(const char *text, size_t bytes, uint16_t *out)
{
	unsigned port = 0;

	if (bytes == 0 || bytes > 5 || text[0] == '0')
		return false;
	for (size_t i = 0; i < bytes; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		port = port * 10 + (unsigned)(text[i] - '0');
	}
	if (port > UINT16_MAX)
		return false;
	*out = (uint16_t)port;
	return true;
}

enum network_fault network_allow_range(struct network *network, const char *text)
{
	struct address_range range;

	if (!address_range_parse(text, strlen(text), &range))
		return NETWORK_NOT_A_RANGE;
	if (network->range_count == NETWORK_RANGES_MAX)
		return NETWORK_TOO_MANY;
	network->ranges[network->range_count++] = range;
	return NETWORK_OK;
}

enum network_fault network_allow_port(struct network *network, const char *text)
{
	uint16_t port;

	if (!network_parse_port(text, strlen(text), &port))
		return NETWORK_NOT_A_PORT;
	if (network->port_count == NETWORK_PORTS_MAX)
		return NETWORK_TOO_MANY;
	network->ports[network->port_count++] = port;
	return NETWORK_OK;
}

enum network_fault network_set_runtime_api(struct network *network, const char *text)
{
	const char *colon = strrchr(text, ':');
	struct host host;
	uint16_t port;

	if (!colon || !network_parse_port(colon + 1, strlen(colon + 1), &port) ||
	    !host_parse(text, (size_t)(colon - text), &host))
		return NETWORK_NOT_AN_ENDPOINT;
	memcpy(network->runtime_host, host.text, sizeof(network->runtime_host));
	network->runtime_is_address = host.is_address || host_is_local(host.text);
	network->runtime_address = host.is_address ? host.address : loopback;
	network->runtime_port = port;
	return NETWORK_OK;
}

enum allowlist_fault network_add_outer(struct network *network, const char *text, size_t bytes)
{
	if (network->outer.count == NETWORK_OUTER_MAX)
		return ALLOWLIST_TOO_MANY;
	/* Nothing covers the outer list itself. After a refused entry it stands, and allows less. */
	network->has_outer = false;
	enum allowlist_fault fault = allowlist_add(&network->outer, text, bytes, network);
	network->has_outer = true;
	return fault;
}

bool network_allows_port(const struct network *network, uint16_t port)
{
	if (port == PORT_HTTP || port == PORT_HTTPS)
		return true;
	for (size_t i = 0; i < network->port_count; i++) {
		if (network->ports[i] == port)
			return true;
	}
	return false;
}

bool network_allows_loopback(const struct network *network)
{
	for (size_t i = 0; i < network->range_count; i++) {
		const struct address_range *range = &network->ranges[i];
		if (address_range_holds(&loopback_v4, &range->base) ||
		    address_range_holds(range, &loopback) ||
		    address_range_holds(range, &loopback_v6.base))
			return true;
	}
	return false;
}

void network_done(struct network *network)
{
	allowlist_done(&network->outer);
	*network = (struct network){ .range_count = 0 };
}
