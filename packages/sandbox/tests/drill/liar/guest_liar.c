// SPDX-License-Identifier: MIT
/*
 * In place of the guest: a cell that lies. The request's code names the lie; drill_liar.c says what each must
 * come to. It reads no more of the request than its first bytes, unless the lie is told with reading. Never
 * shipped.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell/guest.h"
#include "cell/link.h"
#include "wire/control.h"
#include "wire/frame.h"

/* A frame of any type and any claimed length, with these bytes behind it. */
static void say(uint32_t type, uint32_t claimed, const void *payload, size_t bytes)
{
	const struct frame_header header = { .length = claimed, .type = type };

	link_send(&header, sizeof(header));
	link_send(payload, bytes);
}

static void say_done(const char *json, size_t bytes, uint32_t has_result)
{
	const struct frame_done done = { .has_result = has_result };

	say(FRAME_DONE, (uint32_t)(sizeof(done) + bytes), &done, sizeof(done));
	link_send(json, bytes);
}

static void done(const char *json)
{
	say_done(json, strlen(json), 1);
}

static void console(const char *text, size_t bytes)
{
	const struct frame_console head = { .level = 77, .time_us = UINT32_MAX };

	say(FRAME_CONSOLE, (uint32_t)(sizeof(head) + bytes), &head, sizeof(head));
	link_send(text, bytes);
}

static void fail(uint32_t kind, uint32_t name_bytes, uint32_t message_bytes, uint32_t stack_bytes,
		 const char *text)
{
	struct frame_fail head;

	/* Every figure that it tells of itself is the largest. */
	memset(&head, 0xff, sizeof(head));
	head.kind = kind;
	head.name_bytes = name_bytes;
	head.message_bytes = message_bytes;
	head.stack_bytes = stack_bytes;
	say(FRAME_FAIL, (uint32_t)(sizeof(head) + strlen(text)), &head, sizeof(head));
	link_send(text, strlen(text));
}

/* The request, all of it, to nowhere. */
static void swallow(size_t rest)
{
	static char room[65536];

	while (rest > 0) {
		ssize_t n = read(CELL_FD, room, rest < sizeof(room) ? rest : sizeof(room));
		if (n <= 0)
			_exit(0);
		rest -= (size_t)n;
	}
}

/* clang-format off */
static void honest(void) { done("\"honest\""); }
static void type_zero(void) { say(0, 0, NULL, 0); }
static void type_unknown(void) { say(99, 0, NULL, 0); }
static void type_largest(void) { say(UINT32_MAX, 8, "12345678", 8); }
static void type_of_supervisor(void) { say(FRAME_RUN, 24, "123456789012345678901234", 24); }
static void done_of_length_zero(void) { say(FRAME_DONE, 0, NULL, 0); }
static void done_too_long(void) { say(FRAME_DONE, sizeof(struct frame_done) + FRAME_RESULT_MAX + 1, NULL, 0); }
static void done_of_length_largest(void) { say(FRAME_DONE, UINT32_MAX, NULL, 0); }
static void console_of_length_largest(void) { say(FRAME_CONSOLE, UINT32_MAX, NULL, 0); }
static void console_without_head(void) { say(FRAME_CONSOLE, 7, "1234567", 7); }
static void dropped_too_long(void) { say(FRAME_DROPPED, 5, "12345", 5); }
static void done_with_broken_json(void) { done("{\"a\":"); }
static void done_with_no_json(void) { done(""); }
static void done_with_two_values(void) { done("1 2"); }
static void done_with_trailing_garbage(void) { done("{\"a\":1}}"); }
static void done_with_injected_members(void) { done("1,\"success\":false"); }
static void done_with_invalid_utf8(void) { done("\"\xff\xfe\""); }
static void done_with_overlong_utf8(void) { done("\"\xc0\xaf\""); }
static void done_with_nul(void) { say_done("\"a\0b\"", 5, 1); }
static void done_undefined_with_bytes(void) { say_done("garbage", 7, 0); }
static void fail_of_unknown_kind(void) { fail(77, 0, 1, 0, "x"); }
static void fail_with_lengths_too_long(void) { fail(FRAME_KIND_RUNTIME, 0, 1000, 0, "x"); }
static void fail_with_lengths_too_short(void) { fail(FRAME_KIND_RUNTIME, 0, 1, 0, "xyz"); }
static void fail_with_lengths_that_overflow(void) { fail(FRAME_KIND_RUNTIME, UINT32_MAX, 2, 0, "x"); }
static void fail_with_any_bytes(void) { fail(FRAME_KIND_RUNTIME, 2, 3, 2, "\xff\x01\xc0\n\"\\\x80"); }
static void exit_at_once(void) { _exit(0); }
static void die_of_a_signal(void) { abort(); }
static void stop_after_half_a_header(void) { link_send("1234", 4); _exit(0); }
static void stop_after_half_a_frame(void) { say(FRAME_DONE, 100, "1234", 4); _exit(0); }
static void done_twice(void) { done("1"); done("2"); }
static void frames_after_done(void) { done("1"); console("late", 4); say(99, 0, NULL, 0); }
static void close_and_wait(void) { close(CELL_FD); for (;;) __asm__ volatile(""); }
static void silence(void) { for (;;) __asm__ volatile(""); }
static void half_a_frame_and_silence(void) { say(FRAME_DONE, 100, "1234", 4); silence(); }
/* clang-format on */

