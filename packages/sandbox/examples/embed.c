// SPDX-License-Identifier: MIT
/* Runs a program from C: cc embed.c $(pkg-config --cflags --libs build/untrusted.pc), with untrusted-cell beside it. */
#include <stdio.h>
#include <string.h>

#include "untrusted.h"

static void on_console(void *user, const char *level, uint64_t time_us, const char *text,
		       size_t text_bytes)
{
	(void)user;
	(void)time_us;
	fprintf(stderr, "[%s] %.*s\n", level, (int)text_bytes, text);
}

int main(int argc, char **argv)
{
	static const char request[] = "{\"code\":\"console.log('hello', input.name); 6 * 7\","
				      "\"input\":{\"name\":\"ada\"},\"timeoutMs\":1000}";
	const struct untrusted_options options = { .cell_path = argc > 1 ? argv[1] : NULL };
	const struct untrusted_callbacks callbacks = { .on_console = on_console };
	struct untrusted_result result;
	struct untrusted *executor;

	int rc = untrusted_open(&options, &executor);
	if (rc < 0) {
		fprintf(stderr, "the sandbox does not start: %s\n", strerror(-rc));
		return 1;
	}
	rc = untrusted_run(executor, request, strlen(request), &callbacks, &result);
	if (rc == 0) {
		puts(result.response);
		rc = result.outcome == UNTRUSTED_SUCCESS ? 0 : 1;
		untrusted_result_done(&result);
	}
	untrusted_close(executor);
	return rc == 0 ? 0 : 1;
}
