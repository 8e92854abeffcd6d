/* SPDX-License-Identifier: MIT */
/*
 * The one parse of a URL: what policy judges is what the transfer gets.
 */
#ifndef UNTRUSTED_EGRESS_URL_H
#define UNTRUSTED_EGRESS_URL_H

#include <curl/curl.h>
#include <stddef.h>

#include "policy/destination.h"

struct network;

/*
 * Parses @text, judges it, and, when it is allowed, returns in @out_handle the very parse with the canonical host in
 * it, for CURLOPT_CURLU; the caller frees it with curl_url_cleanup(). @text is to be as a parser has written it: one
 * that holds a space, a control character, a byte beyond ASCII, a backslash before its query, an IPv6 zone, or more or
 * fewer than two slashes after its scheme is DESTINATION_HOST, as is all that is no URL. A port that is no number up to
 * 65535 is DESTINATION_PORT. Out of memory is DESTINATION_HOST, too. Does no I/O.
 */
enum destination_verdict url_judge(const char *text, size_t bytes,
				   const struct allowlist *allowlist, const struct network *network,
				   struct destination *out, CURLU **out_handle);

#endif
