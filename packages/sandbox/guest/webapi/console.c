/* SPDX-License-Identifier: MIT */
#include "console.h"

#include <stdio.h>
#include <string.h>

#include "../../src/wire/frame.h"
#include "../host.h"
#include "format.h"
#include "inspect.h"
#include "intrinsics.h"
#include "table.h"
#include "text.h"

/* Every maximum of the console, together. */
#define TEXT_MAX \
	(FRAME_CONSOLE_MAX + 4096) /* formatted; what is sent is cut at FRAME_CONSOLE_MAX */
#define LABEL_MAX    256	   /* bytes of a label of count() or time() */
#define LABELS_MAX   1000	   /* counters, and timers */
#define INDENT_MAX   200	   /* columns of group() */
#define DROPPED_EACH 1024	   /* lines between two FRAME_DROPPED */
#define SHORT_MAX    1008	   /* such a line is sent in one piece */

static const char cut_note[] = "... (cut: too long)";

static struct {
	int64_t start_ns;
	uint32_t max_bytes, max_lines;
	uint32_t sent_bytes, sent_lines;
	uint32_t dropped, dropped_told;
	uint32_t indent;
} console;

/* --- sending --------------------------------------------------------------------------------- */

static void send_dropped(void)
{
	struct {
		struct frame_header header;
		struct frame_dropped dropped;
	} frame = { { sizeof(struct frame_dropped), FRAME_DROPPED }, { console.dropped } };

	host_send(&frame, sizeof(frame));
	console.dropped_told = console.dropped;
}

/*
 * True when the caps are reached; the line is counted then. To be asked before anything is
 * formatted.
 */
static bool drop(void)
{
	if (console.sent_bytes < console.max_bytes && console.sent_lines < console.max_lines)
		return false;
	if (console.dropped < UINT32_MAX && ++console.dropped % DROPPED_EACH == 0)
		send_dropped();
	return true;
}

static void send_text(enum frame_level level, const char *bytes, uint32_t len)
{
	struct {
		struct frame_header header;
		struct frame_console console;
		char text[SHORT_MAX];
	} frame;
	const uint32_t head = (uint32_t)offsetof(__typeof__(frame), text);
	int64_t time_us = (host_clock(HOST_CLOCK_MONOTONIC) - console.start_ns) / 1000;

	frame.header.length = (uint32_t)sizeof(struct frame_console) + len;
	frame.header.type = FRAME_CONSOLE;
	frame.console.level = level;
	frame.console.time_us = time_us < 0	       ? 0
				: time_us > UINT32_MAX ? UINT32_MAX
						       : (uint32_t)time_us;
	if (len <= SHORT_MAX) {
		memcpy(frame.text, bytes, len);
		host_send(&frame, head + len);
	} else {
		host_send(&frame, head);
		host_send(bytes, len);
	}
	console.sent_bytes += len;
	console.sent_lines++;
}

/* @bytes is what the caller may see changed: lone surrogates become U+FFFD. */
static void send_line(enum frame_level level, struct text *text)
{
	uint32_t room = console.max_bytes - console.sent_bytes;
	uint32_t max = room < FRAME_CONSOLE_MAX ? room : FRAME_CONSOLE_MAX;
	const uint32_t note = sizeof(cut_note) - 1;

	text_well_formed(text->bytes, text->len);
	if (text->len > max && max > note) {
		text->len = text_cut(text->bytes, text->len, max - note);
		text->max = UINT32_MAX;
		text_put(text, cut_note, note);
	} else if (text->len > max) {
		text->len = text_cut(text->bytes, text->len, max);
	}
	if (!text->failed)
		send_text(level, text->len ? text->bytes : "", text->len);
}

/* Puts the indentation of the open groups in front of every line. */
static void indent_lines(struct text *text)
{
	struct text indented;

	text_init(&indented, text->ctx, text->max);
	for (uint32_t i = 0, line = 0; i <= text->len; i++) {
		if (i < text->len && text->bytes[i] != '\n')
			continue;
		text_put_spaces(&indented, console.indent);
		text_put(&indented, text->bytes ? text->bytes + line : "", i - line);
		if (i < text->len)
			text_put_char(&indented, '\n');
		line = i + 1;
	}
	text_done(text);
	*text = indented;
}

/*
 * Sends and frees @text. Only running out of memory for the text itself fails the call: what failed
 * while looking at the values has left its place empty.
 */
