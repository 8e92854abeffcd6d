// SPDX-License-Identifier: MIT
#include "driver.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"

/*
 * The library's kill() (linked with --wrap=kill) comes late, as a busy supervisor's would, so that a cell may
 * do its worst first; and how the cell ended by itself, if it did, is remembered.
 */
#define LATE_MS 30

static siginfo_t last_end;

int __real_kill(pid_t pid, int number);
int __wrap_kill(pid_t pid, int number);

int __wrap_kill(pid_t pid, int number)
{
	for (unsigned i = 0; number == SIGKILL && i < LATE_MS * 10; i++) {
		last_end.si_pid = 0;
		if (waitid(P_PID, (id_t)pid, &last_end, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 ||
		    last_end.si_pid)
			break;
		usleep(100);
	}
	return __real_kill(pid, number);
}

static void on_notice(void *user, const char *text)
{
	struct driver *driver = user;

	(void)text;
	driver->notices++;
}

int driver_open(const char *cell_path, uint32_t required_layers, struct driver *out)
{
	const struct untrusted_options options = {
		.cell_path = cell_path,
		.concurrency = 1,
		.required_layers = required_layers,
		.on_notice = on_notice,
		.user = out,
	};

	*out = (struct driver){ 0 };
	return untrusted_open(&options, &out->executor);
}

static void on_console(void *user, const char *level, uint64_t time_us, const char *text,
		       size_t text_bytes)
{
	struct driver_answer *answer = user;

	(void)level;
	(void)time_us;
	(void)text;
	(void)text_bytes;
	answer->console_lines++;
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void driver_run(struct driver *driver, const char *code, unsigned timeout_ms, const char *input,
		struct driver_answer *out)
{
	const struct untrusted_callbacks callbacks = { .on_console = on_console, .user = out };
	struct untrusted_result result;
	char *request;

	*out = (struct driver_answer){ .exit_code = -1 };
	last_end = (siginfo_t){ 0 };
	int bytes = asprintf(&request, "{\"code\":\"%s\",\"timeoutMs\":%u%s%s}", code, timeout_ms,
			     input ? ",\"input\":" : "", input ? input : "");
	CHECK(bytes > 0);
	double start = now_ms();
	CHECK(untrusted_run(driver->executor, request, (size_t)bytes, &callbacks, &result) == 0);
	out->ms = now_ms() - start;
	out->outcome = result.outcome;
	out->response = result.response;
	out->response_bytes = result.response_bytes;
	if (last_end.si_pid && last_end.si_code == CLD_EXITED)
		out->exit_code = last_end.si_status;
	else if (last_end.si_pid)
		out->signal = last_end.si_status;
	free(request);
}

void driver_answer_done(struct driver_answer *answer)
{
	free(answer->response);
	answer->response = NULL;
}

bool driver_says(const struct driver_answer *answer, const char *text)
{
	return memmem(answer->response, answer->response_bytes, text, strlen(text)) != NULL;
}

void driver_close(struct driver *driver)
{
	untrusted_close(driver->executor);
	driver->executor = NULL;
}
