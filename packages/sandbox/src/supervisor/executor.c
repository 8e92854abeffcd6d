// SPDX-License-Identifier: MIT
/*
 * The embedding API (include/untrusted.h): which execution runs when, and in which cell.
 */
#include "untrusted.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "base/buf.h"
#include "egress/egress.h"
#include "policy/limits.h"
#include "policy/network.h"
#include "supervisor/cell_process.h"
#include "supervisor/deployer.h"
#include "supervisor/execution.h"
#include "supervisor/layers.h"
#include "supervisor/pool.h"

#define QUEUE_FOR_EACH 100u

/* Ready beyond what can run at once: the next caller's, while the last one's are made up for. */
#define READY_EXTRA 1u

struct untrusted {
	struct event_base *loop;
	bool owns_loop;
	struct untrusted_options options;
	int cell_fd;
	struct reaper *reaper;
	struct pool *pool;
	struct network network;
	struct limits_bounds bounds[LIMITS_CHOSEN_COUNT];
	struct egress *egress;
	struct execution_host host;

	struct execution_queue waiting, running, ending;
	unsigned waiting_count, running_count;
	struct event *deliver; /* active while `ending` is not empty */

	char failure[160]; /* why the pool gave up, if it did */
};

static void notice(void *user, const char *text)
{
	const struct untrusted *executor = user;

	if (executor->options.on_notice)
		executor->options.on_notice(executor->options.user, text);
}

static struct execution_queue *queue_of(struct untrusted *executor, enum execution_list list)
{
	switch (list) {
	case EXECUTION_WAITING:
		return &executor->waiting;
	case EXECUTION_RUNNING:
		return &executor->running;
	case EXECUTION_ENDING:
		return &executor->ending;
	case EXECUTION_NOWHERE:
		break;
	}
	return NULL;
}

static void count(struct untrusted *executor, enum execution_list list, int change)
{
	if (list == EXECUTION_WAITING)
		executor->waiting_count += (unsigned)change;
	else if (list == EXECUTION_RUNNING)
		executor->running_count += (unsigned)change;
}

static void move(struct untrusted *executor, struct execution_entry *entry, enum execution_list to)
{
	struct execution_queue *from_queue = queue_of(executor, entry->list);
	struct execution_queue *to_queue = queue_of(executor, to);

	if (from_queue)
		TAILQ_REMOVE(from_queue, entry, link);
	count(executor, entry->list, -1);
	entry->list = to;
	count(executor, to, 1);
	if (to_queue)
		TAILQ_INSERT_TAIL(to_queue, entry, link);
}

/* Starts what waits, as far as there is leave and a cell for it. */
static void start_waiting(struct untrusted *executor)
{
	while (executor->waiting_count != 0 &&
	       executor->running_count < executor->options.concurrency) {
		struct cell_process *cell = pool_take(executor->pool);
		if (!cell) {
			pool_refill(executor->pool);
			return;
		}
		struct execution_entry *entry = TAILQ_FIRST(&executor->waiting);
		move(executor, entry, EXECUTION_RUNNING);
		execution_run(entry->execution, cell);
	}
}

static void deliver_one(struct untrusted *executor, struct execution_entry *entry)
{
	const struct untrusted_callbacks callbacks = entry->callbacks;

	move(executor, entry, EXECUTION_NOWHERE);
	if (callbacks.on_result)
		callbacks.on_result(callbacks.user, &entry->result);
	execution_free(entry->execution);
}

/* Results that came while the caller was inside of our functions. */
static void on_deliver(evutil_socket_t fd, short what, void *arg)
{
	struct untrusted *executor = arg;
	struct execution_entry *entry;

	(void)fd;
	(void)what;
	while ((entry = TAILQ_FIRST(&executor->ending)))
		deliver_one(executor, entry);
	start_waiting(executor);
	pool_refill(executor->pool);
}

static void deliver_later(struct untrusted *executor, struct execution_entry *entry)
{
	move(executor, entry, EXECUTION_ENDING);
	event_active(executor->deliver, EV_TIMEOUT, 1);
}

