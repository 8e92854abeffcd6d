// SPDX-License-Identifier: MIT
// UTF-8 to and from strings, for our own use.
/* global native */
const { encodeUtf8, decode } = native;

const UTF8 = 0;
const KEEP_BOM = 2;

export const utf8Encode = encodeUtf8;
export const utf8Decode = bytes => decode(UTF8, new Uint8Array(8), bytes, 0);
export const utf8DecodeWithoutBOM = bytes => decode(UTF8, new Uint8Array(8), bytes, KEEP_BOM);
