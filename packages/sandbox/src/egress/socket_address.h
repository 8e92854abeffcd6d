/* SPDX-License-Identifier: MIT */
/* From the system's socket addresses to policy's. */
#ifndef UNTRUSTED_EGRESS_SOCKET_ADDRESS_H
#define UNTRUSTED_EGRESS_SOCKET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "policy/address.h"

/* Returns false for anything but IPv4 and IPv6. */
bool socket_address_read(const struct sockaddr *from, socklen_t bytes, struct address *out,
			 uint16_t *out_port);

#endif
