/* SPDX-License-Identifier: MIT */
#include "egress/download.h"

#include <errno.h>

#include "egress/decode.h"
#include "policy/limits.h"

/* Pieces from this size on are sent as they come; smaller ones are put together. */
#define DIRECT_BYTES (16u << 10)

void download_init(struct download *download, const struct fetch_frames *frames)
{
	*download = (struct download){
		.frames = frames,
		.kept = { .max = FRAME_FETCH_PIECE_MAX },
		.credit = FRAME_FETCH_RECEIVE_WINDOW,
	};
}

int download_begin(struct download *download, const char *content_encoding)
{
	return decode_new(content_encoding, &download->decode);
}

static void send_chunk(struct download *download, const uint8_t *data, size_t bytes)
{
	if (bytes > limits_get(LIMITS_FETCH_RESPONSE)->maximum - download->delivered) {
		download->broken = "the body is larger than 128 MiB, the limit";
		return;
	}
	fetch_frames_chunk(download->frames, data, bytes);
	download->credit -= bytes;
	download->delivered += bytes;
}

/* One piece as it is. Returns whether there may be another. */
static bool deliver_plain(struct download *download, const uint8_t **at, size_t *left, size_t room)
{
	size_t piece = *left < room ? *left : room;

	if (piece == 0)
		return false;
	send_chunk(download, *at, piece);
	*at += piece;
	*left -= piece;
	return true;
}

/* One piece decoded. */
static bool deliver_decoded(struct download *download, const uint8_t **at, size_t *left,
			    size_t room)
{
	static _Thread_local uint8_t decoded[FRAME_FETCH_PIECE_MAX];
	ssize_t n = decode_some(download->decode, at, left, decoded, room);

	if (n > 0)
		send_chunk(download, decoded, (size_t)n);
	if (n == -ENOMEM)
		download->broken = "out of memory";
	else if (n < 0)
		download->broken = "the body is not what its content-encoding says";
	return n > 0;
}

void download_deliver(struct download *download)
{
	size_t left = download->kept.len - download->kept_at;
	const uint8_t *at = left ? (const uint8_t *)download->kept.data + download->kept_at : NULL;
	bool more = true;

	while (more && !download->broken && download->credit > 0) {
		size_t room = download->credit < FRAME_FETCH_PIECE_MAX ? (size_t)download->credit
								       : FRAME_FETCH_PIECE_MAX;
		more = download->decode ? deliver_decoded(download, &at, &left, room)
					: deliver_plain(download, &at, &left, room);
	}
	/* Stopped for want of leave, a decoder may hold something back. */
	download->is_drained = !more || (left == 0 && !download->decode);
	/* Nothing is moved: a cell that gives leave by the byte would have it moved for each. */
	download->kept_at = download->kept.len - left;
	if (left == 0)
		download->kept.len = download->kept_at = 0;
}

bool download_take(struct download *download, const uint8_t *data, size_t bytes)
{
	if (!download->decode && download->kept.len == 0 && bytes >= DIRECT_BYTES &&
	    bytes <= FRAME_FETCH_PIECE_MAX && bytes <= download->credit) {
		send_chunk(download, data, bytes);
		return !download->broken;
	}
	if (download->kept.len + bytes > download->kept.max)
		download_deliver(download);
	if (download->broken)
		return false;
	if (download->kept.len + bytes > download->kept.max) {
		download->is_paused = true;
		return false;
	}
	if (buf_append(&download->kept, data, bytes) < 0)
		download->broken = "out of memory";
	return !download->broken;
}

void download_check_end(struct download *download)
{
	if (download->decode && !decode_is_complete(download->decode))
		download->broken = "the compressed body ends too early";
}

void download_done(struct download *download)
{
	decode_free(download->decode);
	buf_done(&download->kept);
}
