/* SPDX-License-Identifier: MIT */
/*
 * The network policy, by the golden table contract/policy-cases.json (its path may be given as the argument). Texts are
 * judged where they end with readable memory.
 */
#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "egress/url.h"
#include "guard.h"
#include "policy/network.h"
#include "policy/request_head.h"

#define PORT_DEFAULT 443

static const char *table_path = "contract/policy-cases.json";

static const char *const entry_verdicts[ALLOWLIST_FAULT_COUNT] = {
	[ALLOWLIST_OK] = "ok",
	[ALLOWLIST_EMPTY] = "empty",
	[ALLOWLIST_TOO_LONG] = "too-long",
	[ALLOWLIST_NOT_A_NAME] = "not-a-name",
	[ALLOWLIST_BARE_WILDCARD] = "bare-wildcard",
	[ALLOWLIST_BAD_WILDCARD] = "bad-wildcard",
	[ALLOWLIST_SCHEME] = "scheme",
	[ALLOWLIST_PATH] = "path",
	[ALLOWLIST_USERINFO] = "userinfo",
	[ALLOWLIST_PORT_WITHOUT_SCHEME] = "port-without-scheme",
	[ALLOWLIST_BAD_PORT] = "bad-port",
	[ALLOWLIST_PORT_NOT_ALLOWED] = "port-not-allowed",
	[ALLOWLIST_PUBLIC_SUFFIX] = "public-suffix",
	[ALLOWLIST_ADDRESS] = "address",
	[ALLOWLIST_LOCAL_NAME] = "local-name",
	[ALLOWLIST_SINGLE_LABEL] = "single-label",
	[ALLOWLIST_RUNTIME_API] = "runtime-api",
	[ALLOWLIST_OUTSIDE_OUTER] = "outside-outer",
	[ALLOWLIST_TOO_MANY] = "too-many",
	[ALLOWLIST_NO_MEMORY] = "no-memory",
};

static const char *const head_verdicts[REQUEST_HEAD_VERDICT_COUNT] = {
	[REQUEST_HEAD_OK] = "ok",	[REQUEST_HEAD_METHOD] = "method",
	[REQUEST_HEAD_NAME] = "name",	[REQUEST_HEAD_FORBIDDEN] = "forbidden",
	[REQUEST_HEAD_VALUE] = "value",
};

/* What the cases did, so that a verdict which none of them reaches is noticed. */
static bool seen_destination[DESTINATION_VERDICT_COUNT];
static bool seen_address[ADDRESS_VERDICT_COUNT];
static bool seen_entry[ALLOWLIST_FAULT_COUNT];

