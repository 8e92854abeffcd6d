/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/limits.h"
#include "supervisor/deployer.h"

static char message[DEPLOYER_MESSAGE_MAX];

/* What it is refused with. */
static const char *refusal_of(const struct untrusted_network *options)
{
	struct network network = { .runtime_port = 77 };

	message[0] = '\0';
	assert_int_equal(deployer_read_network(options, message, &network), -EINVAL);
	/* Untouched. */
	assert_int_equal(network.runtime_port, 77);
	assert_true(memchr(message, '\0', sizeof(message)) != NULL);
	return message;
}

static void assert_names(const struct untrusted_network *options, const char *beginning)
{
	const char *text = refusal_of(options);

	if (strncmp(text, beginning, strlen(beginning)) != 0)
		fail_msg("%s", text);
	/* It says what is wrong, too. */
	assert_true(strlen(text) > strlen(beginning));
}

static void nothing_is_decided_without_options(void **state)
{
	(void)state;
	static const struct untrusted_network none;
	const struct untrusted_network *const cases[] = { NULL, &none };

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct network network = { .runtime_port = 77 };
		assert_int_equal(deployer_read_network(cases[i], message, &network), 0);
		assert_int_equal(network.range_count, 0);
		assert_int_equal(network.port_count, 0);
		assert_false(network.has_outer);
		assert_int_equal(network.outer.count, 0);
		assert_string_equal(network.runtime_host, "");
		network_done(&network);
	}
}

static void all_that_is_said_is_taken(void **state)
{
	(void)state;
	static const char *const addresses[] = { "10.1.0.0/16", "::1", "127.0.0.1", NULL };
	static const char *const ports[] = { "8080", "1", "65535", NULL };
	static const char *const outer[] = { "example.com", "https://api.test:8080", NULL };
	const struct untrusted_network options = {
		.allow_addresses = addresses,
		.allow_ports = ports,
		.outer_allowlist = outer,
		.runtime_api = "127.0.0.1:9001",
		.fetches = 10000,
		.fetches_at_once = 256,
	};
	struct network network;

	assert_int_equal(deployer_read_network(&options, message, &network), 0);
	assert_int_equal(network.range_count, 3);
	assert_int_equal(network.ranges[0].prefix, 16);
	assert_true(network.ranges[1].base.is_v6);
	assert_int_equal(network.port_count, 3);
	assert_int_equal(network.ports[2], 65535);
	assert_true(network.has_outer);
	assert_int_equal(network.outer.count, 2);
	assert_int_equal(network.runtime_port, 9001);
	assert_true(network.runtime_is_address);
	network_done(&network);
}

/* No bound, and a bound that lets nothing through, are not the same. */
static void an_empty_outer_allowlist_is_one(void **state)
{
	(void)state;
	static const char *const outer[] = { NULL };
	const struct untrusted_network options = { .outer_allowlist = outer };
	struct network network;

	assert_int_equal(deployer_read_network(&options, message, &network), 0);
	assert_true(network.has_outer);
	assert_int_equal(network.outer.count, 0);
	network_done(&network);
}

/* An outer entry may need what the other lists say, in whatever order the caller thinks of them. */
static void the_outer_allowlist_may_hold_what_the_others_allow(void **state)
{
	(void)state;
	static const char *const addresses[] = { "127.0.0.0/8", NULL };
	static const char *const ports[] = { "8080", NULL };
	static const char *const outer[] = { "http://127.0.0.1:8080", "localhost", NULL };
	struct untrusted_network options = {
		.allow_addresses = addresses,
		.allow_ports = ports,
		.outer_allowlist = outer,
	};
	struct network network;

	assert_int_equal(deployer_read_network(&options, message, &network), 0);
	network_done(&network);
	options.allow_ports = NULL;
	assert_names(&options, "network.outer_allowlist \"http://127.0.0.1:8080\" ");
	options.allow_ports = ports;
	options.allow_addresses = NULL;
	assert_names(&options, "network.outer_allowlist \"http://127.0.0.1:8080\" ");
}

