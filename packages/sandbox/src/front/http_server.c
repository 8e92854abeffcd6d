// SPDX-License-Identifier: MIT
#include "front/http_server.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "front/http_chunks.h"

/* How long a client may take. */
#define IDLE_MS	      60000  /* between two requests */
#define HEAD_MS	      10000  /* for a head, from its first byte */
#define BODY_IDLE_MS  30000  /* between two pieces of a body */
#define BODY_MS	      300000 /* for a body */
#define WRITE_IDLE_MS 30000  /* between two pieces that it takes of an answer */
#define LINGER_MS     2000   /* to read an answer that closes the connection */
#define PROBE_MS      50     /* see probe() */
#define DRAIN_MS      100    /* for what is on its way when the server stops */
#define PAUSE_MS      100    /* for accepting again when descriptors had run out */

/* Read at a time, so that everyone gets a turn. */
#define READ_BYTES	 ((size_t)64 << 10)
#define ACCEPT_AT_A_TIME 64

/* Kept by a connection that does nothing. */
#define KEEP_BYTES ((size_t)8 << 10)

/* Of requests that come before the last one is answered; more waits in the kernel. */
#define PIPELINE_BYTES ((size_t)64 << 10)

/* Of a request that was refused before its end, so that the client sees why. */
#define LINGER_BYTES ((size_t)32 << 20)

/* For all connections together; beyond it the slowest ones are closed. */
#define HELD_BYTES_MAX ((size_t)512 << 20)

#define ANSWER_BYTES_MAX  ((size_t)64 << 20)
#define ANSWER_HEAD_BYTES 1024

enum phase {
	IDLE,	   /* waits for a request */
	HEAD,	   /* reads its head */
	BODY,	   /* reads its body */
	ANSWERING, /* the owner has it */
	WRITING,   /* the client takes the answer */
	LINGERING, /* the answer is sent, and what still comes is thrown away */
	CLOSED,
};

struct http_exchange { /* a connection, with one exchange at a time */
	struct http_server *server;
	TAILQ_ENTRY(http_exchange) link; /* of the server's `waited_for` or `answering` */
	int fd;
	enum phase phase;
	bool busy;	   /* in advance(), which frees it if need be */
	bool is_ending;	   /* the client will send no more */
	bool keep_alive;   /* after this exchange */
	bool is_head_only; /* the method is HEAD */
	unsigned minor_version;
	struct event *readable, *writable, *timer;

	struct buf in; /* what was read and not used yet */
	size_t searched;
	struct http_head head;
	const char *head_text; /* what its slices point into: `in`, where that was then */
	struct http_head_framing framing;
	struct http_chunks chunks;
	size_t body_bytes; /* that came; they follow the head in `in` */
	bool is_whole;	   /* the body is there */
	int64_t body_until_ms;

	struct buf out; /* what the client has not taken yet */
	size_t out_sent;
	size_t lingered;
	size_t held; /* its part of the server's held_bytes */
	void *context;
};

TAILQ_HEAD(connections, http_exchange);

struct http_server {
	struct event_base *loop;
	int listening_fd;
	struct http_server_limits limits;
	struct http_server_handler handler;
	struct event *acceptable, *resume, *drain;
	/* Those that wait for the owner, and those that the server waits for, longest first. */
	struct connections answering, waited_for;
	unsigned count;
	size_t held_bytes;
	bool is_draining;
	time_t date_of;
	char date[40];
};

static void advance(struct http_exchange *exchange);

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_timer(struct http_exchange *exchange, int64_t ms)
{
	const struct timeval time = { .tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000 };

	event_add(exchange->timer, &time);
}

static struct connections *list_of(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;

	return exchange->phase == ANSWERING ? &server->answering : &server->waited_for;
}

/* Every change of phase goes through here. */
static void enter(struct http_exchange *exchange, enum phase phase, int64_t timeout_ms)
{
	TAILQ_REMOVE(list_of(exchange), exchange, link);
	exchange->phase = phase;
	TAILQ_INSERT_TAIL(list_of(exchange), exchange, link);
	if (timeout_ms > 0)
		set_timer(exchange, timeout_ms);
	else
		event_del(exchange->timer);
}

/* The memory is freed where nobody uses it any more: in settle(). */
static void shut(struct http_exchange *exchange)
{
	if (exchange->phase == CLOSED)
		return;
	bool was_answering = exchange->phase == ANSWERING;
	enter(exchange, CLOSED, 0);
	if (was_answering)
		exchange->server->handler.on_gone(exchange->server->handler.user, exchange);
}

static void destroy(struct http_exchange *exchange)
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