static const char *text_of(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static struct guard guard_of(json_t *string)
{
	assert_true(json_is_string(string));
	return guard_copy(json_string_value(string), json_string_length(string));
}

/* --- the deployer's network ---------------------------------------------------------------------------- */

static void add_ports(json_t *ports, struct network *network)
{
	for (size_t i = 0; i < json_array_size(ports); i++) {
		char text[24];
		snprintf(text, sizeof(text), "%lld",
			 (long long)json_integer_value(json_array_get(ports, i)));
		assert_int_equal(network_allow_port(network, text), NETWORK_OK);
	}
}

static void add_outer(json_t *outer, struct network *network)
{
	network->has_outer = json_is_array(outer);
	for (size_t i = 0; i < json_array_size(outer); i++) {
		json_t *entry = json_array_get(outer, i);
		assert_int_equal(network_add_outer(network, json_string_value(entry),
						   json_string_length(entry)),
				 ALLOWLIST_OK);
	}
}

static struct network network_of(json_t *one)
{
	struct network network = { .range_count = 0 };
	json_t *given = json_object_get(one, "network");
	json_t *addresses = json_object_get(given, "addresses");
	const char *runtime_api = text_of(given, "runtimeApi");
	for (size_t i = 0; i < json_array_size(addresses); i++)
		assert_int_equal(network_allow_range(
					 &network, json_string_value(json_array_get(addresses, i))),
				 NETWORK_OK);
	add_ports(json_object_get(given, "ports"), &network);
	if (runtime_api)
		assert_int_equal(network_set_runtime_api(&network, runtime_api), NETWORK_OK);
	add_outer(json_object_get(given, "outer"), &network);
	return network;
}

/* --- kinds of cases; each returns the verdict's name ---------------------------------------------------- */

static struct allowlist allowlist_of(json_t *one, const struct network *network)
{
	struct allowlist allowlist = { .count = 0 };
	json_t *allow = json_object_get(one, "allow");
	for (size_t i = 0; i < json_array_size(allow); i++) {
		json_t *entry = json_array_get(allow, i);
		enum allowlist_fault fault = allowlist_add(&allowlist, json_string_value(entry),
							   json_string_length(entry), network);
		if (fault != ALLOWLIST_OK)
			fail_msg("%s: \"%s\" %s", text_of(one, "name"), json_string_value(entry),
				 allowlist_fault_text(fault));
	}
	return allowlist;
}

/* What is allowed goes to the host that was judged, and only what is allowed goes anywhere. */
static void assert_handle(CURLU *url, enum destination_verdict verdict,
			  const struct destination *destination)
{
	char *host = NULL;
	if (verdict != DESTINATION_ALLOWED) {
		assert_null(url);
		return;
	}
	assert_int_equal(curl_url_get(url, CURLUPART_HOST, &host, 0), CURLUE_OK);
	bool is_bracketed = host[0] == '[';
	assert_int_equal(is_bracketed, destination->is_address && destination->address.is_v6);
	assert_int_equal(strlen(host), strlen(destination->host) + (is_bracketed ? 2 : 0));
	assert_memory_equal(host + is_bracketed, destination->host, strlen(destination->host));
	curl_free(host);
	curl_url_cleanup(url);
}

static const char *judge_url(json_t *one, const struct network *network)
{
	struct allowlist allowlist = allowlist_of(one, network);
	struct guard guard = guard_of(json_object_get(one, "url"));
	struct destination destination;
	CURLU *url = NULL;
	enum destination_verdict verdict =
		url_judge(guard.text, json_string_length(json_object_get(one, "url")), &allowlist,
			  network, &destination, &url);
	assert_handle(url, verdict, &destination);
	guard_done(&guard);
	allowlist_done(&allowlist);
	seen_destination[verdict] = true;
	return destination_verdict_name(verdict);
}

static const char *judge_address(json_t *one, const struct network *network)
{
	json_t *text = json_object_get(one, "address"), *port = json_object_get(one, "port");
	struct guard guard = guard_of(text);
	struct address address;
	bool is_address = address_parse(guard.text, json_string_length(text), &address);
	guard_done(&guard);
	if (!is_address)
		return "not-an-address";
	enum address_verdict verdict = address_judge(
		&address, port ? (uint16_t)json_integer_value(port) : PORT_DEFAULT, network);
	seen_address[verdict] = true;
	return address_verdict_name(verdict);
}

static const char *judge_entry(json_t *one, const struct network *network)
{
	json_t *text = json_object_get(one, "entry");
	const char *host = text_of(one, "host");
	struct guard guard = guard_of(text);
	struct allowlist allowlist = { .count = 0 };
	enum allowlist_fault fault =
		allowlist_add(&allowlist, guard.text, json_string_length(text), network);
	guard_done(&guard);
	assert_int_equal(allowlist.count, fault == ALLOWLIST_OK ? 1 : 0);
	if (fault == ALLOWLIST_OK)
		assert_string_equal(allowlist.entries[0].host, host);
	allowlist_done(&allowlist);
	seen_entry[fault] = true;
	return entry_verdicts[fault];
}

static const char *judge_range(json_t *one)
{
	struct address_range range;
	json_t *text = json_object_get(one, "range");
	struct guard guard = guard_of(text);
	bool is_range = address_range_parse(guard.text, json_string_length(text), &range);
	guard_done(&guard);
	return is_range ? "ok" : "not-a-range";
}

static const char *judge_header(json_t *one)
{
	json_t *pair = json_object_get(one, "header");
	json_t *name = json_array_get(pair, 0), *value = json_array_get(pair, 1);
	struct guard name_guard = guard_of(name), value_guard = guard_of(value);
	enum request_head_verdict verdict =
		request_head_judge_header(name_guard.text, json_string_length(name),
					  value_guard.text, json_string_length(value));
	guard_done(&name_guard);
	guard_done(&value_guard);
	return head_verdicts[verdict];
}

static const char *judge_method(json_t *one)
{
	json_t *method = json_object_get(one, "method");
	struct guard guard = guard_of(method);
	enum request_head_verdict verdict =
		request_head_judge_method(guard.text, json_string_length(method));
	guard_done(&guard);
	return head_verdicts[verdict];
}

static const char *judge(json_t *one, const struct network *network)
{
	if (json_object_get(one, "url"))
		return judge_url(one, network);
	if (json_object_get(one, "address"))
		return judge_address(one, network);
	if (json_object_get(one, "entry"))
		return judge_entry(one, network);
	if (json_object_get(one, "range"))
		return judge_range(one);
	return json_object_get(one, "header") ? judge_header(one) : judge_method(one);
}

/* Returns whether the case holds; prints it if not, so that one run names all that do not. */
static bool case_holds(json_t *one)
{
	struct network network = network_of(one);
	const char *verdict = judge(one, &network);
	bool holds = strcmp(verdict, text_of(one, "verdict")) == 0;
	network_done(&network);
	if (!holds)
		print_error("%s: %s, not %s\n", text_of(one, "name"), verdict,
			    text_of(one, "verdict"));
	return holds;
}

static void golden_table_holds(void **state)
{
	(void)state;
	json_error_t error;
	json_t *table = json_load_file(table_path, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (!table)
		fail_msg("%s: %d: %s", table_path, error.line, error.text);
	json_t *groups = json_object_get(table, "groups");
	size_t count = 0, failures = 0;
	for (size_t g = 0; g < json_array_size(groups); g++) {
		json_t *cases = json_object_get(json_array_get(groups, g), "cases");
		count += json_array_size(cases);
		for (size_t i = 0; i < json_array_size(cases); i++)
			failures += !case_holds(json_array_get(cases, i));
	}
	json_decref(table);
	assert_int_equal(failures, 0);
	assert_true(count >= 1000);
}

/* These take a wrong deployer, or no memory. */
static bool is_beyond_the_table(int fault)
{
	return fault == ALLOWLIST_TOO_MANY || fault == ALLOWLIST_NO_MEMORY;
}

static void golden_table_reaches_every_verdict(void **state)
{
	(void)state;
	for (int i = 0; i < DESTINATION_VERDICT_COUNT; i++) {
		/* The table's lists were checked by the outer one; test_destination.c has one that was not. */
		assert_true(seen_destination[i] || i == DESTINATION_NOT_IN_OUTER);
	}
	for (int i = 0; i < ADDRESS_VERDICT_COUNT; i++)
		assert_true(seen_address[i]);
	for (int i = 0; i < ALLOWLIST_FAULT_COUNT; i++)
		assert_true(seen_entry[i] || is_beyond_the_table(i));
}

int main(int argc, char **argv)
{
	if (argc > 1)
		table_path = argv[1];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_table_holds),
		cmocka_unit_test(golden_table_reaches_every_verdict),
	};
	return cmocka_run_group_tests_name("policy cases", tests, NULL, NULL);
}
