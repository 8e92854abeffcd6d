// SPDX-License-Identifier: MIT
#include "engine/channel.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"

/* Frames up to this size go out with one call, header and parts copied together. */
#define SMALL_FRAME 4096

void channel_send(enum frame_type type, const struct channel_part *parts, size_t count)
{
	_Alignas(struct frame_header) uint8_t small[SMALL_FRAME];
	struct frame_header header = { .type = type };
	size_t used = sizeof(header);

	for (size_t i = 0; i < count; i++)
		header.length += (uint32_t)parts[i].len;
	memcpy(small, &header, sizeof(header));
	for (size_t i = 0; i < count; i++) {
		if (parts[i].len > SMALL_FRAME - used) {
			host_send(small, (uint32_t)used);
			host_send(parts[i].data, (uint32_t)parts[i].len);
			used = 0;
			continue;
		}
		if (parts[i].len != 0)
			memcpy(small + used, parts[i].data, parts[i].len);
		used += parts[i].len;
	}
	if (used != 0)
		host_send(small, (uint32_t)used);
}

/*
 * Most requests fit in here, so that the pages are touched, and the frame taken, without an allocation.
 */
static _Alignas(16) uint8_t inbox[16384];

void *channel_receive(enum frame_type type, uint32_t *out)
{
	uint8_t *frame = inbox;
	uint32_t size = host_receive(inbox, sizeof(inbox), HOST_WAIT_FOREVER);

	if (size > sizeof(inbox)) {
		frame = malloc(size);
		if (!frame || host_receive(frame, size, HOST_WAIT_FOREVER) != size)
			abort();
	}

	struct frame_header header;
	memcpy(&header, frame, sizeof(header));
	if (header.type != (uint32_t)type || header.length != size - sizeof(header))
		abort();
	*out = header.length;
	return frame + sizeof(header);
}

void channel_free(void *payload)
{
	uint8_t *frame = (uint8_t *)payload - sizeof(struct frame_header);

	if (frame != inbox)
		free(frame);
}

/* The largest is a piece of a body. */
#define EVENT_MAX                                                        \
	(sizeof(struct frame_header) + sizeof(struct frame_fetch_head) + \
	 FRAME_FETCH_STATUS_TEXT_MAX + FRAME_FETCH_PIECE_MAX)
_Static_assert(FRAME_FETCH_HEADERS_MAX <= FRAME_FETCH_PIECE_MAX, "a head fits, too");

const uint8_t *channel_poll(uint32_t timeout_ms, struct frame_header *out)
{
	/* Apart from the inbox, where the request may still be. */
	static _Alignas(16) uint8_t event[EVENT_MAX];
	uint32_t size = host_receive(event, sizeof(event), timeout_ms);

	if (size == 0)
		return NULL;
	if (size > sizeof(event))
		abort();
	memcpy(out, event, sizeof(*out));
	return event + sizeof(*out);
}
