// SPDX-License-Identifier: MIT
// Conversions of WebIDL and the words of its errors: https://webidl.spec.whatwg.org/#js-type-mapping
/* global native */
import { apply, TypedArray, uncurryGetter, uncurryThis } from "./primordials.js";

const { kind, kinds } = native;
const { ArrayBuffer, DataView, String, TypeError, Uint8Array } = globalThis;
const { fromCharCode } = String;
const toWellFormed = uncurryThis(String.prototype.toWellFormed);
const charCodeAt = uncurryThis(String.prototype.charCodeAt);
const slice = uncurryThis(String.prototype.slice);
const execute = uncurryThis(RegExp.prototype.exec);
const bufferOf = uncurryGetter(TypedArray.prototype, "buffer");
const offsetOf = uncurryGetter(TypedArray.prototype, "byteOffset");
const sizeOf = uncurryGetter(TypedArray.prototype, "byteLength");
const typeOf = uncurryGetter(TypedArray.prototype, Symbol.toStringTag);
const setBytes = uncurryThis(TypedArray.prototype.set);
const viewBuffer = uncurryGetter(DataView.prototype, "buffer");
const viewOffset = uncurryGetter(DataView.prototype, "byteOffset");
const viewSize = uncurryGetter(DataView.prototype, "byteLength");
const bufferSize = uncurryGetter(ArrayBuffer.prototype, "byteLength");

export { execute, setBytes, sizeOf };

// --- errors and arguments

export const fail = (where, what) => new TypeError(where + ": " + what);

export function needArguments(count, needed, where) {
  if (count >= needed) return;
  throw fail(where, needed + " argument" + (needed === 1 ? "" : "s") + " required, but" + (count ? " only " : " ") +
    count + " found.");
}

export const isObject = value => (typeof value === "object" && value !== null) || typeof value === "function";

/** A dictionary: its members are read from what this gives. */
export function toDictionary(value, where) {
  if (value === undefined || value === null) return { __proto__: null };
  if (!isObject(value)) throw fail(where, "Expected " + toText(value) + " to be one of: Null, Undefined, Object.");
  return value;
}

export function toEnum(value, allowed, where) {
  const text = toText(value);
  let names = "";
  for (let i = 0; i < allowed.length; i++) {
    if (allowed[i] === text) return text;
    names += (i ? ", " : "") + allowed[i];
  }
  throw fail(where, text + " is not an accepted type. Expected one of " + names + ".");
}

// --- strings

export function toText(value) {
  if (typeof value === "string") return value;
  if (typeof value === "symbol") throw new TypeError("Cannot convert a Symbol value to a string");
  return String(value);
}

/** A USVString: no lone surrogates. */
export const toScalars = value => toWellFormed(toText(value));

/** A ByteString: no character above U+00FF. */
export function toByteString(value) {
  const text = toText(value);
  const match = execute(/[^\0-\xff]/, text);
  if (match === null) return text;
  throw new TypeError("Cannot convert argument to a ByteString because the character at index " + match.index +
    " has a value of " + charCodeAt(text, match.index) + " which is greater than 255.");
}

/** Without the characters that `isSpace` accepts, at the start, at the end or at both. */
export function trim(text, isSpace, atStart = true, atEnd = true) {
  let start = 0;
  let end = text.length;
  while (atEnd && end > start && isSpace(charCodeAt(text, end - 1))) end--;
  while (atStart && start < end && isSpace(charCodeAt(text, start))) start++;
  return start === 0 && end === text.length ? text : slice(text, start, end);
}

export const isHttpSpace = code => code === 10 || code === 13 || code === 9 || code === 32;
export const isTabOrSpace = code => code === 9 || code === 32;

/** A token of HTTP: the names of headers and methods. */
export const isToken = text => execute(/^[!#$%&'*+\-.^`|~\w]+$/, text) !== null;

// --- bytes

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
