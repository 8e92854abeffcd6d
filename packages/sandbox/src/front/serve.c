// SPDX-License-Identifier: MIT
/* untrusted serve: answers AWS Lambda's Invoke API. */
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "front/attached.h"
#include "front/audit_log.h"
#include "front/commands.h"
#include "front/isolation.h"
#include "front/limits_options.h"
#include "front/listen_address.h"
#include "front/listen_socket.h"
#include "front/network_options.h"
#include "front/service.h"
#include "front/text_file.h"
#include "front/token.h"
#include "policy/limits.h"
#include "untrusted.h"

#define LISTEN_DEFAULT	"127.0.0.1:9000"
#define CONCURRENCY_MAX 1024u
#define QUEUE_MAX	100000u
#define QUEUE_FOR_EACH	100u
#define QUEUE_NOT_GIVEN (QUEUE_MAX + 1)
/* Descriptors beyond one for each connection and those of the executions. */
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

/* The server as a process. */
struct serve {
	struct serve_options options;
	struct token token;
	struct event_base *loop;
	struct untrusted *executor;
	struct service *service;
	struct listen_socket socket;
	struct attached *attached; /* to standard input; NULL: it is not */
	struct audit_log audit;
	bool is_stopping;
	int exit_code;
};

static void on_drained(void *user)
{
	const struct serve *serve = user;

	event_base_loopbreak(serve->loop);
}

/* It ends when everybody has his answer. */
static void begin_stop(struct serve *serve)
{
	serve->is_stopping = true;
	serve->exit_code = EXIT_OK;
	service_drain(serve->service);
	/* From here on another server may take the place. */
	listen_socket_close(&serve->socket);
}

/* The first signal lets what was asked be answered, the second one ends it now. */
static void on_signal(evutil_socket_t number, short what, void *arg)
{
	struct serve *serve = arg;

	(void)number;
	(void)what;
	if (serve->is_stopping) {
		serve->exit_code = EXIT_INTERRUPTED;
		event_base_loopbreak(serve->loop);
		return;
	}
	begin_stop(serve);
}

/* Of --attached: the program that has started it wants no more, or has died. */
static void on_parent_gone(void *user)
{
	struct serve *serve = user;

	if (serve->is_stopping)
		return;
	if (!attached_has_parent())
		fprintf(stderr,
			"untrusted serve: --attached: standard input is no pipe, and at its end: stopping\n");
	begin_stop(serve);
}

static void on_hangup(evutil_socket_t number, short what, void *arg)
{
	struct serve *serve = arg;

	(void)number;
	(void)what;
	audit_log_reopen(&serve->audit);
}

