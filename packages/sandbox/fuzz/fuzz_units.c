/* SPDX-License-Identifier: MIT */
/* Durations and sizes: what is accepted is exactly the number written, whatever the unit. */
#include "fuzz.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/units.h"

#define TEXT_MAX 64u

static uint64_t factor_of(const char *unit)
{
	static const struct {
		const char *name;
		uint64_t factor;
	} units[] = {
		{ "", 1 },	 { "ms", 1 },	     { "s", 1000 },	    { "m", 60000 },
		{ "b", 1 },	 { "kb", 1000 },     { "mb", 1000000 },	    { "gb", 1000000000 },
		{ "kib", 1024 }, { "mib", 1048576 }, { "gib", 1073741824 },
	};
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcasecmp(unit, units[i].name) == 0)
			return units[i].factor;
	}
	abort();
}

/* Checks by other means: all digits as one number, times the unit, over ten to the digits after the
 * point. */
static void check_exact(const char *text, uint64_t value)
{
	unsigned __int128 digits = 0, scale = 1;
	size_t length = strspn(text, "0123456789.");
	const char *point = memchr(text, '.', length);
	if (length > 16)
		return; /* more would not fit the check */
	for (size_t i = 0; i < length; i++) {
		if (text + i == point)
			continue;
		digits = digits * 10 + (unsigned)(text[i] - '0');
		if (point && text + i > point)
			scale *= 10;
	}
	CHECK(digits * factor_of(text + length) == value * scale);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_MAX + 1] = "";
	uint64_t value = 0;
	memcpy(text, data, size < TEXT_MAX ? size : TEXT_MAX);
	enum units_verdict verdict = units_parse_duration(text, &value);
	CHECK(strlen(units_explain(verdict)) > 0);
	if (verdict == UNITS_OK)
		check_exact(text, value);
	else
		CHECK(value == 0);
	value = 0;
	verdict = units_parse_size(text, &value);
	CHECK(strlen(units_explain(verdict)) > 0);
	if (verdict == UNITS_OK)
		check_exact(text, value);
	else
		CHECK(value == 0);
	return 0;
}
