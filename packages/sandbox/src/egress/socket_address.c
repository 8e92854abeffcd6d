/* SPDX-License-Identifier: MIT */
#include "egress/socket_address.h"

#include <netinet/in.h>
#include <string.h>

bool socket_address_read(const struct sockaddr *from, socklen_t bytes, struct address *out,
			 uint16_t *out_port)
{
	struct address address = { 0 };

	if (from->sa_family == AF_INET && bytes >= sizeof(struct sockaddr_in)) {
		struct sockaddr_in v4;
		memcpy(&v4, from, sizeof(v4));
		memcpy(address.bytes, &v4.sin_addr, 4);
		*out_port = ntohs(v4.sin_port);
	} else if (from->sa_family == AF_INET6 && bytes >= sizeof(struct sockaddr_in6)) {
		struct sockaddr_in6 v6;
		memcpy(&v6, from, sizeof(v6));
		address.is_v6 = true;
		memcpy(address.bytes, &v6.sin6_addr, 16);
		*out_port = ntohs(v6.sin6_port);
	} else {
		return false;
	}
	*out = address;
	return true;
}
