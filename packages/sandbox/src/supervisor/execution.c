// SPDX-License-Identifier: MIT
#include "supervisor/execution.h"

#include <errno.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_scan.h"
#include "base/json_text.h"
#include "egress/egress.h"
#include "egress/fetches.h"
#include "policy/limits.h"
#include "supervisor/console.h"
#include "supervisor/outbox.h"
#include "supervisor/pool.h"
#include "supervisor/request.h"
#include "wire/frame.h"

/*
 * How long after the timeout the guest has to stop the code by itself, which it does with the code's stack
 * in hand, before it is killed.
 */
#define KILL_GRACE_MS 40

/* Read at a time from one cell: a flood must leave the others their turn. */
#define READ_MAX (64u << 10)

/* How long what a cell has said by its timeout is read; a result of 6 MiB takes a few milliseconds. */
#define DRAIN_NS (INT64_C(10) * 1000000)

/* Cells may be killed, by an operator or by the kernel, while they wait. More than so many is no accident. */
#define CELLS_LOST_MAX 5

/* Frames that a cell has not taken yet. The windows of the wire let this many bytes come about, of which few do. */
#define BACKLOG_MAX (64u << 20)

#define EXECUTION_ID_MAX 63

struct untrusted_execution {
	struct execution_entry entry; /* first, for execution_entry() */
	const struct execution_host *host;

	char *text; /* the request as it came: `request.input` points into it */
	struct request request;

	struct cell_process *cell;
	unsigned cells_lost;
	struct event *timer; /* the kill; while it waits: its deadline, if it has one */
	uint32_t timeout_ms; /* the request's, or what is left until the deadline */
	bool is_timeout_of_deadline;
	int64_t started_ns;
	int64_t cpu_before_ns;

	struct outbox outbox;
	struct {
		struct frame_header header;
		struct frame_run run;
	} run_head; /* of FRAME_RUN, until it has gone */

	struct fetches *fetches;       /* NULL: the code has not asked for any */
	char id[EXECUTION_ID_MAX + 1]; /* in the audit log */

	struct buf in; /* the beginning of a frame that has not arrived whole */
	bool heard;    /* anything at all came from the cell */
	bool is_over;  /* end() has begun */
	struct console console;
	struct frame_cost cost; /* as the guest says */
};

static struct json_scan_slice slice_of(const char *text)
{
	return (struct json_scan_slice){ text, strlen(text) };
}

/* Takes the figures while the cell is still there. */
static struct untrusted_usage measure(const struct untrusted_execution *execution)
{
	const struct fetches_usage fetched = fetches_usage(execution->fetches);
	struct untrusted_usage usage = {
		.peak_memory_bytes = execution->cost.peak_memory_bytes,
		.fetches = fetched.count,
		.fetches_refused = fetched.refused,
		.bytes_sent = fetched.sent,
		.bytes_received = fetched.received,
	};

	if (execution->started_ns == 0)
		return usage;
	usage.wall_us = (uint64_t)(clock_now_ns() - execution->started_ns) / 1000;
	if (!execution->cell)
		return usage;
	int64_t cpu_ns = cell_process_cpu_ns(execution->cell) - execution->cpu_before_ns;
	/* The kernel's account of another process lags behind while that runs; the guest's may be a lie. */
	usage.cpu_us = cpu_ns > 0 ? (uint64_t)cpu_ns / 1000 : 0;
	if (usage.cpu_us < execution->cost.cpu_us && execution->cost.cpu_us <= usage.wall_us)
		usage.cpu_us = execution->cost.cpu_us;
	return usage;
}

/* The guest could not say: what the process had resident, less what an idle one has. */
static uint64_t peak_of_process(const struct untrusted_execution *execution)
{
	uint64_t peak = execution->cell ? cell_process_peak_bytes(execution->cell) : 0;
	uint64_t idle = pool_idle_peak_bytes(execution->host->pool);

	return peak > idle ? peak - idle : 0;
}

static void release_cell(struct untrusted_execution *execution)
{
	if (execution->timer)
		event_del(execution->timer);
	fetches_free(execution->fetches);
	execution->fetches = NULL;
	outbox_done(&execution->outbox);
	cell_process_kill(execution->cell, execution->host->reaper);
	execution->cell = NULL;
}

static void write_response(struct untrusted_execution *execution, const struct report *report,
			   enum untrusted_outcome outcome)
{
	struct untrusted_result *result = &execution->entry.result;

