// SPDX-License-Identifier: MIT
#include "function.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/json_scan.h"
#include "base/json_text.h"
#include "event.h"
#include "front/doctor_report.h"
#include "front/isolation.h"
#include "metrics.h"
#include "supervisor/layers.h"

/* A cell takes about a millisecond; without one the next invocation waits for it itself. */
#define PREPARE_TIMEOUT_MS 1000u

/*
 * What is kept of an invocation's time to stop the code (40 ms at most), to write a response of 6 MB and to hand it
 * out: an invocation that Lambda ends has no answer at all, and costs the environment.
 */
#define DEADLINE_MARGIN_NS INT64_C(250000000)

/* Of messages on a terminal, which say who speaks. */
#define PREFIX "untrusted bootstrap: "

#ifdef __aarch64__
#define ARCHITECTURE "arm64"
#else
#define ARCHITECTURE "x86_64"
#endif

/* --- start --------------------------------------------------------------------------------------------- */

static void on_notice(void *user, const char *text)
{
	struct function *function = user;

	snprintf(function->notice, sizeof(function->notice), "%s", text);
	log_one(&function->log, LOG_WARN, "notice", "notice", text);
}

/* A line of its own is one JSON object already. Its texts are escaped: what is looked for is a member. */
static void on_audit(void *user, const char *line, size_t line_bytes)
{
	static const char refused[] = ",\"refused\":\"";
	struct function *function = user;

	if (function->has_audit) {
		audit_log_write(&function->audit, line, line_bytes);
		return;
	}
	bool is_refused = memmem(line, line_bytes, refused, sizeof(refused) - 1);
	struct log_line out = log_begin(&function->log, is_refused ? LOG_WARN : LOG_INFO, "fetch");
	log_json(&out, "audit", line, line_bytes);
	log_end(&out);
}

/* The settings, all of which are the deployer's. What is wrong is written to @messages. */
static int read_settings(struct function *function, const struct environment *environment,
			 FILE *messages)
{
	const char *name = environment->values[ENVIRONMENT_FUNCTION_NAME];

	function->name = name && *name ? name : "unknown";
	function->required = UNTRUSTED_LAYER_RLIMITS;
	network_options_init(&function->network, environment);
	limits_options_init(&function->limits, environment);
	function->network.settings.messages = function->limits.settings.messages = messages;
	if (isolation_require_environment(environment, "bootstrap", messages, &function->required) <
		    0 ||
	    network_options_settle(&function->network, "bootstrap") < 0 ||
	    limits_options_settle(&function->limits, "bootstrap") < 0)
		return -1;
	const char *audit_file = function->network.audit_file;
	int rc = audit_file ? audit_log_open("bootstrap", audit_file, &function->audit) : 0;
	if (rc < 0)
		return settings_complain(&function->network.settings, "bootstrap",
					 ENVIRONMENT_AUDIT_LOG, audit_file, strerror(-rc));
	function->has_audit = audit_file;
	function->audit.on_trouble = on_notice;
	function->audit.user = function;
	return 0;
}

static void join_lines(char *text)
{
	size_t bytes = strlen(text);

	while (bytes > 0 && text[bytes - 1] == '\n')
		text[--bytes] = '\0';
	for (char *at = text; (at = strchr(at, '\n'));)
		*at = ' ';
}

/* Until the memory stream is closed, its text is not whole. */
static int read_settings_into(struct function *function, const struct environment *environment,
			      char message[FUNCTION_MESSAGE_MAX])
{
	AUTO_FREE char *text = NULL;
	size_t bytes;
	FILE *messages = open_memstream(&text, &bytes);

	snprintf(message, FUNCTION_MESSAGE_MAX, "out of memory");
	if (!messages)
		return -1;
	int rc = read_settings(function, environment, messages);
	fclose(messages);
	function->network.settings.messages = function->limits.settings.messages = stderr;
	if (text && bytes) {
		join_lines(text);
		if (strncmp(text, PREFIX, strlen(PREFIX)) == 0)
			memmove(text, text + strlen(PREFIX), bytes + 1 - strlen(PREFIX));
		snprintf(message, FUNCTION_MESSAGE_MAX, "%s", text);
		/* A warning: it starts nevertheless. */
		if (rc == 0)
			log_one(&function->log, LOG_WARN, "notice", "notice", text);
	}
	return rc;
}

