/* SPDX-License-Identifier: MIT */
/*
 * How the entries of one object are laid out: on one line, one per line, or in columns. Only used
 * by inspect.c. The rules and the numbers are Node's (reduceToSingleString, groupArrayElements).
 *
 * Entries stand one after the other in `out`, from `start`; laying out replaces them by the result.
 */
#ifndef UNTRUSTED_GUEST_INSPECT_LAYOUT_H
#define UNTRUSTED_GUEST_INSPECT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

struct inspect_entry {
	uint32_t offset, len;
};

struct inspect_layout {
	struct text *out, *scratch;
	uint32_t start;
	const struct inspect_entry *entries;
	uint32_t count;
	const char *base; /* before the opening brace; may be empty */
	uint32_t base_len;
	const char *open, *close;
	uint32_t indent;
	uint32_t line_max;
	uint32_t nesting; /* levels of objects inside this one */
	bool list;	  /* may be set in columns */
	bool pad_start;	  /* columns of numbers */
	bool more;	  /* the last entry is "... n more items" */
};

void inspect_layout_finish(const struct inspect_layout *layout);

#endif