	free(result->response);
	result->response = report_write(report, &result->response_bytes);
	result->outcome = result->response ? outcome : UNTRUSTED_INTERNAL;
	result->kind = report->success ? NULL : report_kind_name(report->error.kind);
}

/* The caller cannot deliver it: the same execution with another end. */
static void judge_response(struct untrusted_execution *execution, struct report *report)
{
	const struct untrusted_callbacks *callbacks = &execution->entry.callbacks;
	const struct untrusted_result *result = &execution->entry.result;
	const char *reason = NULL;

	if (callbacks->judge_response && result->response)
		reason = callbacks->judge_response(callbacks->user, result->response,
						   result->response_bytes);
	if (!reason)
		return;
	report->success = false;
	report->has_progress = false;
	report->error = (struct report_error){ .kind = REPORT_RESULT, .message = slice_of(reason) };
	write_response(execution, report, report_outcome(REPORT_RESULT));
}

static void tell_console(const struct untrusted_execution *execution, uint32_t level,
			 uint32_t time_us, const char *text, size_t bytes)
{
	const struct untrusted_callbacks *callbacks = &execution->entry.callbacks;

	if (callbacks->on_console)
		callbacks->on_console(callbacks->user, console_level_name(level), time_us, text,
				      bytes);
}

static void finish_console(struct untrusted_execution *execution, uint32_t time_us)
{
	char text[CONSOLE_LAST_MAX];
	size_t bytes = console_finish(&execution->console, time_us, text);

	if (bytes)
		tell_console(execution, CONSOLE_LAST_LEVEL, time_us, text, bytes);
}

/* Writes the result and hands the execution back. Nothing may touch it afterwards. */
static void end(struct untrusted_execution *execution, struct report *report,
		enum untrusted_outcome outcome)
{
	struct untrusted_result *result = &execution->entry.result;

	/* Once: a frame, or a cancel from a callback, that comes behind the end changes nothing. */
	if (execution->is_over)
		return;
	execution->is_over = true;
	struct untrusted_usage usage = measure(execution);

	if (report->has_progress && usage.peak_memory_bytes == 0)
		usage.peak_memory_bytes = peak_of_process(execution);
	finish_console(execution, (uint32_t)usage.wall_us);
	report->console = &execution->console;
	report->usage = &usage;
	if (execution->request.code) {
		report->timeout_ms = execution->timeout_ms;
		report->memory_limit_bytes = execution->request.memory_limit_bytes;
		report->clamped = execution->request.clamped;
		report->is_timeout_of_deadline = execution->is_timeout_of_deadline;
	}
	write_response(execution, report, outcome);
	judge_response(execution, report);
	result->usage = usage;
	result->timeout_ms = report->timeout_ms;
	result->memory_limit_bytes = report->memory_limit_bytes;
	release_cell(execution);
	execution->host->on_end(execution->host->user, &execution->entry);
}

void execution_fail(struct untrusted_execution *execution, enum report_kind kind,
		    enum untrusted_outcome outcome, const char *message)
{
	struct report report = {
		.error = { .kind = kind, .message = slice_of(message) },
		.has_progress = execution->cell || kind == REPORT_TIMEOUT,
		.started = execution->heard ||
			   (execution->cell && outbox_has_sent_first(&execution->outbox) &&
			    cell_process_unread_bytes(execution->cell) == 0),
	};

	end(execution, &report, outcome);
}

static void fail_internal(struct untrusted_execution *execution, const char *message)
{
	execution->host->on_notice(execution->host->user, message);
	execution_fail(execution, REPORT_INTERNAL, UNTRUSTED_INTERNAL, message);
}

/* What a frame did to its execution. */
enum verdict {
	GO_ON,
	ENDED, /* and is gone */
	BROKEN,
};

static enum verdict on_console(struct untrusted_execution *execution, const uint8_t *payload,
			       uint32_t bytes)
{
	struct frame_console head;

	memcpy(&head, payload, sizeof(head));
	const char *text = (const char *)payload + sizeof(head);
	size_t text_bytes = bytes - sizeof(head);
	if (console_add(&execution->console, head.level, head.time_us, text, text_bytes))
		tell_console(execution, head.level, head.time_us, text, text_bytes);
	return GO_ON;
}

