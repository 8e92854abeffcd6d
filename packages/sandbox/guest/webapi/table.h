/* SPDX-License-Identifier: MIT */
/* console.table(): rows and columns of a collection, in the layout of Node. Used by the console. */
#ifndef UNTRUSTED_GUEST_TABLE_H
#define UNTRUSTED_GUEST_TABLE_H

#include "quickjs.h"
#include "text.h"

/* @columns: an array of the names of the columns to show, or undefined for all. */
void table_put(struct text *out, JSValueConst data, JSValueConst columns);

#endif
