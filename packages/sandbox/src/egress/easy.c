/* SPDX-License-Identifier: MIT */
#include "egress/easy.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "egress/upload.h"
#include "wire/frame.h"

#define CONNECT_TIMEOUT_MS 10000L
/* What libcurl reads from a socket at a time. It hands out all of it in one go (third_party.mk). */
#define READ_BYTES (256L << 10)
/* Of a name's addresses these are tried; all are judged. */
#define ADDRESSES_TRIED 16u

/* Options are set until one fails, for want of memory. */
#define SET(option, value) (rc = rc ? rc : curl_easy_setopt(easy, (option), (value)))

/* `host:port:address,address`: libcurl knows no other address of the host, and asks nobody. */
static struct curl_slist *resolve_line(const struct easy_setup *setup)
{
	AUTO_BUF struct buf line = { .max = 4096 };
	char text[ADDRESS_TEXT_MAX];

	if (buf_append_format(&line, "%s:%u:", setup->destination->host, setup->destination->port) <
	    0)
		return NULL;
	for (size_t i = 0; i < setup->address_count && i < ADDRESSES_TRIED; i++) {
		const struct address *address = &setup->addresses[i];
		address_format(address, text);
		if (buf_append_format(&line, address->is_v6 ? "%s[%s]" : "%s%s", i ? "," : "",
				      text) < 0)
			return NULL;
	}
	return curl_slist_append(NULL, line.data);
}

static CURLcode set_body(CURL *easy, const struct easy_setup *setup)
{
	const struct fetch_request *request = setup->request;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_INFILESIZE_LARGE, request->body_bytes == FRAME_FETCH_BODY_UNKNOWN
					      ? (curl_off_t)-1
					      : (curl_off_t)request->body_bytes);
	SET(CURLOPT_READFUNCTION, upload_read);
	SET(CURLOPT_READDATA, setup->upload);
	SET(CURLOPT_SEEKFUNCTION, upload_rewind);
	SET(CURLOPT_SEEKDATA, setup->upload);
	return rc;
}

static CURLcode set_request(CURL *easy, const struct easy_setup *setup)
{
	const struct fetch_request *request = setup->request;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_CURLU, setup->url);
	if (request->has_body) {
		rc = set_body(easy, setup);
	} else if (strcmp(request->method, "HEAD") == 0) {
		SET(CURLOPT_NOBODY, 1L);
	} else if (strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0) {
		/* With a content-length of 0, as the fetch standard has it. */
		SET(CURLOPT_POSTFIELDSIZE, 0L);
		SET(CURLOPT_POSTFIELDS, "");
	}
	SET(CURLOPT_CUSTOMREQUEST, request->method);
	SET(CURLOPT_HTTPHEADER, request->headers);
	SET(CURLOPT_HTTP09_ALLOWED, 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* Redirects are answers like any other: the guest follows them, by requests that are judged like this one. */
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	return rc;
}

static CURLcode set_connection(CURL *easy, const struct easy_setup *setup,
			       struct curl_slist *resolve)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	SET(CURLOPT_BUFFERSIZE, READ_BYTES);
	SET(CURLOPT_RESOLVE, resolve);
	/* Rather a stream of a connection that is being made than a connection more. */
	SET(CURLOPT_PIPEWAIT, setup->destination->is_https ? 1L : 0L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_CAINFO, NULL);
	SET(CURLOPT_CAPATH, NULL);
	return rc;
}

static CURLcode set_callbacks(CURL *easy, const struct easy_setup *setup)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PRIVATE, setup->user);
	SET(CURLOPT_HEADERFUNCTION, setup->on_header);
	SET(CURLOPT_HEADERDATA, setup->user);
	SET(CURLOPT_WRITEFUNCTION, setup->on_body);
	SET(CURLOPT_WRITEDATA, setup->user);
	SET(CURLOPT_OPENSOCKETFUNCTION, setup->on_socket_wanted);
	SET(CURLOPT_OPENSOCKETDATA, setup->user);
	SET(CURLOPT_PREREQFUNCTION, setup->on_connected);
	SET(CURLOPT_PREREQDATA, setup->user);
	SET(CURLOPT_SSL_CTX_FUNCTION, setup->on_tls);
	SET(CURLOPT_SSL_CTX_DATA, setup->user);
	return rc;
}

CURL *easy_new(const struct easy_setup *setup, struct curl_slist **out_resolve)
{
	CURL *easy = curl_easy_init();
	struct curl_slist *resolve = setup->destination->is_address ? NULL : resolve_line(setup);

	if (easy && (resolve || setup->destination->is_address) &&
	    set_request(easy, setup) == CURLE_OK &&
	    set_connection(easy, setup, resolve) == CURLE_OK &&
	    set_callbacks(easy, setup) == CURLE_OK) {
		*out_resolve = resolve;
		return easy;
	}
	curl_easy_cleanup(easy);
	curl_slist_free_all(resolve);
	return NULL;
}
