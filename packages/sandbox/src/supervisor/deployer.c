/* SPDX-License-Identifier: MIT */
#include "supervisor/deployer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/limits.h"

static int refuse(char message[DEPLOYER_MESSAGE_MAX], const char *field, const char *value,
		  const char *reason)
{
	snprintf(message, DEPLOYER_MESSAGE_MAX, "network.%s \"%.300s\" %s", field, value, reason);
	return -EINVAL;
}

static int read_list(const char *const *list, const char *field,
		     enum network_fault (*add)(struct network *network, const char *text),
		     char message[DEPLOYER_MESSAGE_MAX], struct network *network)
{
	for (; list && *list; list++) {
		enum network_fault fault = add(network, *list);
		if (fault == NETWORK_NO_MEMORY)
			return -ENOMEM;
		if (fault != NETWORK_OK)
			return refuse(message, field, *list, network_fault_text(fault));
	}
	return 0;
}

static int read_outer(const char *const *list, char message[DEPLOYER_MESSAGE_MAX],
		      struct network *network)
{
	network->has_outer = list != NULL;
	for (; list && *list; list++) {
		enum allowlist_fault fault = network_add_outer(network, *list, strlen(*list));
		if (fault == ALLOWLIST_NO_MEMORY)
			return -ENOMEM;
		if (fault != ALLOWLIST_OK)
			return refuse(message, "outer_allowlist", *list,
				      allowlist_fault_text(fault));
	}
	return 0;
}

static int check_cap(unsigned value, enum limits_id id, const char *field,
		     char message[DEPLOYER_MESSAGE_MAX])
{
	const struct limits_entry *limit = limits_get(id);

	if (value == 0 || (value >= limit->minimum && value <= limit->maximum))
		return 0;
	snprintf(message, DEPLOYER_MESSAGE_MAX, "network.%s is %u; it must be from %u to %u", field,
		 value, limit->minimum, limit->maximum);
	return -EINVAL;
}

static int read_all(const struct untrusted_network *options, char message[DEPLOYER_MESSAGE_MAX],
		    struct network *network)
{
	const char *const runtime_api[] = { options->runtime_api, NULL };
	int rc = read_list(options->allow_addresses, "allow_addresses", network_allow_range,
			   message, network);

	if (rc == 0)
		rc = read_list(options->allow_ports, "allow_ports", network_allow_port, message,
			       network);
	if (rc == 0)
		rc = read_list(runtime_api, "runtime_api", network_set_runtime_api, message,
			       network);
	if (rc == 0)
		rc = read_outer(options->outer_allowlist, message, network);
	if (rc == 0)
		rc = check_cap(options->fetches, LIMITS_FETCHES, "fetches", message);
	if (rc == 0)
		rc = check_cap(options->fetches_at_once, LIMITS_FETCHES_AT_ONCE, "fetches_at_once",
			       message);
	return rc;
}

int deployer_read_network(const struct untrusted_network *options,
			  char message[DEPLOYER_MESSAGE_MAX], struct network *out)
{
	struct network network = { 0 };
	int rc = options ? read_all(options, message, &network) : 0;

	if (rc < 0) {
		network_done(&network);
		return rc;
	}
	*out = network;
	return 0;
}

/* @field: the name of both without `default_` and `max_`. */
static int read_bounds(enum limits_id id, const char *field, uint32_t fallback, uint32_t maximum,
		       char message[DEPLOYER_MESSAGE_MAX], struct limits_bounds *out)
{
	switch (limits_narrow(id, fallback, maximum, out)) {
	case LIMITS_FINE:
		return 0;
	case LIMITS_MAXIMUM_TOO_HIGH:
		snprintf(message, DEPLOYER_MESSAGE_MAX,
			 "limits.max_%s is %u; it must be at most %u", field, maximum,
			 limits_get(id)->maximum);
		break;
	case LIMITS_FALLBACK_TOO_HIGH:
		snprintf(message, DEPLOYER_MESSAGE_MAX,
			 "limits.default_%s is %u; it must be at most %u, the maximum", field,
			 fallback, maximum ? maximum : limits_get(id)->maximum);
		break;
	}
	return -EINVAL;
}

int deployer_read_limits(const struct untrusted_limits *options, char message[DEPLOYER_MESSAGE_MAX],
			 struct limits_bounds out[LIMITS_CHOSEN_COUNT])
{
	static const struct untrusted_limits none;
	struct limits_bounds timeout, memory;

	if (!options)
		options = &none;
	if (read_bounds(LIMITS_TIMEOUT, "timeout_ms", options->default_timeout_ms,
			options->max_timeout_ms, message, &timeout) < 0 ||
	    read_bounds(LIMITS_MEMORY, "memory_limit_bytes", options->default_memory_limit_bytes,
			options->max_memory_limit_bytes, message, &memory) < 0)
		return -EINVAL;
	out[LIMITS_TIMEOUT] = timeout;
	out[LIMITS_MEMORY] = memory;
	return 0;
}
