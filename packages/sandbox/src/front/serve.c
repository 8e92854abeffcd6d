// SPDX-License-Identifier: MIT
/* untrusted serve: answers AWS Lambda's Invoke API. */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json_scan.h"
#include "front/attached.h"
#include "front/audit_log.h"
#include "front/commands.h"
#include "front/http_server.h"
#include "front/isolation.h"
#include "front/lambda_api.h"
#include "front/limits_options.h"
#include "front/listen_address.h"
#include "front/listen_socket.h"
#include "front/ndjson.h"
#include "front/network_options.h"
#include "front/text_file.h"
#include "front/token.h"
#include "policy/limits.h"
#include "untrusted.h"

#define LISTEN_DEFAULT	"127.0.0.1:9000"
#define CONCURRENCY_MAX 1024u
#define QUEUE_MAX	100000u
#define QUEUE_FOR_EACH	100u
#define QUEUE_NOT_GIVEN (QUEUE_MAX + 1)
/* Requests that run or wait, all together: a full queue of the largest ones would be too much. */
#define CALL_BYTES_MAX ((size_t)256 << 20)
/* Of a streamed answer: a console and a response, as large as they may be, which is bounded elsewhere. */
#define LINES_BYTES_MAX ((size_t)64 << 20)
#define CONNECTIONS_MIN 1024u
/* Connections beyond those that can wait for an answer, and descriptors beyond one for each connection. */
#define CONNECTIONS_SPARE 128u
#define DESCRIPTORS_SPARE 128u

struct serve_options {
	struct listen_address listen;
	const char *token_file;
	bool no_auth;
	bool attached;
	unsigned concurrency; /* 0: not given */
	unsigned queue;	      /* QUEUE_NOT_GIVEN: not given; 0 is a choice: nobody waits */
	uint32_t require;
	struct network_options network;
	struct limits_options limits;
};

static int take_listen(void *field, const char *value, char message[OPTIONS_MESSAGE_MAX])
{
	const char *reason;

	if (listen_address_parse(value, field, &reason) == 0)
		return 0;
	snprintf(message, OPTIONS_MESSAGE_MAX, "%s", reason);
	return -1;
}

static const struct options_row rows[] = {
	{ "listen", 'l', "ADDRESS:PORT", "or unix:PATH (default " LISTEN_DEFAULT "; port 0: any)",
	  OPTIONS_TAKEN(struct serve_options, listen, take_listen) },
	{ "token-file", 0, "FILE", "require the bearer token in this file",
	  OPTIONS_TEXT(struct serve_options, token_file) },
	{ "no-auth", 0, NULL, "listen beyond this machine without a token",
	  OPTIONS_FLAG(struct serve_options, no_auth) },
	{ "concurrency", 'c', "N", "executions at a time (default: the processors)",
	  OPTIONS_COUNT(struct serve_options, concurrency, 1, CONCURRENCY_MAX) },
	{ "queue", 'q', "N", "executions that wait (default: 100 for each at a time)",
	  OPTIONS_COUNT(struct serve_options, queue, 0, QUEUE_MAX) },
	ISOLATION_REQUIRE_ROW(struct serve_options, require),
	{ "attached", 0, NULL, "announce on standard output, stop when standard input ends",
	  OPTIONS_FLAG(struct serve_options, attached) },
};

struct call;

struct service {
	struct serve_options options;
	struct token token;
	struct event_base *loop;
	struct untrusted *executor;
	struct http_server *server;
	struct listen_socket socket;
	struct attached *attached; /* to standard input; NULL: it is not */
	struct audit_log audit;
	LIST_HEAD(calls, call) calls; /* that run or wait */
	unsigned call_count;
	size_t call_bytes;
	bool is_loopback_port; /* what it listens on: a browser on this machine reaches it */
	bool is_stopping;
	int exit_code;
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
	const struct serve_options *options = &service->options;
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

