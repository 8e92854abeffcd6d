/* SPDX-License-Identifier: MIT */
/*
 * A certificate: if we find a subject in it, it is within its bytes, and it is the one that OpenSSL finds if that can
 * parse the certificate; of which it leaves nothing over then.
 */
#include "fuzz.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "egress/ca_der.h"

static void check_subject(const uint8_t *der, size_t size, const uint8_t *subject, size_t bytes)
{
	const uint8_t *at = der, *expected;
	size_t expected_bytes;
	X509 *certificate = d2i_X509(NULL, &at, (long)size);

	CHECK(bytes >= 2 && subject > der && bytes < size - (size_t)(subject - der));
	if (!certificate)
		return;
	CHECK(at == der + size);
	CHECK(X509_NAME_get0_der(X509_get_subject_name(certificate), &expected, &expected_bytes) ==
	      1);
	CHECK(bytes == expected_bytes && memcmp(subject, expected, bytes) == 0);
	X509_free(certificate);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *der = malloc(size ? size : 1);
	const uint8_t *subject;
	size_t bytes;

	CHECK(der);
	if (size > 0)
		memcpy(der, data, size);
	int rc = ca_der_subject(der, size, &subject, &bytes);
	CHECK(rc == 0 || rc == -EBADMSG);
	if (rc == 0)
		check_subject(der, size, subject, bytes);
	free(der);
	ERR_clear_error();
	return 0;
}
