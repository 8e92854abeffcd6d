/* SPDX-License-Identifier: MIT */
/*
 * Requests, by the golden table contract/requests.json (its path may be given as the argument) and
 * by torture.
 */
#include "unit.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "failing_memory.h"
#include "guard.h"
#include "policy/limits.h"
#include "policy/network.h"
#include "supervisor/request.h"

/* A deployer who has decided nothing. */
static const struct network nothing_more;
static const struct limits_bounds contract[LIMITS_CHOSEN_COUNT] = {
	[LIMITS_TIMEOUT] = { 5000, 25000 },
	[LIMITS_MEMORY] = { 10485760, 52428800 },
};

static const char *table_path = "contract/requests.json";

/* A case's request, with its placeholder replaced by what it stands for. */
static char *expand(json_t *one, size_t *out)
{
	const char *text = json_string_value(json_object_get(one, "request"));
	json_t *repeat = json_object_get(one, "repeat");
	const char *find = json_string_value(json_object_get(repeat, "find"));
	AUTO_BUF struct buf buf = { .max = 16u << 20 };
	const char *place = find ? strstr(text, find) : NULL;
	assert_int_equal(buf_append(&buf, text, place ? (size_t)(place - text) : strlen(text)), 0);
	if (place) {
		const char *piece = json_string_value(json_object_get(repeat, "text"));
		long long times = json_integer_value(json_object_get(repeat, "times"));
		for (long long i = 0; i < times; i++)
			assert_int_equal(buf_append_str(&buf, piece), 0);
		assert_int_equal(buf_append_str(&buf, place + strlen(find)), 0);
	}
	*out = buf.len;
	return buf_take(&buf);
}

/* An entry as a caller writes it. */
static void print_entry(const struct allowlist_entry *entry, char *out, size_t room)
{
	if (entry->kind == ALLOWLIST_ORIGIN)
		snprintf(out, room, "%s://%s:%u", entry->is_https ? "https" : "http", entry->host,
			 entry->port);
	else
		snprintf(out, room, "%s%s", entry->kind == ALLOWLIST_WILDCARD ? "*." : "",
			 entry->host);
}

static void assert_domains(const char *name, const struct request *request, json_t *wanted)
{
	const struct allowlist *allowlist = &request->allowed_domains;
	char text[300];

	if (allowlist->count != json_array_size(wanted))
		fail_msg("%s: %zu domains", name, allowlist->count);
	for (size_t i = 0; i < allowlist->count; i++) {
		print_entry(&allowlist->entries[i], text, sizeof(text));
		assert_string_equal(text, json_string_value(json_array_get(wanted, i)));
	}
}

static void assert_clamped(const char *name, const struct request *request, json_t *wanted)
{
	uint32_t clamped = 0;
	for (size_t i = 0; i < json_array_size(wanted); i++) {
		for (int id = 0; id < LIMITS_COUNT; id++) {
			if (strcmp(limits_get((enum limits_id)id)->name,
				   json_string_value(json_array_get(wanted, i))) == 0)
				clamped |= UINT32_C(1) << id;
		}
	}
	if (request->clamped != clamped)
		fail_msg("%s: clamped %x, not %x", name, request->clamped, clamped);
}

/* What the table does not mention is not compared, but that input is absent. */
static void assert_normalized(const char *name, const struct request *request, json_t *wanted)
{
	json_t *code = json_object_get(wanted, "code");
	json_t *input = json_object_get(wanted, "inputText");
	if (code && (request->code_bytes != json_string_length(code) ||
		     memcmp(request->code, json_string_value(code), request->code_bytes) != 0))
		fail_msg("%s: code is %s", name, request->code);
	assert_int_equal(request->code[request->code_bytes], '\0');
	if (request->input_bytes != json_string_length(input) ||
	    (input && memcmp(request->input, json_string_value(input), request->input_bytes) != 0))
		fail_msg("%s: input is %.*s", name, (int)request->input_bytes, request->input);
	assert_true((request->input != NULL) == (input != NULL));
	assert_int_equal(request->timeout_ms,
			 json_integer_value(json_object_get(wanted, "timeoutMs")));
	assert_int_equal(request->memory_limit_bytes,
			 json_integer_value(json_object_get(wanted, "memoryLimitBytes")));
	assert_domains(name, request, json_object_get(wanted, "allowedDomains"));
	assert_clamped(name, request, json_object_get(wanted, "clamped"));
}

