/* SPDX-License-Identifier: MIT */
/*
 * For unit tests of whom TLS believes: certificates of the tests' own making, and what a store thinks of them. What is
 * made here is kept until authority_end().
 */
#ifndef UNTRUSTED_TESTS_AUTHORITY_H
#define UNTRUSTED_TESTS_AUTHORITY_H

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define AUTHORITY_KEPT_MAX 256u

static struct {
	X509 *certificates[AUTHORITY_KEPT_MAX];
	EVP_PKEY *keys[AUTHORITY_KEPT_MAX];
	size_t certificate_count, key_count;
} authority_kept;

struct authority_recipe {
	const char *name;
	int name_type; /* of its string; 0: what OpenSSL takes */
	EVP_PKEY *key;
	X509 *issuer; /* NULL: it signs itself */
	EVP_PKEY *issuer_key;
	long ends_s; /* from now; 0: in an hour */
	bool is_leaf;
	bool is_nameless_key; /* without key identifiers */
	bool is_v1;	      /* as roots of the nineties are: without extensions */
};

static inline EVP_PKEY *authority_key(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");

	CHECK(key && authority_kept.key_count < AUTHORITY_KEPT_MAX);
	authority_kept.keys[authority_kept.key_count++] = key;
	return key;
}

static inline void authority_add_extension(X509 *certificate, X509 *issuer, int nid,
					   const char *value)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	CHECK(extension && X509_add_ext(certificate, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

/* The key identifiers are what tells authorities of one name apart. */
static inline void authority_add_extensions(X509 *certificate, struct authority_recipe recipe)
{
	X509 *issuer = recipe.issuer ? recipe.issuer : certificate;

	authority_add_extension(certificate, issuer, NID_basic_constraints,
				recipe.is_leaf ? "critical,CA:FALSE" : "critical,CA:TRUE");
	if (recipe.is_nameless_key)
		return;
	authority_add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
	authority_add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
}

/* Not kept: for tests that make many. */
static inline X509 *authority_make_own(struct authority_recipe recipe)
{
	X509 *certificate = X509_new();
	CHECK(certificate);
	X509_NAME *subject = X509_get_subject_name(certificate);

	X509_set_version(certificate, recipe.is_v1 ? X509_VERSION_1 : X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
	X509_gmtime_adj(X509_getm_notAfter(certificate), recipe.ends_s ? recipe.ends_s : 3600);
	X509_NAME_add_entry_by_txt(subject, "CN",
				   recipe.name_type ? recipe.name_type : MBSTRING_UTF8,
				   (const unsigned char *)recipe.name, -1, -1, 0);
	X509_set_issuer_name(certificate,
			     recipe.issuer ? X509_get_subject_name(recipe.issuer) : subject);
	X509_set_pubkey(certificate, recipe.key);
	if (!recipe.is_v1)
		authority_add_extensions(certificate, recipe);
	CHECK(X509_sign(certificate, recipe.issuer_key ? recipe.issuer_key : recipe.key,
			EVP_sha256()) > 0);
	return certificate;
}

#define authority_make(...) \
	authority_keep(authority_make_own((struct authority_recipe){ __VA_ARGS__ }))

static inline X509 *authority_keep(X509 *certificate)
{
	CHECK(certificate && authority_kept.certificate_count < AUTHORITY_KEPT_MAX);
	authority_kept.certificates[authority_kept.certificate_count++] = certificate;
	return certificate;
}

static inline void authority_end(void)
{
	while (authority_kept.certificate_count > 0)
		X509_free(authority_kept.certificates[--authority_kept.certificate_count]);
	while (authority_kept.key_count > 0)
		EVP_PKEY_free(authority_kept.keys[--authority_kept.key_count]);
}

/* A block of PEM, which the caller free()s. */
static inline char *authority_block(const char *label, const uint8_t *der, size_t bytes)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;

	CHECK(bio && PEM_write_bio(bio, label, "", der, (long)bytes) > 0);
	long text_bytes = BIO_get_mem_data(bio, &data);
	char *text = strndup(data, (size_t)text_bytes);
	CHECK(text);
	BIO_free(bio);
	return text;
}

static inline char *authority_pem(X509 *certificate)
{
	uint8_t *der = NULL;
	int bytes = i2d_X509(certificate, &der);

	CHECK(bytes > 0);
	char *text = authority_block("CERTIFICATE", der, (size_t)bytes);
	OPENSSL_free(der);
	return text;
}

/*
 * A text like the certificate's DER in which OpenSSL finds a fault, though its frame is whole: the first algorithm is
 * no object identifier. The caller free()s it.
 */
static inline char *authority_broken_pem(X509 *certificate)
{
	static const uint8_t algorithm[] = { V_ASN1_OBJECT, 8, 0x2a, 0x86, 0x48, 0xce };
	uint8_t *der = NULL;
	int bytes = i2d_X509(certificate, &der);

	CHECK(bytes > 0);
	uint8_t *found = memmem(der, (size_t)bytes, algorithm, sizeof(algorithm));
	CHECK(found);
	*found = V_ASN1_OCTET_STRING;
	char *text = authority_block("CERTIFICATE", der, (size_t)bytes);
	OPENSSL_free(der);
	return text;
}

/* Whether @store believes @certificate, with what the server sends beside it (or NULL). Else @out_error says why. */
static inline bool authority_is_believed(X509_STORE *store, X509 *certificate,
					 STACK_OF(X509) * beside, int *out_error)
{
	X509_STORE_CTX *check = X509_STORE_CTX_new();

	CHECK(check && X509_STORE_CTX_init(check, store, certificate, beside) == 1);
	CHECK(X509_STORE_CTX_set_default(check, "ssl_server") == 1);
	int rc = X509_verify_cert(check);
	if (out_error)
		*out_error = X509_STORE_CTX_get_error(check);
	X509_STORE_CTX_free(check);
	return rc == 1;
}

#endif
