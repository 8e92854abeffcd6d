/* SPDX-License-Identifier: MIT */
#include "egress/failure_reason.h"

#include <errno.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stddef.h>

static const struct {
	CURLcode result;
	const char *text;
} reasons[] = {
	{ CURLE_GOT_NOTHING, "the server closed the connection without an answer" },
	{ CURLE_PARTIAL_FILE, "the connection closed before the body's end" },
	{ CURLE_SEND_ERROR, "the connection was lost while the request was sent" },
	{ CURLE_RECV_ERROR, "the connection was lost while the answer was read" },
	{ CURLE_OPERATION_TIMEDOUT, "the connection could not be made in time" },
	{ CURLE_UNSUPPORTED_PROTOCOL, "the answer is not HTTP" },
	{ CURLE_WEIRD_SERVER_REPLY, "the answer is not HTTP" },
	{ CURLE_HTTP2, "the server broke the HTTP/2 protocol" },
	{ CURLE_HTTP2_STREAM, "the server broke off the HTTP/2 stream" },
	{ CURLE_SSL_CONNECT_ERROR,
	  "the TLS handshake failed (the server must speak TLS 1.2 or newer)" },
	{ CURLE_SSL_CACERT_BADFILE, "certificates cannot be verified here: no CA file" },
	{ CURLE_SEND_FAIL_REWIND, "the connection was lost, and the body cannot be sent again" },
	{ CURLE_READ_ERROR, "the request's body was not as long as was said" },
	{ CURLE_OUT_OF_MEMORY, "out of memory" },
};

/* The certificate's faults that servers have; others share a text. */
static const struct {
	long verdict;
	const char *text;
} certificates[] = {
	{ X509_V_OK, "the certificate is not for this host" },
	{ X509_V_ERR_HOSTNAME_MISMATCH, "the certificate is not for this host" },
	/* As libcurl has it when the chain is good, and the name, which it looks at itself, is another. */
	{ X509_V_ERR_UNSPECIFIED, "the certificate is not for this host" },
	{ X509_V_ERR_CERT_HAS_EXPIRED, "the certificate has expired" },
	{ X509_V_ERR_CERT_NOT_YET_VALID, "the certificate is not valid yet" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "the certificate is self-signed" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	  "the certificate's authority is not a trusted one" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	  "the certificate's authority is not a trusted one" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	  "the certificate's authority is not a trusted one" },
	{ X509_V_ERR_CERT_REVOKED, "the certificate has been revoked" },
};

static const char *certificate_reason(CURL *easy)
{
	long verdict = X509_V_ERR_OUT_OF_MEM;

	curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
	for (size_t i = 0; i < sizeof(certificates) / sizeof(certificates[0]); i++)
		if (certificates[i].verdict == verdict)
			return certificates[i].text;
	return "the certificate cannot be verified";
}

static const char *connect_reason(CURL *easy)
{
	long error = 0;

	curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &error);
	switch (error) {
	case ECONNREFUSED:
		return "the connection was refused";
	case ETIMEDOUT:
		return "the connection could not be made in time";
	case ENETUNREACH:
	case EHOSTUNREACH:
		return "the host cannot be reached";
	default:
		return "the connection could not be made";
	}
}

const char *failure_reason(CURL *easy, CURLcode result)
{
	if (result == CURLE_PEER_FAILED_VERIFICATION)
		return certificate_reason(easy);
	if (result == CURLE_COULDNT_CONNECT)
		return connect_reason(easy);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].result == result)
			return reasons[i].text;
	return "the transfer failed";
}