static void done_in_single_bytes(void)
{
	struct {
		struct frame_header header;
		struct frame_done done;
		char json[4];
	} frame = { { sizeof(struct frame_done) + 4, FRAME_DONE }, { .has_result = 1 }, "true" };

	for (size_t i = 0; i < sizeof(frame); i++)
		link_send((const char *)&frame + i, 1);
}

static void console_flood(void)
{
	for (;;)
		console("a line of a flood, which never ends", 35);
}

static void console_flood_of_large_lines(void)
{
	static char text[FRAME_CONSOLE_MAX];

	memset(text, 1, sizeof(text));
	for (;;)
		console(text, sizeof(text));
}

static void console_flood_then_done(void)
{
	for (unsigned i = 0; i < 1000000; i++)
		console("x", 1);
	done("1");
}

static void console_of_empty_lines(void)
{
	for (;;)
		console("", 0);
}

static void dropped_flood(void)
{
	for (;;)
		say(FRAME_DROPPED, 4, "\xff\xff\xff\xff", 4);
}

static void console_of_any_bytes(void)
{
	console("\xff\xc0\x80\x00\x01\"\\", 7);
	done("1");
}

static void console_then_done(void)
{
	console("x", 1);
	done("1");
}

static void large_result(void)
{
	static char json[FRAME_RESULT_MAX];

	memset(json, 'x', sizeof(json));
	json[0] = json[sizeof(json) - 1] = '"';
	say_done(json, sizeof(json), 1);
}

/* --- fetches ----------------------------------------------------------------------------------------------- */

#define URL "http://not-allowed.test/"

/* A whole FRAME_FETCH; what the head says of the lengths is added to what they are. */
static void fetch(struct frame_fetch head, const char *url, const char *headers,
		  size_t headers_bytes)
{
	static char frame[sizeof(struct frame_header) + sizeof(head) + 3 + FRAME_FETCH_URL_MAX +
			  FRAME_FETCH_HEADERS_MAX];
	size_t url_bytes = strlen(url);
	const struct frame_header header = {
		.length = (uint32_t)(sizeof(head) + 3 + url_bytes + headers_bytes),
		.type = FRAME_FETCH,
	};
	char *at = frame;

	head.method_bytes += 3;
	head.url_bytes += (uint32_t)url_bytes;
	head.headers_bytes += (uint32_t)headers_bytes;
	at = mempcpy(at, &header, sizeof(header));
	at = mempcpy(at, &head, sizeof(head));
	at = mempcpy(at, "GET", 3);
	at = mempcpy(at, url, url_bytes);
	if (headers_bytes)
		at = mempcpy(at, headers, headers_bytes);
	link_send(frame, (size_t)(at - frame));
}

static void fetch_refused(uint32_t id)
{
	fetch((struct frame_fetch){ .id = id }, URL, NULL, 0);
}

static void say_body(uint32_t id, uint32_t bytes)
{
	static char frame[sizeof(id) + FRAME_FETCH_PIECE_MAX + 1];

	memcpy(frame, &id, sizeof(id));
	say(FRAME_FETCH_BODY, (uint32_t)sizeof(id) + bytes, frame, sizeof(id) + bytes);
}

static void say_credit(uint32_t id, uint32_t bytes)
{
	const struct frame_fetch_credit credit = { id, bytes };

	say(FRAME_FETCH_CREDIT, sizeof(credit), &credit, sizeof(credit));
}

