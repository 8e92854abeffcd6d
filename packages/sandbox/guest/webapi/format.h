/* SPDX-License-Identifier: MIT */
/*
 * The arguments of a console call as one text: Node's util.format, with its % directives.
 *
 * Used by the console. Like inspect.h, it never runs the caller's code: where Node would call a
 * toString, valueOf or toJSON that the caller wrote, the object itself is shown.
 */
#ifndef UNTRUSTED_GUEST_FORMAT_H
#define UNTRUSTED_GUEST_FORMAT_H

#include "quickjs.h"
#include "text.h"

void format_arguments(struct text *out, int argc, JSValueConst *argv);

#endif
