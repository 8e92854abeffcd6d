/* SPDX-License-Identifier: MIT */
#include "egress/ca_index.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "egress/ca_der.h"
#include "egress/ca_pem.h"

struct certificate {
	X509_NAME *subject;
	const uint8_t *der;
	size_t bytes;
};

/* Of one store, which frees it. */
struct index {
	struct certificate *certificates; /* by subject; of one subject, in the file's order */
	size_t count, room;
	uint8_t *ders; /* of all of them, in the file's order */
};

static void free_index(struct index *index)
{
	if (!index)
		return;
	for (size_t i = 0; i < index->count; i++)
		X509_NAME_free(index->certificates[i].subject);
	OPENSSL_free(index->certificates);
	OPENSSL_free(index->ders);
	OPENSSL_free(index);
}

static int grow(struct index *index)
{
	size_t room = index->room ? index->room * 2 : 256;
	struct certificate *certificates =
		OPENSSL_realloc(index->certificates, room * sizeof(*certificates));

	if (!certificates)
		return -ENOMEM;
	index->certificates = certificates;
	index->room = room;
	return 0;
}

static int add(struct index *index, const uint8_t *der, size_t bytes)
{
	const uint8_t *subject;
	size_t subject_bytes;

	if (index->count == index->room && grow(index) < 0)
		return -ENOMEM;
	int rc = ca_der_subject(der, bytes, &subject, &subject_bytes);
	if (rc < 0)
		return rc;
	X509_NAME *name = d2i_X509_NAME(NULL, &subject, (long)subject_bytes);
	if (!name)
		return -EBADMSG; /* or no memory, which is found out by whoever reads it next */
	index->certificates[index->count++] = (struct certificate){ name, der, bytes };
	return 0;
}

/* Where the DER is tells which one came first. */
static int compare(const void *a, const void *b)
{
	const struct certificate *one = a, *other = b;
	int order = X509_NAME_cmp(one->subject, other->subject);

	return order ? order : (one->der > other->der) - (one->der < other->der);
}

static int fill(struct index *index, const char *text, size_t bytes)
{
	struct ca_pem pem;
	size_t used = 0;
	ssize_t n;

	index->ders = OPENSSL_malloc(ca_pem_decoded_max(bytes) + 1);
	if (!index->ders)
		return -ENOMEM;
	ca_pem_init(&pem, text, bytes);
	while ((n = ca_pem_next(&pem, index->ders + used)) > 0) {
		int rc = add(index, index->ders + used, (size_t)n);
		if (rc < 0)
			return rc;
		used += (size_t)n;
	}
	if (n < 0 || index->count == 0)
		return -EBADMSG;
	qsort(index->certificates, index->count, sizeof(index->certificates[0]), compare);
	return 0;
}

/* The first one whose subject is not before @name. */
static size_t lower_bound(const struct index *index, const X509_NAME *name)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (X509_NAME_cmp(index->certificates[middle].subject, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static X509 *parse(const struct certificate *certificate)
{
	const uint8_t *der = certificate->der;
	X509 *x509 = d2i_X509(NULL, &der, (long)certificate->bytes);

	/* What ca_der.c promises, since somebody's trust rests on it. */
	if (x509 && (der != certificate->der + certificate->bytes ||
		     X509_NAME_cmp(X509_get_subject_name(x509), certificate->subject) != 0)) {
		X509_free(x509);
		return NULL;
	}
	return x509;
}

/* All of a subject, or NULL: where one is missing the others might be taken for all there are. */
static STACK_OF(X509) * parse_all(const struct index *index, const X509_NAME *name)
{
	STACK_OF(X509) *all = sk_X509_new_null();
	bool is_whole = all;

	for (size_t i = lower_bound(index, name);
	     is_whole && i < index->count &&
	     X509_NAME_cmp(index->certificates[i].subject, name) == 0;
	     i++) {
		X509 *x509 = parse(&index->certificates[i]);
		is_whole = x509 && sk_X509_push(all, x509) > 0;
		if (!is_whole)
			X509_free(x509);
	}
	if (is_whole && sk_X509_num(all) > 0)
		return all;
	sk_X509_pop_free(all, X509_free);
	return NULL;
}

/* If memory ends on the way, the store takes what it has for all there are: whoever needs the others fails. */
static bool add_all(X509_STORE *store, STACK_OF(X509) * all)
{
	for (int i = 0; i < sk_X509_num(all); i++)
		if (X509_STORE_add_cert(store, sk_X509_value(all, i)) != 1)
			return false;
	return true;
}

/* The store's first one of the subject, with a reference that whoever asks for it counts: X509_LOOKUP_meth_new(3). */
static int give(X509_STORE *store, const X509_NAME *name, X509_OBJECT *out)
{
	X509 *first = X509_OBJECT_get0_X509(X509_OBJECT_retrieve_by_subject(
		X509_STORE_get0_objects(store), X509_LU_X509, name));

	if (!first || X509_OBJECT_set1_X509(out, first) != 1)
		return 0;
	X509_free(first);
	return 1;
}

/*
 * Asked when the store has none of this subject. Afterwards it has all of them, and does not ask for it again. Returns
 * whether there are any: 0 or 1, for OpenSSL takes any other number for a find.
 */
static int find(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *out)
{
	const struct index *index = X509_LOOKUP_get_method_data(lookup);
	X509_STORE *store = X509_LOOKUP_get_store(lookup);

	if (type != X509_LU_X509)
		return 0;
	ERR_set_mark();
	STACK_OF(X509) *all = parse_all(index, name);
	int found = all && add_all(store, all) ? give(store, name, out) : 0;
	sk_X509_pop_free(all, X509_free);
	ERR_pop_to_mark(); /* the oldest error is what the handshake is said to have failed of */
	return found;
}

static void on_free(X509_LOOKUP *lookup)
{
	free_index(X509_LOOKUP_get_method_data(lookup));
}

/*
 * The method, which is without state: one for the process, of whichever thread's executor is first, and never freed,
 * since stores outlive whoever made them. NULL when out of memory.
 */
static X509_LOOKUP_METHOD *shared_method(void)
{
	static X509_LOOKUP_METHOD *_Atomic shared;
	X509_LOOKUP_METHOD *method = atomic_load(&shared), *made;

	if (method)
		return method;
	made = X509_LOOKUP_meth_new("certificates by subject");
	if (!made)
		return NULL;
	X509_LOOKUP_meth_set_free(made, on_free);
	X509_LOOKUP_meth_set_get_by_subject(made, find);
	if (atomic_compare_exchange_strong(&shared, &method, made))
		return made;
	X509_LOOKUP_meth_free(made);
	return method;
}

int ca_index_attach(X509_STORE *store, const char *text, size_t bytes)
{
	X509_LOOKUP_METHOD *method = shared_method();
	struct index *index = OPENSSL_zalloc(sizeof(*index));
	int rc = method && index ? fill(index, text, bytes) : -ENOMEM;
	X509_LOOKUP *lookup = rc == 0 ? X509_STORE_add_lookup(store, method) : NULL;

	if (lookup) {
		X509_LOOKUP_set_method_data(lookup, index);
		return 0;
	}
	free_index(index);
	return rc < 0 ? rc : -ENOMEM;
}
