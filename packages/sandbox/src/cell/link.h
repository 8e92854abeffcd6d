/* SPDX-License-Identifier: MIT */
/*
 * A cell's stream to the supervisor: the socket CELL_FD and nothing else. Called by import.c with memory
 * that has been checked. The peer is the supervisor and is trusted; when it is gone, so is the cell.
 */
#ifndef UNTRUSTED_CELL_LINK_H
#define UNTRUSTED_CELL_LINK_H

#include <stddef.h>
#include <stdint.h>

/* Sends @len bytes. Blocks until all are sent; ends the process when the supervisor is gone. */
void link_send(const void *data, size_t len);

/*
 * Takes the next frame, header included, into @buffer.
 * Returns its size in bytes; a size above @capacity means that it was left for the next call. Returns 0
 * when @timeout_ms (UINT32_MAX: no limit) passed first. Ends the process when the supervisor is gone.
 */
uint32_t link_receive(void *buffer, uint32_t capacity, uint32_t timeout_ms);

#endif
