// SPDX-License-Identifier: MIT
#include "cell/guest.h"

#include <string.h>

#include "../../guest/engine/run.h"
#include "../../guest/host.h"
#include "cell/link.h"
#include "cell/source.h"
#include "wire/frame.h"

/* The prelude's text (blob.S). */
extern const char prelude_text[], prelude_text_end[];

/* While the guest prepares itself it is not connected: its one frame is the prelude. */
static int preparing;

void host_send(const void *ptr, uint32_t len)
{
	link_send(ptr, len);
}

static uint32_t receive_prelude(void *ptr, uint32_t capacity)
{
	struct frame_header header = {
		.length = (uint32_t)(prelude_text_end - prelude_text),
		.type = FRAME_PRELUDE,
	};
	uint32_t size = (uint32_t)sizeof(header) + header.length;

	if (size <= capacity) {
		memcpy(ptr, &header, sizeof(header));
		memcpy((char *)ptr + sizeof(header), prelude_text, header.length);
	}
	return size;
}

uint32_t host_receive(void *ptr, uint32_t capacity, uint32_t timeout_ms)
{
	if (preparing)
		return receive_prelude(ptr, capacity);
	return link_receive(ptr, capacity, timeout_ms);
}

int64_t host_clock(uint32_t which)
{
	return source_clock(which);
}

void host_random(void *ptr, uint32_t len)
{
	source_random(ptr, len);
}

int guest_load(void)
{
	preparing = 1;
	guest_prepare();
	preparing = 0;
	return 0;
}

void guest_warm(void)
{
}

void guest_enter(void)
{
	guest_run();
}
