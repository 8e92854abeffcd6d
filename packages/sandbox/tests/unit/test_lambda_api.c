/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "front/lambda_api.h"
#include "guard.h"

#define BEFORE "/2015-03-31/functions/"
#define AFTER  "/invocations"

static enum lambda_api_route route(const char *target)
{
	struct guard guard = guard_copy(target, strlen(target));
	struct json_scan_slice slice = { guard.text, strlen(target) };
	enum lambda_api_route found = lambda_api_route(slice);

	guard_done(&guard);
	return found;
}

static void every_function_name_and_arn_leads_to_the_invocation(void **state)
{
	(void)state;
	assert_int_equal(route(BEFORE "f" AFTER), LAMBDA_API_INVOKE);
	assert_int_equal(route(BEFORE "my-function:PROD" AFTER), LAMBDA_API_INVOKE);
	assert_int_equal(route(BEFORE "my_function" AFTER "?Qualifier=%24LATEST"),
			 LAMBDA_API_INVOKE);
	assert_int_equal(route(BEFORE "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012" AFTER),
			 LAMBDA_API_INVOKE);
}

static void the_health_check_has_one_path(void **state)
{
	(void)state;
	assert_int_equal(route("/healthz"), LAMBDA_API_HEALTH);
	assert_int_equal(route("/healthz?x"), LAMBDA_API_HEALTH);
}

static void other_paths_lead_nowhere(void **state)
{
	(void)state;
	static const char *const targets[] = {
		"",
		"/",
		"*",
		"/healthz/",
		"/HEALTHZ",
		BEFORE AFTER,
		"/2015-03-31/functions/invocations",
		BEFORE "a/b" AFTER,
		BEFORE "a b" AFTER,
		BEFORE "f" AFTER "/",
		BEFORE "f?" AFTER,
		"http://localhost" BEFORE "f" AFTER,
	};
	for (size_t i = 0; i < UNIT_COUNT(targets); i++)
		assert_int_equal(route(targets[i]), LAMBDA_API_NOWHERE);
}

static void a_name_has_at_most_170_bytes(void **state)
{
	(void)state;
	char target[256] = BEFORE;
	const size_t start = strlen(BEFORE);

	memset(target + start, 'x', 171);
	memcpy(target + start + 171, AFTER, sizeof(AFTER));
	assert_int_equal(route(target), LAMBDA_API_NOWHERE);
	memcpy(target + start + 170, AFTER, sizeof(AFTER));
	assert_int_equal(route(target), LAMBDA_API_INVOKE);
}

static enum lambda_api_invocation invocation(const char *type)
{
	return lambda_api_invocation((struct json_scan_slice){ type, strlen(type) });
}

static void invocation_types_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(lambda_api_invocation((struct json_scan_slice){ 0 }),
			 LAMBDA_API_REQUEST_RESPONSE);
	assert_int_equal(invocation(""), LAMBDA_API_REQUEST_RESPONSE);
	assert_int_equal(invocation("RequestResponse"), LAMBDA_API_REQUEST_RESPONSE);
	assert_int_equal(invocation("DryRun"), LAMBDA_API_DRY_RUN);
	assert_int_equal(invocation("Event"), LAMBDA_API_EVENT);
	assert_int_equal(invocation("event"), LAMBDA_API_UNKNOWN_INVOCATION);
}

static void errors_have_the_shape_that_lambda_gives_them(void **state)
{
	(void)state;
	static const struct {
		enum lambda_api_error error;
		const char *body;
	} cases[] = {
		{ LAMBDA_API_INVALID_CONTENT, "{\"Type\":\"User\",\"message\":\"a \\\"b\\\"\"}" },
		{ LAMBDA_API_NOT_FOUND, "{\"Type\":\"User\",\"Message\":\"a \\\"b\\\"\"}" },
		{ LAMBDA_API_SERVICE, "{\"Type\":\"Service\",\"Message\":\"a \\\"b\\\"\"}" },
		{ LAMBDA_API_TOO_MANY, "{\"Reason\":\"ConcurrentInvocationLimitExceeded\","
				       "\"Type\":\"User\",\"message\":\"a \\\"b\\\"\"}" },
	};
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		AUTO_BUF struct buf out = { .max = 256 };
		assert_int_equal(lambda_api_write_error(cases[i].error, "a \"b\"", &out), 0);
		assert_int_equal(out.len, strlen(cases[i].body));
		assert_memory_equal(out.data, cases[i].body, out.len);
	}
	AUTO_BUF struct buf small = { .max = 16 };
	assert_int_equal(lambda_api_write_error(LAMBDA_API_SERVICE, "x", &small), -EMSGSIZE);
}

static void every_error_has_a_type_and_is_found_by_its_status(void **state)
{
	(void)state;
	for (unsigned i = 0; i < LAMBDA_API_ERROR_COUNT; i++) {
		unsigned status = lambda_api_status((enum lambda_api_error)i);
		assert_in_range(status, 400, 599);
		assert_non_null(lambda_api_error_type((enum lambda_api_error)i));
		assert_int_equal(lambda_api_status(lambda_api_error_of(status)), status);
	}
	assert_int_equal(lambda_api_error_of(400), LAMBDA_API_BAD_REQUEST);
	assert_int_equal(lambda_api_error_of(418), LAMBDA_API_SERVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_function_name_and_arn_leads_to_the_invocation),
		cmocka_unit_test(the_health_check_has_one_path),
		cmocka_unit_test(other_paths_lead_nowhere),
		cmocka_unit_test(a_name_has_at_most_170_bytes),
		cmocka_unit_test(invocation_types_are_told_apart),
		cmocka_unit_test(errors_have_the_shape_that_lambda_gives_them),
		cmocka_unit_test(every_error_has_a_type_and_is_found_by_its_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