static void say_cancel(uint32_t id)
{
	say(FRAME_FETCH_CANCEL, sizeof(id), &id, sizeof(id));
}

static void fetch_lie(struct frame_fetch head)
{
	head.id = 1;
	fetch(head, URL, "a\0b", 4);
}

/* A type that only the supervisor sends, as it would. */
static void answer_as_supervisor(uint32_t type, uint32_t bytes)
{
	static const uint32_t words[4] = { 1 };

	fetch_refused(1);
	say(type, bytes, words, bytes);
}

/* clang-format off */
static void fetch_of_length_largest(void) { say(FRAME_FETCH, UINT32_MAX, NULL, 0); }
static void fetch_without_head(void) { say(FRAME_FETCH, 23, "12345678901234567890123", 23); }
static void fetch_too_long(void) { say(FRAME_FETCH, sizeof(struct frame_fetch) + FRAME_FETCH_METHOD_MAX + FRAME_FETCH_URL_MAX + FRAME_FETCH_HEADERS_MAX + 1, NULL, 0); }
static void fetch_with_lengths_too_long(void) { fetch_lie((struct frame_fetch){ .headers_bytes = 1 }); }
static void fetch_with_lengths_too_short(void) { fetch_lie((struct frame_fetch){ .url_bytes = UINT32_MAX }); }
static void fetch_with_lengths_that_overflow(void) { fetch_lie((struct frame_fetch){ .method_bytes = UINT32_MAX - 10, .url_bytes = 11 }); }
static void fetch_with_half_a_header(void) { fetch((struct frame_fetch){ .id = 1 }, URL, "a", 2); }
static void fetch_with_has_body_7(void) { fetch_lie((struct frame_fetch){ .has_body = 7 }); }
static void fetch_with_id_0(void) { fetch_refused(0); }
static void fetch_with_the_same_id(void) { fetch_refused(1); fetch_refused(1); }
static void fetch_with_ids_that_fall(void) { fetch_refused(7); fetch_refused(3); }
static void fetch_with_the_largest_id(void) { fetch_refused(UINT32_MAX); done("1"); }
static void fetch_behind_the_largest_id(void) { fetch_refused(UINT32_MAX); fetch_refused(1); }
static void body_before_any_fetch(void) { say_body(1, 1); }
static void credit_before_any_fetch(void) { say_credit(1, 1); }
static void cancel_before_any_fetch(void) { say_cancel(1); }
static void body_of_no_fetch(void) { fetch_refused(1); say_body(2, 1); }
static void credit_of_no_fetch(void) { fetch_refused(1); say_credit(2, 1); }
static void cancel_of_no_fetch(void) { fetch_refused(1); say_cancel(UINT32_MAX); }
static void body_too_long(void) { fetch_refused(1); say_body(1, FRAME_FETCH_PIECE_MAX + 1); }
static void credit_without_bytes(void) { fetch_refused(1); say(FRAME_FETCH_CREDIT, 4, "\1\0\0\0", 4); }
static void fetch_head_from_a_cell(void) { answer_as_supervisor(FRAME_FETCH_HEAD, 16); }
static void fetch_chunk_from_a_cell(void) { answer_as_supervisor(FRAME_FETCH_CHUNK, 5); }
static void fetch_end_from_a_cell(void) { answer_as_supervisor(FRAME_FETCH_END, 4); }
static void fetch_fail_from_a_cell(void) { answer_as_supervisor(FRAME_FETCH_FAIL, 9); }
static void fetch_more_from_a_cell(void) { answer_as_supervisor(FRAME_FETCH_MORE, 8); }
static void fetch_after_done(void) { done("1"); fetch_refused(1); fetch_refused(1); }
/* clang-format on */

/* What is over, or is no fetch that a rule lets out, may be talked about all the same. */
static void frames_about_a_fetch_that_is_over(void)
{
	for (uint32_t id = 5; id < 9; id++)
		fetch_refused(id);
	for (uint32_t id = 0; id < 9; id++) {
		say_body(id, FRAME_FETCH_PIECE_MAX);
		say_body(id, 0);
		say_body(id, 1);
		say_credit(id, UINT32_MAX);
		say_cancel(id);
	}
	done("1");
}

