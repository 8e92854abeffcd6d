// SPDX-License-Identifier: MIT
#include "engine/failure.h"

#include <stdio.h>
#include <string.h>

#include "engine/channel.h"
#include "engine/cost.h"
#include "engine/deadline.h"
#include "engine/heap.h"
#include "engine/program.h"
#include "webapi/inspect.h"
#include "webapi/text.h"
#include "webapi/webapi.h"

/* What is known of an error; C strings of the engine's, or NULL. */
struct error_text {
	const char *name, *message, *stack;
	struct text shown;  /* in place of the message, if that is NULL; may be empty */
	const char *prefix; /* ours, before the message; NULL: none */
};

static const char *property_text(JSContext *ctx, JSValueConst object, const char *name)
{
	JSValue value = JS_GetPropertyStr(ctx, object, name);
	const char *text = NULL;

	if (JS_IsString(value))
		text = JS_ToCString(ctx, value);
	if (JS_HasException(ctx))
		JS_FreeValue(ctx, JS_GetException(ctx));
	JS_FreeValue(ctx, value);
	return text;
}

/* As the console shows it, which runs none of the code. */
static struct text show(JSContext *ctx, JSValueConst value)
{
	struct text text;

	text_init(&text, ctx, FRAME_ERROR_TEXT_MAX);
	inspect_value(&text, value, &INSPECT_DEFAULT);
	if (text.failed)
		JS_FreeValue(ctx, JS_GetException(ctx));
	text_well_formed(text.bytes, text.len);
	return text;
}

static struct error_text read_error(JSContext *ctx, JSValueConst error)
{
	struct error_text text = { 0 };

	if (JS_IsObject(error)) {
		text.name = property_text(ctx, error, "name");
		text.message = property_text(ctx, error, "message");
		text.stack = property_text(ctx, error, "stack");
	}
	/* Not an error (`throw "text"`, `throw { code: 42 }`), or one whose getters throw. */
	if (!text.message && JS_IsString(error))
		text.message = JS_ToCString(ctx, error);
	/* The engine throws what is no value at all when it fails to notice that it has no memory. */
	if (!text.message && !JS_IsUninitialized(error))
		text.shown = show(ctx, error);
	return text;
}

static void free_error(JSContext *ctx, struct error_text *text)
{
	JS_FreeCString(ctx, text->name);
	JS_FreeCString(ctx, text->message);
	JS_FreeCString(ctx, text->stack);
	if (text->shown.ctx)
		text_done(&text->shown);
}

static bool is(const char *text, const char *expected)
{
	return text && strcmp(text, expected) == 0;
}

static enum frame_kind kind_of(JSValueConst error, const struct error_text *text,
			       enum frame_kind otherwise)
{
	if (deadline_passed())
		return FRAME_KIND_TIMEOUT;
	/*
	 * The engine says it in many ways ("out of memory in regexp execution"), and throws null when it has no
	 * memory even for the error object.
	 */
	if (heap_exhausted() && (JS_IsNull(error) || JS_IsUninitialized(error) ||
				 (text->message && strstr(text->message, "out of memory"))))
		return FRAME_KIND_MEMORY;
	/* What no limit that we give could hold: a rope that was never written out, a buffer of 2 GiB. */
	if ((is(text->name, "InternalError") && is(text->message, "string too long")) ||
	    (is(text->name, "RangeError") && is(text->message, "invalid array buffer length")))
		return FRAME_KIND_MEMORY;
	if (is(text->name, "RangeError") && is(text->message, "Maximum call stack size exceeded"))
		return FRAME_KIND_STACK;
	return otherwise;
}

static uint32_t take_number(const char **at)
{
	uint32_t number = 0;

	while (**at >= '0' && **at <= '9' && number < 100000000)
		number = number * 10 + (uint32_t)(*(*at)++ - '0');
	return number;
}

/* The innermost place in the caller's own text: "code.js:LINE:COLUMN" at the first frame that has one. */
static bool find_place(const char *stack, struct program_place *out)
{
	static const char mark[] = PROGRAM_FILE ":";

	for (const char *at = stack; at && (at = strstr(at, mark));) {
		at += sizeof(mark) - 1;
		uint32_t line = take_number(&at);
		if (line == 0 || *at++ != ':')
			continue;
		*out = program_place(line, take_number(&at));
		return true;
	}
	return false;
}

/* Where the parser's words are about the wrapper, or tell nothing, ours in their place. */
static const char *explain_syntax(const struct program_place *place, char *room, size_t room_bytes)
{
	const char *name;
	size_t bytes;

	if (program_imports_at(place->line, &name, &bytes)) {
		snprintf(room, room_bytes,
			 "cannot import \"%.*s\": modules are not available to this code",
			 bytes > 100 ? 100 : (int)bytes, name);
		return room;
	}
	return place->at_end ? "unexpected end of input" : NULL;
}

/* Length of the text, at most @max bytes and not in the middle of a character. */
static uint32_t cut(const char *text, uint32_t max)
{
	return text ? text_cut(text, strlen(text), max) : 0;
}

/* The innermost frames are often the web APIs' own, of which the engine knows no file: they tell the caller nothing. */
static const char *skip_prelude(const char *stack)
{
	for (const char *end; stack && (end = strchr(stack, '\n')); stack = end + 1) {
		const char *mark = strstr(stack, " (<null>:");
		if (!mark || mark > end)
			break;
	}
	return stack;
}

static void send(enum frame_kind kind, const struct error_text *text)
{
	struct program_place place = { 0 };
	char room[192];
	const char *stack = skip_prelude(text->stack);
	const char *message = text->message;
	size_t message_bytes = message ? strlen(message) : text->shown.len;
	uint32_t prefix_bytes = cut(text->prefix, FRAME_ERROR_TEXT_MAX);

	if (!message)
		message = text->shown.bytes;
	if (find_place(stack, &place) && kind == FRAME_KIND_SYNTAX) {
		const char *better = explain_syntax(&place, room, sizeof(room));
		if (better) {
			message = better;
			message_bytes = strlen(better);
		}
	}
	struct frame_fail fail = {
		.kind = (uint32_t)kind,
		.cost = cost_so_far(),
		.line = place.line,
		.column = place.column,
		.name_bytes = cut(text->name, FRAME_ERROR_NAME_MAX),
		.message_bytes = prefix_bytes + text_cut(message, message_bytes,
							 FRAME_ERROR_TEXT_MAX - prefix_bytes),
		.stack_bytes = cut(stack, FRAME_ERROR_TEXT_MAX),
	};
	const struct channel_part parts[] = {
		{ &fail, sizeof(fail) },	{ text->name, fail.name_bytes },
		{ text->prefix, prefix_bytes }, { message, fail.message_bytes - prefix_bytes },
		{ stack, fail.stack_bytes },
	};
	channel_send(FRAME_FAIL, parts, sizeof(parts) / sizeof(parts[0]));
}

void failure_send(JSContext *ctx, enum frame_kind otherwise)
{
	/* Getters of the error may run: under the deadline, and under the limit but for a little. */
	heap_open_reserve();

	JSValue error = JS_GetException(ctx);
	struct error_text text = read_error(ctx, error);
	enum frame_kind kind = kind_of(error, &text, otherwise);

	if (kind == FRAME_KIND_RESULT)
		text.prefix = "the result has no JSON form: ";
	webapi_finish(ctx);
	send(kind, &text);
	free_error(ctx, &text);
	JS_FreeValue(ctx, error);
}

void failure_send_text(enum frame_kind kind, const char *name, const char *message)
{
	const struct error_text text = { .name = name, .message = message };

	send(kind, &text);
}