static enum verdict on_dropped(struct untrusted_execution *execution, const uint8_t *payload,
			       uint32_t bytes)
{
	struct frame_dropped dropped;

	(void)bytes;
	memcpy(&dropped, payload, sizeof(dropped));
	console_dropped(&execution->console, dropped.lines);
	return GO_ON;
}

/* Proves the JSON and finds the two members that are copied to the response's top. */
static bool read_result(struct report *report, const char *json, size_t bytes)
{
	struct json_scan_item value;
	static _Thread_local struct json_scan scan; /* 16 KB, and never two at a time */
	int rc;

	json_scan_init(&scan, json, bytes);
	if (scan.kind != JSON_SCAN_OBJECT) {
		if (json_scan_value(json, bytes, NULL, &value) < 0)
			return false;
		report->result = value.value;
		return true;
	}
	while ((rc = json_scan_next(&scan, &value)) > 0) {
		if (value.kind != JSON_SCAN_STRING)
			continue;
		if (json_text_string_is(value.key, "skip_reason"))
			report->skip_reason = value.value;
		else if (json_text_string_is(value.key, "error_reason"))
			report->error_reason = value.value;
	}
	report->result = (struct json_scan_slice){ json, bytes };
	return rc == 0;
}

static enum verdict on_done(struct untrusted_execution *execution, const uint8_t *payload,
			    uint32_t bytes)
{
	struct report report = { .success = true };
	struct frame_done done;

	memcpy(&done, payload, sizeof(done));
	execution->cost = done.cost;
	if (!done.has_result && bytes > sizeof(done))
		return BROKEN;
	if (done.has_result &&
	    !read_result(&report, (const char *)payload + sizeof(done), bytes - sizeof(done)))
		return BROKEN;
	end(execution, &report, UNTRUSTED_SUCCESS);
	return ENDED;
}

static enum verdict on_fail(struct untrusted_execution *execution, const uint8_t *payload,
			    uint32_t bytes)
{
	static const enum report_kind kinds[FRAME_KIND_COUNT] = {
		[FRAME_KIND_SYNTAX] = REPORT_SYNTAX,	 [FRAME_KIND_RUNTIME] = REPORT_RUNTIME,
		[FRAME_KIND_TIMEOUT] = REPORT_TIMEOUT,	 [FRAME_KIND_MEMORY] = REPORT_MEMORY,
		[FRAME_KIND_STACK] = REPORT_STACK,	 [FRAME_KIND_RESULT] = REPORT_RESULT,
		[FRAME_KIND_INTERNAL] = REPORT_INTERNAL,
	};
	struct frame_fail fail;

	memcpy(&fail, payload, sizeof(fail));
	uint64_t texts = (uint64_t)fail.name_bytes + fail.message_bytes + fail.stack_bytes;
	if (fail.kind >= FRAME_KIND_COUNT || texts != bytes - sizeof(fail) ||
	    fail.name_bytes > FRAME_ERROR_NAME_MAX || fail.message_bytes > FRAME_ERROR_TEXT_MAX ||
	    fail.stack_bytes > FRAME_ERROR_TEXT_MAX)
		return BROKEN;
	const char *text = (const char *)payload + sizeof(fail);
	enum report_kind kind = kinds[fail.kind];
	struct report report = {
		.error = {
			.kind = kind,
			.name = { text, fail.name_bytes },
			.message = { text + fail.name_bytes, fail.message_bytes },
			.stack = { text + fail.name_bytes + fail.message_bytes, fail.stack_bytes },
			.line = fail.line,
			.column = fail.column,
		},
		.has_progress = kind == REPORT_TIMEOUT || kind == REPORT_MEMORY || kind == REPORT_INTERNAL,
		.started = true,
	};
	execution->cost = fail.cost;
	end(execution, &report, report_outcome(kind));
	return ENDED;
}

/* Fetches' frames to the cell. */
static void send_to_cell(void *user, enum frame_type type, const struct iovec *parts, int count)
{
	struct untrusted_execution *execution = user;

	/* Not ended from here, inside of a transfer: a cell that takes nothing waits for its timeout. */
	if (outbox_send(&execution->outbox, type, parts, count) < 0)
		execution->outbox.error = ENOBUFS;
}

static enum verdict fetch_verdict(struct untrusted_execution *execution, int rc)
{
	if (rc != -ENOMEM)
		return rc < 0 ? BROKEN : GO_ON;
	fail_internal(execution, "the supervisor is out of memory");
	return ENDED;
}

