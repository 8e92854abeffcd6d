// SPDX-License-Identifier: MIT
/* untrusted run: one execution from the command line. */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json_scan.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "front/audit_log.h"
#include "front/commands.h"
#include "front/isolation.h"
#include "front/network_options.h"
#include "front/pretty.h"
#include "front/text_file.h"
#include "front/trickle.h"
#include "policy/allowlist.h"
#include "policy/limits.h"
#include "untrusted.h"

/* All of a console, of which each byte may be shown as six. */
#define CONSOLE_PENDING_MAX ((size_t)4 << 20)

struct run_options {
	const char *code; /* -e */
	const char *input, *input_file;
	struct options_list allowed;
	uint64_t timeout_ms, memory_bytes; /* 0: the default */
	uint32_t require;
	bool json;
	struct network_options network;
};

static const struct options_row rows[] = {
	{ "eval", 'e', "CODE", "run this text", OPTIONS_TEXT(struct run_options, code) },
	{ "input", 'i', "JSON", "the value of the variable `input`",
	  OPTIONS_TEXT(struct run_options, input) },
	{ "input-file", 0, "FILE", "the same from a file (- for standard input)",
	  OPTIONS_TEXT(struct run_options, input_file) },
	{ "allow", 'a', "HOST", "let the code fetch from this host (see below); may be repeated",
	  OPTIONS_LIST(struct run_options, allowed) },
	{ "timeout", 't', "TIME", "wall time: 2s, 1500ms (default 5s, at most 25s)",
	  OPTIONS_TIME(struct run_options, timeout_ms) },
	{ "memory", 'm', "SIZE", "JavaScript memory: 20MB, 8MiB (default 10MiB, at most 50MiB)",
	  OPTIONS_SIZE(struct run_options, memory_bytes) },
	{ "json", 'j', NULL, "print the whole response as one JSON object",
	  OPTIONS_FLAG(struct run_options, json) },
	ISOLATION_REQUIRE_ROW(struct run_options, require),
};

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "untrusted run: %s: %s\n", what, why);
	return -1;
}

static int read_file(const char *path, enum limits_id limit, struct buf *out)
{
	int rc = text_file_read(path, out);

	if (rc == -EMSGSIZE) {
		char why[128];
		snprintf(why, sizeof(why), "is larger than %u bytes, the limit of %s",
			 limits_get(limit)->maximum, limits_get(limit)->name);
		return complain(path, why);
	}
	return rc < 0 ? complain(path, strerror(-rc)) : 0;
}

/* The program's text, NUL-terminated. */
static int load_code(const struct run_options *options, int operands, char **operand,
		     struct buf *out)
{
	if ((options->code != NULL) == (operands == 1)) {
		fprintf(stderr,
			"untrusted run: give either a FILE (- for standard input) or -e CODE\n");
		return -1;
	}
	if (options->code)
		return buf_append_str(out, options->code);
	if (read_file(operand[0], LIMITS_CODE, out) < 0)
		return -1;
	if (!utf8_is_valid(out->data, out->len))
		return complain(operand[0], "is not valid UTF-8");
	return buf_append(out, "", 0);
}

static int load_input(const struct run_options *options, struct buf *out)
{
	struct json_scan_fault fault;
	const char *source = "--input";

	if (options->input && options->input_file)
		return complain("--input", "not together with --input-file");
	if (options->input_file) {
		source = options->input_file;
		if (read_file(options->input_file, LIMITS_INPUT, out) < 0)
			return -1;
	} else if (!options->input) {
		return 0;
	} else if (buf_append_str(out, options->input) < 0) {
		return complain("--input", "is too large");
	}
	if (json_scan_value(out->data ? out->data : "", out->len, &fault, NULL) < 0) {
		char why[160];
		snprintf(why, sizeof(why), "is not valid JSON: %s at byte %zu", fault.reason,
			 fault.offset);
		return complain(source, why);
	}
	return 0;
}

