/* SPDX-License-Identifier: MIT */
/*
 * The bearer token (RFC 6750) that `serve` may require. What is compared with it comes from the network.
 */
#ifndef UNTRUSTED_FRONT_TOKEN_H
#define UNTRUSTED_FRONT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"

#define TOKEN_BYTES_MIN 16
#define TOKEN_BYTES_MAX 4096

struct token {
	char text[TOKEN_BYTES_MAX];
	size_t bytes; /* 0: none is required */
};

/*
 * Takes the token from the text of its file, without the white space around it. Pure. Returns 0, or
 * -EINVAL with what is wrong in @out_reason, a constant.
 */
int token_parse(const char *text, size_t bytes, struct token *out, const char **out_reason);

/*
 * Does the value of an Authorization header carry the token? How long that takes depends on the value
 * alone, so that timing tells nothing of the token but, at most, its length.
 */
bool token_matches(const struct token *token, struct json_scan_slice authorization);

#endif
