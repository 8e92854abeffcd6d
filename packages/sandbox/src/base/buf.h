/* SPDX-License-Identifier: MIT */
/*
 * A growable byte buffer that is made with its maximum.
 *
 *	AUTO_BUF struct buf text = { .max = REQUEST_MAX };
 *
 * Everyone uses it. It owns its bytes; `data` and `len` may be read, `len` may be lowered, anything
 * else goes through these functions. What is appended may be hostile: no length overflows, and no
 * buffer ever holds more than `max` bytes. An append that fails changes nothing. After the first
 * successful append `data[len]` is a NUL, which counts neither in `len` nor towards `max`.
 *
 * Nothing here blocks. Errors: -EMSGSIZE above the maximum, -ENOMEM.
 */
#ifndef UNTRUSTED_BASE_BUF_H
#define UNTRUSTED_BASE_BUF_H

#include <stddef.h>

struct buf {
	char *data; /* NULL until something is appended */
	size_t len;
	size_t cap; /* bytes allocated */
	size_t max; /* bytes that `len` may reach */
};

/* Releases the buffer when it goes out of scope. */
#define AUTO_BUF __attribute__((cleanup(buf_done)))

/*
 * Makes room for @bytes more and the NUL, so that the next appends of that much in all cannot fail.
 * Returns 0, -EMSGSIZE or -ENOMEM.
 */
int buf_reserve(struct buf *buf, size_t bytes);

/* Appends @bytes of @data, which must not be inside the buffer. Returns 0, -EMSGSIZE or -ENOMEM. */
int buf_append(struct buf *buf, const void *data, size_t bytes);

/* Appends a NUL-terminated string, without its NUL. Returns 0, -EMSGSIZE or -ENOMEM. */
int buf_append_str(struct buf *buf, const char *text);

/* Appends as printf would. Returns 0, -EMSGSIZE or -ENOMEM. */
int buf_append_format(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Hands out the bytes, NUL-terminated, which the caller free()s; the buffer is empty afterwards and
 * may be used again. Read `len` before. Returns NULL when out of memory, which can only happen to a
 * buffer that nothing was ever appended to.
 */
char *buf_take(struct buf *buf);

/* Frees the bytes; the buffer is empty afterwards and may be used again, with the same maximum. */
void buf_done(struct buf *buf);

#endif