static void on_end(void *user, struct execution_entry *entry)
{
	deliver_later(user, entry);
}

static void on_cell_lost(void *user, struct execution_entry *entry)
{
	struct untrusted *executor = user;

	/* To the head: it has waited already. */
	move(executor, entry, EXECUTION_WAITING);
	TAILQ_REMOVE(&executor->waiting, entry, link);
	TAILQ_INSERT_HEAD(&executor->waiting, entry, link);
	execution_wait(entry->execution);
	start_waiting(executor);
}

static void on_pool_cell(void *user)
{
	start_waiting(user);
}

static void on_pool_failure(void *user, const char *reason)
{
	struct untrusted *executor = user;
	struct execution_entry *entry;

	snprintf(executor->failure, sizeof(executor->failure), "%s", reason);
	while ((entry = TAILQ_FIRST(&executor->waiting)))
		execution_fail(entry->execution, REPORT_INTERNAL, UNTRUSTED_INTERNAL,
			       "no sandbox process could be started");
}

/* The running executable's path: from /proc, or without it as it was started. */
static void own_path(char *out, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", out, room);
	const char *started = (const char *)getauxval(AT_EXECFN);

	if (n < 0)
		n = started ? snprintf(out, room, "%s", started) : 0;
	out[n < (ssize_t)room ? n : 0] = '\0';
}

