// SPDX-License-Identifier: MIT
#include "front/trickle.h"

#include <errno.h>
#include <event2/event.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

/* A descriptor that can be written to takes at least this much at once: pipes 4096, terminals less. */
#define PIECE_BYTES 512

/* How often a reader that has stopped is tried again. Not an event: files and terminals have none. */
#define RETRY_MS 10

struct trickle {
	FILE *stream;
	struct event *retry;
	struct buf pending;
	int fd;
};

/* Writes what is taken at once. Returns whether something is left. */
static bool push(struct trickle *trickle)
{
	struct pollfd writable = { .fd = trickle->fd, .events = POLLOUT };
	size_t done = 0;

	while (done < trickle->pending.len && poll(&writable, 1, 0) == 1) {
		size_t piece = trickle->pending.len - done;
		ssize_t n = write(trickle->fd, trickle->pending.data + done,
				  piece < PIECE_BYTES ? piece : PIECE_BYTES);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			n = (ssize_t)piece; /* nobody will ever read it */
		done += n > 0 ? (size_t)n : 0;
	}
	if (done != 0)
		memmove(trickle->pending.data, trickle->pending.data + done,
			trickle->pending.len - done);
	trickle->pending.len -= done;
	return trickle->pending.len != 0;
}

static void push_or_retry(struct trickle *trickle)
{
	const struct timeval soon = { .tv_usec = RETRY_MS * 1000 };

	if (push(trickle))
		event_add(trickle->retry, &soon);
}

static void on_retry(evutil_socket_t unused, short what, void *arg)
{
	(void)unused;
	(void)what;
	push_or_retry(arg);
}

static ssize_t on_write(void *cookie, const char *data, size_t bytes)
{
	struct trickle *trickle = cookie;

	/* What does not fit is dropped; for the stream it is written. */
	buf_append(&trickle->pending, data, bytes);
	push_or_retry(trickle);
	return (ssize_t)bytes;
}

struct trickle *trickle_new(struct event_base *loop, int fd, size_t max_bytes)
{
	const cookie_io_functions_t functions = { .write = on_write };
	struct trickle *trickle = calloc(1, sizeof(*trickle));

	if (!trickle)
		return NULL;
	trickle->fd = fd;
	trickle->pending.max = max_bytes;
	trickle->retry = event_new(loop, -1, 0, on_retry, trickle);
	trickle->stream = fopencookie(trickle, "w", functions);
	if (!trickle->retry || !trickle->stream) {
		trickle_finish(trickle);
		return NULL;
	}
	return trickle;
}

FILE *trickle_stream(struct trickle *trickle)
{
	return trickle->stream;
}

void trickle_finish(struct trickle *trickle)
{
	if (!trickle)
		return;
	if (trickle->stream)
		fclose(trickle->stream);
	while (push(trickle)) {
		struct pollfd writable = { .fd = trickle->fd, .events = POLLOUT };
		poll(&writable, 1, -1);
	}
	if (trickle->retry)
		event_free(trickle->retry);
	buf_done(&trickle->pending);
	free(trickle);
}
