/* SPDX-License-Identifier: MIT */
/*
 * The head of a response as a server sends it, in the lines that libcurl makes of it: whatever they hold, the cell gets
 * pairs of texts that fit into its frame.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/check.h"
#include "egress/response_head.h"

static void check_name(const char *name, size_t bytes)
{
	CHECK(bytes > 0);
	for (size_t i = 0; i < bytes; i++)
		CHECK((name[i] < 'A' || name[i] > 'Z') && name[i] != '\n' && name[i] != ':');
}

/* Where nothing has been appended there is nothing to point to, and NULL is not to be counted from. */
static const char *block_of(const struct response_head *head)
{
	return head->headers.data ? head->headers.data : "";
}

static void check_block(const struct response_head *head)
{
	const char *at = block_of(head), *end = at + head->headers.len;

	CHECK(head->headers.len <= FRAME_FETCH_HEADERS_MAX);
	while (at < end) {
		const char *name_end = memchr(at, '\0', (size_t)(end - at));
		CHECK(name_end && name_end + 1 < end);
		check_name(at, (size_t)(name_end - at));
		const char *value_end = memchr(name_end + 1, '\0', (size_t)(end - name_end - 1));
		CHECK(value_end);
		CHECK(!memchr(name_end + 1, '\n', (size_t)(value_end - name_end - 1)));
		at = value_end + 1;
	}
}

/* Digits, whatever zeros are before them. */
static bool is_same_number(const char *a, const char *b)
{
	return strcmp(a + strspn(a, "0"), b + strspn(b, "0")) == 0;
}

/* Values of a header, joined; of `content-length` all are the same number. */
static void check_final(const struct response_head *head)
{
	const char *at = block_of(head), *end = at + head->headers.len;
	const char *encoding = head->content_encoding.len ? head->content_encoding.data : "";
	const char *length = NULL;

	CHECK(head->is_complete && head->status >= 200 && head->status <= 999);
	while (at < end) {
		const char *value = at + strlen(at) + 1;
		if (strcmp(at, "content-encoding") == 0) {
			if (encoding != head->content_encoding.data && *encoding)
				CHECK(*encoding++ == ',' && *encoding++ == ' ');
			CHECK(strncmp(encoding, value, strlen(value)) == 0);
			encoding += strlen(value);
		} else if (strcmp(at, "content-length") == 0) {
			CHECK(*value && strspn(value, "0123456789") == strlen(value));
			CHECK(!length || is_same_number(length, value));
			length = value;
		}
		at = value + strlen(value) + 1;
	}
	CHECK(*encoding == '\0');
}

/* The block is looked at later: for each line it would take as long as all lines together. */
static void check_head(const struct response_head *head, size_t bytes_taken)
{
	CHECK(head->headers.len <= FRAME_FETCH_HEADERS_MAX);
	CHECK(head->bytes_left == FRAME_FETCH_HEADERS_MAX - bytes_taken);
	CHECK(head->status_text_bytes <= FRAME_FETCH_STATUS_TEXT_MAX);
	CHECK(!memchr(head->status_text, '\0', head->status_text_bytes));
	CHECK(!memchr(head->status_text, '\n', head->status_text_bytes));
	if (head->content_encoding.len != 0)
		CHECK(strlen(head->content_encoding.data) == head->content_encoding.len);
}

/* Returns whether there may be another line. */
static bool take(struct response_head *head, const uint8_t *line, size_t bytes, size_t *taken)
{
	AUTO_FREE char *copy = malloc(bytes ? bytes : 1);
	bool was_complete = head->is_complete;

	CHECK(copy);
	if (bytes)
		memcpy(copy, line, bytes);
	enum response_head_verdict verdict = response_head_take(head, copy, bytes);
	CHECK((verdict == RESPONSE_HEAD_TOO_LARGE) == (bytes > FRAME_FETCH_HEADERS_MAX - *taken));
	if (verdict == RESPONSE_HEAD_TOO_LARGE)
		return false;
	*taken += bytes;
	/* A line with its end leaves room for itself. */
	if (verdict == RESPONSE_HEAD_NO_MEMORY) {
		CHECK(bytes > 0 && line[bytes - 1] != '\n');
		return false;
	}
	if (verdict == RESPONSE_HEAD_LENGTH)
		return false;
	CHECK((verdict == RESPONSE_HEAD_TRAILER) == was_complete);
	CHECK((verdict == RESPONSE_HEAD_COMPLETE) == (!was_complete && head->is_complete));
	check_head(head, *taken);
	if (verdict == RESPONSE_HEAD_COMPLETE) {
		check_block(head);
		check_final(head);
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct response_head head;
	size_t taken = 0;

	response_head_init(&head);
	for (size_t at = 0; at < size;) {
		const uint8_t *end = memchr(data + at, '\n', size - at);
		size_t bytes = end ? (size_t)(end + 1 - data) - at : size - at;
		if (!take(&head, data + at, bytes, &taken))
			break;
		at += bytes;
	}
	check_block(&head);
	response_head_done(&head);
	return 0;
}
