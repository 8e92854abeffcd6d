/* SPDX-License-Identifier: MIT */
#include "inspect_name.h"

#include <string.h>

/* The string @value, cut to fit; false for what is no string or empty. Frees @value. */
static bool copy_string(JSContext *ctx, JSValue value, char out[INSPECT_NAME_MAX])
{
	size_t len;
	const char *bytes = JS_IsString(value) ? JS_ToCStringLen(ctx, &len, value) : NULL;

	JS_FreeValue(ctx, value);
	if (!bytes)
		return false;
	uint32_t cut = text_cut(bytes, len, INSPECT_NAME_MAX - 1);
	memcpy(out, bytes, cut);
	out[cut] = '\0';
	JS_FreeCString(ctx, bytes);
	return cut > 0;
}

static JSValue own_str(JSContext *ctx, JSValueConst object, const char *key, bool inherited)
{
	JSAtom atom = JS_NewAtom(ctx, key);
	JSValue value =
		inherited ? intrinsics_find(ctx, object, atom) : intrinsics_own(ctx, object, atom);

	JS_FreeAtom(ctx, atom);
	return value;
}

static bool same_object(JSValueConst a, JSValueConst b)
{
	return JS_IsObject(a) && JS_IsObject(b) && JS_VALUE_GET_PTR(a) == JS_VALUE_GET_PTR(b);
}

/* Is @prototype on the prototype chain of @object? Frees @prototype. */
static bool inherits(JSContext *ctx, JSValueConst object, JSValue prototype)
{
	JSValue at = intrinsics_prototype(ctx, object);

	while (JS_IsObject(at) && !same_object(at, prototype)) {
		JSValue next = intrinsics_prototype(ctx, at);
		JS_FreeValue(ctx, at);
		at = next;
	}
	bool found = JS_IsObject(at);
	JS_FreeValue(ctx, at);
	JS_FreeValue(ctx, prototype);
	return found;
}

/* The name by which @at, on the chain of @object, says what @object is. */
static bool name_at(JSContext *ctx, JSValueConst object, JSValueConst at, char *out)
{
	static const struct {
		enum intrinsic prototype;
		const char *name;
	} roots[] = { { INTRINSIC_OBJECT_PROTOTYPE, "Object" },
		      { INTRINSIC_FUNCTION_PROTOTYPE, "Function" } };

	for (size_t i = 0; i < 2; i++) {
		if (same_object(at, intrinsics_value(roots[i].prototype)) &&
		    !same_object(at, object)) {
			memcpy(out, roots[i].name, strlen(roots[i].name) + 1);
			return true;
		}
	}
	JSValue constructor = own_str(ctx, at, "constructor", false);
	bool named = JS_IsFunction(ctx, constructor) &&
		     inherits(ctx, object, own_str(ctx, constructor, "prototype", false)) &&
		     copy_string(ctx, own_str(ctx, constructor, "name", false), out);
	JS_FreeValue(ctx, constructor);
	return named;
}

/* What has prototypes, but none that names a class: they are shown in short. */
static void put_nameless(JSContext *ctx, JSValueConst object, char *out)
{
	static const char complex[] = "Object <Complex prototype>";
	static const char bare[] = "Object <[Object: null prototype] {}>";
	JSValue first = intrinsics_prototype(ctx, object);
	JSValue second = intrinsics_prototype(ctx, first);
	JSPropertyEnum *keys = NULL;
	uint32_t count = 1;

	if (!JS_IsObject(first)) {
		out[0] = '\0';
	} else if (!JS_IsObject(second) && !JS_IsProxy(first) &&
		   JS_GetOwnPropertyNames(ctx, &keys, &count, first,
					  JS_GPN_STRING_MASK | JS_GPN_SYMBOL_MASK |
						  JS_GPN_ENUM_ONLY) == 0 &&
		   count == 0) {
		memcpy(out, bare, sizeof(bare));
	} else {
		memcpy(out, complex, sizeof(complex));
	}
	if (keys)
		JS_FreePropertyEnum(ctx, keys, count);
	else if (JS_HasException(ctx))
		JS_FreeValue(ctx, JS_GetException(ctx));
	JS_FreeValue(ctx, second);
	JS_FreeValue(ctx, first);
}

static void find_constructor(JSContext *ctx, JSValueConst object, char *out)
{
	JSValue at = JS_DupValue(ctx, object);

	out[0] = '\0';
	while (JS_IsObject(at) && !name_at(ctx, object, at, out)) {
		JSValue next = intrinsics_prototype(ctx, at);
		JS_FreeValue(ctx, at);
		at = next;
	}
	if (!JS_IsObject(at))
		put_nameless(ctx, object, out);
	JS_FreeValue(ctx, at);
}

