/* SPDX-License-Identifier: MIT */
#include "policy/host.h"

#include <idn2.h>
#include <libpsl.h>
#include <string.h>

#include "base/ascii.h"
#include "base/auto.h"
#include "base/utf8.h"

#define LABEL_MAX 63u	/* RFC 1035, section 2.3.4 */
#define TEXT_MAX  1024u /* a name of UTF-8 is longer than in ASCII, but hardly four times as long */

static const char ace_prefix[] = "xn--";

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_name_byte(char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
}

static bool is_ascii(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
	}
	return true;
}

/*
 * UTS #46 to ASCII and lower case, non-transitional, with IDNA 2008's rules: joiners where a script needs them, no
 * emoji. @text ends with a NUL. What it gives may still hold anything else that is ASCII. The caller frees it.
 */
static char *map(const char *text)
{
	char *out = NULL;
	int rc = idn2_to_ascii_8z(text, &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);

	return rc == IDN2_OK ? out : NULL;
}

/* Punycode has many spellings that nothing encodes to; only what it would be encoded to is a label. */
static bool is_ace_label_sound(const char *label, size_t bytes)
{
	char copy[LABEL_MAX + 1];

	memcpy(copy, label, bytes);
	copy[bytes] = '\0';
	AUTO_FREE char *again = map(copy);
	if (!again)
		return false;
	return strcmp(again, copy) == 0;
}

static bool is_label(const char *label, size_t bytes)
{
	if (bytes == 0 || bytes > LABEL_MAX || label[0] == '-' || label[bytes - 1] == '-')
		return false;
	for (size_t i = 0; i < bytes; i++) {
		if (!is_name_byte(label[i]))
			return false;
	}
	if (strncmp(label, ace_prefix, strlen(ace_prefix)) == 0)
		return is_ace_label_sound(label, bytes);
	return true;
}

/* Would a URL parser take a name with this last label for an IPv4 address (WHATWG URL, "ends in a number")? */
static bool is_number(const char *label)
{
	if (label[0] == '0' && label[1] == 'x')
		return label[2 + strspn(label + 2, "0123456789abcdef")] == '\0';
	return label[strspn(label, "0123456789")] == '\0';
}

static bool is_name(const char *name)
{
	const char *label = name;

	for (;;) {
		size_t bytes = strcspn(label, ".");
		if (!is_label(label, bytes))
			return false;
		if (label[bytes] == '\0')
			return !is_number(label);
		label += bytes + 1;
	}
}

/* Lower case, without one dot at the end. */
static bool copy_name(const char *text, size_t bytes, char out[ALLOWLIST_HOST_MAX + 1])
{
	if (bytes > 0 && text[bytes - 1] == '.')
		bytes--;
	if (bytes > ALLOWLIST_HOST_MAX)
		return false;
	for (size_t i = 0; i < bytes; i++)
		out[i] = ascii_lower(text[i]);
	out[bytes] = '\0';
	return true;
}

static bool map_name(const char *text, size_t bytes, char out[ALLOWLIST_HOST_MAX + 1])
{
	char copy[TEXT_MAX + 1];

	if (bytes > TEXT_MAX || !utf8_is_valid(text, bytes))
		return false;
	memcpy(copy, text, bytes);
	copy[bytes] = '\0';
	AUTO_FREE char *mapped = map(copy);
	if (!mapped)
		return false;
	return copy_name(mapped, strlen(mapped), out);
}

static bool parse_name(const char *text, size_t bytes, struct host *out)
{
	struct host host = { .is_address = false };

	/* A NUL would hide what follows it. */
	if (bytes == 0 || memchr(text, '\0', bytes))
		return false;
	if (!(is_ascii(text, bytes) ? copy_name : map_name)(text, bytes, host.text))
		return false;
	/* No address comes of it: what maps to one was not spelt as one. */
	if (!is_name(host.text))
		return false;
	*out = host;
	return true;
}

bool host_parse(const char *text, size_t bytes, struct host *out)
{
	struct address address;
	bool is_bracketed = bytes > 2 && text[0] == '[' && text[bytes - 1] == ']';
	size_t bracket = is_bracketed ? 1 : 0;

	if (!address_parse(text + bracket, bytes - 2 * bracket, &address))
		return parse_name(text, bytes, out);
	if (address.is_v6 != is_bracketed)
		return false;
	*out = (struct host){ .is_address = true, .address = address };
	address_format(&address, out->text);
	return true;
}

bool host_is_at_or_below(const char *name, const char *parent)
{
	size_t name_bytes = strlen(name), parent_bytes = strlen(parent);

	if (name_bytes < parent_bytes)
		return false;
	const char *end = name + (name_bytes - parent_bytes);
	return strcmp(end, parent) == 0 && (end == name || end[-1] == '.');
}

bool host_is_local(const char *canonical)
{
	/* RFC 6761, section 6.3; RFC 6762, section 3; and the hosts files of Debian, Red Hat and macOS. */
	static const char *const local[] = {
		"localhost",	"local",	"localdomain",	 "localhost4",
		"localhost6",	"localdomain4", "localdomain6",	 "ip6-localhost",
		"ip6-loopback", "loopback",	"broadcasthost",
	};

	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		if (host_is_at_or_below(canonical, local[i]))
			return true;
	}
	return false;
}

bool host_is_single_label(const char *canonical)
{
	return !strchr(canonical, '.');
}

/* Without the list's rule for names that it does not know, by which every single label would be one. */
static bool is_suffix(const char *canonical, int sections)
{
	return psl_is_public_suffix2(psl_builtin(), canonical, sections | PSL_TYPE_NO_STAR_RULE) !=
	       0;
}

bool host_is_public_suffix(const char *canonical)
{
	return is_suffix(canonical, PSL_TYPE_ANY);
}

bool host_is_registry_suffix(const char *canonical)
{
	return is_suffix(canonical, PSL_TYPE_ICANN);
}
