/* SPDX-License-Identifier: MIT */
/*
 * Names are resolved by c-ares alone (egress/resolver.c), and nothing is loaded at run time. The libraries have code that
 * would ask the C library for either (libevent, c-ares: names and services; OpenSSL: engines; libpsl: character sets).
 * These take the C library's place, so that a static program needs none of its modules, and the linker proves that there
 * is no other way. Nobody calls them. Not in the library: a program that embeds it may want the C library's own.
 */
#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <netdb.h>
#include <stddef.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
		struct addrinfo **out)
{
	(void)node;
	(void)service;
	(void)hints;
	(void)out;
	return EAI_FAIL;
}

void freeaddrinfo(struct addrinfo *list)
{
	(void)list;
}

struct hostent *gethostbyname(const char *name)
{
	(void)name;
	return NULL;
}

struct protoent *getprotobynumber(int number)
{
	(void)number;
	return NULL;
}

struct servent *getservbyname(const char *name, const char *protocol)
{
	(void)name;
	(void)protocol;
	return NULL;
}

int getservbyport_r(int port, const char *protocol, struct servent *result, char *buffer,
		    size_t bytes, struct servent **out)
{
	(void)port;
	(void)protocol;
	(void)result;
	(void)buffer;
	(void)bytes;
	*out = NULL;
	return ENOENT;
}

/* dlopen(), by the linker's --wrap: the C library's own start needs the name. */
void *__wrap_dlopen(const char *path, int flags);
void *__wrap_dlopen(const char *path, int flags)
{
	(void)path;
	(void)flags;
	return NULL;
}

void *dlsym(void *restrict handle, const char *restrict name)
{
	(void)handle;
	(void)name;
	return NULL;
}

int dlclose(void *handle)
{
	(void)handle;
	return -1;
}

char *dlerror(void)
{
	return NULL;
}

int dladdr(const void *address, Dl_info *info)
{
	(void)address;
	(void)info;
	return 0;
}

int getnameinfo(const struct sockaddr *address, socklen_t address_bytes, char *host,
		socklen_t host_bytes, char *service, socklen_t service_bytes, int flags)
{
	(void)address;
	(void)address_bytes;
	(void)host;
	(void)host_bytes;
	(void)service;
	(void)service_bytes;
	(void)flags;
	return EAI_FAIL;
}

iconv_t iconv_open(const char *to, const char *from)
{
	(void)to;
	(void)from;
	errno = EINVAL;
	return (iconv_t)-1;
}

size_t iconv(iconv_t converter, char **restrict in, size_t *restrict in_bytes, char **restrict out,
	     size_t *restrict out_bytes)
{
	(void)converter;
	(void)in;
	(void)in_bytes;
	(void)out;
	(void)out_bytes;
	errno = EBADF;
	return (size_t)-1;
}

int iconv_close(iconv_t converter)
{
	(void)converter;
	return 0;
}
