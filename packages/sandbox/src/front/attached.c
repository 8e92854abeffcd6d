// SPDX-License-Identifier: MIT
#include "front/attached.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json_text.h"

/* JSON makes at most six bytes of one; a path of a socket has at most 108. */
#define LINE_MAX_BYTES 1024

struct attached {
	struct event *readable;
	void (*on_end)(void *user);
	void *user;
};

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	const struct attached *attached = arg;
	char ignored[4096];

	if (what & EV_READ) {
		ssize_t n = read(fd, ignored, sizeof(ignored));
		if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
			return;
	}
	event_del(attached->readable);
	attached->on_end(attached->user);
}

bool attached_has_parent(void)
{
	struct stat file;

	return fstat(STDIN_FILENO, &file) == 0 &&
	       (S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode) || isatty(STDIN_FILENO));
}

struct attached *attached_watch(struct event_base *loop, void (*on_end)(void *user), void *user)
{
	struct attached *attached = calloc(1, sizeof(*attached));

	if (!attached)
		return NULL;
	attached->on_end = on_end;
	attached->user = user;
	attached->readable =
		event_new(loop, STDIN_FILENO, EV_READ | EV_PERSIST, on_readable, attached);
	if (attached->readable && !attached_has_parent()) {
		event_active(attached->readable, EV_TIMEOUT, 1);
	} else if (!attached->readable || event_add(attached->readable, NULL) < 0) {
		attached_unwatch(attached);
		return NULL;
	}
	return attached;
}

void attached_unwatch(struct attached *attached)
{
	if (!attached)
		return;
	if (attached->readable)
		event_free(attached->readable);
	free(attached);
}

int attached_announce(const char *where)
{
	AUTO_BUF struct buf line = { .max = LINE_MAX_BYTES };

	if (buf_append_str(&line, "{\"listening\":") < 0 ||
	    json_text_append_string(where, strlen(where), &line) < 0 ||
	    buf_append_str(&line, "}\n") < 0)
		return -ENOMEM;
	if (fwrite(line.data, 1, line.len, stdout) != line.len || fflush(stdout) != 0)
		return -errno;
	return 0;
}
