/* SPDX-License-Identifier: MIT */
/*
 * A strict scanner for JSON (RFC 8259): proves that bytes are exactly one well-formed value and
 * finds the members or elements of the outermost one, as slices of the text. It builds nothing.
 *
 * The supervisor calls it on requests from the network and on results from a cell, which are both
 * hostile, before it passes a slice on as it stands: `input` to the guest, `result` into a
 * response. Strict means: UTF-8 without a byte order mark, no control characters in strings, no
 * comments, no NaN, no text after the value. Lone surrogates as escapes ("\ud800") and repeated
 * keys are allowed, as in the RFC. Values may nest JSON_SCAN_DEPTH_MAX deep, which is more than the
 * engine can read or write.
 *
 * Nothing is allocated and nothing recurses. 6 MiB take 1 to 10 ms, or 20 if they are all one-digit
 * numbers; finding the items of a large array costs half as much again. Slices point into the
 * caller's text and live as long as it does.
 *
 *	struct json_scan scan;
 *	struct json_scan_item item;
 *	int rc;
 *	json_scan_init(&scan, text, text_bytes);
 *	while ((rc = json_scan_next(&scan, &item)) > 0)
 *		look_at(&item);
 *	if (rc < 0)
 *		complain(scan.fault.reason, scan.fault.offset);
 */
#ifndef UNTRUSTED_BASE_JSON_SCAN_H
#define UNTRUSTED_BASE_JSON_SCAN_H

#include <stddef.h>
#include <stdint.h>

#define JSON_SCAN_DEPTH_MAX 131072u

enum json_scan_kind {
	JSON_SCAN_NONE, /* no value begins here */
	JSON_SCAN_NULL,
	JSON_SCAN_BOOLEAN,
	JSON_SCAN_NUMBER,
	JSON_SCAN_STRING,
	JSON_SCAN_ARRAY,
	JSON_SCAN_OBJECT,
};

struct json_scan_slice {
	const char *data; /* not NUL-terminated */
	size_t bytes;
};

struct json_scan_fault {
	const char *reason; /* a constant, such as "expected ':'" */
	size_t offset;	    /* in bytes from the start of the text */
};

struct json_scan_item {
	struct json_scan_slice
		key; /* the string as written, quotes and escapes too; empty in an array */
	struct json_scan_slice value; /* as written, without the white space around it */
	enum json_scan_kind kind;     /* of the value */
};

/*
 * A scan in progress, 16 KB of it. `kind` and, after an error, `fault` may be read; the rest is
 * private.
 */
struct json_scan {
	enum json_scan_kind kind; /* of the outermost value, by its first byte: not yet proven */
	struct json_scan_fault fault;
	const char *start, *at, *end;
	enum { JSON_SCAN_FIRST, JSON_SCAN_LATER, JSON_SCAN_ENDED, JSON_SCAN_BROKEN } state;
	size_t depth;
	uint64_t is_object[JSON_SCAN_DEPTH_MAX /
			   64]; /* a bit for each open container, outermost first */
};

/* Begins a scan of @text, which may be anything. */
void json_scan_init(struct json_scan *scan, const char *text, size_t bytes);

/*
 * Finds the next member of an object or element of an array. Returns 1 and @out; or 0 when there
 * are no more and the whole text is proven to be one well-formed value, at once if that is neither
 * object nor array; or -EINVAL if it is not, with `scan->fault`. After 0 or -EINVAL it goes on
 * returning that.
 */
int json_scan_next(struct json_scan *scan, struct json_scan_item *out);

/*
 * Proves that @text is exactly one well-formed value. Returns 0 and in @out the value without white
 * space around it; or -EINVAL and @fault. Either may be NULL.
 */
int json_scan_value(const char *text, size_t bytes, struct json_scan_fault *fault,
		    struct json_scan_item *out);

/* The kind with its article, for messages: "a string", "null". */
const char *json_scan_kind_name(enum json_scan_kind kind);

#endif
