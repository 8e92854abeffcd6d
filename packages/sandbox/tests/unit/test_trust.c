/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authority.h"
#include "base/buf.h"
#include "egress/trust.h"
#include "failing_openssl.h"

#define DEBIAN_FILE "/etc/ssl/certs/ca-certificates.crt"

#define TEXT_MAX ((size_t)128 << 20)

static char folder[] = "/tmp/test_trust.XXXXXX";

/* Returns the path, which is valid until the next call. */
static const char *write_bytes(const char *name, const char *text, size_t bytes)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, bytes, file), bytes);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *write_file(const char *name, const char *text)
{
	return write_bytes(name, text, strlen(text));
}

static SSL_CTX *new_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	assert_non_null(context);
	return context;
}

static bool is_believed(SSL_CTX *context, X509 *certificate)
{
	return authority_is_believed(SSL_CTX_get_cert_store(context), certificate, NULL, NULL);
}

/* What OpenSSL makes of a file by itself: NULL if it does not load it. */
static X509_STORE *openssl_store(const char *path)
{
	X509_STORE *store = X509_STORE_new();

	assert_non_null(store);
	ERR_clear_error();
	if (X509_STORE_load_file(store, path) == 1 &&
	    X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN) == 1)
		return store;
	ERR_clear_error();
	X509_STORE_free(store);
	return NULL;
}

/* Of a NULL-terminated list: the file is loaded if OpenSSL loads it, and who is believed then is who is there. */
static void assert_as_openssl(const char *path, X509 *const *certificates)
{
	X509_STORE *expected = openssl_store(path);
	SSL_CTX *context = new_context();
	struct trust *trust = NULL;

	assert_int_equal(trust_open(path, &trust), 0);
	assert_int_equal(trust_apply(trust, context), expected ? 0 : -EIO);
	assert_int_equal(ERR_peek_error(), 0);
	for (; expected && *certificates; certificates++) {
		int error, expected_error;
		assert_int_equal(
			authority_is_believed(SSL_CTX_get_cert_store(context), *certificates, NULL,
					      &error),
			authority_is_believed(expected, *certificates, NULL, &expected_error));
		assert_int_equal(error, expected_error);
	}
	trust_free(trust);
	SSL_CTX_free(context);
	X509_STORE_free(expected);
	ERR_clear_error();
}

/* make_folder() has named one with which no context can be made. Once in a process: before any other context. */
static void no_configuration_of_openssl_is_read(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	assert_int_equal(trust_open(write_file("root.pem", ""), &trust), 0);
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	assert_non_null(context);
	SSL_CTX_free(context);
	trust_free(trust);
}

static void the_system_s_authorities_are_found_and_loaded(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	if (access(DEBIAN_FILE, R_OK) != 0) {
		print_message("there is no %s here\n", DEBIAN_FILE);
		skip();
	}
	assert_int_equal(trust_open(NULL, &trust), 0);
	assert_string_equal(trust_path(trust), DEBIAN_FILE);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_apply(trust, context), 0);
	SSL_CTX_free(context);
	trust_free(trust);
}

static void contexts_share_one_store_which_outlives_the_trust(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	X509 *root = authority_make(.name = "root", .key = authority_key());
	char *pem = authority_pem(root);
	assert_int_equal(trust_open(write_file("root.pem", pem), &trust), 0);
	SSL_CTX *first = new_context(), *second = new_context();
	assert_int_equal(trust_apply(trust, first), 0);
	/* It is not read again. */
	assert_int_equal(unlink(trust_path(trust)), 0);
	assert_int_equal(trust_apply(trust, second), 0);
	assert_ptr_equal(SSL_CTX_get_cert_store(first), SSL_CTX_get_cert_store(second));
	trust_free(trust);
	SSL_CTX_free(first);
	assert_true(is_believed(second, root));
	SSL_CTX_free(second);
	free(pem);
}

static void only_what_the_file_holds_is_believed(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	EVP_PKEY *key = authority_key(), *other_key = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509 *child = authority_make(.name = "child", .key = other_key, .issuer = root,
				     .issuer_key = key);
	X509 *stranger = authority_make(.name = "stranger", .key = other_key);
	X509 *forged = authority_make(.name = "child", .key = other_key, .issuer = root,
				      .issuer_key = other_key);
	char *pem = authority_pem(root);
	assert_int_equal(trust_open(write_file("one.pem", pem), &trust), 0);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_apply(trust, context), 0);
	assert_true(is_believed(context, child));
	assert_false(is_believed(context, stranger));
	assert_false(is_believed(context, forged));
	SSL_CTX_free(context);
	trust_free(trust);
	free(pem);
}