static JSValue finish_line(enum frame_level level, struct text *text)
{
	JSContext *ctx = text->ctx;

	if (!text->failed && console.indent)
		indent_lines(text);
	if (!text->failed)
		send_line(level, text);
	bool failed = text->failed;
	text_done(text);
	if (failed)
		return JS_HasException(ctx) ? JS_EXCEPTION : JS_ThrowOutOfMemory(ctx);
	if (JS_HasException(ctx))
		JS_FreeValue(ctx, JS_GetException(ctx));
	return JS_UNDEFINED;
}

/* --- log and its like ------------------------------------------------------------------------ */

/* The common case, a short string: no copy but the one into the frame. */
static bool send_plain(JSContext *ctx, enum frame_level level, JSValueConst string)
{
	int64_t units = 0;
	size_t len;

	if (console.indent || JS_GetLength(ctx, string, &units) < 0 || units > SHORT_MAX / 3 ||
	    console.max_bytes - console.sent_bytes < SHORT_MAX)
		return false;
	const char *bytes = JS_ToCStringLen(ctx, &len, string);
	bool plain =
		bytes && !memchr(bytes, 0xed, len); /* what a lone surrogate would begin with */
	if (plain)
		send_text(level, bytes, (uint32_t)len);
	JS_FreeCString(ctx, bytes);
	return plain;
}

static JSValue log_line(JSContext *ctx, enum frame_level level, int argc, JSValueConst *argv)
{
	struct text text;

	if (drop())
		return JS_UNDEFINED;
	if (argc == 1 && JS_IsString(argv[0]) && send_plain(ctx, level, argv[0]))
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	format_arguments(&text, argc, argv);
	return finish_line(level, &text);
}

static JSValue console_log(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv,
			   int level)
{
	(void)self;
	return log_line(ctx, (enum frame_level)level, argc, argv);
}

static JSValue console_assert(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct text text;

	(void)self;
	if ((argc > 0 && JS_ToBool(ctx, argv[0])) || drop())
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	text_put_str(&text, argc > 1 ? "Assertion failed: " : "Assertion failed");
	if (argc > 1)
		format_arguments(&text, argc - 1, argv + 1);
	return finish_line(FRAME_LEVEL_ERROR, &text);
}

/* The frames of the caller, without our own. */
static void put_stack(struct text *text)
{
	JSContext *ctx = text->ctx;
	JSValue error = JS_NewError(ctx);
	JSValue stack = JS_IsObject(error)
				? intrinsics_call(ctx, INTRINSIC_GET_STACK, error, 0, NULL)
				: JS_UNDEFINED;
	const char *bytes = JS_IsString(stack) ? JS_ToCString(ctx, stack) : NULL;
	const char *frames =
		bytes ? strchr(bytes, '\n') : NULL; /* the first is console.trace itself */

	if (frames) {
		size_t len = strlen(frames);
		while (len > 0 && frames[len - 1] == '\n')
			len--;
		text_put(text, frames, len);
	}
	JS_FreeCString(ctx, bytes);
	JS_FreeValue(ctx, stack);
	JS_FreeValue(ctx, error);
}

static JSValue console_trace(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct text text;

	(void)self;
	if (drop())
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	text_put_str(&text, argc > 0 ? "Trace: " : "Trace");
	format_arguments(&text, argc, argv);
	put_stack(&text);
	return finish_line(FRAME_LEVEL_TRACE, &text);
}

/* The options of dir(): depth and showHidden, where they are plain properties. */
static void read_options(JSContext *ctx, JSValueConst from, struct inspect_options *out)
{
	static const char *const names[] = { "depth", "showHidden" };

	for (int i = 0; i < 2 && JS_IsObject(from) && !JS_IsProxy(from); i++) {
		JSAtom key = JS_NewAtom(ctx, names[i]);
		JSValue value = intrinsics_own(ctx, from, key);
		double depth;
		if (i == 1)
			out->hidden = JS_ToBool(ctx, value);
		else if (JS_IsNull(value))
			out->depth = INSPECT_DEPTH_MAX;
		else if (JS_IsNumber(value) && JS_ToFloat64(ctx, &depth, value) == 0)
			out->depth = depth < INSPECT_DEPTH_MAX ? depth < 0 ? -1 : (int)depth
							       : INSPECT_DEPTH_MAX;
		JS_FreeValue(ctx, value);
		JS_FreeAtom(ctx, key);
	}
}

static JSValue console_dir(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct inspect_options options = INSPECT_DEFAULT;
	struct text text;

	(void)self;
	if (drop())
		return JS_UNDEFINED;
	if (argc > 1)
		read_options(ctx, argv[1], &options);
	text_init(&text, ctx, TEXT_MAX);
	inspect_value(&text, argc > 0 ? argv[0] : JS_UNDEFINED, &options);
	return finish_line(FRAME_LEVEL_LOG, &text);
}

