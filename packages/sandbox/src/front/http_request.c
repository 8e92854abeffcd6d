// SPDX-License-Identifier: MIT
#include "front/http_request.h"

#include <errno.h>
#include <event2/event.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/clock.h"
#include "front/http_answer.h"

/* How long a client may take. */
#define HEAD_MS	     10000  /* for a head, from its first byte */
#define BODY_IDLE_MS 30000  /* between two pieces of a body */
#define BODY_MS	     300000 /* for a body */
#define PROBE_MS     50	    /* see http_request_probe() */

/* Of a request that was refused before its end, so that the client sees why. */
#define LINGER_BYTES ((size_t)32 << 20)

static int64_t now_ms(void)
{
	return clock_now_ns() / 1000000;
}

static void send_continue(struct http_exchange *exchange)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

	ssize_t n = send(exchange->fd, text, sizeof(text) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);

	/* Nothing: the client reads no answers, and may wait for this one. A part: it cannot be mended. */
	if (n > 0 && (size_t)n < sizeof(text) - 1)
		http_exchange_shut(exchange);
}

/* Each step returns whether there may be more to do with what was read. */

static bool step_head(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;
	struct http_head_fault fault;
	struct buf *in = &exchange->in;

	exchange->keep_alive = false;
	exchange->is_head_only = false;
	exchange->framing = (struct http_head_framing){ .body = HTTP_HEAD_NO_BODY };
	int rc = http_head_parse(in->data, in->len, &exchange->searched, &exchange->head, &fault);
	if (rc == 0)
		return false;
	exchange->head_text = in->data;
	if (rc > 0)
		rc = http_head_frame(&exchange->head, &exchange->framing, &fault);
	if (rc < 0) {
		http_exchange_refuse(exchange, fault.status, fault.reason);
		return true;
	}
	exchange->keep_alive = exchange->framing.keep_alive;
	exchange->is_head_only = http_head_is(exchange->head.method, "HEAD");
	exchange->minor_version = exchange->head.minor_version;
	server->handler.on_head(server->handler.user, exchange, &exchange->head);
	if (exchange->phase != HTTP_EXCHANGE_HEAD) {
		http_exchange_consume(exchange, exchange->head.bytes);
		return true;
	}
	if (exchange->framing.body_bytes > server->limits.body_bytes) {
		http_exchange_refuse(exchange, 413, "the request is too large");
		return true;
	}
	exchange->body_bytes = 0;
	exchange->chunks = (struct http_chunks){ 0 };
	exchange->is_whole = exchange->framing.body == HTTP_HEAD_NO_BODY;
	exchange->body_until_ms = now_ms() + BODY_MS;
	http_exchange_enter(exchange, HTTP_EXCHANGE_BODY, BODY_IDLE_MS);
	if (exchange->framing.expects_continue && in->len == exchange->head.bytes &&
	    !exchange->is_whole)
		send_continue(exchange);
	return true;
}

/* The body so far is at @start; what follows it has not been looked at. Returns false if it is broken. */
static bool read_body(struct http_exchange *exchange, size_t start)
{
	struct buf *in = &exchange->in;
	size_t at = start + exchange->body_bytes, used, body;

	if (exchange->framing.body == HTTP_HEAD_SIZED) {
		exchange->is_whole = in->len - start >= exchange->framing.body_bytes;
		exchange->body_bytes =
			exchange->is_whole ? (size_t)exchange->framing.body_bytes : in->len - start;
		return true;
	}
	int rc = http_chunks_decode(&exchange->chunks, in->data + at, in->len - at, &used, &body);
	if (rc < 0)
		return false;
	memmove(in->data + at + body, in->data + at + used, in->len - at - used);
	in->len -= used - body;
	exchange->body_bytes += body;
	exchange->is_whole = rc > 0;
	return true;
}

/* What has come since may have moved the text. */
static void refresh_head(struct http_exchange *exchange)
{
	struct http_head_fault fault;
	size_t searched = 0;

	if (exchange->head_text == exchange->in.data)
		return;
	int rc = http_head_parse(exchange->in.data, exchange->head.bytes, &searched,
				 &exchange->head, &fault);
	CHECK(rc > 0);
}

