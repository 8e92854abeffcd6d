/* SPDX-License-Identifier: MIT */
/*
 * JSON scalars to text and back: writes strings and numbers into a buffer, reads them from slices
 * that json_scan has proven.
 *
 * The supervisor writes its responses with it and reads a request's fields. Not jansson, which
 * refuses the lone surrogates ("\ud800") that programs may hold, needs leave for every NUL, and
 * copies each value twice on its way: too slow for a program of 1 MiB or a console full of text.
 * Slices for the reading functions must have come from json_scan; text to be written may be
 * anything. Nothing here blocks.
 *
 * Strings come out as WTF-8: UTF-8, but that a lone surrogate takes the three bytes that the same
 * rule gives it (ED A0 80 to ED BF BF), since a JavaScript string may hold one. Two that make a
 * pair are joined, so that everything else is strict UTF-8. Strings go in as UTF-8; what is not,
 * those three bytes included, becomes U+FFFD.
 */
#ifndef UNTRUSTED_BASE_JSON_TEXT_H
#define UNTRUSTED_BASE_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/json_scan.h"

/*
 * The writing functions return 0, -EMSGSIZE or -ENOMEM; on failure @out holds what it held before.
 */

/* Appends @text, any bytes, as a string literal with its quotes. */
int json_text_append_string(const char *text, size_t bytes, struct buf *out);

/*
 * Returns how many bytes json_text_append_string() would append, its quotes included, without writing them; not less
 * where @text is not UTF-8.
 */
size_t json_text_literal_bytes(const char *text, size_t bytes);

int json_text_append_integer(int64_t value, struct buf *out);

/* Appends the shortest decimal that reads back as @value, in any locale; `null` if that is not
 * finite. */
int json_text_append_double(double value, struct buf *out);

/* Returns the length in bytes (WTF-8) of what a string literal holds. */
size_t json_text_string_bytes(struct json_scan_slice literal);

/* Appends what a string literal holds, in WTF-8. Returns 0, -EMSGSIZE or -ENOMEM, as above. */
int json_text_decode_string(struct json_scan_slice literal, struct buf *out);

/* Does a string literal hold exactly @text? */
bool json_text_string_is(struct json_scan_slice literal, const char *text);

/*
 * Reads a number that is whole, however it is written (5000, 5e3, 5000.0), exactly. What is beyond
 * INT64_MAX or -INT64_MAX becomes that. Returns 0, or -EDOM if it has a fraction.
 */
int json_text_decode_integer(struct json_scan_slice number, int64_t *out);

#endif