static void on_audit(void *user, const char *line, size_t line_bytes)
{
	struct serve *serve = user;

	audit_log_write(&serve->audit, line, line_bytes);
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
static rlim_t descriptors_needed(const struct serve_options *options)
{
	unsigned at_once = options->network.fetches_at_once;

	if (at_once == 0)
		at_once = limits_get(LIMITS_FETCHES_AT_ONCE)->fallback;
	return service_connections(options->concurrency, options->queue) +
	       (rlim_t)options->concurrency * (4 + 2 * at_once) + DESCRIPTORS_SPARE;
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

static int open_service(struct serve *serve)
{
	const struct listen_address *address = &serve->socket.address;
	const struct service_options options = {
		.loop = serve->loop,
		.listening_fd = serve->socket.fd,
		.executor = serve->executor,
		.token = &serve->token,
		.is_loopback_port =
			listen_address_is_local(address) && !listen_address_is_unix(address),
		.concurrency = serve->options.concurrency,
		.queue = serve->options.queue,
		.on_drained = on_drained,
		.user = serve,
	};

	raise_descriptor_limit(descriptors_needed(&serve->options));
	return service_open(&options, &serve->service);
}

/* Returns 0, or -1 if nobody hears it. */
static int announce(const struct serve *serve)
{
	char where[LISTEN_ADDRESS_TEXT_MAX];

	isolation_warn(serve->executor);
	listen_address_format(&serve->socket.address, where);
	if (serve->token.bytes == 0 && !listen_address_is_local(&serve->socket.address))
		fprintf(stderr,
			"untrusted serve: warning: whoever reaches %s may run code (--no-auth)\n",
			where);
	if (serve->options.attached) {
		int rc = attached_announce(where);
		return rc < 0 ? complain("--attached: standard output", strerror(-rc)) : 0;
	}
	fprintf(stderr, "untrusted serve: listening on %s (%u at a time, %u wait)\n", where,
		serve->options.concurrency, serve->options.queue);
	return 0;
}

static struct event *on(struct serve *serve, int number, event_callback_fn callback)
{
	struct event *event = evsignal_new(serve->loop, number, callback, serve);

	if (event && event_add(event, NULL) < 0) {
		event_free(event);
		return NULL;
	}
	return event;
}

static int attach(struct serve *serve)
{
	if (!serve->options.attached)
		return 0;
	serve->attached = attached_watch(serve->loop, on_parent_gone, serve);
	return serve->attached ? 0 : -ENOMEM;
}

static int run_loop(struct serve *serve)
{
	/* Without a file of its own the end of the terminal is the end, as for any program. */
	bool reopens = serve->audit.path != NULL;
	struct event *events[] = {
		on(serve, SIGTERM, on_signal),
		on(serve, SIGINT, on_signal),
		reopens ? on(serve, SIGHUP, on_hangup) : NULL,
	};

	if (events[0] && events[1] && (events[2] || !reopens) && open_service(serve) == 0 &&
	    attach(serve) == 0 && announce(serve) == 0)
		event_base_dispatch(serve->loop);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (events[i])
			event_free(events[i]);
	attached_unwatch(serve->attached);
	service_close(serve->service);
	return serve->exit_code;
}

static int serve_on(struct serve *serve)
{
	const struct untrusted_options options = {
		.concurrency = serve->options.concurrency,
		.queue = serve->options.queue,
		.required_layers = serve->options.require,
		.loop = serve->loop,
		.network = &serve->options.network.network,
		.limits = &serve->options.limits.limits,
		.on_audit = on_audit,
		.on_notice = on_notice,
		.user = serve,
	};

	int rc = untrusted_open(&options, &serve->executor);
	if (rc < 0) {
		complain("the sandbox does not start", strerror(-rc));
		return rc == -EINVAL ? EXIT_USAGE : EXIT_SANDBOX_FAILED;
	}
	int exit_code = run_loop(serve);
	untrusted_close(serve->executor);
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

static int open_socket(struct serve *serve)
{
	const struct listen_address *address = &serve->options.listen;
	char where[LISTEN_ADDRESS_TEXT_MAX];
	int rc = listen_socket_open(address, &serve->socket);

	if (rc == 0)
		return 0;
	listen_address_format(address, where);
	return complain(where, rc == -EEXIST ? "there is a file that is no socket" : strerror(-rc));
}

static int open_audit_log(struct serve *serve)
{
	const struct network_options *network = &serve->options.network;
	int rc = audit_log_open("serve", network->audit_file, &serve->audit);

	return rc == 0 ? 0
		       : settings_complain(&network->settings, "serve", ENVIRONMENT_AUDIT_LOG,
					   network->audit_file, strerror(-rc));
}

static int open_and_serve(struct serve *serve)
{
	int exit_code = EXIT_SANDBOX_FAILED;

	if (open_socket(serve) < 0)
		return EXIT_USAGE;
	serve->loop = event_base_new();
	if (serve->loop) {
		exit_code = serve_on(serve);
		event_base_free(serve->loop);
	}
	listen_socket_close(&serve->socket);
	return exit_code;
}

static int serve_with(struct serve *serve, int argc, char **argv)
{
	struct serve_options *options = &serve->options;
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
	    (options->token_file && load_token(options->token_file, &serve->token) < 0) ||
	    open_audit_log(serve) < 0)
		return EXIT_USAGE;
	int exit_code = open_and_serve(serve);
	audit_log_close(&serve->audit);
	return exit_code;
}

static int serve_main(int argc, char **argv)
{
	struct serve serve = {
		.exit_code = EXIT_SANDBOX_FAILED,
		.options.queue = QUEUE_NOT_GIVEN,
	};
	const char *reason;

	listen_address_parse(LISTEN_DEFAULT, &serve.options.listen, &reason);
	network_options_init(&serve.options.network, &environment);
	limits_options_init(&serve.options.limits, &environment);
	int exit_code = serve_with(&serve, argc, argv);
	network_options_done(&serve.options.network);
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
