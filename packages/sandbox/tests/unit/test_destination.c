/* SPDX-License-Identifier: MIT */
/* Destinations. Whole URLs are in contract/policy-cases.json (test_policy_cases.c). */
#include "unit.h"

#include <string.h>

#include "policy/destination.h"
#include "policy/network.h"

static struct network network;
static struct allowlist allowlist;
static struct destination destination;

static int set_up(void **state)
{
	(void)state;
	network = (struct network){ .range_count = 0 };
	allowlist = (struct allowlist){ .count = 0 };
	assert_int_equal(allowlist_add(&allowlist, "example.com", 11, &network), ALLOWLIST_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	allowlist_done(&allowlist);
	network_done(&network);
	return 0;
}

static enum destination_verdict judge(const char *scheme, const char *host, uint16_t port)
{
	struct destination_parts parts = { scheme, host, port, false };
	return destination_judge(&parts, &allowlist, &network, &destination);
}

static void every_verdict_has_words(void **state)
{
	(void)state;
	for (int i = 0; i < DESTINATION_VERDICT_COUNT; i++) {
		enum destination_verdict verdict = (enum destination_verdict)i;
		assert_true(strlen(destination_verdict_text(verdict)) > 0);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
				destination_verdict_name(verdict),
				destination_verdict_name((enum destination_verdict)j));
	}
}

/* From the issue: `fetch to http://169.254.169.254/ refused: address is not public`. */
static void words_are_those_of_the_issue(void **state)
{
	(void)state;
	assert_string_equal(destination_verdict_text(DESTINATION_ADDRESS), "address is not public");
	assert_string_equal(destination_verdict_text(DESTINATION_NOT_LISTED),
			    "is not in allowedDomains");
}

static void code_cannot_tell_the_runtime_api_from_another_address(void **state)
{
	(void)state;
	assert_string_equal(destination_verdict_text(DESTINATION_RUNTIME_API),
			    destination_verdict_text(DESTINATION_ADDRESS));
}

static void allowed_destination_is_whole(void **state)
{
	(void)state;
	assert_int_equal(judge("https", "WWW.Example.com.", 443), DESTINATION_ALLOWED);
	assert_true(destination.is_https);
	assert_false(destination.is_address);
	assert_int_equal(destination.port, 443);
	assert_string_equal(destination.host, "www.example.com");
	assert_int_equal(judge("http", "example.com", 80), DESTINATION_ALLOWED);
	assert_false(destination.is_https);
}

static void allowed_address_is_given(void **state)
{
	(void)state;
	assert_int_equal(network_allow_range(&network, "fd00::/8"), NETWORK_OK);
	assert_int_equal(allowlist_add(&allowlist, "fd00::1", 7, &network), ALLOWLIST_OK);
	assert_int_equal(judge("http", "[FD00::1]", 80), DESTINATION_ALLOWED);
	assert_true(destination.is_address && destination.address.is_v6);
	assert_string_equal(destination.host, "fd00::1");
	assert_int_equal(destination.address.bytes[15], 1);
}

static void schemes_are_two(void **state)
{
	(void)state;
	assert_int_equal(judge("ftp", "example.com", 80), DESTINATION_SCHEME);
	assert_int_equal(judge("httpss", "example.com", 443), DESTINATION_SCHEME);
	assert_int_equal(judge("", "example.com", 443), DESTINATION_SCHEME);
}

static void userinfo_is_refused_before_the_host_is_looked_at(void **state)
{
	(void)state;
	struct destination_parts parts = { "https", "no host", 443, true };
	assert_int_equal(destination_judge(&parts, &allowlist, &network, &destination),
			 DESTINATION_USERINFO);
}

static void host_is_ascii(void **state)
{
	(void)state;
	assert_int_equal(judge("https", "ｅxample.com", 443), DESTINATION_HOST);
	assert_int_equal(judge("https", "\xff", 443), DESTINATION_HOST);
	assert_int_equal(judge("https", "a..b", 443), DESTINATION_HOST);
	assert_string_equal(destination.host, "");
}

static void refused_destination_names_its_host(void **state)
{
	(void)state;
	assert_int_equal(judge("https", "Evil.com", 443), DESTINATION_NOT_LISTED);
	assert_string_equal(destination.host, "evil.com");
	assert_int_equal(judge("https", "example.com", 22), DESTINATION_PORT);
	assert_int_equal(destination.port, 22);
}

/* The outer list is asked again: it may have been another when the caller's was made. */
static void outer_list_is_asked_again(void **state)
{
	(void)state;
	assert_int_equal(network_add_outer(&network, "example.org", 11), ALLOWLIST_OK);
	assert_int_equal(judge("https", "example.com", 443), DESTINATION_NOT_IN_OUTER);
	assert_int_equal(network_add_outer(&network, "https://example.com", 19), ALLOWLIST_OK);
	assert_int_equal(judge("https", "example.com", 443), DESTINATION_ALLOWED);
	assert_int_equal(judge("http", "example.com", 80), DESTINATION_NOT_IN_OUTER);
}

static void port_is_asked_again(void **state)
{
	(void)state;
	assert_int_equal(network_allow_port(&network, "8443"), NETWORK_OK);
	assert_int_equal(allowlist_add(&allowlist, "https://a.example.org:8443", 26, &network),
			 ALLOWLIST_OK);
	assert_int_equal(judge("https", "a.example.org", 8443), DESTINATION_ALLOWED);
	network.port_count = 0;
	assert_int_equal(judge("https", "a.example.org", 8443), DESTINATION_PORT);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_verdict_has_words),
		CASE(words_are_those_of_the_issue),
		CASE(code_cannot_tell_the_runtime_api_from_another_address),
		CASE(allowed_destination_is_whole),
		CASE(allowed_address_is_given),
		CASE(schemes_are_two),
		CASE(userinfo_is_refused_before_the_host_is_looked_at),
		CASE(host_is_ascii),
		CASE(refused_destination_names_its_host),
		CASE(outer_list_is_asked_again),
		CASE(port_is_asked_again),
	};
	return cmocka_run_group_tests_name("policy/destination", tests, NULL, NULL);
}
