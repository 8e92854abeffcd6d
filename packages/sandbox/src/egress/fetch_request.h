/* SPDX-License-Identifier: MIT */
/*
 * FRAME_FETCH taken apart: what a cell asks for, judged as far as the request's own head goes. Every byte of it is
 * hostile. Does no I/O.
 */
#ifndef UNTRUSTED_EGRESS_FETCH_REQUEST_H
#define UNTRUSTED_EGRESS_FETCH_REQUEST_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FETCH_REQUEST_REFUSAL_MAX 160u

struct fetch_request {
	uint32_t id;
	bool has_body;
	uint32_t body_bytes; /* or FRAME_FETCH_BODY_UNKNOWN */
	char *method;	     /* owned, NUL-terminated */
	char *url;	     /* owned; any bytes, and a NUL behind them */
	size_t url_bytes;
	struct curl_slist *
		headers; /* owned; as libcurl wants them, and those of its own that are not to be sent */
	struct curl_slist *last_header;
	/* Empty, or why a method or header is refused; what is above it may be incomplete then. */
	char refusal[FETCH_REQUEST_REFUSAL_MAX];
};

/*
 * Parses the frame's payload. Returns 0 and @out, which the caller releases with fetch_request_done(); -EPROTO for what
 * no guest of ours would send; -ENOMEM.
 */
int fetch_request_parse(const uint8_t *payload, size_t bytes, struct fetch_request *out);

void fetch_request_done(struct fetch_request *request);

#endif
