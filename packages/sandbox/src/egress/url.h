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
 * it, for CURLOPT_CURLU; the caller frees it with curl_url_cleanup(). A text that is no URL (or holds a space, a
 * control character, a backslash or a byte beyond ASCII) is DESTINATION_HOST, one without http or https
 * DESTINATION_SCHEME. Out of memory is DESTINATION_HOST, too. Does no I/O.
 */
enum destination_verdict url_judge(const char *text, size_t bytes,
				   const struct allowlist *allowlist, const struct network *network,
				   struct destination *out, CURLU **out_handle);

#endif
