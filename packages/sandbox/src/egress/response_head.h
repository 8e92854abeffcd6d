/* SPDX-License-Identifier: MIT */
/*
 * The head of a response, line by line as libcurl hands it over, into what FRAME_FETCH_HEAD carries. The lines come from
 * a server that may be hostile. Pure.
 */
#ifndef UNTRUSTED_EGRESS_RESPONSE_HEAD_H
#define UNTRUSTED_EGRESS_RESPONSE_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/frame.h"

struct response_head {
	unsigned status; /* of the last status line; 0: none yet */
	char status_text[FRAME_FETCH_STATUS_TEXT_MAX];
	size_t status_text_bytes;
	struct buf headers;	     /* {name in lower case, NUL, value, NUL} one after the other */
	struct buf content_encoding; /* once it is complete: the values, joined by ", " */
	bool is_open;		     /* the last line was a header, and may be continued */
	size_t bytes_left; /* that all lines together may still have, those of 1xx heads included */
	bool is_complete;  /* the empty line of the final head has come */
};

enum response_head_verdict {
	RESPONSE_HEAD_MORE,	/* it goes on */
	RESPONSE_HEAD_COMPLETE, /* with this line */
	RESPONSE_HEAD_TRAILER,	/* a line after the end: not looked at, but counted */
	RESPONSE_HEAD_TOO_LARGE,
	RESPONSE_HEAD_LENGTH, /* lengths that contradict each other, or one that is no length */
	RESPONSE_HEAD_NO_MEMORY,
};

void response_head_init(struct response_head *head);

/* Takes one line with its line end. */
enum response_head_verdict response_head_take(struct response_head *head, const char *line,
					      size_t bytes);

void response_head_done(struct response_head *head);

#endif