static void the_entry_that_is_wrong_is_named(void **state)
{
	(void)state;
	static const char *const addresses[] = { "10.0.0.0/8", "10.0.0.1/8", NULL };
	static const char *const ports[] = { "8080", "08", NULL };
	static const char *const outer[] = { "example.com", "*", NULL };
	static const char *const empty[] = { "", NULL };
	static const struct {
		struct untrusted_network options;
		const char *says;
	} cases[] = {
		{ { .allow_addresses = addresses }, "network.allow_addresses \"10.0.0.1/8\" " },
		{ { .allow_addresses = empty }, "network.allow_addresses \"\" " },
		{ { .allow_ports = ports }, "network.allow_ports \"08\" " },
		{ { .outer_allowlist = outer }, "network.outer_allowlist \"*\" " },
		{ { .outer_allowlist = empty }, "network.outer_allowlist \"\" " },
		{ { .runtime_api = "nowhere" }, "network.runtime_api \"nowhere\" " },
		{ { .runtime_api = "" }, "network.runtime_api \"\" " },
		{ { .runtime_api = "127.0.0.1:0" }, "network.runtime_api \"127.0.0.1:0\" " },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_names(&cases[i].options, cases[i].says);
}

static void the_caps_have_bounds(void **state)
{
	(void)state;
	const unsigned fetches = limits_get(LIMITS_FETCHES)->maximum;
	const unsigned at_once = limits_get(LIMITS_FETCHES_AT_ONCE)->maximum;
	struct untrusted_network options = { .fetches = fetches + 1 };
	struct network network;
	char wanted[128];

	snprintf(wanted, sizeof(wanted), "network.fetches is %u; it must be from 1 to %u",
		 fetches + 1, fetches);
	assert_string_equal(refusal_of(&options), wanted);
	options.fetches = UINT32_MAX;
	refusal_of(&options);
	options.fetches = 1;
	options.fetches_at_once = at_once + 1;
	snprintf(wanted, sizeof(wanted), "network.fetches_at_once is %u; it must be from 1 to %u",
		 at_once + 1, at_once);
	assert_string_equal(refusal_of(&options), wanted);
	options.fetches_at_once = 1;
	assert_int_equal(deployer_read_network(&options, message, &network), 0);
	network_done(&network);
}

static void a_long_entry_is_cut_in_the_message(void **state)
{
	(void)state;
	char entry[5000];
	const char *const list[] = { entry, NULL };
	const struct untrusted_network cases[] = {
		{ .allow_addresses = list },
		{ .allow_ports = list },
		{ .outer_allowlist = list },
		{ .runtime_api = entry },
	};

	memset(entry, 'x', sizeof(entry));
	entry[sizeof(entry) - 1] = '\0';
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		refusal_of(&cases[i]);
		/* The reason is still there. */
		assert_true(strlen(message) < DEPLOYER_MESSAGE_MAX - 1);
		assert_non_null(strstr(message, "xxx\" is"));
	}
}

static void too_many_entries_are_refused(void **state)
{
	(void)state;
	const char *list[NETWORK_RANGES_MAX + 2] = { NULL };
	struct untrusted_network options = { .allow_addresses = list };
	struct network network;

	_Static_assert(NETWORK_RANGES_MAX == NETWORK_PORTS_MAX, "the same list is for both");
	for (size_t i = 0; i < NETWORK_RANGES_MAX; i++)
		list[i] = "10.0.0.0/8";
	assert_int_equal(deployer_read_network(&options, message, &network), 0);
	network_done(&network);
	list[NETWORK_RANGES_MAX] = "10.0.0.0/8";
	assert_names(&options, "network.allow_addresses \"10.0.0.0/8\" is one too");
	for (size_t i = 0; i <= NETWORK_RANGES_MAX; i++)
		list[i] = "81";
	options = (struct untrusted_network){ .allow_ports = list };
	assert_names(&options, "network.allow_ports \"81\" is one too");
}

