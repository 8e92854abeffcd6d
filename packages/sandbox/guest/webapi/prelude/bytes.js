// SPDX-License-Identifier: MIT
// Buffers, views on them and their bytes.
/* global native */
import { apply, TypedArray, uncurryGetter, uncurryThis } from "./primordials.js";

const { kind, kinds } = native;
const { ArrayBuffer, DataView, String, Uint8Array } = globalThis;
const { fromCharCode } = String;
const charCodeAt = uncurryThis(String.prototype.charCodeAt);

export const bufferOf = uncurryGetter(TypedArray.prototype, "buffer");
export const offsetOf = uncurryGetter(TypedArray.prototype, "byteOffset");
export const sizeOf = uncurryGetter(TypedArray.prototype, "byteLength");
export const typeOf = uncurryGetter(TypedArray.prototype, Symbol.toStringTag);
export const setBytes = uncurryThis(TypedArray.prototype.set);
export const viewBuffer = uncurryGetter(DataView.prototype, "buffer");
export const viewOffset = uncurryGetter(DataView.prototype, "byteOffset");
export const viewSize = uncurryGetter(DataView.prototype, "byteLength");
export const bufferSize = uncurryGetter(ArrayBuffer.prototype, "byteLength");

export function isBufferSource(value) {
  if (typeof value !== "object" || value === null) return false;
  switch (kind(value)) {
    case kinds.ARRAY_BUFFER:
    case kinds.SHARED_ARRAY_BUFFER:
    case kinds.TYPED_ARRAY:
    case kinds.DATA_VIEW:
      return true;
    default:
      return false;
  }
}

export const isUint8Array = value =>
  typeof value === "object" && value !== null && kind(value) === kinds.TYPED_ARRAY && typeOf(value) === "Uint8Array";

/** The bytes of a buffer or view, where they are. */
export function bytesOf(source) {
  switch (kind(source)) {
    case kinds.TYPED_ARRAY:
      return new Uint8Array(bufferOf(source), offsetOf(source), sizeOf(source));
    case kinds.DATA_VIEW:
      return new Uint8Array(viewBuffer(source), viewOffset(source), viewSize(source));
    default:
      return new Uint8Array(source);
  }
}

export const copyOf = source => new Uint8Array(bytesOf(source));
export const partOf = (bytes, start, end) => new Uint8Array(bufferOf(bytes), offsetOf(bytes) + start, end - start);

/** An ArrayBuffer of these bytes alone: their own if nothing else is in it. */
export function bufferWith(bytes) {
  const buffer = bufferOf(bytes);
  return bufferSize(buffer) === sizeOf(bytes) ? buffer : bufferOf(new Uint8Array(bytes));
}

/** All pieces in one array of its own. */
export function joinBytes(pieces, size) {
  const all = new Uint8Array(size);
  for (let i = 0, at = 0; i < pieces.length; i++) {
    setBytes(all, pieces[i], at);
    at += sizeOf(pieces[i]);
  }
  return all;
}

/** Each byte as a character, U+0000 to U+00FF. */
export function binaryText(bytes) {
  const size = sizeOf(bytes);
  let text = "";
  for (let at = 0; at < size; at += 4096) {
    text += apply(fromCharCode, null, partOf(bytes, at, at + 4096 < size ? at + 4096 : size));
  }
  return text;
}

/** The bytes of characters up to U+00FF. */
export function bytesOfBinary(text) {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = charCodeAt(text, i);
  return bytes;
}
