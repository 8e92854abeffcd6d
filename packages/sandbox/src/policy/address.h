/* SPDX-License-Identifier: MIT */
/*
 * Judges an IP address: may a connection go there?
 *
 * Egress asks for every answer of the DNS, for every IP literal, and again for the peer at connect time.
 * Public means global unicast: everything in the IANA special-purpose registries (RFC 6890 and its updates),
 * IPv4 and IPv6, and every IPv4 address of that kind inside an IPv6 one (mapped, compatible, translated, NAT64,
 * 6to4, Teredo, ISATAP) is not. Pure.
 */
#ifndef UNTRUSTED_POLICY_ADDRESS_H
#define UNTRUSTED_POLICY_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct network;

struct address {
	bool is_v6;
	uint8_t bytes[16]; /* network order; the first 4 for IPv4 */
};

struct address_range {
	struct address base;
	uint8_t prefix; /* leading bits of it that count */
};

enum address_verdict {
	ADDRESS_PUBLIC,	     /* anyone may */
	ADDRESS_BY_DEPLOYER, /* in a range that the deployer allowed; it may be public, too */
	/* Refused. */
	ADDRESS_RUNTIME_API, /* of the AWS Lambda Runtime API: whatever the deployer allowed */
	ADDRESS_METADATA, /* of a cloud's metadata service: only the deployer's range of exactly it allows it */
	ADDRESS_UNSPECIFIED,
	ADDRESS_LOOPBACK,
	ADDRESS_PRIVATE,
	ADDRESS_LINK_LOCAL,
	ADDRESS_SHARED, /* carrier-grade NAT */
	ADDRESS_MULTICAST,
	ADDRESS_BROADCAST,
	ADDRESS_DOCUMENTATION,
	ADDRESS_BENCHMARKING,
	ADDRESS_RESERVED,
	ADDRESS_VERDICT_COUNT,
};

/* The port counts only for ADDRESS_RUNTIME_API. @network: what the deployer allowed; not NULL. */
enum address_verdict address_judge(const struct address *address, uint16_t port,
				   const struct network *network);

/* May a connection be made? */
bool address_verdict_allows(enum address_verdict verdict);

/* What address_format() writes at most, with its NUL: IPv6 of eight groups of four. */
#define ADDRESS_TEXT_MAX 40u

/* Writes it as RFC 5952 has it, IPv6 without brackets, mapped IPv4 as `::ffff:192.0.2.1`. */
void address_format(const struct address *address, char out[ADDRESS_TEXT_MAX]);

/* For the audit log, which only the deployer reads: `loopback`, `metadata`, … */
const char *address_verdict_name(enum address_verdict verdict);

/*
 * Reads an IPv4 address of four decimal numbers without leading zeros, or an IPv6 address as in RFC 4291 without
 * brackets or zone. Nothing else: no short, octal or hexadecimal forms. Returns false if it is none.
 */
bool address_parse(const char *text, size_t bytes, struct address *out);

/* Reads an address, or one with `/prefix`, whose other bits must be zero. Returns false if it is none. */
bool address_range_parse(const char *text, size_t bytes, struct address_range *out);

bool address_range_holds(const struct address_range *range, const struct address *address);

#endif
