/* SPDX-License-Identifier: MIT */
/*
 * Addresses: reading agrees with inet_pton(), writing reads back, and what is judged public is in no special range by
 * a check that shares nothing with the policy's table. Texts start with `t`, ranges with `r`, raw addresses with
 * anything else: 4 or 16 bytes, and what follows are ranges that the deployer allows.
 */
#include "fuzz.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "policy/address.h"
#include "policy/network.h"

#define TEXT_MAX 64u

/* Everything that no one may reach by default, as the registries write it. */
static const char *const specials[] = {
	"0.0.0.0/8",	     "10.0.0.0/8",	"100.64.0.0/10",    "127.0.0.0/8",
	"169.254.0.0/16",    "172.16.0.0/12",	"192.0.0.0/24",	    "192.0.2.0/24",
	"192.31.196.0/24",   "192.52.193.0/24", "192.88.99.0/24",   "192.168.0.0/16",
	"192.175.48.0/24",   "198.18.0.0/15",	"198.51.100.0/24",  "203.0.113.0/24",
	"224.0.0.0/4",	     "240.0.0.0/4",	"168.63.129.16/32", "::/8",
	"100::/8",	     "200::/7",		"400::/6",	    "800::/5",
	"1000::/4",	     "2001::/23",	"2001:db8::/32",    "2002::/16",
	"2620:4f:8000::/48", "3fff::/20",	"4000::/2",	    "8000::/1",
};

static bool is_inside(const char *range, const uint8_t *bytes, bool is_v6)
{
	char base[TEXT_MAX] = "";
	uint8_t wanted[16];
	const char *slash = strchr(range, '/');
	unsigned prefix = 0;
	memcpy(base, range, (size_t)(slash - range));
	for (const char *digit = slash + 1; *digit; digit++)
		prefix = prefix * 10 + (unsigned)(*digit - '0');
	if (inet_pton(is_v6 ? AF_INET6 : AF_INET, base, wanted) != 1)
		return false;
	for (unsigned bit = 0; bit < prefix; bit++) {
		if ((bytes[bit / 8] ^ wanted[bit / 8]) & (0x80 >> bit % 8))
			return false;
	}
	return true;
}

static bool is_special(const uint8_t *bytes, bool is_v6)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		if (is_inside(specials[i], bytes, is_v6))
			return true;
	}
	return false;
}

/* Of the forms that may hold IPv4, those two that are not special as a whole. */
static bool is_public_v6(const uint8_t *bytes)
{
	if (is_inside("64:ff9b::/96", bytes, true))
		return !is_special(bytes + 12, false);
	bool is_isatap =
		(bytes[8] == 0 || bytes[8] == 2) && memcmp(bytes + 9, "\0\x5e\xfe", 3) == 0;
	return !is_special(bytes, true) && !(is_isatap && is_special(bytes + 12, false));
}

static void check_judgement(const struct address *address)
{
	static const struct network nothing;
	bool is_public =
		address->is_v6 ? is_public_v6(address->bytes) : !is_special(address->bytes, false);
	enum address_verdict verdict = address_judge(address, 443, &nothing);
	CHECK(verdict != ADDRESS_BY_DEPLOYER && verdict != ADDRESS_RUNTIME_API);
	CHECK((verdict == ADDRESS_PUBLIC) == is_public);
	CHECK(address_verdict_allows(verdict) == is_public);
	CHECK(strlen(address_verdict_name(verdict)) > 0);
}

static void check_writing(const struct address *address)
{
	char text[ADDRESS_TEXT_MAX], again[ADDRESS_TEXT_MAX];
	uint8_t bytes[16] = { 0 };
	struct address copy;
	address_format(address, text);
	CHECK(strlen(text) < sizeof(text));
	CHECK(inet_pton(address->is_v6 ? AF_INET6 : AF_INET, text, bytes) == 1);
	CHECK(memcmp(bytes, address->bytes, address->is_v6 ? 16 : 4) == 0);
	CHECK(address_parse(text, strlen(text), &copy));
	CHECK(copy.is_v6 == address->is_v6 && memcmp(copy.bytes, bytes, 16) == 0);
	address_format(&copy, again);
	CHECK(strcmp(text, again) == 0);
}

