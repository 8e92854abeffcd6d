/* SPDX-License-Identifier: MIT */
/*
 * What `serve` makes of bytes from the network before anyone is authorized: heads, bodies in chunks,
 * targets, hosts, tokens. In pieces the verdict must be the same as in one.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "front/http_chunks.h"
#include "front/http_head.h"
#include "front/lambda_api.h"
#include "front/listen_address.h"
#include "front/token.h"

/* Exactly as large, so that a sanitizer sees what is read or written beyond it. */
static char *copy_of(const char *text, size_t bytes)
{
	char *copy = malloc(bytes ? bytes : 1);

	CHECK(copy);
	if (bytes)
		memcpy(copy, text, bytes);
	return copy;
}

static bool is_inside(struct json_scan_slice slice, const char *text, size_t bytes)
{
	return slice.data >= text && slice.data + slice.bytes <= text + bytes;
}

static void check_framing(const struct http_head *head)
{
	struct http_head_framing framing;
	struct http_head_fault fault;

	if (http_head_frame(head, &framing, &fault) < 0) {
		CHECK(fault.status >= 400 && fault.status < 600 && fault.reason);
		return;
	}
	size_t lengths = http_head_find(head, "content-length", NULL);
	size_t codings = http_head_find(head, "transfer-encoding", NULL);
	CHECK(lengths + codings <= 1);
	CHECK((framing.body == HTTP_HEAD_CHUNKED) == (codings == 1));
	CHECK((framing.body == HTTP_HEAD_SIZED) == (framing.body_bytes > 0));
}

static void check_head(const char *text, size_t bytes)
{
	static struct http_head whole, pieces;
	struct http_head_fault fault, later;
	size_t searched = 0, searched_later = 0;
	struct json_scan_slice value;
	int rc_later = 0;

	int rc = http_head_parse(text, bytes, &searched, &whole, &fault);
	for (size_t n = 0; n <= bytes && rc_later == 0; n++)
		rc_later = http_head_parse(text, n, &searched_later, &pieces, &later);
	CHECK(rc == rc_later);
	if (rc < 0)
		CHECK(fault.status == later.status && fault.reason == later.reason);
	if (rc <= 0)
		return;
	CHECK(whole.bytes == pieces.bytes && whole.field_count == pieces.field_count);
	CHECK(whole.bytes <= bytes && is_inside(whole.target, text, whole.bytes));
	for (size_t i = 0; i < whole.field_count; i++) {
		CHECK(is_inside(whole.fields[i].name, text, whole.bytes));
		CHECK(is_inside(whole.fields[i].value, text, whole.bytes));
	}
	check_framing(&whole);
	lambda_api_route(whole.target);
	if (http_head_find(&whole, "host", &value))
		listen_address_names_loopback(value);
}

static void check_chunks(const char *text, size_t bytes)
{
	AUTO_FREE char *whole = copy_of(text, bytes), *pieces = copy_of(text, bytes);
	struct http_chunks chunks = { 0 }, chunks_later = { 0 };
	size_t used = 0, body = 0, at = 0, got = 0;
	int rc_later = 0;

	int rc = http_chunks_decode(&chunks, whole, bytes, &used, &body);
	while (at < bytes && rc_later == 0) {
		size_t used_later = 0, body_later = 0;
		rc_later =
			http_chunks_decode(&chunks_later, pieces + at, 1, &used_later, &body_later);
		memmove(pieces + got, pieces + at, body_later);
		got += body_later;
		at += used_later;
	}
	CHECK(rc == rc_later);
	if (rc >= 0)
		CHECK(used == at && body == got && memcmp(whole, pieces, body) == 0);
}

static void check_address(const char *text, size_t bytes)
{
	char written[LISTEN_ADDRESS_TEXT_MAX], again[LISTEN_ADDRESS_TEXT_MAX];
	struct listen_address address, same;
	const char *reason = NULL;
	AUTO_FREE char *string = malloc(bytes + 1);

	CHECK(string);
	memcpy(string, text, bytes);
	string[bytes] = '\0';
	if (listen_address_parse(string, &address, &reason) < 0) {
		CHECK(reason);
		return;
	}
	listen_address_format(&address, written);
	size_t skip = listen_address_is_unix(&address) ? 0 : strlen("http://");
	CHECK(listen_address_parse(written + skip, &same, &reason) == 0);
	listen_address_format(&same, again);
	CHECK(strcmp(written, again) == 0);
}

static void check_token(const char *text, size_t bytes)
{
	static const char scheme[] = "Bearer ";
	static struct token token;
	const char *reason;
	char given[sizeof(scheme) + TOKEN_BYTES_MAX];

	memcpy(token.text, "correct-horse-battery-staple", 28);
	token.bytes = 28;
	CHECK(!token_matches(&token, (struct json_scan_slice){ text, bytes }) ||
	      memcmp(text + bytes - 28, token.text, 28) == 0);
	if (token_parse(text, bytes, &token, &reason) < 0)
		return;
	memcpy(given, scheme, strlen(scheme));
	memcpy(given + strlen(scheme), token.text, token.bytes);
	struct json_scan_slice value = { given, strlen(scheme) + token.bytes };
	CHECK(token_matches(&token, value));
	given[value.bytes - 1] ^= 1;
	CHECK(!token_matches(&token, value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_FREE char *text = copy_of((const char *)data, size);
	struct json_scan_slice all = { text, size };

	check_head(text, size);
	check_chunks(text, size);
	check_address(text, size);
	check_token(text, size);
	lambda_api_route(all);
	lambda_api_invocation(all);
	listen_address_names_loopback(all);
	return 0;
}
