/* SPDX-License-Identifier: MIT */
#include "front/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/json_scan.h"
#include "front/http_server.h"
#include "front/lambda_api.h"
#include "front/listen_address.h"
#include "front/ndjson.h"
#include "front/token.h"
#include "policy/limits.h"
#include "untrusted.h"

/* Requests that run or wait, all together: a full queue of the largest ones would be too much. */
#define CALL_BYTES_MAX ((size_t)256 << 20)
/* Of a streamed answer: a console and a response, as large as they may be, which is bounded elsewhere. */
#define LINES_BYTES_MAX ((size_t)64 << 20)
#define CONNECTIONS_MIN 1024u
/* Connections beyond those that can wait for an answer. */
#define CONNECTIONS_SPARE 128u

struct call;

struct service {
	struct service_options options;
	struct http_server *server;
	LIST_HEAD(calls, call) calls; /* that run or wait */
	unsigned call_count;
	size_t call_bytes;
	bool is_stopping;
};

/* RFC 9562, version 4, as text. */
struct request_id {
	char text[37];
};

/* An invocation from its start to its result. */
struct call {
	LIST_ENTRY(call) link;
	struct request_id id; /* the execution's in the audit log, and the answer's */
	struct service *service;
	struct http_exchange *exchange; /* NULL: the client is gone */
	struct untrusted_execution *execution;
	size_t bytes;	  /* of the request, which the executor keeps a copy of */
	bool is_streamed; /* its answer is lines, one for each console call */
	bool has_begun;	  /* to write them */
	struct buf lines; /* those that are not written yet */
};

#define ID_FIELD	"X-Amzn-RequestId: %s\r\n"
#define CALL_FIELDS_MAX 256

/* --- answers ------------------------------------------------------------------------------------------- */

static struct request_id make_request_id(void)
{
	unsigned char bytes[16] = { 0 };
	struct request_id id;
	char *out = id.text;

	if (getrandom(bytes, sizeof(bytes), 0) < 0)
		memset(bytes, 0, sizeof(bytes));
	bytes[6] = (unsigned char)((bytes[6] & 0x0F) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = "0123456789abcdef"[bytes[i] >> 4];
		*out++ = "0123456789abcdef"[bytes[i] & 15];
	}
	*out = '\0';
	return id;
}

/* Where nothing was run under an id. @fields are further header lines. */
static void answer(struct http_exchange *exchange, unsigned status, const char *fields,
		   const char *body, size_t body_bytes)
{
	const struct request_id id = make_request_id();
	char all[512];

	snprintf(all, sizeof(all), ID_FIELD "%s", id.text, fields);
	const struct http_answer full = {
		.status = status,
		.fields = all,
		.content_type = "application/json",
		.body = body,
		.body_bytes = body_bytes,
	};
	http_server_answer(exchange, &full);
}

static void answer_error(struct http_exchange *exchange, enum lambda_api_error error,
			 const char *fields, const char *message)
{
	AUTO_BUF struct buf body = { .max = 4096 };
	char all[256];

	snprintf(all, sizeof(all), "X-Amzn-ErrorType: %s\r\n%s", lambda_api_error_type(error),
		 fields);
	if (lambda_api_write_error(error, message, &body) < 0)
		body.len = 0;
	answer(exchange, lambda_api_status(error), all, body.data, body.len);
}

static void answer_too_large(struct http_exchange *exchange)
{
	char message[128];

	snprintf(message, sizeof(message),
		 "Request must be at most %u bytes for the InvokeFunction operation",
		 limits_get(LIMITS_REQUEST)->maximum);
	answer_error(exchange, LAMBDA_API_TOO_LARGE, "", message);
}

static void answer_too_many(struct http_exchange *exchange)
{
	answer_error(exchange, LAMBDA_API_TOO_MANY, "Retry-After: 1\r\n", "Rate Exceeded.");
}

