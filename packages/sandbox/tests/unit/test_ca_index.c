/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <openssl/err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "authority.h"
#include "base/buf.h"
#include "egress/ca_index.h"
#include "failing_openssl.h"

#define TEXT_MAX ((size_t)64 << 20)

static void append_block(struct buf *text, char *block)
{
	assert_int_equal(buf_append_str(text, block), 0);
	free(block);
}

static X509_STORE *new_store(void)
{
	X509_STORE *store = X509_STORE_new();

	assert_non_null(store);
	assert_int_equal(X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN), 1);
	return store;
}

static X509_STORE *store_of_text(const struct buf *text)
{
	X509_STORE *store = new_store();

	assert_int_equal(ca_index_attach(store, text->data, text->len), 0);
	return store;
}

/* Of what is in a NULL-terminated list. */
static X509_STORE *store_of(X509 *const *certificates)
{
	AUTO_BUF struct buf text = { .max = TEXT_MAX };

	for (; *certificates; certificates++)
		append_block(&text, authority_pem(*certificates));
	return store_of_text(&text);
}

#define STORE_OF(...) store_of((X509 *const[]){ __VA_ARGS__, NULL })

static int parsed(X509_STORE *store)
{
	return sk_X509_OBJECT_num(X509_STORE_get0_objects(store));
}

static bool is_believed(X509_STORE *store, X509 *certificate)
{
	bool is = authority_is_believed(store, certificate, NULL, NULL);

	ERR_clear_error();
	return is;
}

static void a_certificate_is_parsed_when_a_chain_asks_for_it(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *one = authority_make(.name = "one", .key = key);
	X509 *two = authority_make(.name = "two", .key = key);
	X509 *child = authority_make(.name = "child", .key = key, .issuer = two, .issuer_key = key,
				     .is_leaf = true);
	X509 *stranger = authority_make(.name = "stranger", .key = key);
	X509_STORE *store = STORE_OF(one, two);

	(void)state;
	assert_int_equal(parsed(store), 0);
	assert_false(is_believed(store, stranger));
	assert_int_equal(parsed(store), 0);
	for (int i = 0; i < 2; i++) {
		assert_true(is_believed(store, child));
		assert_int_equal(parsed(store), 1);
	}
	assert_true(is_believed(store, one));
	assert_int_equal(parsed(store), 2);
	X509_STORE_free(store);
}

static void a_signature_is_the_key_s_and_not_the_name_s(void **state)
{
	EVP_PKEY *key = authority_key(), *other = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509 *forged =
		authority_make(.name = "child", .key = other, .issuer = root, .issuer_key = other);
	X509 *namesake = authority_make(.name = "root", .key = other);
	X509_STORE *store = STORE_OF(root);

	(void)state;
	assert_false(is_believed(store, forged));
	assert_false(is_believed(store, namesake));
	assert_true(is_believed(store, root));
	X509_STORE_free(store);
}

/* An authority with a new key keeps its name. */
static void all_of_one_subject_are_found(void **state)
{
	EVP_PKEY *old_key = authority_key(), *new_key = authority_key(), *key = authority_key();
	X509 *old = authority_make(.name = "root", .key = old_key);
	X509 *renewed = authority_make(.name = "root", .key = new_key);
	X509 *other = authority_make(.name = "other", .key = key);
	X509 *of_old =
		authority_make(.name = "a", .key = key, .issuer = old, .issuer_key = old_key);
	X509 *of_new =
		authority_make(.name = "b", .key = key, .issuer = renewed, .issuer_key = new_key);
	X509_STORE *stores[] = { STORE_OF(old, other, renewed), STORE_OF(renewed, old),
				 STORE_OF(old), STORE_OF(renewed) };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_true(is_believed(stores[i], of_old));
		assert_int_equal(parsed(stores[i]), 2);
		assert_true(is_believed(stores[i], of_new));
		assert_true(is_believed(stores[i], old));
		assert_true(is_believed(stores[i], renewed));
		assert_int_equal(parsed(stores[i]), 2);
	}
	assert_true(is_believed(stores[2], of_old));
	assert_false(is_believed(stores[2], of_new));
	assert_false(is_believed(stores[3], of_old));
	assert_true(is_believed(stores[3], of_new));
	for (size_t i = 0; i < UNIT_COUNT(stores); i++)
		X509_STORE_free(stores[i]);
}

