/* SPDX-License-Identifier: MIT */
#include "supervisor/request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/json_scan.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "policy/limits.h"

/* How much of the caller's own text a message repeats. */
#define QUOTED_MAX 64u

struct parse;

/* One row for each field that a request may have. */
struct field {
	const char *name;
	enum json_scan_kind kind; /* JSON_SCAN_NONE: any */
	const char *kind_name;	  /* with its article, for messages */
	bool required;
	enum limits_id limit;
	int (*read)(struct parse *parse, const struct field *field,
		    const struct json_scan_item *item);
};

enum { FIELD_COUNT = 5 };

struct parse {
	const struct network *network;
	const struct limits_bounds *bounds;
	struct request_fault *fault;
	struct request request; /* what has been read so far */
	struct json_scan_item items[FIELD_COUNT];
};

__attribute__((format(printf, 2, 3))) static int fail(struct parse *parse, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	int length = vsnprintf(parse->fault->message, sizeof parse->fault->message, format, values);
	va_end(values);
	CHECK(length >= 0 && (size_t)length < sizeof parse->fault->message);
	return -EINVAL;
}

/* A slice of the caller's text as printf's "%.*s%s": its start, and whether more follows. */
struct quoted {
	int bytes;
	const char *more;
};

static struct quoted quote(struct json_scan_slice text)
{
	size_t bytes = utf8_cut(text.data, text.bytes, QUOTED_MAX);
	return (struct quoted){ (int)bytes, bytes < text.bytes ? "…" : "" };
}

/*
 * White space and line ends as String.prototype.trim has them (ECMA-262 sections 12.2 and 12.3).
 * Returns the length in bytes of the one at the start of @text, or 0.
 */
static size_t space_bytes(const char *text, size_t bytes)
{
	static const char *const spaces[] = {
		"\t",	  "\n",	    "\v",     "\f",	"\r",	  " ",	    "\u00A0",
		"\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
		"\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029",
		"\u202F", "\u205F", "\u3000", "\uFEFF",
	};
	for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
		size_t length = strlen(spaces[i]);
		if (length <= bytes && memcmp(text, spaces[i], length) == 0)
			return length;
	}
	return 0;
}

static bool is_blank(const char *text, size_t bytes)
{
	while (bytes > 0) {
		size_t space = space_bytes(text, bytes);
		if (space == 0)
			return false;
		text += space;
		bytes -= space;
	}
	return true;
}

static int fail_size(struct parse *parse, const struct field *field, size_t bytes)
{
	return fail(parse, "%s is too large: %zu bytes; the limit is %u bytes", field->name, bytes,
		    (unsigned)limits_get(field->limit)->maximum);
}

static int read_code(struct parse *parse, const struct field *field,
		     const struct json_scan_item *item)
{
	size_t bytes = json_text_string_bytes(item->value);
	if (bytes > limits_get(field->limit)->maximum)
		return fail_size(parse, field, bytes);
	AUTO_BUF struct buf code = { .max = bytes };
	int rc = buf_reserve(&code, bytes);
	if (rc == 0)
		rc = json_text_decode_string(item->value, &code);
	if (rc < 0)
		return rc;
	if (is_blank(code.data, code.len))
		return fail(parse, "Code cannot be empty");
	parse->request.code_bytes = code.len;
	parse->request.code = buf_take(&code);
	return 0;
}

static int read_input(struct parse *parse, const struct field *field,
		      const struct json_scan_item *item)
{
	if (item->value.bytes > limits_get(field->limit)->maximum)
		return fail_size(parse, field, item->value.bytes);
	parse->request.input = item->value.data;
	parse->request.input_bytes = item->value.bytes;
	return 0;
}

