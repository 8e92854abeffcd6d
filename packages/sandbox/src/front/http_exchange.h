/* SPDX-License-Identifier: MIT */
/*
 * Inside of the HTTP server (http_server.h): a connection, on which there is one exchange at a time, the phases that it
 * goes through, and what all connections together hold.
 *
 * Used by http_server, which makes them and hears their events, http_request, which reads, and http_answer, which
 * writes; nobody else sees inside. Either the server waits for the client or the client for the server's owner: there
 * is a list for each, and where room is short, those of the first make place. While an answer in pieces goes on, the server
 * waits for its owner, though the client may have pieces to take.
 *
 * A connection may be closed at any point, and is freed where nobody uses it any more: whoever may have closed one calls
 * http_exchange_settle() before going back to the loop.
 */
#ifndef UNTRUSTED_FRONT_HTTP_EXCHANGE_H
#define UNTRUSTED_FRONT_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <time.h>

#include "base/buf.h"
#include "front/http_chunks.h"
#include "front/http_head.h"
#include "front/http_server.h"

struct event;

/* How long a client may take from one request to the next. */
#define HTTP_EXCHANGE_IDLE_MS 60000

/* Read at a time, so that everyone gets a turn. */
#define HTTP_EXCHANGE_READ_BYTES ((size_t)64 << 10)

/* Of requests that come before the last one is answered; more waits in the kernel. */
#define HTTP_EXCHANGE_PIPELINE_BYTES ((size_t)64 << 10)

enum http_exchange_phase {
	HTTP_EXCHANGE_IDLE,	 /* waits for a request */
	HTTP_EXCHANGE_HEAD,	 /* reads its head */
	HTTP_EXCHANGE_BODY,	 /* reads its body */
	HTTP_EXCHANGE_ANSWERING, /* the owner has it */
	HTTP_EXCHANGE_WRITING,	 /* the client takes the answer */
	HTTP_EXCHANGE_LINGERING, /* the answer is sent, and what still comes is thrown away */
	HTTP_EXCHANGE_CLOSED,
};

struct http_exchange { /* a connection, with one exchange at a time */
	struct http_server *server;
	TAILQ_ENTRY(http_exchange) link; /* of the server's `waited_for` or `answering` */
	int fd;
	enum http_exchange_phase phase;
	bool busy;	   /* in http_request_advance(), which frees it if need be */
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

	bool has_begun; /* an answer in pieces, which has not ended */
	bool is_cut;	/* a piece of it is lost: it is closed from the loop */
	struct buf out; /* what the client has not taken yet */
	size_t out_sent;
	size_t lingered;
	size_t held; /* its part of the server's held_bytes */
	void *context;
};

TAILQ_HEAD(http_exchanges, http_exchange);

struct http_server {
	struct event_base *loop;
	int listening_fd;
	struct http_server_limits limits;
	struct http_server_handler handler;
	struct event *acceptable, *resume, *drain;
	/* Those that wait for the owner, and those that the server waits for, longest first. */
	struct http_exchanges answering, waited_for;
	unsigned count;
	size_t held_bytes;
	bool is_draining;
	time_t date_of;
	char date[40];
};

/* In the server's `waited_for`, idle, without events or a timer. Takes @fd. NULL: no memory, and @fd is closed. */
struct http_exchange *http_exchange_new(struct http_server *server, int fd);

/* Whatever its phase, without a word to the owner. */
void http_exchange_free(struct http_exchange *exchange);

/* Every change of phase goes through here. @timeout_ms: 0 is none. */
void http_exchange_enter(struct http_exchange *exchange, enum http_exchange_phase phase,
			 int64_t timeout_ms);

/* The phase's time begins anew. */
void http_exchange_set_timer(struct http_exchange *exchange, int64_t ms);

/* Has the owner answer in the server's own name, from within this call. May free the connection, unless it is `busy`. */
void http_exchange_refuse(struct http_exchange *exchange, unsigned status, const char *reason);

/* Closes the connection; the owner is told if he has its request. The memory stays until http_exchange_settle(). */
void http_exchange_shut(struct http_exchange *exchange);

/* Frees a connection that is closed. Returns whether it is still there. */
bool http_exchange_settle(struct http_exchange *exchange);

/* Closes the client that has been waited for longest. Returns false if there is none but @self, which may be NULL. */
bool http_exchange_evict(struct http_server *server, const struct http_exchange *self);

/* Brings the account of what this connection holds up to date, and makes room if that is too much. */
void http_exchange_account(struct http_exchange *exchange);

/* Forgets the first bytes of what was read. */
void http_exchange_consume(struct http_exchange *exchange, size_t bytes);

#endif
