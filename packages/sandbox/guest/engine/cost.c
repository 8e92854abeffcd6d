// SPDX-License-Identifier: MIT
#include "engine/cost.h"

#include "engine/heap.h"
#include "host.h"

#define NS_PER_US 1000

static int64_t start_ns;

void cost_start(void)
{
	start_ns = host_clock(HOST_CLOCK_CPU);
}

struct frame_cost cost_so_far(void)
{
	return (struct frame_cost){
		.peak_memory_bytes = (uint32_t)heap_peak_bytes(),
		.cpu_us = (uint32_t)((host_clock(HOST_CLOCK_CPU) - start_ns) / NS_PER_US),
	};
}
