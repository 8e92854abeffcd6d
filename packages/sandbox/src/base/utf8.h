/* SPDX-License-Identifier: MIT */
/*
 * Strict UTF-8, as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * Pure functions on hostile bytes, for everyone who lets text in or out. Nothing is owned, nothing
 * blocks.
 */
#ifndef UNTRUSTED_BASE_UTF8_H
#define UNTRUSTED_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_MAX_BYTES	 4u
#define UTF8_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/*
 * Returns the length in bytes (1 to 4) of the character at the start of @text, or 0 if there is no
 * valid one, also when @bytes is 0 or ends within it.
 */
size_t utf8_character_bytes(const char *text, size_t bytes);

/* Is the whole of @text valid? Nothing at all is. */
bool utf8_is_valid(const char *text, size_t bytes);

/* Returns the largest number of bytes, at most @limit, at which valid @text can be cut in two. */
size_t utf8_cut(const char *text, size_t bytes, size_t limit);

/*
 * Writes the UTF-8 form of @code_point (at most 0x10FFFF) to @out and returns its length in bytes.
 * A surrogate gets the three bytes that the same rule gives it, which is WTF-8 and not UTF-8.
 */
size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX_BYTES]);

/*
 * Appends @text; each maximal invalid piece of it (Unicode 15, section 3.9, as browsers do) becomes
 * one U+FFFD, and so do the three bytes of a surrogate. Returns 0, -EMSGSIZE or -ENOMEM; on failure
 * @out holds what it held before.
 */
int utf8_append_clean(const char *text, size_t bytes, struct buf *out);

#endif
