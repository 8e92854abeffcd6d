// SPDX-License-Identifier: MIT
#include "front/lambda_api.h"

#include <stdbool.h>
#include <string.h>

#include "base/json_text.h"

#define BEFORE_NAME    "/2015-03-31/functions/"
#define AFTER_NAME     "/invocations"
#define NAME_MAX_BYTES 170 /* of an ARN, as in Lambda */

/*
 * The errors that Lambda has are called as Lambda calls them, with its spelling of the member
 * ("Message" in some); for what Lambda's own front end never lets through the names are ours.
 */
static const struct {
	unsigned status;
	const char *type;
	const char *fault;   /* whose it is */
	const char *message; /* the member's name */
} errors[LAMBDA_API_ERROR_COUNT] = {
	[LAMBDA_API_BAD_REQUEST] = { 400, "BadRequestException", "User", "message" },
	[LAMBDA_API_INVALID_CONTENT] = { 400, "InvalidRequestContentException", "User", "message" },
	[LAMBDA_API_INVALID_PARAMETER] = { 400, "InvalidParameterValueException", "User",
					   "message" },
	[LAMBDA_API_UNAUTHORIZED] = { 401, "UnauthorizedException", "User", "message" },
	[LAMBDA_API_FORBIDDEN] = { 403, "AccessDeniedException", "User", "message" },
	[LAMBDA_API_NOT_FOUND] = { 404, "ResourceNotFoundException", "User", "Message" },
	[LAMBDA_API_WRONG_METHOD] = { 405, "MethodNotAllowedException", "User", "message" },
	[LAMBDA_API_TOO_SLOW] = { 408, "RequestTimeoutException", "User", "message" },
	[LAMBDA_API_TOO_LARGE] = { 413, "RequestTooLargeException", "User", "message" },
	[LAMBDA_API_EXPECTATION] = { 417, "ExpectationFailedException", "User", "message" },
	[LAMBDA_API_HEAD_TOO_LARGE] = { 431, "RequestHeaderFieldsTooLargeException", "User",
					"message" },
	[LAMBDA_API_TOO_MANY] = { 429, "TooManyRequestsException", "User", "message" },
	[LAMBDA_API_SERVICE] = { 500, "ServiceException", "Service", "Message" },
	[LAMBDA_API_NOT_IMPLEMENTED] = { 501, "NotImplementedException", "User", "message" },
	[LAMBDA_API_UNAVAILABLE] = { 503, "ServiceUnavailableException", "Service", "message" },
	[LAMBDA_API_VERSION] = { 505, "HttpVersionNotSupportedException", "User", "message" },
};

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-_:.$%", c)); /* %3A is an ARN's colon */
}

static bool is_name(struct json_scan_slice name)
{
	for (size_t i = 0; i < name.bytes; i++)
		if (!is_name_character(name.data[i]))
			return false;
	return name.bytes > 0 && name.bytes <= NAME_MAX_BYTES;
}

static bool is(struct json_scan_slice slice, const char *text)
{
	return slice.bytes == strlen(text) && memcmp(slice.data, text, slice.bytes) == 0;
}

enum lambda_api_route lambda_api_route(struct json_scan_slice target)
{
	const size_t before = strlen(BEFORE_NAME), after = strlen(AFTER_NAME);
	const char *query = memchr(target.data, '?', target.bytes);

	if (query)
		target.bytes = (size_t)(query - target.data);
	if (is(target, "/healthz"))
		return LAMBDA_API_HEALTH;
	if (target.bytes <= before + after || memcmp(target.data, BEFORE_NAME, before) != 0 ||
	    memcmp(target.data + target.bytes - after, AFTER_NAME, after) != 0)
		return LAMBDA_API_NOWHERE;
	struct json_scan_slice name = { target.data + before, target.bytes - before - after };
	return is_name(name) ? LAMBDA_API_INVOKE : LAMBDA_API_NOWHERE;
}

enum lambda_api_invocation lambda_api_invocation(struct json_scan_slice type)
{
	if (type.bytes == 0 || is(type, "RequestResponse"))
		return LAMBDA_API_REQUEST_RESPONSE;
	if (is(type, "DryRun"))
		return LAMBDA_API_DRY_RUN;
	return is(type, "Event") ? LAMBDA_API_EVENT : LAMBDA_API_UNKNOWN_INVOCATION;
}

unsigned lambda_api_status(enum lambda_api_error error)
{
	return errors[error].status;
}

const char *lambda_api_error_type(enum lambda_api_error error)
{
	return errors[error].type;
}

enum lambda_api_error lambda_api_error_of(unsigned status)
{
	for (unsigned error = 0; error < LAMBDA_API_ERROR_COUNT; error++)
		if (errors[error].status == status)
			return (enum lambda_api_error)error;
	return LAMBDA_API_SERVICE;
}

int lambda_api_write_error(enum lambda_api_error error, const char *message, struct buf *out)
{
	/* Lambda gives the reason for this one, and clients show it. */
	const char *reason = error == LAMBDA_API_TOO_MANY
				     ? "\"Reason\":\"ConcurrentInvocationLimitExceeded\","
				     : "";
	int rc = buf_append_format(out, "{%s\"Type\":\"%s\",\"%s\":", reason, errors[error].fault,
				   errors[error].message);

	if (rc == 0)
		rc = json_text_append_string(message, strlen(message), out);
	return rc < 0 ? rc : buf_append_str(out, "}");
}
