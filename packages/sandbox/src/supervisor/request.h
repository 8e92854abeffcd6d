/* SPDX-License-Identifier: MIT */
/*
 * A request: what a caller wants run and within which limits (docs/contract.md).
 *
 * The execution calls request_parse() on JSON text that comes from the network, from anyone: every
 * byte of it is hostile. Out of it come values that are complete, defaulted and within the limits,
 * or a message for the caller. `input` is not looked into, only proven to be well-formed JSON: it
 * stays a slice of the text.
 *
 * The text's size is the front end's to bound (LIMITS_REQUEST over HTTP); parsing takes time and
 * memory in proportion to it. Nothing here blocks.
 */
#ifndef UNTRUSTED_SUPERVISOR_REQUEST_H
#define UNTRUSTED_SUPERVISOR_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "policy/allowlist.h"

struct limits_bounds;
struct network;

#define REQUEST_MESSAGE_MAX 256u

/* Bytes of one allowed domain: `https://`, a name of 253 characters, `:65535`. */
#define REQUEST_DOMAIN_MAX 267u

struct request {
	char *code; /* owned; WTF-8 (base/json_text.h), may hold NULs; one more follows it */
	size_t code_bytes;
	const char *input; /* JSON, a slice of the request's text; NULL: none */
	size_t input_bytes;
	uint32_t timeout_ms;
	uint32_t memory_limit_bytes;
	struct allowlist allowed_domains; /* owned */
	uint32_t clamped; /* limits that replace larger wishes: 1 << enum limits_id, ORed */
};

/* Why a request was refused: one line of UTF-8 for the caller; it names the field and the limit. */
struct request_fault {
	char message[REQUEST_MESSAGE_MAX];
};

/*
 * Parses a request for an executor whose deployer has decided @network and @bounds, which are LIMITS_CHOSEN_COUNT.
 * Returns 0 and @out, which the caller releases with request_done() and which points into @text; -EINVAL and @fault; or
 * -ENOMEM.
 */
int request_parse(const char *text, size_t bytes, const struct network *network,
		  const struct limits_bounds *bounds, struct request_fault *fault,
		  struct request *out);

/* Frees what the request owns; it is empty afterwards. */
void request_done(struct request *request);

#endif
