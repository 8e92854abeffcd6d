/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <limits.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "egress/trust.h"

#define DEBIAN_FILE "/etc/ssl/certs/ca-certificates.crt"

static char folder[] = "/tmp/test_trust.XXXXXX";

/* Returns the path, which is valid until the next call. */
static const char *write_file(const char *name, const char *text)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fputs(text, file) >= 0, 1);
	assert_int_equal(fclose(file), 0);
	return path;
}

static SSL_CTX *new_context(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	assert_non_null(context);
	return context;
}

static int authorities(SSL_CTX *context)
{
	return sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(context)));
}

/* A certificate of its own making, signed by @issuer with @issuer_key (by itself, if NULL). */
static X509 *make_certificate(const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
	X509 *certificate = X509_new();
	X509_NAME *subject = X509_get_subject_name(certificate);

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
				   0);
	X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : subject);
	X509_set_pubkey(certificate, key);
	X509_EXTENSION *ca =
		X509V3_EXT_conf_nid(NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");
	X509_add_ext(certificate, ca, -1);
	X509_EXTENSION_free(ca);
	assert_true(X509_sign(certificate, issuer_key ? issuer_key : key, EVP_sha256()) > 0);
	return certificate;
}

static char *pem_of(X509 *certificate)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;

	assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
	long bytes = BIO_get_mem_data(bio, &data);
	char *text = strndup(data, (size_t)bytes);
	BIO_free(bio);
	return text;
}

static bool is_believed(SSL_CTX *context, X509 *certificate)
{
	X509_STORE_CTX *check = X509_STORE_CTX_new();

	X509_STORE_CTX_init(check, SSL_CTX_get_cert_store(context), certificate, NULL);
	int rc = X509_verify_cert(check);
	X509_STORE_CTX_free(check);
	return rc == 1;
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
	assert_int_equal(authorities(context), 0);
	assert_int_equal(trust_apply(trust, context), 0);
	assert_true(authorities(context) > 100);
	SSL_CTX_free(context);
	trust_free(trust);
}

static void contexts_share_one_store_which_outlives_the_trust(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *root = make_certificate("root", key, NULL, NULL);
	char *pem = pem_of(root);
	assert_int_equal(trust_open(write_file("root.pem", pem), &trust), 0);
	SSL_CTX *first = new_context(), *second = new_context();
	assert_int_equal(trust_apply(trust, first), 0);
	/* It is not read again. */
	assert_int_equal(unlink(trust_path(trust)), 0);
	assert_int_equal(trust_apply(trust, second), 0);
	assert_ptr_equal(SSL_CTX_get_cert_store(first), SSL_CTX_get_cert_store(second));
	trust_free(trust);
	SSL_CTX_free(first);
	assert_int_equal(authorities(second), 1);
	assert_true(is_believed(second, root));
	SSL_CTX_free(second);
	free(pem);
	X509_free(root);
	EVP_PKEY_free(key);
}

static void only_what_the_file_holds_is_believed(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other_key = EVP_EC_gen("P-256");
	X509 *root = make_certificate("root", key, NULL, NULL);
	X509 *child = make_certificate("child", other_key, root, key);
	X509 *stranger = make_certificate("stranger", other_key, NULL, NULL);
	X509 *forged = make_certificate("child", other_key, root, other_key);
	char *pem = pem_of(root);
	assert_int_equal(trust_open(write_file("one.pem", pem), &trust), 0);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_apply(trust, context), 0);
	assert_true(is_believed(context, child));
	assert_false(is_believed(context, stranger));
	assert_false(is_believed(context, forged));
	SSL_CTX_free(context);
	trust_free(trust);
	free(pem);
	X509_free(root);
	X509_free(child);
	X509_free(stranger);
	X509_free(forged);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other_key);
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
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *root = make_certificate("root", key, NULL, NULL);
	char *pem = pem_of(root);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_open(write_file("later.pem", ""), &trust), 0);
	assert_int_equal(trust_apply(trust, context), -EIO);
	write_file("later.pem", pem);
	assert_int_equal(trust_apply(trust, context), 0);
	assert_int_equal(authorities(context), 1);
	SSL_CTX_free(context);
	trust_free(trust);
	free(pem);
	X509_free(root);
	EVP_PKEY_free(key);
}

/* OpenSSL's own names for the file and the directory, which must have no influence. */
static void the_environment_names_no_authorities(void **state)
{
	struct trust *trust = NULL;

	(void)state;
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other_key = EVP_EC_gen("P-256");
	X509 *root = make_certificate("root", key, NULL, NULL);
	X509 *stranger = make_certificate("stranger", other_key, NULL, NULL);
	char *pem = pem_of(stranger);
	setenv("SSL_CERT_FILE", write_file("stranger.pem", pem), 1);
	setenv("SSL_CERT_DIR", folder, 1);
	free(pem);
	pem = pem_of(root);
	SSL_CTX *context = new_context();
	assert_int_equal(trust_open(write_file("root.pem", pem), &trust), 0);
	assert_int_equal(trust_apply(trust, context), 0);
	assert_int_equal(authorities(context), 1);
	assert_true(is_believed(context, root));
	assert_false(is_believed(context, stranger));
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	SSL_CTX_free(context);
	trust_free(trust);
	free(pem);
	X509_free(root);
	X509_free(stranger);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other_key);
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
	};
	return cmocka_run_group_tests_name("egress/trust", tests, make_folder, remove_folder);
}
