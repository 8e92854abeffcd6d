/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <brotli/encode.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "egress/decode.h"
#include "failing_memory.h"

#define MIB ((size_t)1 << 20)

struct bytes {
	uint8_t *data;
	size_t count;
};

/* What became of a body. */
struct outcome {
	struct bytes output; /* what came before an error, too */
	int error;
	bool is_complete;
};

enum form { FORM_RAW, FORM_ZLIB, FORM_GZIP };

/* --- making bodies ---------------------------------------------------------------------------------------- */

static uint64_t random_state = 88172645463325252u;

static uint32_t random_number(uint32_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)(random_state >> 32) % below;
}

static struct bytes allocate(size_t count)
{
	struct bytes bytes = { malloc(count + 1), count };

	assert_non_null(bytes.data);
	return bytes;
}

static struct bytes noise(size_t count)
{
	struct bytes bytes = allocate(count);

	for (size_t i = 0; i < count; i++)
		bytes.data[i] = (uint8_t)random_number(256);
	return bytes;
}

/* Words: what compresses about as a web page does. */
static struct bytes text(size_t count)
{
	static const char *const words[] = { "the ",  "quick ",	 "brown ", "fox ",   "jumps ",
					     "over ", "<p>",	 "</p>\n", "lazy ",  "dog ",
					     "0123",  "{\"a\":", "true}",  "null, ", "\n" };
	struct bytes bytes = allocate(count);
	size_t filled = 0;

	while (filled < count) {
		const char *word = words[random_number(UNIT_COUNT(words))];
		size_t length = strlen(word);
		if (length > count - filled)
			length = count - filled;
		memcpy(bytes.data + filled, word, length);
		filled += length;
	}
	return bytes;
}

static struct bytes zeros(size_t count)
{
	struct bytes bytes = allocate(count);

	memset(bytes.data, 0, count);
	return bytes;
}

static struct bytes deflated(struct bytes plain, enum form form)
{
	static const int window_bits[] = { -MAX_WBITS, MAX_WBITS, MAX_WBITS + 16 };
	z_stream zlib = { 0 };