/* One key, certified by itself and by another authority, one of them until recently. */
static void of_one_key_the_certificate_that_is_valid_counts(void **state)
{
	EVP_PKEY *key = authority_key(), *other_key = authority_key();
	X509 *other = authority_make(.name = "other", .key = other_key);
	X509 *expired = authority_make(.name = "root", .key = key, .ends_s = -60);
	X509 *crossed = authority_make(.name = "root", .key = key, .issuer = other,
				       .issuer_key = other_key);
	X509 *child = authority_make(.name = "child", .key = other_key, .issuer = crossed,
				     .issuer_key = key);
	X509_STORE *stores[] = { STORE_OF(expired, crossed), STORE_OF(crossed, expired) };
	X509_STORE *of_expired = STORE_OF(expired);
	int error = 0;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(stores); i++) {
		assert_true(is_believed(stores[i], child));
		X509_STORE_free(stores[i]);
	}
	assert_false(authority_is_believed(of_expired, child, NULL, &error));
	assert_int_equal(error, X509_V_ERR_CERT_HAS_EXPIRED);
	X509_STORE_free(of_expired);
}

static void of_one_subject_the_file_s_order_is_kept(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *made[8];
	AUTO_BUF struct buf text = { .max = TEXT_MAX };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(made); i++) {
		made[i] = authority_make(.name = "root", .key = key, .ends_s = 3600 + (long)i);
		append_block(&text, authority_pem(made[i]));
	}
	X509_STORE *store = store_of_text(&text);
	X509_STORE_CTX *check = X509_STORE_CTX_new();
	assert_int_equal(X509_STORE_CTX_init(check, store, NULL, NULL), 1);
	STACK_OF(X509) *found = X509_STORE_CTX_get1_certs(check, X509_get_subject_name(made[0]));
	assert_int_equal(sk_X509_num(found), UNIT_COUNT(made));
	for (int i = 0; i < (int)UNIT_COUNT(made); i++)
		assert_int_equal(X509_cmp(sk_X509_value(found, i), made[i]), 0);
	/* One that is asked for alone is the first. */
	X509_OBJECT *first = X509_STORE_CTX_get_obj_by_subject(check, X509_LU_X509,
							       X509_get_subject_name(made[0]));
	assert_int_equal(X509_cmp(X509_OBJECT_get0_X509(first), made[0]), 0);
	X509_OBJECT_free(first);
	sk_X509_pop_free(found, X509_free);
	X509_STORE_CTX_free(check);
	X509_STORE_free(store);
}

static void one_that_is_there_twice_counts_once(void **state)
{
	X509 *root = authority_make(.name = "root", .key = authority_key());
	X509_STORE *store = STORE_OF(root, root, root);

	(void)state;
	assert_true(is_believed(store, root));
	assert_int_equal(parsed(store), 1);
	X509_STORE_free(store);
}

static void names_are_the_same_whatever_their_case_spaces_and_encoding(void **state)
{
	static const struct {
		const char *name;
		int type;
		bool is_same;
	} names[] = {
		{ "Our  Root", V_ASN1_UTF8STRING, true },
		{ " our root ", V_ASN1_PRINTABLESTRING, true },
		{ "OUR ROOT", V_ASN1_T61STRING, true },
		{ "our root", V_ASN1_IA5STRING, true },
		{ "Our Root", V_ASN1_OCTET_STRING, false },
		{ "OurRoot", V_ASN1_UTF8STRING, false },
		{ "Our Root.", V_ASN1_UTF8STRING, false },
		{ "Our Roo", V_ASN1_UTF8STRING, false },
	};
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make(.name = "Our Root", .key = key);
	X509_STORE *store = STORE_OF(root);

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		X509 *issuer = authority_make(.name = names[i].name, .name_type = names[i].type,
					      .key = key);
		X509 *child = authority_make(.name = "child", .key = key, .issuer = issuer,
					     .issuer_key = key);
		assert_int_equal(is_believed(store, child), names[i].is_same);
		X509_STORE *reverse = STORE_OF(issuer);
		X509 *of_root = authority_make(.name = "child", .key = key, .issuer = root,
					       .issuer_key = key);
		assert_int_equal(is_believed(reverse, of_root), names[i].is_same);
		X509_STORE_free(reverse);
	}
	X509_STORE_free(store);
}

static void an_authority_without_a_name_is_one_of_that_name(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make_own((struct authority_recipe){ .name = "x", .key = key });
	X509_NAME *none = X509_NAME_new();
	X509 *named = authority_make(.name = "named", .key = key);

	(void)state;
	X509_set_subject_name(root, none);
	X509_set_issuer_name(root, none);
	assert_true(X509_sign(root, key, EVP_sha256()) > 0);
	X509_STORE *store = STORE_OF(named, root);
	assert_true(is_believed(store, root));
	assert_true(is_believed(store, named));
	X509_STORE_free(store);
	X509_NAME_free(none);
	X509_free(root);
}

