// SPDX-License-Identifier: MIT
#include "front/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* A standard descriptor that is closed would become the number of a socket of ours, and be written to. */
static void keep_standard_descriptors(void)
{
	int fd;

	/* Not for writing: output that nobody gets is an error, as without us. */
	do {
		fd = open("/dev/null", O_RDONLY);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

void process_prepare(void)
{
	keep_standard_descriptors();
	/*
	 * Where the kernel gives no namespaces, a broken-out cell is just another process of this user: it
	 * must not be able to read or write this one's memory. Refused on some platforms.
	 */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	/* A peer that goes away is an error of that write. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not grow: the audit log. */
	signal(SIGXFSZ, SIG_IGN);
}