	assert_int_equal(deflateInit2(&zlib, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits[form],
				      8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	struct bytes packed = allocate(deflateBound(&zlib, plain.count));
	zlib.next_in = plain.data;
	zlib.avail_in = (uInt)plain.count;
	zlib.next_out = packed.data;
	zlib.avail_out = (uInt)packed.count;
	assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
	packed.count = zlib.total_out;
	deflateEnd(&zlib);
	return packed;
}

static struct bytes brotli(struct bytes plain, int quality, int window)
{
	struct bytes packed = allocate(BrotliEncoderMaxCompressedSize(plain.count) + 64);

	assert_int_equal(BrotliEncoderCompress(quality, window, BROTLI_MODE_GENERIC, plain.count,
					       plain.data, &packed.count, packed.data),
			 BROTLI_TRUE);
	return packed;
}

static struct bytes encoded(struct bytes plain, const char *coding)
{
	if (strcmp(coding, "br") == 0)
		return brotli(plain, 5, BROTLI_DEFAULT_WINDOW);
	if (strcmp(coding, "raw") == 0)
		return deflated(plain, FORM_RAW);
	return deflated(plain, strcmp(coding, "deflate") == 0 ? FORM_ZLIB : FORM_GZIP);
}

/* Frees both. */
static struct bytes joined(struct bytes first, struct bytes second)
{
	struct bytes both = allocate(first.count + second.count);

	memcpy(both.data, first.data, first.count);
	memcpy(both.data + first.count, second.data, second.count);
	free(first.data);
	free(second.data);
	return both;
}

static struct bytes copy(const void *data, size_t count)
{
	struct bytes bytes = allocate(count);

	memcpy(bytes.data, data, count);
	return bytes;
}

/* --- decoding them ---------------------------------------------------------------------------------------- */

static struct decode *new_decode(const char *codings)
{
	struct decode *decode = NULL;

	assert_int_equal(decode_new(codings, &decode), 0);
	assert_non_null(decode);
	return decode;
}

/* Its memory doubles: it is a power of two, above the count. */
static void append(struct bytes *output, const uint8_t *data, size_t count)
{
	size_t room = 1, needed = output->count + count;

	while (room <= needed)
		room *= 2;
	if (!output->data || room / 2 > output->count)
		output->data = realloc(output->data, room);
	assert_non_null(output->data);
	memcpy(output->data + output->count, data, count);
	output->count = needed;
}

/* Gives the decoder one piece of input, and takes what comes of it. Returns 0 or the error. */
static int feed(struct decode *decode, const uint8_t *piece, size_t count, uint32_t room_max,
		struct bytes *output)
{
	/* Exactly as large as they are said to be, for the sanitizer. */
	struct bytes input = copy(piece, count);
	size_t room = 1 + random_number(room_max);
	uint8_t *out = malloc(room);
	const uint8_t *in = input.data;
	size_t left = count;
	ssize_t n;

	do {
		const uint8_t *in_before = in;
		size_t left_before = left;
		n = decode_some(decode, &in, &left, out, room);
		assert_true(n < 0 || (size_t)n <= room);
		assert_true(left <= left_before && in == in_before + (left_before - left));
		if (n > 0)
			append(output, out, (size_t)n);
	} while (n > 0);
	assert_true(n < 0 || left == 0);
	free(out);
	free(input.data);
	return (int)n;
}

static struct outcome decode_with(struct decode *decode, struct bytes body, uint32_t piece_max,
				  uint32_t room_max)
{
	struct outcome outcome = { 0 };
	size_t at = 0;

	while (at < body.count && outcome.error == 0) {
		size_t piece = 1 + random_number(piece_max);
		if (piece > body.count - at)
			piece = body.count - at;
		outcome.error = feed(decode, body.data + at, piece, room_max, &outcome.output);
		at += piece;
	}
	outcome.is_complete = decode_is_complete(decode);
	return outcome;
}

static struct outcome decode_all(const char *codings, struct bytes body, uint32_t piece_max,
				 uint32_t room_max)
{
	struct decode *decode = new_decode(codings);
	struct outcome outcome = decode_with(decode, body, piece_max, room_max);

	decode_free(decode);
	return outcome;
}

static void assert_decodes_to(const char *codings, struct bytes body, struct bytes plain)
{
	static const uint32_t sizes[][2] = {
		{ 70000, 70000 }, { 100, 1000 }, { 1, 500 }, { 7, 3 }, { 1000, 100 }, { 70000, 1 },
	};

	for (size_t i = 0; i < UNIT_COUNT(sizes); i++) {
		/* They take long with the sanitizers. */
		if ((plain.count > 6000 && sizes[i][1] < 1000) || (plain.count > MIB && i > 0))
			continue;
		struct outcome outcome = decode_all(codings, body, sizes[i][0], sizes[i][1]);
		assert_int_equal(outcome.error, 0);
		assert_true(outcome.is_complete);
		assert_int_equal(outcome.output.count, plain.count);
		if (plain.count > 0)
			assert_memory_equal(outcome.output.data, plain.data, plain.count);
		free(outcome.output.data);
	}
}

/* --- what is decoded ------------------------------------------------------------------------------------------ */

static void bodies_come_out_as_they_went_in(void **state)
{
	static const char *const forms[][2] = {
		{ "gzip", "gzip" },   { "x-gzip", "gzip" }, { "deflate", "deflate" },
		{ "deflate", "raw" }, { "br", "br" },	    { "GZip", "gzip" },
		{ " \tBR ", "br" },
	};
	static const size_t sizes[] = { 0, 1, 2, 100, 5000, 200000 };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(sizes); i++) {
		struct bytes plains[] = { text(sizes[i]), noise(sizes[i]), zeros(sizes[i]) };
		for (size_t j = 0; j < UNIT_COUNT(plains) * UNIT_COUNT(forms); j++) {
			struct bytes plain = plains[j % UNIT_COUNT(plains)];
			const char *const *form = forms[j / UNIT_COUNT(plains)];
			struct bytes body = encoded(plain, form[1]);
			assert_decodes_to(form[0], body, plain);
			free(body.data);
		}
		for (size_t j = 0; j < UNIT_COUNT(plains); j++)
			free(plains[j].data);
	}
}

static void chains_are_undone_from_the_last_coding_to_the_first(void **state)
{
	static const char *const chains[][4] = {
		{ "gzip", "br" },
		{ "br", "gzip" },
		{ "deflate", "gzip" },
		{ "gzip", "gzip", "gzip" },
		{ "br", "deflate", "br", "gzip" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(chains); i++) {
		char header[64] = "identity";
		struct bytes plain = text(random_number(50000));
		struct bytes body = copy(plain.data, plain.count);
		for (size_t j = 0; j < 4 && chains[i][j]; j++) {
			struct bytes inner = body;
			body = encoded(inner, chains[i][j]);
			free(inner.data);
			size_t used = strlen(header);
			snprintf(header + used, sizeof(header) - used, ",, %s", chains[i][j]);
		}
		assert_decodes_to(header, body, plain);
		free(plain.data);
		free(body.data);
	}
}

static void what_is_not_known_is_passed_on(void **state)
{
	static const char *const headers[] = {
		"",
		"identity",
		"identity, IDENTITY",
		" , ,",
		"compress",
		"gzip, zstd",
		"zstd, gzip",
		"gzip gzip",
		"gzipped",
		"gz",
		"gzip;q=1",
		"\"gzip\"",
		"x-deflate",
		"dcb",
		"deflate, aes128gcm",
		"gzip, gzip, gzip, gzip, gzip",
		"brotli",
		"gzip, unknown",
		"*",
		"br, \x01",
	};

	(void)state;
	struct decode *decode = (struct decode *)1;
	assert_int_equal(decode_new(NULL, &decode), 0);
	assert_null(decode);
	for (size_t i = 0; i < UNIT_COUNT(headers); i++) {
		decode = (struct decode *)1;
		assert_int_equal(decode_new(headers[i], &decode), 0);
		assert_null(decode);
	}
	decode_free(NULL);
}

static void no_body_at_all_is_complete(void **state)
{
	static const char *const headers[] = { "gzip", "deflate", "br", "gzip, br, deflate" };
	const uint8_t *in = NULL;
	size_t left = 0;
	uint8_t out[1];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(headers); i++) {
		struct decode *decode = new_decode(headers[i]);
		assert_true(decode_is_complete(decode));
		assert_int_equal(decode_some(decode, &in, &left, out, sizeof(out)), 0);
		assert_true(decode_is_complete(decode));
		decode_free(decode);
	}
}

static void gzip_members_are_one_body(void **state)
{
	(void)state;
	struct bytes plain = text(3000);
	struct bytes first = { plain.data, 1000 }, second = { plain.data + 1000, 0 },
		     third = { plain.data + 1000, 2000 };
	struct bytes body = joined(joined(deflated(first, FORM_GZIP), deflated(second, FORM_GZIP)),
				   deflated(third, FORM_GZIP));
	assert_decodes_to("gzip", body, plain);
	assert_decodes_to("x-gzip", body, plain);
	/* The last one is broken off. */
	for (size_t cut = 1; cut < 12; cut++) {
		struct bytes broken = { body.data, body.count - cut };
		struct outcome outcome = decode_all("gzip", broken, 100, 100);
		assert_int_equal(outcome.error, 0);
		assert_false(outcome.is_complete);
		free(outcome.output.data);
	}
	free(body.data);
	free(plain.data);
}

static void garbage_behind_the_end_is_ignored(void **state)
{
	static const char *const forms[][2] = {
		{ "gzip", "gzip" },
		{ "deflate", "deflate" },
		{ "deflate", "raw" },
		{ "br", "br" },
	};
	static const struct {
		const char *data;
		size_t count;
	} tails[] = {
		{ "\0", 1 },	       { "\0\0\0\0\0\0\0\0", 8 },
		{ "garbage", 7 },      { "\x1f", 1 }, /* no member begins with that alone */
		{ "\x1f\x1f\x8b", 3 }, { "\x1fx", 2 },
	};

	(void)state;
	struct bytes plain = text(500);
	for (size_t i = 0; i < UNIT_COUNT(forms) * UNIT_COUNT(tails); i++) {
		const char *const *form = forms[i % UNIT_COUNT(forms)];
		size_t tail = i / UNIT_COUNT(forms);
		struct bytes body =
			joined(encoded(plain, form[1]), copy(tails[tail].data, tails[tail].count));
		assert_decodes_to(form[0], body, plain);
		free(body.data);
	}
	free(plain.data);
}

/* --- what is broken ----------------------------------------------------------------------------------------- */

static void a_body_that_stops_before_its_end_is_not_complete(void **state)
{
	static const char *const forms[][2] = {
		{ "gzip", "gzip" },
		{ "deflate", "deflate" },
		{ "deflate", "raw" },
		{ "br", "br" },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(forms); i++) {
		struct bytes plain = text(1500);
		struct bytes body = encoded(plain, forms[i][1]);
		for (size_t count = 1; count < body.count; count++) {
			struct bytes cut = { body.data, count };
			struct outcome outcome = decode_all(forms[i][0], cut, 300, 300);
			assert_int_equal(outcome.error, 0);
			assert_false(outcome.is_complete);
			assert_true(outcome.output.count <= plain.count);
			if (outcome.output.count > 0)
				assert_memory_equal(outcome.output.data, plain.data,
						    outcome.output.count);
			free(outcome.output.data);
		}
		free(body.data);
		free(plain.data);
	}
}

static void a_chain_whose_inside_stops_is_not_complete(void **state)
{
	(void)state;
	struct bytes plain = text(3000);
	struct bytes inner = encoded(plain, "gzip");
	inner.count -= 3;
	struct bytes body = encoded(inner, "br");
	struct outcome outcome = decode_all("gzip, br", body, 100, 100);
	assert_int_equal(outcome.error, 0);
	assert_false(outcome.is_complete);
	free(outcome.output.data);
	free(body.data);
	free(inner.data);
	free(plain.data);
}

static void changed_bytes_are_found_where_there_is_a_checksum(void **state)
{
	static const char *const codings[] = { "gzip", "deflate" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(codings); i++) {
		struct bytes plain = text(2000);
		struct bytes body = encoded(plain, codings[i]);
		/* Behind gzip's header, of which time and system do not count. */
		for (size_t at = 10; at < body.count; at++) {
			body.data[at] ^= 0x40;
			struct outcome outcome = decode_all(codings[i], body, 500, 500);
			/* Some bits mean nothing: those behind the last block. */
			if (outcome.error == 0 && outcome.is_complete) {
				assert_int_equal(outcome.output.count, plain.count);
				assert_memory_equal(outcome.output.data, plain.data, plain.count);
			}
			free(outcome.output.data);
			body.data[at] ^= 0x40;
		}
		free(body.data);
		free(plain.data);
	}
}

static void garbage_is_refused_and_stays_refused(void **state)
{
	static const char *const codings[] = { "gzip", "br", "deflate", "gzip, br", "br, gzip" };
	static const uint8_t garbage[] = "<!doctype html><title>no coding at all</title>";

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(codings); i++) {
		struct decode *decode = new_decode(codings[i]);
		struct bytes output = { 0 };
		assert_int_equal(feed(decode, garbage, sizeof(garbage), 100, &output), -EBADMSG);
		assert_int_equal(feed(decode, garbage, 1, 100, &output), -EBADMSG);
		assert_false(decode_is_complete(decode));
		free(output.data);
		decode_free(decode);
	}
}

