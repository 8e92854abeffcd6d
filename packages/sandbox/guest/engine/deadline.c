// SPDX-License-Identifier: MIT
#include "engine/deadline.h"

#include "host.h"

static struct {
	int64_t at_ns;
	bool passed;
} deadline;

static int on_poll(JSRuntime *rt, void *opaque)
{
	(void)rt;
	(void)opaque;
	return deadline_passed();
}

void deadline_set(JSRuntime *rt, int64_t at_ns)
{
	deadline.at_ns = at_ns;
	deadline.passed = false;
	JS_SetInterruptHandler(rt, on_poll, NULL);
}

int64_t deadline_ns(void)
{
	return deadline.at_ns;
}

bool deadline_passed(void)
{
	if (!deadline.passed)
		deadline.passed = host_clock(HOST_CLOCK_MONOTONIC) >= deadline.at_ns;
	return deadline.passed;
}
