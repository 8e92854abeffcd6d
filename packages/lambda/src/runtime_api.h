/* SPDX-License-Identifier: MIT */
/*
 * A client of the AWS Lambda Runtime API, version 2018-06-01: takes invocations and gives back what became of them.
 *
 * Everything is asked over one connection, which is kept, and every function blocks. What the API does wrong (no
 * answer, another status, half an answer) is an error with a reason and nothing worse: the next call begins anew.
 */
#ifndef UNTRUSTED_LAMBDA_RUNTIME_API_H
#define UNTRUSTED_LAMBDA_RUNTIME_API_H

#include <stdint.h>

#include "base/buf.h"

#define RUNTIME_API_ID_MAX     128u
#define RUNTIME_API_TEXT_MAX   512u
#define RUNTIME_API_REASON_MAX 256u

/* Lambda takes and gives 6 MB. */
#define RUNTIME_API_PAYLOAD_MAX ((size_t)6291456)

struct runtime_api;

struct invocation {
	char request_id[RUNTIME_API_ID_MAX];	/* empty: there is none to answer */
	char invocation_id[RUNTIME_API_ID_MAX]; /* echoed; empty: the API sent none */
	char trace_id[RUNTIME_API_TEXT_MAX];	/* of X-Ray; or empty */
	char tenant_id[RUNTIME_API_TEXT_MAX];	/* with tenant isolation; or empty */
	int64_t deadline_ns; /* of CLOCK_MONOTONIC, when Lambda gives up; 0: the API did not say */
	struct buf event;
};

/* An error of the function, as Lambda hands it to the caller. */
struct runtime_api_error {
	const char *type; /* such as `Sandbox.Internal` */
	const char *message;
};

/* @host_port: as in AWS_LAMBDA_RUNTIME_API. Returns 0, or -ENOMEM. */
int runtime_api_open(const char *host_port, struct runtime_api **out);

void runtime_api_close(struct runtime_api *api);

/*
 * Waits for the next invocation, for as long as it takes. Returns 0 and @out, which stays the caller's and is filled
 * anew; or -EIO, and then @out has a request id if one is known for which the event has not arrived whole.
 */
int runtime_api_next(struct runtime_api *api, struct invocation *out);

/*
 * Hands out the response. Tries again where the API may have failed by accident. Returns 0; -EMSGSIZE, the API finds
 * it too large; -ESTALE, the API does not want it any more (the invocation has timed out, or was answered); or -EIO.
 */
int runtime_api_respond(struct runtime_api *api, const struct invocation *invocation,
			const char *response, size_t bytes);

/* Says that the function failed. Returns as runtime_api_respond() does. */
int runtime_api_fail(struct runtime_api *api, const struct invocation *invocation,
		     const struct runtime_api_error *error);

/* Says that the function cannot start. Returns as runtime_api_respond() does. */
int runtime_api_fail_init(struct runtime_api *api, const struct runtime_api_error *error);

/* Why the last call failed, a sentence without its full stop. */
const char *runtime_api_reason(const struct runtime_api *api);

#endif
