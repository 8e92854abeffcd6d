// SPDX-License-Identifier: MIT
#include "engine/program.h"

#include "engine/compiler.h"

#include <string.h>

/*
 * The wrapper's lines are outside the caller's text: the body starts on a line of its own, and that line
 * is number 1. There are two before it because the engine takes a first line of 0 for "not given".
 */
static const char BODY_HEAD[] = "(async function (\n) {\n";
static const char BODY_TAIL[] = "\n})";
#define BODY_FIRST_LINE (-1)

static JSValue compile(JSContext *ctx, const char *text, size_t bytes, int first_line, int flags)
{
	JSEvalOptions options = {
		.version = JS_EVAL_OPTIONS_VERSION,
		.eval_flags = JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY | flags,
		.filename = PROGRAM_FILE,
		.line_num = first_line,
	};

	return JS_Eval2(ctx, text, bytes, &options);
}

/* Is the pending exception the parser's refusal of a `return` outside of a function? Keeps it pending. */
static bool failed_at_return(JSContext *ctx)
{
	JSValue error = JS_GetException(ctx);
	JSValue message = JS_GetPropertyStr(ctx, error, "message");
	const char *text = JS_ToCString(ctx, message);
	bool yes = text && strcmp(text, "return not in a function") == 0;

	JS_FreeCString(ctx, text);
	JS_FreeValue(ctx, message);
	JS_Throw(ctx, error);
	return yes;
}

static size_t utf16_units(const char *text, size_t bytes)
{
	size_t units = 0;

	for (size_t i = 0; i < bytes; i++) {
		uint8_t c = (uint8_t)text[i];
		if ((c & 0xC0) != 0x80)
			units += c >= 0xF0 ? 2 : 1;
	}
	return units;
}

/* The body as an async function object; evaluating the wrapper runs nothing of it. */
static JSValue body_function(JSContext *ctx, const char *code, size_t code_bytes)
{
	size_t head = sizeof(BODY_HEAD) - 1;
	size_t tail = sizeof(BODY_TAIL) - 1;
	char *text = js_malloc(ctx, head + code_bytes + tail + 1);

	if (!text)
		return JS_EXCEPTION;
	memcpy(text, BODY_HEAD, head);
	memcpy(text + head, code, code_bytes);
	memcpy(text + head + code_bytes, BODY_TAIL, tail + 1);

	JSValue wrapper = compile(ctx, text, head + code_bytes + tail, BODY_FIRST_LINE, 0);
	js_free(ctx, text);
	if (JS_IsException(wrapper))
		return wrapper;
	/* Or did the code close the function early ("}); evil(); (function () {")? Without the parentheses. */
	if (!compiler_is_one_function(wrapper, head + code_bytes + tail - 2)) {
		JS_FreeValue(ctx, wrapper);
		return JS_ThrowSyntaxError(
			ctx, "unexpected '}': it ends the function body that the code is");
	}
	return JS_EvalFunction(ctx, wrapper);
}

/* For the places of errors. */
static const char *program_text;

/* The start of the next line, counting the ends that the engine counts: LF, CR LF, CR. */
static const char *next_line(const char *at)
{
	at += strcspn(at, "\r\n");
	if (*at == '\0')
		return NULL;
	return at + (at[0] == '\r' && at[1] == '\n' ? 2 : 1);
}

static const char *find_line(uint32_t line)
{
	const char *start = program_text;

	for (; start && line > 1; line--)
		start = next_line(start);
	return line == 0 ? NULL : start;
}

static struct program_place end_of_text(void)
{
	struct program_place place = { .line = 1, .at_end = true };
	const char *line = program_text;

	for (const char *next; (next = next_line(line)) && *next; line = next)
		place.line++;
	place.column = (uint32_t)utf16_units(line, strcspn(line, "\r\n")) + 1;
	return place;
}

struct program_place program_place(uint32_t line, uint32_t byte_column)
{
	const char *start = find_line(line);

	if (!start || byte_column == 0 || strnlen(start, byte_column) < byte_column - 1)
		return end_of_text();
	return (struct program_place){
		.line = line,
		.column = (uint32_t)utf16_units(start, byte_column - 1) + 1,
		.at_end =
			start[byte_column - 1 + strspn(start + byte_column - 1, " \t\r\n")] == '\0',
	};
}

bool program_imports_at(uint32_t line, const char **out_name, size_t *out_bytes)
{
	static const char keyword[] = "import";
	const char *start = find_line(line);

	if (!start)
		return false;
	start += strspn(start, " \t");
	if (strncmp(start, keyword, sizeof(keyword) - 1) != 0 ||
	    !strchr(" \t\r\n{*\"'", start[sizeof(keyword) - 1]))
		return false;
	const char *quote = strpbrk(start, "\"'");
	const char *end = quote ? strchr(quote + 1, *quote) : NULL;
	if (!end)
		return false;
	*out_name = quote + 1;
	*out_bytes = (size_t)(end - quote - 1);
	return true;
}

int program_start(JSContext *ctx, const char *code, size_t code_bytes, struct program *out)
{
	program_text = code;
	JSValue script = compile(ctx, code, code_bytes, 1, JS_EVAL_FLAG_ASYNC);

	if (!JS_IsException(script)) {
		JSValue promise = JS_EvalFunction(ctx, script);
		if (JS_IsException(promise))
			return -1;
		*out = (struct program){ .promise = promise, .is_script = true };
		return 0;
	}
	if (!failed_at_return(ctx))
		return -1;
	JS_FreeValue(ctx, JS_GetException(ctx));

	JSValue function = body_function(ctx, code, code_bytes);
	if (JS_IsException(function))
		return -1;
	JSValue promise = JS_Call(ctx, function, JS_UNDEFINED, 0, NULL);
	JS_FreeValue(ctx, function);
	if (JS_IsException(promise))
		return -1;
	*out = (struct program){ .promise = promise, .is_script = false };
	return 0;
}
