/* SPDX-License-Identifier: MIT */
/* Strings as the source code of a literal. Used by the console's formatter. */
#ifndef UNTRUSTED_GUEST_QUOTE_H
#define UNTRUSTED_GUEST_QUOTE_H

#include "text.h"

/*
 * In the first of ' " ` that needs no escape; control characters, backslash and lone surrogates
 * escaped.
 */
void quote_put(struct text *out, const char *bytes, size_t len);

/* The same without the quotes around it, for keys in brackets. */
void quote_put_bare(struct text *out, const char *bytes, size_t len);

/* In double quotes, as JSON. */
void quote_put_json(struct text *out, const char *bytes, size_t len);

#endif