/* Judged once more with the request; here so that the message names the option. */
static int check_allowed(const struct run_options *options)
{
	struct allowlist allowlist = { 0 };
	enum allowlist_fault fault = ALLOWLIST_OK;
	char what[ALLOWLIST_HOST_MAX + 64];
	size_t i;

	for (i = 0; i < options->allowed.count && fault == ALLOWLIST_OK; i++)
		fault = allowlist_add(&allowlist, options->allowed.items[i],
				      strlen(options->allowed.items[i]), &options->network.rules);
	allowlist_done(&allowlist);
	if (fault == ALLOWLIST_OK)
		return 0;
	snprintf(what, sizeof(what), "--allow %s", options->allowed.items[i - 1]);
	return complain(what, allowlist_fault_text(fault));
}

static int append_allowed(const struct options_list *allowed, struct buf *out)
{
	if (allowed->count && buf_append_str(out, ",\"allowedDomains\":[") < 0)
		return -1;
	for (size_t i = 0; i < allowed->count; i++) {
		const char *entry = allowed->items[i];
		if ((i > 0 && buf_append_str(out, ",") < 0) ||
		    json_text_append_string(entry, strlen(entry), out) < 0)
			return -1;
	}
	return allowed->count ? buf_append_str(out, "]") : 0;
}

static int build_request(const struct run_options *options, const struct buf *code,
			 const struct buf *input, struct buf *out)
{
	if (buf_append_str(out, "{\"code\":") < 0 ||
	    json_text_append_string(code->data, code->len, out) < 0)
		return -1;
	if (input->len && (buf_append_str(out, ",\"input\":") < 0 ||
			   buf_append(out, input->data, input->len) < 0))
		return -1;
	if (options->timeout_ms && buf_append_format(out, ",\"timeoutMs\":%llu",
						     (unsigned long long)options->timeout_ms) < 0)
		return -1;
	if (options->memory_bytes &&
	    buf_append_format(out, ",\"memoryLimitBytes\":%llu",
			      (unsigned long long)options->memory_bytes) < 0)
		return -1;
	if (append_allowed(&options->allowed, out) < 0)
		return -1;
	return buf_append_str(out, "}");
}

/* One run in progress. */
struct run {
	const struct run_options *options;
	const char *code;
	bool color;
	struct untrusted_execution *execution; /* NULL when it is over */
	struct event_base *loop;
	struct trickle *console;
	struct audit_log *audit; /* NULL: there is none */
	struct untrusted_result result;
	int exit_code;
};

static void show_failure(const struct run *run, const char *response, size_t bytes)
{
	static struct json_scan scan, details;
	struct json_scan_item item;
	struct pretty_error error = { 0 };
	int64_t number;

	json_scan_init(&scan, response, bytes);
	while (json_scan_next(&scan, &item) > 0) {
		if (json_text_string_is(item.key, "error"))
			error.line_text = item.value;
		if (!json_text_string_is(item.key, "errorDetails"))
			continue;
		json_scan_init(&details, item.value.data, item.value.bytes);
		while (json_scan_next(&details, &item) > 0) {
			if (json_text_string_is(item.key, "stack"))
				error.stack = item.value;
			else if (json_text_string_is(item.key, "line") &&
				 json_text_decode_integer(item.value, &number) == 0)
				error.line = number;
			else if (json_text_string_is(item.key, "column") &&
				 json_text_decode_integer(item.value, &number) == 0)
				error.column = number;
		}
	}
	pretty_failure(&error, run->code, run->color, stderr);
}

static void show_success(const char *response, size_t bytes)
{
	static struct json_scan scan;
	struct json_scan_item item;

	json_scan_init(&scan, response, bytes);
	while (json_scan_next(&scan, &item) > 0) {
		if (!json_text_string_is(item.key, "result"))
			continue;
		if (isatty(STDOUT_FILENO)) {
			pretty_json(item.value, stdout);
			return;
		}
		fwrite(item.value.data, 1, item.value.bytes, stdout);
		fputc('\n', stdout);
		return;
	}
}

