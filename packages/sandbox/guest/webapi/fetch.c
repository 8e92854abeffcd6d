// SPDX-License-Identifier: MIT
#include "fetch.h"

#include <stdlib.h>
#include <string.h>

#include "../engine/channel.h"

/* What the listener is told; prelude/fetch has the same numbers. */
enum fetch_event {
	EVENT_HEAD,
	EVENT_CHUNK,
	EVENT_END,
	EVENT_FAIL,
	EVENT_MORE,
};

/* Fetches from which frames may still come. */
static struct {
	uint32_t *ids;
	uint32_t count, room;
	uint32_t last_id;
} live;

static JSValue listener; /* of the prelude; lives as long as the guest */

static int live_add(JSContext *ctx, uint32_t id)
{
	if (live.count == live.room) {
		uint32_t room = live.room ? live.room * 2 : 16;
		uint32_t *ids = js_realloc(ctx, live.ids, room * sizeof(*ids));
		if (!ids)
			return -1;
		live.ids = ids;
		live.room = room;
	}
	live.ids[live.count++] = id;
	return 0;
}

static bool is_live(uint32_t id)
{
	for (uint32_t i = 0; i < live.count; i++)
		if (live.ids[i] == id)
			return true;
	return false;
}

static void live_remove(uint32_t id)
{
	for (uint32_t i = 0; i < live.count; i++)
		if (live.ids[i] == id)
			live.ids[i] = live.ids[--live.count];
}

/* --- requests ------------------------------------------------------------------------------------------ */

/* Appends a ByteString, one byte for each of its characters, and a NUL. Returns 0, or -1 with an exception. */
static int put_byte_string(JSContext *ctx, JSValueConst string, char *block, uint32_t *used)
{
	size_t bytes;
	const char *text = JS_ToCStringLen(ctx, &bytes, string);
	int rc = 0;

	if (!text)
		return -1;
	for (size_t i = 0; i < bytes && rc == 0; i++) {
		uint8_t c = (uint8_t)text[i];
		if (c >= 0xC4) { /* beyond U+00FF */
			JS_ThrowTypeError(ctx, "a header holds a character above U+00FF");
			rc = -1;
		} else if (*used >= FRAME_FETCH_HEADERS_MAX - 1) {
			JS_ThrowTypeError(
				ctx, "the headers of a request are limited to %u bytes together",
				FRAME_FETCH_HEADERS_MAX);
			rc = -1;
		} else if (c >= 0xC2) {
			block[(*used)++] = (char)((c << 6) | ((uint8_t)text[++i] & 0x3F));
		} else {
			block[(*used)++] = (char)c;
		}
	}
	JS_FreeCString(ctx, text);
	if (rc == 0)
		block[(*used)++] = '\0';
	return rc;
}

/* Flattens [name, value, …] as frames have it. Returns the bytes, or -1 with an exception. */
static int64_t put_headers(JSContext *ctx, JSValueConst headers, char *block)
{
	int64_t count;
	uint32_t used = 0;

	if (JS_GetLength(ctx, headers, &count) < 0)
		return -1;
	for (uint32_t i = 0; i < count; i++) {
		JSValue text = JS_GetPropertyUint32(ctx, headers, i);
		int rc = JS_IsException(text) ? -1 : put_byte_string(ctx, text, block, &used);
		JS_FreeValue(ctx, text);
		if (rc < 0)
			return -1;
	}
	return used;
}

static int send_request(JSContext *ctx, struct frame_fetch *request, JSValueConst *argv,
			const char *headers)
{
	size_t method_bytes, url_bytes;
	const char *method = JS_ToCStringLen(ctx, &method_bytes, argv[0]);
	const char *url = method ? JS_ToCStringLen(ctx, &url_bytes, argv[1]) : NULL;
	int rc = -1;

	if (!url) {
		JS_FreeCString(ctx, method);
		return -1;
	}
	if (method_bytes > FRAME_FETCH_METHOD_MAX) {
		JS_ThrowTypeError(ctx, "a method is limited to %u bytes", FRAME_FETCH_METHOD_MAX);
	} else if (url_bytes > FRAME_FETCH_URL_MAX) {
		JS_ThrowTypeError(ctx, "a URL is limited to %u bytes", FRAME_FETCH_URL_MAX);
	} else if (live_add(ctx, live.last_id + 1) == 0) {
		request->id = ++live.last_id;
		request->method_bytes = (uint32_t)method_bytes;
		request->url_bytes = (uint32_t)url_bytes;
		const struct channel_part parts[] = {
			{ request, sizeof(*request) },
			{ method, method_bytes },
			{ url, url_bytes },
			{ headers, request->headers_bytes },
		};
		channel_send(FRAME_FETCH, parts, 4);
		rc = 0;
	}
	JS_FreeCString(ctx, method);
	JS_FreeCString(ctx, url);
	return rc;
}

