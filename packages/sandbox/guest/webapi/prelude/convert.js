// SPDX-License-Identifier: MIT
// Conversions of WebIDL and the words of its errors: https://webidl.spec.whatwg.org/#js-type-mapping
import { uncurryThis } from "./primordials.js";

const { String, TypeError } = globalThis;
const toWellFormed = uncurryThis(String.prototype.toWellFormed);
const charCodeAt = uncurryThis(String.prototype.charCodeAt);
const slice = uncurryThis(String.prototype.slice);
const execute = uncurryThis(RegExp.prototype.exec);

export { execute };

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