static void assert_case(json_t *one)
{
	const char *name = json_string_value(json_object_get(one, "name"));
	const char *error = json_string_value(json_object_get(one, "error"));
	size_t bytes;
	char *text = expand(one, &bytes);
	struct guard guard = guard_copy(text, bytes);
	struct request request = { .timeout_ms = 77 };
	struct request_fault fault = { "" };
	int rc = request_parse(guard.text, bytes, &nothing_more, contract, &fault, &request);
	if (json_is_true(json_object_get(one, "valid"))) {
		if (rc != 0)
			fail_msg("%s: %d, %s", name, rc, fault.message);
		assert_normalized(name, &request, json_object_get(one, "normalized"));
		request_done(&request);
	} else {
		if (rc != -EINVAL || strcmp(fault.message, error) != 0)
			fail_msg("%s: %d, %s", name, rc, fault.message);
		assert_int_equal(request.timeout_ms, 77);
	}
	guard_done(&guard);
	free(text);
}

static void golden_table_holds(void **state)
{
	(void)state;
	json_error_t error;
	json_t *table = json_load_file(table_path, JSON_REJECT_DUPLICATES, &error);
	if (!table)
		fail_msg("%s: %s", table_path, error.text);
	json_t *cases = json_object_get(table, "cases");
	assert_true(json_array_size(cases) >= 60);
	for (size_t i = 0; i < json_array_size(cases); i++)
		assert_case(json_array_get(cases, i));
	json_decref(table);
}

static void assert_refused(const char *text, size_t bytes, const char *message)
{
	struct request request;
	struct request_fault fault;
	struct guard guard = guard_copy(text, bytes);
	assert_int_equal(
		request_parse(guard.text, bytes, &nothing_more, contract, &fault, &request),
		-EINVAL);
	assert_string_equal(fault.message, message);
	guard_done(&guard);
}

static void bytes_that_are_not_text_are_refused(void **state)
{
	(void)state;
	assert_refused("{\"code\":\"\xFF\"}", 12,
		       "request is not valid JSON: invalid UTF-8 at byte 9");
	assert_refused("{\"code\":\"1\"}\0", 13,
		       "request is not valid JSON: text after the end of the value at byte 12");
	assert_refused("{\"code\":\"a\0b\"}", 14,
		       "request is not valid JSON: control character in a string at byte 10");
}

static void code_keeps_lone_surrogates_as_three_bytes(void **state)
{
	(void)state;
	const char *text = "{\"code\":\"'\\ud800'\"}";
	struct request request;
	struct request_fault fault;
	assert_int_equal(
		request_parse(text, strlen(text), &nothing_more, contract, &fault, &request), 0);
	assert_int_equal(request.code_bytes, 5);
	assert_string_equal(request.code, "'\xED\xA0\x80'");
	request_done(&request);
}

static void code_may_hold_a_nul(void **state)
{
	(void)state;
	const char *text = "{\"code\":\"'\\u0000'\"}";
	struct request request;
	struct request_fault fault;
	assert_int_equal(
		request_parse(text, strlen(text), &nothing_more, contract, &fault, &request), 0);
	assert_int_equal(request.code_bytes, 3);
	assert_memory_equal(request.code, "'\0'", 4);
	request_done(&request);
}

static void input_is_limited_in_bytes(void **state)
{
	(void)state;
	size_t limit = limits_get(LIMITS_INPUT)->maximum;
	char *text = malloc(limit + 64);
	struct request request;
	struct request_fault fault;
	assert_non_null(text);
	for (size_t extra = 0; extra < 2; extra++) {
		size_t bytes = (size_t)snprintf(text, 64, "{\"code\":\"1\",\"input\":\"");
		memset(text + bytes, 'x', limit + extra - 2);
		bytes += limit + extra - 2;
		text[bytes++] = '"';
		text[bytes++] = '}';
		int rc = request_parse(text, bytes, &nothing_more, contract, &fault, &request);
		assert_int_equal(rc, extra ? -EINVAL : 0);
		if (rc == 0)
			request_done(&request);
	}
	assert_string_equal(fault.message,
			    "input is too large: 6291457 bytes; the limit is 6291456 bytes");
	free(text);
}

