/* SPDX-License-Identifier: MIT */
/*
 * Writes any value as a person wants to read it, in the format of Node's util.inspect.
 *
 * Used by the console. Never runs the caller's code: not getters, proxies, toString, toJSON,
 * Symbol.toStringTag accessors or custom inspect methods. Output, depth and memory are bounded.
 */
#ifndef UNTRUSTED_GUEST_INSPECT_H
#define UNTRUSTED_GUEST_INSPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "quickjs.h"
#include "text.h"

#define INSPECT_DEPTH_MAX 100 /* whatever was asked for; bounds the native stack */
#define INSPECT_ITEMS_MAX 100
#define INSPECT_ONE_LINE  UINT32_MAX

struct inspect_options {
	int depth;	    /* nesting levels that are shown below the first; -1: none */
	uint32_t items_max; /* of arrays, maps and sets; at most INSPECT_ITEMS_MAX */
	uint32_t line_max;  /* wanted length of a line */
	bool hidden;	    /* non-enumerable properties too */
};

#define INSPECT_DEFAULT \
	((struct inspect_options){ .depth = 2, .items_max = INSPECT_ITEMS_MAX, .line_max = 80 })

/* Before the snapshot. 0, or -1 with a pending exception. */
int inspect_install(JSContext *ctx);

/*
 * Gives the objects that inherit from @prototype a view: @view(object) returns what to show in
 * their place under their own class's name (an array of pairs is shown as key => value), or
 * undefined. Only for the prelude's classes: @view must not run the caller's code. Returns 0, or
 * -1 with a pending exception.
 */
int inspect_set_view(JSContext *ctx, JSValueConst prototype, JSValueConst view);

/* Does @object show as something else: is it one of the prelude's own? */
bool inspect_has_view(JSContext *ctx, JSValueConst object);

/* Appends @value to @out. Running out of memory shows in out->failed. */
void inspect_value(struct text *out, JSValueConst value, const struct inspect_options *options);

#endif
