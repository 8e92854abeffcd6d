/* SPDX-License-Identifier: MIT */
/*
 * URLs: what is allowed goes where its text says by a reading that shares nothing with libcurl's, to a host that an
 * entry allows by a comparison of its own, and to no address but the deployer's; judged again as libcurl writes it, it
 * is the same. The input is a byte of flags, an entry, a newline, and the URL.
 */
#include "fuzz.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "egress/url.h"
#include "policy/network.h"

#define TEXT_MAX 600u

static const char *const entries[] = { "example.com", "*.example.org", "https://api.example.net",
				       "http://xn--mnchen-3ya.de" };

static void fill_network(uint8_t flags, struct network *network)
{
	if (flags & 1)
		CHECK(network_allow_range(network, "127.0.0.0/8") == NETWORK_OK);
	if (flags & 2)
		CHECK(network_allow_range(network, "fd00::/8") == NETWORK_OK);
	if (flags & 4)
		CHECK(network_allow_port(network, "8443") == NETWORK_OK);
	if (flags & 8)
		CHECK(network_set_runtime_api(network, "127.0.0.1:8443") == NETWORK_OK);
	if (flags & 16) {
		CHECK(network_add_outer(network, "com", 3) == ALLOWLIST_PUBLIC_SUFFIX);
		CHECK(network_add_outer(network, "example.com", 11) == ALLOWLIST_OK);
	}
}

static bool has_suffix(const char *text, const char *suffix)
{
	size_t bytes = strlen(text), suffix_bytes = strlen(suffix);
	return bytes >= suffix_bytes && strcmp(text + bytes - suffix_bytes, suffix) == 0;
}

static bool entry_allows(const struct allowlist_entry *entry, const struct destination *to)
{
	char dotted[TEXT_MAX];
	snprintf(dotted, sizeof(dotted), ".%s", entry->host);
	bool is_same = strcmp(entry->host, to->host) == 0;
	bool is_below = !to->is_address && has_suffix(to->host, dotted);
	if (entry->kind == ALLOWLIST_ORIGIN)
		return is_same && entry->is_https == to->is_https && entry->port == to->port;
	return entry->kind == ALLOWLIST_HOST ? is_same || is_below : is_below;
}

static void check_listed(const struct allowlist *allowlist, const struct destination *to)
{
	bool is_listed = false;
	for (size_t i = 0; i < allowlist->count; i++)
		is_listed |= entry_allows(&allowlist->entries[i], to);
	CHECK(is_listed);
}

static void check_destination(const struct destination *to, const struct network *network)
{
	static const uint8_t mapped_loopback[13] = { [10] = 0xff, 0xff, 127 };
	struct in_addr v4;
	uint8_t v6[16] = { 0 };
	CHECK(to->port == 80 || to->port == 443 || (to->port == 8443 && network->port_count == 1));
	if (to->is_address) {
		int family = to->address.is_v6 ? AF_INET6 : AF_INET;
		CHECK(inet_pton(family, to->host, v6) == 1);
		CHECK(memcmp(v6, to->address.bytes, to->address.is_v6 ? 16 : 4) == 0);
		CHECK(network->range_count > 0);
		bool is_loopback = v6[0] == 127 || memcmp(v6, mapped_loopback, 13) == 0;
		CHECK(is_loopback || v6[0] == 0xfd);
		CHECK(!is_loopback || to->port != network->runtime_port);
	} else {
		/* The resolver takes octal and short forms for addresses, too. */
		CHECK(inet_aton(to->host, &v4) == 0 && inet_pton(AF_INET6, to->host, v6) == 0);
		CHECK(network->range_count > 0 || strchr(to->host, '.'));
	}
	CHECK(!network->has_outer || strcmp(to->host, "example.com") == 0 ||
	      has_suffix(to->host, ".example.com"));
}

