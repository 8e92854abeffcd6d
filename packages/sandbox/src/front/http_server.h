/* SPDX-License-Identifier: MIT */
/*
 * An HTTP/1.1 server (RFC 9112) on libevent's loop: connections, time limits, keep-alive, pipelining.
 *
 * What it serves is its owner's: service.c. Clients are hostile, slow or dead; none of them delays another,
 * and what they can make the server hold is bounded: their number, the size of heads and bodies, the
 * memory of all of them together. Where room is short, the client that the server has been waiting for
 * longest makes place. Why not evhttp: docs/decisions/0010-own-http-server.md.
 *
 * An exchange is one request and its answer. It is valid until it was answered, or its client went away.
 */
#ifndef UNTRUSTED_FRONT_HTTP_SERVER_H
#define UNTRUSTED_FRONT_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "front/http_head.h"

struct event_base;
struct http_server;
struct http_exchange;

struct http_answer {
	unsigned status;
	const char *fields; /* more header lines, each with its CR LF; or NULL */
	const char *content_type;
	const char *body;
	size_t body_bytes;
};

struct http_server_handler {
	/*
	 * A head has come, its body has perhaps not: the moment to refuse it, by answering. Otherwise
	 * on_request follows.
	 */
	void (*on_head)(void *user, struct http_exchange *exchange, const struct http_head *head);
	/*
	 * All of the request has come. It is answered now or later, exactly once, unless on_gone comes
	 * first. @head and @body are gone after the call.
	 */
	void (*on_request)(void *user, struct http_exchange *exchange, const struct http_head *head,
			   struct json_scan_slice body);
	/* The client of an exchange that on_request has seen and nobody has answered is gone. */
	void (*on_gone)(void *user, struct http_exchange *exchange);
	/* The server itself refuses a request, with this status: answer it in the shape of the service. */
	void (*on_refuse)(void *user, struct http_exchange *exchange, unsigned status,
			  const char *reason);
	/* After http_server_drain(): the last connection is closed. */
	void (*on_drained)(void *user);
	void *user;
};

struct http_server_limits {
	size_t body_bytes;    /* of one request */
	unsigned connections; /* more than exchanges can wait for their answers */
};

/*
 * Serves on @listening_fd, which stays the caller's and must not block. Returns 0 or -ENOMEM.
 */
int http_server_new(struct event_base *loop, int listening_fd,
		    const struct http_server_limits *limits,
		    const struct http_server_handler *handler, struct http_server **out);

/* Answers. The body is copied as far as the client does not take it at once. */
void http_server_answer(struct http_exchange *exchange, const struct http_answer *answer);

/*
 * Instead, an answer in pieces (RFC 9112, section 7.1): begin, write as often as there is something, end, after
 * on_request only. Pieces are copied, and go out as soon as the loop comes round; what the client does not take is kept,
 * however slow it is: how much that may be is the caller's to bound. Until the end on_gone may come, from the loop and never
 * from within these calls.
 */

/*
 * @head has no body. Returns false, and nothing was done, where that cannot be: the client speaks HTTP/1.0, or asked for
 * the head alone. It is to be answered in one piece then.
 */
bool http_server_begin(struct http_exchange *exchange, const struct http_answer *head);

void http_server_write(struct http_exchange *exchange, const char *data, size_t bytes);

/* The last piece. */
void http_server_end(struct http_exchange *exchange, const char *data, size_t bytes);

/* Where the rest cannot be made: the connection is closed, by which the client sees that it has not everything. */
void http_server_abort(struct http_exchange *exchange);

/* What the owner keeps with an exchange; at first NULL. */
void http_server_set_context(struct http_exchange *exchange, void *context);
void *http_server_context(const struct http_exchange *exchange);

/*
 * Takes no more connections, answers what was asked and closes; on_drained follows, not from within this
 * call. The listening descriptor may be closed.
 */
void http_server_drain(struct http_server *server);

/* Closes all connections, without a callback. NULL is allowed. */
void http_server_free(struct http_server *server);

#endif
