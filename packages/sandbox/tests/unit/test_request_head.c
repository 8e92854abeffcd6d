/* SPDX-License-Identifier: MIT */
/* Methods and headers. More of them are in contract/policy-cases.json (test_policy_cases.c). */
#include "unit.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "guard.h"
#include "policy/request_head.h"

static enum request_head_verdict judge(const char *name, const char *value)
{
	struct guard name_guard = guard_copy(name, strlen(name));
	struct guard value_guard = guard_copy(value, strlen(value));
	enum request_head_verdict verdict = request_head_judge_header(
		name_guard.text, strlen(name), value_guard.text, strlen(value));
	guard_done(&name_guard);
	guard_done(&value_guard);
	return verdict;
}

static void every_verdict_has_a_text(void **state)
{
	(void)state;
	for (int i = 0; i < REQUEST_HEAD_VERDICT_COUNT; i++)
		assert_true(strlen(request_head_verdict_text((enum request_head_verdict)i)) > 0);
}

/* RFC 9110, section 5.6.2, by other means than the code's. */
static int is_token_byte(int byte)
{
	return byte < 0x80 && isgraph(byte) && !strchr("(),/:;<=>?@[\\]{}\"", byte);
}

static void names_and_methods_are_tokens(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char text[2] = { 'X', (char)byte };
		bool is_token = byte != 0 && is_token_byte(byte);
		assert_int_equal(request_head_judge_header(text, 2, "v", 1),
				 is_token ? REQUEST_HEAD_OK : REQUEST_HEAD_NAME);
		assert_int_equal(request_head_judge_method(text, 2),
				 is_token ? REQUEST_HEAD_OK : REQUEST_HEAD_METHOD);
	}
}

static void values_hold_no_control_characters(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char text[3] = { 'a', (char)byte, 'b' };
		bool is_fine = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
		assert_int_equal(request_head_judge_header("X-A", 3, text, 3),
				 is_fine ? REQUEST_HEAD_OK : REQUEST_HEAD_VALUE);
	}
}

static void names_are_compared_whole_and_without_case(void **state)
{
	(void)state;
	assert_int_equal(judge("hOsT", "x"), REQUEST_HEAD_FORBIDDEN);
	assert_int_equal(judge("Host1", "x"), REQUEST_HEAD_OK);
	assert_int_equal(judge("Hos", "x"), REQUEST_HEAD_OK);
	assert_int_equal(judge("PROXY-x", "x"), REQUEST_HEAD_FORBIDDEN);
	assert_int_equal(judge("Proxy", "x"), REQUEST_HEAD_OK);
	assert_int_equal(judge("X-Proxy-A", "x"), REQUEST_HEAD_OK);
}

static void methods_that_tunnel_or_echo_are_refused(void **state)
{
	(void)state;
	static const char *const methods[] = { "CONNECT", "connect", "TRACE", "tRACE", "TRACK" };
	for (size_t i = 0; i < UNIT_COUNT(methods); i++)
		assert_int_equal(request_head_judge_method(methods[i], strlen(methods[i])),
				 REQUEST_HEAD_METHOD);
	assert_int_equal(request_head_judge_method("GET", 3), REQUEST_HEAD_OK);
	assert_int_equal(request_head_judge_method("", 0), REQUEST_HEAD_METHOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verdict_has_a_text),
		cmocka_unit_test(names_and_methods_are_tokens),
		cmocka_unit_test(values_hold_no_control_characters),
		cmocka_unit_test(names_are_compared_whole_and_without_case),
		cmocka_unit_test(methods_that_tunnel_or_echo_are_refused),
	};
	return cmocka_run_group_tests_name("policy/request_head", tests, NULL, NULL);
}
