// SPDX-License-Identifier: MIT
#include "cell/import.h"

#include "cell/link.h"
#include "cell/source.h"

/* The guest's @len bytes at @ptr; traps unless all of them are inside its linear memory. */
static void *guest_bytes(const struct Z_host_instance_t *host, uint32_t ptr, uint32_t len)
{
	if ((uint64_t)ptr + len > host->memory->size)
		wasm_rt_trap(WASM_RT_TRAP_OOB);
	return host->memory->data + ptr;
}

void Z_hostZ_send(struct Z_host_instance_t *host, uint32_t ptr, uint32_t len)
{
	link_send(guest_bytes(host, ptr, len), len);
}

uint32_t Z_hostZ_receive(struct Z_host_instance_t *host, uint32_t ptr, uint32_t capacity,
			 uint32_t timeout_ms)
{
	return link_receive(guest_bytes(host, ptr, capacity), capacity, timeout_ms);
}

uint64_t Z_hostZ_clock(struct Z_host_instance_t *host, uint32_t which)
{
	(void)host;
	return (uint64_t)source_clock(which);
}

void Z_hostZ_random(struct Z_host_instance_t *host, uint32_t ptr, uint32_t len)
{
	source_random(guest_bytes(host, ptr, len), len);
}