static void a_file_that_is_not_there_is_said_at_once(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	assert_int_equal(trust_open("/nowhere/ca.pem", &trust), -ENOENT);
	assert_int_equal(trust_open("", &trust), -ENOENT);
	assert_int_equal(trust_open(folder, &trust), -ENOENT); /* a directory */
	assert_null(trust);
}

static void a_file_without_a_whole_certificate_is_an_error_when_it_is_needed(void **state)
{
	static const char *const texts[] = {
		"",
		"no certificate\n",
		"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
		"-----BEGIN CERTIFICATE-----\nMIIB",
	};

	(void)state;
	SSL_CTX *context = new_context();
	X509_STORE *before = SSL_CTX_get_cert_store(context);
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct trust *trust = NULL;
		assert_int_equal(trust_open(write_file("broken.pem", texts[i]), &trust), 0);
		assert_int_equal(trust_apply(trust, context), -EIO);
		assert_int_equal(trust_apply(trust, context), -EIO);
		assert_ptr_equal(SSL_CTX_get_cert_store(context), before);
		trust_free(trust);
	}
	SSL_CTX_free(context);
}

static void a_file_that_is_mended_is_taken_at_the_next_use(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	X509 *root = authority_make(.name = "root", .key = authority_key());
	char *pem = authority_pem(root);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_open(write_file("later.pem", ""), &trust), 0);
	assert_int_equal(trust_apply(trust, context), -EIO);
	write_file("later.pem", pem);
	assert_int_equal(trust_apply(trust, context), 0);
	assert_true(is_believed(context, root));
	SSL_CTX_free(context);
	trust_free(trust);
	free(pem);
}

/* OpenSSL's own names for the file and the directory, which must have no influence. */
static void the_environment_names_no_authorities(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	X509 *root = authority_make(.name = "root", .key = authority_key());
	X509 *stranger = authority_make(.name = "stranger", .key = authority_key());
	char *pem = authority_pem(stranger);
	setenv("SSL_CERT_FILE", write_file("stranger.pem", pem), 1);
	setenv("SSL_CERT_DIR", folder, 1);
	free(pem);
	pem = authority_pem(root);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_open(write_file("root.pem", pem), &trust), 0);
	assert_int_equal(trust_apply(trust, context), 0);
	assert_true(is_believed(context, root));
	assert_false(is_believed(context, stranger));
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	SSL_CTX_free(context);
	trust_free(trust);
	free(pem);
}

static void the_system_s_authorities_are_believed_as_openssl_does(void **state)
{
	X509 *certificates[256] = { NULL };
	size_t count = 0;

	(void)state;
	FILE *file = fopen(DEBIAN_FILE, "re");
	if (!file) {
		print_message("there is no %s here\n", DEBIAN_FILE);
		skip();
	}
	while (count < UNIT_COUNT(certificates) - 1 &&
	       (certificates[count] = PEM_read_X509(file, NULL, NULL, NULL)) != NULL)
		count++;
	fclose(file);
	assert_true(count > 100);
	assert_as_openssl(DEBIAN_FILE, certificates);
	while (count > 0)
		X509_free(certificates[--count]);
}