static void whatever_the_file_names_is_an_anchor(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509 *middle =
		authority_make(.name = "middle", .key = key, .issuer = root, .issuer_key = key);
	X509 *leaf = authority_make(.name = "leaf", .key = key, .issuer = middle, .issuer_key = key,
				    .is_leaf = true);
	X509 *sibling = authority_make(.name = "sibling", .key = key, .issuer = middle,
				       .issuer_key = key, .is_leaf = true);
	X509_STORE *of_root = STORE_OF(root), *of_middle = STORE_OF(middle),
		   *of_leaf = STORE_OF(leaf);
	STACK_OF(X509) *beside = sk_X509_new_null();

	(void)state;
	assert_true(sk_X509_push(beside, middle) > 0);
	assert_false(is_believed(of_root, leaf));
	assert_true(authority_is_believed(of_root, leaf, beside, NULL));
	assert_true(is_believed(of_middle, leaf));
	assert_true(is_believed(of_middle, middle));
	assert_false(is_believed(of_middle, root));
	assert_true(is_believed(of_leaf, leaf));
	assert_false(is_believed(of_leaf, sibling));
	assert_false(is_believed(of_leaf, middle));
	sk_X509_free(beside);
	X509_STORE_free(of_root);
	X509_STORE_free(of_middle);
	X509_STORE_free(of_leaf);
}

static void one_that_is_broken_takes_those_of_its_subject_with_it(void **state)
{
	EVP_PKEY *key = authority_key(), *new_key = authority_key();
	X509 *broken = authority_make(.name = "root", .key = key);
	X509 *sound = authority_make(.name = "ROOT", .key = new_key);
	X509 *other = authority_make(.name = "other", .key = key);
	X509 *child =
		authority_make(.name = "child", .key = key, .issuer = sound, .issuer_key = new_key);

	(void)state;
	for (int i = 0; i < 2; i++) {
		AUTO_BUF struct buf text = { .max = TEXT_MAX };
		append_block(&text, i ? authority_broken_pem(broken) : authority_pem(sound));
		append_block(&text, authority_pem(other));
		append_block(&text, i ? authority_pem(sound) : authority_broken_pem(broken));
		X509_STORE *store = store_of_text(&text);
		for (int j = 0; j < 2; j++) {
			int error = 0;
			assert_false(authority_is_believed(store, child, NULL, &error));
			assert_int_equal(error, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
			assert_int_equal(ERR_peek_error(), 0);
			assert_false(is_believed(store, broken));
			assert_false(is_believed(store, sound));
			assert_int_equal(parsed(store), j);
			assert_true(is_believed(store, other));
		}
		X509_STORE_free(store);
	}
}

static void there_are_no_lists_of_revoked_ones(void **state)
{
	X509 *root = authority_make(.name = "root", .key = authority_key());
	X509_STORE *store = STORE_OF(root);
	X509_STORE_CTX *check = X509_STORE_CTX_new();

	(void)state;
	assert_int_equal(X509_STORE_CTX_init(check, store, root, NULL), 1);
	assert_null(X509_STORE_CTX_get1_crls(check, X509_get_subject_name(root)));
	assert_null(
		X509_STORE_CTX_get_obj_by_subject(check, X509_LU_CRL, X509_get_subject_name(root)));
	X509_STORE_CTX_free(check);
	X509_STORE_free(store);
}

static void what_is_not_plain_leaves_the_store_as_it_was(void **state)
{
	X509 *root = authority_make(.name = "root", .key = authority_key());
	char *pem = authority_pem(root);
	const char *const behind[] = {
		"-----BEGIN CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n"
	};
	X509_STORE *store = new_store();

	(void)state;
	assert_int_equal(ca_index_attach(store, "", 0), -EBADMSG);
	assert_int_equal(ca_index_attach(store, "\n", 1), -EBADMSG);
	for (size_t i = 0; i < UNIT_COUNT(behind); i++) {
		AUTO_BUF struct buf text = { .max = TEXT_MAX };
		assert_int_equal(buf_append_format(&text, "%s%s", pem, behind[i]), 0);
		assert_int_equal(ca_index_attach(store, text.data, text.len), -EBADMSG);
		assert_false(is_believed(store, root));
	}
	assert_int_equal(ca_index_attach(store, pem, strlen(pem)), 0);
	assert_true(is_believed(store, root));
	X509_STORE_free(store);
	free(pem);
}

/* A subject of a text form that has no other one: its letters are no UTF-8. */
static void a_subject_that_is_broken_is_found_out_at_once(void **state)
{
	static const char name[] = "-- a subject --";
	X509 *root = authority_make(.name = name, .name_type = V_ASN1_UTF8STRING,
				    .key = authority_key());
	uint8_t *der = NULL;
	size_t bytes = (size_t)i2d_X509(root, &der);
	uint8_t *found = memmem(der, bytes, name, strlen(name));
	X509_STORE *store = new_store();

	(void)state;
	found = memmem(found + 1, bytes - (size_t)(found + 1 - der), name, strlen(name));
	memset(found, 0xff, strlen(name)); /* the issuer comes first */
	char *pem = authority_block("CERTIFICATE", der, bytes);
	assert_int_equal(ca_index_attach(store, pem, strlen(pem)), -EBADMSG);
	X509_STORE_free(store);
	OPENSSL_free(der);
	free(pem);
}

static void ten_thousand_certificates_are_no_trouble(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509_NAME *subject = X509_get_subject_name(root);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };
	X509 *children[3];
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		/* Its signature is of another name, and of no interest. */
		X509_NAME_ENTRY_free(X509_NAME_delete_entry(subject, 0));
		char name[32];
		snprintf(name, sizeof(name), "root %d", i * 7919 % 10000);
		X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
					   (const unsigned char *)name, -1, -1, 0);
		assert_int_equal(X509_set_subject_name(root, subject), 1);
		append_block(&text, authority_pem(root));
		if (i == 0 || i == 5000 || i == 9999)
			children[count++] = authority_make(.name = "child", .key = key,
							   .issuer = root, .issuer_key = key);
	}
	X509_STORE *store = store_of_text(&text);
	for (size_t i = 0; i < count; i++)
		assert_true(is_believed(store, children[i]));
	assert_int_equal(parsed(store), 3);
	X509_STORE_free(store);
}