static void random_bytes_do_no_harm(void **state)
{
	static const char *const codings[] = { "gzip", "deflate", "br", "br, deflate", "gzip, br" };

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		struct bytes body = noise(1 + random_number(200));
		if (i % 2 == 0)
			memcpy(body.data, "\x1f\x8b\x08\0", body.count < 4 ? body.count : 4);
		struct outcome outcome =
			decode_all(codings[i % UNIT_COUNT(codings)], body, 50, 5000);
		assert_true(outcome.error == 0 || outcome.error == -EBADMSG);
		free(outcome.output.data);
		free(body.data);
	}
}

/* --- what wants too much --------------------------------------------------------------------------------------- */

static void a_bomb_waits_until_there_is_room(void **state)
{
	static const char *const codings[] = { "gzip", "deflate", "raw", "br" };

	(void)state;
	struct bytes plain = zeros(20 * MIB);
	for (size_t i = 0; i < UNIT_COUNT(codings); i++) {
		struct bytes body = encoded(plain, codings[i]);
		assert_true(body.count < plain.count / 500);
		struct decode *decode =
			new_decode(strcmp(codings[i], "raw") == 0 ? "deflate" : codings[i]);
		const uint8_t *in = body.data;
		size_t left = body.count;
		uint8_t out[1000];
		for (size_t call = 0; call < 100; call++)
			assert_int_equal(decode_some(decode, &in, &left, out, sizeof(out)),
					 sizeof(out));
		/* What is not asked for is not even taken, as far as the coding allows. */
		assert_true(i == 3 || left > body.count - 1000);
		assert_false(decode_is_complete(decode));
		decode_free(decode);
		free(body.data);
	}
	free(plain.data);
}