/* Why there is no executor, and where to look. */
static void explain(const struct function *function, int rc, char message[FUNCTION_MESSAGE_MAX])
{
	const char *why = *function->notice ? function->notice : strerror(-rc);
	const char *hint = "";

	if (rc == -ENOENT)
		hint = ": untrusted-cell must stand beside bootstrap";
	else if (rc == -EPROTO)
		hint = "; is untrusted-cell, beside bootstrap, whole and executable?";
	else if (rc == -EPERM)
		hint = " (rlimits are always required, others by SANDBOX_REQUIRE)";
	snprintf(message, FUNCTION_MESSAGE_MAX, "the sandbox does not start: %s%s", why, hint);
}

int function_open(struct function *function, const struct environment *environment,
		  char message[FUNCTION_MESSAGE_MAX])
{
	if (read_settings_into(function, environment, message) < 0)
		return -1;
	const struct untrusted_options options = {
		.concurrency = 1,
		.required_layers = function->required,
		.is_eager = true,
		.network = &function->network.network,
		.limits = &function->limits.limits,
		.on_audit = on_audit,
		.on_notice = on_notice,
		.user = function,
	};
	int rc = untrusted_open(&options, &function->executor);
	if (rc < 0) {
		explain(function, rc, message);
		return -1;
	}
	if (untrusted_prepare(function->executor, PREPARE_TIMEOUT_MS) < 0)
		on_notice(function, "no cell is ready yet");
	return 0;
}

/* --- the first line ------------------------------------------------------------------------------------ */

/* An array of names, of which there are few: what does not fit is a mistake of ours. */
static void append_name(struct buf *list, const char *name)
{
	buf_append_format(list, "%s\"%s\"", list->len ? "," : "", name);
}

static void log_list(struct log_line *line, const char *name, const struct buf *list)
{
	AUTO_BUF struct buf array = { .max = list->max + 2 };

	if (buf_append_format(&array, "[%s]", list->data ? list->data : "") == 0)
		log_json(line, name, array.data, array.len);
}

void function_log_start(struct function *function, uint64_t us)
{
	AUTO_BUF struct buf holds = { .max = 1024 };
	AUTO_BUF struct buf required = { .max = 1024 };
	AUTO_BUF struct buf refused = { .max = 2048 };
	AUTO_BUF struct buf layers = { .max = 4096 };

	/* By construction. */
	append_name(&holds, "guest-boundary");
	append_name(&holds, "fresh-process");
	append_name(&required, "guest-boundary");
	append_name(&required, "fresh-process");
	for (unsigned i = 0; i < LAYER_COUNT; i++) {
		const char *name = layers_name((enum layer)i);
		int error =
			untrusted_layer_error(function->executor, (enum untrusted_layer)(1u << i));
		if (error)
			buf_append_format(&refused, "%s\"%s\":\"%s\"", refused.len ? "," : "", name,
					  strerror(error));
		else
			append_name(&holds, name);
		if (function->required & (1u << i))
			append_name(&required, name);
	}
	struct log_line line =
		log_begin(&function->log, refused.len ? LOG_WARN : LOG_INFO, "ready");
	log_text(&line, "version", UNTRUSTED_VERSION);
	log_text(&line, "architecture", ARCHITECTURE);
	log_ms(&line, "initMs", us);
	if (buf_append_format(&layers, "{\"holds\":[%s],\"refused\":{%s}}", holds.data,
			      refused.data ? refused.data : "") == 0)
		log_json(&line, "layers", layers.data, layers.len);
	log_list(&line, "required", &required);
	log_end(&line);
}

/* --- one invocation ------------------------------------------------------------------------------------ */

/* An invocation on its way. */
struct call {
	struct function *function;
	const struct invocation *invocation;
	int64_t started_ns;
	struct event event;
	struct buf answer; /* of an EVENT_HTTP */
	char reason[160];  /* why a response cannot be delivered */
};

