// SPDX-License-Identifier: MIT
/*
 * drill_threads UNTRUSTED-CELL: an executor in each of several threads, as include/untrusted.h allows; nothing of
 * one may show up in another.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../unit/unit.h"
#include "base/check.h"
#include "untrusted.h"

#define THREADS 3
#define RUNS	60

static const char *cell_path;

struct worker {
	pthread_t thread;
	char letter;
	unsigned foreign, failed;
};

/* Console lines and a result of 60,000 bytes each, of one letter. */
static void run_once(struct untrusted *executor, struct worker *worker)
{
	struct untrusted_result result;
	char request[256];
	int bytes =
		snprintf(request, sizeof(request),
			 "{\"code\":\"const text = '%c'.repeat(60000); for (let i = 0; i < 3; i++) "
			 "console.log(text); text\"}",
			 worker->letter);

	CHECK(untrusted_run(executor, request, (size_t)bytes, NULL, &result) == 0);
	worker->failed += result.outcome != UNTRUSTED_SUCCESS;
	for (char letter = 'A'; letter < 'A' + THREADS; letter++) {
		const char foreign[] = { letter, letter, letter, letter, 0 };
		worker->foreign += letter != worker->letter && strstr(result.response, foreign);
	}
	untrusted_result_done(&result);
}

static void *work(void *arg)
{
	const struct untrusted_options options = { .cell_path = cell_path, .concurrency = 1 };
	struct worker *worker = arg;
	struct untrusted *executor;

	CHECK(untrusted_open(&options, &executor) == 0);
	for (unsigned i = 0; i < RUNS; i++)
		run_once(executor, worker);
	untrusted_close(executor);
	return NULL;
}

static void executors_in_threads_share_nothing(void **state)
{
	struct worker workers[THREADS] = { 0 };

	(void)state;
	for (unsigned i = 0; i < THREADS; i++) {
		workers[i].letter = (char)('A' + i);
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	for (unsigned i = 0; i < THREADS; i++) {
		assert_int_equal(workers[i].foreign, 0);
		assert_int_equal(workers[i].failed, 0);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(executors_in_threads_share_nothing) };

	if (argc != 2)
		return 2;
	cell_path = argv[1];
	return cmocka_run_group_tests_name("executors_in_threads", tests, NULL, NULL);
}
