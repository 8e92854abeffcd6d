/* SPDX-License-Identifier: MIT */
/*
 * Where `serve` listens: `127.0.0.1:9000`, `[::1]:9000`, `localhost:9000` or `unix:/run/untrusted.sock`.
 *
 * Pure: no name is looked up. The text comes from whoever starts the server; host names in
 * listen_address_names_loopback() come from the network and may be anything.
 */
#ifndef UNTRUSTED_FRONT_LISTEN_ADDRESS_H
#define UNTRUSTED_FRONT_LISTEN_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/json_scan.h"

struct listen_address {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un local;
	} socket;
	socklen_t bytes;
};

/* "unix:" and the longest path, or "http://[v6]:65535", and the NUL. */
#define LISTEN_ADDRESS_TEXT_MAX (sizeof(((struct sockaddr_un *)0)->sun_path) + 8)

/* Reads @text. Returns 0, or -EINVAL with what is wrong with it in @out_reason, a constant. */
int listen_address_parse(const char *text, struct listen_address *out, const char **out_reason);

bool listen_address_is_unix(const struct listen_address *address);

/* Can only processes of this machine connect to it? */
bool listen_address_is_local(const struct listen_address *address);

/*
 * Does the value of a Host header (RFC 9110, section 7.2) name this machine by a loopback address or
 * as `localhost`? The port does not matter.
 */
bool listen_address_names_loopback(struct json_scan_slice host);

/* Writes it for people: `http://127.0.0.1:9000`, `unix:/run/untrusted.sock`. */
void listen_address_format(const struct listen_address *address, char out[LISTEN_ADDRESS_TEXT_MAX]);

#endif
