/* SPDX-License-Identifier: MIT */
#include "base/units.h"

#include <stdbool.h>
#include <stddef.h>
#include <strings.h>

struct unit {
	const char *name;
	uint64_t factor;
};

/* Ends with a row without a name. */
static const struct unit durations[] = {
	{ "", 1 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { NULL, 0 },
};

static const struct unit sizes[] = {
	{ "", 1 },
	{ "B", 1 },
	{ "KB", 1000 },
	{ "MB", 1000000 },
	{ "GB", 1000000000 },
	{ "KiB", UINT64_C(1) << 10 },
	{ "MiB", UINT64_C(1) << 20 },
	{ "GiB", UINT64_C(1) << 30 },
	{ NULL, 0 },
};

/* Digits before and after the point: whole + part / scale. */
struct decimal {
	uint64_t whole, part, scale;
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Reads digits into @value, or sets @overflow; returns where they end. */
static const char *read_digits(const char *at, bool *overflow, uint64_t *value)
{
	for (; is_digit(*at); at++) {
		uint64_t digit = (uint64_t)(*at - '0');
		if (__builtin_mul_overflow(*value, UINT64_C(10), value) ||
		    __builtin_add_overflow(*value, digit, value))
			*overflow = true;
	}
	return at;
}

/* Where the zeros at the end of a run of digits begin. */
static const char *end_of_fraction(const char *at)
{
	const char *end = at;
	for (; is_digit(*at); at++) {
		if (*at != '0')
			end = at + 1;
	}
	return end;
}

static enum units_verdict read_fraction(const char *at, struct decimal *out)
{
	const char *end = end_of_fraction(at);
	for (; at < end; at++) {
		/* 18 digits: who writes more does not mean a whole number. */
		if (out->scale > UINT64_MAX / 10 / 2)
			return UNITS_TOO_FINE;
		out->part = out->part * 10 + (uint64_t)(*at - '0');
		out->scale *= 10;
	}
	return UNITS_OK;
}

static const struct unit *find_unit(const struct unit *units, const char *name)
{
	while (units->name && strcasecmp(units->name, name) != 0)
		units++;
	return units->name ? units : NULL;
}

static uint64_t greatest_divisor(uint64_t a, uint64_t b)
{
	while (b > 0) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* @value times @factor, exactly. */
static enum units_verdict multiply(struct decimal value, uint64_t factor, uint64_t *out)
{
	uint64_t common = greatest_divisor(value.part, value.scale);
	value.part /= common;
	value.scale /= common;
	if (factor % value.scale != 0)
		return UNITS_TOO_FINE;
	uint64_t result;
	/* Less than @factor, since part is less than scale. */
	uint64_t rest = value.part * (factor / value.scale);
	if (__builtin_mul_overflow(value.whole, factor, &result) ||
	    __builtin_add_overflow(result, rest, &result))
		return UNITS_TOO_LARGE;
	*out = result;
	return UNITS_OK;
}

static enum units_verdict parse(const char *text, const struct unit *units,
				enum units_verdict wrong_unit, uint64_t *out)
{
	struct decimal value = { .scale = 1 };
	bool overflow = false;
	const char *at = read_digits(text, &overflow, &value.whole);
	enum units_verdict fraction = UNITS_OK;
	if (at == text)
		return UNITS_NOT_A_NUMBER;
	if (*at == '.') {
		if (!is_digit(*++at))
			return UNITS_NOT_A_NUMBER;
		fraction = read_fraction(at, &value);
		while (is_digit(*at))
			at++;
	}
	const struct unit *unit = find_unit(units, at);
	if (!unit)
		return wrong_unit;
	if (overflow)
		return UNITS_TOO_LARGE;
	return fraction == UNITS_OK ? multiply(value, unit->factor, out) : fraction;
}

enum units_verdict units_parse_duration(const char *text, uint64_t *out)
{
	return parse(text, durations, UNITS_NOT_A_DURATION, out);
}

enum units_verdict units_parse_size(const char *text, uint64_t *out)
{
	return parse(text, sizes, UNITS_NOT_A_SIZE, out);
}

const char *units_explain(enum units_verdict verdict)
{
	static const char *const texts[] = {
		[UNITS_OK] = "is fine",
		[UNITS_NOT_A_NUMBER] = "is not a number",
		[UNITS_NOT_A_DURATION] = "has an unknown unit; use ms, s or m, as in 1500ms or 2s",
		[UNITS_NOT_A_SIZE] =
			"has an unknown unit; use B, KB, MB, GB, KiB, MiB or GiB, as in 20MB",
		[UNITS_TOO_FINE] = "is not a whole number of milliseconds or bytes",
		[UNITS_TOO_LARGE] = "is too large",
	};
	return texts[verdict];
}
