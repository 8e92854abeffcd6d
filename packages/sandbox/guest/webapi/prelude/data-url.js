// SPDX-License-Identifier: MIT
// data: URLs: https://fetch.spec.whatwg.org/#data-urls
import { binaryText, partOf, sizeOf } from "./bytes.js";
import { execute, trim } from "./convert.js";
import { parseType, writeType } from "./mime.js";
import { apply, uncurryThis } from "./primordials.js";
import { utf8Encode } from "./utf8.js";

const { String, Uint8Array } = globalThis;
const { fromBase64 } = Uint8Array;
const indexOf = uncurryThis(String.prototype.indexOf);
const slice = uncurryThis(String.prototype.slice);

const PERCENT = 37;

/** The value of a hexadecimal digit; -1 for all else, the end included. */
function digit(code) {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function percentDecode(text) {
  const bytes = utf8Encode(text);
  if (indexOf(text, "%") < 0) return bytes;
  const size = sizeOf(bytes);
  let end = 0;
  for (let i = 0; i < size; i++, end++) {
    const high = bytes[i] === PERCENT && i + 2 < size ? digit(bytes[i + 1]) : -1;
    const low = high < 0 ? -1 : digit(bytes[i + 2]);
    bytes[end] = low < 0 ? bytes[i] : high * 16 + low;
    if (low >= 0) i += 2;
  }
  return partOf(bytes, 0, end);
}

/** @returns {type, bytes} of a URL without its fragment, or null if it is not as it should be */
export function readDataURL(href) {
  const comma = indexOf(href, ",");
  if (comma < 0) return null;
  let type = trim(slice(href, 5, comma), code => code === 32);
  const content = slice(href, comma + 1);
  let bytes = percentDecode(content);
  const base64 = execute(/^(.*); *base64$/i, type);
  if (base64 !== null) {
    type = base64[1];
    try {
      bytes = apply(fromBase64, Uint8Array, [indexOf(content, "%") < 0 ? content : binaryText(bytes)]);
    } catch {
      return null;
    }
  }
  const parsed = parseType(type[0] === ";" ? "text/plain" + type : type);
  return { __proto__: null, type: parsed === null ? "text/plain;charset=US-ASCII" : writeType(parsed), bytes };
}
