/* SPDX-License-Identifier: MIT */
/*
 * The shapes of AWS Lambda's Invoke API: its path, its invocation types and its errors. Pure; used by
 * serve. See the API reference of AWS Lambda, action Invoke.
 */
#ifndef UNTRUSTED_FRONT_LAMBDA_API_H
#define UNTRUSTED_FRONT_LAMBDA_API_H

#include "base/buf.h"
#include "base/json_scan.h"

enum lambda_api_route {
	LAMBDA_API_NOWHERE,
	LAMBDA_API_INVOKE, /* /2015-03-31/functions/NAME/invocations */
	LAMBDA_API_HEALTH, /* /healthz */
};

/* Where a request's target leads. A query (?Qualifier=...) makes no difference: there is one version. */
enum lambda_api_route lambda_api_route(struct json_scan_slice target);

enum lambda_api_invocation {
	LAMBDA_API_REQUEST_RESPONSE,
	LAMBDA_API_DRY_RUN,
	LAMBDA_API_EVENT,
	LAMBDA_API_UNKNOWN_INVOCATION,
};

/* What an X-Amz-Invocation-Type header asks for; an empty slice, or none, is RequestResponse. */
enum lambda_api_invocation lambda_api_invocation(struct json_scan_slice type);

enum lambda_api_error {
	LAMBDA_API_BAD_REQUEST, /* broken HTTP */
	LAMBDA_API_INVALID_CONTENT,
	LAMBDA_API_INVALID_PARAMETER,
	LAMBDA_API_UNAUTHORIZED,
	LAMBDA_API_FORBIDDEN,
	LAMBDA_API_NOT_FOUND,
	LAMBDA_API_WRONG_METHOD,
	LAMBDA_API_TOO_SLOW,
	LAMBDA_API_TOO_LARGE,
	LAMBDA_API_EXPECTATION,
	LAMBDA_API_HEAD_TOO_LARGE,
	LAMBDA_API_TOO_MANY,
	LAMBDA_API_SERVICE,
	LAMBDA_API_NOT_IMPLEMENTED,
	LAMBDA_API_UNAVAILABLE,
	LAMBDA_API_VERSION,
	LAMBDA_API_ERROR_COUNT,
};

/* The HTTP status, and the value of X-Amzn-ErrorType. */
unsigned lambda_api_status(enum lambda_api_error error);
const char *lambda_api_error_type(enum lambda_api_error error);

/* The error that has this status; LAMBDA_API_SERVICE if none has. Statuses are not ambiguous but 400. */
enum lambda_api_error lambda_api_error_of(unsigned status);

/* Appends the error's body: {"Type":"User","message":"..."}. Returns 0, -EMSGSIZE or -ENOMEM. */
int lambda_api_write_error(enum lambda_api_error error, const char *message, struct buf *out);

#endif
