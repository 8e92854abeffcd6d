/* SPDX-License-Identifier: MIT */
/*
 * What `untrusted serve` answers over HTTP: AWS Lambda's Invoke API, and GET /healthz. Who may call, what is run, and
 * what is turned away because too much is waiting. For users: docs/serve.md.
 */
#ifndef UNTRUSTED_FRONT_SERVICE_H
#define UNTRUSTED_FRONT_SERVICE_H

#include <stdbool.h>

struct event_base;
struct service;
struct token;
struct untrusted;

struct service_options {
	struct event_base *loop;
	int listening_fd;	    /* must not block */
	struct untrusted *executor; /* on that loop; closed after the service */
	const struct token *token;  /* callers must bring it; 0 bytes: whoever connects may call */
	/* It listens on a port of this machine alone: without a token a browser's requests are to be told apart. */
	bool is_loopback_port;
	unsigned concurrency; /* executions at a time */
	unsigned queue;	      /* that wait */
	/* After service_drain(): everybody has his answer. */
	void (*on_drained)(void *user);
	void *user;
};

/* How many connections it holds at a time. */
unsigned service_connections(unsigned concurrency, unsigned queue);

/* Copies @options; what it points to must stay. Returns 0 or -ENOMEM. */
int service_open(const struct service_options *options, struct service **out);

/* Takes no more connections, answers what was asked; on_drained follows, not from within this call. */
void service_drain(struct service *service);

/* Hangs up on everybody, without a callback. NULL is allowed. */
void service_close(struct service *service);

#endif