	if (!call || untrusted_start(service->executor, body.data, body.bytes, &callbacks,
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
	const struct serve_options *options = &service->options;
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

	if (service->token.bytes)
		return NULL;
	if (http_head_find(head, "origin", NULL))
		return "requests of web pages (with an Origin header) are refused without --token-file";
	if (service->is_loopback_port && http_head_find(head, "host", &host) &&
	    !listen_address_names_loopback(host))
		return "the Host header must be a loopback address or localhost without --token-file";
	return NULL;
}

static bool is_authorized(const struct service *service, const struct http_head *head)
{
	struct json_scan_slice authorization;

	return service->token.bytes == 0 ||
	       (http_head_find(head, "authorization", &authorization) == 1 &&
		token_matches(&service->token, authorization));
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

/* --- start and stop ------------------------------------------------------------------------------------ */

static void on_drained(void *user)
{
	const struct service *service = user;

	event_base_loopbreak(service->loop);
}

/* It ends when everybody has his answer. */
static void begin_stop(struct service *service)
{
	service->is_stopping = true;
	service->exit_code = EXIT_OK;
	http_server_drain(service->server);
	/* From here on another server may take the place. */
	listen_socket_close(&service->socket);
}

/* The first signal lets what was asked be answered, the second one ends it now. */
static void on_signal(evutil_socket_t number, short what, void *arg)
{
	struct service *service = arg;

	(void)number;
	(void)what;
	if (service->is_stopping) {
		service->exit_code = EXIT_INTERRUPTED;
		event_base_loopbreak(service->loop);
		return;
	}
	begin_stop(service);
}

/* Of --attached: the program that has started it wants no more, or has died. */
static void on_parent_gone(void *user)
{
	struct service *service = user;

	if (service->is_stopping)
		return;
	if (!attached_has_parent())
		fprintf(stderr,
			"untrusted serve: --attached: standard input is no pipe, and at its end: stopping\n");
	begin_stop(service);
}

static void on_hangup(evutil_socket_t number, short what, void *arg)
{
	struct service *service = arg;

	(void)number;
	(void)what;
	audit_log_reopen(&service->audit);
}

static void on_audit(void *user, const char *line, size_t line_bytes)
{
	struct service *service = user;

	audit_log_write(&service->audit, line, line_bytes);
}

static void on_notice(void *user, const char *text)
{
	(void)user;
	fprintf(stderr, "untrusted serve: %s\n", text);
}

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "untrusted serve: %s: %s\n", what, why);
	return -1;
}

static int load_token(const char *path, struct token *out)
{
	AUTO_BUF struct buf text = { .max = TOKEN_BYTES_MAX + 256 };
	const char *reason;
	struct stat file;

	int rc = text_file_read(path, &text);
	if (rc < 0)
		return complain(path, rc == -EMSGSIZE ? "is too large for a token" : strerror(-rc));
	rc = token_parse(text.data ? text.data : "", text.len, out, &reason);
	if (text.data)
		explicit_bzero(text.data, text.len);
	if (rc < 0)
		return complain(path, reason);
	if (stat(path, &file) == 0 && S_ISREG(file.st_mode) && (file.st_mode & S_IROTH))
		complain(path,
			 "warning: every user of this machine can read the token (chmod 600)");
	return 0;
}

/* For each connection and each cell, for each request of the code's and the lookup before it, and some. */
static rlim_t descriptors_needed(const struct serve_options *options, size_t connections)
{
	unsigned at_once = options->network.fetches_at_once;

	if (at_once == 0)
		at_once = limits_get(LIMITS_FETCHES_AT_ONCE)->fallback;
	return connections + (rlim_t)options->concurrency * (4 + 2 * at_once) + DESCRIPTORS_SPARE;
}

static void raise_descriptor_limit(rlim_t needed)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= needed)
		return;
	limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < needed)
		fprintf(stderr,
			"untrusted serve: warning: %llu descriptors may be needed, and the limit is %llu\n",
			(unsigned long long)needed, (unsigned long long)limit.rlim_cur);
}

