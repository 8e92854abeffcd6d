/* SPDX-License-Identifier: MIT */
/*
 * Inside of the HTTP server: answers on their way to the client, who may take them as slowly as it likes, within a time.
 * Called by http_server, for its owner and for a connection's events. After each of these the connection is one for
 * http_request_advance(): the next request may be here already, or it is closed.
 */
#ifndef UNTRUSTED_FRONT_HTTP_ANSWER_H
#define UNTRUSTED_FRONT_HTTP_ANSWER_H

#include "front/http_exchange.h"

/* The owner's answer. What the socket does not take at once is copied. */
void http_answer_send(struct http_exchange *exchange, const struct http_answer *answer);

/* An answer in pieces, as http_server.h has it. The phase stays ANSWERING until its end. */
bool http_answer_begin(struct http_exchange *exchange, const struct http_answer *head);
void http_answer_write(struct http_exchange *exchange, const char *data, size_t bytes);
void http_answer_end(struct http_exchange *exchange, const char *data, size_t bytes);

/*
 * Between two pieces: sends what means nothing to a client that is there, and what the system of one that is gone
 * refuses, which http_request_probe() sees.
 */
void http_answer_prod(struct http_exchange *exchange);

/* The socket takes more of it. Returns false if it does not, and nothing has changed. */
bool http_answer_go_on(struct http_exchange *exchange);

#endif
