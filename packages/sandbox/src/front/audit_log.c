// SPDX-License-Identifier: MIT
#include "front/audit_log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"

#define OPEN_FLAGS (O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

static int open_file(const char *path)
{
	int fd = open(path, OPEN_FLAGS | O_CREAT, 0600);

	return fd < 0 ? -errno : fd;
}

/*
 * Standard error is shared with other processes, so its flags are not ours to change. A pipe can be opened once more,
 * for writing without blocking; for anything else poll() has to do.
 */
static int open_standard_error(void)
{
	struct stat file;
	int fd;

	if (fstat(STDERR_FILENO, &file) == 0 && S_ISFIFO(file.st_mode) &&
	    (fd = open("/proc/self/fd/2", OPEN_FLAGS)) >= 0)
		return fd;
	return STDERR_FILENO;
}

int audit_log_open(const char *command, const char *path, struct audit_log *out)
{
	int fd = path ? open_file(path) : open_standard_error();

	if (fd < 0)
		return fd;
	*out = (struct audit_log){ .command = command, .path = path, .fd = fd };
	return 0;
}

static void close_file(struct audit_log *log)
{
	if (log->fd != STDERR_FILENO)
		close(log->fd);
}

/* Only where that is not the log itself, which would be what is stuck. */
static void say(const struct audit_log *log, const char *what, const char *why)
{
	char text[512];

	if (!log->path)
		return;
	snprintf(text, sizeof(text), "audit log %.300s: %s%s", log->path, what, why);
	if (log->on_trouble)
		log->on_trouble(log->user, text);
	else
		fprintf(stderr, "untrusted %s: %s\n", log->command, text);
}

static void say_lost(const struct audit_log *log)
{
	char count[32];

	snprintf(count, sizeof(count), "%llu", (unsigned long long)log->lost);
	say(log, "lines that were lost: ", count);
}

/* By one call, so that lines of other processes come before it or after it. Returns NULL, or why it is lost. */
static const char *write_whole(struct audit_log *log, const char *line, size_t bytes)
{
	struct iovec parts[] = {
		{ (void *)(uintptr_t) "\n", log->is_torn ? 1 : 0 }, /* ends the part of a line */
		{ (void *)(uintptr_t)line, bytes },
		{ (void *)(uintptr_t) "\n", 1 },
	};
	const size_t whole = parts[0].iov_len + bytes + 1;
	struct pollfd writable = { .fd = log->fd, .events = POLLOUT };
	ssize_t written;

	if (poll(&writable, 1, 0) == 0)
		return "nobody reads them";
	do {
		written = writev(log->fd, parts, 3);
	} while (written < 0 && errno == EINTR);
	if (written < 0)
		return errno == EAGAIN ? "nobody reads them" : strerror(errno);
	log->is_torn = (size_t)written < whole;
	return log->is_torn ? "there is room for a part of one only" : NULL;
}

static void write_lost(struct audit_log *log)
{
	char time[CLOCK_TEXT_BYTES], line[96];

	clock_text(time);
	int bytes = snprintf(line, sizeof(line), "{\"time\":\"%s\",\"lost\":%llu}", time,
			     (unsigned long long)log->lost);
	if (write_whole(log, line, (size_t)bytes))
		return;
	say_lost(log);
	log->lost = 0;
}

void audit_log_write(struct audit_log *log, const char *line, size_t bytes)
{
	const char *why = NULL;

	if (log->lost)
		write_lost(log);
	if (log->lost == 0) {
		why = write_whole(log, line, bytes);
		if (!why)
			return;
		say(log, "lines are lost: ", why);
	}
	log->lost++;
}

void audit_log_reopen(struct audit_log *log)
{
	int fd = open_file(log->path);

	if (fd < 0) {
		say(log, "is not opened anew: ", strerror(-fd));
		return;
	}
	close_file(log);
	log->fd = fd;
	log->is_torn = false;
}

void audit_log_close(struct audit_log *log)
{
	if (log->lost)
		say_lost(log);
	close_file(log);
}
