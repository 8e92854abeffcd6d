/* SPDX-License-Identifier: MIT */
/*
 * The primitives of TextEncoder and TextDecoder: UTF-8 and UTF-16 to and from the engine's strings.
 *
 * encodeUtf8(string) -> Uint8Array; encodeUtf8Into(string, Uint8Array) -> [read, written];
 * decode(kind, state, bytes, flags) -> string, where state is a Uint8Array that holds what is left
 * over between two calls of a stream. The standard is https://encoding.spec.whatwg.org/.
 */
#ifndef UNTRUSTED_GUEST_ENCODING_H
#define UNTRUSTED_GUEST_ENCODING_H

#include "quickjs.h"

/* Adds the primitives to @native. 0, or -1 with a pending exception. */
int encoding_install(JSContext *ctx, JSValueConst native);

#endif
