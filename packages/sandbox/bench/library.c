/* SPDX-License-Identifier: MIT */
/*
 * The same measurements as inproc.c, through the product's C library: requests are JSON text, each execution
 * runs in a fresh, locked cell, and the response is the whole response object.
 */
#include "processes.h"
#include "stats.h"
#include "untrusted.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ADD_TWO "{\"code\": \"2 + 2\"}"
/* Enough in flight that a cell never waits for the loop to come round. */
#define IN_FLIGHT_PER_PROCESSOR 4

static void on_notice(void *user, const char *text)
{
	(void)user;
	fprintf(stderr, "library: %s\n", text);
}

static struct untrusted *open_executor(struct event_base *loop)
{
	struct untrusted_options options = { .loop = loop, .on_notice = on_notice };
	struct untrusted *executor;
	int rc;

	options.cell_path = getenv("UNTRUSTED_CELL");
	rc = untrusted_open(&options, &executor);
	if (rc < 0) {
		fprintf(stderr, "library: untrusted_open: %s\n", strerror(-rc));
		exit(1);
	}
	return executor;
}

static void check(const struct untrusted_result *result)
{
	if (result->outcome == UNTRUSTED_SUCCESS)
		return;
	fprintf(stderr, "library: %.1000s\n", result->response);
	exit(1);
}

static void run(struct untrusted *executor, const char *request, size_t request_bytes,
		struct untrusted_result *out)
{
	if (untrusted_run(executor, request, request_bytes, NULL, out) < 0)
		stats_fail("untrusted_run");
	check(out);
}

static void latency(unsigned count, unsigned pause_us)
{
	struct untrusted *executor = open_executor(NULL);
	struct untrusted_result result;
	struct samples samples = { 0 };

	for (unsigned i = 0; i < count; i++) {
		stats_sleep_us(pause_us);
		double start = stats_now_ms();

		run(executor, ADD_TWO, strlen(ADD_TWO), &result);
		stats_add(&samples, (stats_now_ms() - start) * 1e3);
		if (strstr(result.response, "\"result\":4") == NULL)
			stats_fail("2 + 2 is not 4");
		untrusted_result_done(&result);
	}
	stats_print("latency_us", &samples);
	stats_done(&samples);
	untrusted_close(executor);
}

/* A load of small executions on one loop: each that ends starts the next. */
struct load {
	struct event_base *loop;
	struct untrusted *executor;
	unsigned long started, finished;
	unsigned long limit; /* executions in all; 0: until the time is up */
	double until_ms;     /* 0: until the limit is reached */
	unsigned in_flight;
};

static bool wants_more(const struct load *load)
{
	if (load->limit != 0)
		return load->started < load->limit;
	return stats_now_ms() < load->until_ms;
}

static void start_next(struct load *load);

static void on_result(void *user, const struct untrusted_result *result)
{
	struct load *load = user;

	check(result);
	load->finished++;
	load->in_flight--;
	if (wants_more(load))
		start_next(load);
	else if (load->in_flight == 0)
		event_base_loopbreak(load->loop);
}

static void start_next(struct load *load)
{
	struct untrusted_callbacks callbacks = { .on_result = on_result, .user = load };

	if (untrusted_start(load->executor, ADD_TWO, strlen(ADD_TWO), &callbacks, NULL) < 0)
		stats_fail("untrusted_start");
	load->started++;
	load->in_flight++;
}

static void run_load(struct load *load)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	for (long i = 0; i < processors * IN_FLIGHT_PER_PROCESSOR && wants_more(load); i++)
		start_next(load);
	event_base_dispatch(load->loop);
}

static void throughput(unsigned duration_ms)
{
	struct load load = { .loop = event_base_new() };

	load.executor = open_executor(load.loop);
	double start = stats_now_ms();

	load.until_ms = start + duration_ms;
	run_load(&load);
	printf("{\"name\": \"throughput\", \"count\": %lu, \"ms\": %.1f}\n", load.finished,
	       stats_now_ms() - start);
	untrusted_close(load.executor);
	event_base_free(load.loop);
}

/* The request {"code": @code, "input": @input}, which the caller frees. @input is JSON text, or NULL. */
static char *make_request(const char *code, const char *input, size_t *out_bytes)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, out_bytes);

	if (stream == NULL)
		stats_fail("open_memstream");
	fputs("{\"timeoutMs\": 25000, \"memoryLimitBytes\": 52428800, \"code\": \"", stream);
	for (const unsigned char *at = (const unsigned char *)code; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			fprintf(stream, "\\%c", *at);
		else if (*at < 0x20)
			fprintf(stream, "\\u%04x", *at);
		else
			fputc(*at, stream);
	}
	fputc('"', stream);
	if (input != NULL)
		fprintf(stream, ", \"input\": %s", input);
	fputc('}', stream);
	fclose(stream);
	return text;
}