static enum verdict on_fetch(struct untrusted_execution *execution, const uint8_t *payload,
			     uint32_t bytes)
{
	const struct fetches_host host = {
		.egress = execution->host->egress,
		.allowlist = &execution->request.allowed_domains,
		.execution_id = execution->id,
		.send = send_to_cell,
		.user = execution,
	};

	if (!execution->fetches) {
		execution->fetches = fetches_new(&host);
		outbox_widen(&execution->outbox);
	}
	return fetch_verdict(
		execution, execution->fetches ? fetches_on_start(execution->fetches, payload, bytes)
					      : -ENOMEM);
}

/* About a fetch, of which there must have been one. */
static enum verdict on_fetch_frame(struct untrusted_execution *execution, const uint8_t *payload,
				   uint32_t bytes,
				   int (*handle)(struct fetches *fetches, const uint8_t *payload,
						 uint32_t bytes))
{
	if (!execution->fetches)
		return BROKEN;
	return fetch_verdict(execution, handle(execution->fetches, payload, bytes));
}

static enum verdict on_fetch_body(struct untrusted_execution *execution, const uint8_t *payload,
				  uint32_t bytes)
{
	return on_fetch_frame(execution, payload, bytes, fetches_on_body);
}

static enum verdict on_fetch_credit(struct untrusted_execution *execution, const uint8_t *payload,
				    uint32_t bytes)
{
	return on_fetch_frame(execution, payload, bytes, fetches_on_credit);
}

static enum verdict on_fetch_cancel(struct untrusted_execution *execution, const uint8_t *payload,
				    uint32_t bytes)
{
	return on_fetch_frame(execution, payload, bytes, fetches_on_cancel);
}

static const struct {
	enum verdict (*on)(struct untrusted_execution *execution, const uint8_t *payload,
			   uint32_t bytes);
} handlers[] = {
	[FRAME_CONSOLE] = { on_console },
	[FRAME_DROPPED] = { on_dropped },
	[FRAME_DONE] = { on_done },
	[FRAME_FAIL] = { on_fail },
	[FRAME_FETCH] = { on_fetch },
	[FRAME_FETCH_BODY] = { on_fetch_body },
	[FRAME_FETCH_CREDIT] = { on_fetch_credit },
	[FRAME_FETCH_CANCEL] = { on_fetch_cancel },
};

/*
 * Handles the whole frames at the start of the data. Returns GO_ON and, in @out_used, the bytes that they
 * were; what is left is the beginning of a frame of which nothing is wrong so far.
 */
static enum verdict handle_frames(struct untrusted_execution *execution, const uint8_t *data,
				  size_t bytes, size_t *out_used)
{
	size_t used = 0;

	while (bytes - used >= sizeof(struct frame_header)) {
		struct frame_header header;
		memcpy(&header, data + used, sizeof(header));
		if (!frame_judge(&header))
			return BROKEN;
		if (bytes - used - sizeof(header) < header.length)
			break;
		enum verdict verdict = handlers[header.type].on(
			execution, data + used + sizeof(header), header.length);
		if (verdict != GO_ON)
			return verdict;
		if (execution->entry.list == EXECUTION_ENDING)
			return ENDED; /* cancelled by a callback */
		used += sizeof(header) + header.length;
	}
	*out_used = used;
	return GO_ON;
}

static enum verdict handle_bytes(struct untrusted_execution *execution, const uint8_t *data,
				 size_t bytes)
{
	struct buf *in = &execution->in;
	size_t used;

	/* Usually frames arrive whole, and are handled where they were read. */
	if (in->len == 0) {
		enum verdict verdict = handle_frames(execution, data, bytes, &used);
		if (verdict != GO_ON)
			return verdict;
		return buf_append(in, data + used, bytes - used) < 0 ? BROKEN : GO_ON;
	}
	if (buf_append(in, data, bytes) < 0)
		return BROKEN;
	enum verdict verdict = handle_frames(execution, (const uint8_t *)in->data, in->len, &used);
	if (verdict == GO_ON) {
		memmove(in->data, in->data + used, in->len - used);
		in->len -= used;
	}
	return verdict;
}

