// SPDX-License-Identifier: MIT
#include "front/http_server.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "front/http_answer.h"
#include "front/http_exchange.h"
#include "front/http_request.h"

#define DRAIN_MS 100 /* for what is on its way when the server stops */
#define PAUSE_MS 100 /* for accepting again when descriptors had run out */

/* So that everyone gets a turn. */
#define ACCEPT_AT_A_TIME 64

/* --- exchanges ----------------------------------------------------------------------------------------- */

void http_server_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
	http_answer_send(exchange, answer);
	if (!exchange->busy)
		http_request_advance(exchange);
}

bool http_server_begin(struct http_exchange *exchange, const struct http_answer *head)
{
	return http_answer_begin(exchange, head);
}

void http_server_write(struct http_exchange *exchange, const char *data, size_t bytes)
{
	http_answer_write(exchange, data, bytes);
}

void http_server_end(struct http_exchange *exchange, const char *data, size_t bytes)
{
	http_answer_end(exchange, data, bytes);
}

void http_server_abort(struct http_exchange *exchange)
{
	exchange->context = NULL;
	http_exchange_enter(exchange, HTTP_EXCHANGE_CLOSED, 0);
	http_exchange_settle(exchange);
}

void http_server_set_context(struct http_exchange *exchange, void *context)
{
	exchange->context = context;
}

void *http_server_context(const struct http_exchange *exchange)
{
	return exchange->context;
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	http_request_read(arg);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	if (http_answer_go_on(arg))
		http_request_advance(arg);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct http_exchange *exchange = arg;

	(void)fd;
	(void)what;
	switch (exchange->phase) {
	case HTTP_EXCHANGE_HEAD:
	case HTTP_EXCHANGE_BODY:
		http_exchange_refuse(exchange, 408, "the request did not come in time");
		return;
	case HTTP_EXCHANGE_ANSWERING:
		http_request_probe(exchange);
		break;
	case HTTP_EXCHANGE_IDLE:
	case HTTP_EXCHANGE_WRITING:
	case HTTP_EXCHANGE_LINGERING:
	case HTTP_EXCHANGE_CLOSED:
		http_exchange_shut(exchange);
		break;
	}
	http_exchange_settle(exchange);
}

/* --- connections that come ----------------------------------------------------------------------------- */

static void add_connection(struct http_server *server, int fd)
{
	const int on = 1;
	struct http_exchange *exchange = http_exchange_new(server, fd);

	if (!exchange)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	exchange->readable =
		event_new(server->loop, fd, EV_READ | EV_PERSIST, on_readable, exchange);
	exchange->writable =
		event_new(server->loop, fd, EV_WRITE | EV_PERSIST, on_writable, exchange);
	exchange->timer = evtimer_new(server->loop, on_timer, exchange);
	if (!exchange->readable || !exchange->writable || !exchange->timer ||
	    event_add(exchange->readable, NULL) < 0) {
		http_exchange_free(exchange);
		return;
	}
	http_exchange_set_timer(exchange, HTTP_EXCHANGE_IDLE_MS);
}

/* Descriptors have run out: those who wait longest go, or it is tried again a little later. */
static void pause_accepting(struct http_server *server)
{
	const struct timeval later = { .tv_usec = PAUSE_MS * 1000 };

	if (http_exchange_evict(server, NULL))
		return;
	event_del(server->acceptable);
	event_add(server->resume, &later);
}

static void accept_some(struct http_server *server, int max)
{
	for (int i = 0; i < max; i++) {
		int fd = accept4(server->listening_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (fd < 0) {
			if (errno != EAGAIN)
				pause_accepting(server);
			return;
		}
		if (server->count >= server->limits.connections &&
		    !http_exchange_evict(server, NULL))
			close(fd);
		else
			add_connection(server, fd);
	}
}

static void on_acceptable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	accept_some(arg, ACCEPT_AT_A_TIME);
}

static void on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct http_server *server = arg;

	(void)fd;
	(void)what;
	event_add(server->acceptable, NULL);
}

/* --- the server ---------------------------------------------------------------------------------------- */

static struct http_exchange *find_unasked(struct http_server *server)
{
	struct http_exchange *exchange;

	TAILQ_FOREACH(exchange, &server->waited_for, link)
	if (exchange->phase == HTTP_EXCHANGE_IDLE || exchange->phase == HTTP_EXCHANGE_HEAD ||
	    exchange->phase == HTTP_EXCHANGE_BODY)
		return exchange;
	return NULL;
}

/* What was on its way has come: whoever has not asked by now is told to go. */
static void on_drain(evutil_socket_t fd, short what, void *arg)
{
	struct http_server *server = arg;
	struct http_exchange *exchange;

	(void)fd;
	(void)what;
	while ((exchange = find_unasked(server))) {
		if (exchange->phase != HTTP_EXCHANGE_IDLE) {
			http_exchange_refuse(exchange, 503, "the server is stopping");
			continue;
		}
		http_exchange_shut(exchange);
		http_exchange_free(exchange);
	}
	if (server->count == 0)
		server->handler.on_drained(server->handler.user);
}

void http_server_drain(struct http_server *server)
{
	const struct timeval grace = { .tv_usec = DRAIN_MS * 1000 };

	if (server->is_draining)
		return;
	accept_some(server, SOMAXCONN);
	event_del(server->acceptable);
	event_del(server->resume);
	server->is_draining = true;
	event_add(server->drain, &grace);
}

int http_server_new(struct event_base *loop, int listening_fd,
		    const struct http_server_limits *limits,
		    const struct http_server_handler *handler, struct http_server **out)
{
	struct http_server *server = calloc(1, sizeof(*server));

	if (!server)
		return -ENOMEM;
	server->loop = loop;
	server->listening_fd = listening_fd;
	server->limits = *limits;
	server->handler = *handler;
	TAILQ_INIT(&server->answering);
	TAILQ_INIT(&server->waited_for);
	server->acceptable =
		event_new(loop, listening_fd, EV_READ | EV_PERSIST, on_acceptable, server);
	server->resume = evtimer_new(loop, on_resume, server);
	server->drain = evtimer_new(loop, on_drain, server);
	if (!server->acceptable || !server->resume || !server->drain ||
	    event_add(server->acceptable, NULL) < 0) {
		http_server_free(server);
		return -ENOMEM;
	}
	*out = server;
	return 0;
}

static void destroy_all(struct http_exchanges *list)
{
	struct http_exchange *exchange;

	while ((exchange = TAILQ_FIRST(list)))
		http_exchange_free(exchange);
}

void http_server_free(struct http_server *server)
{
	if (!server)
		return;
	destroy_all(&server->answering);
	destroy_all(&server->waited_for);
	if (server->acceptable)
		event_free(server->acceptable);
	if (server->resume)
		event_free(server->resume);
	if (server->drain)
		event_free(server->drain);
	free(server);
}
