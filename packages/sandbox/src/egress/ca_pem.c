/* SPDX-License-Identifier: MIT */
#include "egress/ca_pem.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BEGIN	"-----BEGIN CERTIFICATE-----"
#define ANY	"-----BEGIN " /* of a block of whatever kind */
#define END	"-----END CERTIFICATE-----"
#define INVALID 0x80u /* is in no value of base64 */

struct line {
	const char *text;
	size_t bytes; /* without the line's end */
};

void ca_pem_init(struct ca_pem *pem, const char *text, size_t bytes)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	pem->at = text;
	pem->end = text + bytes;
	memset(pem->values, INVALID, sizeof(pem->values));
	for (size_t i = 0; i + 1 < sizeof(alphabet); i++)
		pem->values[(uint8_t)alphabet[i]] = (uint8_t)i;
	pem->values['='] = 0; /* decode() looks where it stands */
}

size_t ca_pem_decoded_max(size_t text_bytes)
{
	return text_bytes / 4 * 3;
}

/* False at the end of the text. */
static bool next_line(struct ca_pem *pem, struct line *out)
{
	if (pem->at == pem->end)
		return false;
	const char *start = pem->at;
	const char *end = memchr(start, '\n', (size_t)(pem->end - start));
	pem->at = end ? end + 1 : pem->end;
	if (!end)
		end = pem->end;
	if (end > start && end[-1] == '\r')
		end--;
	*out = (struct line){ start, (size_t)(end - start) };
	return true;
}

static bool is_line(const struct line *line, const char *text)
{
	return line->bytes == strlen(text) && memcmp(line->text, text, line->bytes) == 0;
}

/*
 * To the first line of a block. Returns 1, 0 at the end of the text, or -EBADMSG. OpenSSL looks for the beginning of a
 * block behind a byte order mark and at some places within long lines, too: a line that has it anywhere is either the
 * whole of it or not for us. A NUL ends a line for it, or the file.
 */
static int find_block(struct ca_pem *pem)
{
	struct line line;

	while (next_line(pem, &line)) {
		if (is_line(&line, BEGIN))
			return 1;
		if (memmem(line.text, line.bytes, ANY, sizeof(ANY) - 1) ||
		    memchr(line.text, '\0', line.bytes))
			return -EBADMSG;
	}
	return 0;
}

/* Returns how many bytes it wrote, 0 if it is not base64, whole; @out_is_last: it has padding, which ends a block. */
static size_t decode(const struct ca_pem *pem, const struct line *line, uint8_t *out,
		     bool *out_is_last)
{
	const char *text = line->text;
	size_t n = line->bytes, padding = 0;
	uint8_t seen = 0;

	if (n == 0 || n % 4 != 0)
		return 0;
	while (padding < 2 && text[n - 1 - padding] == '=')
		padding++;
	if (memchr(text, '=', n - padding))
		return 0;
	for (size_t i = 0; i < n; i += 4, out += 3) {
		uint8_t a = pem->values[(uint8_t)text[i]];
		uint8_t b = pem->values[(uint8_t)text[i + 1]];
		uint8_t c = pem->values[(uint8_t)text[i + 2]];
		uint8_t d = pem->values[(uint8_t)text[i + 3]];
		seen = (uint8_t)(seen | a | b | c | d);
		out[0] = (uint8_t)(a << 2 | b >> 4);
		out[1] = (uint8_t)(b << 4 | c >> 2);
		out[2] = (uint8_t)(c << 6 | d);
	}
	*out_is_last = padding > 0;
	return seen & INVALID ? 0 : n / 4 * 3 - padding;
}

ssize_t ca_pem_next(struct ca_pem *pem, uint8_t *out)
{
	struct line line;
	size_t total = 0;
	bool is_last = false;

	int rc = find_block(pem);
	if (rc <= 0)
		return rc;
	while (next_line(pem, &line)) {
		if (is_line(&line, END))
			return total ? (ssize_t)total : -EBADMSG;
		size_t n = is_last ? 0 : decode(pem, &line, out + total, &is_last);
		if (n == 0)
			return -EBADMSG;
		total += n;
	}
	return -EBADMSG; /* a block without an end */
}