/* Of a root's block. */
static const struct {
	const char *before, *behind;
} surroundings[] = {
	{ "", "" },
	{ "# Ours\n", "\n" },
	{ "\xef\xbb\xbf", "" },
	{ "", "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n" },
	{ "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n", "" },
	{ "", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" },
	{ "", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" },
	{ "", "-----BEGIN CERTIFICATE-----\nMIIB" },
	{ "", "-----BEGIN CERTIFICATE-----\n" },
	{ "", "-----BEGIN CERTIFICATE-----" },
	{ "-----BEGIN CERTIFICATE-----\n", "" },
	{ "", "-----BEGIN GARBAGE-----\nMIIB\n-----END GARBAGE-----\n" },
	{ "", "-----BEGIN GARBAGE-----\nM*IB\n-----END GARBAGE-----\n" },
	{ "", "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n" },
	{ "", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n" },
	{ "",
	  "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n" },
	{ "", "-----BEGIN TRUSTED CERTIFICATE-----\nMIIB\n-----END TRUSTED CERTIFICATE-----\n" },
	{ "", "-----END CERTIFICATE-----\n" },
	{ "", "-----BEGIN\n" },
	{ "\n\n", "\n\n" },
};

static void a_root_is_loaded_as_openssl_does_whatever_is_around_it(void **state)
{
	X509 *const certificates[] = { authority_make(.name = "root", .key = authority_key()),
				       NULL };
	char *pem = authority_pem(certificates[0]);

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(surroundings); i++) {
		AUTO_BUF struct buf text = { .max = TEXT_MAX };
		assert_int_equal(buf_append_format(&text, "%s%s%s", surroundings[i].before, pem,
						   surroundings[i].behind),
				 0);
		assert_as_openssl(write_file("one.pem", text.data), certificates);
	}
	free(pem);
}

/* Cut short, with another line end, with a NUL in it. */
static void a_file_that_was_damaged_is_loaded_as_openssl_does(void **state)
{
	X509 *const certificates[] = { authority_make(.name = "one", .key = authority_key()),
				       authority_make(.name = "two", .key = authority_key()),
				       NULL };
	char *one = authority_pem(certificates[0]), *two = authority_pem(certificates[1]);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };

	(void)state;
	assert_int_equal(buf_append_format(&text, "# One\n%s# Two\n%s", one, two), 0);
	for (size_t i = 0; i < text.len; i++) {
		static const char damages[] = { '\0', '\r', '\n', ' ', '-', '=', '\xc3' };
		char damage = damages[i % sizeof(damages)], was = text.data[i];
		assert_as_openssl(write_bytes("one.pem", text.data, i), certificates);
		text.data[i] = damage;
		assert_as_openssl(write_bytes("one.pem", text.data, text.len), certificates);
		text.data[i] = was;
	}
	free(one);
	free(two);
}

static void lines_may_end_as_on_other_systems(void **state)
{
	X509 *const certificates[] = { authority_make(.name = "root", .key = authority_key()),
				       NULL };
	char *pem = authority_pem(certificates[0]);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };

	(void)state;
	for (const char *at = pem; *at; at++)
		assert_int_equal(
			*at == '\n' ? buf_append_str(&text, "\r\n") : buf_append(&text, at, 1), 0);
	assert_as_openssl(write_file("one.pem", text.data), certificates);
	free(pem);
}

/* What the authority is trusted for, or not, stands behind its certificate. */
static void a_trusted_certificate_is_trusted_for_what_it_says(void **state)
{
	static const struct {
		int trusted_nid, rejected_nid;
		bool is_believed;
	} cases[] = {
		{ NID_undef, NID_undef, true },
		{ NID_server_auth, NID_undef, true },
		{ NID_email_protect, NID_undef, false },
		{ NID_undef, NID_server_auth, false },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		X509 *root = authority_make(.name = "root", .key = authority_key());
		X509 *const certificates[] = { root, NULL };
		if (cases[i].trusted_nid)
			X509_add1_trust_object(root, OBJ_nid2obj(cases[i].trusted_nid));
		if (cases[i].rejected_nid)
			X509_add1_reject_object(root, OBJ_nid2obj(cases[i].rejected_nid));
		uint8_t *der = NULL;
		int bytes = i2d_X509_AUX(root, &der);
		assert_true(bytes > 0);
		char *pem = authority_block("TRUSTED CERTIFICATE", der, (size_t)bytes);
		const char *path = write_file("one.pem", pem);
		SSL_CTX *context = new_context();
		struct trust *trust = NULL;
		assert_int_equal(trust_open(path, &trust), 0);
		assert_int_equal(trust_apply(trust, context), 0);
		assert_int_equal(is_believed(context, root), cases[i].is_believed);
		assert_as_openssl(path, certificates);
		SSL_CTX_free(context);
		trust_free(trust);
		OPENSSL_free(der);
		free(pem);
	}
}

/* Such as a server's own file, which is named here by whoever runs that server. */
static void keys_beside_certificates_do_no_harm(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *const certificates[] = { authority_make(.name = "root", .key = key), NULL };
	char *pem = authority_pem(certificates[0]), *data;
	AUTO_BUF struct buf text = { .max = TEXT_MAX };
	BIO *bio = BIO_new(BIO_s_mem());

	(void)state;
	assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
	size_t bytes = (size_t)BIO_get_mem_data(bio, &data);
	assert_int_equal(buf_append(&text, data, bytes), 0);
	assert_int_equal(buf_append_str(&text, pem), 0);
	const char *path = write_file("one.pem", text.data);
	assert_non_null(memmem(text.data, text.len, "PRIVATE", 7));
	X509_STORE *store = openssl_store(path);
	assert_non_null(store);
	X509_STORE_free(store);
	assert_as_openssl(path, certificates);
	BIO_free(bio);
	free(pem);
}

