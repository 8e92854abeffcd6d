// SPDX-License-Identifier: MIT
#include "egress/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "egress/ca_index.h"

#define BESIDE "ca-certificates.crt"
/* Of a file that is read in one piece: some 40,000 certificates. */
#define TEXT_MAX ((off_t)64 << 20)

struct trust {
	char *path;
	X509_STORE *store; /* NULL until it is needed */
};

/* Where systems keep the file that their administrators maintain. */
static const char *const usual_places[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch, Alpine, Gentoo, NixOS */
	"/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, RHEL to 9, Amazon Linux */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* RHEL, CentOS */
	"/etc/ssl/ca-bundle.pem",			     /* openSUSE, SLES */
	"/var/lib/ca-certificates/ca-bundle.pem",	     /* where that one points */
	"/etc/ssl/cert.pem",			  /* Alpine's libressl, FreeBSD, OpenBSD, macOS */
	"/usr/local/share/certs/ca-root-nss.crt", /* FreeBSD */
	"/usr/local/etc/ssl/cert.pem",		  /* FreeBSD */
	"/etc/openssl/certs/ca-certificates.crt", /* NetBSD */
	"/etc/pki/tls/cacert.pem",		  /* OpenELEC */
	"/etc/certs/ca-certificates.crt",	  /* Solaris */
};

/* A file, empty or not: what is in it shows when it is loaded. */
static bool is_readable(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, R_OK) == 0;
}

/* The file beside the running executable: from /proc, or without it as it was started. */
static bool find_beside(char *out, size_t room)
{
	ssize_t n = readlink("/proc/self/exe", out, room);
	const char *started = (const char *)getauxval(AT_EXECFN);

	if (n < 0)
		n = started ? snprintf(out, room, "%s", started) : -1;
	if (n < 0 || (size_t)n >= room)
		return false;
	out[n] = '\0';
	char *slash = strrchr(out, '/');
	if (!slash || (size_t)(slash + 1 - out) + sizeof(BESIDE) > room)
		return false;
	memcpy(slash + 1, BESIDE, sizeof(BESIDE));
	return is_readable(out);
}

/* @room: for the one path that is not in the table. Returns NULL if there is none. */
static const char *find(char *beside, size_t room)
{
	for (size_t i = 0; i < sizeof(usual_places) / sizeof(usual_places[0]); i++)
		if (is_readable(usual_places[i]))
			return usual_places[i];
	return find_beside(beside, room) ? beside : NULL;
}

int trust_open(const char *ca_file, struct trust **out)
{
	char beside[PATH_MAX];
	const char *path = ca_file;

	/* Before anything else of OpenSSL: what comes first decides, and what comes later initialises anyway. */
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return -ENOMEM;
	if (!path)
		path = find(beside, sizeof(beside));
	if (!path || !is_readable(path))
		return -ENOENT;
	AUTO_FREE struct trust *trust = calloc(1, sizeof(*trust));
	if (!trust)
		return -ENOMEM;
	trust->path = strdup(path);
	if (!trust->path)
		return -ENOMEM;
	*out = auto_take(trust);
	return 0;
}

const char *trust_path(const struct trust *trust)
{
	return trust->path;
}

static bool has_failed_for_memory(void)
{
	unsigned long error;
	bool found = false;

	while ((error = ERR_get_error()) != 0)
		found = found || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
	return found;
}

/* The whole file. Returns 0, -EIO, -ENOMEM, or -EMSGSIZE: it is longer than TEXT_MAX, or grows. */
static int read_file(const char *path, char **out, size_t *out_bytes)
{
	AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat info;
	size_t n = 0;
	ssize_t got;

	if (fd < 0 || fstat(fd, &info) != 0)
		return -EIO;
	if (info.st_size > TEXT_MAX)
		return -EMSGSIZE;
	size_t room = (size_t)info.st_size + 1; /* one more, to see the end */
	AUTO_FREE char *text = malloc(room);
	if (!text)
		return -ENOMEM;
	while (n < room && (got = read(fd, text + n, room - n)) != 0) {
		if (got < 0)
			return -EIO;
		n += (size_t)got;
	}
	if (n == room)
		return -EMSGSIZE;
	*out = auto_take(text);
	*out_bytes = n;
	return 0;
}

/*
 * Certificates and nothing else, as nearly every file is: *measured*, 1 ms for Debian's 150, and 0.1 ms for each one
 * that a chain asks for. Returns 0, -EIO, -ENOMEM, or another error: this is another file.
 */
static int load_plain(X509_STORE *store, const char *path)
{
	AUTO_FREE char *text = NULL;
	size_t bytes;

	int rc = read_file(path, &text, &bytes);
	return rc < 0 ? rc : ca_index_attach(store, text, bytes);
}

/* A file that has lists of revoked certificates alone has been loaded, too. */
static bool has_certificate(X509_STORE *store)
{
	STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);

	for (int i = 0; i < sk_X509_OBJECT_num(objects); i++)
		if (X509_OBJECT_get_type(sk_X509_OBJECT_value(objects, i)) == X509_LU_X509)
			return true;
	return false;
}

/*
 * Whatever OpenSSL can read, and all of it at once: *measured*, 0.1 ms for each certificate, most of it to decode the
 * public key. Its verdict on what is broken is the one that counts.
 */
static int load_any(X509_STORE *store, const char *path)
{
	ERR_clear_error();
	int rc = X509_STORE_load_file(store, path) == 1 && has_certificate(store) ? 0 : -EIO;
	/* When memory ends half-way, it is content with what it has. */
	return has_failed_for_memory() ? -ENOMEM : rc;
}

static int fill(X509_STORE *store, const char *path)
{
	/* An intermediate authority in the deployer's file is an anchor by itself, as curl has it. */
	if (X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN) != 1)
		return -ENOMEM;
	int rc = load_plain(store, path);
	return rc == 0 || rc == -EIO || rc == -ENOMEM ? rc : load_any(store, path);
}

int trust_load(struct trust *trust)
{
	if (trust->store)
		return 0;
	X509_STORE *store = X509_STORE_new();
	int rc = store ? fill(store, trust->path) : -ENOMEM;
	ERR_clear_error();
	if (rc < 0) {
		X509_STORE_free(store);
		return rc;
	}
	trust->store = store;
	return 0;
}

int trust_apply(struct trust *trust, void *ssl_ctx)
{
	int rc = trust_load(trust);

	if (rc == 0)
		SSL_CTX_set1_cert_store(ssl_ctx, trust->store);
	return rc;
}

void trust_free(struct trust *trust)
{
	if (!trust)
		return;
	X509_STORE_free(trust->store);
	free(trust->path);
	free(trust);
}
