/* SPDX-License-Identifier: MIT */
/*
 * For the tests of fetches (fetch_world.h): bodies of requests and responses. Where it matters what is in one, it is a
 * pattern: each byte tells by its value whether it is in its place.
 */
#ifndef UNTRUSTED_TESTS_FETCH_BODIES_H
#define UNTRUSTED_TESTS_FETCH_BODIES_H

#include <zlib.h>

#include "fetch_world.h"

static inline char pattern_byte(size_t offset)
{
	return (char)(offset * 7 + offset / 251);
}

static inline void fill_pattern(char *data, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		data[i] = pattern_byte(i);
}

static inline void assert_pattern(const struct buf *body, size_t bytes)
{
	assert_int_equal(body->len, bytes);
	for (size_t i = 0; i < bytes; i++)
		if (body->data[i] != pattern_byte(i))
			fail_msg("byte %zu is wrong", i);
}

/* A response with a length and the pattern. */
static inline void say_pattern(struct origin_connection *connection, size_t bytes)
{
	static char data[4 * MIB];
	char head[128];

	CHECK(bytes <= sizeof(data));
	fill_pattern(data, bytes);
	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", bytes);
	origin_say(connection, head);
	origin_say_bytes(connection, data, bytes);
}

/* The caller frees it. */
static inline char *gzip(const char *plain, size_t bytes, size_t *out_bytes)
{
	z_stream zlib = { 0 };

	CHECK(deflateInit2(&zlib, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	size_t room = deflateBound(&zlib, bytes);
	char *packed = malloc(room);
	CHECK(packed);
	zlib.next_in = (Bytef *)(uintptr_t)plain;
	zlib.avail_in = (uInt)bytes;
	zlib.next_out = (Bytef *)packed;
	zlib.avail_out = (uInt)room;
	CHECK(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
	*out_bytes = zlib.total_out;
	deflateEnd(&zlib);
	return packed;
}

static inline void say_gzip_head(struct origin_connection *connection, size_t bytes)
{
	char head[128];

	snprintf(head, sizeof(head),
		 "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n", bytes);
	origin_say(connection, head);
}

/* A response of so many bytes, all zero, gzipped. */
static inline uint32_t get_zeros(size_t bytes)
{
	uint32_t id = get("/zeros");
	char *plain = calloc(1, bytes);
	size_t packed_bytes;

	CHECK(plain);
	char *packed = gzip(plain, bytes, &packed_bytes);
	struct origin_connection *connection = asked_connection(0);
	origin_forget(connection);
	say_gzip_head(connection, packed_bytes);
	origin_say_bytes(connection, packed, packed_bytes);
	free(packed);
	free(plain);
	return id;
}

/* The body of the request that has come, as it came. */
static inline struct buf body_of(const struct origin_connection *connection)
{
	char *head_end = memmem(connection->in.data, connection->in.len, "\r\n\r\n", 4);

	CHECK(head_end);
	size_t head = (size_t)(head_end + 4 - connection->in.data);
	return (struct buf){ .data = head_end + 4, .len = connection->in.len - head };
}

/* Gives as much of a request's body as there is leave for, to a server that does not read. Returns how much it was. */
static inline uint64_t fill_the_send_window(uint32_t id)
{
	static const char piece[FRAME_FETCH_PIECE_MAX];
	uint64_t sent = 0, window;

	while ((window = FRAME_FETCH_SEND_WINDOW + answer_of(id)->more - sent) > 0) {
		size_t bytes = window < sizeof(piece) ? (size_t)window : sizeof(piece);
		assert_int_equal(give_body(id, piece, bytes), 0);
		sent += bytes;
		settle();
	}
	return sent;
}

#endif
