/* SPDX-License-Identifier: MIT */
#include "policy/address.h"

#include <string.h>

#include "base/check.h"
#include "policy/network.h"

#define V4_BITS	 32u
#define V6_BITS	 128u
#define V4_BYTES 4u
#define V6_BYTES 16u
#define V6_WORDS 8u

/* Of a range: of IPv4 by its four bytes, of IPv6 by its eight words. */
#define V4(a, b, c, d, bits)                              \
	{                                                 \
		{ false, { (a), (b), (c), (d) } }, (bits) \
	}
#define WORD(word) (word) >> 8, (word)&0xff
#define V6(a, b, c, d, e, f, g, h, bits)                                                        \
	{                                                                                       \
		{ true,                                                                         \
		  { WORD(a), WORD(b), WORD(c), WORD(d), WORD(e), WORD(f), WORD(g), WORD(h) } }, \
			(bits)                                                                  \
	}

struct special {
	struct address_range range;
	enum address_verdict verdict;
};

/*
 * What an address is by itself: the first row that holds it counts, so exact addresses stand before ranges.
 * Everything in IANA's two special-purpose registries is here, also what they call globally reachable (the
 * anycast addresses of AS112, AMT, PCP and TURN), for nothing that code may want to fetch is there.
 */
static const struct special specials[] = {
	/* Metadata and credentials of clouds: AWS, Azure, Google, Oracle and most others ... */
	{ V4(169, 254, 169, 254, 32), ADDRESS_METADATA },
	{ V4(169, 254, 169, 253, 32), ADDRESS_METADATA }, /* AWS: DNS */
	{ V4(169, 254, 169, 123, 32), ADDRESS_METADATA }, /* AWS: time */
	{ V4(169, 254, 170, 2, 32), ADDRESS_METADATA },	  /* AWS ECS: credentials of a task */
	{ V4(169, 254, 170, 23, 32), ADDRESS_METADATA },  /* AWS EKS: credentials of a pod */
	{ V4(168, 63, 129, 16, 32), ADDRESS_METADATA },	  /* Azure: a public address */
	{ V4(100, 100, 100, 200, 32), ADDRESS_METADATA }, /* Alibaba */
	{ V4(100, 96, 0, 96, 32), ADDRESS_METADATA },	  /* Volcengine */
	{ V4(169, 254, 0, 23, 32), ADDRESS_METADATA },	  /* Tencent */
	{ V4(169, 254, 42, 42, 32), ADDRESS_METADATA },	  /* Scaleway */
	{ V4(192, 0, 0, 192, 32), ADDRESS_METADATA },	  /* Oracle Classic */
	/* ... and the same over IPv6. */
	{ V6(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254, 128), ADDRESS_METADATA },	   /* AWS */
	{ V6(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0253, 128), ADDRESS_METADATA },	   /* AWS: DNS */
	{ V6(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0123, 128), ADDRESS_METADATA },	   /* AWS: time */
	{ V6(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0023, 128), ADDRESS_METADATA },	   /* AWS EKS */
	{ V6(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254, 128), ADDRESS_METADATA },	   /* Google */
	{ V6(0xfd00, 0x00c1, 0, 0, 0, 0, 0xa9fe, 0xa9fe, 128), ADDRESS_METADATA }, /* Oracle */
	{ V6(0xfd00, 0x0042, 0, 0, 0, 0, 0, 0x0042, 128), ADDRESS_METADATA },	   /* Scaleway */
	{ V6(0xfd00, 0xa9fe, 0xa9fe, 0, 0, 0, 0, 1, 128), ADDRESS_METADATA },	   /* Akamai */
	{ V6(0xfd00, 0x0100, 0, 0, 0, 0, 0x0100, 0x0200, 128), ADDRESS_METADATA }, /* Alibaba */
	{ V6(0xfe80, 0, 0, 0, 0, 0, 0xa9fe, 0xa9fe, 128), ADDRESS_METADATA },	   /* OpenStack */

	/* IANA IPv4 Special-Purpose Address Registry, and multicast. */
	{ V4(0, 0, 0, 0, 32), ADDRESS_UNSPECIFIED },	    /* RFC 1122, section 3.2.1.3 */
	{ V4(0, 0, 0, 0, 8), ADDRESS_RESERVED },	    /* RFC 791, section 3.2: this network */
	{ V4(10, 0, 0, 0, 8), ADDRESS_PRIVATE },	    /* RFC 1918 */
	{ V4(100, 64, 0, 0, 10), ADDRESS_SHARED },	    /* RFC 6598 */
	{ V4(127, 0, 0, 0, 8), ADDRESS_LOOPBACK },	    /* RFC 1122, section 3.2.1.3 */
	{ V4(169, 254, 0, 0, 16), ADDRESS_LINK_LOCAL },	    /* RFC 3927 */
	{ V4(172, 16, 0, 0, 12), ADDRESS_PRIVATE },	    /* RFC 1918 */
	{ V4(192, 0, 0, 0, 24), ADDRESS_RESERVED },	    /* RFC 6890: IETF protocols */
	{ V4(192, 0, 2, 0, 24), ADDRESS_DOCUMENTATION },    /* RFC 5737 */
	{ V4(192, 31, 196, 0, 24), ADDRESS_RESERVED },	    /* RFC 7535: AS112 */
	{ V4(192, 52, 193, 0, 24), ADDRESS_RESERVED },	    /* RFC 7450: AMT */
	{ V4(192, 88, 99, 0, 24), ADDRESS_RESERVED },	    /* RFC 7526: 6to4 relays, deprecated */
	{ V4(192, 168, 0, 0, 16), ADDRESS_PRIVATE },	    /* RFC 1918 */
	{ V4(192, 175, 48, 0, 24), ADDRESS_RESERVED },	    /* RFC 7534: AS112 */
	{ V4(198, 18, 0, 0, 15), ADDRESS_BENCHMARKING },    /* RFC 2544 */
	{ V4(198, 51, 100, 0, 24), ADDRESS_DOCUMENTATION }, /* RFC 5737 */
	{ V4(203, 0, 113, 0, 24), ADDRESS_DOCUMENTATION },  /* RFC 5737 */
	{ V4(224, 0, 0, 0, 4), ADDRESS_MULTICAST },	    /* RFC 5771 */
	{ V4(255, 255, 255, 255, 32), ADDRESS_BROADCAST },  /* RFC 919 */
	{ V4(240, 0, 0, 0, 4), ADDRESS_RESERVED },	    /* RFC 1112, section 4 */
	{ V4(0, 0, 0, 0, 0), ADDRESS_PUBLIC },

	/*
	 * IANA IPv6 Special-Purpose Address Registry. Unicast that is routed is in 2000::/3 (RFC 4291, section 2.4),
	 * so what is special outside of it needs a row only for its name.
	 */
	{ V6(0, 0, 0, 0, 0, 0, 0, 0, 128), ADDRESS_UNSPECIFIED },     /* RFC 4291, section 2.5.2 */
	{ V6(0, 0, 0, 0, 0, 0, 0, 1, 128), ADDRESS_LOOPBACK },	      /* RFC 4291, section 2.5.3 */
	{ V6(0x0064, 0xff9b, 0, 0, 0, 0, 0, 0, 96), ADDRESS_PUBLIC }, /* RFC 6052: see `forms` */
	{ V6(0x2001, 0x0002, 0, 0, 0, 0, 0, 0, 48), ADDRESS_BENCHMARKING }, /* RFC 5180 */
	{ V6(0x2001, 0, 0, 0, 0, 0, 0, 0, 23), ADDRESS_RESERVED }, /* RFC 2928, with Teredo */
	{ V6(0x2001, 0x0db8, 0, 0, 0, 0, 0, 0, 32), ADDRESS_DOCUMENTATION }, /* RFC 3849 */
	{ V6(0x2002, 0, 0, 0, 0, 0, 0, 0, 16), ADDRESS_RESERVED },	     /* RFC 3056: 6to4 */
	{ V6(0x2620, 0x004f, 0x8000, 0, 0, 0, 0, 0, 48), ADDRESS_RESERVED }, /* RFC 7534: AS112 */
	{ V6(0x3fff, 0, 0, 0, 0, 0, 0, 0, 20), ADDRESS_DOCUMENTATION },	     /* RFC 9637 */
	{ V6(0x2000, 0, 0, 0, 0, 0, 0, 0, 3), ADDRESS_PUBLIC },
	{ V6(0xfc00, 0, 0, 0, 0, 0, 0, 0, 7), ADDRESS_PRIVATE },     /* RFC 4193 */
	{ V6(0xfec0, 0, 0, 0, 0, 0, 0, 0, 10), ADDRESS_PRIVATE },    /* RFC 3879: site-local */
	{ V6(0xfe80, 0, 0, 0, 0, 0, 0, 0, 10), ADDRESS_LINK_LOCAL }, /* RFC 4291, section 2.5.6 */
	{ V6(0xff00, 0, 0, 0, 0, 0, 0, 0, 8), ADDRESS_MULTICAST },   /* RFC 4291, section 2.7 */
	/* 64:ff9b:1::/48 (RFC 8215), 100::/64 (RFC 6666), 5f00::/16 (RFC 9602) and all that is not allocated. */
	{ V6(0, 0, 0, 0, 0, 0, 0, 0, 0), ADDRESS_RESERVED },
};