static int exit_code_of(enum untrusted_outcome outcome)
{
	switch (outcome) {
	case UNTRUSTED_SUCCESS:
		return EXIT_OK;
	case UNTRUSTED_CODE_FAILED:
		return EXIT_CODE_FAILED;
	case UNTRUSTED_LIMIT_EXCEEDED:
		return EXIT_LIMIT;
	case UNTRUSTED_INVALID_REQUEST:
		return EXIT_USAGE;
	case UNTRUSTED_CANCELLED:
		return EXIT_INTERRUPTED;
	case UNTRUSTED_INTERNAL:
	case UNTRUSTED_BUSY:
		break;
	}
	return EXIT_SANDBOX_FAILED;
}

static void on_result(void *user, const struct untrusted_result *result)
{
	struct run *run = user;

	run->execution = NULL;
	run->exit_code = exit_code_of(result->outcome);
	run->result = *result;
	run->result.response = result->response ? strdup(result->response) : NULL;
	event_base_loopbreak(run->loop);
}

/* After the loop, when signals end the process again: whoever reads this may have stopped. */
static void show_result(struct run *run)
{
	const struct untrusted_result *result = &run->result;

	if (!result->response) {
		fprintf(stderr, "untrusted run: out of memory\n");
		return;
	}
	if (run->options->json) {
		fwrite(result->response, 1, result->response_bytes, stdout);
		fputc('\n', stdout);
	} else if (result->outcome == UNTRUSTED_SUCCESS) {
		show_success(result->response, result->response_bytes);
	} else {
		show_failure(run, result->response, result->response_bytes);
	}
	if (fflush(stdout) != 0) {
		fprintf(stderr, "untrusted run: cannot write the result: %s\n", strerror(errno));
		run->exit_code = EXIT_SANDBOX_FAILED;
	}
}

static void on_console(void *user, const char *level, uint64_t time_us, const char *text,
		       size_t text_bytes)
{
	const struct run *run = user;

	(void)time_us;
	pretty_console(level, text, text_bytes, run->color, trickle_stream(run->console));
}

static void on_signal(evutil_socket_t number, short what, void *arg)
{
	struct run *run = arg;

	(void)number;
	(void)what;
	if (run->execution)
		untrusted_cancel(run->execution);
}

static void on_audit(void *user, const char *line, size_t line_bytes)
{
	const struct run *run = user;

	audit_log_write(run->audit, line, line_bytes);
}

static void on_notice(void *user, const char *text)
{
	(void)user;
	fprintf(stderr, "untrusted run: %s\n", text);
}

static int execute(struct run *run, const struct buf *request)
{
	const struct untrusted_options options = {
		.concurrency = 1,
		.required_layers = run->options->require,
		.loop = run->loop,
		.network = &run->options->network.network,
		.on_audit = run->audit ? on_audit : NULL,
		.on_notice = on_notice,
		.user = run,
	};
	const struct untrusted_callbacks callbacks = {
		.on_console = on_console,
		.on_result = on_result,
		.user = run,
	};
	struct untrusted *executor;
	int rc = untrusted_open(&options, &executor);

	if (rc == 0 &&
	    !(run->console = trickle_new(run->loop, STDERR_FILENO, CONSOLE_PENDING_MAX))) {
		untrusted_close(executor);
		rc = -ENOMEM;
	}
	if (rc < 0) {
		fprintf(stderr, "untrusted run: the sandbox does not start: %s\n", strerror(-rc));
		return rc == -EINVAL ? EXIT_USAGE : EXIT_SANDBOX_FAILED;
	}
	isolation_warn(executor);
	struct event *interrupt = evsignal_new(run->loop, SIGINT, on_signal, run);
	struct event *terminate = evsignal_new(run->loop, SIGTERM, on_signal, run);
	if (interrupt && terminate && event_add(interrupt, NULL) == 0 &&
	    event_add(terminate, NULL) == 0 &&
	    untrusted_start(executor, request->data, request->len, &callbacks, &run->execution) ==
		    0)
		event_base_dispatch(run->loop);
	if (interrupt)
		event_free(interrupt);
	if (terminate)
		event_free(terminate);
	untrusted_close(executor);
	trickle_finish(run->console);
	show_result(run);
	untrusted_result_done(&run->result);
	return run->exit_code;
}

