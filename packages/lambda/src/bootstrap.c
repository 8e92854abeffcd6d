// SPDX-License-Identifier: MIT
/* bootstrap: the executor as an AWS Lambda function. Lambda starts it, and asks it for nothing but answers. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "front/environment.h"
#include "front/process.h"
#include "function.h"
#include "log.h"
#include "runtime_api.h"
#include "untrusted.h"

/* Between attempts to get an invocation while the API fails: twice as long each time. */
#define RETRY_FIRST_NS INT64_C(10000000)
#define RETRY_LAST_NS  INT64_C(1000000000)
/* An API that has done nothing but fail for so long: a new environment may find a better one. */
#define GIVE_UP_NS INT64_C(20000000000)
/* One that kept us waiting for so long before it failed was alive: it had no invocation, or we were frozen. */
#define ALIVE_NS INT64_C(5000000000)

enum exit_status {
	EXIT_GIVEN_UP = 1,
	EXIT_NOT_ON_LAMBDA = 2,
};

static void wait_ns(int64_t ns)
{
	const struct timespec pause = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	nanosleep(&pause, NULL);
}

/* An invocation of which only the id has come is answered at least. Returns whether the API has taken that. */
static bool answer_broken(struct function *function, const struct invocation *invocation)
{
	char message[RUNTIME_API_REASON_MAX + 64];
	const struct runtime_api_error error = { "Sandbox.EventTruncated", message };

	snprintf(message, sizeof(message), "the event did not arrive whole: %s",
		 runtime_api_reason(function->api));
	return invocation->request_id[0] &&
	       runtime_api_fail(function->api, invocation, &error) == 0;
}

/* Takes and answers an invocation. Returns whether the API did its part. */
static bool serve_one(struct function *function, struct invocation *invocation)
{
	int64_t asked_ns = clock_now_ns();

	if (runtime_api_next(function->api, invocation) == 0) {
		function_handle(function, invocation);
		return true;
	}
	bool was_alive = clock_now_ns() - asked_ns > ALIVE_NS;
	log_one(&function->log, LOG_WARN, "no invocation from the Runtime API", "reason",
		runtime_api_reason(function->api));
	return answer_broken(function, invocation) || was_alive;
}

/* Answers invocations until the API does nothing but fail. */
static void serve(struct function *function)
{
	struct invocation invocation = { 0 };
	int64_t worked_ns = clock_now_ns(), pause_ns = RETRY_FIRST_NS;

	do {
		if (serve_one(function, &invocation)) {
			worked_ns = clock_now_ns();
			pause_ns = RETRY_FIRST_NS;
			continue;
		}
		wait_ns(pause_ns);
		pause_ns = pause_ns * 2 < RETRY_LAST_NS ? pause_ns * 2 : RETRY_LAST_NS;
	} while (clock_now_ns() - worked_ns < GIVE_UP_NS);
	log_one(&function->log, LOG_FATAL, "the Runtime API does nothing but fail", "reason",
		runtime_api_reason(function->api));
	buf_done(&invocation.event);
}

static void refuse_to_start(struct function *function, const char *message)
{
	const struct runtime_api_error error = { "Sandbox.InitError", message };

	log_one(&function->log, LOG_FATAL, "cannot start", "reason", message);
	runtime_api_fail_init(function->api, &error);
}

static int start(const char *host_port, const struct environment *environment, int64_t started_ns)
{
	struct function function = { 0 };
	char message[FUNCTION_MESSAGE_MAX];

	if (log_open(environment->values[ENVIRONMENT_LOG_LEVEL], &function.log) < 0 ||
	    runtime_api_open(host_port, &function.api) < 0)
		return EXIT_GIVEN_UP;
	if (function_open(&function, environment, message) == 0) {
		function_log_start(&function, (uint64_t)(clock_now_ns() - started_ns) / 1000);
		serve(&function);
	} else {
		refuse_to_start(&function, message);
	}
	function_close(&function);
	runtime_api_close(function.api);
	return EXIT_GIVEN_UP;
}

int main(void)
{
	/* First of all: what else is in the environment is none of our business. */
	static struct environment environment;
	environment = environment_take();
	int64_t started_ns = clock_now_ns();
	const char *host_port = environment.values[ENVIRONMENT_RUNTIME_API];

	process_prepare();
	if (host_port && *host_port)
		return start(host_port, &environment, started_ns);
	fprintf(stderr,
		"bootstrap: AWS_LAMBDA_RUNTIME_API is not set: AWS Lambda starts this program.\n"
		"'make serve-lambda' runs it on this machine; 'untrusted serve' needs no Lambda.\n");
	return EXIT_NOT_ON_LAMBDA;
}