static JSValue console_table(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct text text;

	if (argc == 0 || !JS_IsObject(argv[0]))
		return console_log(ctx, self, argc, argv, FRAME_LEVEL_LOG);
	if (drop())
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	table_put(&text, argv[0], argc > 1 ? argv[1] : JS_UNDEFINED);
	return finish_line(FRAME_LEVEL_LOG, &text);
}

static JSValue console_group(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	JSValue result =
		argc > 0 ? console_log(ctx, self, argc, argv, FRAME_LEVEL_LOG) : JS_UNDEFINED;

	if (console.indent < INDENT_MAX)
		console.indent += 2;
	return result;
}

static JSValue console_group_end(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)ctx, (void)self, (void)argc, (void)argv;
	if (console.indent)
		console.indent -= 2;
	return JS_UNDEFINED;
}

static JSValue console_clear(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)ctx, (void)self, (void)argc, (void)argv;
	return JS_UNDEFINED;
}

/* --- count and time -------------------------------------------------------------------------- */

struct label {
	struct label *next;
	int64_t value; /* a count, or when the timer began */
	char name[];
};

struct labels {
	struct label *first;
	uint32_t count;
};

static struct labels counters, timers;

/* The label as text; objects are not asked for theirs. */
static void read_label(JSContext *ctx, int argc, JSValueConst *argv, char out[LABEL_MAX])
{
	struct text text;

	text_init(&text, ctx, LABEL_MAX - 1);
	if (argc == 0 || JS_IsUndefined(argv[0]))
		text_put_str(&text, "default");
	else
		format_arguments(&text, 1, argv);
	for (uint32_t i = 0; i < text.len; i++)
		out[i] = text.bytes[i] ? text.bytes[i] : ' ';
	out[text.len] = '\0';
	if (text.failed)
		JS_FreeValue(ctx, JS_GetException(ctx));
	text_done(&text);
}

static struct label **label_find(struct labels *labels, const char *name)
{
	struct label **at = &labels->first;

	while (*at && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	return at;
}

static struct label *label_add(JSContext *ctx, struct labels *labels, const char *name)
{
	struct label *label;

