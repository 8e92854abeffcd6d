/* SPDX-License-Identifier: MIT */
/* The embedding API with real cells: deadlines, responses that cannot be delivered, figures, readiness. */
#include "unit.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "untrusted.h"

#define MS INT64_C(1000000)

static struct untrusted *executor;
static struct event_base *loop;
static struct untrusted_result result;

static int open_executor(void **state)
{
	(void)state;
	loop = event_base_new();
	const struct untrusted_options options = {
		.cell_path = getenv("UNTRUSTED_CELL"),
		.concurrency = 1,
		.loop = loop,
	};
	return loop && untrusted_open(&options, &executor) == 0 ? 0 : -1;
}

static int close_executor(void **state)
{
	(void)state;
	untrusted_close(executor);
	event_base_free(loop);
	return 0;
}

static int forget_result(void **state)
{
	(void)state;
	untrusted_result_done(&result);
	return 0;
}

static void run(const char *request, const struct untrusted_callbacks *callbacks)
{
	assert_int_equal(untrusted_run(executor, request, strlen(request), callbacks, &result), 0);
}

static bool response_has(const char *text)
{
	return strstr(result.response, text) != NULL;
}

/* --- deadlines ----------------------------------------------------------------------------------------- */

static void ends_at_its_deadline(void **state)
{
	int64_t started_ns = clock_now_ns();
	const struct untrusted_callbacks callbacks = { .deadline_ns = started_ns + 200 * MS };

	(void)state;
	run("{\"code\":\"for(;;);\",\"timeoutMs\":20000}", &callbacks);
	int64_t took_ns = clock_now_ns() - started_ns;
	assert_int_equal(result.outcome, UNTRUSTED_LIMIT_EXCEEDED);
	assert_string_equal(result.kind, "timeout");
	assert_true(took_ns >= 190 * MS && took_ns < 1000 * MS);
	assert_true(response_has("\"clamped\":[\"timeoutMs\"],\"timeoutBy\":\"deadline\""));
	assert_true(result.timeout_ms <= 200);
}

static void says_nothing_of_a_deadline_behind_the_timeout(void **state)
{
	const struct untrusted_callbacks callbacks = { .deadline_ns = clock_now_ns() + 20000 * MS };

	(void)state;
	run("{\"code\":\"for(;;);\",\"timeoutMs\":100}", &callbacks);
	assert_string_equal(result.kind, "timeout");
	assert_true(response_has("\"timeoutMs\":100,"));
	assert_true(response_has("\"clamped\":[]}"));
	assert_false(response_has("timeoutBy"));
}

static void runs_nothing_behind_its_deadline(void **state)
{
	const struct untrusted_callbacks callbacks = { .deadline_ns = clock_now_ns() - 5 * MS };

	(void)state;
	run("{\"code\":\"console.log(1)\"}", &callbacks);
	assert_string_equal(result.kind, "timeout");
	assert_true(response_has("\"progress\":{\"started\":false,\"fetchCount\":0}"));
	assert_true(response_has("\"consoleOutput\":[]"));
	assert_true(response_has("\"timeoutBy\":\"deadline\""));
	assert_int_equal(result.usage.wall_us, 0);
}

struct ended {
	bool is_over;
	int64_t at_ns;
	enum untrusted_outcome outcome;
	char response[4096];
};

static void on_result(void *user, const struct untrusted_result *ended)
{
	struct ended *out = user;

	out->is_over = true;
	out->at_ns = clock_now_ns();
	out->outcome = ended->outcome;
	snprintf(out->response, sizeof(out->response), "%s", ended->response);
}

/* One at a time: the second waits for the first, which takes longer than the second may. */
static void ends_at_its_deadline_while_it_waits(void **state)
{
	static const char long_one[] = "{\"code\":\"for(;;);\",\"timeoutMs\":600}";
	static const char short_one[] = "{\"code\":\"1\"}";
	struct ended first = { 0 }, second = { 0 };
	const struct untrusted_callbacks of_first = { .on_result = on_result, .user = &first };
	int64_t started_ns = clock_now_ns();
	const struct untrusted_callbacks of_second = {
		.deadline_ns = started_ns + 100 * MS,
		.on_result = on_result,
		.user = &second,
	};

	(void)state;
	assert_int_equal(untrusted_start(executor, long_one, strlen(long_one), &of_first, NULL), 0);
	assert_int_equal(untrusted_start(executor, short_one, strlen(short_one), &of_second, NULL),
			 0);
	while (!first.is_over || !second.is_over)
		event_base_loop(loop, EVLOOP_ONCE);
	assert_int_equal(second.outcome, UNTRUSTED_LIMIT_EXCEEDED);
	assert_true(second.at_ns < first.at_ns);
	assert_true(second.at_ns - started_ns >= 95 * MS);
	assert_non_null(strstr(second.response, "\"started\":false"));
	assert_non_null(strstr(second.response, "\"timeoutBy\":\"deadline\""));
}

/* --- responses that cannot be delivered ---------------------------------------------------------------- */

struct judge {
	unsigned asked;
	const char *answer;
};

