/* SPDX-License-Identifier: MIT */
/* cmocka with the headers that it wants included before it. Each unit test includes this. */
#ifndef UNTRUSTED_TESTS_UNIT_H
#define UNTRUSTED_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define UNIT_COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