static bool step_body(struct http_exchange *exchange)
{
	const struct http_server_handler *handler = &exchange->server->handler;
	size_t start = exchange->head.bytes;

	if (!exchange->is_whole && !read_body(exchange, start)) {
		http_exchange_refuse(exchange, 400, "the chunked body is malformed");
		return true;
	}
	if (exchange->body_bytes > exchange->server->limits.body_bytes) {
		http_exchange_refuse(exchange, 413, "the request is too large");
		return true;
	}
	if (!exchange->is_whole) {
		int64_t left_ms = exchange->body_until_ms - now_ms();
		http_exchange_set_timer(exchange, left_ms < 1		   ? 1
						  : left_ms < BODY_IDLE_MS ? left_ms
									   : BODY_IDLE_MS);
		return false;
	}
	refresh_head(exchange);
	http_exchange_enter(exchange, HTTP_EXCHANGE_ANSWERING, exchange->is_ending ? PROBE_MS : 0);
	handler->on_request(
		handler->user, exchange, &exchange->head,
		(struct json_scan_slice){ exchange->in.data + start, exchange->body_bytes });
	http_exchange_consume(exchange, start + exchange->body_bytes);
	return true;
}

static bool step(struct http_exchange *exchange)
{
	switch (exchange->phase) {
	case HTTP_EXCHANGE_IDLE:
		if (exchange->in.len == 0)
			return false;
		http_exchange_enter(exchange, HTTP_EXCHANGE_HEAD, HEAD_MS);
		return true;
	case HTTP_EXCHANGE_HEAD:
		return step_head(exchange);
	case HTTP_EXCHANGE_BODY:
		return step_body(exchange);
	case HTTP_EXCHANGE_LINGERING:
		exchange->lingered += exchange->in.len;
		http_exchange_consume(exchange, exchange->in.len);
		return false;
	case HTTP_EXCHANGE_ANSWERING:
	case HTTP_EXCHANGE_WRITING:
	case HTTP_EXCHANGE_CLOSED:
		break;
	}
	return false;
}

/*
 * While an answer is due, not more than a little is read: it is there to notice the client's end. A client
 * that goes on sending after it was refused is left alone after a while: it will look at its answer when
 * it cannot send any more, and would not if the connection were closed.
 */
static bool is_full(const struct http_exchange *exchange)
{
	if (exchange->phase == HTTP_EXCHANGE_LINGERING)
		return exchange->lingered >= LINGER_BYTES;
	return (exchange->phase == HTTP_EXCHANGE_ANSWERING ||
		exchange->phase == HTTP_EXCHANGE_WRITING) &&
	       exchange->in.len >= HTTP_EXCHANGE_PIPELINE_BYTES;
}

void http_request_advance(struct http_exchange *exchange)
{
	exchange->busy = true;
	while (step(exchange))
		;
	/* Nothing will complete what is left. */
	if (exchange->is_ending &&
	    (exchange->phase == HTTP_EXCHANGE_IDLE || exchange->phase == HTTP_EXCHANGE_HEAD ||
	     exchange->phase == HTTP_EXCHANGE_BODY))
		http_exchange_shut(exchange);
	if (exchange->phase != HTTP_EXCHANGE_CLOSED)
		http_exchange_account(exchange);
	exchange->busy = false;
	if (!http_exchange_settle(exchange) || exchange->is_ending)
		return;
	bool is_reading = event_pending(exchange->readable, EV_READ, NULL);
	if (is_full(exchange) && is_reading)
		event_del(exchange->readable);
	else if (!is_full(exchange) && !is_reading)
		event_add(exchange->readable, NULL);
}

/* --- the client ---------------------------------------------------------------------------------------- */

void http_request_probe(struct http_exchange *exchange)
{
	struct pollfd state = { .fd = exchange->fd };

	if (exchange->minor_version == 0 ||
	    (poll(&state, 1, 0) > 0 && (state.revents & (POLLERR | POLLHUP))))
		http_exchange_shut(exchange);
	else
		http_exchange_set_timer(exchange, PROBE_MS);
}

static void on_end_of_input(struct http_exchange *exchange)
{
	exchange->is_ending = true;
	event_del(exchange->readable);
	if (exchange->phase == HTTP_EXCHANGE_ANSWERING) {
		if (exchange->has_begun)
			http_answer_prod(exchange);
		else if (exchange->minor_version > 0)
			send_continue(exchange);
		http_request_probe(exchange);
	} else if (exchange->phase == HTTP_EXCHANGE_LINGERING) {
		http_exchange_shut(exchange);
	}
}

void http_request_read(struct http_exchange *exchange)
{
	static char data[HTTP_EXCHANGE_READ_BYTES];
	ssize_t n = recv(exchange->fd, data, sizeof(data), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0 || (n > 0 && buf_append(&exchange->in, data, (size_t)n) < 0))
		http_exchange_shut(exchange);
	else if (n == 0)
		on_end_of_input(exchange);
	http_request_advance(exchange);
}