/* The executable beside the running one. */
static int open_cell(const char *path)
{
	char beside[PATH_MAX];

	if (!path) {
		own_path(beside, sizeof(beside) - sizeof("untrusted-cell"));
		char *slash = strrchr(beside, '/');
		if (!slash)
			return -ENOENT;
		memcpy(slash + 1, "untrusted-cell", sizeof("untrusted-cell"));
		path = beside;
	}
	int fd = open(path, O_PATH | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static unsigned processors(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count > 0 ? (unsigned)count : 1;
}

static void audit(void *user, const char *line, size_t line_bytes)
{
	const struct untrusted *executor = user;

	executor->options.on_audit(executor->options.user, line, line_bytes);
}

static int read_limits(struct untrusted *executor)
{
	char message[DEPLOYER_MESSAGE_MAX];
	int rc = deployer_read_limits(executor->options.limits, message, executor->bounds);

	if (rc < 0)
		notice(executor, message);
	return rc;
}

static int open_egress(struct untrusted *executor)
{
	const struct untrusted_network *network = executor->options.network;
	char message[DEPLOYER_MESSAGE_MAX];
	int rc = deployer_read_network(network, message, &executor->network);

	if (rc < 0) {
		if (rc == -EINVAL)
			notice(executor, message);
		return rc;
	}
	const struct egress_options options = {
		.loop = executor->loop,
		.network = &executor->network,
		.dns_servers = network ? network->dns_servers : NULL,
		.ca_file = network ? network->ca_file : NULL,
		.fetches = network && network->fetches ? network->fetches
						       : limits_get(LIMITS_FETCHES)->fallback,
		.fetches_at_once = network && network->fetches_at_once
					   ? network->fetches_at_once
					   : limits_get(LIMITS_FETCHES_AT_ONCE)->fallback,
		.on_audit = executor->options.on_audit ? audit : NULL,
		.user = executor,
	};
	rc = egress_open(&options, &executor->egress);
	if (rc == -EINVAL)
		notice(executor, "network.dns_servers holds what is no ADDRESS:PORT");
	if (rc == -ENOENT)
		notice(executor, "network.ca_file cannot be read");
	if (rc == -EIO)
		notice(executor, "network.ca_file holds no certificates in PEM");
	return rc == -ENOENT || rc == -EIO ? -EINVAL : rc;
}

static int init(struct untrusted *executor)
{
	const struct pool_callbacks callbacks = {
		.on_cell = on_pool_cell,
		.on_failure = on_pool_failure,
		.on_notice = notice,
		.user = executor,
	};

	int rc = read_limits(executor);
	if (rc < 0)
		return rc;
	executor->loop = executor->options.loop;
	if (!executor->loop) {
		executor->owns_loop = true;
		executor->loop = event_base_new();
	}
	if (!executor->loop)
		return -ENOMEM;
	executor->deliver = event_new(executor->loop, -1, 0, on_deliver, executor);
	executor->reaper = reaper_new(executor->loop);
	if (!executor->deliver || !executor->reaper)
		return -ENOMEM;
	executor->cell_fd = open_cell(executor->options.cell_path);
	if (executor->cell_fd < 0)
		return executor->cell_fd;
	/* First the zygote, which starts on another processor while this one does the rest. */
	rc = pool_open(executor->loop, executor->cell_fd,
		       executor->options.concurrency + READY_EXTRA, &callbacks, executor->reaper,
		       &executor->pool);
	if (rc == 0)
		rc = open_egress(executor);
	if (rc < 0)
		return rc;
	if (executor->options.is_eager)
		egress_warm(executor->egress);
	executor->host = (struct execution_host){
		.loop = executor->loop,
		.pool = executor->pool,
		.reaper = executor->reaper,
		.egress = executor->egress,
		.bounds = executor->bounds,
		.on_end = on_end,
		.on_cell_lost = on_cell_lost,
		.on_notice = notice,
		.user = executor,
	};
	return 0;
}

static int check_required(const struct untrusted *executor)
{
	int rc = 0;

	for (unsigned layer = 0; layer < LAYER_COUNT; layer++) {
		int error = pool_layers(executor->pool)[layer];
		if (error == 0 || !(executor->options.required_layers & (1u << layer)))
			continue;
		char text[160];
		snprintf(text, sizeof(text),
			 "required isolation layer %s is not to be had here: %s",
			 layers_name((enum layer)layer), strerror(error));
		notice((void *)(uintptr_t)executor, text);
		rc = -EPERM;
	}
	return rc;
}

int untrusted_open(const struct untrusted_options *options, struct untrusted **out)
{
	struct untrusted *executor = calloc(1, sizeof(*executor));

	if (!executor)
		return -ENOMEM;
	if (options)
		executor->options = *options;
	if (executor->options.concurrency == 0)
		executor->options.concurrency = processors();
	if (executor->options.queue == 0)
		executor->options.queue = executor->options.concurrency * QUEUE_FOR_EACH;
	executor->cell_fd = -1;
	TAILQ_INIT(&executor->waiting);
	TAILQ_INIT(&executor->running);
	TAILQ_INIT(&executor->ending);

	int rc = init(executor);
	while (rc == 0 && !pool_layers(executor->pool)) {
		if (executor->failure[0] || event_base_loop(executor->loop, EVLOOP_ONCE) != 0)
			rc = -EPROTO;
	}
	if (rc == 0)
		rc = check_required(executor);
	if (rc < 0) {
		untrusted_close(executor);
		return rc;
	}
	*out = executor;
	return 0;
}

int untrusted_start(struct untrusted *executor, const char *request, size_t request_bytes,
		    const struct untrusted_callbacks *callbacks, struct untrusted_execution **out)
{
	struct untrusted_execution *execution =
		execution_new(&executor->host, request, request_bytes, callbacks);

	if (!execution)
		return -ENOMEM;
	struct execution_entry *entry = execution_entry(execution);
	if (!execution_is_runnable(execution)) {
		deliver_later(executor, entry);
	} else if (executor->running_count >= executor->options.concurrency &&
		   executor->waiting_count >= executor->options.queue) {
		char text[160];
		snprintf(text, sizeof(text), "too many executions: %u run and %u wait already",
			 executor->running_count, executor->waiting_count);
		execution_fail(execution, REPORT_INTERNAL, UNTRUSTED_BUSY, text);
	} else {
		move(executor, entry, EXECUTION_WAITING);
		execution_wait(execution);
		start_waiting(executor);
	}
	if (out)
		*out = execution;
	return 0;
}

void untrusted_cancel(struct untrusted_execution *execution)
{
	if (execution_entry(execution)->list != EXECUTION_ENDING)
		execution_fail(execution, REPORT_INTERNAL, UNTRUSTED_CANCELLED,
			       "Execution cancelled");
}

/* untrusted_run()'s part of the callbacks. */
struct waiter {
	const struct untrusted_callbacks *callbacks;
	struct untrusted_result *out;
	bool done;
};

static void waiter_on_console(void *user, const char *level, uint64_t time_us, const char *text,
			      size_t text_bytes)
{
	const struct waiter *waiter = user;

	waiter->callbacks->on_console(waiter->callbacks->user, level, time_us, text, text_bytes);
}

static const char *waiter_judge_response(void *user, const char *response, size_t response_bytes)
{
	const struct waiter *waiter = user;

	return waiter->callbacks->judge_response(waiter->callbacks->user, response, response_bytes);
}

static void waiter_on_result(void *user, const struct untrusted_result *result)
{
	struct waiter *waiter = user;

	*waiter->out = *result;
	waiter->out->response = result->response ? strdup(result->response) : NULL;
	waiter->done = true;
}

int untrusted_run(struct untrusted *executor, const char *request, size_t request_bytes,
		  const struct untrusted_callbacks *callbacks, struct untrusted_result *out)
{
	struct untrusted_result result;
	struct waiter waiter = { .callbacks = callbacks, .out = &result };
	const struct untrusted_callbacks own = {
		.execution_id = callbacks ? callbacks->execution_id : NULL,
		.deadline_ns = callbacks ? callbacks->deadline_ns : 0,
		.judge_response =
			callbacks && callbacks->judge_response ? waiter_judge_response : NULL,
		.on_console = callbacks && callbacks->on_console ? waiter_on_console : NULL,
		.on_result = waiter_on_result,
		.user = &waiter,
	};
	int rc = untrusted_start(executor, request, request_bytes, &own, NULL);

	if (rc < 0)
		return rc;
	while (!waiter.done)
		event_base_loop(executor->loop, EVLOOP_ONCE);
	if (!result.response)
		return -ENOMEM;
	*out = result;
	return 0;
}

static void on_prepare_timeout(evutil_socket_t fd, short what, void *arg)
{
	bool *is_over = arg;

	(void)fd;
	(void)what;
	*is_over = true;
}

int untrusted_prepare(struct untrusted *executor, unsigned timeout_ms)
{
	const struct timeval timeout = { .tv_sec = timeout_ms / 1000,
					 .tv_usec = (suseconds_t)(timeout_ms % 1000) * 1000 };
	bool is_over = false;

	executor->failure[0] = '\0';
	pool_refill(executor->pool);
	struct event *timer = event_new(executor->loop, -1, 0, on_prepare_timeout, &is_over);
	if (!timer || event_add(timer, &timeout) < 0)
		is_over = true;
	while (!is_over && !executor->failure[0] && !pool_is_full(executor->pool))
		if (event_base_loop(executor->loop, EVLOOP_ONCE) != 0)
			break;
	if (timer)
		event_free(timer);
	return pool_is_full(executor->pool) ? 0 : -ETIMEDOUT;
}

int untrusted_layer_error(const struct untrusted *executor, enum untrusted_layer layer)
{
	for (unsigned i = 0; i < LAYER_COUNT; i++)
		if ((unsigned)layer == 1u << i)
			return pool_layers(executor->pool)[i];
	return ENOENT;
}

static void free_all(struct execution_queue *queue)
{
	struct execution_entry *entry;

	while ((entry = TAILQ_FIRST(queue))) {
		TAILQ_REMOVE(queue, entry, link);
		execution_free(entry->execution);
	}
}

void untrusted_close(struct untrusted *executor)
{
	if (!executor)
		return;
	free_all(&executor->waiting);
	free_all(&executor->running);
	free_all(&executor->ending);
	egress_close(executor->egress);
	network_done(&executor->network);
	pool_close(executor->pool);
	reaper_free(executor->reaper);
	if (executor->deliver)
		event_free(executor->deliver);
	if (executor->cell_fd >= 0)
		close(executor->cell_fd);
	if (executor->owns_loop && executor->loop)
		event_base_free(executor->loop);
	free(executor);
}

void untrusted_result_done(struct untrusted_result *result)
{
	free(result->response);
	*result = (struct untrusted_result){ 0 };
}
