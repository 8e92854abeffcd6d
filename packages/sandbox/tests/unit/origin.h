/* SPDX-License-Identifier: MIT */
/*
 * For unit tests of egress/: a server on 127.0.0.1, on the event loop of the test itself. It does nothing by itself: the
 * test says, in its own order, what each connection answers and when it ends.
 */
#ifndef UNTRUSTED_TESTS_ORIGIN_H
#define UNTRUSTED_TESTS_ORIGIN_H

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"

#define ORIGIN_CONNECTIONS_MAX 64u
#define ORIGIN_KEPT_MAX	       ((size_t)4 << 20)

struct origin_connection {
	int fd; /* -1: not any more */
	struct event *readable, *writable;
	struct buf
		in; /* what the client has sent, its beginning; NUL-terminated when there is any */
	uint64_t received;
	struct buf out;
	size_t out_at;
	bool closes;	/* when `out` has gone */
	bool has_ended; /* the client has closed it, or it is reset */
};

struct origin {
	struct event_base *loop;
	int fd;
	uint16_t port;
	struct event *acceptable;
	struct origin_connection connections[ORIGIN_CONNECTIONS_MAX];
	unsigned accepted;
	int receive_bytes; /* of the sockets' buffers; 0: the system's choice. Set before origin_open() */
};

static inline void origin_close_connection(struct origin_connection *connection)
{
	if (connection->fd < 0)
		return;
	event_free(connection->readable);
	event_free(connection->writable);
	close(connection->fd);
	connection->fd = -1;
}

static inline void origin_read_some(evutil_socket_t fd, short what, void *arg)
{
	static char data[65536];
	struct origin_connection *connection = arg;
	ssize_t n = recv(fd, data, sizeof(data), MSG_DONTWAIT);

	(void)what;
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		connection->has_ended = true;
		event_del(connection->readable);
		return;
	}
	connection->received += (uint64_t)n;
	if (connection->in.len + (size_t)n <= connection->in.max)
		CHECK(buf_append(&connection->in, data, (size_t)n) == 0);
}

static inline void origin_write_some(evutil_socket_t fd, short what, void *arg)
{
	struct origin_connection *connection = arg;
	struct buf *out = &connection->out;

	(void)what;
	while (connection->out_at < out->len) {
		ssize_t n = send(fd, out->data + connection->out_at, out->len - connection->out_at,
				 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			event_add(connection->writable, NULL);
			return;
		}
		if (n < 0) {
			connection->has_ended = true;
			break;
		}
		connection->out_at += (size_t)n;
	}
	out->len = 0;
	connection->out_at = 0;
	if (connection->closes)
		origin_close_connection(connection);
}

static inline void origin_accept(evutil_socket_t fd, short what, void *arg)
{
	struct origin *origin = arg;
	struct origin_connection *connection = &origin->connections[origin->accepted];

	(void)what;
	CHECK(origin->accepted < ORIGIN_CONNECTIONS_MAX);
	*connection = (struct origin_connection){
		.fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK),
		.in = { .max = ORIGIN_KEPT_MAX },
		.out = { .max = (size_t)256 << 20 },
	};
	CHECK(connection->fd >= 0);
	connection->readable = event_new(origin->loop, connection->fd, EV_READ | EV_PERSIST,
					 origin_read_some, connection);
	connection->writable =
		event_new(origin->loop, connection->fd, EV_WRITE, origin_write_some, connection);
	CHECK(connection->readable && connection->writable);
	CHECK(event_add(connection->readable, NULL) == 0);
	origin->accepted++;
}

/* @backlog: of connections that are not accepted. */
static inline void origin_open(struct origin *origin, struct event_base *loop, int backlog)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t bytes = sizeof(address);

	origin->loop = loop;
	origin->accepted = 0;
	origin->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	CHECK(origin->fd >= 0);
	if (origin->receive_bytes)
		CHECK(setsockopt(origin->fd, SOL_SOCKET, SO_RCVBUF, &origin->receive_bytes,
				 sizeof(origin->receive_bytes)) == 0);
	CHECK(bind(origin->fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	CHECK(listen(origin->fd, backlog) == 0);
	CHECK(getsockname(origin->fd, (struct sockaddr *)&address, &bytes) == 0);
	origin->port = ntohs(address.sin_port);
	origin->acceptable =
		event_new(loop, origin->fd, EV_READ | EV_PERSIST, origin_accept, origin);
	CHECK(origin->acceptable && event_add(origin->acceptable, NULL) == 0);
}

static inline void origin_close(struct origin *origin)
{
	for (unsigned i = 0; i < origin->accepted; i++) {
		origin_close_connection(&origin->connections[i]);
		buf_done(&origin->connections[i].in);
		buf_done(&origin->connections[i].out);
	}
	event_free(origin->acceptable);
	close(origin->fd);
}

/* Sends as fast as the client takes it. */
static inline void origin_say_bytes(struct origin_connection *connection, const void *data,
				    size_t bytes)
{
	CHECK(connection->fd >= 0 && buf_append(&connection->out, data, bytes) == 0);
	event_active(connection->writable, EV_WRITE, 0);
}

static inline void origin_say(struct origin_connection *connection, const char *text)
{
	origin_say_bytes(connection, text, strlen(text));
}

/* Once everything is sent. */
static inline void origin_hang_up(struct origin_connection *connection)
{
	connection->closes = true;
	event_active(connection->writable, EV_WRITE, 0);
}

/* Does the client's stream so far hold @text? */
static inline bool origin_has(const struct origin_connection *connection, const char *text)
{
	return connection->in.len != 0 &&
	       memmem(connection->in.data, connection->in.len, text, strlen(text)) != NULL;
}

/* Forgets the client's stream so far, before the next request of a connection. */
static inline void origin_forget(struct origin_connection *connection)
{
	connection->in.len = 0;
}

static inline void origin_stop_reading(struct origin_connection *connection)
{
	event_del(connection->readable);
}

static inline void origin_go_on_reading(struct origin_connection *connection)
{
	CHECK(event_add(connection->readable, NULL) == 0);
}

#endif
