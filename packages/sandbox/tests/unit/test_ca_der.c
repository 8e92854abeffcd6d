/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <string.h>

#include "authority.h"
#include "egress/ca_der.h"
#include "guard.h"

#define SUBJECT	   "\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\x41" /* CN=A */
#define TEXT(text) text, sizeof(text) - 1

struct der {
	uint8_t data[2048];
	size_t bytes;
};

static void append(struct der *der, const void *data, size_t bytes)
{
	assert_true(der->bytes + bytes <= sizeof(der->data));
	memcpy(der->data + der->bytes, data, bytes);
	der->bytes += bytes;
}

static void append_element(struct der *der, uint8_t tag, const void *data, size_t bytes)
{
	const uint8_t header[] = { tag, 0x82, (uint8_t)(bytes >> 8), (uint8_t)bytes };

	append(der, header, sizeof(header));
	append(der, data, bytes);
}

static struct der wrap(const struct der *contents, const void *behind, size_t behind_bytes)
{
	struct der der = { .bytes = 0 };

	append_element(&der, 0x30, contents->data, contents->bytes);
	append(&der, behind, behind_bytes);
	return der;
}

/* The parts of a certificate, as short as OpenSSL takes them; each alone can be another one, or none. */
struct parts {
	const char *version, *serial, *algorithm, *issuer, *validity, *subject, *key, *issuer_id,
		*subject_id, *extensions;
};

#define VERSION	  "\xa0\x03\x02\x01\x02"
#define ALGORITHM "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"

static const struct parts ordinary = {
	.version = VERSION,
	.serial = "\x02\x01\x01",
	.algorithm = ALGORITHM,
	.issuer = SUBJECT,
	.validity = "\x30\x1e\x17\x0d"
		    "260101000000Z"
		    "\x17\x0d"
		    "270101000000Z",
	.subject = SUBJECT,
	.key = "\x30\x10\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x03\x02\x04\x41",
};

static struct der certificate_of(const struct parts *parts)
{
	struct der tbs = { .bytes = 0 }, contents;

	const char *const all[] = { parts->version,   parts->serial,	parts->algorithm,
				    parts->issuer,    parts->validity,	parts->subject,
				    parts->key,	      parts->issuer_id, parts->subject_id,
				    parts->extensions };
	for (size_t i = 0; i < UNIT_COUNT(all); i++)
		if (all[i])
			append(&tbs, all[i], strlen(all[i]));
	contents = wrap(&tbs, TEXT(ALGORITHM "\x03\x02\x04\x41"));
	return wrap(&contents, "", 0);
}

static int find(const struct der *der, size_t *out_at, size_t *out_bytes)
{
	struct guard guard = guard_copy(der->data, der->bytes);
	const uint8_t *subject;

	int rc = ca_der_subject((const uint8_t *)guard.text, der->bytes, &subject, out_bytes);
	if (rc == 0)
		*out_at = (size_t)(subject - (const uint8_t *)guard.text);
	guard_done(&guard);
	ERR_clear_error();
	return rc;
}

/* What OpenSSL thinks of it: 1, with the same subject; 0, broken; -1, another subject. */
static int compare_with_openssl(const struct der *der, size_t at, size_t bytes)
{
	const uint8_t *p = der->data;
	X509 *certificate = d2i_X509(NULL, &p, (long)der->bytes);
	const uint8_t *subject = NULL;
	size_t subject_bytes = 0;

	ERR_clear_error();
	if (!certificate)
		return 0;
	assert_int_equal(
		X509_NAME_get0_der(X509_get_subject_name(certificate), &subject, &subject_bytes),
		1);
	bool is_same = p == der->data + der->bytes && subject_bytes == bytes &&
		       memcmp(subject, der->data + at, bytes) == 0;
	X509_free(certificate);
	return is_same ? 1 : -1;
}

static void assert_found(const struct der *der)
{
	size_t at = 0, bytes = 0;

	assert_int_equal(find(der, &at, &bytes), 0);
	assert_int_equal(compare_with_openssl(der, at, bytes), 1);
}

static void assert_refused(const struct der *der)
{
	size_t at = 0, bytes = 0;

	assert_int_equal(find(der, &at, &bytes), -EBADMSG);
}

static struct der der_of(X509 *certificate)
{
	struct der der = { .bytes = 0 };
	uint8_t *end = der.data;

	assert_true(i2d_X509(certificate, NULL) <= (int)sizeof(der.data));
	der.bytes = (size_t)i2d_X509(certificate, &end);
	return der;
}

static void the_subject_of_a_certificate_is_found(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509 *child = authority_make(.name = "child", .key = authority_key(), .issuer = root,
				     .issuer_key = key, .is_leaf = true);
	X509 *old = authority_make(.name = "old", .key = key, .is_v1 = true);
	const struct der ders[] = { der_of(root), der_of(child), der_of(old) };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(ders); i++)
		assert_found(&ders[i]);
}

static void parts_that_need_not_be_there_are_or_are_not(void **state)
{
	(void)state;
	for (unsigned set = 0; set < 16; set++) {
		struct parts parts = ordinary;
		parts.version = set & 1 ? VERSION : NULL;
		parts.issuer_id = set & 2 ? "\x81\x02\x04\x41" : NULL;
		parts.subject_id = set & 4 ? "\x82\x02\x04\x41" : NULL;
		parts.extensions = set & 8 ? "\xa3\x0d\x30\x0b\x30\x09\x06\x03\x55\x1d\x0e\x04\x02"
					     "\x04\x41"
					   : NULL;
		const struct der der = certificate_of(&parts);
		assert_found(&der);
	}
}

