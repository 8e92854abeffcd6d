/* SPDX-License-Identifier: MIT */
/*
 * The guest's side of the wire (src/wire/frame.h). Used by engine/ and webapi/. The peer is the
 * supervisor and is trusted.
 */
#ifndef UNTRUSTED_GUEST_CHANNEL_H
#define UNTRUSTED_GUEST_CHANNEL_H

#include <stddef.h>
#include <stdint.h>

#include "wire/frame.h"

struct channel_part {
	const void *data;
	size_t len;
};

/* Sends one frame whose payload is @count parts put together. Blocks while the supervisor is behind. */
void channel_send(enum frame_type type, const struct channel_part *parts, size_t count);

/*
 * Waits for one frame of the given type, which must be the next one.
 * Returns its payload, which the caller frees with channel_free(); @out gets its size in bytes.
 * Aborts when there is no memory or the frame is of another type: the supervisor sends neither.
 */
void *channel_receive(enum frame_type type, uint32_t *out);

void channel_free(void *payload);

/*
 * Waits up to @timeout_ms for one of the frames that come during an execution. Returns its payload, which is
 * valid until the next call, and its header in @out; or NULL when the time passed first.
 */
const uint8_t *channel_poll(uint32_t timeout_ms, struct frame_header *out);

#endif