/* The host as the text has it: what is between the slashes, the port and a dot at the end. */
static void check_text(const char *text, size_t bytes, const struct destination *to)
{
	size_t prefix = to->is_https ? 8 : 7, length = 0;
	CHECK(strncasecmp(text, to->is_https ? "https://" : "http://", prefix) == 0);
	for (size_t i = 0; i < bytes; i++)
		CHECK(text[i] > ' ' && text[i] < 0x7f);
	const char *host = text + prefix;
	while (prefix + length < bytes && !strchr("/?#", host[length]))
		length++;
	CHECK(!memchr(host, '@', length) && !memchr(host, '\\', length));
	if (host[0] == '[' || memchr(host, '%', length) || to->is_address)
		return; /* spelt otherwise */
	const char *colon = memchr(host, ':', length);
	if (colon)
		length = (size_t)(colon - host);
	if (host[length - 1] == '.')
		length--;
	CHECK(length == strlen(to->host) && strncasecmp(host, to->host, length) == 0);
}

static bool has_part(CURLU *url, CURLUPart which)
{
	char *part = NULL;
	bool has = curl_url_get(url, which, &part, 0) == CURLUE_OK;
	curl_free(part);
	return has;
}

static void check_handle(CURLU *url, const struct destination *to)
{
	char *host = NULL, *scheme = NULL, *port = NULL, wanted[TEXT_MAX];
	bool is_v6 = to->is_address && to->address.is_v6;
	CHECK(curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK);
	CHECK(curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK);
	CHECK(curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK);
	snprintf(wanted, sizeof(wanted), "%s%s%s", is_v6 ? "[" : "", to->host, is_v6 ? "]" : "");
	CHECK(strcmp(host, wanted) == 0);
	CHECK(strcmp(scheme, to->is_https ? "https" : "http") == 0);
	snprintf(wanted, sizeof(wanted), "%u", to->port);
	CHECK(strcmp(port, wanted) == 0);
	CHECK(!has_part(url, CURLUPART_USER) && !has_part(url, CURLUPART_PASSWORD));
	CHECK(!has_part(url, CURLUPART_ZONEID) && !has_part(url, CURLUPART_OPTIONS));
	curl_free(host);
	curl_free(scheme);
	curl_free(port);
}

static void check_again(CURLU *url, const struct allowlist *allowlist,
			const struct network *network, const struct destination *to)
{
	char *text = NULL;
	CURLU *again = NULL;
	struct destination there;
	CHECK(curl_url_get(url, CURLUPART_URL, &text, 0) == CURLUE_OK);
	CHECK(url_judge(text, strlen(text), allowlist, network, &there, &again) ==
	      DESTINATION_ALLOWED);
	CHECK(strcmp(there.host, to->host) == 0 && there.port == to->port &&
	      there.is_https == to->is_https && there.is_address == to->is_address);
	curl_free(text);
	curl_url_cleanup(again);
}

static void check_url(const char *text, size_t bytes, const struct allowlist *allowlist,
		      const struct network *network)
{
	struct destination to;
	CURLU *url = NULL;
	enum destination_verdict verdict = url_judge(text, bytes, allowlist, network, &to, &url);
	CHECK(strlen(destination_verdict_text(verdict)) > 0);
	CHECK((verdict == DESTINATION_ALLOWED) == (url != NULL));
	if (!url)
		return;
	check_listed(allowlist, &to);
	check_destination(&to, network);
	check_text(text, bytes, &to);
	check_handle(url, &to);
	check_again(url, allowlist, network, &to);
	curl_url_cleanup(url);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct network network = { .range_count = 0 };
	struct allowlist allowlist = { .count = 0 };
	const char *text = (const char *)data + 1;
	const char *line = size > 1 ? memchr(text, '\n', size - 1) : NULL;
	if (!line)
		return 0;
	fill_network(data[0], &network);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		allowlist_add(&allowlist, entries[i], strlen(entries[i]), &network);
	allowlist_add(&allowlist, text, (size_t)(line - text), &network);
	check_url(line + 1, size - 2 - (size_t)(line - text), &allowlist, &network);
	allowlist_done(&allowlist);
	network_done(&network);
	return 0;
}
