/* SPDX-License-Identifier: MIT */
/*
 * The frames between a cell and the supervisor: one table for both sides.
 *
 * A frame is an 8-byte header, {length, type}, and `length` bytes of payload. All integers are
 * little-endian, as Wasm's are, and structures are laid out without padding. The guest includes this
 * header too, so it depends on nothing but <stdint.h>.
 *
 * The supervisor treats every byte from a cell as hostile: frame_judge() bounds the size of each type
 * before anything is read, and a frame that is out of turn ends that cell.
 */
#ifndef UNTRUSTED_WIRE_FRAME_H
#define UNTRUSTED_WIRE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every maximum of the wire, together. */
#define FRAME_CODE_MAX	     (1u << 20)	 /* bytes of UTF-8 of the caller's program */
#define FRAME_INPUT_MAX	     (6u << 20)	 /* bytes of JSON of `input` */
#define FRAME_RESULT_MAX     (6u << 20)	 /* bytes of JSON of the result */
#define FRAME_CONSOLE_MAX    (64u << 10) /* bytes of one console line */
#define FRAME_ERROR_NAME_MAX 256u
#define FRAME_ERROR_TEXT_MAX (16u << 10) /* bytes of an error's message, and of its stack */

#define FRAME_FETCH_METHOD_MAX	    32u
#define FRAME_FETCH_URL_MAX	    (16u << 10)
#define FRAME_FETCH_HEADERS_MAX	    (64u << 10) /* bytes of a request's headers, and of a response's */
#define FRAME_FETCH_STATUS_TEXT_MAX 256u
#define FRAME_FETCH_PIECE_MAX	    (256u << 10) /* bytes of a body in one frame */
#define FRAME_FETCH_REASON_MAX	    1024u

/*
 * Flow control: how many bytes of a body may be on their way without the receiver's leave. More leave comes
 * with FRAME_FETCH_CREDIT and FRAME_FETCH_MORE.
 */
#define FRAME_FETCH_RECEIVE_WINDOW (512u << 10) /* of a response's body */
#define FRAME_FETCH_SEND_WINDOW	   (64u << 10)	/* of a request's body */

enum frame_type {
	/* supervisor to guest */
	FRAME_PRELUDE = 1,     /* only at build time: source of the prelude, before the snapshot */
	FRAME_RUN = 2,	       /* struct frame_run, code, NUL, input, NUL */
	FRAME_FETCH_HEAD = 3,  /* struct frame_fetch_head, status text, headers */
	FRAME_FETCH_CHUNK = 4, /* struct frame_fetch_id, a piece of the response's body, decoded */
	FRAME_FETCH_END = 5,   /* struct frame_fetch_id: the response is complete */
	FRAME_FETCH_FAIL = 6,  /* struct frame_fetch_fail, the reason: the fetch is over */
	FRAME_FETCH_MORE = 7,  /* struct frame_fetch_credit: room for more of the request's body */

	/* guest to supervisor */
	FRAME_CONSOLE = 16, /* struct frame_console, UTF-8 text */
	FRAME_DROPPED = 17, /* struct frame_dropped: console lines that the guest left out so far */
	FRAME_DONE = 18,    /* struct frame_done, JSON of the result (none: undefined) */
	FRAME_FAIL = 19,    /* struct frame_fail, name, message, stack */
	FRAME_FETCH = 20,   /* struct frame_fetch, method, URL, headers: one HTTP request */
	FRAME_FETCH_BODY =
		21, /* struct frame_fetch_id, a piece of the request's body; none: its end */
	FRAME_FETCH_CREDIT =
		22, /* struct frame_fetch_credit: room for more of the response's body */
	FRAME_FETCH_CANCEL = 23, /* struct frame_fetch_id: nothing more of it is wanted */
};

struct frame_header {
	uint32_t length; /* of the payload */
	uint32_t type;	 /* enum frame_type */
};

struct frame_run {
	uint32_t timeout_ms;
	uint32_t memory_limit_bytes;
	uint32_t code_bytes;
	uint32_t input_bytes; /* 0: no input, the variable is undefined */
	uint32_t console_max_bytes;
	uint32_t console_max_lines;
};

enum frame_level {
	FRAME_LEVEL_LOG,
	FRAME_LEVEL_INFO,
	FRAME_LEVEL_WARN,
	FRAME_LEVEL_ERROR,
	FRAME_LEVEL_DEBUG,
	FRAME_LEVEL_TRACE,
	FRAME_LEVEL_COUNT,
};

struct frame_console {
	uint32_t level;	  /* enum frame_level */
	uint32_t time_us; /* since the execution began */
};

struct frame_dropped {
	uint32_t lines; /* so far, in all */
};

/* What the execution has cost, by the guest's own account. */
struct frame_cost {
	uint32_t peak_memory_bytes; /* of the JavaScript heap, above what it was before */
	uint32_t cpu_us;
};

struct frame_done {
	struct frame_cost cost;
	uint32_t has_result; /* 0: undefined */
};

enum frame_kind {
	FRAME_KIND_SYNTAX,
	FRAME_KIND_RUNTIME,
	FRAME_KIND_TIMEOUT,
	FRAME_KIND_MEMORY,
	FRAME_KIND_STACK,
	FRAME_KIND_RESULT,
	FRAME_KIND_INTERNAL,
	FRAME_KIND_COUNT,
};

struct frame_fail {
	uint32_t kind; /* enum frame_kind */
	struct frame_cost cost;
	uint32_t line, column; /* in the caller's code, from 1; 0: unknown */
	uint32_t name_bytes, message_bytes, stack_bytes;
};

/* The length of a request's body that is not known before its end. */
#define FRAME_FETCH_BODY_UNKNOWN UINT32_MAX

/*
 * One HTTP request; redirects are not followed. Method and URL are ASCII. Headers are {name, NUL, value, NUL}
 * one after the other, values in bytes (ISO-8859-1 to JavaScript).
 */
struct frame_fetch {
	uint32_t id;	     /* the guest's, rising */
	uint32_t has_body;   /* 0 or 1: FRAME_FETCH_BODY follow */
	uint32_t body_bytes; /* of all of them, or FRAME_FETCH_BODY_UNKNOWN */
	uint32_t method_bytes, url_bytes, headers_bytes;
};

struct frame_fetch_id {
	uint32_t id;
};

struct frame_fetch_credit {
	uint32_t id;
	uint32_t bytes;
};

struct frame_fetch_head {
	uint32_t id;
	uint32_t status;
	uint32_t status_text_bytes, headers_bytes;
};

struct frame_fetch_fail {
	uint32_t id;
	uint32_t refused; /* 1: a rule forbids it; 0: it was tried and failed */
};

/* Does a cell send frames of this type, and of this size? Says nothing about whether it is its turn. */
bool frame_judge(const struct frame_header *header);

#endif
