/* SPDX-License-Identifier: MIT */
/*
 * CHECK(condition): stops the program where the impossible has happened.
 *
 * For our own invariants only, in every build. Input, however broken, is possible: it gets an error
 * return, never a CHECK.
 */
#ifndef UNTRUSTED_BASE_CHECK_H
#define UNTRUSTED_BASE_CHECK_H

#include <stdlib.h>

#define CHECK(condition)                               \
	do {                                           \
		if (__builtin_expect(!(condition), 0)) \
			abort();                       \
	} while (0)

#endif