/* Frees a connection that is closed. Returns whether it is still there. */
static bool settle(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;

	if (exchange->phase != CLOSED || exchange->busy)
		return true;
	destroy(exchange);
	if (server->is_draining && server->count == 0)
		event_active(server->drain, EV_TIMEOUT, 1);
	return false;
}

/* --- room ---------------------------------------------------------------------------------------------- */

/* Closes the client that has been waited for longest. Returns false if there is none but @self. */
static bool evict_one(struct http_server *server, const struct http_exchange *self)
{
	struct http_exchange *victim = TAILQ_FIRST(&server->waited_for);

	if (victim == self && victim)
		victim = TAILQ_NEXT(victim, link);
	if (!victim)
		return false;
	shut(victim);
	settle(victim);
	return true;
}

/* Brings the account of what this connection holds up to date, and makes room if that is too much. */
static void account(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;
	size_t held = exchange->in.cap + exchange->out.cap;

	if (held == exchange->held)
		return;
	server->held_bytes += held - exchange->held;
	exchange->held = held;
	while (server->held_bytes > HELD_BYTES_MAX && evict_one(server, exchange))
		;
}

/* Forgets the first bytes of what was read. */
static void consume(struct http_exchange *exchange, size_t bytes)
{
	struct buf *in = &exchange->in;

	in->len -= bytes;
	exchange->searched = 0;
	if (in->len != 0)
		memmove(in->data, in->data + bytes, in->len);
	else if (in->cap > KEEP_BYTES)
		buf_done(in);
}

/* --- answers ------------------------------------------------------------------------------------------- */

