/* SPDX-License-Identifier: MIT */
/*
 * The listening socket of `serve`, and the file that a unix socket leaves.
 *
 * A unix socket is made with mode 0600: who may connect is who may open it. The file of a server that
 * has died is replaced, that of one that still listens is not, and no other file is ever touched.
 */
#ifndef UNTRUSTED_FRONT_LISTEN_SOCKET_H
#define UNTRUSTED_FRONT_LISTEN_SOCKET_H

#include <sys/types.h>

#include "front/listen_address.h"

struct listen_socket {
	int fd;
	struct listen_address address; /* with the port that was picked for port 0 */
	/* Of a unix socket: which file is ours; 0: none any more. */
	dev_t device;
	ino_t inode;
};

/*
 * Listens. Returns 0, or a negative errno: -EADDRINUSE when another one listens there, -EEXIST when the
 * path is some other file. Blocks for no longer than the file system does.
 */
int listen_socket_open(const struct listen_address *address, struct listen_socket *out);

/* Closes the descriptor and removes the socket's file if it is still ours. May be called again. */
void listen_socket_close(struct listen_socket *socket);

#endif