static void find_tag(JSContext *ctx, JSValueConst object, enum intrinsics_kind kind, char *out)
{
	JSPropertyDescriptor desc;

	out[0] = '\0';
	if (kind == KIND_TYPED_ARRAY) { /* an accessor, but the language's own */
		strncat(out, intrinsics_class_name(ctx, object), INSPECT_NAME_MAX - 1);
		return;
	}
	JSAtom key = JS_ValueToAtom(ctx, intrinsics_value(INTRINSIC_TO_STRING_TAG));
	int own = JS_GetOwnProperty(ctx, &desc, object, key);
	if (own > 0) {
		JS_FreeValue(ctx, desc.value);
		JS_FreeValue(ctx, desc.getter);
		JS_FreeValue(ctx, desc.setter);
	}
	if (own == 0 ||
	    (own > 0 && !(desc.flags & JS_PROP_ENUMERABLE))) /* else it is shown as a property */
		copy_string(ctx, intrinsics_find(ctx, object, key), out);
	JS_FreeAtom(ctx, key);
}

void inspect_name_of(JSContext *ctx, JSValueConst object, enum intrinsics_kind kind,
		     struct inspect_name *out)
{
	find_constructor(ctx, object, out->constructor);
	find_tag(ctx, object, kind, out->tag);
}

static void put_size(struct text *out, int64_t size)
{
	if (size < 0)
		return;
	text_put_char(out, '(');
	text_put_number(out, size);
	text_put_char(out, ')');
}

static void put_tag(struct text *out, const char *tag)
{
	text_put_str(out, " [");
	text_put_str(out, tag);
	text_put_char(out, ']');
}

void inspect_name_prefix(struct text *out, const struct inspect_name *name, const char *fallback,
			 int64_t size)
{
	const char *shown = name->constructor;

	if (!*name->constructor) {
		text_put_char(out, '[');
		text_put_str(out, fallback);
		shown = fallback;
	} else {
		text_put_str(out, name->constructor);
	}
	put_size(out, size);
	if (!*name->constructor)
		text_put_str(out, ": null prototype]");
	if (*name->tag && strcmp(shown, name->tag) != 0)
		put_tag(out, name->tag);
	text_put_char(out, ' ');
}

/* By its source text, as Node does: nothing else tells a class from a function. */
static bool is_class(JSContext *ctx, JSValueConst function)
{
	JSValue source = intrinsics_call(ctx, INTRINSIC_FUNCTION_STRING, function, 0, NULL);
	size_t len = 0;
	const char *bytes = JS_IsString(source) ? JS_ToCStringLen(ctx, &len, source) : NULL;
	bool class = false;

	if (bytes && len >= 7 && strncmp(bytes, "class", 5) == 0 && bytes[len - 1] == '}') {
		size_t i = 5 + strspn(bytes + 5, " \t\r\n");
		class = (i > 5 || bytes[5] == '{' || bytes[5] == '/') && bytes[i] != '(';
	}
	JS_FreeCString(ctx, bytes);
	JS_FreeValue(ctx, source);
	return class;
}

static void put_class(struct text *out, JSValueConst function, const struct inspect_name *name)
{
	JSContext *ctx = out->ctx;
	char own[INSPECT_NAME_MAX], base[INSPECT_NAME_MAX];

	text_put_str(out, "[class ");
	text_put_str(out, copy_string(ctx, own_str(ctx, function, "name", false), own)
				  ? own
				  : "(anonymous)");
	if (*name->constructor && strcmp(name->constructor, "Function") != 0)
		put_tag(out, name->constructor);
	if (*name->tag && strcmp(name->constructor, name->tag) != 0)
		put_tag(out, name->tag);
	JSValue parent = intrinsics_prototype(ctx, function);
	if (!*name->constructor) {
		text_put_str(out, " extends [null prototype]");
	} else if (JS_IsObject(parent) &&
		   copy_string(ctx, own_str(ctx, parent, "name", true), base)) {
		text_put_str(out, " extends ");
		text_put_str(out, base);
	}
	JS_FreeValue(ctx, parent);
	text_put_char(out, ']');
}

