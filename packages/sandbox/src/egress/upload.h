/* SPDX-License-Identifier: MIT */
/*
 * One request's body on its way up: from the cell's frames, as far as its window lets them, to libcurl when that wants
 * more.
 */
#ifndef UNTRUSTED_EGRESS_UPLOAD_H
#define UNTRUSTED_EGRESS_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "egress/fetch_frames.h"

struct upload {
	const struct fetch_frames *frames;
	struct buf kept; /* what has come and may still be needed */
	size_t at;	 /* of `kept`: what libcurl has had */
	uint32_t window; /* bytes that the cell may still send */
	uint32_t left;	 /* bytes of a body of known length that are still to come */
	bool has_length;
	uint32_t owed;	 /* bytes that have gone, for which no leave has been given */
	bool has_begun;	 /* libcurl has had some */
	bool can_rewind; /* the whole body fits into the window, and is kept */
	bool has_ended;
	bool is_paused; /* libcurl waits for more */
};

/* @bytes: of the whole body, or FRAME_FETCH_BODY_UNKNOWN. */
void upload_init(struct upload *upload, const struct fetch_frames *frames, uint32_t bytes);

/* A piece; none: the end. Returns 0, -EPROTO (beyond the window or the end, or not the length
 * that was said: to the server the rest would be another request) or -ENOMEM. */
int upload_take(struct upload *upload, const uint8_t *data, size_t bytes);

/* CURLOPT_READFUNCTION, with the upload as its data. */
size_t upload_read(char *out, size_t size, size_t count, void *upload);

/* CURLOPT_SEEKFUNCTION: a connection that was kept alive turned out to be dead, and the body goes again. */
int upload_rewind(void *upload, int64_t offset, int origin);

void upload_done(struct upload *upload);

#endif
