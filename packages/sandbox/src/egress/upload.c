/* SPDX-License-Identifier: MIT */
#include "egress/upload.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Leave for more is given when so much has gone. */
#define MORE_BYTES (16u << 10)

_Static_assert(sizeof(curl_off_t) == sizeof(int64_t), "upload_rewind() is libcurl's to call");

void upload_init(struct upload *upload, const struct fetch_frames *frames, uint32_t bytes)
{
	*upload = (struct upload){
		.frames = frames,
		.kept = { .max = FRAME_FETCH_SEND_WINDOW },
		.window = FRAME_FETCH_SEND_WINDOW,
		.can_rewind = bytes <= FRAME_FETCH_SEND_WINDOW,
		.has_length = bytes != FRAME_FETCH_BODY_UNKNOWN,
		.left = bytes,
	};
}

int upload_take(struct upload *upload, const uint8_t *data, size_t bytes)
{
	if (upload->has_ended || bytes > upload->window)
		return -EPROTO;
	/* libcurl sends whatever it is given. */
	if (upload->has_length && (bytes > upload->left || (bytes == 0 && upload->left != 0)))
		return -EPROTO;
	upload->left -= upload->has_length ? (uint32_t)bytes : 0;
	upload->window -= (uint32_t)bytes;
	if (bytes == 0)
		upload->has_ended = true;
	else if (buf_append(&upload->kept, data, bytes) < 0)
		return -ENOMEM;
	return 0;
}

/* Forgets what has gone, and gives leave for as much. */
static void forget(struct upload *upload)
{
	upload->owed += (uint32_t)upload->at;
	memmove(upload->kept.data, upload->kept.data + upload->at, upload->kept.len - upload->at);
	upload->kept.len -= upload->at;
	upload->at = 0;
	if (upload->owed < MORE_BYTES)
		return;
	upload->window += upload->owed;
	fetch_frames_more(upload->frames, upload->owed);
	upload->owed = 0;
}

size_t upload_read(char *out, size_t size, size_t count, void *user)
{
	struct upload *upload = user;
	size_t piece = upload->kept.len - upload->at;

	if (piece > size * count)
		piece = size * count;
	if (piece == 0) {
		upload->is_paused = !upload->has_ended;
		return upload->has_ended ? 0 : CURL_READFUNC_PAUSE;
	}
	memcpy(out, upload->kept.data + upload->at, piece);
	upload->at += piece;
	upload->has_begun = true;
	if (!upload->can_rewind)
		forget(upload);
	return piece;
}

int upload_rewind(void *user, int64_t offset, int origin)
{
	struct upload *upload = user;

	if (origin != SEEK_SET || offset != 0 || (!upload->can_rewind && upload->has_begun))
		return CURL_SEEKFUNC_FAIL;
	upload->at = 0;
	return CURL_SEEKFUNC_OK;
}

void upload_done(struct upload *upload)
{
	buf_done(&upload->kept);
}