static const char *reason_phrase(unsigned status)
{
	static const struct {
		unsigned status;
		const char *phrase;
	} phrases[] = {
		{ 200, "OK" },
		{ 204, "No Content" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 413, "Content Too Large" },
		{ 417, "Expectation Failed" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

/* RFC 9110, section 6.6.1. The format is in English, as the program's locale is. */
static const char *date(struct http_server *server)
{
	time_t now = time(NULL);
	struct tm parts;

	if (now != server->date_of && gmtime_r(&now, &parts)) {
		server->date_of = now;
		strftime(server->date, sizeof(server->date), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	}
	return server->date;
}

static void linger(struct http_exchange *exchange)
{
	if (exchange->is_ending || shutdown(exchange->fd, SHUT_WR) < 0) {
		shut(exchange);
		return;
	}
	enter(exchange, LINGERING, LINGER_MS);
}

/* The client has all of the answer. */
static void finish(struct http_exchange *exchange)
{
	if (!exchange->keep_alive || exchange->server->is_draining) {
		linger(exchange);
		return;
	}
	enter(exchange, IDLE, IDLE_MS);
}

/* Keeps what the socket did not take. */
static void keep_rest(struct http_exchange *exchange, const struct iovec parts[2], size_t sent)
{
	for (int i = 0; i < 2; i++) {
		size_t skip = sent < parts[i].iov_len ? sent : parts[i].iov_len;
		sent -= skip;
		if (parts[i].iov_len > skip &&
		    buf_append(&exchange->out, (const char *)parts[i].iov_base + skip,
			       parts[i].iov_len - skip) < 0) {
			shut(exchange);
			return;
		}
	}
	if (event_add(exchange->writable, NULL) < 0) {
		shut(exchange);
		return;
	}
	enter(exchange, WRITING, WRITE_IDLE_MS);
	account(exchange);
}

static void send_answer(struct http_exchange *exchange, struct iovec parts[2])
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t n;

	do
		n = sendmsg(exchange->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN)
		shut(exchange);
	else if (n == (ssize_t)(parts[0].iov_len + parts[1].iov_len))
		finish(exchange);
	else
		keep_rest(exchange, parts, n < 0 ? 0 : (size_t)n);
}

void http_server_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
	struct http_server *server = exchange->server;
	bool has_body = answer->status != 204;
	char head[ANSWER_HEAD_BYTES], content[128] = "";

	/* What is left unread of a refused request cannot be told from the next one. */
	if (exchange->phase != ANSWERING && exchange->framing.body != HTTP_HEAD_NO_BODY)
		exchange->keep_alive = false;
	if (has_body)
		snprintf(content, sizeof(content), "Content-Type: %s\r\nContent-Length: %zu\r\n",
			 answer->content_type, answer->body_bytes);
	const char *connection = !exchange->keep_alive || server->is_draining
					 ? "Connection: close\r\n"
				 : exchange->minor_version == 0 ? "Connection: keep-alive\r\n"
								: "";
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %u %s\r\nDate: %s\r\n%s%s%s\r\n",
			 answer->status, reason_phrase(answer->status), date(server), content,
			 connection, answer->fields ? answer->fields : "");
	struct iovec parts[2] = { { head, (size_t)n } };
	if (has_body && !exchange->is_head_only)
		parts[1] = (struct iovec){ (void *)(uintptr_t)answer->body, answer->body_bytes };
	exchange->context = NULL;
	if (n < 0 || (size_t)n >= sizeof(head)) {
		enter(exchange, CLOSED, 0);
	} else {
		/* Answered from here on: what goes wrong is no longer the owner's. */
		enter(exchange, WRITING, WRITE_IDLE_MS);
		send_answer(exchange, parts);
	}
	if (!exchange->busy)
		advance(exchange);
}

static void refuse(struct http_exchange *exchange, unsigned status, const char *reason)
{
	const struct http_server_handler *handler = &exchange->server->handler;

	exchange->keep_alive = false;
	handler->on_refuse(handler->user, exchange, status, reason);
}

void http_server_set_context(struct http_exchange *exchange, void *context)
{
	exchange->context = context;
}

void *http_server_context(const struct http_exchange *exchange)
{
	return exchange->context;
}

/* --- requests ------------------------------------------------------------------------------------------ */

static void send_continue(struct http_exchange *exchange)
{
	static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

	ssize_t n = send(exchange->fd, text, sizeof(text) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);

	/* Nothing: the client reads no answers, and may wait for this one. A part: it cannot be mended. */
	if (n > 0 && (size_t)n < sizeof(text) - 1)
		shut(exchange);
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
		refuse(exchange, fault.status, fault.reason);
		return true;
	}
	exchange->keep_alive = exchange->framing.keep_alive;
	exchange->is_head_only = http_head_is(exchange->head.method, "HEAD");
	exchange->minor_version = exchange->head.minor_version;
	server->handler.on_head(server->handler.user, exchange, &exchange->head);
	if (exchange->phase != HEAD) {
		consume(exchange, exchange->head.bytes);
		return true;
	}
	if (exchange->framing.body_bytes > server->limits.body_bytes) {
		refuse(exchange, 413, "the request is too large");
		return true;
	}
	exchange->body_bytes = 0;
	exchange->chunks = (struct http_chunks){ 0 };
	exchange->is_whole = exchange->framing.body == HTTP_HEAD_NO_BODY;
	exchange->body_until_ms = now_ms() + BODY_MS;
	enter(exchange, BODY, BODY_IDLE_MS);
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
		refuse(exchange, 400, "the chunked body is malformed");
		return true;
	}
	if (exchange->body_bytes > exchange->server->limits.body_bytes) {
		refuse(exchange, 413, "the request is too large");
		return true;
	}
	if (!exchange->is_whole) {
		int64_t left_ms = exchange->body_until_ms - now_ms();
		set_timer(exchange, left_ms < 1		     ? 1
				    : left_ms < BODY_IDLE_MS ? left_ms
							     : BODY_IDLE_MS);
		return false;
	}
	refresh_head(exchange);
	enter(exchange, ANSWERING, exchange->is_ending ? PROBE_MS : 0);
	handler->on_request(
		handler->user, exchange, &exchange->head,
		(struct json_scan_slice){ exchange->in.data + start, exchange->body_bytes });
	consume(exchange, start + exchange->body_bytes);
	return true;
}

static bool step(struct http_exchange *exchange)
{
	switch (exchange->phase) {
	case IDLE:
		if (exchange->in.len == 0)
			return false;
		enter(exchange, HEAD, HEAD_MS);
		return true;
	case HEAD:
		return step_head(exchange);
	case BODY:
		return step_body(exchange);
	case LINGERING:
		exchange->lingered += exchange->in.len;
		consume(exchange, exchange->in.len);
		return false;
	case ANSWERING:
	case WRITING:
	case CLOSED:
		break;
	}
	return false;
}

/*
 * The client has closed its side. If it is gone altogether, there is nobody to answer; but it may as well
 * only have said that it has sent everything. TCP tells these apart when something is sent: an interim
 * response, of which there may be any number (RFC 9110, section 15.2), makes the system of a client that
 * is gone refuse the connection.
 */
static void probe(struct http_exchange *exchange)
{
	struct pollfd state = { .fd = exchange->fd };

	if (exchange->minor_version == 0 ||
	    (poll(&state, 1, 0) > 0 && (state.revents & (POLLERR | POLLHUP))))
		shut(exchange);
	else
		set_timer(exchange, PROBE_MS);
}

static void on_end_of_input(struct http_exchange *exchange)
{
	exchange->is_ending = true;
	event_del(exchange->readable);
	if (exchange->phase == ANSWERING) {
		if (exchange->minor_version > 0)
			send_continue(exchange);
		probe(exchange);
	} else if (exchange->phase == LINGERING) {
		shut(exchange);
	}
}