/* fetchStart(method, url, [name, value, …], hasBody, bodyBytes or -1) -> id */
static JSValue fetch_start(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	double body_bytes;

	(void)self, (void)argc;
	if (JS_ToFloat64(ctx, &body_bytes, argv[4]) < 0)
		return JS_EXCEPTION;
	struct frame_fetch request = {
		.has_body = JS_ToBool(ctx, argv[3]) > 0,
		.body_bytes = FRAME_FETCH_BODY_UNKNOWN,
	};
	if (body_bytes >= 0 && body_bytes < FRAME_FETCH_BODY_UNKNOWN)
		request.body_bytes = (uint32_t)body_bytes;

	static char headers[FRAME_FETCH_HEADERS_MAX];
	int64_t headers_bytes = put_headers(ctx, argv[2], headers);
	request.headers_bytes = (uint32_t)headers_bytes;
	int rc = headers_bytes < 0 ? -1 : send_request(ctx, &request, argv, headers);
	return rc < 0 ? JS_EXCEPTION : JS_NewUint32(ctx, request.id);
}

/* fetchBody(id, bytes): a piece of the request's body; undefined: its end */
static JSValue fetch_body(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct frame_fetch_id id;
	size_t bytes = 0;
	const uint8_t *data = NULL;

	(void)self, (void)argc;
	if (JS_ToUint32(ctx, &id.id, argv[0]) < 0)
		return JS_EXCEPTION;
	if (!JS_IsUndefined(argv[1])) {
		data = JS_GetUint8Array(ctx, &bytes, argv[1]);
		if (!data && JS_HasException(ctx))
			return JS_EXCEPTION;
		if (bytes == 0)
			return JS_UNDEFINED;
		if (bytes > FRAME_FETCH_PIECE_MAX)
			return JS_ThrowRangeError(ctx, "a piece is limited to %u bytes",
						  FRAME_FETCH_PIECE_MAX);
	}
	const struct channel_part parts[] = { { &id, sizeof(id) }, { data, bytes } };
	if (is_live(id.id))
		channel_send(FRAME_FETCH_BODY, parts, 2);
	return JS_UNDEFINED;
}

/* fetchCredit(id, bytes) */
static JSValue fetch_credit(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct frame_fetch_credit credit;

	(void)self, (void)argc;
	if (JS_ToUint32(ctx, &credit.id, argv[0]) < 0 ||
	    JS_ToUint32(ctx, &credit.bytes, argv[1]) < 0)
		return JS_EXCEPTION;
	const struct channel_part part = { &credit, sizeof(credit) };
	if (is_live(credit.id))
		channel_send(FRAME_FETCH_CREDIT, &part, 1);
	return JS_UNDEFINED;
}

/* fetchCancel(id) */
static JSValue fetch_cancel(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	struct frame_fetch_id id;

	(void)self, (void)argc;
	if (JS_ToUint32(ctx, &id.id, argv[0]) < 0)
		return JS_EXCEPTION;
	const struct channel_part part = { &id, sizeof(id) };
	if (is_live(id.id))
		channel_send(FRAME_FETCH_CANCEL, &part, 1);
	live_remove(id.id);
	return JS_UNDEFINED;
}

/* fetchListen(listener), by the prelude */
static JSValue fetch_listen(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv)
{
	(void)self, (void)argc;
	listener = JS_DupValue(ctx, argv[0]);
	return JS_UNDEFINED;
}

int fetch_install(JSContext *ctx, JSValueConst native)
{
	static const JSCFunctionListEntry members[] = {
		JS_CFUNC_DEF("fetchStart", 5, fetch_start),
		JS_CFUNC_DEF("fetchBody", 2, fetch_body),
		JS_CFUNC_DEF("fetchCredit", 2, fetch_credit),
		JS_CFUNC_DEF("fetchCancel", 1, fetch_cancel),
		JS_CFUNC_DEF("fetchListen", 1, fetch_listen),
		JS_PROP_INT32_DEF("fetchWindow", FRAME_FETCH_RECEIVE_WINDOW, 0),
		JS_PROP_INT32_DEF("fetchSendWindow", FRAME_FETCH_SEND_WINDOW, 0),
		JS_PROP_INT32_DEF("fetchPieceMax", FRAME_FETCH_PIECE_MAX, 0),
	};

	listener = JS_UNDEFINED;
	return JS_SetPropertyFunctionList(ctx, native, members,
					  sizeof(members) / sizeof(members[0])) < 0
		       ? -1
		       : 0;
}

