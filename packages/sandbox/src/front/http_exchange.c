// SPDX-License-Identifier: MIT
#include "front/http_exchange.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kept by a connection that does nothing. */
#define KEEP_BYTES ((size_t)8 << 10)

/* For all connections together; beyond it the slowest ones are closed. */
#define HELD_BYTES_MAX ((size_t)512 << 20)

/* Of an answer, as far as the client has not taken it. */
#define ANSWER_BYTES_MAX ((size_t)64 << 20)

struct http_exchange *http_exchange_new(struct http_server *server, int fd)
{
	struct http_exchange *exchange = calloc(1, sizeof(*exchange));

	if (!exchange) {
		close(fd);
		return NULL;
	}
	exchange->server = server;
	exchange->fd = fd;
	/* Framing may take as much as the content; it is undone as it comes. */
	exchange->in.max = HTTP_HEAD_BYTES_MAX + server->limits.body_bytes +
			   HTTP_EXCHANGE_PIPELINE_BYTES + HTTP_EXCHANGE_READ_BYTES;
	exchange->out.max = ANSWER_BYTES_MAX;
	TAILQ_INSERT_TAIL(&server->waited_for, exchange, link);
	server->count++;
	return exchange;
}

static struct http_exchanges *list_of(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;

	return exchange->phase == HTTP_EXCHANGE_ANSWERING ? &server->answering
							  : &server->waited_for;
}

void http_exchange_set_timer(struct http_exchange *exchange, int64_t ms)
{
	const struct timeval time = { .tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000 };

	event_add(exchange->timer, &time);
}

void http_exchange_enter(struct http_exchange *exchange, enum http_exchange_phase phase,
			 int64_t timeout_ms)
{
	TAILQ_REMOVE(list_of(exchange), exchange, link);
	exchange->phase = phase;
	TAILQ_INSERT_TAIL(list_of(exchange), exchange, link);
	if (timeout_ms > 0)
		http_exchange_set_timer(exchange, timeout_ms);
	else
		event_del(exchange->timer);
}

void http_exchange_refuse(struct http_exchange *exchange, unsigned status, const char *reason)
{
	const struct http_server_handler *handler = &exchange->server->handler;

	exchange->keep_alive = false;
	handler->on_refuse(handler->user, exchange, status, reason);
}

void http_exchange_shut(struct http_exchange *exchange)
{
	if (exchange->phase == HTTP_EXCHANGE_CLOSED)
		return;
	bool was_answering = exchange->phase == HTTP_EXCHANGE_ANSWERING;
	http_exchange_enter(exchange, HTTP_EXCHANGE_CLOSED, 0);
	if (was_answering)
		exchange->server->handler.on_gone(exchange->server->handler.user, exchange);
}

void http_exchange_free(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;

	TAILQ_REMOVE(list_of(exchange), exchange, link);
	server->count--;
	server->held_bytes -= exchange->held;
	if (exchange->readable)
		event_free(exchange->readable);
	if (exchange->writable)
		event_free(exchange->writable);
	if (exchange->timer)
		event_free(exchange->timer);
	close(exchange->fd);
	buf_done(&exchange->in);
	buf_done(&exchange->out);
	free(exchange);
}

bool http_exchange_settle(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;

	if (exchange->phase != HTTP_EXCHANGE_CLOSED || exchange->busy)
		return true;
	http_exchange_free(exchange);
	if (server->is_draining && server->count == 0)
		event_active(server->drain, EV_TIMEOUT, 1);
	return false;
}

/* --- room ---------------------------------------------------------------------------------------------- */

bool http_exchange_evict(struct http_server *server, const struct http_exchange *self)
{
	struct http_exchange *victim = TAILQ_FIRST(&server->waited_for);

	if (victim == self && victim)
		victim = TAILQ_NEXT(victim, link);
	if (!victim)
		return false;
	http_exchange_shut(victim);
	http_exchange_settle(victim);
	return true;
}

void http_exchange_account(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;
	size_t held = exchange->in.cap + exchange->out.cap;

	if (held == exchange->held)
		return;
	server->held_bytes += held - exchange->held;
	exchange->held = held;
	while (server->held_bytes > HELD_BYTES_MAX && http_exchange_evict(server, exchange))
		;
}

void http_exchange_consume(struct http_exchange *exchange, size_t bytes)
{
	struct buf *in = &exchange->in;

	in->len -= bytes;
	exchange->searched = 0;
	if (in->len != 0)
		memmove(in->data, in->data + bytes, in->len);
	else if (in->cap > KEEP_BYTES)
		buf_done(in);
}
