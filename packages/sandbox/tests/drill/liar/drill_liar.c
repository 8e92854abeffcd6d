// SPDX-License-Identifier: MIT
/*
 * The lying-cell test: drill_liar LIAR-CELL
 *
 * Whatever a cell says, and however, its caller is answered in time, the answer is one well-formed JSON
 * object within the limits, and the next request on the same executor is served right.
 */
#include <dirent.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../unit/unit.h"
#include "../driver.h"
#include "base/check.h"
#include "base/json_scan.h"
#include "policy/limits.h"

#define TIMEOUT_MS 300
/* The supervisor's grace, the drill's late kill, and a machine that others use. */
#define LATE_MS 700
/* What a request may take when it needs several cells. */
#define MEMORY_MAX (8u << 20)
/* A console at its caps, every byte escaped, twice. */
#define RESPONSE_MAX (8u << 20)

static const char *cell_path;
static struct driver driver;

struct lie {
	const char *name;
	enum untrusted_outcome outcome;
	const char *says; /* somewhere in the response, or NULL */
	bool large;	  /* with a 6 MB input */
};

/* clang-format off */
static const struct lie lies[] = {
	{ "type_zero", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "type_unknown", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "type_largest", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "type_of_supervisor", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_of_length_zero", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_too_long", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_of_length_largest", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "console_of_length_largest", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "console_without_head", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "dropped_too_long", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_broken_json", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_no_json", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_two_values", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_trailing_garbage", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_injected_members", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_invalid_utf8", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_overlong_utf8", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_with_nul", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_undefined_with_bytes", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "done_in_single_bytes", UNTRUSTED_SUCCESS, "\"result\":true", false },
	{ "fail_of_unknown_kind", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "fail_with_lengths_too_long", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "fail_with_lengths_too_short", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "fail_with_lengths_that_overflow", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "fail_with_any_bytes", UNTRUSTED_CODE_FAILED, "\"kind\":\"runtime\"", false },
	{ "exit_at_once", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "die_of_a_signal", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "stop_after_half_a_header", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "stop_after_half_a_frame", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "half_a_frame_and_silence", UNTRUSTED_LIMIT_EXCEEDED, "\"kind\":\"timeout\"", false },
	{ "done_twice", UNTRUSTED_SUCCESS, "\"result\":1,", false },
	{ "frames_after_done", UNTRUSTED_SUCCESS, "\"result\":1,\"executionTimeMs\"", false },
	{ "close_and_wait", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", false },
	{ "silence", UNTRUSTED_LIMIT_EXCEEDED, "\"kind\":\"timeout\"", false },
	{ "console_flood", UNTRUSTED_LIMIT_EXCEEDED, "more lines were dropped", false },
	{ "console_flood_of_large_lines", UNTRUSTED_LIMIT_EXCEEDED, "more lines were dropped", false },
	{ "console_of_empty_lines", UNTRUSTED_LIMIT_EXCEEDED, "more lines were dropped", false },
	{ "dropped_flood", UNTRUSTED_LIMIT_EXCEEDED, "4294967295 more lines were dropped", false },
	{ "console_of_any_bytes", UNTRUSTED_SUCCESS, "\"result\":1,", false },
	{ "large_result", UNTRUSTED_SUCCESS, "\"result\":\"xxxx", false },
	{ "honest", UNTRUSTED_SUCCESS, "\"result\":\"honest\"", true },
	{ "done_with_broken_json", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", true },
	{ "never_reads", UNTRUSTED_LIMIT_EXCEEDED, "\"started\":false", true },
	{ "never_reads_and_exits", UNTRUSTED_INTERNAL, "\"kind\":\"internal\"", true },
};
/* clang-format on */

static char *large_input(void)
{
	static char *json;

	if (!json) {
		size_t bytes = (6u << 20) - 2;
		json = malloc(bytes + 1);
		CHECK(json);
		memset(json, 'i', bytes);
		json[0] = json[bytes - 1] = '"';
		json[bytes] = '\0';
	}
	return json;
}

static void check_next_is_served(void)
{
	struct driver_answer answer;

	driver_run(&driver, "honest", 5000, NULL, &answer);
	assert_int_equal(answer.outcome, UNTRUSTED_SUCCESS);
	assert_true(driver_says(&answer, "\"result\":\"honest\""));
	driver_answer_done(&answer);
}

static void test_lie(void **state)
{
	const struct lie *lie = *state;
	struct driver_answer answer;

	driver_run(&driver, lie->name, TIMEOUT_MS, lie->large ? large_input() : NULL, &answer);
	if (answer.outcome != lie->outcome || (lie->says && !driver_says(&answer, lie->says)))
		print_message("%s: outcome %d after %.0f ms: %.300s\n", lie->name,
			      (int)answer.outcome, answer.ms, answer.response);
	assert_int_equal(answer.outcome, lie->outcome);
	assert_true(!lie->says || driver_says(&answer, lie->says));
	assert_true(answer.ms < TIMEOUT_MS + LATE_MS);
	assert_true(answer.response_bytes < RESPONSE_MAX);
	assert_int_equal(json_scan_value(answer.response, answer.response_bytes, NULL, NULL), 0);
	assert_true(answer.console_lines <= limits_get(LIMITS_CONSOLE_LINES)->maximum);
	driver_answer_done(&answer);
	check_next_is_served();
}

static void test_million_lines(void **state)
{
	struct driver_answer answer;

	(void)state;
	driver_run(&driver, "console_flood_then_done", 20000, NULL, &answer);
	assert_int_equal(answer.outcome, UNTRUSTED_SUCCESS);
	assert_true(driver_says(&answer, "990000 more lines were dropped"));
	assert_int_equal(answer.console_lines, limits_get(LIMITS_CONSOLE_LINES)->maximum);
	driver_answer_done(&answer);
	check_next_is_served();
}

/* A cell may answer before it has taken all of its request; it is not asked again, and nothing hangs. */
static void test_answer_before_reading(void **state)
{
	struct driver_answer answer;

	(void)state;
	driver_run(&driver, "never_reads_and_answers", TIMEOUT_MS, large_input(), &answer);
	assert_true(answer.outcome == UNTRUSTED_SUCCESS || answer.outcome == UNTRUSTED_INTERNAL);
	assert_true(answer.ms < TIMEOUT_MS + LATE_MS);
	driver_answer_done(&answer);
	check_next_is_served();
}

/* --- cancel from within a callback: the frames behind it change nothing any more -------------------------------- */

struct canceller {
	struct untrusted_execution *execution;
	unsigned results;
	enum untrusted_outcome outcome;
};

static void cancel_on_console(void *user, const char *level, const char *text, size_t text_bytes)
{
	const struct canceller *canceller = user;

	(void)level;
	(void)text;
	(void)text_bytes;
	untrusted_cancel(canceller->execution);
}

static void count_result(void *user, const struct untrusted_result *result)
{
	struct canceller *canceller = user;

	canceller->results++;
	canceller->outcome = result->outcome;
}

static void test_cancel_in_callback(void **state)
{
	static const char request[] = "{\"code\":\"console_then_done\"}";
	struct canceller canceller = { 0 };
	const struct untrusted_callbacks callbacks = {
		.on_console = cancel_on_console,
		.on_result = count_result,
		.user = &canceller,
	};

	(void)state;
	assert_int_equal(untrusted_start(driver.executor, request, sizeof(request) - 1, &callbacks,
					 &canceller.execution),
			 0);
	check_next_is_served();
	assert_int_equal(canceller.results, 1);
	assert_int_equal(canceller.outcome, UNTRUSTED_CANCELLED);
}

/* --- nothing is left behind ------------------------------------------------------------------------------------- */

static unsigned count_descriptors(void)
{
	unsigned count = 0;
	DIR *folder = opendir("/proc/self/fd");

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static void tell_lies(unsigned times)
{
	static const char *const names[] = { "type_unknown",	    "stop_after_half_a_frame",
					     "done_twice",	    "exit_at_once",
					     "large_result",	    "fail_with_any_bytes",
					     "console_of_any_bytes" };

	for (unsigned i = 0; i < times; i++) {
		struct driver_answer answer;
		driver_run(&driver, names[i % UNIT_COUNT(names)], TIMEOUT_MS, NULL, &answer);
		driver_answer_done(&answer);
	}
}

static void test_nothing_grows(void **state)
{
	(void)state;
	tell_lies(20);
	unsigned descriptors = count_descriptors();
	size_t bytes = mallinfo2().uordblks;

	tell_lies(300);
	assert_true(mallinfo2().uordblks < bytes + MEMORY_MAX / 8);
	/* A cell more or less may stand ready. */
	assert_true(count_descriptors() <= descriptors + 3);
}

static int open_driver(void **state)
{
	(void)state;
	return driver_open(cell_path, 0, &driver);
}

static int close_driver(void **state)
{
	(void)state;
	driver_close(&driver);
	return 0;
}

int main(int argc, char **argv)
{
	static struct CMUnitTest tests[64];
	size_t count = 0;

	if (argc != 2)
		return 2;
	cell_path = argv[1];
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < UNIT_COUNT(lies); i++)
		tests[count++] =
			(struct CMUnitTest){ .name = lies[i].name,
					     .test_func = test_lie,
					     .initial_state = (void *)(uintptr_t)&lies[i] };
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_million_lines);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_answer_before_reading);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_cancel_in_callback);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_nothing_grows);
	return _cmocka_run_group_tests("lying_cell", tests, count, open_driver, close_driver);
}
