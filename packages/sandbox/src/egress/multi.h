/* SPDX-License-Identifier: MIT */
/*
 * libcurl's multi handle on the event loop. One for each execution that fetches, so that its connections and TLS
 * sessions are its own.
 */
#ifndef UNTRUSTED_EGRESS_MULTI_H
#define UNTRUSTED_EGRESS_MULTI_H

#include <curl/curl.h>

struct event_base;
struct multi;

/*
 * @on_done is called from the loop, never from inside of libcurl, when a transfer is over; it removes the handle.
 * @private_data is that of the handle (CURLOPT_PRIVATE). Returns NULL when out of memory.
 */
struct multi *multi_new(struct event_base *loop, unsigned connections,
			void (*on_done)(void *private_data, CURLcode result));

/* Returns 0 or -ENOMEM. */
int multi_add(struct multi *multi, CURL *easy);

/* A transfer that is under way is cut off. */
void multi_remove(struct multi *multi, CURL *easy);

/* Closes the connections. NULL is allowed. All handles have been removed. */
void multi_free(struct multi *multi);

#endif