static void answer_no_memory(struct http_exchange *exchange)
{
	answer_error(exchange, LAMBDA_API_SERVICE, "", "the service is out of memory");
}

static void answer_health(struct service *service, struct http_exchange *exchange)
{
	const struct service_options *options = &service->options;
	unsigned running = service->call_count < options->concurrency ? service->call_count
								      : options->concurrency;
	char body[160];
	int n = snprintf(
		body, sizeof(body),
		"{\"status\":\"%s\",\"running\":%u,\"waiting\":%u,\"concurrency\":%u,\"queue\":%u}",
		service->is_stopping ? "stopping" : "ok", running, service->call_count - running,
		options->concurrency, options->queue);

	answer(exchange, service->is_stopping ? 503 : 200, "Cache-Control: no-store\r\n", body,
	       (size_t)n);
}

/* --- invocations --------------------------------------------------------------------------------------- */

static void remove_call(struct call *call)
{
	LIST_REMOVE(call, link);
	call->service->call_count--;
	call->service->call_bytes -= call->bytes;
}

static void free_call(struct call *call)
{
	buf_done(&call->lines);
	free(call);
}

/* Without a body. @fields is where its header lines are kept. */
static struct http_answer call_answer(const struct call *call, bool has_failed,
				      char fields[CALL_FIELDS_MAX])
{
	snprintf(fields, CALL_FIELDS_MAX, ID_FIELD "X-Amz-Executed-Version: $LATEST\r\n%s",
		 call->id.text, has_failed ? "X-Amz-Function-Error: Unhandled\r\n" : "");
	return (struct http_answer){
		.status = 200,
		.fields = fields,
		.content_type = call->is_streamed ? NDJSON_TYPE : "application/json",
	};
}

/* There is no memory for what is due: who has a part of it must not take that for all. */
static void give_up(const struct call *call)
{
	if (call->has_begun)
		http_server_abort(call->exchange);
	else
		answer_no_memory(call->exchange);
}

/* Of a streamed answer. */
static void on_console(void *user, const char *level, uint64_t time_us, const char *text,
		       size_t text_bytes)
{
	struct call *call = user;

	if (!call->exchange)
		return;
	if (ndjson_append_console(level, time_us, text, text_bytes, &call->lines) < 0) {
		give_up(call);
		call->exchange = NULL;
		untrusted_cancel(call->execution);
		return;
	}
	if (!call->has_begun) {
		char fields[CALL_FIELDS_MAX];
		const struct http_answer head = call_answer(call, false, fields);
		call->has_begun = http_server_begin(call->exchange, &head);
	}
	if (call->has_begun) {
		http_server_write(call->exchange, call->lines.data, call->lines.len);
		call->lines.len = 0;
	}
}

static void answer_call(struct call *call, const struct untrusted_result *result)
{
	char fields[CALL_FIELDS_MAX];
	struct http_answer answer =
		call_answer(call, result->outcome == UNTRUSTED_INTERNAL, fields);

	answer.body = result->response;
	answer.body_bytes = result->response_bytes;
	if (call->is_streamed) {
		if (ndjson_append_response(result->response, result->response_bytes, &call->lines) <
		    0) {
			give_up(call);
			return;
		}
		answer.body = call->lines.data;
		answer.body_bytes = call->lines.len;
	}
	if (call->has_begun)
		http_server_end(call->exchange, answer.body, answer.body_bytes);
	else
		http_server_answer(call->exchange, &answer);
}

static void on_result(void *user, const struct untrusted_result *result)
{
	struct call *call = user;

	/* First: its place is free for the next request, which may be here as soon as this one is answered. */
	remove_call(call);
	if (call->exchange && !result->response)
		give_up(call);
	else if (call->exchange && result->outcome == UNTRUSTED_BUSY)
		answer_too_many(call->exchange);
	else if (call->exchange)
		answer_call(call, result);
	free_call(call);
}

