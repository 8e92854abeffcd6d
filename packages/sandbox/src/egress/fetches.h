/* SPDX-License-Identifier: MIT */
/*
 * All fetches of one execution: takes the cell's frames about them, holds them to the caps, and keeps what is this
 * execution's alone: its connections, TLS sessions and resolved names.
 *
 * Made by the execution at the first FRAME_FETCH. Every byte of the frames is hostile.
 */
#ifndef UNTRUSTED_EGRESS_FETCHES_H
#define UNTRUSTED_EGRESS_FETCHES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "wire/frame.h"

struct allowlist;
struct egress;
struct fetches;

struct fetches_host {
	struct egress *egress;
	const struct allowlist *allowlist;
	const char *execution_id;
	/* Sends a frame to the cell, or keeps what does not fit for later. Must call nothing back. */
	void (*send)(void *user, enum frame_type type, const struct iovec *parts, int count);
	void *user;
};

struct fetches_usage {
	uint32_t count;		 /* requests that the rules let out */
	uint32_t refused;	 /* requests that a rule refused */
	uint64_t sent, received; /* bytes of HTTP: heads and bodies, before decompression */
};

/* What @host points to outlives the fetches. Returns NULL when out of memory. */
struct fetches *fetches_new(const struct fetches_host *host);

/*
 * The payload of FRAME_FETCH, FRAME_FETCH_BODY, FRAME_FETCH_CREDIT and FRAME_FETCH_CANCEL, of a size that frame_judge()
 * has let pass. Returns 0; -EPROTO for what no guest of ours would send; -ENOMEM.
 */
int fetches_on_start(struct fetches *fetches, const uint8_t *payload, uint32_t bytes);
int fetches_on_body(struct fetches *fetches, const uint8_t *payload, uint32_t bytes);
int fetches_on_credit(struct fetches *fetches, const uint8_t *payload, uint32_t bytes);
int fetches_on_cancel(struct fetches *fetches, const uint8_t *payload, uint32_t bytes);

/* So far. NULL is allowed. */
struct fetches_usage fetches_usage(const struct fetches *fetches);

/* Cuts off what is under way. NULL is allowed. */
void fetches_free(struct fetches *fetches);

#endif
