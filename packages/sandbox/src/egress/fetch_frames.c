/* SPDX-License-Identifier: MIT */
#include "egress/fetch_frames.h"

#include <string.h>

static struct iovec part(const void *data, size_t bytes)
{
	return (struct iovec){ (void *)(uintptr_t)data, bytes };
}

void fetch_frames_head(const struct fetch_frames *frames, const struct response_head *head)
{
	const struct frame_fetch_head frame = {
		.id = frames->id,
		.status = head->status,
		.status_text_bytes = (uint32_t)head->status_text_bytes,
		.headers_bytes = (uint32_t)head->headers.len,
	};
	const struct iovec parts[] = {
		part(&frame, sizeof(frame)),
		part(head->status_text, head->status_text_bytes),
		part(head->headers.data, head->headers.len),
	};

	frames->send(frames->user, FRAME_FETCH_HEAD, parts, 3);
}

void fetch_frames_chunk(const struct fetch_frames *frames, const uint8_t *data, size_t bytes)
{
	const struct frame_fetch_id id = { frames->id };
	const struct iovec parts[] = { part(&id, sizeof(id)), part(data, bytes) };

	frames->send(frames->user, FRAME_FETCH_CHUNK, parts, 2);
}

void fetch_frames_more(const struct fetch_frames *frames, uint32_t bytes)
{
	const struct frame_fetch_credit more = { frames->id, bytes };
	const struct iovec parts[] = { part(&more, sizeof(more)) };

	frames->send(frames->user, FRAME_FETCH_MORE, parts, 1);
}

void fetch_frames_end(const struct fetch_frames *frames)
{
	const struct frame_fetch_id id = { frames->id };
	const struct iovec parts[] = { part(&id, sizeof(id)) };

	frames->send(frames->user, FRAME_FETCH_END, parts, 1);
}

void fetch_frames_fail(const struct fetch_frames *frames, bool refused, const char *reason)
{
	const struct frame_fetch_fail fail = { .id = frames->id, .refused = refused };
	const struct iovec parts[] = {
		part(&fail, sizeof(fail)),
		part(reason, strnlen(reason, FRAME_FETCH_REASON_MAX)),
	};

	frames->send(frames->user, FRAME_FETCH_FAIL, parts, 2);
}