static int open_server(struct service *service)
{
	const struct serve_options *options = &service->options;
	unsigned answering = options->concurrency + options->queue + CONNECTIONS_SPARE;
	const struct http_server_limits limits = {
		.body_bytes = limits_get(LIMITS_REQUEST)->maximum,
		.connections = answering > CONNECTIONS_MIN ? answering : CONNECTIONS_MIN,
	};
	const struct http_server_handler handler = {
		.on_head = on_head,
		.on_request = on_request,
		.on_gone = on_gone,
		.on_refuse = on_refuse,
		.on_drained = on_drained,
		.user = service,
	};

	raise_descriptor_limit(descriptors_needed(options, limits.connections));
	return http_server_new(service->loop, service->socket.fd, &limits, &handler,
			       &service->server);
}

/* Returns 0, or -1 if nobody hears it. */
static int announce(const struct service *service)
{
	char where[LISTEN_ADDRESS_TEXT_MAX];

	isolation_warn(service->executor);
	listen_address_format(&service->socket.address, where);
	if (service->token.bytes == 0 && !listen_address_is_local(&service->socket.address))
		fprintf(stderr,
			"untrusted serve: warning: whoever reaches %s may run code (--no-auth)\n",
			where);
	if (service->options.attached) {
		int rc = attached_announce(where);
		return rc < 0 ? complain("--attached: standard output", strerror(-rc)) : 0;
	}
	fprintf(stderr, "untrusted serve: listening on %s (%u at a time, %u wait)\n", where,
		service->options.concurrency, service->options.queue);
	return 0;
}

static struct event *on(struct service *service, int number, event_callback_fn callback)
{
	struct event *event = evsignal_new(service->loop, number, callback, service);

	if (event && event_add(event, NULL) < 0) {
		event_free(event);
		return NULL;
	}
	return event;
}

static int attach(struct service *service)
{
	if (!service->options.attached)
		return 0;
	service->attached = attached_watch(service->loop, on_parent_gone, service);
	return service->attached ? 0 : -ENOMEM;
}

static int run_loop(struct service *service)
{
	/* Without a file of its own the end of the terminal is the end, as for any program. */
	bool reopens = service->audit.path != NULL;
	struct event *events[] = {
		on(service, SIGTERM, on_signal),
		on(service, SIGINT, on_signal),
		reopens ? on(service, SIGHUP, on_hangup) : NULL,
	};

	if (events[0] && events[1] && (events[2] || !reopens) && open_server(service) == 0 &&
	    attach(service) == 0 && announce(service) == 0)
		event_base_dispatch(service->loop);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (events[i])
			event_free(events[i]);
	attached_unwatch(service->attached);
	http_server_free(service->server);
	return service->exit_code;
}

static int serve_on(struct service *service)
{
	const struct untrusted_options options = {
		.concurrency = service->options.concurrency,
		.queue = service->options.queue,
		.required_layers = service->options.require,
		.loop = service->loop,
		.network = &service->options.network.network,
		.limits = &service->options.limits.limits,
		.on_audit = on_audit,
		.on_notice = on_notice,
		.user = service,
	};
	const struct listen_address *address = &service->socket.address;
	struct call *call;

	service->is_loopback_port =
		listen_address_is_local(address) && !listen_address_is_unix(address);
	int rc = untrusted_open(&options, &service->executor);
	if (rc < 0) {
		complain("the sandbox does not start", strerror(-rc));
		return rc == -EINVAL ? EXIT_USAGE : EXIT_SANDBOX_FAILED;
	}
	int exit_code = run_loop(service);
	untrusted_close(service->executor);
	while ((call = LIST_FIRST(&service->calls))) {
		remove_call(call);
		free_call(call);
	}
	return exit_code;
}

static int check_access(const struct serve_options *options)
{
	char where[LISTEN_ADDRESS_TEXT_MAX];

	if (options->token_file && options->no_auth)
		return complain("--no-auth", "not together with --token-file");
	if (options->token_file || options->no_auth || listen_address_is_local(&options->listen))
		return 0;
	listen_address_format(&options->listen, where);
	return complain(where,
			"other machines may reach this: give --token-file FILE, or --no-auth if "
			"something else keeps them out");
}

