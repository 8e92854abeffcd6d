// SPDX-License-Identifier: MIT
#include "supervisor/console.h"

#include <stdio.h>
#include <string.h>

#include "base/json_text.h"
#include "policy/limits.h"

/* JSON makes at most six bytes of one; the levels, times and quotes of a line fit into a hundred. */
static size_t json_max(void)
{
	return (size_t)limits_get(LIMITS_CONSOLE_BYTES)->maximum * 6 +
	       (size_t)limits_get(LIMITS_CONSOLE_LINES)->maximum * 100 + 1024;
}

void console_init(struct console *console)
{
	*console =
		(struct console){ .output = { .max = json_max() }, .logs = { .max = json_max() } };
}

void console_done(struct console *console)
{
	buf_done(&console->output);
	buf_done(&console->logs);
}

const char *console_level_name(uint32_t level)
{
	static const char *const names[FRAME_LEVEL_COUNT] = {
		[FRAME_LEVEL_LOG] = "log",     [FRAME_LEVEL_INFO] = "info",
		[FRAME_LEVEL_WARN] = "warn",   [FRAME_LEVEL_ERROR] = "error",
		[FRAME_LEVEL_DEBUG] = "debug", [FRAME_LEVEL_TRACE] = "trace",
	};

	return level < FRAME_LEVEL_COUNT ? names[level] : "log";
}

/* "[level] text": the literal of the text with the level put in behind its opening quote. */
static int append_output(struct buf *out, const char *level, const char *text, size_t bytes)
{
	if (buf_append_format(out, "%s\"[%s] ", out->len ? "," : "", level) < 0)
		return -1;
	size_t quote = out->len;
	if (json_text_append_string(text, bytes, out) < 0)
		return -1;
	/* The text's own opening quote goes. */
	memmove(out->data + quote, out->data + quote + 1, out->len - quote - 1);
	out->len--;
	return 0;
}

static int append_log(struct buf *out, const char *level, uint32_t time_us, const char *text,
		      size_t bytes)
{
	if (buf_append_format(out, "%s{\"level\":\"%s\",\"message\":", out->len ? "," : "", level) <
		    0 ||
	    json_text_append_string(text, bytes, out) < 0)
		return -1;
	return buf_append_format(out, ",\"timeMs\":%u.%03u}", time_us / 1000, time_us % 1000);
}

static bool append(struct console *console, const char *level, uint32_t time_us, const char *text,
		   size_t bytes)
{
	size_t output = console->output.len, logs = console->logs.len;

	if (append_output(&console->output, level, text, bytes) == 0 &&
	    append_log(&console->logs, level, time_us, text, bytes) == 0)
		return true;
	console->output.len = output;
	console->logs.len = logs;
	return false;
}

bool console_add(struct console *console, uint32_t level, uint32_t time_us, const char *text,
		 size_t bytes)
{
	if (console->lines >= limits_get(LIMITS_CONSOLE_LINES)->maximum ||
	    bytes > limits_get(LIMITS_CONSOLE_BYTES)->maximum - console->text_bytes ||
	    !append(console, console_level_name(level), time_us, text, bytes)) {
		if (console->dropped < UINT32_MAX)
			console->dropped++;
		return false;
	}
	console->lines++;
	console->text_bytes += bytes;
	return true;
}

void console_dropped(struct console *console, uint32_t lines)
{
	if (lines > console->dropped)
		console->dropped = lines;
}

size_t console_finish(struct console *console, uint32_t time_us, char out[CONSOLE_LAST_MAX])
{
	if (console->dropped == 0)
		return 0;
	int bytes =
		snprintf(out, CONSOLE_LAST_MAX,
			 "console output is limited to %u bytes and %u lines: %u more %s dropped",
			 limits_get(LIMITS_CONSOLE_BYTES)->maximum,
			 limits_get(LIMITS_CONSOLE_LINES)->maximum, console->dropped,
			 console->dropped == 1 ? "line was" : "lines were");
	const char *level = console_level_name(CONSOLE_LAST_LEVEL);
	return append(console, level, time_us, out, (size_t)bytes) ? (size_t)bytes : 0;
}
