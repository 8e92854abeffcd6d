// SPDX-License-Identifier: MIT
// Blob and File: https://w3c.github.io/FileAPI/. A blob is a list of pieces of bytes that nobody changes;
// blobs made of others, or sliced from them, share theirs.
/* global native */
import { bufferWith, copyOf, isBufferSource, joinBytes, partOf, sizeOf } from "./bytes.js";
import { execute, isObject, toScalars, toText } from "./convert.js";
import { addInterface, push, uncurryThis } from "./primordials.js";
import { close, enqueue, makeByteStream } from "./streams.js";
import { utf8Decode, utf8Encode } from "./utf8.js";

const { setView } = native;
const { Date, Math, Number, String, Symbol, TypeError } = globalThis;
const { isNaN } = Number;
const { now } = Date;
const { trunc, max, min } = Math;
const { iterator } = Symbol;
const toLowerCase = uncurryThis(String.prototype.toLowerCase);
const replace = uncurryThis(RegExp.prototype[Symbol.replace]);

const CHUNK_BYTES = 65536;

let made = null; // for makeBlob(): pieces and size
let piecesOf;
let fileParts;

/** A media type, or what else it may say; empty if it is not ASCII. */
function toType(value) {
  const type = toText(value);
  return execute(/[^ -~]/, type) ? "" : toLowerCase(type);
}

function toPiece(value, native) {
  if (isBufferSource(value)) return copyOf(value);
  const text = toScalars(value);
  return utf8Encode(native ? replace(/\r\n?|\n/g, text, "\n") : text);
}

/** An index of slice(): from the end if negative, and inside. */
function toIndex(value, size, otherwise) {
  if (value === undefined) return otherwise;
  const number = trunc(Number(value));
  if (isNaN(number)) return 0;
  return number < 0 ? max(size + number, 0) : min(number, size);
}

/** The pieces between two places. */
function cut(pieces, start, end) {
  const found = [];
  for (let i = 0, at = 0; i < pieces.length && at < end; i++) {
    const size = sizeOf(pieces[i]);
    const from = max(start - at, 0);
    const to = min(end - at, size);
    if (from < to) push(found, from === 0 && to === size ? pieces[i] : partOf(pieces[i], from, to));
    at += size;
  }
  return found;
}

/** A stream of copies of the pieces: a reader gets the buffer of what it reads. */
export function streamPieces(pieces) {
  let i = 0;
  let at = 0;
  const { stream } = makeByteStream(controller => {
    while (i < pieces.length && at >= sizeOf(pieces[i])) {
      i++;
      at = 0;
    }
    if (i === pieces.length) return close(controller);
    const end = min(at + CHUNK_BYTES, sizeOf(pieces[i]));
    enqueue(controller, copyOf(partOf(pieces[i], at, end)));
    at = end;
  }, () => { pieces = []; });
  return stream;
}

class Blob {
  #pieces = [];
  #size = 0;
  #type = "";

  static {
    piecesOf = blob =>
      (typeof blob === "object" && blob !== null && #pieces in blob ? blob.#pieces : undefined);
  }

  static show(blob) {
    return #pieces in blob ? { __proto__: null, size: blob.#size, type: blob.#type } : undefined;
  }

  constructor(parts = [], options = undefined) {
    if (made) {
      this.#pieces = made.pieces;
      this.#size = made.size;
      this.#type = made.type;
      made = null;
      return;
    }
    if (!isObject(parts) || typeof parts[iterator] !== "function") {
      throw new TypeError('The "sources" argument must be a sequence.');
    }
    if (options !== undefined && !(options === null || isObject(options))) {
      throw new TypeError('The "options" argument must be a dictionary.');
    }
    const endings = options?.endings === undefined ? "transparent" : toText(options.endings);
    if (endings !== "transparent" && endings !== "native") {
      throw new TypeError("The property 'options.endings' is invalid. Received '" + endings + "'");
    }
    const type = options?.type;
    this.#type = type === undefined ? "" : toType(type);
    for (const part of parts) this.#add(part, endings === "native");
  }

  #add(part, native) {
    const others = piecesOf(part) ?? [toPiece(part, native)];
    for (let i = 0; i < others.length; i++) {
      const size = sizeOf(others[i]);
      if (size === 0) continue;
      push(this.#pieces, others[i]);
      this.#size += size;
    }
  }

  #bytes() {
    return joinBytes(this.#pieces, this.#size);
  }

  get type() { return this.#type; }
  get size() { return this.#size; }

  slice(start = undefined, end = undefined, type = undefined) {
    const size = this.#size;
    const from = toIndex(start, size, 0);
    const to = max(toIndex(end, size, size), from);
    return makeBlob(cut(this.#pieces, from, to), to - from, type === undefined ? "" : toType(type));
  }

  async arrayBuffer() { return bufferWith(this.#bytes()); }
  async text() { return utf8Decode(this.#bytes()); }
  async bytes() { return this.#bytes(); }

  stream() {
    return streamPieces(this.#pieces);
  }
}

class File extends Blob {
  #name;
  #lastModified;

  static {
    fileParts = file => ({ __proto__: null, name: file.#name, lastModified: file.#lastModified });
  }

  static show(file) {
    const shown = showBlob(file);
    if (!shown || !(#name in file)) return shown;
    shown.name = file.#name;
    shown.lastModified = file.#lastModified;
    return shown;
  }

  constructor(parts, name, options = undefined) {
    if (arguments.length < 2) {
      made = null;
      throw new TypeError('The "fileBits" and "fileName" arguments must be specified');
    }
    super(parts, options);
    this.#name = toScalars(name);
    const modified = options?.lastModified;
    this.#lastModified = modified === undefined ? now() : trunc(Number(modified)) || 0;
  }

  get name() { return this.#name; }
  get lastModified() { return this.#lastModified; }

  static is(value) {
    return typeof value === "object" && value !== null && #name in value;
  }
}

/** From pieces that nobody else writes to. */
export function makeBlob(pieces, size, type) {
  made = { __proto__: null, pieces, size, type };
  return new Blob();
}

/** A file with the bytes of a blob. */
export function makeFile(blob, name, type, lastModified = now()) {
  const pieces = piecesOf(blob);
  made = { __proto__: null, pieces, size: sizeOfBlob(blob), type };
  return new File([], name, { __proto__: null, lastModified });
}

/** Another object for the same bytes. */
export function copyBlob(blob) {
  const type = typeOfBlob(blob);
  if (!isFile(blob)) return makeBlob(piecesOf(blob), sizeOfBlob(blob), type);
  const { name, lastModified } = fileParts(blob);
  return makeFile(blob, name, type, lastModified);
}

const showBlob = Blob.show;
const sizeOfBlob = blob => showBlob(blob).size;
const typeOfBlob = blob => showBlob(blob).type;
export const isBlob = value => piecesOf(value) !== undefined;
export const isFile = File.is;
export { fileParts, piecesOf, sizeOfBlob, typeOfBlob };

setView(Blob.prototype, Blob.show);
setView(File.prototype, File.show);
delete Blob.show;
delete File.show;
delete File.is;
addInterface(Blob, "Blob");
addInterface(File, "File");