static void a_subject_may_be_empty(void **state)
{
	struct der subject = { .bytes = 0 };

	(void)state;
	append(&subject, TEXT("\x02\x01\x01" ALGORITHM SUBJECT));
	append(&subject, ordinary.validity, strlen(ordinary.validity));
	append(&subject, "\x30\x00", 2);
	append(&subject, ordinary.key, strlen(ordinary.key));
	struct der contents = wrap(&subject, TEXT(ALGORITHM "\x03\x02\x04\x41"));
	struct der der = wrap(&contents, "", 0);
	assert_found(&der);
}

static void a_part_that_is_missing_or_another_is_refused(void **state)
{
	static const char *const others[] = { NULL, "\x04\x01\x01", "\x31\x03\x02\x01\x01",
					      "\x10\x03\x02\x01\x01", "\xa1\x03\x02\x01\x01" };

	(void)state;
	for (size_t part = 0; part < 6; part++)
		for (size_t i = 0; i < UNIT_COUNT(others); i++) {
			struct parts parts = ordinary;
			const char **const fields[] = { &parts.serial,	&parts.algorithm,
							&parts.issuer,	&parts.validity,
							&parts.subject, &parts.key };
			*fields[part] = others[i];
			const struct der der = certificate_of(&parts);
			assert_refused(&der);
		}
}

static void parts_in_another_order_or_too_many_are_refused(void **state)
{
	struct parts parts = ordinary;

	(void)state;
	parts.issuer_id = "\x82\x02\x04\x41";
	parts.subject_id = "\x81\x02\x04\x41";
	const struct der swapped = certificate_of(&parts);
	assert_refused(&swapped);
	parts = ordinary;
	parts.extensions = "\xa4\x03\x02\x01\x01";
	const struct der unknown = certificate_of(&parts);
	assert_refused(&unknown);
	parts.extensions =
		"\xa2\x80"; /* the flag of its length is the bit that is missing to \xa3 */
	const struct der endless = certificate_of(&parts);
	assert_refused(&endless);
	parts.extensions = "\x05\x01\x01";
	const struct der more = certificate_of(&parts);
	assert_refused(&more);
}

/* 0x30, as a number that follows, is no sequence. */
static void a_tag_of_many_bits_is_not_another_type(void **state)
{
	struct parts parts = ordinary;

	(void)state;
	parts.issuer = "\x1f\x30\x01\x41";
	const struct der der = certificate_of(&parts);
	assert_refused(&der);
}

static void whatever_has_been_cut_off_is_missed(void **state)
{
	const struct der whole = der_of(authority_make(.name = "root", .key = authority_key()));

	(void)state;
	for (size_t n = 0; n < whole.bytes; n++) {
		struct der cut = whole;
		cut.bytes = n;
		assert_refused(&cut);
	}
}

static void what_follows_a_certificate_is_refused(void **state)
{
	struct der der = certificate_of(&ordinary);

	(void)state;
	append(&der, "\0", 1);
	assert_refused(&der);
}

/* Which OpenSSL takes. */
static void a_length_that_is_not_told_is_refused(void **state)
{
	const struct der whole = certificate_of(&ordinary);
	struct der der = { .data = { 0x30, 0x80 }, .bytes = 2 };

	(void)state;
	append(&der, whole.data + 4, whole.bytes - 4);
	append(&der, "\0\0", 2);
	const uint8_t *p = der.data;
	X509 *certificate = d2i_X509(NULL, &p, (long)der.bytes);
	assert_non_null(certificate);
	X509_free(certificate);
	assert_refused(&der);
}

/* What OpenSSL takes has the subject that was found; what it does not take may be found to have one. */
static void a_byte_that_has_changed_never_makes_another_subject(void **state)
{
	static const uint8_t changes[] = { 0x01, 0x02, 0x10, 0x20, 0x80, 0xff };
	const struct der whole = der_of(authority_make(.name = "root", .key = authority_key()));
	unsigned broken = 0, sound = 0;

	(void)state;
	for (size_t i = 0; i < whole.bytes; i++)
		for (size_t j = 0; j < UNIT_COUNT(changes); j++) {
			struct der changed = whole;
			size_t at = 0, bytes = 0;
			changed.data[i] ^= changes[j];
			if (find(&changed, &at, &bytes) < 0)
				continue;
			int verdict = compare_with_openssl(&changed, at, bytes);
			assert_int_not_equal(verdict, -1);
			broken += verdict == 0;
			sound += verdict == 1;
		}
	assert_true(broken > 0 && sound > 0);
}

static int end(void **state)
{
	(void)state;
	authority_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_subject_of_a_certificate_is_found),
		cmocka_unit_test(parts_that_need_not_be_there_are_or_are_not),
		cmocka_unit_test(a_subject_may_be_empty),
		cmocka_unit_test(a_part_that_is_missing_or_another_is_refused),
		cmocka_unit_test(parts_in_another_order_or_too_many_are_refused),
		cmocka_unit_test(a_tag_of_many_bits_is_not_another_type),
		cmocka_unit_test(whatever_has_been_cut_off_is_missed),
		cmocka_unit_test(what_follows_a_certificate_is_refused),
		cmocka_unit_test(a_length_that_is_not_told_is_refused),
		cmocka_unit_test(a_byte_that_has_changed_never_makes_another_subject),
	};

	return cmocka_run_group_tests_name("egress/ca_der", tests, NULL, end);
}