	if (labels->count == LABELS_MAX)
		return NULL;
	label = js_malloc(ctx, sizeof(*label) + strlen(name) + 1);
	if (!label) {
		JS_FreeValue(ctx, JS_GetException(ctx));
		return NULL;
	}
	memcpy(label->name, name, strlen(name) + 1);
	label->value = 0;
	label->next = labels->first;
	labels->first = label;
	labels->count++;
	return label;
}

static void label_remove(JSContext *ctx, struct labels *labels, const char *name)
{
	struct label **at = label_find(labels, name), *label = *at;

	if (!label)
		return;
	*at = label->next;
	labels->count--;
	js_free(ctx, label);
}

static JSValue warn(JSContext *ctx, const char *before, const char *label, const char *after)
{
	struct text text;

	if (drop())
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	text_put_str(&text, before);
	text_put_str(&text, label);
	text_put_str(&text, after);
	return finish_line(FRAME_LEVEL_WARN, &text);
}

static JSValue console_count(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	char name[LABEL_MAX];
	struct text text;

	(void)self;
	read_label(ctx, argc, argv, name);
	struct label *label = *label_find(&counters, name);
	if (!label)
		label = label_add(ctx, &counters, name);
	int64_t count = label ? ++label->value : 0;
	if (drop())
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	text_put_str(&text, name);
	text_put_str(&text, ": ");
	text_put_number(&text, count);
	return finish_line(FRAME_LEVEL_LOG, &text);
}

static JSValue console_count_reset(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	char name[LABEL_MAX];

	(void)self;
	read_label(ctx, argc, argv, name);
	if (!*label_find(&counters, name))
		return warn(ctx, "Count for '", name, "' does not exist");
	label_remove(ctx, &counters, name);
	return JS_UNDEFINED;
}

static JSValue console_time(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	char name[LABEL_MAX];

	(void)self;
	read_label(ctx, argc, argv, name);
	if (*label_find(&timers, name))
		return warn(ctx, "Label '", name, "' already exists for console.time()");
	struct label *label = label_add(ctx, &timers, name);
	if (label)
		label->value = host_clock(HOST_CLOCK_MONOTONIC);
	return JS_UNDEFINED;
}

/* As Node: 1.234ms, 1.234s, 1:02.345 (m:ss.mmm), 1:02:03.456 (h:mm:ss.mmm) */
static void put_duration(struct text *text, int64_t ns)
{
	int64_t us = (ns + 500) / 1000, ms = (ns + 500000) / 1000000;
	char line[64];

	if (ms < 1000 && ns < 1000000000) {
		int len =
			snprintf(line, sizeof(line), "%d.%03d", (int)(us / 1000), (int)(us % 1000));
		while (len > 0 && line[len - 1] == '0') /* as a number would be printed */
			line[--len] = '\0';
		if (len > 0 && line[len - 1] == '.')
			line[--len] = '\0';
		text_put_str(text, line);
		text_put_str(text, "ms");
		return;
	}
	int s = (int)(ms / 1000 % 60), minutes = (int)(ms / 60000 % 60),
	    hours = (int)(ms / 3600000);
	int rest = (int)(ms % 1000);
	if (hours)
		snprintf(line, sizeof(line), "%d:%02d:%02d.%03d (h:mm:ss.mmm)", hours, minutes, s,
			 rest);
	else if (minutes)
		snprintf(line, sizeof(line), "%d:%02d.%03d (m:ss.mmm)", minutes, s, rest);
	else
		snprintf(line, sizeof(line), "%d.%03ds", s, rest);
	text_put_str(text, line);
}

static JSValue console_time_log(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv,
				int ends)
{
	char name[LABEL_MAX];
	struct text text;

	(void)self;
	read_label(ctx, argc, argv, name);
	struct label *label = *label_find(&timers, name);
	if (!label)
		return warn(ctx, "No such label '", name,
			    ends ? "' for console.timeEnd()" : "' for console.timeLog()");
	int64_t elapsed_ns = host_clock(HOST_CLOCK_MONOTONIC) - label->value;
	if (ends)
		label_remove(ctx, &timers, name);
	if (drop())
		return JS_UNDEFINED;
	text_init(&text, ctx, TEXT_MAX);
	text_put_str(&text, name);
	text_put_str(&text, ": ");
	put_duration(&text, elapsed_ns);
	if (!ends && argc > 1) {
		text_put_char(&text, ' ');
		for (int i = 1; i < argc; i++) {
			if (i > 1)
				text_put_char(&text, ' ');
			format_arguments(&text, 1, argv + i);
		}
	}
	return finish_line(FRAME_LEVEL_LOG, &text);
}

/* --- the object ------------------------------------------------------------------------------ */

#define LOG(name, level) JS_CFUNC_MAGIC_DEF(name, 0, console_log, level)

static const JSCFunctionListEntry functions[] = {
	LOG("log", FRAME_LEVEL_LOG),
	LOG("warn", FRAME_LEVEL_WARN),
	JS_CFUNC_DEF("dir", 0, console_dir),
	JS_CFUNC_DEF("time", 0, console_time),
	JS_CFUNC_MAGIC_DEF("timeEnd", 0, console_time_log, 1),
	JS_CFUNC_MAGIC_DEF("timeLog", 0, console_time_log, 0),
	JS_CFUNC_DEF("trace", 0, console_trace),
	JS_CFUNC_DEF("assert", 0, console_assert),
	JS_CFUNC_DEF("clear", 0, console_clear),
	JS_CFUNC_DEF("count", 0, console_count),
	JS_CFUNC_DEF("countReset", 0, console_count_reset),
	JS_CFUNC_DEF("group", 0, console_group),
	JS_CFUNC_DEF("groupEnd", 0, console_group_end),
	JS_CFUNC_DEF("table", 1, console_table),
	LOG("debug", FRAME_LEVEL_DEBUG),
	LOG("info", FRAME_LEVEL_INFO),
	LOG("dirxml", FRAME_LEVEL_LOG),
	LOG("error", FRAME_LEVEL_ERROR),
	JS_CFUNC_DEF("groupCollapsed", 0, console_group),
	JS_PROP_STRING_DEF("[Symbol.toStringTag]", "console", JS_PROP_CONFIGURABLE),
};

int console_install(JSContext *ctx)
{
	JSValue global = JS_GetGlobalObject(ctx);
	JSValue object = JS_NewObject(ctx);
	int rc = JS_IsException(object) ? -1 : 0;

	if (rc == 0)
		rc = JS_SetPropertyFunctionList(ctx, object, functions,
						sizeof(functions) / sizeof(functions[0]));
	if (rc == 0)
		rc = JS_DefinePropertyValueStr(ctx, global, "console", JS_DupValue(ctx, object),
					       JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
	JS_FreeValue(ctx, object);
	JS_FreeValue(ctx, global);
	return rc < 0 ? -1 : 0;
}

void console_start(int64_t start_ns, uint32_t max_bytes, uint32_t max_lines)
{
	console.start_ns = start_ns;
	console.max_bytes = max_bytes;
	console.max_lines = max_lines;
}

void console_finish(void)
{
	if (console.dropped != console.dropped_told)
		send_dropped();
}