static void limits_are_those_of_the_deployer(void **state)
{
	(void)state;
	static const struct limits_bounds lower[LIMITS_CHOSEN_COUNT] = {
		[LIMITS_TIMEOUT] = { 100, 200 },
		[LIMITS_MEMORY] = { 3000, 4000 },
	};
	static const struct {
		const char *text;
		uint32_t timeout_ms, memory_limit_bytes, clamped;
	} cases[] = {
		{ "{\"code\":\"1\"}", 100, 3000, 0 },
		{ "{\"code\":\"1\",\"timeoutMs\":200,\"memoryLimitBytes\":4000}", 200, 4000, 0 },
		{ "{\"code\":\"1\",\"timeoutMs\":1,\"memoryLimitBytes\":1}", 1, 1, 0 },
		{ "{\"code\":\"1\",\"timeoutMs\":201}", 200, 3000, 1u << LIMITS_TIMEOUT },
		{ "{\"code\":\"1\",\"memoryLimitBytes\":4001}", 100, 4000, 1u << LIMITS_MEMORY },
		{ "{\"code\":\"1\",\"timeoutMs\":5000,\"memoryLimitBytes\":1e99}", 200, 4000,
		  1u << LIMITS_TIMEOUT | 1u << LIMITS_MEMORY },
	};
	struct request request;
	struct request_fault fault;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const char *text = cases[i].text;
		assert_int_equal(
			request_parse(text, strlen(text), &nothing_more, lower, &fault, &request),
			0);
		assert_int_equal(request.timeout_ms, cases[i].timeout_ms);
		assert_int_equal(request.memory_limit_bytes, cases[i].memory_limit_bytes);
		assert_int_equal(request.clamped, cases[i].clamped);
		request_done(&request);
	}
	const char *text = "{\"code\":\"1\",\"memoryLimitBytes\":0}";
	assert_int_equal(request_parse(text, strlen(text), &nothing_more, lower, &fault, &request),
			 -EINVAL);
	assert_string_equal(
		fault.message,
		"memoryLimitBytes must be at least 1, not 0 (bytes; default 3000, maximum 4000)");
}

static void long_texts_are_cut_in_messages(void **state)
{
	(void)state;
	char text[4096];
	for (size_t pad = 0; pad < 4; pad++) {
		size_t bytes = (size_t)snprintf(text, sizeof(text), "{\"%.*s", (int)pad, "xxx");
		for (int i = 0; i < 500; i++)
			bytes += (size_t)snprintf(text + bytes, sizeof(text) - bytes, "世");
		bytes += (size_t)snprintf(text + bytes, sizeof(text) - bytes, "\":1}");
		struct request request;
		struct request_fault fault;
		assert_int_equal(
			request_parse(text, bytes, &nothing_more, contract, &fault, &request),
			-EINVAL);
		assert_true(strlen(fault.message) < 200);
		/* jansson takes nothing but whole characters. */
		json_t *proof = json_string(fault.message);
		assert_non_null(proof);
		json_decref(proof);
	}
}

static void every_failed_allocation_is_an_honest_error(void **state)
{
	(void)state;
	const char *text = "{\"code\":\"return '\\u00e9'\",\"input\":[1],\"timeoutMs\":5e3,"
			   "\"allowedDomains\":[\"example.com\",\"*.example.org\"]}";
	int rc = -ENOMEM;
	long failing = 0;
	for (; rc == -ENOMEM; failing++) {
		struct request request = { .timeout_ms = 77 };
		struct request_fault fault;
		failing_memory_after(failing);
		rc = request_parse(text, strlen(text), &nothing_more, contract, &fault, &request);
		failing_memory_end();
		if (rc == 0)
			request_done(&request);
		else
			assert_int_equal(request.timeout_ms, 77);
	}
	assert_int_equal(rc, 0);
	assert_true(failing > 4); /* code, the list, two domains, and the run that succeeds */
}

static void released_request_may_be_released_again(void **state)
{
	(void)state;
	const char *text = "{\"code\":\"1\",\"allowedDomains\":[\"a.com\"]}";
	struct request request;
	struct request_fault fault;
	assert_int_equal(
		request_parse(text, strlen(text), &nothing_more, contract, &fault, &request), 0);
	request_done(&request);
	request_done(&request);
}

int main(int argc, char **argv)
{
	if (argc > 1)
		table_path = argv[1];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_table_holds),
		cmocka_unit_test(bytes_that_are_not_text_are_refused),
		cmocka_unit_test(code_keeps_lone_surrogates_as_three_bytes),
		cmocka_unit_test(code_may_hold_a_nul),
		cmocka_unit_test(input_is_limited_in_bytes),
		cmocka_unit_test(limits_are_those_of_the_deployer),
		cmocka_unit_test(long_texts_are_cut_in_messages),
		cmocka_unit_test(every_failed_allocation_is_an_honest_error),
		cmocka_unit_test(released_request_may_be_released_again),
	};
	return cmocka_run_group_tests_name("supervisor/request", tests, NULL, NULL);
}
