/* SPDX-License-Identifier: MIT */
/* Requests from the network: whatever is accepted is complete and within the limits. */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "base/json_scan.h"
#include "base/utf8.h"
#include "policy/limits.h"
#include "policy/network.h"
#include "supervisor/request.h"

/* A deployer who has decided nothing. */
static const struct network nothing_more;

/* One who has lowered what there is to lower. */
static const struct limits_bounds bounds[LIMITS_CHOSEN_COUNT] = {
	[LIMITS_TIMEOUT] = { .fallback = 1000, .maximum = 2000 },
	[LIMITS_MEMORY] = { .fallback = 1 << 20, .maximum = 1 << 21 },
};

static void check_within(enum limits_id id, uint32_t value)
{
	CHECK(value >= limits_get(id)->minimum && value <= bounds[id].maximum);
}

static void check_domains(const struct request *request)
{
	const struct allowlist *allowlist = &request->allowed_domains;

	CHECK(allowlist->count <= limits_get(LIMITS_DOMAINS)->maximum);
	for (size_t i = 0; i < allowlist->count; i++)
		CHECK(strlen(allowlist->entries[i].host) > 0);
}

static void check_accepted(const struct request *request, const char *text, size_t bytes)
{
	CHECK(request->code_bytes > 0 && request->code[request->code_bytes] == '\0');
	CHECK(request->code_bytes <= limits_get(LIMITS_CODE)->maximum);
	check_within(LIMITS_TIMEOUT, request->timeout_ms);
	check_within(LIMITS_MEMORY, request->memory_limit_bytes);
	check_domains(request);
	if (request->input) {
		CHECK(request->input >= text &&
		      request->input + request->input_bytes <= text + bytes);
		CHECK(json_scan_value(request->input, request->input_bytes, NULL, NULL) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct request request;
	struct request_fault fault;
	int rc = request_parse(text, size, &nothing_more, bounds, &fault, &request);
	if (rc == 0) {
		CHECK(json_scan_value(text, size, NULL, NULL) == 0);
		check_accepted(&request, text, size);
		request_done(&request);
	} else if (rc == -EINVAL) {
		size_t bytes = strnlen(fault.message, sizeof fault.message);
		CHECK(bytes > 0 && bytes < sizeof fault.message);
		CHECK(utf8_is_valid(fault.message, bytes));
	}
	return 0;
}
