/* SPDX-License-Identifier: MIT */
/*
 * Where the lines of the audit log go: a file, a named pipe, or standard error. Used by `run` and `serve`.
 *
 * A line is written whole, by one call, so that lines of several processes in one file do not mix. Nothing that becomes
 * of the file delays or ends the program: a line that cannot be written at once, because the disk is full or nobody
 * reads, is lost; how many were is said in the log itself when the next one can be written.
 */
#ifndef UNTRUSTED_FRONT_AUDIT_LOG_H
#define UNTRUSTED_FRONT_AUDIT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct audit_log {
	const char *command; /* for messages */
	const char *path;    /* NULL: standard error */
	/* Told what becomes of a file, a sentence. NULL: it is said on standard error, which may block. */
	void (*on_trouble)(void *user, const char *text);
	void *user;
	/* Private. */
	int fd;
	bool is_torn;  /* the last line was written in part */
	uint64_t lost; /* lines since the last one that was written */
};

/*
 * Opens @path to append to, and makes it with mode 0600 if it is not there; NULL for standard error. Texts stay the
 * caller's. `on_trouble` may be set afterwards. Returns 0 or a negative errno (-ENXIO: a named pipe that nobody reads).
 */
int audit_log_open(const char *command, const char *path, struct audit_log *out);

/* Opens the file anew, after it was moved away. What goes wrong is said on standard error, and the old one kept. */
void audit_log_reopen(struct audit_log *log);

/* Writes one line; @line has no newline. */
void audit_log_write(struct audit_log *log, const char *line, size_t bytes);

/* Closes it, after a word on standard error about lines that were lost at the end. */
void audit_log_close(struct audit_log *log);

#endif
