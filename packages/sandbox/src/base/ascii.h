/* SPDX-License-Identifier: MIT */
/* Letters of ASCII without regard to case, whatever the locale. Pure. */
#ifndef UNTRUSTED_BASE_ASCII_H
#define UNTRUSTED_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

char ascii_lower(char byte);

/* Do the bytes begin with @name, which has no capitals? */
bool ascii_begins_with(const char *text, size_t bytes, const char *name);

#endif
