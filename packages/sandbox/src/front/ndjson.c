// SPDX-License-Identifier: MIT
#include "front/ndjson.h"

#include "base/json_text.h"

int ndjson_append_console(const char *level, uint64_t time_us, const char *text, size_t text_bytes,
			  struct buf *out)
{
	int rc = buf_append_format(out, "{\"console\":{\"level\":\"%s\",\"message\":", level);

	if (rc == 0)
		rc = json_text_append_string(text, text_bytes, out);
	return rc < 0 ? rc
		      : buf_append_format(out, ",\"timeMs\":%llu.%03u}}\n",
					  (unsigned long long)(time_us / 1000),
					  (unsigned)(time_us % 1000));
}

int ndjson_append_response(const char *response, size_t response_bytes, struct buf *out)
{
	int rc = buf_append_str(out, "{\"response\":");
	size_t start = out->len;

	if (rc == 0)
		rc = buf_append(out, response, response_bytes);
	if (rc < 0)
		return rc;
	for (size_t i = start; i < out->len; i++)
		if (out->data[i] == '\n' || out->data[i] == '\r')
			out->data[i] = ' ';
	return buf_append_str(out, "}\n");
}
