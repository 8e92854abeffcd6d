/* SPDX-License-Identifier: MIT */
/*
 * Ownership by attribute: what a variable owns is released when the variable goes out of scope.
 *
 *	AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
 *	AUTO_FREE char *copy = strdup(text);
 *
 * A variable must be initialised where it is declared. To keep the thing, hand it out with
 * auto_take_fd() or auto_take(). errno survives the release.
 */
#ifndef UNTRUSTED_BASE_AUTO_H
#define UNTRUSTED_BASE_AUTO_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Closes the descriptor; a negative one is none. */
#define AUTO_FD __attribute__((cleanup(auto_close_fd)))
/* free()s the pointer, of whatever type; NULL is none. */
#define AUTO_FREE __attribute__((cleanup(auto_free)))

static inline void auto_close_fd(const int *fd)
{
	int saved = errno;
	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

static inline void auto_free(const void *pointer)
{
	int saved = errno;
	void *owned;
	memcpy(&owned, pointer, sizeof owned); /* any pointer type, without breaking aliasing */
	free(owned);
	errno = saved;
}

/* Moves a descriptor out: the variable owns none afterwards. */
static inline int auto_take_fd(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}

/* Moves a pointer out: the variable is NULL afterwards. */
#define auto_take(pointer)                                  \
	__extension__({                                     \
		__typeof__(pointer) auto_taken = (pointer); \
		(pointer) = NULL;                           \
		auto_taken;                                 \
	})

#endif