static X509_CRL *make_crl(X509 *issuer, EVP_PKEY *key, X509 *revoked)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
	X509_REVOKED *entry = X509_REVOKED_new();

	X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer));
	X509_CRL_set1_lastUpdate(crl, now);
	X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked));
	X509_REVOKED_set_revocationDate(entry, now);
	assert_int_equal(X509_CRL_add0_revoked(crl, entry), 1);
	assert_true(X509_CRL_sign(crl, key, EVP_sha256()) > 0);
	ASN1_TIME_free(now);
	return crl;
}

/* As docs/network.md has it: revocation is not checked. But a file of nothing else holds nobody to believe. */
static void lists_of_revoked_certificates_are_read_and_not_heeded(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *root = authority_make(.name = "root", .key = key);
	X509 *child =
		authority_make(.name = "child", .key = key, .issuer = root, .issuer_key = key);
	X509 *const certificates[] = { root, child, NULL };
	X509_CRL *crl = make_crl(root, key, child);
	uint8_t *der = NULL;
	int bytes = i2d_X509_CRL(crl, &der);
	char *list = authority_block("X509 CRL", der, (size_t)bytes), *pem = authority_pem(root);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };
	SSL_CTX *context = new_context();
	struct trust *trust = NULL;

	(void)state;
	assert_int_equal(buf_append_format(&text, "%s%s", list, pem), 0);
	const char *path = write_file("one.pem", text.data);
	assert_int_equal(trust_open(path, &trust), 0);
	assert_int_equal(trust_apply(trust, context), 0);
	assert_true(is_believed(context, child));
	assert_as_openssl(path, certificates);
	trust_free(trust);
	assert_int_equal(trust_open(write_file("one.pem", list), &trust), 0);
	assert_int_equal(trust_apply(trust, context), -EIO);
	trust_free(trust);
	SSL_CTX_free(context);
	X509_CRL_free(crl);
	OPENSSL_free(der);
	free(list);
	free(pem);
}

/* Without a word on the key OpenSSL takes the first of a name, and so it stays. */
static void certificates_of_one_name_are_chosen_as_openssl_does(void **state)
{
	EVP_PKEY *keys[] = { authority_key(), authority_key() };

	(void)state;
	for (unsigned set = 0; set < 8; set++) {
		X509 *certificates[6] = { NULL };
		AUTO_BUF struct buf text = { .max = TEXT_MAX };
		for (size_t i = 0; i < 2; i++) {
			/* One that has expired, or is of few words, first or second, under one key or two. */
			bool is_late = (set & 1) == i, is_nameless = set & 2;
			EVP_PKEY *key = keys[set & 4 ? 0 : i];
			certificates[i] = authority_make(.name = i ? "Root" : "root", .key = key,
							 .ends_s = is_late ? -60 : 0,
							 .is_nameless_key = is_nameless);
			certificates[i + 2] =
				authority_make(.name = "child", .key = keys[1],
					       .issuer = certificates[i], .issuer_key = key,
					       .is_nameless_key = is_nameless);
			char *pem = authority_pem(certificates[i]);
			assert_int_equal(buf_append_str(&text, pem), 0);
			free(pem);
		}
		assert_as_openssl(write_file("one.pem", text.data), certificates);
	}
}

/* Nothing but the parts' lengths is looked at before: 0.1 ms for each is what the rest takes. */
static void a_certificate_that_is_broken_inside_fails_whoever_needs_it(void **state)
{
	EVP_PKEY *key = authority_key();
	X509 *broken = authority_make(.name = "broken", .key = key);
	X509 *child =
		authority_make(.name = "child", .key = key, .issuer = broken, .issuer_key = key);
	X509 *sound = authority_make(.name = "sound", .key = key);
	char *first = authority_broken_pem(broken), *second = authority_pem(sound);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };
	SSL_CTX *context = new_context();
	struct trust *trust = NULL;

	(void)state;
	assert_int_equal(buf_append_format(&text, "%s%s", first, second), 0);
	assert_int_equal(trust_open(write_file("one.pem", text.data), &trust), 0);
	assert_int_equal(trust_apply(trust, context), 0);
	for (int i = 0; i < 2; i++) {
		assert_false(is_believed(context, broken));
		assert_false(is_believed(context, child));
		assert_true(is_believed(context, sound));
	}
	ERR_clear_error();
	trust_free(trust);
	SSL_CTX_free(context);
	free(first);
	free(second);
}

/* Too long to be read in one piece. */
static void a_huge_file_is_loaded(void **state)
{
	static const char line[] =
		"# What is written between the certificates does not matter, however long it is\n";
	X509 *const certificates[] = { authority_make(.name = "root", .key = authority_key()),
				       NULL };
	char *pem = authority_pem(certificates[0]);
	AUTO_BUF struct buf text = { .max = TEXT_MAX };

	(void)state;
	while (text.len < (size_t)65 << 20)
		assert_int_equal(buf_append_str(&text, line), 0);
	assert_int_equal(buf_append_str(&text, pem), 0);
	const char *path = write_bytes("one.pem", text.data, text.len);
	X509_STORE *store = openssl_store(path);
	assert_non_null(store);
	X509_STORE_free(store);
	assert_as_openssl(path, certificates);
	free(pem);
}

