// SPDX-License-Identifier: MIT
#include "front/pretty.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_text.h"

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define CYAN   "\033[36m"
#define DIM    "\033[2m"
#define RESET  "\033[0m"

/* Longer lines, of minified programs, are shown in part. */
#define SOURCE_LINE_MAX 120
#define TEXT_MAX	((size_t)64 << 10)

/*
 * Control characters would let the code speak to the terminal: move the cursor over what was printed,
 * set its title or its clipboard. They are shown as JavaScript writes them; line ends and tabs stay.
 */
static void write_safe(const char *text, size_t bytes, FILE *out)
{
	size_t from = 0;

	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char next = i + 1 < bytes ? (unsigned char)text[i + 1] : 0;
		/* U+0080 to U+009F too, of which some terminals take U+009B for ESC [. */
		bool is_c1 = c == 0xC2 && next >= 0x80 && next < 0xA0;
		if (!is_c1 && c != 0x7F && (c >= ' ' || c == '\n' || c == '\t'))
			continue;
		fwrite(text + from, 1, i - from, out);
		fprintf(out, "\\u%04x", is_c1 ? next : c);
		i += is_c1;
		from = i + 1;
	}
	fwrite(text + from, 1, bytes - from, out);
}

static void indent(size_t depth, FILE *out)
{
	fputc('\n', out);
	for (size_t i = 0; i < depth; i++)
		fputs("  ", out);
}

static const char *skip_string(const char *at)
{
	for (at++; *at != '"'; at++)
		if (*at == '\\')
			at++;
	return at + 1;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The text is proven: every string ends and every bracket has its partner. */
void pretty_json(struct json_scan_slice json, FILE *out)
{
	const char *at = json.data, *end = json.data + json.bytes;
	size_t depth = 0;

	while (at < end) {
		char c = *at;
		if (c == '"') {
			const char *after = skip_string(at);
			write_safe(at, (size_t)(after - at), out);
			at = after;
			continue;
		}
		at++;
		if (is_space(c))
			continue;
		if (c == '}' || c == ']')
			indent(--depth, out);
		fputc(c, out);
		if (c == ':')
			fputc(' ', out);
		if (c == ',')
			indent(depth, out);
		if (c != '{' && c != '[')
			continue;
		while (at < end && is_space(*at))
			at++;
		if (*at == '}' || *at == ']')
			fputc(*at++, out);
		else
			indent(++depth, out);
	}
	fputc('\n', out);
}

/* Start and length of a line of the program, counted from 1; NULL if there is none. */
static const char *find_line(const char *code, long number, size_t *out_bytes)
{
	while (--number > 0) {
		code += strcspn(code, "\r\n");
		if (*code == '\0')
			return NULL;
		code += code[0] == '\r' && code[1] == '\n' ? 2 : 1;
	}
	*out_bytes = strcspn(code, "\r\n");
	return code;
}

/* Columns count UTF-16 code units from 1: where that is in the line's UTF-8, at most at its end. */
static size_t byte_offset(const char *line, size_t bytes, long column)
{
	size_t at = 0;

	for (long units = 1; at < bytes && units < column; units++) {
		if ((unsigned char)line[at] >= 0xF0)
			units++;
		for (at++; at < bytes && ((unsigned char)line[at] & 0xC0) == 0x80;)
			at++;
	}
	return at;
}

static void show_source(const struct pretty_error *error, const char *code, bool color, FILE *out)
{
	size_t bytes;
	const char *line = error->line > 0 ? find_line(code, error->line, &bytes) : NULL;
	if (!line || bytes == 0)
		return;
	size_t column = byte_offset(line, bytes, error->column);
	size_t from = column > SOURCE_LINE_MAX / 2 && bytes > SOURCE_LINE_MAX
			      ? column - SOURCE_LINE_MAX / 2
			      : 0;
	size_t shown = bytes - from < SOURCE_LINE_MAX ? bytes - from : SOURCE_LINE_MAX;
	fprintf(out, "%s%5ld |%s ", color ? DIM : "", error->line, color ? RESET : "");
	write_safe(line + from, shown, out);
	fputs("\n        ", out);
	for (size_t i = from; i < column; i++) {
		/* Tabs as in the line above, so that the caret stands under its character. */
		if (((unsigned char)line[i] & 0xC0) != 0x80)
			fputc(line[i] == '\t' ? '\t' : ' ', out);
	}
	fprintf(out, "%s^%s\n", color ? RED : "", color ? RESET : "");
}

static void write_literal(struct json_scan_slice literal, FILE *out)
{
	AUTO_BUF struct buf text = { .max = TEXT_MAX };

	if (literal.bytes && json_text_decode_string(literal, &text) == 0 && text.len)
		write_safe(text.data, text.len, out);
}

void pretty_failure(const struct pretty_error *error, const char *code, bool color, FILE *out)
{
	fputs(color ? RED : "", out);
	write_literal(error->line_text, out);
	fputs(color ? RESET "\n" : "\n", out);
	show_source(error, code, color, out);
	fputs(color ? DIM : "", out);
	write_literal(error->stack, out);
	fputs(color ? RESET : "", out);
}

void pretty_console(const char *level, const char *text, size_t bytes, bool color, FILE *out)
{
	const char *start = "";

	if (color && strcmp(level, "error") == 0)
		start = RED;
	else if (color && strcmp(level, "warn") == 0)
		start = YELLOW;
	else if (color && (strcmp(level, "debug") == 0 || strcmp(level, "trace") == 0))
		start = DIM;
	else if (color && strcmp(level, "info") == 0)
		start = CYAN;
	fputs(start, out);
	write_safe(text, bytes, out);
	fputs(*start ? RESET "\n" : "\n", out);
	fflush(out);
}
