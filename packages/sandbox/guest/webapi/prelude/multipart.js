// SPDX-License-Identifier: MIT
// Forms as multipart/form-data: https://html.spec.whatwg.org/#multipart/form-data-encoding-algorithm and
// https://andreubotella.github.io/multipart-form-data/
/* global native */
import { fileParts, makeBlob, makeFile, piecesOf, typeOfBlob } from "./blob.js";
import { partOf, sizeOf } from "./bytes.js";
import { execute, isTabOrSpace, isToken, trim } from "./convert.js";
import { entriesOf } from "./form-data.js";
import { push, TypedArray, uncurryThis } from "./primordials.js";
import { utf8Decode, utf8DecodeWithoutBOM, utf8Encode } from "./utf8.js";

const { fillRandom } = native;
const { RegExp, String, Uint8Array } = globalThis;
const indexOf = uncurryThis(TypedArray.prototype.indexOf);
const find = uncurryThis(String.prototype.indexOf);
const slice = uncurryThis(String.prototype.slice);
const toLowerCase = uncurryThis(String.prototype.toLowerCase);
const replace = uncurryThis(RegExp.prototype[Symbol.replace]);

const CR = 13;
const LF = 10;
const DASH = 45;

// --- writing

function makeBoundary() {
  const random = new Uint8Array(24);
  fillRandom(random);
  let text = "----formdata-";
  for (let i = 0; i < 24; i++) text += random[i] % 10;
  return text;
}

const normalise = text => replace(/\r\n?|\n/g, text, "\r\n");
const escape = text => replace(/"/g, replace(/\r/g, replace(/\n/g, text, "%0A"), "%0D"), "%22");

/** @returns {pieces, type}: arrays of bytes, and the content-type */
export function writeForm(form) {
  const entries = entriesOf(form);
  const boundary = makeBoundary();
  const start = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
  const pieces = [];
  for (let i = 0; i < entries.length; i++) {
    const { 0: name, 1: value } = entries[i];
    const head = start + escape(normalise(name)) + '"';
    if (typeof value === "string") {
      push(pieces, utf8Encode(head + "\r\n\r\n" + normalise(value) + "\r\n"));
      continue;
    }
    push(pieces, utf8Encode(head + '; filename="' + escape(fileParts(value).name) + '"\r\nContent-Type: ' +
      (typeOfBlob(value) || "application/octet-stream") + "\r\n\r\n"));
    const content = piecesOf(value);
    for (let k = 0; k < content.length; k++) push(pieces, content[k]);
    push(pieces, utf8Encode("\r\n"));
  }
  push(pieces, utf8Encode("--" + boundary + "--\r\n"));
  return { __proto__: null, pieces, type: "multipart/form-data; boundary=" + boundary };
}

// --- reading

const startsWith = (bytes, at, what) => {
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false;
  return true;
};

const isLineEnd = (bytes, at) => bytes[at] === CR && bytes[at + 1] === LF;

/** Where these bytes, which begin with CR, come next; -1 if nowhere. */
function search(bytes, what, from) {
  for (let at = indexOf(bytes, CR, from); at >= 0; at = indexOf(bytes, CR, at + 1)) {
    if (startsWith(bytes, at, what)) return at;
  }
  return -1;
}

const unescape = text => replace(/%22/g, replace(/%0D/gi, replace(/%0A/gi, text, "\n"), "\r"), '"');

/** The value of a parameter of content-disposition; undefined: not there. */
function parameter(text, pattern) {
  const match = execute(pattern, text);
  return match === null ? undefined : unescape(match[1]);
}

/** Reads a part's headers. Null if they are not as they should be. */
function readHeaders(text) {
  const headers = { __proto__: null, name: undefined, filename: undefined, type: undefined };
  for (let at = 0; at < text.length;) {
    const next = find(text, "\r\n", at);
    const end = next < 0 ? text.length : next;
    const colon = find(text, ":", at);
    if (colon < 0 || colon > end) return null;
    const key = trim(slice(text, at, colon), isTabOrSpace);
    const value = trim(slice(text, colon + 1, end), isTabOrSpace);
    if (!isToken(key)) return null;
    if (toLowerCase(key) === "content-disposition") {
      headers.name = parameter(value, /^form-data; name="([^"\r\n]*)"/);
      headers.filename = parameter(value, /^form-data; name="[^"]*"; filename\*?="([^"\r\n]*)"$/);
    } else if (toLowerCase(key) === "content-type") {
      headers.type = execute(/[^\0-\x7f]/, value) === null ? value : "";
    }
    at = end + 2;
  }
  return headers.name === undefined ? null : headers;
}

function makeValue(headers, bytes) {
  if (headers.filename === undefined) return utf8Decode(bytes);
  const copy = new Uint8Array(bytes);
  const blob = makeBlob(sizeOf(copy) ? [copy] : [], sizeOf(copy), "");
  return makeFile(blob, headers.filename, toLowerCase(headers.type ?? "text/plain"));
}

/** @returns the entries, [name, value], or null if the bytes are no such form */
export function readForm(bytes, boundary) {
  const delimiter = utf8Encode("\r\n--" + boundary);
  const blank = utf8Encode("\r\n\r\n");
  const entries = [];
  let at = 0;
  while (isLineEnd(bytes, at)) at += 2;
  if (!startsWith(bytes, at, partOf(delimiter, 2, sizeOf(delimiter)))) return null;
  for (at += sizeOf(delimiter) - 2; ;) {
    if (bytes[at] === DASH && bytes[at + 1] === DASH) return entries;
    if (!isLineEnd(bytes, at)) return null;
    const headersEnd = search(bytes, blank, at);
    if (headersEnd < 0) return null;
    const headers = headersEnd > at + 2 ? readHeaders(utf8DecodeWithoutBOM(partOf(bytes, at + 2, headersEnd))) : null;
    const end = headers === null ? -1 : search(bytes, delimiter, headersEnd + 4);
    if (end < 0) return null;
    push(entries, [headers.name, makeValue(headers, partOf(bytes, headersEnd + 4, end))]);
    at = end + sizeOf(delimiter);
  }
}