static int open_socket(struct service *service)
{
	const struct listen_address *address = &service->options.listen;
	char where[LISTEN_ADDRESS_TEXT_MAX];
	int rc = listen_socket_open(address, &service->socket);

	if (rc == 0)
		return 0;
	listen_address_format(address, where);
	return complain(where, rc == -EEXIST ? "there is a file that is no socket" : strerror(-rc));
}

static int open_audit_log(struct service *service)
{
	const struct network_options *network = &service->options.network;
	int rc = audit_log_open("serve", network->audit_file, &service->audit);

	return rc == 0 ? 0
		       : settings_complain(&network->settings, "serve", ENVIRONMENT_AUDIT_LOG,
					   network->audit_file, strerror(-rc));
}

static int open_and_serve(struct service *service)
{
	int exit_code = EXIT_SANDBOX_FAILED;

	if (open_socket(service) < 0)
		return EXIT_USAGE;
	service->loop = event_base_new();
	if (service->loop) {
		exit_code = serve_on(service);
		event_base_free(service->loop);
	}
	listen_socket_close(&service->socket);
	return exit_code;
}

static int serve_with(struct service *service, int argc, char **argv)
{
	struct serve_options *options = &service->options;
	char **operands;

	int rc = options_parse(&command_serve, argc, argv, options, &operands);
	if (rc < 0)
		return rc == -2 ? EXIT_OK : EXIT_USAGE;
	if (options->concurrency == 0) {
		long processors = sysconf(_SC_NPROCESSORS_ONLN);
		options->concurrency = processors > 0 ? (unsigned)processors : 1;
	}
	if (options->queue == QUEUE_NOT_GIVEN)
		options->queue = options->concurrency * QUEUE_FOR_EACH;
	if (isolation_require_environment(&environment, "serve", stderr, &options->require) < 0 ||
	    check_access(options) < 0 || network_options_settle(&options->network, "serve") < 0 ||
	    limits_options_settle(&options->limits, "serve") < 0 ||
	    (options->token_file && load_token(options->token_file, &service->token) < 0) ||
	    open_audit_log(service) < 0)
		return EXIT_USAGE;
	int exit_code = open_and_serve(service);
	audit_log_close(&service->audit);
	return exit_code;
}

static int serve_main(int argc, char **argv)
{
	struct service service = {
		.exit_code = EXIT_SANDBOX_FAILED,
		.options.queue = QUEUE_NOT_GIVEN,
	};
	const char *reason;

	listen_address_parse(LISTEN_DEFAULT, &service.options.listen, &reason);
	network_options_init(&service.options.network, &environment);
	limits_options_init(&service.options.limits, &environment);
	int exit_code = serve_with(&service, argc, argv);
	network_options_done(&service.options.network);
	return exit_code;
}

const struct options_command command_serve = {
	.name = "serve",
	.usage = "[OPTION...]",
	.summary = "answer the AWS Lambda Invoke API over HTTP",
	.details =
		"POST /2015-03-31/functions/NAME/invocations takes a request object and gives the response\n"
		"object, whatever NAME is; GET /healthz tells how many executions run and wait.\n\n"
		"Without a token only programs on this machine may call: other machines cannot connect, and\n"
		"web pages are refused. The socket of unix:PATH is for its owner alone (mode 0600).\n\n"
		"The audit log goes to standard error without --audit-log; SIGHUP opens its file anew.\n\n"
		"SIGTERM or Ctrl-C: what runs and what waits is finished, then it exits with 0; a second one\n"
		"ends it at once.\n\n"
		"With --attached it belongs to the program that starts it with pipes: when it is ready it writes\n"
		"{\"listening\":\"unix:PATH\"} (or \"http://ADDRESS:PORT\") as a line on standard output, and the end of\n"
		"standard input stops it as the first SIGTERM does, however that program has ended.\n",
	.tables = {
		{ .rows = rows, .count = sizeof(rows) / sizeof(rows[0]) },
		NETWORK_OPTIONS_TABLE(struct serve_options, network),
		LIMITS_OPTIONS_TABLE(struct serve_options, limits),
	},
	.max_operands = 0,
	.main = serve_main,
};