/* An IPv4 address inside of an IPv6 one. */
struct form {
	struct address_range range;
	uint8_t at;	  /* its first byte */
	bool is_inverted; /* its bits are flipped, so that no box on the way rewrites them */
};

/*
 * An address of these forms is never better than the IPv4 address in it. If that is public, the IPv6 address is still
 * special for all forms but two, and refused: nobody needs them to reach the public network, and where such a packet
 * ends depends on the host's tunnels. The two are NAT64's well-known prefix, by which a network without IPv4
 * (AWS with DNS64, say) reaches every public IPv4 host, and ISATAP, whose prefix may be anyone's.
 */
static const struct form forms[] = {
	{ V6(0, 0, 0, 0, 0, 0xffff, 0, 0, 96), 12, false }, /* mapped: RFC 4291, 2.5.5.2; first */
	{ V6(0, 0, 0, 0, 0, 0, 0, 0, 96), 12, false },	    /* compatible: RFC 4291, 2.5.5.1 */
	{ V6(0, 0, 0, 0, 0xffff, 0, 0, 0, 96), 12, false }, /* translated: RFC 2765, 2.1 */
	{ V6(0x0064, 0xff9b, 0, 0, 0, 0, 0, 0, 96), 12, false }, /* NAT64: RFC 6052 */
	{ V6(0x2002, 0, 0, 0, 0, 0, 0, 0, 16), 2, false },	 /* 6to4: RFC 3056 */
	{ V6(0x2001, 0, 0, 0, 0, 0, 0, 0, 32), 4, false },	 /* Teredo's server: RFC 4380, 4 */
	{ V6(0x2001, 0, 0, 0, 0, 0, 0, 0, 32), 12, true },	 /* Teredo's client */
};

