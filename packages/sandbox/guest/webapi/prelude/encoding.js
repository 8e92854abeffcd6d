// SPDX-License-Identifier: MIT
// TextEncoder and TextDecoder: https://encoding.spec.whatwg.org/. UTF-8 and UTF-16; the work is done in C.
/* global native */
import { bytesOf, isBufferSource, isUint8Array } from "./bytes.js";
import { trim } from "./convert.js";
import { addInterface, hasOwn, uncurryThis } from "./primordials.js";

const { TypeError, RangeError, Uint8Array } = globalThis;
const { encodeUtf8, encodeUtf8Into, decode, setView } = native;
const toLowerCase = uncurryThis(String.prototype.toLowerCase);

const FATAL = 1;
const KEEP_BOM = 2;
const STREAM = 4;

const encodings = ["utf-8", "utf-16le", "utf-16be"];
const labels = {
  __proto__: null,
  "unicode-1-1-utf-8": 0, unicode11utf8: 0, unicode20utf8: 0, "utf-8": 0, utf8: 0, "x-unicode20utf8": 0,
  csunicode: 1, "iso-10646-ucs-2": 1, "ucs-2": 1, unicode: 1, unicodefeff: 1, "utf-16": 1, "utf-16le": 1,
  "utf-16be": 2, unicodefffe: 2,
};

const isSpace = code => code === 32 || code === 9 || code === 10 || code === 12 || code === 13;

/** What decode() takes: an ArrayBuffer, a view on one, or nothing. */
function toBytes(source) {
  if (source === undefined) return new Uint8Array(0);
  if (isBufferSource(source)) return bytesOf(source);
  throw new TypeError('The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.');
}

class TextEncoder {
  #brand;
  static show(encoder) {
    return #brand in encoder ? { __proto__: null } : undefined;
  }

  get encoding() {
    this.#brand;
    return "utf-8";
  }

  encode(input = "") {
    this.#brand;
    return encodeUtf8(`${input}`);
  }

  encodeInto(source, destination) {
    this.#brand;
    const string = `${source}`;
    if (!isUint8Array(destination)) {
      throw new TypeError('The "dest" argument must be an instance of Uint8Array.');
    }
    const result = encodeUtf8Into(string, destination);
    return { read: result[0], written: result[1] };
  }
}

class TextDecoder {
  #encoding;
  #flags;
  #state = new Uint8Array(8);
  static show(decoder) {
    return #flags in decoder ? { __proto__: null } : undefined;
  }

  constructor(label = "utf-8", options = undefined) {
    const name = toLowerCase(trim(`${label}`, isSpace));
    if (!hasOwn(labels, name)) {
      const error = new RangeError(`The "${label}" encoding is not supported`);
      error.code = "ERR_ENCODING_NOT_SUPPORTED";
      throw error;
    }
    this.#encoding = labels[name];
    this.#flags = (options?.fatal ? FATAL : 0) | (options?.ignoreBOM ? KEEP_BOM : 0);
  }

  get encoding() {
    return encodings[this.#encoding];
  }

  get fatal() {
    return (this.#flags & FATAL) !== 0;
  }

  get ignoreBOM() {
    return (this.#flags & KEEP_BOM) !== 0;
  }

  decode(input = undefined, options = undefined) {
    const flags = this.#flags | (options?.stream ? STREAM : 0);
    return decode(this.#encoding, this.#state, toBytes(input), flags);
  }
}

for (const [name, api] of [["TextEncoder", TextEncoder], ["TextDecoder", TextDecoder]]) {
  setView(api.prototype, api.show);
  delete api.show;
  addInterface(api, name);
}
