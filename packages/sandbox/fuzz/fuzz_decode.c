/* SPDX-License-Identifier: MIT */
/*
 * Compressed bodies: whatever the pieces they come in and the room there is, the same comes out; no call writes more
 * than it has room for. The first three bytes choose the coding, the pieces and the room.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/check.h"
#include "egress/decode.h"

#define OUTPUT_MAX ((size_t)1 << 18) /* of a bomb, that much is looked at */
#define HEAD_BYTES 3u

struct outcome {
	uint8_t *output;
	size_t count;
	int error;
	bool is_complete;
	bool is_cut;
};

static const char *const codings[] = {
	"gzip",	    "deflate", "br",	      "gzip, gzip",    "gzip, br",
	"br, gzip", "br, br",  "br, deflate", "deflate, gzip", "gzip, deflate, br, gzip",
};

/* Pieces of 1 to @piece_max bytes, in an order that @seed makes; @room for each call. */
static struct outcome decode_body(const char *coding, const uint8_t *body, size_t size,
				  uint32_t seed, size_t piece_max, size_t room, uint8_t *output)
{
	struct outcome outcome = { .output = output };
	struct decode *decode = NULL;
	CHECK(decode_new(coding, &decode) == 0 && decode);
	for (size_t at = 0; at < size && outcome.error == 0 && !outcome.is_cut;) {
		seed = seed * 1664525u + 1013904223u;
		size_t piece = 1 + (seed >> 8) % piece_max;
		piece = piece < size - at ? piece : size - at;
		/* Exactly as large as they are said to be, for the sanitizer. */
		uint8_t *input = malloc(piece), *out = malloc(room);
		CHECK(input && out);
		memcpy(input, body + at, piece);
		const uint8_t *in = input;
		size_t left = piece;
		ssize_t n;
		while ((n = decode_some(decode, &in, &left, out, room)) > 0 && !outcome.is_cut) {
			CHECK((size_t)n <= room && in + left == input + piece);
			size_t kept = OUTPUT_MAX - outcome.count;
			outcome.is_cut = (size_t)n > kept;
			kept = (size_t)n < kept ? (size_t)n : kept;
			memcpy(outcome.output + outcome.count, out, kept);
			outcome.count += kept;
		}
		CHECK(n != 0 || left == 0);
		if (n < 0) {
			CHECK(n == -EBADMSG || n == -ENOMEM);
			CHECK(decode_some(decode, &in, &left, out, room) == n);
			outcome.error = (int)n;
		}
		at += piece;
		free(input);
		free(out);
	}
	outcome.is_complete = decode_is_complete(decode);
	CHECK(outcome.error == 0 || !outcome.is_complete);
	decode_free(decode);
	return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t outputs[2][OUTPUT_MAX];

	if (size < HEAD_BYTES)
		return 0;
	const char *coding = codings[data[0] % (sizeof codings / sizeof codings[0])];
	const uint8_t *body = data + HEAD_BYTES;
	size -= HEAD_BYTES;
	struct outcome whole = decode_body(coding, body, size, 0, SIZE_MAX, 65536, outputs[0]);
	struct outcome parts = decode_body(coding, body, size, data[1], 1u + data[1] % 64u,
					   1u + (size_t)data[2] * data[2] / 4u, outputs[1]);
	size_t both = whole.count < parts.count ? whole.count : parts.count;

	CHECK(memcmp(whole.output, parts.output, both) == 0);
	/*
	 * What comes out right before a fault may be kept back, and a chain's leave to make nothing depends a
	 * little on the pieces.
	 */
	bool is_chain = strchr(coding, ',');
	if (!whole.is_cut && !parts.is_cut && !is_chain)
		CHECK(whole.error == parts.error);
	if (whole.error == 0 && parts.error == 0) {
		CHECK(whole.count == parts.count && whole.is_cut == parts.is_cut);
		CHECK(whole.is_cut || whole.is_complete == parts.is_complete);
	}
	return 0;
}