static int read_limit(struct parse *parse, const struct field *field,
		      const struct json_scan_item *item, uint32_t *out)
{
	const struct limits_entry *limit = limits_get(field->limit);
	const struct limits_bounds *bounds = &parse->bounds[field->limit];
	struct quoted number = quote(item->value);
	int64_t asked;
	if (json_text_decode_integer(item->value, &asked) < 0)
		return fail(parse, "%s must be an integer, not %.*s%s", field->name, number.bytes,
			    item->value.data, number.more);
	switch (limits_judge(field->limit, bounds, asked, out)) {
	case LIMITS_REFUSED:
		return fail(parse,
			    "%s must be at least %u, not %.*s%s (%s; default %u, maximum %u)",
			    field->name, (unsigned)limit->minimum, number.bytes, item->value.data,
			    number.more, limit->unit, (unsigned)bounds->fallback,
			    (unsigned)bounds->maximum);
	case LIMITS_CLAMPED:
		parse->request.clamped |= UINT32_C(1) << field->limit;
		return 0;
	case LIMITS_AS_ASKED:
		return 0;
	}
	CHECK(false);
	return -EINVAL;
}

static int read_timeout(struct parse *parse, const struct field *field,
			const struct json_scan_item *item)
{
	return read_limit(parse, field, item, &parse->request.timeout_ms);
}

static int read_memory(struct parse *parse, const struct field *field,
		       const struct json_scan_item *item)
{
	return read_limit(parse, field, item, &parse->request.memory_limit_bytes);
}

/* No NUL may end it early, and no space or control character may hide what follows it in a log. */
static bool is_domain_text(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		if ((unsigned char)text[i] <= ' ' || text[i] == 0x7F)
			return false;
	}
	return utf8_is_valid(text, bytes);
}

static int read_domain(struct parse *parse, const struct field *field,
		       const struct json_scan_item *item)
{
	size_t index = parse->request.allowed_domains.count;
	if (item->kind != JSON_SCAN_STRING)
		return fail(parse, "%s[%zu] must be a string, not %s", field->name, index,
			    json_scan_kind_name(item->kind));
	size_t bytes = json_text_string_bytes(item->value);
	if (bytes == 0)
		return fail(parse, "%s[%zu] must not be empty", field->name, index);
	if (bytes > REQUEST_DOMAIN_MAX)
		return fail(parse, "%s[%zu] is too long: %zu bytes; the limit is %u bytes",
			    field->name, index, bytes, REQUEST_DOMAIN_MAX);
	AUTO_BUF struct buf domain = { .max = bytes };
	int rc = json_text_decode_string(item->value, &domain);
	if (rc < 0)
		return rc;
	if (!is_domain_text(domain.data, domain.len))
		return fail(parse, "%s[%zu] holds a character that no domain has", field->name,
			    index);
	enum allowlist_fault fault = allowlist_add(&parse->request.allowed_domains, domain.data,
						   domain.len, parse->network);
	if (fault == ALLOWLIST_NO_MEMORY)
		return -ENOMEM;
	if (fault == ALLOWLIST_OK)
		return 0;
	struct quoted quoted = quote((struct json_scan_slice){ domain.data, domain.len });
	return fail(parse, "%s[%zu] \"%.*s%s\" %s", field->name, index, quoted.bytes, domain.data,
		    quoted.more, allowlist_fault_text(fault));
}

/* Walks an array that is already proven; more elements than @limit count as one more. */
static size_t count_elements(struct json_scan_slice array, size_t limit)
{
	struct json_scan scan;
	struct json_scan_item item;
	size_t count = 0;
	json_scan_init(&scan, array.data, array.bytes);
	while (count <= limit && json_scan_next(&scan, &item) > 0)
		count++;
	return count;
}

static int read_domains(struct parse *parse, const struct field *field,
			const struct json_scan_item *item)
{
	size_t maximum = limits_get(field->limit)->maximum;
	size_t count = count_elements(item->value, maximum);
	if (count > maximum)
		return fail(parse, "%s has too many entries; the limit is %zu", field->name,
			    maximum);
	struct json_scan scan;
	struct json_scan_item element;
	int rc = 0;
	json_scan_init(&scan, item->value.data, item->value.bytes);
	while (rc == 0 && json_scan_next(&scan, &element) > 0)
		rc = read_domain(parse, field, &element);
	return rc;
}

