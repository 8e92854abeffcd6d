// SPDX-License-Identifier: MIT
/*
 * The lying-cell test: drill_liar LIAR-CELL
 *
 * Whatever a cell says, and however, its caller is answered in time, the answer is one well-formed JSON
 * object within the limits, and the next request on the same executor is served right.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "../../unit/unit.h"
#include "../driver.h"
#include "base/check.h"
#include "base/json_scan.h"
#include "policy/limits.h"
#include "wire/frame.h"

#define TIMEOUT_MS 300
/* The supervisor's grace, the drill's late kill, and a machine that others use. */
#define LATE_MS 700
/* What a request may take when it needs several cells. */
#define MEMORY_MAX (8u << 20)
/* A console at its caps, every byte escaped, twice. */
#define RESPONSE_MAX (8u << 20)

/* What a cell at its worst may have piled up in the supervisor: its backlog, and half as much while that grows. */
#ifdef __SANITIZE_ADDRESS__
#define PILED_UP_MAX ((size_t)1024 << 20) /* what is freed stays for a while, to be watched */
#else
#define PILED_UP_MAX ((size_t)96 << 20)
#endif

static const char *cell_path;
static struct driver driver;

struct lie {
	const char *name;
	enum untrusted_outcome outcome;
	const char *says; /* somewhere in the response, or NULL */
	bool large;	  /* with a 6 MB input */
};

