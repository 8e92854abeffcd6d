/* SPDX-License-Identifier: MIT */
/*
 * A growing run of UTF-8 with a hard maximum, on the JavaScript heap, so that it counts against the
 * caller's memory limit.
 *
 * Used by the console and its formatter. Puts never fail: past the maximum they are cut, and
 * `full` is set; when memory runs out `failed` is set, an exception is pending and all further
 * puts do nothing. A writer looks at either when it has finished, or at `full` to stop early.
 */
#ifndef UNTRUSTED_GUEST_TEXT_H
#define UNTRUSTED_GUEST_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quickjs.h"

struct text {
	JSContext *ctx;
	char *bytes; /* not terminated */
	uint32_t len, capacity;
	uint32_t max; /* of `len` */
	bool full, failed;
};

void text_init(struct text *text, JSContext *ctx, uint32_t max);
void text_done(struct text *text);

void text_put(struct text *text, const char *bytes, size_t len);
void text_put_str(struct text *text, const char *str);
void text_put_char(struct text *text, char c);
void text_put_spaces(struct text *text, uint32_t count);
void text_put_number(struct text *text, int64_t number);

/*
 * The string of a primitive value (not a Symbol); at most text->max characters of it are looked
 * at.
 */
void text_put_value(struct text *text, JSValueConst primitive);

/* Length in UTF-16 code units, as JavaScript counts. */
uint32_t text_units(const char *bytes, size_t len);
/* Columns on a terminal: wide characters are two, combining marks none. */
uint32_t text_columns(const char *bytes, size_t len);
/* The largest length up to @max that does not end inside a character. */
uint32_t text_cut(const char *bytes, size_t len, uint32_t max);
/* Decodes the character at *pos (< len) and moves *pos behind it. Surrogates may come out. */
uint32_t text_next(const char *bytes, size_t len, size_t *pos);
/* Replaces encoded lone surrogates by U+FFFD, in place: both are three bytes. */
void text_well_formed(char *bytes, size_t len);

#endif
