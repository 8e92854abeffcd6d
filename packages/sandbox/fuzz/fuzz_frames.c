/* SPDX-License-Identifier: MIT */
/*
 * What a cell sends, through a real socket into a real execution: however it is cut into pieces, the outcome is
 * the same, comes once, and is one well-formed response. Nothing is allowed to the code, so that every fetch is refused
 * and no network is touched.
 *
 * Input: one byte, the size of the pieces (0: as large as the socket takes), and the cell's stream.
 */
#include "fuzz.h"

#include <event2/event.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/json_scan.h"
#include "egress/egress.h"
#include "policy/limits.h"
#include "policy/network.h"
#include "supervisor/cell_process.h"
#include "supervisor/execution.h"

/* More than fits into a socket at a time is not worth the time. */
#define STREAM_MAX (512u << 10)

static const char request[] = "{\"code\":\"1\",\"timeoutMs\":25000}";

/* An execution asks its pool for one number, which is 0 here. */
static union {
	max_align_t align;
	char bytes[4096];
} no_pool;

static struct {
	unsigned ends, lines;
	enum untrusted_outcome outcome;
} seen;

static void on_end(void *user, struct execution_entry *entry)
{
	(void)user;
	seen.ends++;
	seen.outcome = entry->result.outcome;
	entry->list = EXECUTION_ENDING;
	CHECK(entry->result.response);
	CHECK(json_scan_value(entry->result.response, entry->result.response_bytes, NULL, NULL) ==
	      0);
}

static void on_cell_lost(void *user, struct execution_entry *entry)
{
	(void)user;
	(void)entry;
	CHECK(!"it has read its request");
}

static void on_notice(void *user, const char *text)
{
	(void)user;
	CHECK(strlen(text) > 0);
}

/* What of an address is allowed to go, or was there, would have gone out. */
static void on_audit(void *user, const char *line, size_t bytes)
{
	(void)user;
	CHECK(json_scan_value(line, bytes, NULL, NULL) == 0);
	CHECK(memmem(line, bytes, "\"refused\":", 10) && !memmem(line, bytes, "\"address\":", 10));
}

static void on_console(void *user, const char *level, uint64_t time_us, const char *text,
		       size_t text_bytes)
{
	(void)user;
	(void)time_us;
	(void)text;
	CHECK(strlen(level) >= 3 && text_bytes <= limits_get(LIMITS_CONSOLE_BYTES)->maximum);
	seen.lines++;
}

static void swallow_request(int fd)
{
	char bytes[4096];

	CHECK(read(fd, bytes, sizeof bytes) > 0);
}

/* Sends in pieces, and lets the execution read after each. */
static void feed(struct event_base *loop, int fd, const uint8_t *data, size_t size, size_t piece)
{
	while (size > 0 && seen.ends == 0) {
		size_t wanted = size < piece ? size : piece;
		ssize_t n = send(fd, data, wanted, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n > 0) {
			data += n;
			size -= (size_t)n;
		}
		event_base_loop(loop, EVLOOP_NONBLOCK);
	}
	shutdown(fd, SHUT_WR);
	while (seen.ends == 0)
		event_base_loop(loop, EVLOOP_ONCE);
	event_base_loop(loop, EVLOOP_NONBLOCK);
}

static struct egress *open_egress(struct event_base *loop)
{
	static const struct network network;
	/* Few at a time, so that some wait. */
	const struct egress_options options = {
		.loop = loop,
		.network = &network,
		.fetches = 20,
		.fetches_at_once = 2,
		.on_audit = on_audit,
	};
	struct egress *egress;

	CHECK(egress_open(&options, &egress) == 0);
	return egress;
}

/* Those of the contract. */
static const struct limits_bounds bounds[LIMITS_CHOSEN_COUNT] = {
	[LIMITS_TIMEOUT] = { 5000, 25000 },
	[LIMITS_MEMORY] = { 10485760, 52428800 },
};

static void play(const uint8_t *data, size_t size, size_t piece)
{
	static struct event_base *loop;
	static struct egress *egress;
	const struct untrusted_callbacks callbacks = { .on_console = on_console };
	int pair[2];

	if (!loop)
		loop = event_base_new();
	if (loop && !egress)
		egress = open_egress(loop);
	CHECK(loop && socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
	struct execution_host host = {
		.loop = loop,
		.pool = (struct pool *)&no_pool,
		.egress = egress,
		.bounds = bounds,
		.on_end = on_end,
		.on_cell_lost = on_cell_lost,
		.on_notice = on_notice,
	};
	memset(&seen, 0, sizeof seen);
	struct untrusted_execution *execution =
		execution_new(&host, request, sizeof request - 1, &callbacks);
	struct cell_process *cell = cell_process_new(loop, pair[0]);
	CHECK(execution && cell);
	execution_run(execution, cell);
	swallow_request(pair[1]);
	feed(loop, pair[1], data, size, piece);
	CHECK(seen.ends == 1);
	execution_free(execution);
	close(pair[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > STREAM_MAX)
		return 0;
	size_t piece = data[0] ? data[0] : STREAM_MAX;
	play(data + 1, size - 1, STREAM_MAX);
	enum untrusted_outcome outcome = seen.outcome;
	unsigned lines = seen.lines;
	/* Single bytes of a large input would take seconds. */
	if (piece < 16 && size > 4096)
		piece = 16;
	play(data + 1, size - 1, piece);
	CHECK(seen.outcome == outcome && seen.lines == lines);
	return 0;
}
