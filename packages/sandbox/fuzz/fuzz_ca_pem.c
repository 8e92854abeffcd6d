/* SPDX-License-Identifier: MIT */
/*
 * A PEM file: whatever we read in it, OpenSSL reads there, and nothing before, between or behind; and the store that is
 * made of it has nobody else.
 */
#include "fuzz.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "egress/ca_index.h"
#include "egress/ca_pem.h"

/* OpenSSL's next block is a certificate of these bytes, without a header. */
static void check_block(BIO *bio, const uint8_t *der, size_t bytes)
{
	char *label, *header;
	unsigned char *data;
	long count;

	CHECK(PEM_read_bio(bio, &label, &header, &data, &count) == 1);
	CHECK(strcmp(label, "CERTIFICATE") == 0 && header[0] == '\0');
	CHECK((size_t)count == bytes && memcmp(data, der, bytes) == 0);
	OPENSSL_free(label);
	OPENSSL_free(header);
	OPENSSL_free(data);
}

static void check_end(BIO *bio)
{
	char *label, *header;
	unsigned char *data;
	long count;

	ERR_clear_error();
	CHECK(PEM_read_bio(bio, &label, &header, &data, &count) == 0);
	CHECK(ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE);
}

/* Of a subject the store has all or none: none if one of them cannot be parsed. */
static void check_store(X509_STORE *store, const uint8_t *der, size_t bytes)
{
	const uint8_t *at = der;
	X509 *certificate = d2i_X509(NULL, &at, (long)bytes);
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	bool is_there = false;

	CHECK(context && X509_STORE_CTX_init(context, store, NULL, NULL) == 1);
	STACK_OF(X509) *found =
		certificate ? X509_STORE_CTX_get1_certs(context, X509_get_subject_name(certificate))
			    : NULL;
	for (int i = 0; i < sk_X509_num(found); i++)
		is_there = is_there || X509_cmp(sk_X509_value(found, i), certificate) == 0;
	CHECK(!found || is_there);
	sk_X509_pop_free(found, X509_free);
	X509_STORE_CTX_free(context);
	X509_free(certificate);
}

/* Returns whether all of it was for us. */
static bool read_all(const char *text, size_t size, uint8_t *ders, X509_STORE *store)
{
	struct ca_pem pem;
	BIO *bio = BIO_new_mem_buf(text, (int)size);
	size_t used = 0;
	ssize_t n;

	CHECK(bio);
	ca_pem_init(&pem, text, size);
	while ((n = ca_pem_next(&pem, ders + used)) > 0) {
		CHECK((size_t)n <= ca_pem_decoded_max(size) - used);
		check_block(bio, ders + used, (size_t)n);
		if (store)
			check_store(store, ders + used, (size_t)n);
		used += (size_t)n;
	}
	if (n == 0)
		check_end(bio);
	BIO_free(bio);
	ERR_clear_error();
	return n == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Exactly as large as they are said to be, for the sanitizer. */
	char *text = malloc(size ? size : 1);
	uint8_t *ders = malloc(ca_pem_decoded_max(size) + 1);
	X509_STORE *store = X509_STORE_new();

	CHECK(text && ders && store);
	if (size > 0)
		memcpy(text, data, size);
	bool is_plain = read_all(text, size, ders, NULL);
	if (ca_index_attach(store, text, size) == 0) {
		CHECK(is_plain);
		read_all(text, size, ders, store);
	}
	X509_STORE_free(store);
	free(ders);
	free(text);
	ERR_clear_error();
	return 0;
}