static void remember_unanswered(struct function *function, const struct invocation *invocation)
{
	memcpy(function->unanswered_id, invocation->request_id, sizeof(function->unanswered_id));
	memcpy(function->unanswered_invocation_id, invocation->invocation_id,
	       sizeof(function->unanswered_invocation_id));
}

/* Is it the one that was run already, of which the API has not got the answer? */
static bool is_unanswered(const struct function *function, const struct invocation *invocation)
{
	return *function->unanswered_id &&
	       strcmp(function->unanswered_id, invocation->request_id) == 0 &&
	       strcmp(function->unanswered_invocation_id, invocation->invocation_id) == 0;
}

/* What the API made of an answer. Returns whether the caller gets it. */
static bool settle(struct call *call, int rc)
{
	struct function *function = call->function;

	if (rc == -EMSGSIZE) {
		const struct runtime_api_error error = {
			.type = "Sandbox.ResponseTooLarge",
			.message = "AWS Lambda finds the response too large",
		};
		rc = runtime_api_fail(function->api, call->invocation, &error);
	}
	if (rc < 0) {
		log_one(&function->log, LOG_WARN, "the answer was not taken", "reason",
			runtime_api_reason(function->api));
		remember_unanswered(function, call->invocation);
	}
	return rc == 0;
}

static bool respond(struct call *call, const char *response, size_t bytes)
{
	return settle(call,
		      runtime_api_respond(call->function->api, call->invocation, response, bytes));
}

static bool fail(struct call *call, const char *message)
{
	const struct runtime_api_error error = { "Sandbox.Internal", message };

	return settle(call, runtime_api_fail(call->function->api, call->invocation, &error));
}

static void log_call(struct call *call, const struct untrusted_result *result, size_t bytes,
		     bool is_delivered)
{
	const struct metrics metrics = {
		.function_name = call->function->name,
		.event = call->event.kind,
		.result = result,
		.reason = result->outcome == UNTRUSTED_INTERNAL && *call->function->notice
				  ? call->function->notice
				  : NULL,
		.response_bytes = bytes,
		.whole_us = (uint64_t)(clock_now_ns() - call->started_ns) / 1000,
		.is_delivered = is_delivered,
	};

	metrics_log(&call->function->log, &metrics);
}

/* For untrusted_run(): what Lambda would not return is a failure of the code that asked for it. */
static const char *judge_response(void *user, const char *response, size_t bytes)
{
	struct call *call = user;
	size_t whole = call->event.kind == EVENT_HTTP ? event_answer_bytes(response, bytes) : bytes;

	if (whole <= RUNTIME_API_PAYLOAD_MAX)
		return NULL;
	snprintf(call->reason, sizeof(call->reason),
		 "the response has %zu bytes, more than the %zu that AWS Lambda returns", whole,
		 RUNTIME_API_PAYLOAD_MAX);
	return call->reason;
}

/* The sandbox's own failure, in the response's words. */
static bool fail_with(struct call *call, const struct untrusted_result *result)
{
	AUTO_BUF struct buf message = { .max = 4096 };
	struct json_scan scan;
	struct json_scan_item item;

	json_scan_init(&scan, result->response, result->response_bytes);
	while (json_scan_next(&scan, &item) > 0)
		if (json_text_string_is(item.key, "error"))
			json_text_decode_string(item.value, &message);
	return fail(call, message.len ? message.data : "the sandbox failed");
}

static bool is_of_the_code(enum untrusted_outcome outcome)
{
	return outcome != UNTRUSTED_INTERNAL && outcome != UNTRUSTED_CANCELLED &&
	       outcome != UNTRUSTED_BUSY;
}

static bool deliver(struct call *call, struct untrusted_result *result, size_t *bytes)
{
	const char *answer = result->response;

	*bytes = result->response_bytes;
	if (call->event.kind == EVENT_HTTP) {
		if (event_answer(result->outcome, answer, *bytes, &call->answer) < 0) {
			*bytes = 0;
			result->outcome = UNTRUSTED_INTERNAL;
			result->kind = "internal";
			return fail(call, "out of memory");
		}
		answer = call->answer.data;
		*bytes = call->answer.len;
	}
	return respond(call, answer, *bytes);
}

