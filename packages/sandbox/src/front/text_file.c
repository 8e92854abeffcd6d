// SPDX-License-Identifier: MIT
#include "front/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"

int text_file_read(const char *path, struct buf *out)
{
	AUTO_FD int fd =
		strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	char chunk[65536];

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			return 0;
		int rc = buf_append(out, chunk, (size_t)n);
		if (rc < 0)
			return rc;
	}
}
