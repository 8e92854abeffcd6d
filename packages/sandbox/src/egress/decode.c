// SPDX-License-Identifier: MIT
/*
 * A chain of stages, one for each coding, the last applied coding first. Output is pulled: the last stage asks the one
 * before it for input only when it has none left, so nothing is unpacked before there is room for it.
 */
#include "egress/decode.h"

#include <brotli/decode.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "base/auto.h"
#include "base/check.h"

#define BETWEEN_BYTES ((size_t)16 << 10)

/*
 * Between two stages a coding's frame can swallow what the one before it unpacks (empty members, empty blocks,
 * garbage behind the end), so that much work makes no output, which no caller can bound by its room. A chain has leave
 * for so many bytes between its stages; output renews it.
 */
#define BARREN_MAX	     ((size_t)1 << 20)
#define BARREN_FOR_EACH_BYTE ((size_t)16)

#define GZIP_MAGIC_0 0x1f
#define GZIP_MAGIC_1 0x8b

enum coding { CODING_GZIP, CODING_DEFLATE, CODING_BROTLI };

enum state {
	STATE_START,  /* no byte yet */
	STATE_HEAD,   /* zlib or raw deflate? is what follows a gzip member another one? */
	STATE_INSIDE, /* compressed data */
	STATE_END,    /* whatever follows is ignored */
};

struct span {
	const uint8_t *data;
	size_t bytes;
};

struct stage {
	enum coding coding;
	enum state state;
	bool is_behind_member; /* of a gzip member, whose end is an end of the body */
	uint8_t head[2];
	size_t head_bytes; /* in `head`, and not yet seen by zlib */
	struct span input;
	uint8_t *between; /* what the stage before has unpacked; NULL for the first */
	z_stream zlib;
	bool has_zlib;
	BrotliDecoderState *brotli;
};

struct decode {
	struct stage stages[DECODE_CODINGS_MAX];
	size_t count;
	size_t memory;	    /* bytes that stages own */
	size_t barren_left; /* of BARREN_MAX */
	int error;	    /* negative, for ever */
};

/* --- memory, counted ------------------------------------------------------------------------------------------ */

/* Before each block, so that freeing it can be counted, too. */
union block {
	size_t bytes;
	max_align_t alignment;
};

static void *allocate(void *opaque, size_t bytes)
{
	struct decode *decode = opaque;

	if (bytes > DECODE_MEMORY_MAX - sizeof(union block))
		return NULL;
	bytes += sizeof(union block);
	if (bytes > DECODE_MEMORY_MAX - decode->memory)
		return NULL;
	union block *block = malloc(bytes);
	if (!block)
		return NULL;
	block->bytes = bytes;
	decode->memory += bytes;
	return block + 1;
}

static void release(void *opaque, void *pointer)
{
	struct decode *decode = opaque;

	if (!pointer)
		return;
	union block *block = (union block *)pointer - 1;
	decode->memory -= block->bytes;
	free(block);
}

static voidpf allocate_for_zlib(voidpf opaque, uInt items, uInt size)
{
	size_t bytes;

	if (__builtin_mul_overflow((size_t)items, (size_t)size, &bytes))
		return NULL;
	return allocate(opaque, bytes);
}

static void release_for_zlib(voidpf opaque, voidpf pointer)
{
	release(opaque, pointer);
}

/* --- gzip and deflate -------------------------------------------------------------------------------------------- */

static int open_zlib(struct decode *decode, struct stage *stage, int window_bits)
{
	stage->zlib = (z_stream){
		.zalloc = allocate_for_zlib,
		.zfree = release_for_zlib,
		.opaque = decode,
	};
	if (inflateInit2(&stage->zlib, window_bits) != Z_OK)
		return -ENOMEM;
	stage->has_zlib = true;
	return 0;
}

/* RFC 1950, section 2.2. What is no such header is raw deflate, which many servers send. */
static bool is_zlib_header(const uint8_t head[2])
{
	return (head[0] & 0x0f) == Z_DEFLATED && head[0] >> 4 <= 7 &&
	       (head[0] * 256 + head[1]) % 31 == 0;
}

/* Takes input until `head` is full. Returns whether it is. */
static bool fill_head(struct stage *stage)
{
	while (stage->head_bytes < sizeof(stage->head) && stage->input.bytes > 0) {
		stage->head[stage->head_bytes++] = *stage->input.data++;
		stage->input.bytes--;
	}
	return stage->head_bytes == sizeof(stage->head);
}

static void end_stage(struct stage *stage)
{
	stage->state = STATE_END;
	stage->head_bytes = 0;
}