static void execute(struct call *call)
{
	const struct invocation *invocation = call->invocation;
	const struct untrusted_callbacks callbacks = {
		.execution_id = invocation->request_id,
		.deadline_ns =
			invocation->deadline_ns ? invocation->deadline_ns - DEADLINE_MARGIN_NS : 0,
		.judge_response = judge_response,
		.user = call,
	};
	struct untrusted_result result = { .outcome = UNTRUSTED_INTERNAL, .kind = "internal" };
	size_t bytes = 0;
	bool is_delivered;

	if (untrusted_run(call->function->executor, call->event.request.data,
			  call->event.request.bytes, &callbacks, &result) < 0)
		is_delivered = fail(call, "out of memory");
	else if (!is_of_the_code(result.outcome))
		is_delivered = fail_with(call, &result);
	else
		is_delivered = deliver(call, &result, &bytes);
	log_call(call, &result, bytes, is_delivered);
	untrusted_result_done(&result);
}

static void examine(struct call *call)
{
	const struct doctor_report report = doctor_report_make(
		call->function->executor, &call->function->network, &call->function->limits);
	AUTO_FREE char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	if (out) {
		doctor_report_json(&report, out);
		fclose(out);
	}
	bool is_delivered = text ? respond(call, text, bytes) : fail(call, "out of memory");
	struct log_line line = log_begin(&call->function->log, LOG_INFO, "doctor");
	log_json(&line, "delivered", is_delivered ? "true" : "false", is_delivered ? 4 : 5);
	log_end(&line);
}

static void answer_fault(struct call *call)
{
	const struct untrusted_result result = {
		.outcome = UNTRUSTED_INVALID_REQUEST,
		.kind = "invalid_request",
	};
	bool is_delivered = event_answer_fault(call->event.fault, &call->answer) < 0
				    ? fail(call, "out of memory")
				    : respond(call, call->answer.data, call->answer.len);

	log_call(call, &result, call->answer.len, is_delivered);
}

/* Code must not run twice for one invocation: what it has done outside it would do again. */
static void answer_repeated(struct call *call)
{
	const struct runtime_api_error error = {
		.type = "Sandbox.AnswerLost",
		.message =
			"the code has run, but its answer could not be handed out; it is not run again",
	};

	call->function->unanswered_id[0] = '\0';
	settle(call, runtime_api_fail(call->function->api, call->invocation, &error));
	log_one(&call->function->log, LOG_ERROR, "an invocation came again and was not run again",
		NULL, NULL);
}

static void handle(struct call *call)
{
	const struct buf *event = &call->invocation->event;

	if (is_unanswered(call->function, call->invocation)) {
		answer_repeated(call);
		return;
	}
	event_read(event->data ? event->data : "", event->len, &call->event);
	if (call->event.kind == EVENT_DOCTOR)
		examine(call);
	else if (call->event.fault != EVENT_OK)
		answer_fault(call);
	else
		execute(call);
	event_done(&call->event);
	buf_done(&call->answer);
}

void function_handle(struct function *function, const struct invocation *invocation)
{
	struct call call = {
		.function = function,
		.invocation = invocation,
		.started_ns = clock_now_ns(),
		.answer = { .max = RUNTIME_API_PAYLOAD_MAX },
	};
	struct log *log = &function->log;

	function->notice[0] = '\0'; /* what is said from here on is about this one */
	log->request_id = invocation->request_id;
	log->trace_id = invocation->trace_id;
	log->tenant_id = invocation->tenant_id;
	handle(&call);
	log->request_id = log->trace_id = log->tenant_id = "";
	/* The environment may be frozen from here on until the next event comes, which is to find everything ready. */
	untrusted_prepare(function->executor, PREPARE_TIMEOUT_MS);
}

void function_close(struct function *function)
{
	untrusted_close(function->executor);
	network_options_done(&function->network);
	if (function->has_audit)
		audit_log_close(&function->audit);
}