/* --- limits -------------------------------------------------------------------------------------------- */

static void assert_limits(const struct untrusted_limits *options, struct limits_bounds timeout,
			  struct limits_bounds memory)
{
	struct limits_bounds bounds[LIMITS_CHOSEN_COUNT] = { 0 };

	assert_int_equal(deployer_read_limits(options, message, bounds), 0);
	assert_memory_equal(&bounds[LIMITS_TIMEOUT], &timeout, sizeof(timeout));
	assert_memory_equal(&bounds[LIMITS_MEMORY], &memory, sizeof(memory));
}

static void limits_are_the_contracts_where_nothing_is_said(void **state)
{
	(void)state;
	static const struct limits_bounds timeout = { 5000, 25000 },
					  memory = { 10485760, 52428800 };
	static const struct untrusted_limits none;
	const struct untrusted_limits some = { .max_timeout_ms = 2000 };
	const struct untrusted_limits others = { .default_memory_limit_bytes = 20000000 };

	assert_limits(NULL, timeout, memory);
	assert_limits(&none, timeout, memory);
	assert_limits(&some, (struct limits_bounds){ 2000, 2000 }, memory);
	assert_limits(&others, timeout, (struct limits_bounds){ 20000000, 52428800 });
}

static void all_limits_that_are_given_are_taken(void **state)
{
	(void)state;
	const struct untrusted_limits options = {
		.default_timeout_ms = 1,
		.max_timeout_ms = 2,
		.default_memory_limit_bytes = 3,
		.max_memory_limit_bytes = 4,
	};

	assert_limits(&options, (struct limits_bounds){ 1, 2 }, (struct limits_bounds){ 3, 4 });
}

static void a_limit_that_cannot_be_is_named(void **state)
{
	(void)state;
	static const struct {
		struct untrusted_limits options;
		const char *says;
	} cases[] = {
		{ { .max_timeout_ms = 25001 },
		  "limits.max_timeout_ms is 25001; it must be at most 25000" },
		{ { .default_timeout_ms = 25001 },
		  "limits.default_timeout_ms is 25001; it must be at most 25000, the maximum" },
		{ { .default_timeout_ms = 2001, .max_timeout_ms = 2000 },
		  "limits.default_timeout_ms is 2001; it must be at most 2000, the maximum" },
		{ { .max_memory_limit_bytes = UINT32_MAX },
		  "limits.max_memory_limit_bytes is 4294967295; it must be at most 52428800" },
		{ { .default_memory_limit_bytes = 2, .max_memory_limit_bytes = 1 },
		  "limits.default_memory_limit_bytes is 2; it must be at most 1, the maximum" },
	};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		struct limits_bounds bounds[LIMITS_CHOSEN_COUNT] = { { 7, 7 }, { 7, 7 } };
		assert_int_equal(deployer_read_limits(&cases[i].options, message, bounds), -EINVAL);
		assert_string_equal(message, cases[i].says);
		/* Untouched. */
		assert_int_equal(bounds[LIMITS_TIMEOUT].maximum, 7);
		assert_int_equal(bounds[LIMITS_MEMORY].maximum, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_decided_without_options),
		cmocka_unit_test(all_that_is_said_is_taken),
		cmocka_unit_test(an_empty_outer_allowlist_is_one),
		cmocka_unit_test(the_outer_allowlist_may_hold_what_the_others_allow),
		cmocka_unit_test(the_entry_that_is_wrong_is_named),
		cmocka_unit_test(the_caps_have_bounds),
		cmocka_unit_test(a_long_entry_is_cut_in_the_message),
		cmocka_unit_test(too_many_entries_are_refused),
		cmocka_unit_test(limits_are_the_contracts_where_nothing_is_said),
		cmocka_unit_test(all_limits_that_are_given_are_taken),
		cmocka_unit_test(a_limit_that_cannot_be_is_named),
	};

	return cmocka_run_group_tests_name("supervisor/deployer", tests, NULL, NULL);
}