/* @is_plain: or else OpenSSL has parsed them all, and where memory ended within a key gone on without the key. */
static void assert_holds(SSL_CTX *context, X509 *const *roots, size_t count, bool is_plain)
{
	STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));

	if (!is_plain)
		assert_int_equal(sk_X509_OBJECT_num(objects), count);
	for (size_t i = 0; is_plain && i < count; i++)
		assert_true(is_believed(context, roots[i]));
}

/* Whichever allocation of OpenSSL's fails, and whoever reads the file. */
static void without_memory_a_file_is_not_loaded_in_part(void **state)
{
	static const char *const labels[] = { "CERTIFICATE", "X509 CERTIFICATE" };
	X509 *roots[] = { authority_make(.name = "one", .key = authority_key()),
			  authority_make(.name = "two", .key = authority_key()) };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(labels); i++) {
		AUTO_BUF struct buf text = { .max = TEXT_MAX };
		for (size_t j = 0; j < UNIT_COUNT(roots); j++) {
			uint8_t *der = NULL;
			int bytes = i2d_X509(roots[j], &der);
			char *pem = authority_block(labels[i], der, (size_t)bytes);
			assert_int_equal(buf_append_str(&text, pem), 0);
			OPENSSL_free(der);
			free(pem);
		}
		const char *path = write_file("one.pem", text.data);
		bool has_failed = true;
		for (long n = 0; has_failed; n++) {
			struct trust *trust = NULL;
			SSL_CTX *context = new_context();
			assert_int_equal(trust_open(path, &trust), 0);
			failing_openssl_after(n);
			int rc = trust_load(trust);
			has_failed = failing_openssl_end();
			assert_true(rc == 0 || (has_failed && (rc == -ENOMEM || rc == -EIO)));
			/* It is tried again, or was whole. */
			assert_int_equal(trust_apply(trust, context), 0);
			assert_holds(context, roots, UNIT_COUNT(roots), i == 0);
			SSL_CTX_free(context);
			trust_free(trust);
			ERR_clear_error();
		}
	}
}

static int make_folder(void **state)
{
	/* A configuration that OpenSSL must not read: it names a section that is not there, and would fail. */
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	setenv("OPENSSL_CONF",
	       write_file("openssl.cnf", "config_diagnostics = 1\nopenssl_conf = none\n"), 1);
	return 0;
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "openssl.cnf", "root.pem",	 "one.pem",
					     "broken.pem",  "later.pem", "stranger.pem" };
	char path[PATH_MAX];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	authority_end();
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_is_not_there_is_said_at_once),
		cmocka_unit_test(no_configuration_of_openssl_is_read),
		cmocka_unit_test(the_system_s_authorities_are_found_and_loaded),
		cmocka_unit_test(contexts_share_one_store_which_outlives_the_trust),
		cmocka_unit_test(only_what_the_file_holds_is_believed),
		cmocka_unit_test(a_file_without_a_whole_certificate_is_an_error_when_it_is_needed),
		cmocka_unit_test(a_file_that_is_mended_is_taken_at_the_next_use),
		cmocka_unit_test(the_environment_names_no_authorities),
		cmocka_unit_test(the_system_s_authorities_are_believed_as_openssl_does),
		cmocka_unit_test(a_root_is_loaded_as_openssl_does_whatever_is_around_it),
		cmocka_unit_test(a_file_that_was_damaged_is_loaded_as_openssl_does),
		cmocka_unit_test(lines_may_end_as_on_other_systems),
		cmocka_unit_test(a_trusted_certificate_is_trusted_for_what_it_says),
		cmocka_unit_test(keys_beside_certificates_do_no_harm),
		cmocka_unit_test(lists_of_revoked_certificates_are_read_and_not_heeded),
		cmocka_unit_test(certificates_of_one_name_are_chosen_as_openssl_does),
		cmocka_unit_test(a_certificate_that_is_broken_inside_fails_whoever_needs_it),
		cmocka_unit_test(a_huge_file_is_loaded),
		cmocka_unit_test(without_memory_a_file_is_not_loaded_in_part),
	};

	if (!failing_openssl_init())
		return 1;
	return cmocka_run_group_tests_name("egress/trust", tests, make_folder, remove_folder);
}
