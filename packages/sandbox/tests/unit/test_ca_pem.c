/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "egress/ca_pem.h"
#include "guard.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----"
/* A text with its length, since it may hold a NUL. */
#define TEXT(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

struct text {
	const char *data;
	size_t bytes;
};

struct blocks {
	uint8_t data[4096];
	size_t ends[16];
	size_t count;
	ssize_t rc; /* 0, or why there are no more */
};

/* Between pages that cannot be touched: neither the text nor the room is overrun. */
static struct blocks read_text(struct text text)
{
	static const uint8_t room[4096];
	struct blocks blocks = { .rc = 0 };
	struct guard in = guard_copy(text.data, text.bytes);
	struct guard out = guard_copy(room, ca_pem_decoded_max(text.bytes));
	struct ca_pem pem;
	size_t used = 0;

	ca_pem_init(&pem, in.text, text.bytes);
	while ((blocks.rc = ca_pem_next(&pem, (uint8_t *)out.text + used)) > 0) {
		used += (size_t)blocks.rc;
		blocks.ends[blocks.count++] = used;
	}
	memcpy(blocks.data, out.text, used);
	guard_done(&in);
	guard_done(&out);
	return blocks;
}

/* With OpenSSL's reader: what there is, and it ends as a file does. */
static void assert_openssl_reads_the_same(struct text text, const struct blocks *blocks)
{
	BIO *bio = BIO_new_mem_buf(text.data, (int)text.bytes);
	char *label, *header;
	unsigned char *data;
	size_t used = 0;
	long bytes;

	for (size_t i = 0; i < blocks->count; i++) {
		assert_int_equal(PEM_read_bio(bio, &label, &header, &data, &bytes), 1);
		assert_string_equal(label, "CERTIFICATE");
		assert_string_equal(header, "");
		assert_int_equal(bytes, blocks->ends[i] - used);
		assert_memory_equal(data, blocks->data + used, (size_t)bytes);
		used = blocks->ends[i];
		OPENSSL_free(label);
		OPENSSL_free(header);
		OPENSSL_free(data);
	}
	ERR_clear_error();
	assert_int_equal(PEM_read_bio(bio, &label, &header, &data, &bytes), 0);
	assert_int_equal(ERR_GET_REASON(ERR_peek_last_error()), PEM_R_NO_START_LINE);
	ERR_clear_error();
	BIO_free(bio);
}

static void assert_reads(struct text text, const char *all, size_t count)
{
	struct blocks blocks = read_text(text);

	assert_int_equal(blocks.rc, 0);
	assert_int_equal(blocks.count, count);
	if (count > 0) {
		assert_int_equal(blocks.ends[count - 1], strlen(all));
		assert_memory_equal(blocks.data, all, strlen(all));
	}
	assert_openssl_reads_the_same(text, &blocks);
}

static void blocks_are_decoded_one_by_one(void **state)
{
	(void)state;
	assert_reads((struct text)TEXT(BEGIN "\nYWJj\n" END "\n"), "abc", 1);
	assert_reads((struct text)TEXT(BEGIN "\nYWI=\n" END "\n"), "ab", 1);
	assert_reads((struct text)TEXT(BEGIN "\nYQ==\n" END "\n"), "a", 1);
	assert_reads((struct text)TEXT(BEGIN "\nYWJj\nZGVm\nZw==\n" END "\n"), "abcdefg", 1);
	assert_reads(
		(struct text)TEXT(BEGIN "\nYWJjZGVm\nZw==\n" END "\n" BEGIN "\nYWJj\n" END "\n"),
		"abcdefgabc", 2);
}

static void every_character_of_base64_has_its_value(void **state)
{
	static const char text[] = BEGIN
		"\nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n" END "\n";
	const struct blocks blocks = read_text((struct text)TEXT(text));

	(void)state;
	assert_int_equal(blocks.count, 1);
	assert_openssl_reads_the_same((struct text)TEXT(text), &blocks);
}

