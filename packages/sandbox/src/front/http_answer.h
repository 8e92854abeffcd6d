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

/* The socket takes more of it. Returns false if it does not, and nothing has changed. */
bool http_answer_go_on(struct http_exchange *exchange);

#endif
