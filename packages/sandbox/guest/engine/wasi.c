// SPDX-License-Identifier: MIT
/*
 * Answers, inside the guest, the WASI calls that wasi-libc would make, so that none of them becomes an
 * import: the module's only door is host.h. The names are those that wasi-libc gives to its undefined
 * imports (wasi_snapshot_preview1); a call that is not here fails the link of the module, by build.mk's
 * check of its imports.
 */
#ifdef __wasm__

#include <stdint.h>

#include "host.h"

#define WASI_SUCCESS	 0
#define WASI_ERRNO_BADF	 8
#define WASI_ERRNO_INVAL 28

#define WASI_CLOCK_REALTIME  0
#define WASI_CLOCK_MONOTONIC 1

int32_t __imported_wasi_snapshot_preview1_clock_time_get(int32_t id, int64_t precision,
							 int32_t out);
int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t fd);
int32_t __imported_wasi_snapshot_preview1_fd_fdstat_get(int32_t fd, int32_t out);
int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence,
						  int32_t out);
int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t fd, int32_t iovs, int32_t count,
						   int32_t out);

int32_t __imported_wasi_snapshot_preview1_clock_time_get(int32_t id, int64_t precision, int32_t out)
{
	(void)precision;
	if (id != WASI_CLOCK_REALTIME && id != WASI_CLOCK_MONOTONIC)
		return WASI_ERRNO_INVAL;
	*(int64_t *)(intptr_t)out =
		host_clock(id == WASI_CLOCK_REALTIME ? HOST_CLOCK_WALL : HOST_CLOCK_MONOTONIC);
	return WASI_SUCCESS;
}

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t fd)
{
	(void)fd;
	return WASI_ERRNO_BADF;
}

int32_t __imported_wasi_snapshot_preview1_fd_fdstat_get(int32_t fd, int32_t out)
{
	(void)fd;
	(void)out;
	return WASI_ERRNO_BADF;
}

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence,
						  int32_t out)
{
	(void)fd;
	(void)offset;
	(void)whence;
	(void)out;
	return WASI_ERRNO_BADF;
}

int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t fd, int32_t iovs, int32_t count,
						   int32_t out)
{
	(void)fd;
	(void)iovs;
	(void)count;
	(void)out;
	return WASI_ERRNO_BADF;
}

#endif