#define MAPPED	     (&forms[0].range)
#define FORM_COUNT   (sizeof(forms) / sizeof(forms[0]))
#define EMBEDDED_MAX (FORM_COUNT + 1u)

/* The IPv4 addresses in one. */
struct embedded {
	struct address v4[EMBEDDED_MAX];
	size_t count;
};

static const char *const names[ADDRESS_VERDICT_COUNT] = {
	[ADDRESS_PUBLIC] = "public",
	[ADDRESS_BY_DEPLOYER] = "by-deployer",
	[ADDRESS_RUNTIME_API] = "runtime-api",
	[ADDRESS_METADATA] = "metadata",
	[ADDRESS_UNSPECIFIED] = "unspecified",
	[ADDRESS_LOOPBACK] = "loopback",
	[ADDRESS_PRIVATE] = "private",
	[ADDRESS_LINK_LOCAL] = "link-local",
	[ADDRESS_SHARED] = "shared",
	[ADDRESS_MULTICAST] = "multicast",
	[ADDRESS_BROADCAST] = "broadcast",
	[ADDRESS_DOCUMENTATION] = "documentation",
	[ADDRESS_BENCHMARKING] = "benchmarking",
	[ADDRESS_RESERVED] = "reserved",
};

const char *address_verdict_name(enum address_verdict verdict)
{
	CHECK((unsigned)verdict < ADDRESS_VERDICT_COUNT);
	return names[verdict];
}

bool address_verdict_allows(enum address_verdict verdict)
{
	return verdict == ADDRESS_PUBLIC || verdict == ADDRESS_BY_DEPLOYER;
}

