/* SPDX-License-Identifier: MIT */
/*
 * One response's body on its way down: from libcurl, decoded, to the cell as far as that takes it. What it does not take
 * stops libcurl from reading, and the server from sending.
 */
#ifndef UNTRUSTED_EGRESS_DOWNLOAD_H
#define UNTRUSTED_EGRESS_DOWNLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "egress/fetch_frames.h"

struct decode;

struct download {
	const struct fetch_frames *frames;
	struct decode *decode; /* NULL: as it is */
	struct buf kept;       /* has been read, is not decoded yet, and waits to be sent */
	size_t kept_at;	       /* what of it has gone */
	uint64_t credit;       /* bytes that the cell takes */
	uint64_t delivered;
	bool is_paused;	    /* libcurl holds more */
	bool is_drained;    /* nothing of what has come is still here */
	const char *broken; /* what is wrong with it: a constant, or NULL */
};

void download_init(struct download *download, const struct fetch_frames *frames);

/* The response's head is there. @content_encoding may be NULL. Returns 0 or -ENOMEM. */
int download_begin(struct download *download, const char *content_encoding);

/*
 * What libcurl has read: sent at once if it is much, else kept until download_deliver() is called, soon. Returns whether
 * it was taken; if not, and nothing is broken, it is libcurl's to keep (`is_paused`).
 */
bool download_take(struct download *download, const uint8_t *data, size_t bytes);

/* Sends of what is kept as much as the cell takes. */
void download_deliver(struct download *download);

/* libcurl has no more: does the body end where it should? Sets `broken` if not. */
void download_check_end(struct download *download);

void download_done(struct download *download);

#endif