/*
 * While an answer is due, not more than a little is read: it is there to notice the client's end. A client
 * that goes on sending after it was refused is left alone after a while: it will look at its answer when
 * it cannot send any more, and would not if the connection were closed.
 */
static bool is_full(const struct http_exchange *exchange)
{
	if (exchange->phase == LINGERING)
		return exchange->lingered >= LINGER_BYTES;
	return (exchange->phase == ANSWERING || exchange->phase == WRITING) &&
	       exchange->in.len >= PIPELINE_BYTES;
}

/* Does what can be done with what was read, and sees to it that the rest comes. */
static void advance(struct http_exchange *exchange)
{
	exchange->busy = true;
	while (step(exchange))
		;
	/* Nothing will complete what is left. */
	if (exchange->is_ending &&
	    (exchange->phase == IDLE || exchange->phase == HEAD || exchange->phase == BODY))
		shut(exchange);
	if (exchange->phase != CLOSED)
		account(exchange);
	exchange->busy = false;
	if (!settle(exchange) || exchange->is_ending)
		return;
	bool is_reading = event_pending(exchange->readable, EV_READ, NULL);
	if (is_full(exchange) && is_reading)
		event_del(exchange->readable);
	else if (!is_full(exchange) && !is_reading)
		event_add(exchange->readable, NULL);
}

/* --- events -------------------------------------------------------------------------------------------- */

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	static char data[READ_BYTES];
	struct http_exchange *exchange = arg;
	ssize_t n = recv(fd, data, sizeof(data), MSG_DONTWAIT);

	(void)what;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0 || (n > 0 && buf_append(&exchange->in, data, (size_t)n) < 0))
		shut(exchange);
	else if (n == 0)
		on_end_of_input(exchange);
	advance(exchange);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct http_exchange *exchange = arg;
	struct buf *out = &exchange->out;

	(void)what;
	ssize_t n = send(fd, out->data + exchange->out_sent, out->len - exchange->out_sent,
			 MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		shut(exchange);
	} else if ((exchange->out_sent += (size_t)n) < out->len) {
		set_timer(exchange, WRITE_IDLE_MS);
	} else {
		event_del(exchange->writable);
		buf_done(out);
		exchange->out_sent = 0;
		finish(exchange);
	}
	advance(exchange);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct http_exchange *exchange = arg;

	(void)fd;
	(void)what;
	switch (exchange->phase) {
	case HEAD:
	case BODY:
		refuse(exchange, 408, "the request did not come in time");
		return;
	case ANSWERING:
		probe(exchange);
		break;
	case IDLE:
	case WRITING:
	case LINGERING:
	case CLOSED:
		shut(exchange);
		break;
	}
	settle(exchange);
}

static void add_connection(struct http_server *server, int fd)
{
	const int on = 1;
	struct http_exchange *exchange = calloc(1, sizeof(*exchange));

	if (!exchange) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	exchange->server = server;
	exchange->fd = fd;
	/* Framing may take as much as the content; it is undone as it comes. */
	exchange->in.max =
		HTTP_HEAD_BYTES_MAX + server->limits.body_bytes + PIPELINE_BYTES + READ_BYTES;
	exchange->out.max = ANSWER_BYTES_MAX;
	exchange->readable =
		event_new(server->loop, fd, EV_READ | EV_PERSIST, on_readable, exchange);
	exchange->writable =
		event_new(server->loop, fd, EV_WRITE | EV_PERSIST, on_writable, exchange);
	exchange->timer = evtimer_new(server->loop, on_timer, exchange);
	TAILQ_INSERT_TAIL(&server->waited_for, exchange, link);
	server->count++;
	if (!exchange->readable || !exchange->writable || !exchange->timer ||
	    event_add(exchange->readable, NULL) < 0) {
		destroy(exchange);
		return;
	}
	set_timer(exchange, IDLE_MS);
}

/* Descriptors have run out: those who wait longest go, or it is tried again a little later. */
static void pause_accepting(struct http_server *server)
{
	const struct timeval later = { .tv_usec = PAUSE_MS * 1000 };

	if (evict_one(server, NULL))
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
		if (server->count >= server->limits.connections && !evict_one(server, NULL))
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
	if (exchange->phase == IDLE || exchange->phase == HEAD || exchange->phase == BODY)
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
		if (exchange->phase != IDLE) {
			refuse(exchange, 503, "the server is stopping");
			continue;
		}
		shut(exchange);
		destroy(exchange);
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

static void destroy_all(struct connections *list)
{
	struct http_exchange *exchange;

	while ((exchange = TAILQ_FIRST(list)))
		destroy(exchange);
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
