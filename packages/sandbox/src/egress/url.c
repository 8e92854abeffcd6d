/* SPDX-License-Identifier: MIT */
#include "egress/url.h"

#include <stdbool.h>
#include <string.h>

#include "base/ascii.h"
#include "base/auto.h"
#include "policy/network.h"

#define AUTO_URL  __attribute__((cleanup(free_url)))
#define AUTO_PART __attribute__((cleanup(free_part)))

static void free_url(CURLU **url)
{
	curl_url_cleanup(*url);
}

static void free_part(char **part)
{
	curl_free(*part);
}

/* Exactly two slashes: where there is one or three, libcurl and browsers guess, each in its own way. */
static enum destination_verdict judge_scheme(const char *text, size_t bytes, size_t *out_prefix)
{
	static const char *const prefixes[] = { "http://", "https://" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t prefix = strlen(prefixes[i]);
		if (ascii_begins_with(text, bytes, prefixes[i]) && bytes > prefix &&
		    text[prefix] != '/') {
			*out_prefix = prefix;
			return DESTINATION_ALLOWED;
		}
	}
	if (ascii_begins_with(text, bytes, "http:") || ascii_begins_with(text, bytes, "https:"))
		return DESTINATION_HOST;
	return DESTINATION_SCHEME;
}

/* The bytes before any of @stops. */
static size_t span_before(const char *text, size_t bytes, const char *stops)
{
	size_t i = 0;

	while (i < bytes && !memchr(stops, text[i], strlen(stops)))
		i++;
	return i;
}

/*
 * Does it hold what a parser writes, and no more? The other bytes are those that parsers cut off, skip or turn
 * around: to browsers a backslash is a slash, but for those in a query or a fragment.
 */
static bool is_url_text(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		unsigned char byte = (unsigned char)text[i];
		if (byte <= ' ' || byte >= 0x7f)
			return false;
	}
	return !memchr(text, '\\', span_before(text, bytes, "?#"));
}

static enum destination_verdict judge_text(const char *text, size_t bytes)
{
	size_t prefix = 0;
	enum destination_verdict verdict = judge_scheme(text, bytes, &prefix);

	if (verdict != DESTINATION_ALLOWED)
		return verdict;
	/* Also an empty one, and the second of two: parsers do not agree which of them ends it. */
	if (memchr(text + prefix, '@', span_before(text + prefix, bytes - prefix, "/?#")))
		return DESTINATION_USERINFO;
	return is_url_text(text, bytes) ? DESTINATION_ALLOWED : DESTINATION_HOST;
}

/* Returns a part, or NULL where there is none; the caller frees it with curl_free(). */
static char *get_part(CURLU *url, CURLUPart which, unsigned int flags)
{
	char *part = NULL;

	return curl_url_get(url, which, &part, flags) == CURLUE_OK ? part : NULL;
}

static enum destination_verdict parse(const char *text, size_t bytes, CURLU **out)
{
	AUTO_FREE char *copy = strndup(text, bytes);
	AUTO_URL CURLU *url = curl_url();

	if (!copy || !url)
		return DESTINATION_HOST;
	CURLUcode rc = curl_url_set(url, CURLUPART_URL, copy, 0);
	if (rc == CURLUE_BAD_PORT_NUMBER)
		return DESTINATION_PORT;
	if (rc != CURLUE_OK)
		return DESTINATION_HOST;
	/* libcurl takes it out of the host, so that policy would not see it. */
	AUTO_PART char *zone = get_part(url, CURLUPART_ZONEID, 0);
	if (zone)
		return DESTINATION_HOST;
	*out = auto_take(url);
	return DESTINATION_ALLOWED;
}

/* The transfer resolves and asks for exactly what was judged. */
static bool set_host(CURLU *url, const struct destination *destination)
{
	char text[1 + ALLOWLIST_HOST_MAX + 1 + 1] = "[";
	size_t bytes = strlen(destination->host);
	size_t bracket = destination->is_address && destination->address.is_v6 ? 1 : 0;

	memcpy(text + bracket, destination->host, bytes + 1);
	memcpy(text + bracket + bytes, "]", bracket);
	text[bytes + 2 * bracket] = '\0';
	if (curl_url_set(url, CURLUPART_HOST, text, 0) != CURLUE_OK)
		return false;
	AUTO_PART char *host = get_part(url, CURLUPART_HOST, 0);
	return host && strcmp(host, text) == 0;
}

static enum destination_verdict judge(CURLU *url, const struct allowlist *allowlist,
				      const struct network *network, struct destination *out)
{
	AUTO_PART char *scheme = get_part(url, CURLUPART_SCHEME, 0);
	AUTO_PART char *host = get_part(url, CURLUPART_HOST, 0);
	AUTO_PART char *port = get_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	struct destination_parts parts = { .scheme = scheme, .host = host };

	if (!scheme || !host || !port)
		return DESTINATION_HOST;
	/* libcurl has judged it, but lets 0 pass; then it stays 0, which no deployer allows. */
	network_parse_port(port, strlen(port), &parts.port);
	return destination_judge(&parts, allowlist, network, out);
}

enum destination_verdict url_judge(const char *text, size_t bytes,
				   const struct allowlist *allowlist, const struct network *network,
				   struct destination *out, CURLU **out_handle)
{
	AUTO_URL CURLU *url = NULL;
	enum destination_verdict verdict = judge_text(text, bytes);

	*out = (struct destination){ .port = 0 };
	if (verdict == DESTINATION_ALLOWED)
		verdict = parse(text, bytes, &url);
	if (verdict == DESTINATION_ALLOWED)
		verdict = judge(url, allowlist, network, out);
	if (verdict != DESTINATION_ALLOWED)
		return verdict;
	if (!set_host(url, out))
		return DESTINATION_HOST;
	*out_handle = auto_take(url);
	return DESTINATION_ALLOWED;
}