/* The first bytes of a deflate body, or those behind a gzip member. */
static int judge_head(struct decode *decode, struct stage *stage)
{
	bool is_full = fill_head(stage);

	if (stage->coding == CODING_GZIP) {
		if (stage->head_bytes > 0 && stage->head[0] != GZIP_MAGIC_0)
			end_stage(stage);
		else if (is_full && stage->head[1] != GZIP_MAGIC_1)
			end_stage(stage);
		else if (is_full && inflateReset(&stage->zlib) != Z_OK)
			return -EBADMSG;
		else if (is_full)
			stage->state = STATE_INSIDE;
		return 0;
	}
	if (!is_full)
		return 0;
	stage->state = STATE_INSIDE;
	return open_zlib(decode, stage, is_zlib_header(stage->head) ? MAX_WBITS : -MAX_WBITS);
}

static uInt clamp(size_t bytes)
{
	return bytes < UINT_MAX ? (uInt)bytes : UINT_MAX;
}

/* One call of inflate(), with what is left of `head` or with the input. Returns bytes written or an error. */
static ssize_t inflate_once(struct stage *stage, uint8_t *out, size_t room)
{
	z_stream *zlib = &stage->zlib;
	bool is_head = stage->head_bytes > 0;
	const uint8_t *from =
		is_head ? stage->head + sizeof(stage->head) - stage->head_bytes : stage->input.data;
	uInt available = is_head ? (uInt)stage->head_bytes : clamp(stage->input.bytes);

	zlib->next_in = (Bytef *)(uintptr_t)from; /* zlib does not write to it */
	zlib->avail_in = available;
	zlib->next_out = out;
	zlib->avail_out = clamp(room);
	int rc = inflate(zlib, Z_NO_FLUSH);
	size_t taken = available - zlib->avail_in;
	if (is_head) {
		stage->head_bytes -= taken;
	} else {
		stage->input.data += taken;
		stage->input.bytes -= taken;
	}
	if (rc == Z_MEM_ERROR)
		return -ENOMEM;
	if (rc != Z_OK && rc != Z_BUF_ERROR && rc != Z_STREAM_END)
		return -EBADMSG;
	if (rc == Z_STREAM_END && stage->coding == CODING_GZIP) {
		stage->state = STATE_HEAD;
		stage->is_behind_member = true;
	} else if (rc == Z_STREAM_END) {
		end_stage(stage);
	}
	return zlib->next_out - out;
}

/* --- brotli --------------------------------------------------------------------------------------------------- */

static int open_brotli(struct decode *decode, struct stage *stage)
{
	/* Large windows, which the coding `br` does not have, are off unless asked for. */
	stage->brotli = BrotliDecoderCreateInstance(allocate, release, decode);
	return stage->brotli ? 0 : -ENOMEM;
}

static int brotli_error(BrotliDecoderErrorCode code)
{
	bool is_memory = code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
			 code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;

	return is_memory ? -ENOMEM : -EBADMSG;
}

static ssize_t unpack_brotli(struct stage *stage, uint8_t *out, size_t room)
{
	uint8_t *end = out;
	size_t left = room;
	BrotliDecoderResult result = BrotliDecoderDecompressStream(
		stage->brotli, &stage->input.bytes, &stage->input.data, &left, &end, NULL);

	if (result == BROTLI_DECODER_RESULT_ERROR)
		return brotli_error(BrotliDecoderGetErrorCode(stage->brotli));
	if (result == BROTLI_DECODER_RESULT_SUCCESS)
		end_stage(stage);
	return end - out;
}

/* --- the chain ------------------------------------------------------------------------------------------------ */

static int start_stage(struct decode *decode, struct stage *stage)
{
	stage->state = STATE_INSIDE;
	if (stage->coding == CODING_BROTLI)
		return open_brotli(decode, stage);
	if (stage->coding == CODING_GZIP)
		return open_zlib(decode, stage, MAX_WBITS + 16);
	stage->state = STATE_HEAD;
	return 0;
}

/* One step. Returns bytes written or an error. */
static ssize_t step(struct decode *decode, struct stage *stage, uint8_t *out, size_t room)
{
	switch (stage->state) {
	case STATE_START:
		return start_stage(decode, stage);
	case STATE_HEAD:
		return judge_head(decode, stage);
	case STATE_INSIDE:
		if (stage->coding == CODING_BROTLI)
			return unpack_brotli(stage, out, room);
		return inflate_once(stage, out, room);
	case STATE_END:
		stage->input.data += stage->input.bytes;
		stage->input.bytes = 0;
		return 0;
	}
	return -EBADMSG;
}

/* Returns bytes written, 0 when all input is taken and nothing is left to come out, or an error. */
static ssize_t run_stage(struct decode *decode, struct stage *stage, uint8_t *out, size_t room)
{
	for (;;) {
		const struct stage before = *stage;
		if (stage->state == STATE_START && stage->input.bytes == 0)
			return 0;
		ssize_t n = step(decode, stage, out, room);
		if (n != 0)
			return n;
		if (stage->state != before.state || stage->head_bytes != before.head_bytes ||
		    stage->input.bytes != before.input.bytes)
			continue;
		return stage->input.bytes == 0 ? 0 : -EBADMSG;
	}
}