/* Bombs in bombs, where the room for the last stage's output bounds nothing. */
static void a_chain_that_makes_nothing_of_much_is_refused(void **state)
{
	(void)state;
	struct bytes nothing = { NULL, 0 };
	struct bytes member = deflated(nothing, FORM_GZIP);
	struct bytes members = allocate(member.count * 200000);
	for (size_t i = 0; i < 200000; i++)
		memcpy(members.data + i * member.count, member.data, member.count);
	struct bytes small = { members.data, member.count * 1000 };
	struct bytes packed = encoded(members, "gzip"), packed_small = encoded(small, "gzip");
	struct bytes tail = joined(encoded(small, "gzip"), zeros(2 * MIB));
	struct bytes packed_tail = encoded(tail, "br");

	struct outcome outcome = decode_all("gzip, gzip", packed, 70000, 100);
	assert_int_equal(outcome.error, -EBADMSG);
	assert_int_equal(outcome.output.count, 0);
	outcome = decode_all("gzip, br", packed_tail, 70000, 100);
	assert_int_equal(outcome.error, -EBADMSG);
	free(outcome.output.data);
	assert_decodes_to("gzip, gzip", packed_small, nothing);
	free(member.data);
	free(members.data);
	free(packed.data);
	free(packed_small.data);
	free(tail.data);
	free(packed_tail.data);
}

