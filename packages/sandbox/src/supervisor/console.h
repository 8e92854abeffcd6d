/* SPDX-License-Identifier: MIT */
/*
 * The console lines of one execution, kept in the two forms of the response. Used by the execution.
 *
 * What is added comes from a cell and is hostile: the caps of policy/limits are enforced here, whatever the
 * guest says that it has done about them.
 */
#ifndef UNTRUSTED_SUPERVISOR_CONSOLE_H
#define UNTRUSTED_SUPERVISOR_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/frame.h"

struct console {
	struct buf output; /* elements of `consoleOutput`, with commas between them */
	struct buf logs;   /* elements of `logs` */
	size_t text_bytes; /* of all lines kept */
	uint32_t lines;	   /* kept */
	uint32_t dropped;  /* beyond the caps */
};

void console_init(struct console *console);
void console_done(struct console *console);

/* The name of an enum frame_level, which may be any number from a cell: unknown ones are "log". */
const char *console_level_name(uint32_t level);

/* Keeps a line, or counts it as dropped. Returns true if it was kept, false if not (no memory is a drop too). */
bool console_add(struct console *console, uint32_t level, uint32_t time_us, const char *text,
		 size_t bytes);

/* The guest left out @lines in all so far. */
void console_dropped(struct console *console, uint32_t lines);

/* The level of the line that console_finish() adds, and the size of its text with a NUL. */
#define CONSOLE_LAST_LEVEL FRAME_LEVEL_WARN
#define CONSOLE_LAST_MAX   128

/*
 * Adds the line that says how much was dropped, if anything was. Once, at the end. Returns the bytes of its text, which
 * is in @out; 0: there is no such line.
 */
size_t console_finish(struct console *console, uint32_t time_us, char out[CONSOLE_LAST_MAX]);

#endif