static void start_call(struct service *service, struct http_exchange *exchange, bool is_streamed,
		       struct json_scan_slice body)
{
	const struct request_id id = make_request_id();
	struct call *call = calloc(1, sizeof(*call));
	const struct untrusted_callbacks callbacks = {
		.execution_id = id.text,
		.on_console = is_streamed ? on_console : NULL,
		.on_result = on_result,
		.user = call,
	};

	if (!call || untrusted_start(service->options.executor, body.data, body.bytes, &callbacks,
				     &call->execution) < 0) {
		free(call);
		answer_no_memory(exchange);
		return;
	}
	call->id = id;
	call->service = service;
	call->exchange = exchange;
	call->bytes = body.bytes;
	call->is_streamed = is_streamed;
	call->lines.max = LINES_BYTES_MAX;
	LIST_INSERT_HEAD(&service->calls, call, link);
	service->call_count++;
	service->call_bytes += body.bytes;
	http_server_set_context(exchange, call);
}

static void invoke(struct service *service, struct http_exchange *exchange,
		   const struct http_head *head, struct json_scan_slice body)
{
	const struct service_options *options = &service->options;
	struct json_scan_fault fault;

	/* Before anything is done for it: being refused has to be cheap. */
	if (service->call_count >= options->concurrency + options->queue ||
	    service->call_bytes + body.bytes > CALL_BYTES_MAX) {
		answer_too_many(exchange);
		return;
	}
	if (json_scan_value(body.data, body.bytes, &fault, NULL) < 0) {
		char message[160];
		snprintf(message, sizeof(message),
			 "Could not parse request body into json: %s at byte %zu", fault.reason,
			 fault.offset);
		answer_error(exchange, LAMBDA_API_INVALID_CONTENT, "", message);
		return;
	}
	start_call(service, exchange, http_head_lists(head, "accept", NDJSON_TYPE), body);
}

static void on_request(void *user, struct http_exchange *exchange, const struct http_head *head,
		       struct json_scan_slice body)
{
	struct service *service = user;
	struct json_scan_slice type = { 0 };

	if (lambda_api_route(head->target) == LAMBDA_API_HEALTH) {
		answer_health(service, exchange);
		return;
	}
	http_head_find(head, "x-amz-invocation-type", &type);
	switch (lambda_api_invocation(type)) {
	case LAMBDA_API_REQUEST_RESPONSE:
		invoke(service, exchange, head, body);
		return;
	case LAMBDA_API_DRY_RUN:
		answer(exchange, 204, "", NULL, 0);
		return;
	case LAMBDA_API_EVENT:
	case LAMBDA_API_UNKNOWN_INVOCATION:
		answer_error(
			exchange, LAMBDA_API_INVALID_PARAMETER, "",
			"InvocationType must be RequestResponse or DryRun; Event is not supported here");
	}
}

static void on_gone(void *user, struct http_exchange *exchange)
{
	struct call *call = http_server_context(exchange);

	(void)user;
	if (!call)
		return;
	call->exchange = NULL;
	untrusted_cancel(call->execution);
}

/* --- who may call -------------------------------------------------------------------------------------- */

/*
 * Without a token, whoever can connect may call, and a browser connects for any web page that it shows.
 * Such a request carries an Origin; one from a page whose name was made to resolve to this machine (DNS
 * rebinding) carries that name as its Host. Returns why it is refused, or NULL.
 */
static const char *judge_browser(const struct service *service, const struct http_head *head)
{
	struct json_scan_slice host;

	if (service->options.token->bytes)
		return NULL;
	if (http_head_find(head, "origin", NULL))
		return "requests of web pages (with an Origin header) are refused without --token-file";
	if (service->options.is_loopback_port && http_head_find(head, "host", &host) &&
	    !listen_address_names_loopback(host))
		return "the Host header must be a loopback address or localhost without --token-file";
	return NULL;
}

