// SPDX-License-Identifier: MIT
#include "front/listen_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"

#define BACKLOG 1024

/* The mask is the whole process's: there is no other thread to be surprised. */
static int bind_private(int fd, const struct listen_address *address)
{
	mode_t mask = umask(0177);
	int rc = bind(fd, &address->socket.any, address->bytes) < 0 ? -errno : 0;

	umask(mask);
	return rc;
}

/* Removes the file of a server that is gone. Returns 0, or why it was left alone. */
static int remove_stale(const struct listen_address *address)
{
	const char *path = address->socket.local.sun_path;
	struct stat file;

	if (lstat(path, &file) < 0)
		return -errno;
	if (!S_ISSOCK(file.st_mode))
		return -EEXIST;
	AUTO_FD int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return -errno;
	if (connect(probe, &address->socket.any, address->bytes) == 0 || errno != ECONNREFUSED)
		return -EADDRINUSE;
	return unlink(path) < 0 ? -errno : 0;
}

static int bind_unix(int fd, struct listen_socket *out)
{
	struct stat file;
	int rc = bind_private(fd, &out->address);

	if (rc == -EADDRINUSE) {
		rc = remove_stale(&out->address);
		if (rc == 0)
			rc = bind_private(fd, &out->address);
	}
	if (rc < 0)
		return rc;
	if (lstat(out->address.socket.local.sun_path, &file) < 0)
		return -errno;
	out->device = file.st_dev;
	out->inode = file.st_ino;
	return 0;
}

static int bind_port(int fd, struct listen_socket *out)
{
	const int on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, &out->address.socket.any, out->address.bytes) < 0 ||
	    getsockname(fd, &out->address.socket.any, &out->address.bytes) < 0)
		return -errno;
	return 0;
}

int listen_socket_open(const struct listen_address *address, struct listen_socket *out)
{
	AUTO_FD int fd = socket(address->socket.any.sa_family,
				SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct listen_socket made = { .address = *address };

	if (fd < 0)
		return -errno;
	int rc = listen_address_is_unix(address) ? bind_unix(fd, &made) : bind_port(fd, &made);
	if (rc < 0)
		return rc;
	made.fd = fd;
	if (listen(fd, BACKLOG) < 0) {
		rc = -errno;
		made.fd = -1;
		listen_socket_close(&made);
		return rc;
	}
	made.fd = auto_take_fd(&fd);
	*out = made;
	return 0;
}

void listen_socket_close(struct listen_socket *socket)
{
	struct stat file;

	if (socket->fd >= 0)
		close(socket->fd);
	socket->fd = -1;
	if (!listen_address_is_unix(&socket->address) || socket->inode == 0)
		return;
	const char *path = socket->address.socket.local.sun_path;
	if (lstat(path, &file) == 0 && file.st_dev == socket->device &&
	    file.st_ino == socket->inode)
		unlink(path);
	socket->inode = 0;
}