/* --- ranges ------------------------------------------------------------------------------------------- */

static unsigned bits_of(const struct address *address)
{
	return address->is_v6 ? V6_BITS : V4_BITS;
}

static bool same_prefix(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a, b, whole) != 0)
		return false;
	return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

bool address_range_holds(const struct address_range *range, const struct address *address)
{
	return range->base.is_v6 == address->is_v6 &&
	       same_prefix(range->base.bytes, address->bytes, range->prefix);
}

static bool is_exactly(const struct address_range *range, const struct address *address)
{
	return range->prefix == bits_of(&range->base) && address_range_holds(range, address);
}

/* --- judging ------------------------------------------------------------------------------------------ */

/* The table ends with a row for each family that holds everything. */
static const struct special *find_special(const struct address *address)
{
	const struct special *row = specials;

	while (!address_range_holds(&row->range, address))
		row++;
	return row;
}

static void add_embedded(struct embedded *embedded, const uint8_t *bytes, bool is_inverted)
{
	struct address *v4 = &embedded->v4[embedded->count++];

	*v4 = (struct address){ .is_v6 = false };
	for (size_t i = 0; i < V4_BYTES; i++)
		v4->bytes[i] = is_inverted ? (uint8_t)~bytes[i] : bytes[i];
}

/* RFC 5214, section 6.1: an interface identifier, under any prefix. */
static bool is_isatap(const struct address *address)
{
	const uint8_t *id = address->bytes + 8;

	return (id[0] & ~0x02) == 0 && id[1] == 0 && id[2] == 0x5e && id[3] == 0xfe;
}

static struct embedded find_embedded(const struct address *address)
{
	struct embedded embedded = { .count = 0 };

	if (!address->is_v6)
		return embedded;
	for (size_t i = 0; i < FORM_COUNT; i++) {
		if (address_range_holds(&forms[i].range, address))
			add_embedded(&embedded, address->bytes + forms[i].at, forms[i].is_inverted);
	}
	if (is_isatap(address))
		add_embedded(&embedded, address->bytes + 12, false);
	return embedded;
}

/*
 * Whoever listens on one loopback address may listen on all of them, and Linux takes a connection to the unspecified
 * address for one to loopback.
 */
static bool is_heard_on_loopback(const struct address *address)
{
	enum address_verdict verdict = find_special(address)->verdict;

	return verdict == ADDRESS_LOOPBACK || verdict == ADDRESS_UNSPECIFIED;
}

static bool is_runtime_api(const struct address *address, const struct network *network)
{
	const struct address_range runtime = { network->runtime_address,
					       (uint8_t)bits_of(&network->runtime_address) };

	return address_range_holds(&runtime, address) ||
	       (is_heard_on_loopback(&network->runtime_address) && is_heard_on_loopback(address));
}

static bool reaches_runtime_api(const struct address *address, const struct embedded *embedded,
				uint16_t port, const struct network *network)
{
	if (!network->runtime_is_address || port != network->runtime_port)
		return false;
	for (size_t i = 0; i < embedded->count; i++) {
		if (is_runtime_api(&embedded->v4[i], network))
			return true;
	}
	return is_runtime_api(address, network);
}

/* What it is, whatever the deployer allowed. */
static enum address_verdict judge_nature(const struct address *address,
					 const struct embedded *embedded)
{
	const struct special *own = find_special(address);

	/* `::` and `::1` only look like compatible addresses. */
	if (is_exactly(&own->range, address))
		return own->verdict;
	for (size_t i = 0; i < embedded->count; i++) {
		enum address_verdict verdict = find_special(&embedded->v4[i])->verdict;
		if (verdict != ADDRESS_PUBLIC)
			return verdict;
	}
	return own->verdict;
}

/* Who opens a wide range hardly means the metadata service in it. */
static bool deployer_allows(const struct network *network, const struct address *address,
			    enum address_verdict nature)
{
	for (size_t i = 0; i < network->range_count; i++) {
		const struct address_range *range = &network->ranges[i];
		if (nature == ADDRESS_METADATA ? is_exactly(range, address)
					       : address_range_holds(range, address))
			return true;
	}
	return false;
}