static void what_stands_between_the_blocks_does_not_matter(void **state)
{
	static const struct text texts[] = {
		TEXT("# A root\n\n" BEGIN "\nYWJj\n" END "\n"),
		TEXT("\n  \t\n" BEGIN "\nYWJj\n" END "\n\n\n"),
		TEXT(BEGIN "\nYWJj\n" END "\n# F\xc5\x91tan\xc3\xbas\xc3\xadtv\xc3\xa1ny"),
		TEXT("# F\xf5tan\xfas\xedtv\xe1ny\n" BEGIN "\nYWJj\n" END "\n"),
		TEXT(END "\n----\n-----BEGIN\n" BEGIN "\nYWJj\n" END "\n"),
		TEXT("Bag Attributes\n    friendlyName: x\n" BEGIN "\nYWJj\n" END),
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_reads(texts[i], "abc", 1);
}

static void lines_end_as_they_do_on_any_system(void **state)
{
	(void)state;
	assert_reads((struct text)TEXT("# A root\r\n" BEGIN "\r\nYWJj\r\nZGVm\r\n" END "\r\n"),
		     "abcdef", 1);
	assert_reads((struct text)TEXT(BEGIN "\nYWJj\r\nZGVm\n" END), "abcdef", 1);
	assert_reads((struct text)TEXT(BEGIN "\nYWJj\n" END "\r"), "abc", 1);
}

/* OpenSSL reads 254 characters at a time. */
static void lines_may_be_long(void **state)
{
	char text[2048], data[1024];

	(void)state;
	memset(data, 0, sizeof(data));
	for (size_t n = 240; n <= 1028; n += 4) {
		struct text made = { text, 0 };
		made.bytes = (size_t)snprintf(text, sizeof(text), "%s\n", BEGIN);
		memset(text + made.bytes, 'A', n);
		made.bytes += n;
		for (int i = 0; i < 2; i++) {
			size_t end = made.bytes + (size_t)snprintf(text + made.bytes, 64, "%s" END,
								   i ? "\r\n" : "\n");
			struct blocks blocks = read_text((struct text){ text, end });
			assert_int_equal(blocks.count, 1);
			assert_int_equal(blocks.ends[0], n / 4 * 3);
			assert_memory_equal(blocks.data, data, n / 4 * 3);
			assert_openssl_reads_the_same((struct text){ text, end }, &blocks);
		}
	}
}

static void a_text_without_a_block_has_none(void **state)
{
	(void)state;
	assert_reads((struct text)TEXT(""), "", 0);
	assert_reads((struct text)TEXT("\n"), "", 0);
	assert_reads((struct text)TEXT("no certificate"), "", 0);
	assert_reads((struct text)TEXT(END "\n"), "", 0);
}

/* OpenSSL takes some of these, and of others a part: it is asked. */
static void whatever_is_out_of_the_ordinary_is_left_to_openssl(void **state)
{
	static const struct text texts[] = {
		/* other blocks */
		TEXT("-----BEGIN TRUSTED CERTIFICATE-----\nYWJj\n-----END TRUSTED CERTIFICATE-----\n"),
		TEXT("-----BEGIN X509 CERTIFICATE-----\nYWJj\n-----END X509 CERTIFICATE-----\n"),
		TEXT("-----BEGIN X509 CRL-----\nYWJj\n-----END X509 CRL-----\n"),
		TEXT("-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n"),
		TEXT("-----BEGIN CERTIFICATE\nYWJj\n" END "\n"),
		TEXT("\xef\xbb\xbf" BEGIN "\nYWJj\n" END "\n"),
		TEXT(" " BEGIN "\nYWJj\n" END "\n"),
		TEXT(BEGIN " \nYWJj\n" END "\n"),
		TEXT(BEGIN "\xa0\nYWJj\n" END "\n"),
		TEXT(BEGIN "x\nYWJj\n" END "\n"),
		TEXT("x" BEGIN "\nYWJj\n" END "\n"),
		/* NULs */
		TEXT("\0\n" BEGIN "\nYWJj\n" END "\n"),
		TEXT("# A root\0\n" BEGIN "\nYWJj\n" END "\n"),
		TEXT(BEGIN "\0\nYWJj\n" END "\n"),
		TEXT(BEGIN "\nYW\0j\n" END "\n"),
		TEXT(BEGIN "\nYWJj\n" END "\0"),
		TEXT(BEGIN "\nYWJj\n" END "\n\0"),
		/* headers and empty lines */
		TEXT(BEGIN "\nProc-Type: 4,ENCRYPTED\n\nYWJj\n" END "\n"),
		TEXT(BEGIN "\n\nYWJj\n" END "\n"),
		TEXT(BEGIN "\nYWJj\n\n" END "\n"),
		/* no base64 */
		TEXT(BEGIN "\nYW Jj\n" END "\n"),
		TEXT(BEGIN "\nYWJj \n" END "\n"),
		TEXT(BEGIN "\n YWJj\n" END "\n"),
		TEXT(BEGIN "\nYWJ-\n" END "\n"),
		TEXT(BEGIN "\nYWJ\xc3\n" END "\n"),
		TEXT(BEGIN "\nYWJ\n" END "\n"),
		TEXT(BEGIN "\nYWJjZ\n" END "\n"),
		TEXT(BEGIN "\nYW\nJj\n" END "\n"),
		TEXT(BEGIN "\nYW==Jj==\n" END "\n"),
		TEXT(BEGIN "\nYW==\nYWJj\n" END "\n"),
		TEXT(BEGIN "\nY===\n" END "\n"),
		TEXT(BEGIN "\n====\n" END "\n"),
		TEXT(BEGIN "\nYWJj\n==\n" END "\n"),
		/* no end */
		TEXT(BEGIN),
		TEXT(BEGIN "\n"),
		TEXT(BEGIN "\n" END "\n"),
		TEXT(BEGIN "\nYWJj"),
		TEXT(BEGIN "\nYWJj\n"),
		TEXT(BEGIN "\nYWJj\n" END "-"),
		TEXT(BEGIN "\nYWJj\n" END " \n"),
		TEXT(BEGIN "\nYWJj\n-----END CERTIFICATE----\n"),
		TEXT(BEGIN "\nYWJj\n-----END X509 CRL-----\n"),
		TEXT(BEGIN "\nYWJj\n" BEGIN "\nYWJj\n" END "\n"),
		TEXT(BEGIN "\nYWJj" END "\n"),
		TEXT(BEGIN "YWJj\n" END "\n"),
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct blocks blocks = read_text(texts[i]);
		if (blocks.rc != -EBADMSG)
			print_message("%s\n", texts[i].data);
		assert_int_equal(blocks.rc, -EBADMSG);
	}
}

static void so_is_a_text_of_which_only_a_later_block_is(void **state)
{
	const struct blocks blocks =
		read_text((struct text)TEXT(BEGIN "\nYWJj\n" END "\n" BEGIN "\nYWJj*\n" END "\n"));

	(void)state;
	assert_int_equal(blocks.count, 1);
	assert_int_equal(blocks.rc, -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_decoded_one_by_one),
		cmocka_unit_test(every_character_of_base64_has_its_value),
		cmocka_unit_test(what_stands_between_the_blocks_does_not_matter),
		cmocka_unit_test(lines_end_as_they_do_on_any_system),
		cmocka_unit_test(lines_may_be_long),
		cmocka_unit_test(a_text_without_a_block_has_none),
		cmocka_unit_test(whatever_is_out_of_the_ordinary_is_left_to_openssl),
		cmocka_unit_test(so_is_a_text_of_which_only_a_later_block_is),
	};

	return cmocka_run_group_tests_name("egress/ca_pem", tests, NULL, NULL);
}
