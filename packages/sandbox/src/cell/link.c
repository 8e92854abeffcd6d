// SPDX-License-Identifier: MIT
#include "cell/link.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include "wire/control.h"
#include "wire/frame.h"

/*
 * What has been read and not yet taken: one read usually gets a whole frame. Only the supervisor's
 * frames, which it sends one at a time.
 */
static struct {
	uint8_t data[16384];
	size_t at, end;
} ahead;

void link_send(const void *data, size_t len)
{
	const uint8_t *at = data;

	while (len > 0) {
		ssize_t n = write(CELL_FD, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(0);
		at += n;
		len -= (size_t)n;
	}
}

static size_t read_some(void *buffer, size_t capacity)
{
	for (;;) {
		ssize_t n = read(CELL_FD, buffer, capacity);
		if (n > 0)
			return (size_t)n;
		if (n == 0 || errno != EINTR)
			_exit(0);
	}
}

static bool wait_readable(uint32_t timeout_ms)
{
	struct timeval timeout = { .tv_sec = timeout_ms / 1000,
				   .tv_usec = timeout_ms % 1000 * 1000 };
	fd_set readable;

	if (timeout_ms == UINT32_MAX)
		return true; /* read() itself waits */
	/* Not poll(), which refuses more descriptors than the limit, and a cell's limit is 0. */
	FD_ZERO(&readable);
	FD_SET(CELL_FD, &readable);
	return select(CELL_FD + 1, &readable, NULL, NULL, &timeout) != 0;
}

/* Reads until at least @len bytes are ahead. */
static void look_ahead(size_t len)
{
	if (ahead.at != 0) {
		memmove(ahead.data, ahead.data + ahead.at, ahead.end - ahead.at);
		ahead.end -= ahead.at;
		ahead.at = 0;
	}
	while (ahead.end < len)
		ahead.end += read_some(ahead.data + ahead.end, sizeof(ahead.data) - ahead.end);
}

uint32_t link_receive(void *buffer, uint32_t capacity, uint32_t timeout_ms)
{
	struct frame_header header;

	if (ahead.at == ahead.end && !wait_readable(timeout_ms))
		return 0;
	if (ahead.end - ahead.at < sizeof(header))
		look_ahead(sizeof(header));
	memcpy(&header, ahead.data + ahead.at, sizeof(header));

	/* The supervisor sends nothing near 4 GiB. */
	uint32_t size = (uint32_t)sizeof(header) + header.length;
	if (size > capacity)
		return size;

	size_t have = ahead.end - ahead.at;
	if (have > size)
		have = size;
	memcpy(buffer, ahead.data + ahead.at, have);
	ahead.at += have;
	while (have < size)
		have += read_some((uint8_t *)buffer + have, size - have);
	return size;
}
