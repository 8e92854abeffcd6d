/* SPDX-License-Identifier: MIT */
/*
 * libcurl's handle for one transfer: every option that it is given, in one place.
 */
#ifndef UNTRUSTED_EGRESS_EASY_H
#define UNTRUSTED_EGRESS_EASY_H

#include <curl/curl.h>
#include <stddef.h>

#include "egress/fetch_request.h"
#include "policy/address.h"
#include "policy/destination.h"

struct upload;

struct easy_setup {
	const struct fetch_request *request;
	const struct destination *destination;
	CURLU *url;
	const struct address *addresses; /* that the host has: all judged */
	size_t address_count;
	struct upload *upload; /* of a request with a body */
	/* libcurl's callbacks, each with @user. */
	size_t (*on_header)(char *line, size_t size, size_t count, void *user);
	size_t (*on_body)(char *data, size_t size, size_t count, void *user);
	curl_socket_t (*on_socket_wanted)(void *user, curlsocktype purpose,
					  struct curl_sockaddr *wanted);
	int (*on_connected)(void *user, char *peer, char *local, int peer_port, int local_port);
	CURLcode (*on_tls)(CURL *easy, void *context, void *user);
	void *user; /* CURLOPT_PRIVATE, too */
};

/*
 * Everything that @setup points to outlives the handle, and @out_resolve, which the caller frees with
 * curl_slist_free_all(), too. Returns NULL when out of memory.
 */
CURL *easy_new(const struct easy_setup *setup, struct curl_slist **out_resolve);

#endif