static void a_chain_that_makes_much_of_little_is_decoded(void **state)
{
	(void)state;
	struct bytes plain = zeros(40 * MIB);
	struct bytes once = encoded(plain, "gzip"), twice = encoded(once, "br");
	assert_decodes_to("gzip, br", twice, plain);
	free(plain.data);
	free(once.data);
	free(twice.data);
}

static void brotli_s_largest_window_fits_once(void **state)
{
	(void)state;
	struct bytes plain = noise(17 * MIB);
	struct bytes body = brotli(plain, 0, BROTLI_MAX_WINDOW_BITS);
	assert_decodes_to("br", body, plain);
	struct bytes twice = brotli(body, 0, BROTLI_MAX_WINDOW_BITS);
	struct outcome outcome = decode_all("br, br", twice, 70000, 70000);
	assert_int_equal(outcome.error, -ENOMEM);
	free(outcome.output.data);
	free(twice.data);
	free(body.data);
	free(plain.data);
}

static void brotli_s_larger_windows_are_refused(void **state)
{
	(void)state;
	struct bytes plain = text(5000), body = allocate(10000);
	BrotliEncoderState *encoder = BrotliEncoderCreateInstance(NULL, NULL, NULL);
	BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LARGE_WINDOW, 1);
	BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LGWIN, BROTLI_LARGE_MAX_WINDOW_BITS);
	const uint8_t *in = plain.data;
	uint8_t *out = body.data;
	size_t left = plain.count, room = body.count;
	assert_true(BrotliEncoderCompressStream(encoder, BROTLI_OPERATION_FINISH, &left, &in, &room,
						&out, NULL));
	assert_true(BrotliEncoderIsFinished(encoder));
	body.count -= room;
	BrotliEncoderDestroyInstance(encoder);
	struct outcome outcome = decode_all("br", body, 100, 100);
	assert_int_equal(outcome.error, -EBADMSG);
	assert_int_equal(outcome.output.count, 0);
	free(outcome.output.data);
	free(body.data);
	free(plain.data);
}