/* The socket is at its end without an answer. */
static void on_lost(struct untrusted_execution *execution, int error)
{
	/*
	 * ECONNRESET: it died with the request unread, so that nothing of it has run, and another cell may.
	 * (unix(7) sockets report this when the peer closes with data in its queue.)
	 */
	bool unread = error == ECONNRESET || error == EPIPE;

	if (unread && !execution->heard && execution->cells_lost++ < CELLS_LOST_MAX) {
		release_cell(execution);
		execution->host->on_notice(execution->host->user,
					   "a cell died before it took its request, "
					   "which goes to another");
		execution->host->on_cell_lost(execution->host->user, &execution->entry);
		return;
	}
	fail_internal(execution, "the sandbox process died before it answered");
}

/* Reads once. Returns whether there may be more to read from an execution that goes on. */
static bool read_some(struct untrusted_execution *execution)
{
	static _Thread_local uint8_t data[READ_MAX]; /* executors may be in several threads */
	ssize_t n = recv(execution->cell->fd, data, sizeof(data), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		/* A send may have met the error first, and taken it. */
		on_lost(execution, n < 0 ? errno : execution->outbox.error);
		return false;
	}
	execution->heard = true;
	if (handle_bytes(execution, data, (size_t)n) == BROKEN)
		fail_internal(execution, "the sandbox process broke the protocol");
	return execution->cell != NULL;
}

static void on_readable(struct cell_process *cell, void *owner)
{
	(void)cell;
	read_some(owner);
}

/*
 * At the timeout, for a bounded time: a cell that goes on writing would hold up the others. Returns whether the
 * execution ended, or went to another cell.
 */
static bool read_what_is_there(struct untrusted_execution *execution)
{
	int64_t until_ns = clock_now_ns() + DRAIN_NS;
	unsigned lost = execution->cells_lost;

	while (clock_now_ns() < until_ns && read_some(execution))
		;
	/* Another cell may be there already. */
	return execution->cell == NULL || execution->cells_lost != lost;
}

static void send_run(struct untrusted_execution *execution)
{
	const struct request *request = &execution->request;

	execution->run_head.run = (struct frame_run){
		.timeout_ms = execution->timeout_ms,
		.memory_limit_bytes = request->memory_limit_bytes,
		.code_bytes = (uint32_t)request->code_bytes,
		.input_bytes = (uint32_t)request->input_bytes,
		.console_max_bytes = limits_get(LIMITS_CONSOLE_BYTES)->maximum,
		.console_max_lines = limits_get(LIMITS_CONSOLE_LINES)->maximum,
	};
	execution->run_head.header = (struct frame_header){
		.type = FRAME_RUN,
		.length = (uint32_t)(sizeof(execution->run_head.run) + request->code_bytes + 1 +
				     request->input_bytes + 1),
	};
	const struct iovec parts[] = {
		{ &execution->run_head, sizeof(execution->run_head) },
		/* The program's NUL follows it in memory. */
		{ request->code, request->code_bytes + 1 },
		/* Without input there is nothing to point to, and NULL is not to be counted from. */
		{ (void *)(uintptr_t)(request->input ? request->input : ""), request->input_bytes },
		{ (void *)(uintptr_t) "", 1 },
	};
	outbox_send_first(&execution->outbox, parts, 4);
	if (execution->outbox.error)
		on_lost(execution, execution->outbox.error);
}

/* Whole milliseconds that are left, rounded down; 0 if it has passed. UINT32_MAX without a deadline. */
static uint32_t ms_until_deadline(const struct untrusted_execution *execution)
{
	int64_t deadline_ns = execution->entry.callbacks.deadline_ns;
	int64_t now_ns = clock_now_ns();

	if (deadline_ns == 0)
		return UINT32_MAX;
	if (deadline_ns <= now_ns)
		return 0;
	int64_t left_ms = (deadline_ns - now_ns) / 1000000;
	return left_ms < UINT32_MAX ? (uint32_t)left_ms : UINT32_MAX;
}

/* A deadline that is nearer than the timeout is what applies. Returns whether there is any time. */
static bool limit_timeout(struct untrusted_execution *execution)
{
	uint32_t left_ms = ms_until_deadline(execution);

	if (left_ms >= execution->timeout_ms)
		return true;
	execution->timeout_ms = left_ms ? left_ms : 1;
	execution->is_timeout_of_deadline = true;
	execution->request.clamped |= 1u << LIMITS_TIMEOUT;
	return left_ms != 0;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct untrusted_execution *execution = arg;

	(void)fd;
	(void)what;
	if (!execution->cell)
		limit_timeout(execution);
	/* The supervisor may have been held up: what the cell had said by then counts. */
	else if (read_what_is_there(execution))
		return;
	execution_fail(execution, REPORT_TIMEOUT, UNTRUSTED_LIMIT_EXCEEDED, "");
}

