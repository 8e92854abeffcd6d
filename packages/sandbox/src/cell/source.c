// SPDX-License-Identifier: MIT
#include "cell/source.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "../../guest/host.h"

int64_t source_clock(uint32_t which)
{
	struct timespec now;
	clockid_t id;

	if (which == HOST_CLOCK_MONOTONIC)
		id = CLOCK_MONOTONIC;
	else if (which == HOST_CLOCK_WALL)
		id = CLOCK_REALTIME;
	else if (which == HOST_CLOCK_CPU)
		/* Of the one thread: the process's own clock stands still between ticks under RLIMIT_CPU. */
		id = CLOCK_THREAD_CPUTIME_ID;
	else
		return 0;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void source_random(void *buffer, size_t len)
{
	uint8_t *at = buffer;

	while (len > 0) {
		ssize_t n = getrandom(at, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		at += n;
		len -= (size_t)n;
	}
}
