/* SPDX-License-Identifier: MIT */
/*
 * For unit tests of what happens when memory runs out: any allocation of OpenSSL's can be made to fail. failing_memory.h
 * does not reach them, since tests are linked with OpenSSL's shared library.
 */
#ifndef UNTRUSTED_TESTS_FAILING_OPENSSL_H
#define UNTRUSTED_TESTS_FAILING_OPENSSL_H

#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdlib.h>

/* Negative: none fails. */
static long failing_openssl_left = -1;
/* In all. */
static long failing_openssl_count;

/* From now on, so many allocations succeed, and the next one fails. Those behind it succeed again. */
static inline void failing_openssl_after(long allocations)
{
	failing_openssl_left = allocations;
}

/* Nothing fails any more. Returns whether an allocation has. */
static inline bool failing_openssl_end(void)
{
	bool has_failed = failing_openssl_left < 0;

	failing_openssl_left = -1;
	return has_failed;
}

static inline bool failing_openssl_fails(void)
{
	failing_openssl_count++;
	return failing_openssl_left >= 0 && failing_openssl_left-- == 0;
}

static inline void *failing_openssl_malloc(size_t bytes, const char *file, int line)
{
	(void)file;
	(void)line;
	return failing_openssl_fails() ? NULL : malloc(bytes);
}

static inline void *failing_openssl_realloc(void *data, size_t bytes, const char *file, int line)
{
	(void)file;
	(void)line;
	return failing_openssl_fails() ? NULL : realloc(data, bytes);
}

static inline void failing_openssl_free(void *data, const char *file, int line)
{
	(void)file;
	(void)line;
	free(data);
}

/* First thing in main(), before OpenSSL has allocated anything. Returns whether it took. */
static inline bool failing_openssl_init(void)
{
	return CRYPTO_set_mem_functions(failing_openssl_malloc, failing_openssl_realloc,
					failing_openssl_free) == 1;
}

#endif
