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
	[LIMITS_FETCHES] = {
		.name = "fetches",
		.unit = "requests",
		.minimum = 1,
		.fallback = 50,
		.maximum = 10000,
		.help = "HTTP requests of one execution, each hop of a redirect being one",
	},
	[LIMITS_FETCHES_AT_ONCE] = {
		.name = "fetchesAtOnce",
		.unit = "requests",
		.minimum = 1,
		.fallback = 6,
		.maximum = 256,
		.help = "HTTP requests of one execution that are under way; further ones wait",
	},
	[LIMITS_FETCH_URL] = {
		.name = "fetchUrl",
		.unit = "bytes",
		FIXED(KIB(16)),
		.help = "length of a URL",
	},
	[LIMITS_FETCH_REQUEST_HEADERS] = {
		.name = "fetchRequestHeaders",
		.unit = "bytes",
		FIXED(KIB(64)),
		.help = "size of the headers of an HTTP request",
	},
	[LIMITS_FETCH_RESPONSE_HEADERS] = {
		.name = "fetchResponseHeaders",
		.unit = "bytes",
		FIXED(KIB(64)),
		.help = "size of the headers of an HTTP response, those of 1xx responses before it included",
	},
	[LIMITS_FETCH_RESPONSE] = {
		.name = "fetchResponse",
		.unit = "bytes",
		FIXED(MIB(128)),
		.help = "size of the body of an HTTP response, after decompression",
	},
};

const struct limits_entry *limits_get(enum limits_id id)
{
	CHECK((unsigned)id < LIMITS_COUNT);
	return &table[id];
}

enum limits_fault limits_narrow(enum limits_id id, uint64_t fallback, uint64_t maximum,
				struct limits_bounds *out)
{
	const struct limits_entry *entry = limits_get(id);

	if (maximum > entry->maximum)
		return LIMITS_MAXIMUM_TOO_HIGH;
	if (maximum == 0)
		maximum = entry->maximum;
	if (fallback > maximum)
		return LIMITS_FALLBACK_TOO_HIGH;
	if (fallback == 0)
		fallback = entry->fallback < maximum ? entry->fallback : maximum;
	*out = (struct limits_bounds){ (uint32_t)fallback, (uint32_t)maximum };
	return LIMITS_FINE;
}

enum limits_verdict limits_judge(enum limits_id id, const struct limits_bounds *bounds,
				 int64_t asked, uint32_t *out)
{
	if (asked < (int64_t)limits_get(id)->minimum)
		return LIMITS_REFUSED;
	if (asked > (int64_t)bounds->maximum) {
		*out = bounds->maximum;
		return LIMITS_CLAMPED;
	}
	*out = (uint32_t)asked;
	return LIMITS_AS_ASKED;
}
