/* SPDX-License-Identifier: MIT */
/*
 * Inside of the HTTP server: what a client sends becomes requests, one after the other (RFC 9112). Called by http_server
 * for a connection's events. What it reads is hostile: http_head and http_chunks parse it, and each step has its time.
 */
#ifndef UNTRUSTED_FRONT_HTTP_REQUEST_H
#define UNTRUSTED_FRONT_HTTP_REQUEST_H

#include "front/http_exchange.h"

/* Reads what has come, and does what can be done with it. May free the connection. */
void http_request_read(struct http_exchange *exchange);

/*
 * Does what can be done with what was read, and sees to it that the rest comes. May free the connection. To be called
 * whenever the phase has changed, unless the exchange is `busy`.
 */
void http_request_advance(struct http_exchange *exchange);

/*
 * The client has closed its side. If it is gone altogether, there is nobody to answer; but it may as well
 * only have said that it has sent everything. TCP tells these apart when something is sent: an interim
 * response, of which there may be any number (RFC 9110, section 15.2), or http_answer_prod(), makes the
 * system of a client that is gone refuse the connection.
 */
void http_request_probe(struct http_exchange *exchange);

#endif