/* Output of the stage number @index, as run_stage(). */
static ssize_t pull(struct decode *decode, size_t index, uint8_t *out, size_t room)
{
	struct stage *stage = &decode->stages[index];

	for (;;) {
		ssize_t n = run_stage(decode, stage, out, room);
		if (n != 0 || index == 0)
			return n;
		n = pull(decode, index - 1, stage->between, BETWEEN_BYTES);
		if (n <= 0)
			return n;
		if ((size_t)n > decode->barren_left)
			return -EBADMSG;
		decode->barren_left -= (size_t)n;
		stage->input = (struct span){ stage->between, (size_t)n };
	}
}

static void renew_leave(struct decode *decode, size_t written)
{
	size_t used = BARREN_MAX - decode->barren_left;

	if (written >= used / BARREN_FOR_EACH_BYTE)
		decode->barren_left = BARREN_MAX;
	else
		decode->barren_left += written * BARREN_FOR_EACH_BYTE;
}

ssize_t decode_some(struct decode *decode, const uint8_t **in, size_t *in_bytes, uint8_t *out,
		    size_t room)
{
	if (decode->error)
		return decode->error;
	CHECK(room > 0);
	decode->stages[0].input = (struct span){ *in, *in_bytes };
	ssize_t n = pull(decode, decode->count - 1, out, room);
	*in = decode->stages[0].input.data;
	*in_bytes = decode->stages[0].input.bytes;
	if (n < 0)
		decode->error = (int)n;
	else
		renew_leave(decode, (size_t)n);
	return n;
}

bool decode_is_complete(const struct decode *decode)
{
	if (decode->error)
		return false;
	for (size_t i = 0; i < decode->count; i++) {
		const struct stage *stage = &decode->stages[i];
		bool is_between_members = stage->state == STATE_HEAD && stage->is_behind_member;
		if (stage->state != STATE_START && stage->state != STATE_END && !is_between_members)
			return false;
	}
	return true;
}

/* --- making one ------------------------------------------------------------------------------------------------ */

static bool find_coding(const char *name, size_t bytes, enum coding *out)
{
	static const struct {
		const char *name;
		enum coding coding;
	} codings[] = {
		{ "gzip", CODING_GZIP },
		{ "x-gzip", CODING_GZIP },
		{ "deflate", CODING_DEFLATE },
		{ "br", CODING_BROTLI },
	};

	for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++) {
		if (bytes == strlen(codings[i].name) &&
		    strncasecmp(name, codings[i].name, bytes) == 0) {
			*out = codings[i].coding;
			return true;
		}
	}
	return false;
}

/*
 * Reads a list of codings (RFC 9110, section 8.4; its empty elements mean nothing). Returns how many there are, 0 if
 * the body is to be passed on as it is.
 */
static size_t parse_codings(const char *text, enum coding out[DECODE_CODINGS_MAX])
{
	static const char identity[] = "identity";
	size_t count = 0;

	while (*text) {
		text += strspn(text, " \t,");
		size_t bytes = strcspn(text, ",");
		const char *next = text + bytes;
		while (bytes > 0 && (text[bytes - 1] == ' ' || text[bytes - 1] == '\t'))
			bytes--;
		bool counts = bytes > 0 && (bytes != strlen(identity) ||
					    strncasecmp(text, identity, bytes) != 0);
		if (counts &&
		    (count == DECODE_CODINGS_MAX || !find_coding(text, bytes, &out[count])))
			return 0;
		count += counts;
		text = next;
	}
	return count;
}

int decode_new(const char *content_encoding, struct decode **out)
{
	enum coding codings[DECODE_CODINGS_MAX];
	size_t count = content_encoding ? parse_codings(content_encoding, codings) : 0;

	if (count == 0) {
		*out = NULL;
		return 0;
	}
	struct decode *decode = calloc(1, sizeof(*decode));
	if (!decode)
		return -ENOMEM;
	decode->count = count;
	decode->barren_left = BARREN_MAX;
	for (size_t i = 0; i < count; i++) {
		decode->stages[i].coding = codings[count - 1 - i];
		if (i > 0 && !(decode->stages[i].between = allocate(decode, BETWEEN_BYTES))) {
			decode_free(decode);
			return -ENOMEM;
		}
	}
	*out = decode;
	return 0;
}

void decode_free(struct decode *decode)
{
	if (!decode)
		return;
	for (size_t i = 0; i < decode->count; i++) {
		struct stage *stage = &decode->stages[i];
		if (stage->has_zlib)
			inflateEnd(&stage->zlib);
		if (stage->brotli)
			BrotliDecoderDestroyInstance(stage->brotli);
		release(decode, stage->between);
	}
	CHECK(decode->memory == 0);
	free(decode);
}