bool fetch_is_pending(void)
{
	return live.count != 0;
}

/* --- answers ------------------------------------------------------------------------------------------- */

/* A string of ISO-8859-1. */
static JSValue byte_string(JSContext *ctx, const char *bytes, size_t len)
{
	bool ascii = true;

	for (size_t i = 0; i < len && ascii; i++)
		ascii = (uint8_t)bytes[i] < 0x80;
	if (ascii)
		return JS_NewStringLen(ctx, bytes, len);
	uint16_t *units = js_malloc(ctx, len * sizeof(*units));
	if (!units)
		return JS_EXCEPTION;
	for (size_t i = 0; i < len; i++)
		units[i] = (uint8_t)bytes[i];
	JSValue string = JS_NewStringUTF16(ctx, units, len);
	js_free(ctx, units);
	return string;
}

/* [name, value, …] of what a frame has. */
static JSValue header_list(JSContext *ctx, const char *block, uint32_t bytes)
{
	JSValue list = JS_NewArray(ctx);
	uint32_t count = 0;

	if (JS_IsException(list))
		return list;
	for (const char *at = block, *end = block + bytes; at < end;) {
		size_t len = strnlen(at, (size_t)(end - at));
		JSValue text = byte_string(ctx, at, len);
		if (JS_IsException(text) ||
		    JS_DefinePropertyValueUint32(ctx, list, count++, text, JS_PROP_C_W_E) < 0) {
			JS_FreeValue(ctx, list);
			return JS_EXCEPTION;
		}
		at += len + 1;
	}
	return list;
}

/* Takes the three values, any of which may be an exception. */
static int tell(JSContext *ctx, uint32_t id, enum fetch_event event, JSValue a, JSValue b,
		JSValue c)
{
	JSValue argv[] = { JS_NewUint32(ctx, id), JS_NewUint32(ctx, event), a, b, c };
	JSValue result = JS_EXCEPTION;

	if (!JS_IsException(a) && !JS_IsException(b) && !JS_IsException(c))
		result = JS_Call(ctx, listener, JS_UNDEFINED, 5, (JSValueConst *)argv);
	JS_FreeValue(ctx, a);
	JS_FreeValue(ctx, b);
	JS_FreeValue(ctx, c);
	JS_FreeValue(ctx, result);
	return JS_IsException(result) ? -1 : 0;
}

static int on_head(JSContext *ctx, const uint8_t *payload)
{
	struct frame_fetch_head head;
	const char *text = (const char *)payload + sizeof(head);

	memcpy(&head, payload, sizeof(head));
	return tell(ctx, head.id, EVENT_HEAD, JS_NewUint32(ctx, head.status),
		    byte_string(ctx, text, head.status_text_bytes),
		    header_list(ctx, text + head.status_text_bytes, head.headers_bytes));
}

static int on_fail(JSContext *ctx, const uint8_t *payload, uint32_t bytes)
{
	struct frame_fetch_fail fail;

	memcpy(&fail, payload, sizeof(fail));
	live_remove(fail.id);
	return tell(
		ctx, fail.id, EVENT_FAIL,
		JS_NewStringLen(ctx, (const char *)payload + sizeof(fail), bytes - sizeof(fail)),
		JS_NewBool(ctx, fail.refused), JS_UNDEFINED);
}

int fetch_on_frame(JSContext *ctx, const struct frame_header *header, const uint8_t *payload)
{
	struct frame_fetch_credit credit;

	/* Every answer begins with the id. Of what was cancelled some may have been on its way. */
	memcpy(&credit.id, payload, sizeof(credit.id));
	if (!is_live(credit.id))
		return 0;
	switch (header->type) {
	case FRAME_FETCH_HEAD:
		return on_head(ctx, payload);
	case FRAME_FETCH_CHUNK:
		return tell(ctx, credit.id, EVENT_CHUNK,
			    JS_NewUint8ArrayCopy(ctx, payload + sizeof(struct frame_fetch_id),
						 header->length - sizeof(struct frame_fetch_id)),
			    JS_UNDEFINED, JS_UNDEFINED);
	case FRAME_FETCH_END:
		live_remove(credit.id);
		return tell(ctx, credit.id, EVENT_END, JS_UNDEFINED, JS_UNDEFINED, JS_UNDEFINED);
	case FRAME_FETCH_FAIL:
		return on_fail(ctx, payload, header->length);
	case FRAME_FETCH_MORE:
		memcpy(&credit, payload, sizeof(credit));
		return tell(ctx, credit.id, EVENT_MORE, JS_NewUint32(ctx, credit.bytes),
			    JS_UNDEFINED, JS_UNDEFINED);
	default:
		abort(); /* the supervisor sends no other now */
	}
}
