/* SPDX-License-Identifier: MIT */
/*
 * The audit log: one line for each outbound request, refused ones too (docs/network.md). Never headers, bodies, paths
 * or queries: those are the code's, and may hold secrets.
 */
#ifndef UNTRUSTED_EGRESS_AUDIT_H
#define UNTRUSTED_EGRESS_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "egress/egress.h"

struct audit_entry {
	const char *execution_id;
	const char *method;
	const char *host;    /* NULL: not known, since the URL has none */
	const char *address; /* that was connected to, or that was refused; NULL: none */
	uint16_t port;	     /* 0: not known */
	unsigned status;     /* of the response; 0: none came */
	const char *refused; /* the rule's name, or NULL */
	const char *failed;  /* why it came to nothing, or NULL */
	uint64_t bytes_sent, bytes_received;
	int64_t started_ns; /* clock_now_ns() */
};

/* Writes the line, if there is a log and memory for it. */
void audit_write(const struct egress *egress, const struct audit_entry *entry);

#endif
