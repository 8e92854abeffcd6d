/* SPDX-License-Identifier: MIT */
/* The embedding API's struct untrusted_network and untrusted_limits, read into what policy/ judges by. Used by the executor. Pure. */
#ifndef UNTRUSTED_SUPERVISOR_DEPLOYER_H
#define UNTRUSTED_SUPERVISOR_DEPLOYER_H

#include <stddef.h>

#include "policy/limits.h"
#include "policy/network.h"
#include "untrusted.h"

#define DEPLOYER_MESSAGE_MAX 512u

/*
 * @options may be NULL: nothing beyond the public. Returns 0 and @out, which the caller releases with network_done();
 * -EINVAL and @message, which names the entry; or -ENOMEM.
 */
int deployer_read_network(const struct untrusted_network *options,
			  char message[DEPLOYER_MESSAGE_MAX], struct network *out);

/* @options may be NULL: the contract's limits. Returns 0 and @out; or -EINVAL and @message, which names the field. */
int deployer_read_limits(const struct untrusted_limits *options, char message[DEPLOYER_MESSAGE_MAX],
			 struct limits_bounds out[LIMITS_CHOSEN_COUNT]);

#endif