enum address_verdict address_judge(const struct address *address, uint16_t port,
				   const struct network *network)
{
	struct embedded embedded = find_embedded(address);

	if (reaches_runtime_api(address, &embedded, port, network))
		return ADDRESS_RUNTIME_API;
	enum address_verdict nature = judge_nature(address, &embedded);
	if (deployer_allows(network, address, nature))
		return ADDRESS_BY_DEPLOYER;
	/* A mapped address is the IPv4 address to the kernel: what allows the one allows the other. */
	if (address_range_holds(MAPPED, address) &&
	    deployer_allows(network, &embedded.v4[0], nature))
		return ADDRESS_BY_DEPLOYER;
	return nature;
}

/* --- reading ------------------------------------------------------------------------------------------ */

/* Reads a decimal number without leading zeros, all of the text. */
static bool parse_number(const char *text, size_t bytes, unsigned max, uint8_t *out)
{
	unsigned value = 0;

	if (bytes == 0 || bytes > 3 || (text[0] == '0' && bytes > 1))
		return false;
	for (size_t i = 0; i < bytes; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	if (value > max)
		return false;
	*out = (uint8_t)value;
	return true;
}

/* The bytes before @stop, or all of them. */
static size_t span_before(const char *text, size_t bytes, char stop)
{
	const char *found = bytes > 0 ? memchr(text, stop, bytes) : NULL;

	return found ? (size_t)(found - text) : bytes;
}

static bool parse_v4(const char *text, size_t bytes, uint8_t *out)
{
	for (size_t i = 0; i + 1 < V4_BYTES; i++) {
		size_t part = span_before(text, bytes, '.');
		if (part == bytes || !parse_number(text, part, 255, &out[i]))
			return false;
		text += part + 1;
		bytes -= part + 1;
	}
	return parse_number(text, bytes, 255, &out[V4_BYTES - 1]);
}

static int hex_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return -1;
}

