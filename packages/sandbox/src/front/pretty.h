/* SPDX-License-Identifier: MIT */
/* How `run` shows things to a person. Writes to stdio streams. */
#ifndef UNTRUSTED_FRONT_PRETTY_H
#define UNTRUSTED_FRONT_PRETTY_H

#include <stdbool.h>
#include <stdio.h>

#include "base/json_scan.h"

/* Writes a proven JSON value indented by two spaces, with a newline at its end. */
void pretty_json(struct json_scan_slice json, FILE *out);

/* What a failed execution says of its error: slices of its response. */
struct pretty_error {
	struct json_scan_slice line_text; /* string literal: "TypeError: ..." */
	struct json_scan_slice stack;	  /* string literal, or empty */
	long line, column;		  /* 0: unknown */
};

/* Writes the error, the offending line of @code with a caret under the column, and the stack. */
void pretty_failure(const struct pretty_error *error, const char *code, bool color, FILE *out);

/* Writes one console line, coloured by level. */
void pretty_console(const char *level, const char *text, size_t bytes, bool color, FILE *out);

#endif