/* Everything but the options is ready. */
static int run_request(const struct run_options *options, const struct buf *code,
		       const struct buf *request)
{
	struct run run = {
		.options = options,
		.code = code->data,
		.color = isatty(STDERR_FILENO) && !environment.no_color,
		.exit_code = EXIT_SANDBOX_FAILED,
	};
	const char *audit_file = options->network.audit_file;
	struct audit_log audit;

	if (audit_file) {
		int rc = audit_log_open("run", audit_file, &audit);
		if (rc < 0) {
			settings_complain(&options->network.settings, "run", ENVIRONMENT_AUDIT_LOG,
					  audit_file, strerror(-rc));
			return EXIT_USAGE;
		}
		run.audit = &audit;
	}
	run.loop = event_base_new();
	int exit_code = run.loop ? execute(&run, request) : EXIT_SANDBOX_FAILED;
	if (run.loop)
		event_base_free(run.loop);
	if (run.audit)
		audit_log_close(run.audit);
	return exit_code;
}

static int run_with(struct run_options *options, int argc, char **argv)
{
	AUTO_BUF struct buf code = { .max = limits_get(LIMITS_CODE)->maximum };
	AUTO_BUF struct buf input = { .max = limits_get(LIMITS_INPUT)->maximum };
	AUTO_BUF struct buf request = { .max = 8 * code.max + input.max };
	char **operand;

	int operands = options_parse(&command_run, argc, argv, options, &operand);
	if (operands < 0)
		return operands == -2 ? EXIT_OK : EXIT_USAGE;
	if (isolation_require_environment(&environment, "run", stderr, &options->require) < 0 ||
	    network_options_settle(&options->network, "run") < 0 || check_allowed(options) < 0 ||
	    load_code(options, operands, operand, &code) < 0 || load_input(options, &input) < 0)
		return EXIT_USAGE;
	if (build_request(options, &code, &input, &request) < 0) {
		complain("the request", "is too large");
		return EXIT_USAGE;
	}
	return run_request(options, &code, &request);
}

static int run_main(int argc, char **argv)
{
	struct run_options options = { 0 };

	network_options_init(&options.network, &environment);
	int exit_code = run_with(&options, argc, argv);
	network_options_done(&options.network);
	return exit_code;
}

const struct options_command command_run = {
	.name = "run",
	.usage = "[OPTION...] FILE | - | -e CODE",
	.summary = "run code once and print its result",
	.details =
		"The result is printed on standard output as JSON (indented on a terminal; nothing for\n"
		"undefined), the console on standard error as it happens. A script's last value is its\n"
		"result, or what a top-level `return` returns; `await` works at the top level.\n\n"
		"HOST is example.com (it and its subdomains), *.example.com (its subdomains) or\n"
		"https://api.example.com:8443 (exactly that). Without --allow the code reaches nothing.\n\n"
		"Exit status: 0 success, 1 the code failed, 2 bad usage, 3 a limit was hit (timeout,\n"
		"memory), 4 the sandbox itself failed, 130 interrupted.\n",
	.tables = {
		{ .rows = rows, .count = sizeof(rows) / sizeof(rows[0]) },
		NETWORK_OPTIONS_TABLE(struct run_options, network),
	},
	.max_operands = 1,
	.main = run_main,
};