static void running_out_of_memory_is_said_and_nothing_is_lost(void **state)
{
	(void)state;
	struct bytes plain = text(100000);
	struct bytes inner = encoded(plain, "br"), middle = encoded(inner, "deflate");
	struct bytes body = encoded(middle, "gzip");
	uint8_t *out = malloc(plain.count);
	bool failed = true;
	long succeeding = 0;
	for (; failed; succeeding++) {
		struct decode *decode = NULL;
		const uint8_t *in = body.data;
		size_t left = body.count, done = 0;
		failing_memory_after(succeeding);
		ssize_t n = decode_new("br, deflate, gzip", &decode);
		while (n == 0 && (n = decode_some(decode, &in, &left, out, plain.count)) > 0) {
			done += (size_t)n;
			n = 0;
		}
		failed = failing_memory_end();
		assert_int_equal(n, failed ? -ENOMEM : 0);
		assert_true(failed || done == plain.count);
		decode_free(decode);
	}
	assert_true(succeeding > 7);
	free(out);
	free(body.data);
	free(middle.data);
	free(inner.data);
	free(plain.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_come_out_as_they_went_in),
		cmocka_unit_test(chains_are_undone_from_the_last_coding_to_the_first),
		cmocka_unit_test(what_is_not_known_is_passed_on),
		cmocka_unit_test(no_body_at_all_is_complete),
		cmocka_unit_test(gzip_members_are_one_body),
		cmocka_unit_test(garbage_behind_the_end_is_ignored),
		cmocka_unit_test(a_body_that_stops_before_its_end_is_not_complete),
		cmocka_unit_test(a_chain_whose_inside_stops_is_not_complete),
		cmocka_unit_test(changed_bytes_are_found_where_there_is_a_checksum),
		cmocka_unit_test(garbage_is_refused_and_stays_refused),
		cmocka_unit_test(random_bytes_do_no_harm),
		cmocka_unit_test(a_bomb_waits_until_there_is_room),
		cmocka_unit_test(a_chain_that_makes_nothing_of_much_is_refused),
		cmocka_unit_test(a_chain_that_makes_much_of_little_is_decoded),
		cmocka_unit_test(brotli_s_largest_window_fits_once),
		cmocka_unit_test(brotli_s_larger_windows_are_refused),
		cmocka_unit_test(running_out_of_memory_is_said_and_nothing_is_lost),
	};
	return cmocka_run_group_tests_name("egress/decode", tests, NULL, NULL);
}
