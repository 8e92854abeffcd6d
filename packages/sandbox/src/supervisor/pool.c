// SPDX-License-Identifier: MIT
#include "supervisor/pool.h"

#include <errno.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "supervisor/nursery.h"

/* Cells from one zygote, then a fresh one with another address-space layout takes over. */
#define CELLS_PER_ZYGOTE 10000

/* After so many failures without a cell in between, nobody is kept waiting; a retry comes with each demand. */
#define FAILURES_MAX 3

struct pool {
	struct event_base *loop;
	struct pool_callbacks callbacks;
	struct reaper *reaper;
	int cell_fd;
	unsigned target;

	struct nursery *nursery;   /* in use, or NULL */
	struct nursery *successor; /* starting, or NULL */
	unsigned asked;		   /* cells of the nursery in use */
	unsigned failures;

	struct cell_process_list ready;
	unsigned ready_count;

	bool has_layers;
	int32_t layers[LAYER_COUNT];
	uint64_t idle_peak_bytes;
};

static void start_nursery(struct pool *pool);

static void ready_remove(struct pool *pool, struct cell_process *cell)
{
	TAILQ_REMOVE(&pool->ready, cell, link);
	pool->ready_count--;
}

/* An idle cell has nothing to say: it died, or worse. */
static void on_idle_readable(struct cell_process *cell, void *owner)
{
	struct pool *pool = owner;

	ready_remove(pool, cell);
	cell_process_kill(cell, pool->reaper);
	pool->callbacks.on_notice(pool->callbacks.user, "a ready cell died and is replaced");
	pool_refill(pool);
}

static void on_cell(void *user, struct cell_process *cell)
{
	struct pool *pool = user;

	if (cell_process_watch(cell, on_idle_readable, pool) < 0) {
		cell_process_kill(cell, pool->reaper);
		return;
	}
	pool->failures = 0;
	if (pool->idle_peak_bytes == 0)
		pool->idle_peak_bytes = cell_process_peak_bytes(cell);
	TAILQ_INSERT_TAIL(&pool->ready, cell, link);
	pool->ready_count++;
	pool->callbacks.on_cell(pool->callbacks.user);
}

static void on_ready(void *user, const int32_t layers[LAYER_COUNT])
{
	struct pool *pool = user;

	/* The only one that can be starting. */
	if (pool->successor) {
		nursery_close(pool->nursery);
		pool->nursery = pool->successor;
		pool->successor = NULL;
	}
	pool->asked = 0;
	pool->idle_peak_bytes = 0;
	memcpy(pool->layers, layers, sizeof(pool->layers));
	pool->has_layers = true;
	pool_refill(pool);
}

static void on_failure(struct pool *pool, const char *reason)
{
	pool->callbacks.on_notice(pool->callbacks.user, reason);
	if (++pool->failures >= FAILURES_MAX)
		pool->callbacks.on_failure(pool->callbacks.user, reason);
	else
		start_nursery(pool);
}

static void on_death(void *user, struct nursery *dead, const char *reason)
{
	struct pool *pool = user;

	if (dead == pool->successor)
		pool->successor = NULL;
	else
		pool->nursery = NULL;
	nursery_close(dead);
	/* Of two, the other one goes on, or takes over when it is ready. */
	if (pool->nursery || pool->successor)
		pool->callbacks.on_notice(pool->callbacks.user, reason);
	else
		on_failure(pool, reason);
}

/* Starts the first zygote, or the one that will succeed it. */
static void start_nursery(struct pool *pool)
{
	const struct nursery_callbacks callbacks = {
		.on_ready = on_ready,
		.on_cell = on_cell,
		.on_death = on_death,
		.user = pool,
	};
	struct nursery **slot = pool->nursery ? &pool->successor : &pool->nursery;
	/* A zygote that died at its start may have been killed for a lock that it asked for. */
	bool careful = pool->failures != 0;
	int rc = nursery_open(pool->loop, pool->cell_fd, careful, &callbacks, pool->reaper, slot);

	if (rc < 0)
		on_failure(pool, strerror(-rc));
}

int pool_open(struct event_base *loop, int cell_fd, unsigned target,
	      const struct pool_callbacks *callbacks, struct reaper *reaper, struct pool **out)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		return -ENOMEM;
	*pool = (struct pool){
		.loop = loop,
		.callbacks = *callbacks,
		.reaper = reaper,
		.cell_fd = cell_fd,
		.target = target,
	};
	TAILQ_INIT(&pool->ready);
	*out = pool;
	start_nursery(pool);
	return 0;
}

struct cell_process *pool_take(struct pool *pool)
{
	struct cell_process *cell = TAILQ_FIRST(&pool->ready);

	if (cell)
		ready_remove(pool, cell);
	return cell;
}

void pool_refill(struct pool *pool)
{
	if (!pool->nursery) {
		if (!pool->successor) {
			/* It had been given up; new demand, new try. */
			pool->failures = FAILURES_MAX - 1;
			start_nursery(pool);
		}
		return;
	}
	while (pool->ready_count + nursery_expected(pool->nursery) < pool->target) {
		if (nursery_ask(pool->nursery) < 0)
			break;
		pool->asked++;
	}
	if (pool->asked >= CELLS_PER_ZYGOTE && !pool->successor)
		start_nursery(pool);
}

bool pool_is_full(const struct pool *pool)
{
	return pool->ready_count >= pool->target && !pool->successor;
}

const int32_t *pool_layers(const struct pool *pool)
{
	return pool->has_layers ? pool->layers : NULL;
}

uint64_t pool_idle_peak_bytes(const struct pool *pool)
{
	return pool->idle_peak_bytes;
}

void pool_close(struct pool *pool)
{
	struct cell_process *cell;

	if (!pool)
		return;
	while ((cell = pool_take(pool)))
		cell_process_kill(cell, pool->reaper);
	nursery_close(pool->nursery);
	nursery_close(pool->successor);
	free(pool);
}
