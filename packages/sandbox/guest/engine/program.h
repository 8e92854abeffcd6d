/* SPDX-License-Identifier: MIT */
/*
 * Compiles and starts the caller's code in the form that it is written in: a script, whose completion
 * value is the result, or a function body with a top-level `return`. Top-level `await` works in both.
 */
#ifndef UNTRUSTED_GUEST_PROGRAM_H
#define UNTRUSTED_GUEST_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <quickjs.h>

/* The name under which the caller's code stands in stacks. */
#define PROGRAM_FILE "code.js"

struct program {
	JSValue promise; /* settles when the code has run to its end */
	bool is_script; /* then it is fulfilled with {value: completion value}, else with the value */
};

/*
 * Compiles and runs the code up to its first await. @code must be NUL-terminated at @code_bytes.
 * Returns 0, or -1 with a pending exception, which is a syntax error: what the code throws rejects the promise.
 */
int program_start(JSContext *ctx, const char *code, size_t code_bytes, struct program *out);

struct program_place {
	uint32_t line, column; /* from 1; columns in UTF-16 code units, as the language counts */
	bool at_end;	       /* nothing but white space follows */
};

/*
 * Where in the code that was started the engine's place is, which counts columns in bytes of UTF-8 and may
 * be beyond the code, in the wrapper of a body: that is the code's end.
 */
struct program_place program_place(uint32_t line, uint32_t byte_column);

/*
 * Does an import declaration start on this line? Then @out_name and @out_bytes are the module's name, in the
 * code's text.
 */
bool program_imports_at(uint32_t line, const char **out_name, size_t *out_bytes);

#endif
