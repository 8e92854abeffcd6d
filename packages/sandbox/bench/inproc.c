/* SPDX-License-Identifier: MIT */
/*
 * The yardstick: native quickjs-ng with a fresh runtime and context per execution, in one process and with no
 * isolation at all. What it does per execution is what our product does: compile and run a script, settle its
 * jobs, and give the result as JSON.
 */
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quickjs.h"

struct result {
	char *json; /* the caller frees it */
	size_t json_bytes;
};

static void check(JSContext *context, JSValue value)
{
	if (!JS_IsException(value))
		return;
	JSValue error = JS_GetException(context);
	const char *text = JS_ToCString(context, error);

	fprintf(stderr, "inproc: %s\n", text != NULL ? text : "?");
	exit(1);
}

static void execute(const char *code, size_t code_bytes, const char *input, size_t input_bytes,
		    struct result *out)
{
	JSRuntime *runtime = JS_NewRuntime();
	JSContext *context = JS_NewContext(runtime);
	JSContext *of_job;

	if (input != NULL) {
		JSValue value = JS_ParseJSON(context, input, input_bytes, "input");
		JSValue global = JS_GetGlobalObject(context);

		check(context, value);
		JS_SetPropertyStr(context, global, "input", value);
		JS_FreeValue(context, global);
	}
	JSValue value = JS_Eval(context, code, code_bytes, "code", JS_EVAL_TYPE_GLOBAL);

	check(context, value);
	while (JS_ExecutePendingJob(runtime, &of_job) > 0)
		;
	JSValue json = JS_JSONStringify(context, value, JS_UNDEFINED, JS_UNDEFINED);

	check(context, json);
	const char *text = JS_ToCStringLen(context, &out->json_bytes, json);

	out->json = malloc(out->json_bytes + 1);
	if (text == NULL || out->json == NULL)
		stats_fail("out of memory");
	memcpy(out->json, text, out->json_bytes + 1);
	JS_FreeCString(context, text);
	JS_FreeValue(context, json);
	JS_FreeValue(context, value);
	JS_FreeContext(context);
	JS_FreeRuntime(runtime);
}

static void add_two(void)
{
	struct result result;

	execute("2 + 2", 5, NULL, 0, &result);
	if (strcmp(result.json, "4") != 0)
		stats_fail("2 + 2 is not 4");
	free(result.json);
}

static void latency(unsigned count, unsigned pause_us)
{
	struct samples samples = { 0 };

	for (unsigned i = 0; i < count; i++) {
		stats_sleep_us(pause_us);
		double start = stats_now_ms();

		add_two();
		stats_add(&samples, (stats_now_ms() - start) * 1e3);
	}
	stats_print("latency_us", &samples);
	stats_done(&samples);
}

static void throughput(unsigned duration_ms)
{
	double start = stats_now_ms(), elapsed_ms;
	unsigned long count = 0;

	do {
		add_two();
		count++;
		elapsed_ms = stats_now_ms() - start;
	} while (elapsed_ms < duration_ms);
	printf("{\"name\": \"throughput\", \"count\": %lu, \"ms\": %.1f}\n", count, elapsed_ms);
}

static void kernel(const char *path)
{
	size_t code_bytes;
	char *code = stats_read_file(path, &code_bytes);
	struct result result;
	double start = stats_now_ms();

	execute(code, code_bytes, NULL, 0, &result);
	printf("{\"name\": \"kernel\", \"ms\": %.3f, \"path\": ", stats_now_ms() - start);
	stats_print_string(path, strlen(path));
	printf(", \"response\": {\"success\": true, \"result\": %s}}\n", result.json);
	fflush(stdout);
	free(result.json);
	free(code);
}

static void echo(const char *path, unsigned count)
{
	size_t input_bytes;
	char *input = stats_read_file(path, &input_bytes);
	struct samples samples = { 0 };

	for (unsigned i = 0; i < count; i++) {
		struct result result;
		double start = stats_now_ms();

		execute("input", 5, input, input_bytes, &result);
		stats_add(&samples, stats_now_ms() - start);
		if (result.json_bytes != input_bytes ||
		    memcmp(result.json, input, input_bytes) != 0)
			stats_fail("the echo differs");
		free(result.json);
	}
	stats_print("echo_ms", &samples);
	stats_done(&samples);
	free(input);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "latency") == 0) {
		latency(stats_number(argv[2]), stats_number(argv[3]));
	} else if (argc == 3 && strcmp(argv[1], "throughput") == 0) {
		throughput(stats_number(argv[2]));
	} else if (argc > 2 && strcmp(argv[1], "kernel") == 0) {
		for (int i = 2; i < argc; i++)
			kernel(argv[i]);
	} else if (argc == 4 && strcmp(argv[1], "echo") == 0) {
		echo(argv[2], stats_number(argv[3]));
	} else {
		fprintf(stderr,
			"usage: inproc latency COUNT PAUSE_US | throughput MS | kernel FILE... | echo FILE COUNT\n");
		return 2;
	}
	return 0;
}
