/* SPDX-License-Identifier: MIT */
#include "random.h"

#include <string.h>

#include "../host.h"

/* xoshiro256**, by Blackman and Vigna; never all zero, before the seed comes too. */
static uint64_t state[4] = { 1, 2, 3, 4 };

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static uint64_t next(void)
{
	uint64_t result = rotate(state[1] * 5, 7) * 9;
	uint64_t t = state[1] << 17;

	state[2] ^= state[0];
	state[3] ^= state[1];
	state[1] ^= state[2];
	state[0] ^= state[3];
	state[2] ^= t;
	state[3] = rotate(state[3], 45);
	return result;
}

static JSValue math_random(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc, (void)argv;
	return JS_NewFloat64(ctx, (double)(next() >> 11) * 0x1p-53);
}

/* The bytes of an ArrayBuffer view; the prelude has checked its type and size. */
static JSValue fill_random(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	size_t offset, len, element, size;

	(void)self, (void)argc;
	JSValue buffer = JS_GetTypedArrayBuffer(ctx, argv[0], &offset, &len, &element);
	if (JS_IsException(buffer))
		return buffer;
	uint8_t *bytes = JS_GetArrayBuffer(ctx, &size, buffer);
	JS_FreeValue(ctx, buffer);
	if (!bytes || offset > size || len > size - offset)
		return len == 0 && !JS_HasException(ctx) ? JS_UNDEFINED : JS_EXCEPTION;
	if (len)
		host_random(bytes + offset, (uint32_t)len);
	return JS_UNDEFINED;
}

static JSValue random_uuid(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	uint8_t bytes[16];
	char text[36], *at = text;

	(void)self, (void)argc, (void)argv;
	host_random(bytes, sizeof(bytes));
	bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40); /* version 4, RFC 9562 section 5.4 */
	bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		*at++ = "0123456789abcdef"[bytes[i] >> 4];
		*at++ = "0123456789abcdef"[bytes[i] & 15];
	}
	return JS_NewStringLen(ctx, text, sizeof(text));
}

int random_install(JSContext *ctx, JSValueConst native)
{
	static const JSCFunctionListEntry functions[] = {
		JS_CFUNC_DEF("fillRandom", 1, fill_random),
		JS_CFUNC_DEF("randomUUID", 0, random_uuid),
	};
	JSValue global = JS_GetGlobalObject(ctx);
	JSValue math = JS_GetPropertyStr(ctx, global, "Math");
	int rc = JS_DefinePropertyValueStr(ctx, math, "random",
					   JS_NewCFunction(ctx, math_random, "random", 0),
					   JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);

	JS_FreeValue(ctx, math);
	JS_FreeValue(ctx, global);
	if (rc < 0 || JS_SetPropertyFunctionList(ctx, native, functions, 2) < 0)
		return -1;
	return 0;
}

void random_start(void)
{
	host_random(state, sizeof(state));
	if (!(state[0] | state[1] | state[2] | state[3]))
		state[0] = 1;
}
