// SPDX-License-Identifier: MIT
#include "door.h"

#include <string.h>

#include "cell/link.h"

unsigned door_calls;
const uint8_t *door_start;
size_t door_bytes;

static volatile uint8_t sink;

void link_send(const void *data, size_t len)
{
	door_calls++;
	door_start = data;
	door_bytes = len;
	for (size_t i = 0; i < len; i++)
		sink = door_start[i];
}

uint32_t link_receive(void *buffer, uint32_t capacity, uint32_t timeout_ms)
{
	(void)timeout_ms;
	door_calls++;
	door_start = buffer;
	door_bytes = capacity;
	memset(buffer, 0x77, capacity);
	return capacity;
}
