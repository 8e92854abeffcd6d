/* SPDX-License-Identifier: MIT */
/*
 * The lines of an answer that is streamed, application/x-ndjson: a JSON object each, which ends in LF (docs/serve.md). Pure;
 * used by serve.
 *
 * Both append to @out and return 0, -EMSGSIZE or -ENOMEM; after an error @out may hold a part of the line.
 */
#ifndef UNTRUSTED_FRONT_NDJSON_H
#define UNTRUSTED_FRONT_NDJSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define NDJSON_TYPE "application/x-ndjson"

/* {"console":{...}}, as the element of the response's `logs`. @text may be any bytes. */
int ndjson_append_console(const char *level, uint64_t time_us, const char *text, size_t text_bytes,
			  struct buf *out);

/*
 * {"response":...}. @response is proven JSON; line breaks between its tokens, which only a broken cell sends, become spaces,
 * so that no such cell makes lines of its own.
 */
int ndjson_append_response(const char *response, size_t response_bytes, struct buf *out);

#endif