static const char *judge(void *user, const char *response, size_t bytes)
{
	struct judge *out = user;

	assert_int_equal(strlen(response), bytes);
	out->asked++;
	return out->answer;
}

static void fails_the_code_whose_response_nobody_takes(void **state)
{
	struct judge strict = { .answer = "it is too large for the post" };
	const struct untrusted_callbacks callbacks = { .judge_response = judge, .user = &strict };

	(void)state;
	run("{\"code\":\"console.log('kept'); 'value of the code'\"}", &callbacks);
	assert_int_equal(strict.asked, 1);
	assert_int_equal(result.outcome, UNTRUSTED_CODE_FAILED);
	assert_string_equal(result.kind, "result");
	assert_true(response_has("\"success\":false,\"error\":\"it is too large for the post\""));
	assert_true(response_has("[log] kept"));
	assert_true(response_has("\"limits\":"));
	assert_false(response_has("value of the code"));
	assert_true(result.usage.wall_us > 0);
}

static void leaves_the_response_that_is_taken(void **state)
{
	struct judge kind = { 0 };
	const struct untrusted_callbacks callbacks = { .judge_response = judge, .user = &kind };

	(void)state;
	run("{\"code\":\"2 + 2\"}", &callbacks);
	assert_int_equal(kind.asked, 1);
	assert_int_equal(result.outcome, UNTRUSTED_SUCCESS);
	assert_true(response_has("\"result\":4"));
}

/* --- figures ------------------------------------------------------------------------------------------- */

static void tells_what_it_cost(void **state)
{
	(void)state;
	run("{\"code\":\"const a = []; for (let i = 0; i < 1e5; i++) a.push({i}); a.length\","
	    "\"memoryLimitBytes\":20000000}",
	    NULL);
	assert_int_equal(result.outcome, UNTRUSTED_SUCCESS);
	assert_null(result.kind);
	assert_true(result.usage.wall_us > 0 && result.usage.cpu_us > 0);
	assert_true(result.usage.peak_memory_bytes > 1000000);
	assert_int_equal(result.timeout_ms, 5000);
	assert_int_equal(result.memory_limit_bytes, 20000000);
}

static void tells_the_kind_of_a_refusal(void **state)
{
	(void)state;
	run("{}", NULL);
	assert_int_equal(result.outcome, UNTRUSTED_INVALID_REQUEST);
	assert_string_equal(result.kind, "invalid_request");
	assert_int_equal(result.timeout_ms, 0);
}

static void counts_what_a_rule_refused(void **state)
{
	(void)state;
	run("{\"code\":\"await fetch('http://127.0.0.1/').catch(() => 0); "
	    "await fetch('https://example.org/').catch(() => 0); 1\","
	    "\"allowedDomains\":[\"example.com\"]}",
	    NULL);
	assert_int_equal(result.outcome, UNTRUSTED_SUCCESS);
	assert_int_equal(result.usage.fetches, 0);
	assert_int_equal(result.usage.fetches_refused, 2);
}

/* --- readiness ----------------------------------------------------------------------------------------- */

static void is_ready_again_after_each_execution(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		run("{\"code\":\"1\"}", NULL);
		untrusted_result_done(&result);
		assert_int_equal(untrusted_prepare(executor, 5000), 0);
	}
	/* Nothing to do takes no time. */
	int64_t started_ns = clock_now_ns();
	assert_int_equal(untrusted_prepare(executor, 5000), 0);
	assert_true(clock_now_ns() - started_ns < 100 * MS);
}

static void does_not_wait_longer_than_it_may(void **state)
{
	(void)state;
	run("{\"code\":\"1\"}", NULL);
	assert_int_equal(untrusted_prepare(executor, 0), -ETIMEDOUT);
	assert_int_equal(untrusted_prepare(executor, 5000), 0);
}

/* --- the console --------------------------------------------------------------------------------------- */

struct told {
	struct ended ended; /* first, for on_result() */
	struct untrusted_execution *cancels_when_dropped;
	unsigned lines;
	char last[256]; /* as in the response's `logs` */
};

static void on_console(void *user, const char *level, uint64_t time_us, const char *text,
		       size_t text_bytes)
{
	struct told *told = user;

	told->lines++;
	snprintf(told->last, sizeof(told->last),
		 "{\"level\":\"%s\",\"message\":\"%.*s\",\"timeMs\":%u.%03u}", level,
		 (int)text_bytes, text, (unsigned)(time_us / 1000), (unsigned)(time_us % 1000));
	if (told->cancels_when_dropped && strstr(told->last, "dropped"))
		untrusted_cancel(told->cancels_when_dropped);
}

static void tells_each_console_line_as_it_is_in_the_response(void **state)
{
	struct told told = { 0 };
	const struct untrusted_callbacks callbacks = { .on_console = on_console, .user = &told };

	(void)state;
	run("{\"code\":\"console.info('hello')\"}", &callbacks);
	assert_int_equal(told.lines, 1);
	assert_true(response_has(told.last));
}