/* Whichever allocation fails. */
static void without_memory_nothing_is_attached(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *one = authority_make(.name = "one", .key = key);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };
	X509_STORE *store = new_store();
	int rc = -1;

	(void)state;
	append_block(&text, authority_pem(one));
	append_block(&text, authority_pem(authority_make(.name = "two", .key = key)));
	for (long n = 0; rc != 0; n++) {
		assert_false(is_believed(store, one));
		failing_openssl_after(n);
		rc = ca_index_attach(store, text.data, text.len);
		bool has_failed = failing_openssl_end();
		/* -EBADMSG: somebody else tries it again. */
		assert_true(rc == (has_failed ? -ENOMEM : 0) || (has_failed && rc == -EBADMSG));
		ERR_clear_error();
	}
	assert_true(is_believed(store, one));
	X509_STORE_free(store);
}

/* For other chains there is some later. */
static void without_memory_nobody_is_believed(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509 *namesake = authority_make(.name = "root", .key = authority_key());
	X509 *child =
		authority_make(.name = "child", .key = key, .issuer = root, .issuer_key = key);
	X509 *forged = authority_make(.name = "child", .key = key, .issuer = root,
				      .issuer_key = authority_key());
	long last;

	(void)state;
	X509_STORE *whole = STORE_OF(root, namesake);
	failing_openssl_count = 0;
	assert_true(is_believed(whole, child));
	last = failing_openssl_count;
	X509_STORE_free(whole);
	for (long n = 0; n < last; n++) {
		X509_STORE *store = STORE_OF(root, namesake);
		X509_STORE_CTX *check = X509_STORE_CTX_new();
		assert_int_equal(X509_STORE_CTX_init(check, store, n & 1 ? child : forged, NULL),
				 1);
		failing_openssl_after(n);
		int verdict = X509_verify_cert(check);
		failing_openssl_end();
		assert_true(verdict <= 0 || n & 1);
		X509_STORE_CTX_free(check);
		ERR_clear_error();
		assert_false(is_believed(store, forged));
		X509_STORE_free(store);
	}
}

static int finish(void **state)
{
	(void)state;
	authority_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_is_parsed_when_a_chain_asks_for_it),
		cmocka_unit_test(a_signature_is_the_key_s_and_not_the_name_s),
		cmocka_unit_test(all_of_one_subject_are_found),
		cmocka_unit_test(of_one_key_the_certificate_that_is_valid_counts),
		cmocka_unit_test(of_one_subject_the_file_s_order_is_kept),
		cmocka_unit_test(one_that_is_there_twice_counts_once),
		cmocka_unit_test(names_are_the_same_whatever_their_case_spaces_and_encoding),
		cmocka_unit_test(an_authority_without_a_name_is_one_of_that_name),
		cmocka_unit_test(whatever_the_file_names_is_an_anchor),
		cmocka_unit_test(one_that_is_broken_takes_those_of_its_subject_with_it),
		cmocka_unit_test(there_are_no_lists_of_revoked_ones),
		cmocka_unit_test(what_is_not_plain_leaves_the_store_as_it_was),
		cmocka_unit_test(a_subject_that_is_broken_is_found_out_at_once),
		cmocka_unit_test(ten_thousand_certificates_are_no_trouble),
		cmocka_unit_test(without_memory_nothing_is_attached),
		cmocka_unit_test(without_memory_nobody_is_believed),
	};

	if (!failing_openssl_init())
		return 1;
	return cmocka_run_group_tests_name("egress/ca_index", tests, NULL, finish);
}
