// SPDX-License-Identifier: MIT
#include "front/listen_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FORMS "is not ADDRESS:PORT, [V6ADDRESS]:PORT or unix:PATH"

/* Returns the port, or -1. */
static int parse_port(const char *text)
{
	int port = 0;

	if (*text == '\0')
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		port = port * 10 + (*text - '0');
		if (port > 65535)
			return -1;
	}
	return port;
}

static bool parse_unix(const char *path, struct listen_address *out, const char **out_reason)
{
	size_t bytes = strlen(path);

	if (bytes == 0 || bytes >= sizeof(out->socket.local.sun_path)) {
		*out_reason = bytes == 0 ? "has no path" : "has a path of more than 107 bytes";
		return false;
	}
	*out = (struct listen_address){ .bytes = sizeof(out->socket.local) };
	out->socket.local.sun_family = AF_UNIX;
	memcpy(out->socket.local.sun_path, path, bytes + 1);
	return true;
}

static bool parse_host(const char *host, in_port_t port, struct listen_address *out)
{
	struct listen_address v4 = { .bytes = sizeof(v4.socket.v4) };
	struct listen_address v6 = { .bytes = sizeof(v6.socket.v6) };

	v4.socket.v4.sin_family = AF_INET;
	v4.socket.v4.sin_port = port;
	v6.socket.v6.sin6_family = AF_INET6;
	v6.socket.v6.sin6_port = port;
	if (strcasecmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &v4.socket.v4.sin_addr) == 1) {
		*out = v4;
		return true;
	}
	char inside[INET6_ADDRSTRLEN];
	size_t bytes = strlen(host);
	if (bytes < 4 || bytes - 2 >= sizeof(inside) || host[0] != '[' || host[bytes - 1] != ']')
		return false;
	memcpy(inside, host + 1, bytes - 2);
	inside[bytes - 2] = '\0';
	if (inet_pton(AF_INET6, inside, &v6.socket.v6.sin6_addr) != 1)
		return false;
	*out = v6;
	return true;
}

int listen_address_parse(const char *text, struct listen_address *out, const char **out_reason)
{
	char host[INET6_ADDRSTRLEN + 2];

	if (strncmp(text, "unix:", 5) == 0)
		return parse_unix(text + 5, out, out_reason) ? 0 : -EINVAL;

	const char *colon = strrchr(text, ':');
	*out_reason = FORMS;
	if (!colon || colon == text || (size_t)(colon - text) >= sizeof(host))
		return -EINVAL;
	int port = parse_port(colon + 1);
	if (port < 0) {
		*out_reason = "has no port from 0 to 65535 after its last colon";
		return -EINVAL;
	}
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	return parse_host(host, htons((in_port_t)port), out) ? 0 : -EINVAL;
}

bool listen_address_is_unix(const struct listen_address *address)
{
	return address->socket.any.sa_family == AF_UNIX;
}

bool listen_address_is_local(const struct listen_address *address)
{
	const struct in6_addr *v6 = &address->socket.v6.sin6_addr;

	switch (address->socket.any.sa_family) {
	case AF_UNIX:
		return true;
	case AF_INET:
		return ntohl(address->socket.v4.sin_addr.s_addr) >> 24 == 127;
	case AF_INET6:
		return IN6_IS_ADDR_LOOPBACK(v6) ||
		       (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
	default:
		return false;
	}
}

bool listen_address_names_loopback(struct json_scan_slice host)
{
	struct listen_address address;
	char name[INET6_ADDRSTRLEN + 2];
	size_t bytes = host.bytes;

	/* A port is what follows the last colon, if that is not inside of brackets. */
	for (size_t i = host.bytes; i > 0 && host.data[i - 1] != ']'; i--)
		if (host.data[i - 1] == ':') {
			bytes = i - 1;
			break;
		}
	if (bytes == 0 || bytes >= sizeof(name) || memchr(host.data, '\0', bytes))
		return false;
	memcpy(name, host.data, bytes);
	name[bytes] = '\0';
	return parse_host(name, 0, &address) && listen_address_is_local(&address);
}

void listen_address_format(const struct listen_address *address, char out[LISTEN_ADDRESS_TEXT_MAX])
{
	char text[INET6_ADDRSTRLEN] = "?";

	switch (address->socket.any.sa_family) {
	case AF_INET:
		inet_ntop(AF_INET, &address->socket.v4.sin_addr, text, sizeof(text));
		snprintf(out, LISTEN_ADDRESS_TEXT_MAX, "http://%s:%u", text,
			 ntohs(address->socket.v4.sin_port));
		return;
	case AF_INET6:
		inet_ntop(AF_INET6, &address->socket.v6.sin6_addr, text, sizeof(text));
		snprintf(out, LISTEN_ADDRESS_TEXT_MAX, "http://[%s]:%u", text,
			 ntohs(address->socket.v6.sin6_port));
		return;
	default:
		snprintf(out, LISTEN_ADDRESS_TEXT_MAX, "unix:%s", address->socket.local.sun_path);
	}
}