static void fetches_of_any_bytes(void)
{
	static char headers[FRAME_FETCH_HEADERS_MAX];

	memset(headers, 0xff, sizeof(headers));
	headers[1] = '\0';
	headers[sizeof(headers) - 1] = '\0';
	fetch((struct frame_fetch){ .id = 1 }, "\xff\r\n\"\\", headers, sizeof(headers));
	fetch((struct frame_fetch){ .id = 2, .has_body = 1 }, "", "\0", 2);
	done("1");
}

static void million_fetches_then_done(void)
{
	for (uint32_t id = 1; id <= 1000000; id++)
		fetch_refused(id);
	done("1");
}

static void fetch_flood(void)
{
	for (uint32_t id = 1;; id++)
		fetch_refused(id);
}

/* The most that one frame can make the supervisor do. */
static void fetch_flood_of_many_headers(void)
{
	static char headers[FRAME_FETCH_HEADERS_MAX / 3 * 3];

	for (size_t i = 0; i < sizeof(headers); i += 3)
		headers[i] = 'a';
	for (uint32_t id = 1;; id++)
		fetch((struct frame_fetch){ .id = id }, URL, headers, sizeof(headers));
}

/*
 * What follows is told with the URL of a server of the drill, which is the request's input. All but the last of these
 * read nothing of what comes of it.
 */
static char url[256];

/* Leave for more than there is, for each fetch that there may be. */
static void responses_pile_up(void)
{
	for (uint32_t id = 1; id <= 50; id++) {
		fetch((struct frame_fetch){ .id = id }, url, NULL, 0);
		say_credit(id, 1u << 30);
	}
	silence();
}

/* Only what the windows let come. */
static void responses_pile_up_by_the_rules(void)
{
	for (uint32_t id = 1; id <= 50; id++)
		fetch((struct frame_fetch){ .id = id }, url, NULL, 0);
	silence();
}

static void credit_of_the_largest_without_end(void)
{
	fetch((struct frame_fetch){ .id = 1 }, url, NULL, 0);
	for (;;)
		say_credit(1, UINT32_MAX);
}

static void fetch_and_cancel_without_end(void)
{
	for (uint32_t id = 1;; id++) {
		fetch((struct frame_fetch){ .id = id }, url, NULL, 0);
		say_cancel(id);
	}
}

static void body_longer_than_was_said(void)
{
	fetch((struct frame_fetch){ .id = 1, .has_body = 1, .body_bytes = 5 }, url, NULL, 0);
	say_body(1, 100);
	done("1");
}

static void body_shorter_than_was_said(void)
{
	fetch((struct frame_fetch){ .id = 1, .has_body = 1, .body_bytes = 5 }, url, NULL, 0);
	say_body(1, 4);
	say_body(1, 0);
	done("1");
}

static void body_beyond_the_window(void)
{
	const struct frame_fetch head = {
		.id = 1,
		.has_body = 1,
		.body_bytes = FRAME_FETCH_BODY_UNKNOWN,
	};

	/* The server takes less than this. */
	fetch(head, url, NULL, 0);
	for (unsigned i = 0; i < 10000; i++)
		say_body(1, FRAME_FETCH_PIECE_MAX);
	done("1");
}

static void done_while_fetches_are_under_way(void)
{
	for (uint32_t id = 1; id <= 20; id++)
		fetch((struct frame_fetch){ .id = id }, url, NULL, 0);
	done("1");
}

