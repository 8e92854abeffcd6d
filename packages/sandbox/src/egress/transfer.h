/* SPDX-License-Identifier: MIT */
/*
 * One HTTP request on behalf of a cell, from its judgement to the last byte of its answer:
 *
 *	head judged → URL judged → name resolved → every address judged → connected, the peer judged again →
 *	request's body up, response's head and body down, as far as the windows of the wire let them
 *
 * Made and freed by egress/fetches.c. Tells the cell what comes of it, in frames; neither the cell nor the server is
 * trusted.
 */
#ifndef UNTRUSTED_EGRESS_TRANSFER_H
#define UNTRUSTED_EGRESS_TRANSFER_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "egress/fetch_request.h"
#include "wire/frame.h"

struct allowlist;
struct egress;
struct multi;
struct names;
struct transfer;

/* What all transfers of an execution have in common. */
struct transfer_host {
	struct egress *egress;
	const struct allowlist *allowlist;
	const char *execution_id;
	struct names *names;
	struct multi *multi;
	/* Sends a frame to the cell, or keeps what does not fit for later. Calls nothing back. */
	void (*send)(void *send_user, enum frame_type type, const struct iovec *parts, int count);
	void *send_user;
	/* The transfer went out: it has passed the rules. */
	void (*on_out)(void *user);
	/* A rule has refused it, before it went out or on its way. */
	void (*on_refused)(void *user);
	/* The last frame has been sent; the host frees the transfer. */
	void (*on_over)(void *user, struct transfer *transfer);
	void *user;
};

struct transfer_bytes {
	uint64_t sent, received; /* of HTTP: heads and bodies, before decompression */
};

/* Takes what @request owns. Returns NULL when out of memory, and then has taken nothing. */
struct transfer *transfer_new(const struct transfer_host *host, struct fetch_request *request);

uint32_t transfer_id(const struct transfer *transfer);

/* These two may end it: on_over comes before they return. */
void transfer_start(struct transfer *transfer);
void transfer_refuse(struct transfer *transfer, const char *rule, const char *reason);

/* A piece of the request's body; none: its end. Returns 0, -EPROTO or -ENOMEM, as upload_take(). */
int transfer_take_body(struct transfer *transfer, const uint8_t *data, size_t bytes);

/* Room for more of the response's body. May end it. Returns 0, or -EPROTO for more than has been taken. */
int transfer_take_credit(struct transfer *transfer, uint32_t bytes);

/* So far. */
struct transfer_bytes transfer_bytes(const struct transfer *transfer);

/* Cuts it off if it is under way, and writes its line of the audit log if that has not been. */
void transfer_free(struct transfer *transfer);

/* The line of a request that is refused before there is a transfer. */
void transfer_audit_refusal(const struct transfer_host *host, const char *method, const char *rule);

/* For multi_new(): @private_data is a transfer. */
void transfer_on_done(void *private_data, CURLcode result);

#endif
