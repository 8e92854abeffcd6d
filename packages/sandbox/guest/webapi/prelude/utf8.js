// SPDX-License-Identifier: MIT
// What whatwg-url needs of TextEncoder and TextDecoder.
/* global native */
const { encodeUtf8, decode } = native;

const UTF8 = 0;
const KEEP_BOM = 2;

export const utf8Encode = encodeUtf8;
export const utf8DecodeWithoutBOM = bytes => decode(UTF8, new Uint8Array(8), bytes, KEEP_BOM);
