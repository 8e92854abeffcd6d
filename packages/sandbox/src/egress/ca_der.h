/* SPDX-License-Identifier: MIT */
/*
 * Whose certificate it is, without parsing the rest of it: to decode a public key takes OpenSSL a hundred times as long.
 *
 * For egress/ca_index.c. The certificates are of the deployer's file. Pure but for OpenSSL's error queue.
 */
#ifndef UNTRUSTED_EGRESS_CA_DER_H
#define UNTRUSTED_EGRESS_CA_DER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Looks at the certificate's frame (RFC 5280, section 4.1): that its parts are all there, of their types, and fill it;
 * and at nothing within the parts. @out_subject is the DER of its subject, within @der.
 *
 * Returns 0, or -EBADMSG: what is broken, what is longer than the certificate, and what is not DER though OpenSSL may
 * take it (indefinite lengths). What gets 0 may be broken all the same; if it is not, OpenSSL finds the same subject.
 */
int ca_der_subject(const uint8_t *der, size_t bytes, const uint8_t **out_subject,
		   size_t *out_subject_bytes);

#endif
