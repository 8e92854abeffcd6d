// SPDX-License-Identifier: MIT
#include "front/token.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define SCHEME	     "Bearer "
#define SCHEME_BYTES (sizeof(SCHEME) - 1)

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

int token_parse(const char *text, size_t bytes, struct token *out, const char **out_reason)
{
	while (bytes > 0 && is_space(text[0])) {
		text++;
		bytes--;
	}
	while (bytes > 0 && is_space(text[bytes - 1]))
		bytes--;
	if (bytes < TOKEN_BYTES_MIN || bytes > TOKEN_BYTES_MAX) {
		*out_reason = bytes < TOKEN_BYTES_MIN
				      ? "holds a token of less than 16 characters"
				      : "holds a token of more than 4096 characters";
		return -EINVAL;
	}
	for (size_t i = 0; i < bytes; i++) {
		if (text[i] <= ' ' || text[i] > '~') {
			*out_reason = "holds a token with spaces or characters other than ASCII";
			return -EINVAL;
		}
	}
	memcpy(out->text, text, bytes);
	out->bytes = bytes;
	return 0;
}

bool token_matches(const struct token *token, struct json_scan_slice authorization)
{
	if (authorization.bytes < SCHEME_BYTES ||
	    strncasecmp(authorization.data, SCHEME, SCHEME_BYTES) != 0)
		return false;

	const char *given = authorization.data + SCHEME_BYTES;
	size_t bytes = authorization.bytes - SCHEME_BYTES;
	/* volatile: the compiler may not stop at the first difference. */
	volatile unsigned char difference = bytes != token->bytes;
	for (size_t i = 0; i < bytes; i++)
		difference |= (unsigned char)(given[i] ^ token->text[i % TOKEN_BYTES_MAX]);
	return difference == 0 && token->bytes != 0;
}
