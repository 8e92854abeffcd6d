/* SPDX-License-Identifier: MIT */
#include "policy/limits.h"

#include "base/check.h"

#define KIB(n)	 (UINT32_C(1024) * (n))
#define MIB(n)	 (UINT32_C(1048576) * (n))
#define FIXED(n) .minimum = (n), .fallback = (n), .maximum = (n)

static const struct limits_entry table[LIMITS_COUNT] = {
	[LIMITS_TIMEOUT] = {
		.name = "timeoutMs",
		.unit = "ms",
		.minimum = 1,
		.fallback = 5000,
		.maximum = 25000,
		.help = "wall time of an execution, from its start to its settled result",
	},
	[LIMITS_MEMORY] = {
		.name = "memoryLimitBytes",
		.unit = "bytes",
		.minimum = 1,
		.fallback = MIB(10),
		.maximum = MIB(50),
		.help = "memory for the code's values, on top of the runtime's own",
	},
	[LIMITS_CODE] = {
		.name = "code",
		.unit = "bytes",
		FIXED(MIB(1)),
		.help = "size of the program in UTF-8",
	},
	[LIMITS_INPUT] = {
		.name = "input",
		.unit = "bytes",
		FIXED(MIB(6)),
		.help = "size of the input's JSON text",
	},
	[LIMITS_RESULT] = {
		.name = "result",
		.unit = "bytes",
		FIXED(MIB(6)),
		.help = "size of the result's JSON text",
	},
	[LIMITS_CONSOLE_BYTES] = {
		.name = "consoleBytes",
		.unit = "bytes",
		FIXED(KIB(256)),
		.help = "console output that is kept, in UTF-8",
	},
	[LIMITS_CONSOLE_LINES] = {
		.name = "consoleLines",
		.unit = "lines",
		FIXED(10000),
		.help = "console calls whose output is kept",
	},
	[LIMITS_DOMAINS] = {
		.name = "allowedDomains",
		.unit = "entries",
		FIXED(100),
		.help = "number of allowed domains",
	},
	[LIMITS_REQUEST] = {
		.name = "request",
		.unit = "bytes",
		FIXED(MIB(6)),
		.help = "size of a request over HTTP or on AWS Lambda (6 MB there)",
	},
};

const struct limits_entry *limits_get(enum limits_id id)
{
	CHECK((unsigned)id < LIMITS_COUNT);
	return &table[id];
}

enum limits_verdict limits_judge(enum limits_id id, int64_t asked, uint32_t *out)
{
	const struct limits_entry *entry = limits_get(id);
	if (asked < (int64_t)entry->minimum)
		return LIMITS_REFUSED;
	if (asked > (int64_t)entry->maximum) {
		*out = entry->maximum;
		return LIMITS_CLAMPED;
	}
	*out = (uint32_t)asked;
	return LIMITS_AS_ASKED;
}
