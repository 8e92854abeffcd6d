/* SPDX-License-Identifier: MIT */
/*
 * Frames on their way to a cell: sent as far as the socket takes them, kept and sent later otherwise.
 *
 * Used by the execution. Errors of the socket are kept and told when asked: reading the same socket finds its end, and
 * is where an execution ends.
 */
#ifndef UNTRUSTED_SUPERVISOR_OUTBOX_H
#define UNTRUSTED_SUPERVISOR_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "base/buf.h"
#include "wire/frame.h"

struct event;
struct event_base;

/* Parts of the first frame, which is not copied. */
#define OUTBOX_BORROWED_MAX 4

struct outbox {
	int fd;
	struct event *writable;
	struct iovec borrowed[OUTBOX_BORROWED_MAX];
	int borrowed_count, borrowed_next;
	struct buf kept; /* complete frames, from `kept_at` on */
	size_t kept_at;
	int error; /* errno of the first send that failed; 0: none did */
};

/* @fd is the caller's. @backlog_max: bytes that may be kept. Returns 0 or -ENOMEM. */
int outbox_init(struct outbox *outbox, struct event_base *loop, int fd, size_t backlog_max);

/* Sends the first frame, header and all, which stays where it is until outbox_has_sent_first(). */
void outbox_send_first(struct outbox *outbox, const struct iovec *parts, int count);

bool outbox_has_sent_first(const struct outbox *outbox);

/* Asks the kernel for room for more than one large frame on the way, before many of them are sent. */
void outbox_widen(struct outbox *outbox);

/* Sends a frame of @count parts, which are copied if need be. Returns 0, -EMSGSIZE (backlog) or -ENOMEM. */
int outbox_send(struct outbox *outbox, enum frame_type type, const struct iovec *parts, int count);

/* Forgets what has not been sent. */
void outbox_done(struct outbox *outbox);

#endif
