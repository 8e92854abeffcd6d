/* SPDX-License-Identifier: MIT */
/*
 * What an object is called in console output: its class, its tag, the words for functions and
 * errors. Only used by inspect.c. Reads data properties only.
 */
#ifndef UNTRUSTED_GUEST_INSPECT_NAME_H
#define UNTRUSTED_GUEST_INSPECT_NAME_H

#include <stdbool.h>

#include "intrinsics.h"
#include "text.h"

#define INSPECT_NAME_MAX 96

struct inspect_name {
	char constructor[INSPECT_NAME_MAX]; /* empty: null prototype */
	char tag[INSPECT_NAME_MAX];	    /* Symbol.toStringTag; empty: none to show */
};

void inspect_name_of(JSContext *ctx, JSValueConst object, enum intrinsics_kind kind,
		     struct inspect_name *out);

/* "Foo(2) [Tag] ", with @fallback as the name of what has a null prototype; @size -1: none. */
void inspect_name_prefix(struct text *out, const struct inspect_name *name, const char *fallback,
			 int64_t size);

/* "[Function: f]", "[class A extends B]" */
void inspect_name_function(struct text *out, JSValueConst function, enum intrinsics_kind kind,
			   const struct inspect_name *name);

/* "Name: message" and the stack frames, or "[Name: message]" without any. */
void inspect_name_error(struct text *out, JSValueConst error, const struct inspect_name *name);

#endif
