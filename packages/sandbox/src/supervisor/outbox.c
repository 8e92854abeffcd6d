/* SPDX-License-Identifier: MIT */
#include "supervisor/outbox.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>

#include "base/check.h"

/* The frame's header and its parts. */
#define PARTS_MAX 5

static void wait_writable(struct outbox *outbox)
{
	event_add(outbox->writable, NULL);
}

/* Returns the bytes that the socket took, 0 if it takes none now, or -1 for good. */
static ssize_t send_parts(struct outbox *outbox, struct iovec *parts, size_t count)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = count };
	ssize_t n;

	if (outbox->error)
		return -1;
	do {
		n = sendmsg(outbox->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n < 0)
		outbox->error = errno;
	return n;
}

/* Moves past @bytes of the parts. Returns the index of the first that has some left. */
static int skip(struct iovec *parts, int next, int count, size_t bytes)
{
	while (next < count && bytes >= parts[next].iov_len)
		bytes -= parts[next++].iov_len;
	if (next < count) {
		parts[next].iov_base = (char *)parts[next].iov_base + bytes;
		parts[next].iov_len -= bytes;
	}
	return next;
}

/* Returns whether it has all gone. */
static bool send_borrowed(struct outbox *outbox)
{
	while (outbox->borrowed_next < outbox->borrowed_count) {
		ssize_t n = send_parts(outbox, outbox->borrowed + outbox->borrowed_next,
				       (size_t)(outbox->borrowed_count - outbox->borrowed_next));
		if (n <= 0)
			return false;
		outbox->borrowed_next = skip(outbox->borrowed, outbox->borrowed_next,
					     outbox->borrowed_count, (size_t)n);
	}
	return true;
}

static bool send_kept(struct outbox *outbox)
{
	while (outbox->kept_at < outbox->kept.len) {
		struct iovec part = { outbox->kept.data + outbox->kept_at,
				      outbox->kept.len - outbox->kept_at };
		ssize_t n = send_parts(outbox, &part, 1);
		if (n <= 0)
			return false;
		outbox->kept_at += (size_t)n;
	}
	/* The memory stays: the next megabytes of a download come soon. */
	outbox->kept.len = 0;
	outbox->kept_at = 0;
	return true;
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct outbox *outbox = arg;

	(void)fd;
	(void)what;
	if ((!send_borrowed(outbox) || !send_kept(outbox)) && !outbox->error)
		wait_writable(outbox);
}

int outbox_init(struct outbox *outbox, struct event_base *loop, int fd, size_t backlog_max)
{
	*outbox = (struct outbox){ .fd = fd, .kept = { .max = backlog_max } };
	outbox->writable = event_new(loop, fd, EV_WRITE, on_writable, outbox);
	return outbox->writable ? 0 : -ENOMEM;
}

void outbox_send_first(struct outbox *outbox, const struct iovec *parts, int count)
{
	CHECK(count <= OUTBOX_BORROWED_MAX);
	memcpy(outbox->borrowed, parts, (size_t)count * sizeof(*parts));
	outbox->borrowed_count = count;
	outbox->borrowed_next = 0;
	if (!send_borrowed(outbox) && !outbox->error)
		wait_writable(outbox);
}

bool outbox_has_sent_first(const struct outbox *outbox)
{
	return outbox->borrowed_count != 0 && outbox->borrowed_next == outbox->borrowed_count;
}

void outbox_widen(struct outbox *outbox)
{
	const int bytes = 4 * (int)FRAME_FETCH_PIECE_MAX;

	/* It gives what it may. What does not fit is kept, at the price of a copy. */
	setsockopt(outbox->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

/* Keeps what is left of the parts. Frames are kept whole or not at all: half of one would confuse the cell. */
static int keep(struct outbox *outbox, const struct iovec *parts, int next, int count)
{
	size_t bytes = 0;

	for (int i = next; i < count; i++)
		bytes += parts[i].iov_len;
	/* What has gone makes room, when it is worth the moving. */
	if (outbox->kept_at > outbox->kept.len / 2) {
		memmove(outbox->kept.data, outbox->kept.data + outbox->kept_at,
			outbox->kept.len - outbox->kept_at);
		outbox->kept.len -= outbox->kept_at;
		outbox->kept_at = 0;
	}
	int rc = buf_reserve(&outbox->kept, bytes);
	if (rc < 0)
		return rc;
	for (int i = next; i < count; i++)
		buf_append(&outbox->kept, parts[i].iov_base, parts[i].iov_len);
	wait_writable(outbox);
	return 0;
}

int outbox_send(struct outbox *outbox, enum frame_type type, const struct iovec *parts, int count)
{
	struct frame_header header = { .type = type };
	struct iovec all[PARTS_MAX] = { { &header, sizeof(header) } };
	int used = 1;

	CHECK(count < PARTS_MAX);
	for (int i = 0; i < count; i++) {
		header.length += (uint32_t)parts[i].iov_len;
		if (parts[i].iov_len != 0)
			all[used++] = parts[i];
	}
	if (outbox->error)
		return 0;
	int next = 0;
	if (outbox->borrowed_next == outbox->borrowed_count && outbox->kept.len == 0) {
		ssize_t n = send_parts(outbox, all, (size_t)used);
		if (n < 0)
			return 0;
		next = skip(all, 0, used, (size_t)n);
	}
	return next == used ? 0 : keep(outbox, all, next, used);
}

void outbox_done(struct outbox *outbox)
{
	if (outbox->writable)
		event_free(outbox->writable);
	outbox->writable = NULL;
	buf_done(&outbox->kept);
	outbox->kept_at = 0;
}
