/* SPDX-License-Identifier: MIT */
/* Between the system's socket addresses, text, and policy's addresses. */
#ifndef UNTRUSTED_EGRESS_SOCKET_ADDRESS_H
#define UNTRUSTED_EGRESS_SOCKET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "policy/address.h"

#define SOCKET_ADDRESS_TEXT_MAX 46 /* INET6_ADDRSTRLEN */

/* Returns false for anything but IPv4 and IPv6. */
bool socket_address_read(const struct sockaddr *from, socklen_t bytes, struct address *out,
			 uint16_t *out_port);

/* Without brackets. */
void socket_address_print(const struct address *address, char out[SOCKET_ADDRESS_TEXT_MAX]);

#endif
