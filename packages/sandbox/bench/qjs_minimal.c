/* SPDX-License-Identifier: MIT */
/*
 * `qjs -e CODE` as people embed it: the engine and its `std` and `os` modules in one executable, printing the
 * value of the code. The distribution's qjs.c needs bytecode that another program generates, for a
 * read-eval-print loop that a benchmark has no use for.
 */
#include <stdio.h>
#include <string.h>

#include "quickjs-libc.h"
#include "quickjs.h"

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: qjs_minimal CODE\n");
		return 2;
	}
	JSRuntime *runtime = JS_NewRuntime();

	js_std_init_handlers(runtime);
	JSContext *context = JS_NewContext(runtime);

	js_init_module_std(context, "qjs:std");
	js_init_module_os(context, "qjs:os");
	js_std_add_helpers(context, argc, argv);
	JSValue value = JS_Eval(context, argv[1], strlen(argv[1]), "code", JS_EVAL_TYPE_GLOBAL);

	if (JS_IsException(value)) {
		js_std_dump_error(context);
		return 1;
	}
	js_std_loop(context);
	const char *text = JS_ToCString(context, value);

	puts(text != NULL ? text : "?");
	JS_FreeCString(context, text);
	JS_FreeValue(context, value);
	js_std_free_handlers(runtime);
	JS_FreeContext(context);
	JS_FreeRuntime(runtime);
	return 0;
}
