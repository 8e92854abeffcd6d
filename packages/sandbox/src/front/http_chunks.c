// SPDX-License-Identifier: MIT
#include "front/http_chunks.h"

#include <errno.h>
#include <string.h>

#define LINE_BYTES_MAX	  256u
#define TRAILER_BYTES_MAX 4096u
#define SIZE_MAX_HERE	  (UINT64_C(1) << 40)

enum {
	SIZE_FIRST, /* at least one digit */
	SIZE,
	EXTENSION,
	SIZE_LF,
	DATA,
	DATA_CR,
	DATA_LF,
	TRAILER_START, /* of a line */
	TRAILER,
	TRAILER_LF,
	END_LF,
	WHOLE,
	BROKEN,
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static unsigned on_size(struct http_chunks *chunks, char c)
{
	int value = digit(c);

	if (value >= 0) {
		chunks->left = chunks->left * 16 + (unsigned)value;
		return chunks->left < SIZE_MAX_HERE ? SIZE : BROKEN;
	}
	if (chunks->state == SIZE_FIRST)
		return BROKEN;
	if (c == '\r')
		return SIZE_LF;
	return c == ';' || c == ' ' || c == '\t' ? EXTENSION : BROKEN;
}

/* One byte that is not of a chunk's data. Returns the next state. */
static unsigned on_byte(struct http_chunks *chunks, char c)
{
	switch (chunks->state) {
	case SIZE_FIRST:
	case SIZE:
		return on_size(chunks, c);
	case EXTENSION:
		return c == '\r' ? SIZE_LF : c == '\n' ? BROKEN : EXTENSION;
	case SIZE_LF:
		chunks->line_bytes = 0;
		return c != '\n' ? BROKEN : chunks->left ? DATA : TRAILER_START;
	case DATA_CR:
		return c == '\r' ? DATA_LF : BROKEN;
	case DATA_LF:
		chunks->line_bytes = 0;
		return c == '\n' ? SIZE_FIRST : BROKEN;
	case TRAILER_START:
		return c == '\r' ? END_LF : c == '\n' ? BROKEN : TRAILER;
	case TRAILER:
		return c == '\r' ? TRAILER_LF : c == '\n' ? BROKEN : TRAILER;
	case TRAILER_LF:
		return c == '\n' ? TRAILER_START : BROKEN;
	case END_LF:
		return c == '\n' ? WHOLE : BROKEN;
	default:
		return BROKEN;
	}
}

int http_chunks_decode(struct http_chunks *chunks, char *data, size_t bytes, size_t *out_used,
		       size_t *out_body)
{
	size_t at = 0, body = 0;

	while (at < bytes && chunks->state != WHOLE && chunks->state != BROKEN) {
		if (chunks->state == DATA) {
			size_t take = bytes - at < chunks->left ? bytes - at : (size_t)chunks->left;
			memmove(data + body, data + at, take);
			body += take;
			at += take;
			chunks->left -= take;
			if (chunks->left == 0)
				chunks->state = DATA_CR;
			continue;
		}
		unsigned max = chunks->state >= TRAILER_START ? TRAILER_BYTES_MAX : LINE_BYTES_MAX;
		chunks->state = ++chunks->line_bytes > max ? BROKEN : on_byte(chunks, data[at]);
		at++;
	}
	if (chunks->state == BROKEN)
		return -EBADMSG;
	*out_used = at;
	*out_body = body;
	return chunks->state == WHOLE;
}