/* Ends it in so many milliseconds. Returns 0 or -1. */
static int arm_timer(struct untrusted_execution *execution, uint32_t ms)
{
	const struct timeval after = { .tv_sec = ms / 1000,
				       .tv_usec = (suseconds_t)(ms % 1000) * 1000 };

	if (!execution->timer)
		execution->timer = event_new(execution->host->loop, -1, 0, on_timer, execution);
	return execution->timer ? event_add(execution->timer, &after) : -1;
}

void execution_wait(struct untrusted_execution *execution)
{
	uint32_t left_ms = ms_until_deadline(execution);

	if (left_ms != UINT32_MAX && arm_timer(execution, left_ms) < 0)
		fail_internal(execution, "the supervisor is out of memory");
}

void execution_run(struct untrusted_execution *execution, struct cell_process *cell)
{
	const struct execution_host *host = execution->host;

	if (!limit_timeout(execution)) {
		cell_process_kill(cell, host->reaper);
		execution_fail(execution, REPORT_TIMEOUT, UNTRUSTED_LIMIT_EXCEEDED, "");
		return;
	}
	execution->cell = cell;
	if (outbox_init(&execution->outbox, host->loop, cell->fd, BACKLOG_MAX) < 0 ||
	    arm_timer(execution, execution->timeout_ms + KILL_GRACE_MS) < 0 ||
	    cell_process_watch(cell, on_readable, execution) < 0) {
		fail_internal(execution, "the supervisor is out of memory");
		return;
	}
	execution->started_ns = clock_now_ns();
	execution->cpu_before_ns = cell_process_cpu_ns(cell);
	send_run(execution);
}

struct execution_entry *execution_entry(struct untrusted_execution *execution)
{
	return &execution->entry;
}

int execution_is_runnable(const struct untrusted_execution *execution)
{
	return execution->request.code != NULL;
}

/* What the caller calls it, or a random name. */
static void set_id(struct untrusted_execution *execution, const char *wanted)
{
	uint64_t random;

	if (wanted) {
		snprintf(execution->id, sizeof(execution->id), "%s", wanted);
		return;
	}
	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = (uint64_t)clock_now_ns();
	snprintf(execution->id, sizeof(execution->id), "%016llx", (unsigned long long)random);
}

struct untrusted_execution *execution_new(const struct execution_host *host, const char *request,
					  size_t request_bytes,
					  const struct untrusted_callbacks *callbacks)
{
	struct untrusted_execution *execution = calloc(1, sizeof(*execution));
	struct request_fault fault;

	if (!execution)
		return NULL;
	execution->host = host;
	execution->entry.execution = execution;
	if (callbacks)
		execution->entry.callbacks = *callbacks;
	execution->in.max = sizeof(struct frame_header) + sizeof(struct frame_done) +
			    FRAME_RESULT_MAX + READ_MAX;
	console_init(&execution->console);
	set_id(execution, callbacks ? callbacks->execution_id : NULL);
	execution->text = malloc(request_bytes + 1);
	if (!execution->text) {
		execution_free(execution);
		return NULL;
	}
	memcpy(execution->text, request, request_bytes);

	const struct network *network = egress_options(host->egress)->network;
	int rc = request_parse(execution->text, request_bytes, network, host->bounds, &fault,
			       &execution->request);
	if (rc == -ENOMEM) {
		execution_free(execution);
		return NULL;
	}
	if (rc < 0) {
		const struct report report = {
			.error = { .kind = REPORT_INVALID_REQUEST,
				   .message = slice_of(fault.message) },
		};
		write_response(execution, &report, UNTRUSTED_INVALID_REQUEST);
	}
	execution->timeout_ms = execution->request.timeout_ms;
	return execution;
}

void execution_free(struct untrusted_execution *execution)
{
	if (!execution)
		return;
	release_cell(execution);
	if (execution->timer)
		event_free(execution->timer);
	console_done(&execution->console);
	buf_done(&execution->in);
	request_done(&execution->request);
	free(execution->text);
	free(execution->entry.result.response);
	free(execution);
}