static bool is_authorized(const struct service *service, const struct http_head *head)
{
	struct json_scan_slice authorization;

	return service->options.token->bytes == 0 ||
	       (http_head_find(head, "authorization", &authorization) == 1 &&
		token_matches(service->options.token, authorization));
}

/* Methods are case-sensitive (RFC 9110, section 9.1). */
static bool is_method(const struct http_head *head, const char *method)
{
	return head->method.bytes == strlen(method) &&
	       memcmp(head->method.data, method, head->method.bytes) == 0;
}

static void on_head(void *user, struct http_exchange *exchange, const struct http_head *head)
{
	const struct service *service = user;
	enum lambda_api_route route = lambda_api_route(head->target);
	bool is_get = is_method(head, "GET") || is_method(head, "HEAD");
	const char *refusal = judge_browser(service, head);

	if (refusal)
		answer_error(exchange, LAMBDA_API_FORBIDDEN, "", refusal);
	else if (route != LAMBDA_API_HEALTH && !is_authorized(service, head))
		answer_error(exchange, LAMBDA_API_UNAUTHORIZED, "WWW-Authenticate: Bearer\r\n",
			     http_head_find(head, "authorization", NULL)
				     ? "the bearer token is not the one that is expected"
				     : "a bearer token is required");
	else if (route == LAMBDA_API_NOWHERE)
		answer_error(
			exchange, LAMBDA_API_NOT_FOUND, "",
			"there are POST /2015-03-31/functions/NAME/invocations and GET /healthz");
	else if (route == LAMBDA_API_INVOKE && !is_method(head, "POST"))
		answer_error(exchange, LAMBDA_API_WRONG_METHOD, "Allow: POST\r\n",
			     "the method must be POST");
	else if (route == LAMBDA_API_HEALTH && !is_get)
		answer_error(exchange, LAMBDA_API_WRONG_METHOD, "Allow: GET, HEAD\r\n",
			     "the method must be GET");
}

static void on_refuse(void *user, struct http_exchange *exchange, unsigned status,
		      const char *reason)
{
	enum lambda_api_error error = lambda_api_error_of(status);

	(void)user;
	if (error == LAMBDA_API_TOO_LARGE)
		answer_too_large(exchange);
	else
		answer_error(exchange, error, "", reason);
}

/* --- its life ------------------------------------------------------------------------------------------ */

static void on_drained(void *user)
{
	const struct service *service = user;

	service->options.on_drained(service->options.user);
}

unsigned service_connections(unsigned concurrency, unsigned queue)
{
	unsigned answering = concurrency + queue + CONNECTIONS_SPARE;

	return answering > CONNECTIONS_MIN ? answering : CONNECTIONS_MIN;
}

int service_open(const struct service_options *options, struct service **out)
{
	struct service *service = calloc(1, sizeof(*service));
	const struct http_server_limits limits = {
		.body_bytes = limits_get(LIMITS_REQUEST)->maximum,
		.connections = service_connections(options->concurrency, options->queue),
	};
	const struct http_server_handler handler = {
		.on_head = on_head,
		.on_request = on_request,
		.on_gone = on_gone,
		.on_refuse = on_refuse,
		.on_drained = on_drained,
		.user = service,
	};

	if (!service)
		return -ENOMEM;
	service->options = *options;
	int rc = http_server_new(options->loop, options->listening_fd, &limits, &handler,
				 &service->server);
	if (rc < 0) {
		free(service);
		return rc;
	}
	*out = service;
	return 0;
}

void service_drain(struct service *service)
{
	service->is_stopping = true;
	http_server_drain(service->server);
}

void service_close(struct service *service)
{
	struct call *call;

	if (!service)
		return;
	http_server_free(service->server);
	/* Their executions end with the executor, which does not call back. */
	while ((call = LIST_FIRST(&service->calls))) {
		remove_call(call);
		free_call(call);
	}
	free(service);
}