static void tells_the_line_about_what_was_dropped_too(void **state)
{
	struct told told = { 0 };
	const struct untrusted_callbacks callbacks = { .on_console = on_console, .user = &told };

	(void)state;
	run("{\"code\":\"for (let i = 0; i < 10002; i++) console.log(i)\"}", &callbacks);
	assert_int_equal(told.lines, 10001);
	assert_non_null(strstr(told.last, "2 more lines were dropped"));
	assert_true(response_has(told.last));
}

/* That line comes when the end has begun. */
static void is_not_ended_twice_by_a_cancel_at_that_line(void **state)
{
	static const char flood[] =
		"{\"code\":\"for (let i = 0; i < 10002; i++) console.log(i); 5\"}";
	struct told told = { 0 };
	const struct untrusted_callbacks callbacks = {
		.on_console = on_console,
		.on_result = on_result,
		.user = &told,
	};

	(void)state;
	assert_int_equal(untrusted_start(executor, flood, strlen(flood), &callbacks,
					 &told.cancels_when_dropped),
			 0);
	while (!told.ended.is_over)
		event_base_loop(loop, EVLOOP_ONCE);
	assert_int_equal(told.ended.outcome, UNTRUSTED_SUCCESS);
	assert_int_equal(told.lines, 10001);
	run("{\"code\":\"6\"}", NULL);
	assert_true(response_has("\"result\":6"));
}

/* --- the deployer's limits ----------------------------------------------------------------------------- */

static void on_notice(void *user, const char *text)
{
	snprintf(user, 256, "%s", text);
}

/* Opens another executor with these limits. */
static int open_with(const struct untrusted_limits *limits, char notice[256],
		     struct untrusted **out)
{
	const struct untrusted_options options = {
		.cell_path = getenv("UNTRUSTED_CELL"),
		.concurrency = 1,
		.limits = limits,
		.on_notice = on_notice,
		.user = notice,
	};

	notice[0] = '\0';
	return untrusted_open(&options, out);
}

static void lowers_what_is_above_the_deployers_limits(void **state)
{
	static const char request[] =
		"{\"code\":\"for(;;);\",\"timeoutMs\":20000,\"memoryLimitBytes\":20000000}";
	static const char modest[] = "{\"code\":\"1\"}";
	struct untrusted_limits limits = {
		.default_timeout_ms = 100,
		.max_timeout_ms = 200,
		.max_memory_limit_bytes = 5000000,
	};
	struct untrusted *strict;
	char notice[256];

	(void)state;
	assert_int_equal(open_with(&limits, notice, &strict), 0);
	/* They were copied. */
	limits.max_timeout_ms = 20000;
	assert_int_equal(untrusted_run(strict, request, strlen(request), NULL, &result), 0);
	assert_string_equal(result.kind, "timeout");
	assert_int_equal(result.timeout_ms, 200);
	assert_int_equal(result.memory_limit_bytes, 5000000);
	assert_true(response_has("\"clamped\":[\"timeoutMs\",\"memoryLimitBytes\"]"));
	untrusted_result_done(&result);
	assert_int_equal(untrusted_run(strict, modest, strlen(modest), NULL, &result), 0);
	assert_int_equal(result.timeout_ms, 100);
	assert_int_equal(result.memory_limit_bytes, 5000000);
	assert_true(response_has("\"clamped\":[]"));
	untrusted_close(strict);
}

static void does_not_open_with_limits_that_contradict_each_other(void **state)
{
	const struct untrusted_limits high = { .max_memory_limit_bytes = 52428801 };
	const struct untrusted_limits crossed = { .default_timeout_ms = 200,
						  .max_timeout_ms = 100 };
	struct untrusted *none;
	char notice[256];

	(void)state;
	assert_int_equal(open_with(&high, notice, &none), -EINVAL);
	assert_string_equal(
		notice, "limits.max_memory_limit_bytes is 52428801; it must be at most 52428800");
	assert_int_equal(open_with(&crossed, notice, &none), -EINVAL);
	assert_string_equal(
		notice, "limits.default_timeout_ms is 200; it must be at most 100, the maximum");
}

#define TEST(function) cmocka_unit_test_teardown(function, forget_result)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ends_at_its_deadline),
		TEST(says_nothing_of_a_deadline_behind_the_timeout),
		TEST(runs_nothing_behind_its_deadline),
		TEST(ends_at_its_deadline_while_it_waits),
		TEST(fails_the_code_whose_response_nobody_takes),
		TEST(leaves_the_response_that_is_taken),
		TEST(tells_what_it_cost),
		TEST(tells_the_kind_of_a_refusal),
		TEST(counts_what_a_rule_refused),
		TEST(tells_each_console_line_as_it_is_in_the_response),
		TEST(tells_the_line_about_what_was_dropped_too),
		TEST(is_not_ended_twice_by_a_cancel_at_that_line),
		TEST(is_ready_again_after_each_execution),
		TEST(does_not_wait_longer_than_it_may),
		TEST(lowers_what_is_above_the_deployers_limits),
		TEST(does_not_open_with_limits_that_contradict_each_other),
	};

	return cmocka_run_group_tests(tests, open_executor, close_executor);
}
