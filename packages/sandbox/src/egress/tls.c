/* SPDX-License-Identifier: MIT */
#include "egress/tls.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdint.h>

/*
 * Handshake messages of a server, in all: a dozen in a handshake, two tickets behind it, and a new key after millions
 * of records.
 */
#define MESSAGES_MAX 100u

/* Where an SSL keeps the number of its messages; negative: not known yet. */
static int count_index = -1;

/*
 * OpenSSL reads on by itself as long as messages come, so that a server which sends those that are ignored
 * (HelloRequest) or answered by nothing (KeyUpdate), as fast as they are read, would have the loop for itself. From one
 * too many on it has nothing more to read.
 */
static void on_message(int is_ours, int version, int type, const void *data, size_t bytes, SSL *ssl,
		       void *arg)
{
	(void)version;
	(void)data;
	(void)bytes;
	(void)arg;
	if (is_ours || type != SSL3_RT_HANDSHAKE)
		return;
	uintptr_t count = (uintptr_t)SSL_get_ex_data(ssl, count_index) + 1;
	SSL_set_ex_data(ssl, count_index, (void *)count);
	if (count != MESSAGES_MAX)
		return;
	BIO *nothing = BIO_new(BIO_s_null());
	if (nothing)
		SSL_set0_rbio(ssl, nothing);
}

/*
 * The server chooses the numbers of a finite-field key exchange, up to 10,000 bits, which took 0.9 s of processor time
 * each; browsers have none of it any more. Elliptic curves take a thousandth.
 */
static const char CIPHERS[] = "DEFAULT:!DHE:!DSS";
static const char GROUPS[] = "X25519:P-256:X448:P-384:P-521";

int tls_guard(void *ssl_ctx)
{
	if (count_index < 0)
		count_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	if (count_index < 0)
		return -ENOMEM;
	/* After each record without content the others have their turn. */
	SSL_CTX_clear_mode(ssl_ctx, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_msg_callback(ssl_ctx, on_message);
	if (SSL_CTX_set_cipher_list(ssl_ctx, CIPHERS) != 1 ||
	    SSL_CTX_set1_groups_list(ssl_ctx, GROUPS) != 1)
		return -ENOMEM;
	return 0;
}
