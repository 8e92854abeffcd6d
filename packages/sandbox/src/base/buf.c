/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define FIRST_CAPACITY 64u

/* Twice as much as before, at least @needed, and never more than the maximum and a NUL. */
static size_t next_capacity(const struct buf *buf, size_t needed)
{
	size_t cap = buf->cap > buf->max / 2 ? buf->max + 1 : buf->cap * 2;
	if (cap < FIRST_CAPACITY)
		cap = FIRST_CAPACITY;
	if (cap > buf->max + 1)
		cap = buf->max + 1;
	return cap < needed ? needed : cap;
}

int buf_reserve(struct buf *buf, size_t bytes)
{
	CHECK(buf->len <= buf->max && buf->max < SIZE_MAX);
	if (bytes > buf->max - buf->len)
		return -EMSGSIZE;
	size_t needed = buf->len + bytes + 1;
	if (needed <= buf->cap)
		return 0;
	size_t cap = next_capacity(buf, needed);
	char *data = realloc(buf->data, cap);
	if (!data)
		return -ENOMEM;
	buf->data = data;
	buf->cap = cap;
	return 0;
}

int buf_append(struct buf *buf, const void *data, size_t bytes)
{
	int rc = buf_reserve(buf, bytes);
	if (rc < 0)
		return rc;
	if (bytes > 0)
		memcpy(buf->data + buf->len, data, bytes);
	buf->len += bytes;
	buf->data[buf->len] = '\0';
	return 0;
}

int buf_append_str(struct buf *buf, const char *text)
{
	return buf_append(buf, text, strlen(text));
}

int buf_append_format(struct buf *buf, const char *format, ...)
{
	va_list measured, written;
	va_start(measured, format);
	int bytes = vsnprintf(NULL, 0, format, measured);
	va_end(measured);
	if (bytes < 0)
		return errno == ENOMEM ? -ENOMEM : -EMSGSIZE;
	int rc = buf_reserve(buf, (size_t)bytes);
	if (rc < 0)
		return rc;
	va_start(written, format);
	bytes = vsnprintf(buf->data + buf->len, buf->cap - buf->len, format, written);
	va_end(written);
	CHECK(bytes >= 0 && (size_t)bytes < buf->cap - buf->len);
	buf->len += (size_t)bytes;
	return 0;
}

char *buf_take(struct buf *buf)
{
	if (buf_reserve(buf, 0) < 0)
		return NULL;
	char *data = buf->data;
	data[buf->len] = '\0';
	*buf = (struct buf){ .max = buf->max };
	return data;
}

void buf_done(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ .max = buf->max };
}