static const struct {
	const char *name;
	void (*tell)(void);
	bool reads; /* the whole request first */
} lies[] = {
#define LIE(name, reads)           \
	{                          \
#name, name, reads \
	}
	LIE(honest, true),
	LIE(type_zero, true),
	LIE(type_unknown, true),
	LIE(type_largest, true),
	LIE(type_of_supervisor, true),
	LIE(done_of_length_zero, true),
	LIE(done_too_long, true),
	LIE(done_of_length_largest, true),
	LIE(console_of_length_largest, true),
	LIE(console_without_head, true),
	LIE(dropped_too_long, true),
	LIE(done_with_broken_json, true),
	LIE(done_with_no_json, true),
	LIE(done_with_two_values, true),
	LIE(done_with_trailing_garbage, true),
	LIE(done_with_injected_members, true),
	LIE(done_with_invalid_utf8, true),
	LIE(done_with_overlong_utf8, true),
	LIE(done_with_nul, true),
	LIE(done_undefined_with_bytes, true),
	LIE(done_in_single_bytes, true),
	LIE(fail_of_unknown_kind, true),
	LIE(fail_with_lengths_too_long, true),
	LIE(fail_with_lengths_too_short, true),
	LIE(fail_with_lengths_that_overflow, true),
	LIE(fail_with_any_bytes, true),
	LIE(exit_at_once, true),
	LIE(die_of_a_signal, true),
	LIE(stop_after_half_a_header, true),
	LIE(stop_after_half_a_frame, true),
	LIE(half_a_frame_and_silence, true),
	LIE(done_twice, true),
	LIE(frames_after_done, true),
	LIE(close_and_wait, true),
	LIE(silence, true),
	LIE(console_flood, true),
	LIE(console_flood_of_large_lines, true),
	LIE(console_of_empty_lines, true),
	LIE(console_flood_then_done, true),
	LIE(dropped_flood, true),
	LIE(console_of_any_bytes, true),
	LIE(console_then_done, true),
	LIE(large_result, true),
	LIE(fetch_of_length_largest, true),
	LIE(fetch_without_head, true),
	LIE(fetch_too_long, true),
	LIE(fetch_with_lengths_too_long, true),
	LIE(fetch_with_lengths_too_short, true),
	LIE(fetch_with_lengths_that_overflow, true),
	LIE(fetch_with_half_a_header, true),
	LIE(fetch_with_has_body_7, true),
	LIE(fetch_with_id_0, true),
	LIE(fetch_with_the_same_id, true),
	LIE(fetch_with_ids_that_fall, true),
	LIE(fetch_with_the_largest_id, true),
	LIE(fetch_behind_the_largest_id, true),
	LIE(body_before_any_fetch, true),
	LIE(credit_before_any_fetch, true),
	LIE(cancel_before_any_fetch, true),
	LIE(body_of_no_fetch, true),
	LIE(credit_of_no_fetch, true),
	LIE(cancel_of_no_fetch, true),
	LIE(body_too_long, true),
	LIE(credit_without_bytes, true),
	LIE(fetch_head_from_a_cell, true),
	LIE(fetch_chunk_from_a_cell, true),
	LIE(fetch_end_from_a_cell, true),
	LIE(fetch_fail_from_a_cell, true),
	LIE(fetch_more_from_a_cell, true),
	LIE(fetch_after_done, true),
	LIE(frames_about_a_fetch_that_is_over, true),
	LIE(fetches_of_any_bytes, true),
	LIE(million_fetches_then_done, true),
	LIE(fetch_flood, true),
	LIE(fetch_flood_of_many_headers, true),
	LIE(responses_pile_up, true),
	LIE(responses_pile_up_by_the_rules, true),
	LIE(credit_of_the_largest_without_end, true),
	LIE(fetch_and_cancel_without_end, true),
	LIE(body_longer_than_was_said, true),
	LIE(body_shorter_than_was_said, true),
	LIE(body_beyond_the_window, true),
	LIE(done_while_fetches_are_under_way, true),
	{ "never_reads", silence, false },
	{ "never_reads_and_exits", exit_at_once, false },
	{ "never_reads_and_answers", honest, false },
};

int guest_load(void)
{
	return 0;
}

void guest_warm(void)
{
}

/* The input, a JSON string, if it is one and short. */
static void read_url(const char *input, const char *end)
{
	size_t bytes = input < end ? strnlen(input, (size_t)(end - input)) : 0;

	if (bytes < 2 || bytes - 2 >= sizeof(url) || input[0] != '"')
		return;
	memcpy(url, input + 1, bytes - 2);
	url[bytes - 2] = '\0';
}

void guest_enter(void)
{
	static char start[4096];
	struct frame_header header;
	struct frame_run run;
	size_t have = 0;

	while (have < sizeof(header) + sizeof(run) + 64) {
		ssize_t n = read(CELL_FD, start + have, sizeof(start) - 1 - have);
		if (n <= 0)
			return;
		have += (size_t)n;
		/* A short request is shorter than that. */
		memcpy(&header, start, sizeof(header));
		if (have >= sizeof(header) + header.length)
			break;
	}
	const char *code = start + sizeof(header) + sizeof(run);
	read_url(code + strlen(code) + 1, start + have);
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		if (strcmp(lies[i].name, code) != 0)
			continue;
		if (lies[i].reads)
			swallow(sizeof(header) + header.length - have);
		lies[i].tell();
	}
}
