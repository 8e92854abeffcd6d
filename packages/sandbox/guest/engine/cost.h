/* SPDX-License-Identifier: MIT */
/*
 * What the execution costs, for the report. Only the guest knows its heap's peak, and only a process itself
 * knows its processor time to the microsecond; the supervisor takes both for what they are, a guest's word.
 */
#ifndef UNTRUSTED_GUEST_COST_H
#define UNTRUSTED_GUEST_COST_H

#include "wire/frame.h"

/* The execution begins. */
void cost_start(void);

struct frame_cost cost_so_far(void);

#endif