#define BROKE "the sandbox process broke the protocol"

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
	{ "fetch_of_length_largest", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_without_head", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_too_long", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_lengths_too_long", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_lengths_too_short", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_lengths_that_overflow", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_half_a_header", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_has_body_7", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_id_0", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_the_same_id", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_ids_that_fall", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_with_the_largest_id", UNTRUSTED_SUCCESS, "\"result\":1,", false },
	{ "fetch_behind_the_largest_id", UNTRUSTED_INTERNAL, BROKE, false },
	{ "body_before_any_fetch", UNTRUSTED_INTERNAL, BROKE, false },
	{ "credit_before_any_fetch", UNTRUSTED_INTERNAL, BROKE, false },
	{ "cancel_before_any_fetch", UNTRUSTED_INTERNAL, BROKE, false },
	{ "body_of_no_fetch", UNTRUSTED_INTERNAL, BROKE, false },
	{ "credit_of_no_fetch", UNTRUSTED_INTERNAL, BROKE, false },
	{ "cancel_of_no_fetch", UNTRUSTED_INTERNAL, BROKE, false },
	{ "body_too_long", UNTRUSTED_INTERNAL, BROKE, false },
	{ "credit_without_bytes", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_head_from_a_cell", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_chunk_from_a_cell", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_end_from_a_cell", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_fail_from_a_cell", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_more_from_a_cell", UNTRUSTED_INTERNAL, BROKE, false },
	{ "fetch_after_done", UNTRUSTED_SUCCESS, "\"result\":1,", false },
	{ "frames_about_a_fetch_that_is_over", UNTRUSTED_SUCCESS, "\"fetchCount\":0,", false },
	{ "fetches_of_any_bytes", UNTRUSTED_SUCCESS, "\"fetchCount\":0,", false },
	{ "fetch_flood", UNTRUSTED_LIMIT_EXCEEDED, "\"fetchCount\":0,", false },
	{ "fetch_flood_of_many_headers", UNTRUSTED_LIMIT_EXCEEDED, "\"fetchCount\":0,", false },
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
	/* One more says how much was dropped. */
	assert_true(answer.console_lines <= limits_get(LIMITS_CONSOLE_LINES)->maximum + 1);
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
	assert_int_equal(answer.console_lines, limits_get(LIMITS_CONSOLE_LINES)->maximum + 1);
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

static void cancel_on_console(void *user, const char *level, uint64_t time_us, const char *text,
			      size_t text_bytes)
{
	const struct canceller *canceller = user;

	(void)level;
	(void)time_us;
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
	static const char *const names[] = { "type_unknown",
					     "stop_after_half_a_frame",
					     "done_twice",
					     "exit_at_once",
					     "large_result",
					     "fail_with_any_bytes",
					     "console_of_any_bytes",
					     "fetch_with_the_same_id",
					     "frames_about_a_fetch_that_is_over",
					     "fetches_of_any_bytes",
					     "fetch_with_has_body_7" };

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

/* --- lies about fetches, with a server ----------------------------------------------------------------------------- */

#define BOMB_BYTES ((size_t)128 << 20)

/* Nearly a window: it goes to the cell without its leave, end and all. */
#define LARGE_BYTES (FRAME_FETCH_RECEIVE_WINDOW - 1)

/*
 * In a process of its own. Answers /bomb with 128 MiB of zeros in little space, /large with as much as a cell is sent
 * without asking, and everything else not at all.
 */
static struct {
	pid_t pid;
	int listener;
	uint16_t port;
	char *bomb;
	size_t bomb_bytes;
} server;

static void make_bomb(void)
{
	z_stream zlib = { 0 };
	char *plain = calloc(1, BOMB_BYTES);

	CHECK(plain &&
	      deflateInit2(&zlib, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	server.bomb_bytes = deflateBound(&zlib, BOMB_BYTES);
	server.bomb = malloc(server.bomb_bytes);
	CHECK(server.bomb);
	zlib.next_in = (Bytef *)plain;
	zlib.avail_in = BOMB_BYTES;
	zlib.next_out = (Bytef *)server.bomb;
	zlib.avail_out = (uInt)server.bomb_bytes;
	CHECK(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
	server.bomb_bytes = zlib.total_out;
	deflateEnd(&zlib);
	free(plain);
}

static void answer_one(int fd)
{
	static char large[LARGE_BYTES];
	char request[4096], head[128];
	ssize_t n = read(fd, request, sizeof(request) - 1);

	if (n <= 0)
		return;
	request[n] = '\0';
	bool is_bomb = strstr(request, "/bomb"), is_large = strstr(request, "/large");
	const char *body = is_bomb ? server.bomb : large;
	size_t body_bytes = is_bomb ? server.bomb_bytes : sizeof(large);
	while (!is_bomb && !is_large)
		pause();
	int bytes = snprintf(head, sizeof(head),
			     "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n"
			     "Content-Length: %zu\r\nConnection: close\r\n\r\n",
			     is_bomb ? "gzip" : "identity", body_bytes);
	if (write(fd, head, (size_t)bytes) != bytes)
		return;
	for (size_t at = 0; at < body_bytes; at += (size_t)n) {
		n = write(fd, body + at, body_bytes - at);
		if (n <= 0)
			return;
	}
}

static void serve(void)
{
	/* Each of them ends with this process's group, or when the drill is gone. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int fd = accept(server.listener, NULL, NULL);
		if (fd < 0)
			continue;
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			answer_one(fd);
			_exit(0);
		}
		close(fd);
	}
}

/* Before anything of an executor is there. */
static void start_server(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t bytes = sizeof(address);

	make_bomb();
	server.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(server.listener >= 0 &&
	      bind(server.listener, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	      listen(server.listener, 256) == 0 &&
	      getsockname(server.listener, (struct sockaddr *)&address, &bytes) == 0);
	server.port = ntohs(address.sin_port);
	server.pid = fork();
	CHECK(server.pid >= 0);
	if (server.pid == 0)
		serve();
	setpgid(server.pid, server.pid);
	close(server.listener);
	free(server.bomb);
}

static void stop_server(void)
{
	kill(-server.pid, SIGKILL);
	waitpid(server.pid, NULL, 0);
}

static unsigned audit_lines;

static void on_audit(void *user, const char *line, size_t bytes)
{
	(void)user;
	audit_lines++;
	CHECK(json_scan_value(line, bytes, NULL, NULL) == 0);
}

/* An executor for which this server is a place like any other. */
static struct untrusted *open_with_network(unsigned fetches)
{
	static const char *const addresses[] = { "127.0.0.0/8", NULL };
	char port[8];
	const char *const ports[] = { port, NULL };
	const struct untrusted_network network = {
		.allow_addresses = addresses,
		.allow_ports = ports,
		.fetches = fetches,
	};
	const struct untrusted_options options = {
		.cell_path = cell_path,
		.concurrency = 1,
		.network = &network,
		.on_audit = on_audit,
	};
	struct untrusted *executor;

	snprintf(port, sizeof(port), "%u", server.port);
	CHECK(untrusted_open(&options, &executor) == 0);
	return executor;
}

static enum untrusted_outcome tell(struct untrusted *executor, const char *lie, const char *path,
				   unsigned timeout_ms, struct untrusted_result *result)
{
	char request[512];
	int bytes = snprintf(request, sizeof(request),
			     "{\"code\":\"%s\",\"input\":\"http://127.0.0.1:%u%s\","
			     "\"timeoutMs\":%u,\"allowedDomains\":[\"127.0.0.1\"]}",
			     lie, server.port, path, timeout_ms);

	CHECK(untrusted_run(executor, request, (size_t)bytes, NULL, result) == 0);
	assert_int_equal(json_scan_value(result->response, result->response_bytes, NULL, NULL), 0);
	return result->outcome;
}

static void check_next_is_served_by(struct untrusted *executor)
{
	struct untrusted_result result;

	assert_int_equal(tell(executor, "honest", "/", 5000, &result), UNTRUSTED_SUCCESS);
	untrusted_result_done(&result);
}

/* What the process has had resident at most since the last call, in bytes. */
static size_t peak_since_last_time(void)
{
	char text[4096], *found;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	size_t kb = 0;

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	found = strstr(text, "VmHWM:");
	if (found && sscanf(found, "VmHWM: %zu", &kb) != 1)
		kb = 0;
	fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (write(fd, "5", 1) != 1)
			kb = 0;
		close(fd);
	}
	return kb << 10;
}

struct server_lie {
	const char *name, *path;
	unsigned timeout_ms;
	enum untrusted_outcome outcome;
	const char *says;
};

/* clang-format off */
static const struct server_lie server_lies[] = {
	{ "body_longer_than_was_said", "/", 5000, UNTRUSTED_INTERNAL, BROKE },
	{ "body_shorter_than_was_said", "/", 5000, UNTRUSTED_INTERNAL, BROKE },
	{ "body_beyond_the_window", "/", 5000, UNTRUSTED_INTERNAL, BROKE },
	{ "done_while_fetches_are_under_way", "/", 5000, UNTRUSTED_SUCCESS, "\"result\":1," },
	{ "responses_pile_up_by_the_rules", "/bomb", 1500, UNTRUSTED_LIMIT_EXCEEDED, "\"kind\":\"timeout\"" },
	{ "responses_pile_up_by_the_rules", "/large", 1500, UNTRUSTED_LIMIT_EXCEEDED, "\"fetchCount\":50," },
	{ "fetch_and_cancel_without_end", "/", 1500, UNTRUSTED_LIMIT_EXCEEDED, "\"fetchCount\":50," },
	{ "responses_pile_up", "/bomb", 1500, UNTRUSTED_INTERNAL, BROKE },
	{ "credit_of_the_largest_without_end", "/", 1500, UNTRUSTED_INTERNAL, BROKE },
};
/* clang-format on */

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void test_server_lie(void **state)
{
	const struct server_lie *lie = *state;
	struct untrusted *executor = open_with_network(0);
	struct untrusted_result result;

	/* What memory an earlier one has left behind is not this one's. */
	malloc_trim(0);
	peak_since_last_time();
	check_next_is_served_by(executor);
	size_t before = peak_since_last_time();
	double start = now_ms();
	audit_lines = 0;
	tell(executor, lie->name, lie->path, lie->timeout_ms, &result);
	double took = now_ms() - start;
	size_t peak = peak_since_last_time();
	print_message("%s %s: %.0f ms, %.1f MiB more, %u lines of audit\n", lie->name, lie->path,
		      took, peak > before ? (double)(peak - before) / 1048576 : 0.0, audit_lines);
	if (result.outcome != lie->outcome || !strstr(result.response, lie->says))
		print_message("outcome %d: %.300s\n", (int)result.outcome, result.response);
	assert_int_equal(result.outcome, lie->outcome);
	assert_non_null(strstr(result.response, lie->says));
	untrusted_result_done(&result);
	/* The kill comes in time, whatever there is to do. */
	assert_true(took < lie->timeout_ms + LATE_MS);
	assert_true(peak < before + PILED_UP_MAX);
	/* One for each fetch that counts, and one for all beyond. */
	assert_true(audit_lines <= 51);
	check_next_is_served_by(executor);
	untrusted_close(executor);
}

/* Answers that nobody reads: a million refusals. */
static void test_million_fetches(void **state)
{
	struct untrusted *executor = open_with_network(10);
	struct untrusted_result result;

	(void)state;
	malloc_trim(0);
	peak_since_last_time();
	check_next_is_served_by(executor);
	size_t before = peak_since_last_time();
	double start = now_ms();
	audit_lines = 0;
	assert_int_equal(tell(executor, "million_fetches_then_done", "/", 25000, &result),
			 UNTRUSTED_SUCCESS);
	size_t peak = peak_since_last_time();
	print_message("a million fetches: %.0f ms, %.1f MiB more, %u lines of audit\n",
		      now_ms() - start, (double)(peak - before) / 1048576, audit_lines);
	assert_non_null(strstr(result.response, "\"fetchCount\":0,"));
	untrusted_result_done(&result);
	assert_true(peak < before + PILED_UP_MAX);
	assert_int_equal(audit_lines, 11);
	check_next_is_served_by(executor);
	untrusted_close(executor);
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
	static struct CMUnitTest tests[128];
	size_t count = 0;

	if (argc != 2)
		return 2;
	cell_path = argv[1];
	signal(SIGPIPE, SIG_IGN);
	start_server();
	for (size_t i = 0; i < UNIT_COUNT(lies); i++)
		tests[count++] =
			(struct CMUnitTest){ .name = lies[i].name,
					     .test_func = test_lie,
					     .initial_state = (void *)(uintptr_t)&lies[i] };
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_million_lines);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_answer_before_reading);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_cancel_in_callback);
	for (size_t i = 0; i < UNIT_COUNT(server_lies); i++)
		tests[count++] =
			(struct CMUnitTest){ .name = server_lies[i].name,
					     .test_func = test_server_lie,
					     .initial_state = (void *)(uintptr_t)&server_lies[i] };
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_million_fetches);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_nothing_grows);
	int failed = _cmocka_run_group_tests("lying_cell", tests, count, open_driver, close_driver);
	stop_server();
	return failed;
}