static bool parse_word(const char *text, size_t bytes, uint8_t *out)
{
	unsigned value = 0;

	if (bytes == 0 || bytes > 4)
		return false;
	for (size_t i = 0; i < bytes; i++) {
		int digit = hex_value(text[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (unsigned)digit;
	}
	out[0] = (uint8_t)(value >> 8);
	out[1] = (uint8_t)value;
	return true;
}

/*
 * Reads groups with a colon between them into @out, the last of which may be an IPv4 address. Returns false if they
 * are malformed or too many; @out_bytes says how many bytes were filled. No groups at all are fine.
 */
static bool parse_groups(const char *text, size_t bytes, uint8_t out[V6_BYTES], size_t *out_bytes)
{
	size_t filled = 0;

	while (bytes > 0) {
		size_t group = span_before(text, bytes, ':');
		if (group == bytes && span_before(text, bytes, '.') < bytes) {
			if (filled + V4_BYTES > V6_BYTES || !parse_v4(text, bytes, out + filled))
				return false;
			filled += V4_BYTES;
			break;
		}
		if (filled == V6_BYTES || !parse_word(text, group, out + filled))
			return false;
		filled += 2;
		if (group == bytes)
			break;
		if (group + 1 == bytes)
			return false; /* a colon at the end */
		text += group + 1;
		bytes -= group + 1;
	}
	*out_bytes = filled;
	return true;
}

/* Where `::` begins, or @bytes. */
static size_t find_gap(const char *text, size_t bytes)
{
	for (size_t i = 0; i + 1 < bytes; i++) {
		if (text[i] == ':' && text[i + 1] == ':')
			return i;
	}
	return bytes;
}

static bool parse_v6(const char *text, size_t bytes, uint8_t out[V6_BYTES])
{
	uint8_t head[V6_BYTES] = { 0 }, tail[V6_BYTES] = { 0 };
	size_t head_bytes = 0, tail_bytes = 0, gap = find_gap(text, bytes);

	if (!parse_groups(text, gap, head, &head_bytes))
		return false;
	if (gap == bytes) {
		memcpy(out, head, V6_BYTES);
		return head_bytes == V6_BYTES;
	}
	/* An IPv4 address is only the end of it. */
	if (span_before(text, gap, '.') < gap)
		return false;
	if (!parse_groups(text + gap + 2, bytes - gap - 2, tail, &tail_bytes))
		return false;
	if (head_bytes + tail_bytes >= V6_BYTES)
		return false; /* `::` stands for one group at least */
	memset(out, 0, V6_BYTES);
	memcpy(out, head, head_bytes);
	memcpy(out + V6_BYTES - tail_bytes, tail, tail_bytes);
	return true;
}

bool address_parse(const char *text, size_t bytes, struct address *out)
{
	struct address address = { .is_v6 = span_before(text, bytes, ':') < bytes };

	if (address.is_v6 ? !parse_v6(text, bytes, address.bytes)
			  : !parse_v4(text, bytes, address.bytes))
		return false;
	*out = address;
	return true;
}

/* Whose other bits must be zero: `10.0.0.1/8` may be a slip of any kind. */
static bool is_clean(const struct address_range *range)
{
	static const uint8_t zeros[V6_BYTES];
	unsigned whole = range->prefix / 8u, rest = range->prefix % 8u;
	unsigned total = bits_of(&range->base) / 8u;

	if (rest > 0 && (range->base.bytes[whole] & (0xff >> rest)) != 0)
		return false;
	whole += rest > 0;
	return memcmp(range->base.bytes + whole, zeros, total - whole) == 0;
}

bool address_range_parse(const char *text, size_t bytes, struct address_range *out)
{
	struct address_range range;
	size_t slash = span_before(text, bytes, '/');

	if (!address_parse(text, slash, &range.base))
		return false;
	unsigned bits = bits_of(&range.base);
	range.prefix = (uint8_t)bits;
	if (slash < bytes &&
	    !parse_number(text + slash + 1, bytes - slash - 1, bits, &range.prefix))
		return false;
	if (!is_clean(&range))
		return false;
	*out = range;
	return true;
}

/* --- writing ------------------------------------------------------------------------------------------ */

static char *put_decimal(char *at, uint8_t value)
{
	if (value >= 100)
		*at++ = (char)('0' + value / 100);
	if (value >= 10)
		*at++ = (char)('0' + value / 10 % 10);
	*at++ = (char)('0' + value % 10);
	return at;
}

static char *put_v4(char *at, const uint8_t *bytes)
{
	for (size_t i = 0; i < V4_BYTES; i++) {
		if (i > 0)
			*at++ = '.';
		at = put_decimal(at, bytes[i]);
	}
	return at;
}

static unsigned word_at(const uint8_t *bytes, size_t index)
{
	return (unsigned)bytes[2 * index] << 8 | bytes[2 * index + 1];
}

static char *put_word(char *at, unsigned word)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned shift = 12; shift > 0; shift -= 4) {
		if (word >> shift != 0)
			*at++ = digits[word >> shift & 0xf];
	}
	*at++ = digits[word & 0xf];
	return at;
}

/* RFC 5952, section 4.2: the longest run of two or more zero words, the first of equals. */
static size_t find_zeros(const uint8_t *bytes, size_t *out_count)
{
	size_t best = V6_WORDS, best_count = 1;

	for (size_t i = 0; i < V6_WORDS; i++) {
		size_t count = 0;
		while (i + count < V6_WORDS && word_at(bytes, i + count) == 0)
			count++;
		if (count > best_count) {
			best = i;
			best_count = count;
		}
	}
	*out_count = best_count;
	return best;
}

static char *put_v6(char *at, const uint8_t *bytes)
{
	size_t zero_count;
	size_t zeros = find_zeros(bytes, &zero_count);

	for (size_t i = 0; i < V6_WORDS; i++) {
		if (i == zeros) {
			*at++ = ':';
			*at++ = ':';
			i += zero_count - 1;
			continue;
		}
		if (i > 0 && i != zeros + zero_count)
			*at++ = ':';
		at = put_word(at, word_at(bytes, i));
	}
	return at;
}

static char *put_mapped(char *at, const uint8_t *bytes)
{
	static const char prefix[] = "::ffff:";

	memcpy(at, prefix, sizeof(prefix) - 1);
	return put_v4(at + sizeof(prefix) - 1, bytes + V6_BYTES - V4_BYTES);
}

void address_format(const struct address *address, char out[ADDRESS_TEXT_MAX])
{
	char *end;

	if (!address->is_v6)
		end = put_v4(out, address->bytes);
	else if (address_range_holds(MAPPED, address))
		end = put_mapped(out, address->bytes);
	else
		end = put_v6(out, address->bytes);
	*end = '\0';
}
