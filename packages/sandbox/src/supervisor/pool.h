/* SPDX-License-Identifier: MIT */
/*
 * Keeps cells ready, so that making one costs the caller no time, and the zygote behind them: replaced when
 * it dies, and every so many cells for a fresh address-space layout. Used by the executor.
 */
#ifndef UNTRUSTED_SUPERVISOR_POOL_H
#define UNTRUSTED_SUPERVISOR_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include "supervisor/cell_process.h"
#include "wire/layer.h"

struct pool;

struct pool_callbacks {
	/* A cell has become ready. */
	void (*on_cell)(void *user);
	/* No cell can be made at the moment: waiting for one is in vain. @reason is a sentence. */
	void (*on_failure)(void *user, const char *reason);
	/* Something that an operator may want to know; a sentence. */
	void (*on_notice)(void *user, const char *text);
	void *user;
};

/*
 * Starts the first zygote; @cell_fd is the open executable and stays the caller's. @target cells are kept
 * ready. Returns 0 or a negative errno. Does not wait.
 */
int pool_open(struct event_base *loop, int cell_fd, unsigned target,
	      const struct pool_callbacks *callbacks, struct reaper *reaper, struct pool **out);

/* Takes a ready cell out, or returns NULL: one that comes later is announced by on_cell. */
struct cell_process *pool_take(struct pool *pool);

/* Makes up for the cells that were taken. For a quiet moment: it costs the machine a fork each. */
void pool_refill(struct pool *pool);

/* Are there as many ready cells as it was asked to keep, and is no zygote on its way? */
bool pool_is_full(const struct pool *pool);

/* Layers as told by the newest zygote: 0 or an errno each; NULL while the first is still starting. */
const int32_t *pool_layers(const struct pool *pool);

/* What an idle cell has had resident at most, in bytes: the part of a cell's peak that is not the code's. */
uint64_t pool_idle_peak_bytes(const struct pool *pool);

/* NULL is allowed. */
void pool_close(struct pool *pool);

#endif