static void kernel(struct untrusted *executor, const char *path)
{
	size_t bytes;
	char *code = stats_read_file(path, &bytes);
	char *request = make_request(code, NULL, &bytes);
	struct untrusted_result result;
	double start = stats_now_ms();

	run(executor, request, bytes, &result);
	printf("{\"name\": \"kernel\", \"ms\": %.3f, \"path\": ", stats_now_ms() - start);
	stats_print_string(path, strlen(path));
	printf(", \"response\": %s}\n", result.response);
	fflush(stdout);
	untrusted_result_done(&result);
	free(request);
	free(code);
}

static void kernels(char **paths)
{
	struct untrusted *executor = open_executor(NULL);

	for (; *paths != NULL; paths++)
		kernel(executor, *paths);
	untrusted_close(executor);
}

static void echo(const char *path, unsigned count)
{
	struct untrusted *executor = open_executor(NULL);
	struct untrusted_result result;
	struct samples samples = { 0 };
	size_t input_bytes, request_bytes;
	char *input = stats_read_file(path, &input_bytes);
	char *request = make_request("input", input, &request_bytes);

	for (unsigned i = 0; i < count; i++) {
		double start = stats_now_ms();

		run(executor, request, request_bytes, &result);
		stats_add(&samples, stats_now_ms() - start);
		if (memmem(result.response, result.response_bytes, input, input_bytes) == NULL)
			stats_fail("the echo differs");
		untrusted_result_done(&result);
	}
	stats_print("echo_ms", &samples);
	stats_done(&samples);
	free(request);
	free(input);
	untrusted_close(executor);
}

static void report_process(const char *name, pid_t pid)
{
	printf("\"%s_pss_kb\": %ld, \"%s_descriptors\": %ld", name, processes_pss_kb(pid), name,
	       processes_descriptors(pid));
}

/* Reports when the pool is full again: while a cell is being made, the zygote holds its socket. */
static void report_soak(const struct load *load)
{
	const struct timeval settle = { .tv_usec = 200000 };
	pid_t pids[1] = { 0 };

	event_base_loopexit(load->loop, &settle);
	event_base_dispatch(load->loop);
	processes_find(pids, 1);
	printf("{\"name\": \"soak\", \"executions\": %lu, ", load->finished);
	report_process("supervisor", getpid());
	printf(", ");
	report_process("zygote", pids[0]);
	printf("}\n");
	fflush(stdout);
}

/* Memory and descriptors after each tenth of @count executions; the first tenth is the warm-up. */
static void soak(unsigned count)
{
	struct load load = { .loop = event_base_new() };

	load.executor = open_executor(load.loop);
	for (unsigned tenth = 1; tenth <= 10; tenth++) {
		load.limit = (unsigned long)count * tenth / 10;
		run_load(&load);
		report_soak(&load);
	}
	untrusted_close(load.executor);
	event_base_free(load.loop);
}

/* What an idle executor holds: the zygote's memory and each ready cell's. */
static void idle(void)
{
	struct untrusted *executor = open_executor(NULL);
	struct untrusted_result result;
	pid_t pids[64];
	size_t count;

	run(executor, ADD_TWO, strlen(ADD_TWO), &result);
	untrusted_result_done(&result);
	stats_sleep_us(300000);
	count = processes_find(pids, sizeof(pids) / sizeof(pids[0]));
	printf("{\"name\": \"idle\", ");
	report_process("supervisor", getpid());
	printf(", ");
	report_process("zygote", count > 0 ? pids[0] : 0);
	printf(", \"cells_pss_kb\": [");
	for (size_t i = 1; i < count && i < sizeof(pids) / sizeof(pids[0]); i++)
		printf("%s%ld", i > 1 ? ", " : "", processes_pss_kb(pids[i]));
	printf("]}\n");
	untrusted_close(executor);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "latency") == 0) {
		latency(stats_number(argv[2]), stats_number(argv[3]));
	} else if (argc == 3 && strcmp(argv[1], "throughput") == 0) {
		throughput(stats_number(argv[2]));
	} else if (argc > 2 && strcmp(argv[1], "kernel") == 0) {
		kernels(argv + 2);
	} else if (argc == 4 && strcmp(argv[1], "echo") == 0) {
		echo(argv[2], stats_number(argv[3]));
	} else if (argc == 3 && strcmp(argv[1], "soak") == 0) {
		soak(stats_number(argv[2]));
	} else if (argc == 2 && strcmp(argv[1], "idle") == 0) {
		idle();
	} else {
		fprintf(stderr,
			"usage: library latency COUNT PAUSE_US | throughput MS | kernel FILE... |"
			" echo FILE COUNT | soak COUNT | idle\n");
		return 2;
	}
	return 0;
}
