/* SPDX-License-Identifier: MIT */
/*
 * Starts a zygote and has it clone cells. Used by the pool, which replaces a nursery whose zygote has died
 * or has cloned its share.
 *
 * The zygote is another process of our own (wire/control.h): trusted, but it may be killed at any time.
 */
#ifndef UNTRUSTED_SUPERVISOR_NURSERY_H
#define UNTRUSTED_SUPERVISOR_NURSERY_H

#include <stdbool.h>
#include <stdint.h>

#include "supervisor/cell_process.h"
#include "wire/layer.h"

struct event_base;
struct nursery;

struct nursery_callbacks {
	/* The zygote is locked and ready to clone; @layers says what holds (0) or why not (an errno). */
	void (*on_ready)(void *user, const int32_t layers[LAYER_COUNT]);
	/* A cell that was asked for is there; the callee owns it. */
	void (*on_cell)(void *user, struct cell_process *cell);
	/* The zygote is gone, or failed to start; @reason is a sentence. Nothing else is called any more. */
	void (*on_death)(void *user, struct nursery *nursery, const char *reason);
	void *user;
};

/*
 * Starts a zygote from the executable open at @cell_fd. Returns 0 or a negative errno; whether the
 * executable can run shows later, by a callback from the loop. Does not wait. With @careful it tries each
 * lock in a process of its own first, which takes longer, but survives a platform that kills for asking.
 */
int nursery_open(struct event_base *loop, int cell_fd, bool careful,
		 const struct nursery_callbacks *callbacks, struct reaper *reaper,
		 struct nursery **out);

/* Asks for one more cell. Returns 0, or a negative errno: -EAGAIN, the zygote does not keep up. */
int nursery_ask(struct nursery *nursery);

/* Cells that have been asked for and are not there yet. */
unsigned nursery_expected(const struct nursery *nursery);

/*
 * Ends the zygote and the cells that nobody has been given yet. Waits, at most a tenth of a second, for a zygote
 * that is making a cell. NULL is allowed.
 */
void nursery_close(struct nursery *nursery);

#endif