static void check_text(const char *text, size_t bytes)
{
	char copy[TEXT_MAX + 1] = "";
	uint8_t wanted[16] = { 0 };
	struct address address;
	bool is_address = address_parse(text, bytes, &address);
	if (bytes > TEXT_MAX || memchr(text, '\0', bytes)) {
		CHECK(!is_address); /* every address is shorter, and none holds a NUL */
		return;
	}
	memcpy(copy, text, bytes);
	bool is_v6 = strchr(copy, ':') != NULL;
	CHECK(is_address == (inet_pton(is_v6 ? AF_INET6 : AF_INET, copy, wanted) == 1));
	if (!is_address)
		return;
	CHECK(address.is_v6 == is_v6 && memcmp(address.bytes, wanted, 16) == 0);
	check_writing(&address);
	check_judgement(&address);
}

static void check_range(const char *text, size_t bytes)
{
	struct address_range range, again;
	char base[ADDRESS_TEXT_MAX], copy[TEXT_MAX];
	if (!address_range_parse(text, bytes, &range))
		return;
	CHECK(range.prefix <= (range.base.is_v6 ? 128 : 32));
	CHECK(address_range_holds(&range, &range.base));
	address_format(&range.base, base);
	snprintf(copy, sizeof(copy), "%s/%u", base, range.prefix);
	CHECK(is_inside(copy, range.base.bytes, range.base.is_v6));
	CHECK(address_range_parse(copy, strlen(copy), &again));
	CHECK(again.prefix == range.prefix &&
	      memcmp(&again.base, &range.base, sizeof(range.base)) == 0);
	/* The last address of the range is in it, the bit before its prefix is not. */
	struct address other = range.base;
	for (unsigned bit = range.prefix; bit < (other.is_v6 ? 128 : 32); bit++)
		other.bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	CHECK(address_range_holds(&range, &other));
	if (range.prefix > 0) {
		other.bytes[(range.prefix - 1) / 8] ^= (uint8_t)(0x80 >> (range.prefix - 1) % 8);
		CHECK(!address_range_holds(&range, &other));
	}
}

/* Each range of 5 bytes: IPv4's base and prefix. */
static void read_ranges(const uint8_t *data, size_t size, struct network *network)
{
	for (; size >= 5 && network->range_count < NETWORK_RANGES_MAX; data += 5, size -= 5) {
		struct address_range *range = &network->ranges[network->range_count++];
		memcpy(range->base.bytes, data, 4);
		range->prefix = data[4] % 33;
	}
}

/* IPv4, or mapped IPv4, with ranges: allowed is what is public or in one of them. */
static void check_ranges(const struct address *address, const uint8_t *data, size_t size)
{
	struct network network = { .range_count = 0 };
	char text[TEXT_MAX], base[ADDRESS_TEXT_MAX];
	bool is_inside_one = false, is_exact = false;
	read_ranges(data, size, &network);
	enum address_verdict alone =
		address_judge(address, 1, &(struct network){ .range_count = 0 });
	const uint8_t *v4 = address->is_v6 ? address->bytes + 12 : address->bytes;
	for (size_t i = 0; i < network.range_count; i++) {
		address_format(&network.ranges[i].base, base);
		snprintf(text, sizeof(text), "%s/%u", base, network.ranges[i].prefix);
		bool holds = is_inside(text, v4, false);
		is_inside_one |= holds;
		is_exact |= holds && network.ranges[i].prefix == 32;
	}
	bool is_v4 = !address->is_v6 || is_inside("::ffff:0:0/96", address->bytes, true);
	bool allowed = is_v4 && (alone == ADDRESS_METADATA ? is_exact : is_inside_one);
	CHECK(address_judge(address, 1, &network) == (allowed ? ADDRESS_BY_DEPLOYER : alone));
	/* The Runtime API is nobody's, whatever is allowed. */
	network.runtime_is_address = true;
	network.runtime_port = 9001;
	network.runtime_address = *address;
	CHECK(address_judge(address, 9001, &network) == ADDRESS_RUNTIME_API);
	CHECK(address_judge(address, 9002, &network) == (allowed ? ADDRESS_BY_DEPLOYER : alone));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address address = { .is_v6 = size >= 17 && data[0] % 2 == 1 };
	size_t bytes = address.is_v6 ? 16 : 4;
	if (size > 0 && data[0] == 't')
		check_text((const char *)data + 1, size - 1);
	else if (size > 0 && data[0] == 'r')
		check_range((const char *)data + 1, size - 1);
	else if (size > bytes) {
		memcpy(address.bytes, data + 1, bytes);
		check_judgement(&address);
		check_writing(&address);
		check_ranges(&address, data + 1 + bytes, size - 1 - bytes);
	}
	return 0;
}