void inspect_name_function(struct text *out, JSValueConst function, enum intrinsics_kind kind,
			   const struct inspect_name *name)
{
	static const char *const types[KIND_COUNT] = {
		[KIND_ASYNC_FUNCTION] = "AsyncFunction",
		[KIND_GENERATOR_FUNCTION] = "GeneratorFunction",
		[KIND_ASYNC_GENERATOR_FUNCTION] = "AsyncGeneratorFunction",
	};
	const char *type = types[kind] ? types[kind] : "Function";
	char own[INSPECT_NAME_MAX];

	if (kind == KIND_FUNCTION && is_class(out->ctx, function)) {
		put_class(out, function, name);
		return;
	}
	text_put_char(out, '[');
	text_put_str(out, type);
	if (!*name->constructor)
		text_put_str(out, " (null prototype)");
	if (copy_string(out->ctx, own_str(out->ctx, function, "name", true), own)) {
		text_put_str(out, ": ");
		text_put_str(out, own);
	} else {
		text_put_str(out, " (anonymous)");
	}
	text_put_char(out, ']');
	if (*name->constructor && strcmp(name->constructor, type) != 0) {
		text_put_char(out, ' ');
		text_put_str(out, name->constructor);
	}
	if (*name->tag && strcmp(name->constructor, name->tag) != 0)
		put_tag(out, name->tag);
}

/* The name in front of the message, with the class where it says more: Node's improveStack(). */
static void put_error_name(struct text *out, const char *error_name,
			   const struct inspect_name *name)
{
	struct inspect_name shown = *name;
	char prefix[2 * INSPECT_NAME_MAX + 32];
	struct text text;
	size_t len = strlen(error_name);
	bool regular = len >= 5 && strcmp(error_name + len - 5, "Error") == 0;

	if (!regular && *name->constructor) {
		text_put_str(out, error_name);
		return;
	}
	text_init(&text, out->ctx, sizeof(prefix) - 1);
	inspect_name_prefix(&text, &shown, "Error", -1);
	if (text.failed)
		out->failed = out->full = true;
	uint32_t cut = text.len ? text.len - 1 : 0;
	memcpy(prefix, text.bytes ? text.bytes : "", cut);
	prefix[cut] = '\0';
	text_done(&text);

	text_put_str(out, prefix);
	if (strcmp(prefix, error_name) != 0 && !strstr(prefix, error_name)) {
		text_put_str(out, " [");
		text_put_str(out, error_name);
		text_put_char(out, ']');
	}
}

static JSValue error_part(JSContext *ctx, JSValueConst error, bool name)
{
	JSValue part = own_str(ctx, error, name ? "name" : "message", true);

	if (JS_IsUndefined(part) && intrinsics_kind(ctx, error) == KIND_DOM_EXCEPTION)
		part = intrinsics_call(
			ctx, name ? INTRINSIC_GET_EXCEPTION_NAME : INTRINSIC_GET_EXCEPTION_MESSAGE,
			error, 0, NULL);
	return part;
}

static JSValue error_stack(JSContext *ctx, JSValueConst error)
{
	JSValue stack = own_str(ctx, error, "stack", false);

	if (!JS_IsString(stack)) {
		JS_FreeValue(ctx, stack);
		stack = intrinsics_call(ctx, INTRINSIC_GET_STACK, error, 0, NULL);
	}
	return stack;
}

/*
 * The frames are all that the engine's own stacks hold; what the caller assigned is shown as it
 * is.
 */
static void put_stack(struct text *out, const char *stack, size_t len, bool *bare)
{
	while (len > 0 && stack[len - 1] == '\n')
		len--;
	*bare = len == 0;
	if (len == 0)
		return;
	text_put_char(out, '\n');
	text_put(out, stack, len);
}

void inspect_name_error(struct text *out, JSValueConst error, const struct inspect_name *name)
{
	JSContext *ctx = out->ctx;
	JSValue message = error_part(ctx, error, false);
	JSValue stack = error_stack(ctx, error);
	char error_name[INSPECT_NAME_MAX];
	size_t len = 0;
	const char *frames = JS_IsString(stack) ? JS_ToCStringLen(ctx, &len, stack) : NULL;
	uint32_t start = out->len;
	bool bare = true;

	if (!copy_string(ctx, error_part(ctx, error, true), error_name))
		memcpy(error_name, "Error", 6);
	if (frames && len > 0 && strncmp(frames, "    at ", 7) != 0) {
		text_put(out, frames, len); /* complete, or the caller's own */
		bare = !strstr(frames, "\n    at ");
	} else {
		put_error_name(out, error_name, name);
		if (JS_IsString(message)) {
			uint32_t before = out->len;
			text_put_str(out, ": ");
			text_put_value(out, message);
			if (out->len == before + 2)
				out->len = before;
		}
		put_stack(out, frames ? frames : "", len, &bare);
	}
	if (bare && !out->full) { /* brackets show that there is no stack */
		text_put_str(out, "[]");
		memmove(out->bytes + start + 1, out->bytes + start, out->len - start - 2);
		out->bytes[start] = '[';
		out->bytes[out->len - 1] = ']';
	}
	JS_FreeCString(ctx, frames);
	JS_FreeValue(ctx, stack);
	JS_FreeValue(ctx, message);
}