static const struct field fields[FIELD_COUNT] = {
	{
		.name = "code",
		.kind = JSON_SCAN_STRING,
		.kind_name = "a string",
		.required = true,
		.limit = LIMITS_CODE,
		.read = read_code,
	},
	{
		.name = "input",
		.kind = JSON_SCAN_NONE,
		.limit = LIMITS_INPUT,
		.read = read_input,
	},
	{
		.name = "timeoutMs",
		.kind = JSON_SCAN_NUMBER,
		.kind_name = "an integer",
		.limit = LIMITS_TIMEOUT,
		.read = read_timeout,
	},
	{
		.name = "memoryLimitBytes",
		.kind = JSON_SCAN_NUMBER,
		.kind_name = "an integer",
		.limit = LIMITS_MEMORY,
		.read = read_memory,
	},
	{
		.name = "allowedDomains",
		.kind = JSON_SCAN_ARRAY,
		.kind_name = "an array of strings",
		.limit = LIMITS_DOMAINS,
		.read = read_domains,
	},
};

/* Returns the field's place in the table, or FIELD_COUNT. */
static size_t find_field(struct json_scan_slice key)
{
	size_t index = 0;
	while (index < FIELD_COUNT && !json_text_string_is(key, fields[index].name))
		index++;
	return index;
}

static int fail_unknown(struct parse *parse, struct json_scan_slice key)
{
	char known[128] = "";
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		size_t length = strlen(known);
		snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "",
			 fields[i].name);
	}
	/* Without its quotes, so that they surround what is left of a long name. */
	struct json_scan_slice name = { key.data + 1, key.bytes - 2 };
	struct quoted quoted = quote(name);
	return fail(parse, "unknown field \"%.*s%s\"; known fields: %s", quoted.bytes, name.data,
		    quoted.more, known);
}

/* Files a member under its field. A fault is kept until after the scan: bad JSON comes first. */
static int file_item(struct parse *parse, const struct json_scan_item *item)
{
	size_t index = find_field(item->key);
	if (index == FIELD_COUNT)
		return fail_unknown(parse, item->key);
	if (parse->items[index].value.data)
		return fail(parse, "field \"%s\" is given twice", fields[index].name);
	parse->items[index] = *item;
	return 0;
}

/* Proves that the text is one JSON object and files its members. */
static int collect(struct parse *parse, const char *text, size_t bytes)
{
	struct json_scan scan;
	struct json_scan_item item;
	int rc, fault = 0;
	json_scan_init(&scan, text, bytes);
	while ((rc = json_scan_next(&scan, &item)) > 0) {
		if (fault == 0 && scan.kind == JSON_SCAN_OBJECT)
			fault = file_item(parse, &item);
	}
	if (rc < 0)
		return fail(parse, "request is not valid JSON: %s at byte %zu", scan.fault.reason,
			    scan.fault.offset);
	if (scan.kind != JSON_SCAN_OBJECT)
		return fail(parse, "request must be a JSON object, not %s",
			    json_scan_kind_name(scan.kind));
	return fault;
}

static int read_field(struct parse *parse, const struct field *field,
		      const struct json_scan_item *item)
{
	if (item->kind == JSON_SCAN_NONE)
		return field->required ? fail(parse, "%s is required", field->name) : 0;
	if (field->kind != JSON_SCAN_NONE && field->kind != item->kind)
		return fail(parse, "%s must be %s, not %s", field->name, field->kind_name,
			    json_scan_kind_name(item->kind));
	return field->read(parse, field, item);
}

int request_parse(const char *text, size_t bytes, const struct network *network,
		  const struct limits_bounds *bounds, struct request_fault *fault,
		  struct request *out)
{
	struct parse parse = {
		.network = network,
		.bounds = bounds,
		.fault = fault,
		.request = {
			.timeout_ms = bounds[LIMITS_TIMEOUT].fallback,
			.memory_limit_bytes = bounds[LIMITS_MEMORY].fallback,
		},
	};
	int rc = collect(&parse, text, bytes);
	for (size_t i = 0; i < FIELD_COUNT && rc == 0; i++)
		rc = read_field(&parse, &fields[i], &parse.items[i]);
	if (rc < 0)
		request_done(&parse.request);
	else
		*out = parse.request;
	return rc;
}

void request_done(struct request *request)
{
	allowlist_done(&request->allowed_domains);
	free(request->code);
	*request = (struct request){ .code = NULL };
}
