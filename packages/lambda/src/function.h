/* SPDX-License-Identifier: MIT */
/*
 * The Lambda function: an executor that is ready, and what one invocation after the other is answered with.
 */
#ifndef UNTRUSTED_LAMBDA_FUNCTION_H
#define UNTRUSTED_LAMBDA_FUNCTION_H

#include <stdint.h>

#include "front/audit_log.h"
#include "front/environment.h"
#include "front/limits_options.h"
#include "front/network_options.h"
#include "log.h"
#include "runtime_api.h"
#include "untrusted.h"

#define FUNCTION_MESSAGE_MAX 1024u

struct function {
	const char *name; /* for metrics */
	struct log log;
	struct network_options network;
	struct limits_options limits;
	struct audit_log audit; /* of the deployer's choice; `has_audit`: there is one */
	bool has_audit;
	uint32_t required; /* enum untrusted_layer, ORed */
	struct untrusted *executor;
	struct runtime_api *api;
	/* The invocation whose answer the API did not take; empty: none. It may hand the same one out again. */
	char unanswered_id[RUNTIME_API_ID_MAX], unanswered_invocation_id[RUNTIME_API_ID_MAX];
	char notice[FUNCTION_MESSAGE_MAX /
		    2]; /* the executor's last, which says more than an errno */
};

/*
 * Makes ready what the first invocation needs: the executor, a cell, the CA file. @environment outlives the function;
 * `log` is open already. Returns 0, or -1 with @message: why the function cannot start.
 */
int function_open(struct function *function, const struct environment *environment,
		  char message[FUNCTION_MESSAGE_MAX]);

/* The line of the log that says so, and which isolation layers hold. @us: how long it took since the start. */
void function_log_start(struct function *function, uint64_t us);

/* Answers one invocation, and makes ready for the next. Blocks until its deadline at most, but for the API. */
void function_handle(struct function *function, const struct invocation *invocation);

/* Kills what still runs and frees everything but the log. */
void function_close(struct function *function);

#endif
