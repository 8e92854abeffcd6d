/* SPDX-License-Identifier: MIT */
#include "egress/ca_der.h"

#include <errno.h>
#include <limits.h>
#include <openssl/asn1.h>
#include <stdbool.h>

/* Of ASN1_get_object()'s result; V_ASN1_CONSTRUCTED is there, too. */
#define IS_BROKEN     0x80
#define IS_INDEFINITE 0x01

struct span {
	const uint8_t *at;
	long bytes;
};

struct part {
	int type; /* its class and V_ASN1_CONSTRUCTED with it */
	bool is_optional;
};

#define STRUCTURE	  (V_ASN1_CONSTRUCTED | V_ASN1_SEQUENCE)
#define PARAMETER(number) (V_ASN1_CONTEXT_SPECIFIC | (number))

static const struct part certificate_parts[] = {
	{ .type = STRUCTURE }, /* tbsCertificate */
	{ .type = STRUCTURE }, /* signatureAlgorithm */
	{ .type = V_ASN1_BIT_STRING },
};

enum { TBS, SUBJECT = 5 };

static const struct part tbs_parts[] = {
	{ .type = V_ASN1_CONSTRUCTED | PARAMETER(0), .is_optional = true }, /* version */
	{ .type = V_ASN1_INTEGER },
	{ .type = STRUCTURE }, /* signature */
	{ .type = STRUCTURE }, /* issuer */
	{ .type = STRUCTURE }, /* validity */
	[SUBJECT] = { .type = STRUCTURE },
	{ .type = STRUCTURE },			       /* subjectPublicKeyInfo */
	{ .type = PARAMETER(1), .is_optional = true }, /* issuerUniqueID */
	{ .type = PARAMETER(2), .is_optional = true }, /* subjectUniqueID */
	{ .type = V_ASN1_CONSTRUCTED | PARAMETER(3), .is_optional = true }, /* extensions */
};

/* Takes an element of @type off @span: @out_whole with its header, @out_contents without. */
static bool take(struct span *span, int type, struct span *out_whole, struct span *out_contents)
{
	struct span contents = *span;
	int tag = 0, class = 0;

	if (span->bytes == 0)
		return false;
	int rc = ASN1_get_object(&contents.at, &contents.bytes, &tag, &class, span->bytes);
	/* A tag of more bits would reach into those of the class. */
	if (rc & (IS_BROKEN | IS_INDEFINITE) || tag > V_ASN1_PRIMITIVE_TAG ||
	    (rc | class | tag) != type)
		return false;
	const uint8_t *end = contents.at + contents.bytes;
	*out_whole = (struct span){ span->at, end - span->at };
	*out_contents = contents;
	*span = (struct span){ end, span->bytes - out_whole->bytes };
	return true;
}

/* Takes all of @span apart: the part number @wanted is what is looked for. */
static bool take_apart(struct span span, const struct part *parts, size_t count, size_t wanted,
		       struct span *out_whole, struct span *out_contents)
{
	for (size_t i = 0; i < count; i++) {
		struct span whole, contents;
		if (!take(&span, parts[i].type, &whole, &contents)) {
			if (!parts[i].is_optional)
				return false;
		} else if (i == wanted) {
			*out_whole = whole;
			*out_contents = contents;
		}
	}
	return span.bytes == 0;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int ca_der_subject(const uint8_t *der, size_t bytes, const uint8_t **out_subject,
		   size_t *out_subject_bytes)
{
	struct span whole, certificate, tbs = { 0 }, subject = { 0 };

	if (bytes > INT_MAX)
		return -EBADMSG;
	struct span rest = { der, (long)bytes };
	if (!take(&rest, STRUCTURE, &whole, &certificate) || rest.bytes != 0 ||
	    !take_apart(certificate, certificate_parts, COUNT(certificate_parts), TBS, &whole,
			&tbs) ||
	    !take_apart(tbs, tbs_parts, COUNT(tbs_parts), SUBJECT, &subject, &whole))
		return -EBADMSG;
	*out_subject = subject.at;
	*out_subject_bytes = (size_t)subject.bytes;
	return 0;
}
