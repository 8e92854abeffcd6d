/* SPDX-License-Identifier: MIT */
/* Reads the files that options name. Used by the commands. */
#ifndef UNTRUSTED_FRONT_TEXT_FILE_H
#define UNTRUSTED_FRONT_TEXT_FILE_H

#include "base/buf.h"

/*
 * Appends the whole file, "-" being standard input, to @out, within its maximum. Returns 0 or a negative
 * errno: -EMSGSIZE when it is larger. Blocks.
 */
int text_file_read(const char *path, struct buf *out);

#endif
