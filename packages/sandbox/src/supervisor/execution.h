/* SPDX-License-Identifier: MIT */
/*
 * One request on its way through one cell, from parsed to answered. Used by the executor.
 *
 * This is the second boundary's other side: every byte that the cell sends is hostile, and whatever it
 * sends, or does not, ends no later than the timeout and harms only its own answer.
 */
#ifndef UNTRUSTED_SUPERVISOR_EXECUTION_H
#define UNTRUSTED_SUPERVISOR_EXECUTION_H

#include <stddef.h>
#include <sys/queue.h>

#include "supervisor/cell_process.h"
#include "supervisor/report.h"
#include "untrusted.h"

struct egress;
struct event_base;
struct limits_bounds;
struct pool;

enum execution_list {
	EXECUTION_NOWHERE,
	EXECUTION_WAITING,
	EXECUTION_RUNNING,
	EXECUTION_ENDING, /* the result is there, and delivered when the loop comes round */
};

/* The executor's part of it; the rest is private to execution.c. */
struct execution_entry {
	TAILQ_ENTRY(execution_entry) link;
	struct untrusted_execution *execution;
	enum execution_list list;
	struct untrusted_callbacks callbacks;
	struct untrusted_result result; /* after on_end */
};

/* What an execution needs from its executor. */
struct execution_host {
	struct event_base *loop;
	struct pool *pool;
	struct reaper *reaper;
	struct egress *egress;
	const struct limits_bounds *bounds; /* LIMITS_CHOSEN_COUNT of them */
	/* The execution is over: the host takes it off its lists, delivers the result and frees it. */
	void (*on_end)(void *user, struct execution_entry *entry);
	/* Its cell had died before it read the request: it wants another one. */
	void (*on_cell_lost)(void *user, struct execution_entry *entry);
	/* Something that an operator may want to know. */
	void (*on_notice)(void *user, const char *text);
	void *user;
};

/* Copies the request and parses it. Returns NULL when out of memory. */
struct untrusted_execution *execution_new(const struct execution_host *host, const char *request,
					  size_t request_bytes,
					  const struct untrusted_callbacks *callbacks);

struct execution_entry *execution_entry(struct untrusted_execution *execution);

/* Is there anything to run? If not, the result is there already: why the request was refused. */
int execution_is_runnable(const struct untrusted_execution *execution);

/* It waits for its turn, until its deadline at most. on_end may follow at once. */
void execution_wait(struct untrusted_execution *execution);

/* Runs it in @cell, which it takes. The end comes by on_end, possibly at once. */
void execution_run(struct untrusted_execution *execution, struct cell_process *cell);

/* Ends it with a failure of @kind that is not the code's, told in @message. on_end follows at once. */
void execution_fail(struct untrusted_execution *execution, enum report_kind kind,
		    enum untrusted_outcome outcome, const char *message);

/* Frees everything, the result too, and kills its cell if it still has one. */
void execution_free(struct untrusted_execution *execution);

TAILQ_HEAD(execution_queue, execution_entry);

#endif
