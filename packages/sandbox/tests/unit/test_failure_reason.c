/* SPDX-License-Identifier: MIT */
/*
 * Reasons, by what libcurl says. Linked with --wrap=curl_easy_getinfo, so that the test can say it in libcurl's place;
 * without it what needs that is skipped.
 */
#include "unit.h"

#include <errno.h>
#include <openssl/x509_vfy.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "egress/failure_reason.h"

static long os_error, verdict;
static bool is_wrapped;

CURLcode __wrap_curl_easy_getinfo(CURL *easy, CURLINFO info, ...);

CURLcode __wrap_curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
	va_list arguments;

	(void)easy;
	is_wrapped = true;
	va_start(arguments, info);
	long *out = va_arg(arguments, long *);
	va_end(arguments);
	if (info == CURLINFO_OS_ERRNO)
		*out = os_error;
	else if (info == CURLINFO_SSL_VERIFYRESULT)
		*out = verdict;
	else
		return CURLE_UNKNOWN_OPTION;
	return CURLE_OK;
}

static CURL *easy;

static int setup(void **state)
{
	(void)state;
	easy = curl_easy_init();
	failure_reason(easy, CURLE_COULDNT_CONNECT);
	return easy ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	curl_easy_cleanup(easy);
	curl_global_cleanup();
	return 0;
}

static void skip_unless_wrapped(void)
{
	if (is_wrapped)
		return;
	print_message("SKIP: not linked with --wrap=curl_easy_getinfo\n");
	skip();
}

/* What anybody may read: a sentence without a capital, a full stop, or anything of this side's network. */
static void assert_is_reason(const char *text)
{
	assert_non_null(text);
	assert_true(strlen(text) > 10 && strlen(text) < 200);
	assert_true(text[0] >= 'a' && text[0] <= 'z');
	assert_true(text[strlen(text) - 1] != '.');
	assert_null(strpbrk(text, "%\"\n"));
	assert_null(strstr(text, "127.0"));
	assert_null(strstr(text, "curl"));
}

static void every_code_of_libcurl_has_a_reason(void **state)
{
	(void)state;
	for (int code = 1; code < CURL_LAST; code++)
		assert_is_reason(failure_reason(easy, (CURLcode)code));
	assert_is_reason(failure_reason(easy, (CURLcode)9999));
	assert_string_equal(failure_reason(easy, (CURLcode)9999), "the transfer failed");
}

static void what_often_goes_wrong_is_told_apart(void **state)
{
	(void)state;
	static const CURLcode codes[] = {
		CURLE_GOT_NOTHING,
		CURLE_PARTIAL_FILE,
		CURLE_SEND_ERROR,
		CURLE_RECV_ERROR,
		CURLE_OPERATION_TIMEDOUT,
		CURLE_WEIRD_SERVER_REPLY,
		CURLE_HTTP2,
		CURLE_HTTP2_STREAM,
		CURLE_SSL_CONNECT_ERROR,
		CURLE_SSL_CACERT_BADFILE,
		CURLE_SEND_FAIL_REWIND,
		CURLE_OUT_OF_MEMORY,
		CURLE_PEER_FAILED_VERIFICATION,
		CURLE_COULDNT_CONNECT,
	};

	for (size_t i = 0; i < UNIT_COUNT(codes); i++) {
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(failure_reason(easy, codes[i]),
						failure_reason(easy, codes[j]));
	}
}

static void connections_that_could_not_be_made_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		int error;
		const char *text;
	} cases[] = {
		{ ECONNREFUSED, "the connection was refused" },
		{ ETIMEDOUT, "the connection could not be made in time" },
		{ ENETUNREACH, "the host cannot be reached" },
		{ EHOSTUNREACH, "the host cannot be reached" },
		{ EACCES, "the connection could not be made" },
		{ 0, "the connection could not be made" },
	};

	skip_unless_wrapped();
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		os_error = cases[i].error;
		assert_string_equal(failure_reason(easy, CURLE_COULDNT_CONNECT), cases[i].text);
	}
}

static void faults_of_certificates_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		long verdict;
		const char *text;
	} cases[] = {
		{ X509_V_ERR_CERT_HAS_EXPIRED, "the certificate has expired" },
		{ X509_V_ERR_CERT_NOT_YET_VALID, "the certificate is not valid yet" },
		{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "the certificate is self-signed" },
		{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
		  "the certificate's authority is not a trusted one" },
		{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
		  "the certificate's authority is not a trusted one" },
		{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
		  "the certificate's authority is not a trusted one" },
		{ X509_V_ERR_HOSTNAME_MISMATCH, "the certificate is not for this host" },
		/* The chain is fine, so that it was the name (libcurl's own check). */
		{ X509_V_OK, "the certificate is not for this host" },
		{ X509_V_ERR_CERT_REVOKED, "the certificate has been revoked" },
		{ X509_V_ERR_INVALID_PURPOSE, "the certificate cannot be verified" },
		{ -1, "the certificate cannot be verified" },
	};

	skip_unless_wrapped();
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		verdict = cases[i].verdict;
		assert_string_equal(failure_reason(easy, CURLE_PEER_FAILED_VERIFICATION),
				    cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_of_libcurl_has_a_reason),
		cmocka_unit_test(what_often_goes_wrong_is_told_apart),
		cmocka_unit_test(connections_that_could_not_be_made_are_told_apart),
		cmocka_unit_test(faults_of_certificates_are_told_apart),
	};

	return cmocka_run_group_tests_name("egress/failure_reason", tests, setup, teardown);
}
