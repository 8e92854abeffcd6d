/* SPDX-License-Identifier: MIT */
/*
 * What the cell is told about one fetch. Used by the transfer and its two bodies.
 */
#ifndef UNTRUSTED_EGRESS_FETCH_FRAMES_H
#define UNTRUSTED_EGRESS_FETCH_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "egress/response_head.h"
#include "wire/frame.h"

struct fetch_frames {
	uint32_t id;
	/* Sends a frame to the cell, or keeps what does not fit for later. Calls nothing back. */
	void (*send)(void *user, enum frame_type type, const struct iovec *parts, int count);
	void *user;
};

void fetch_frames_head(const struct fetch_frames *frames, const struct response_head *head);

/* At most FRAME_FETCH_PIECE_MAX bytes. */
void fetch_frames_chunk(const struct fetch_frames *frames, const uint8_t *data, size_t bytes);

void fetch_frames_more(const struct fetch_frames *frames, uint32_t bytes);

void fetch_frames_end(const struct fetch_frames *frames);

/* A reason above FRAME_FETCH_REASON_MAX is cut. */
void fetch_frames_fail(const struct fetch_frames *frames, bool refused, const char *reason);

#endif
