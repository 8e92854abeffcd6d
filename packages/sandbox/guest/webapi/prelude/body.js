// SPDX-License-Identifier: MIT
// The bodies of requests and responses: https://fetch.spec.whatwg.org/#bodies
//
// A stream is slow and large; most bodies are read whole, and never need one. So a body's content is kept as it
// came, and becomes a stream when the code asks for it.
/* global native */
import { isBlob, makeBlob, piecesOf, sizeOfBlob, streamPieces, typeOfBlob } from "./blob.js";
import { bufferWith, bytesOf, copyOf, isBufferSource, isUint8Array, joinBytes, sizeOf } from "./bytes.js";
import { isObject, toScalars } from "./convert.js";
import { isFormData, makeForm } from "./form-data.js";
import { getHeader } from "./headers.js";
import { extractType, writeType } from "./mime.js";
import { readForm, writeForm } from "./multipart.js";
import { apply, ignore, Promise, push, then, uncurryThis } from "./primordials.js";
import {
  close, enqueue, getReader, isDisturbed, isLocked, isReadableStream, likeStream, makeByteStream, markDisturbed,
  pipeThrough, read, tee, TransformStream,
} from "./streams.js";
import { isSearchParams, pairsOfQuery, writeSearchParams } from "./url.js";
import { utf8Decode, utf8Encode } from "./utf8.js";

const { detach } = native;
const { JSON, String, Symbol, TypeError, Uint8Array } = globalThis;
const { asyncIterator } = Symbol;
const { parse } = JSON;
const toLowerCase = uncurryThis(String.prototype.toLowerCase);

/**
 * Exactly one of these is the content until there is a stream: pieces, arrays of bytes that nobody writes to; or
 * a transfer (network.js). Pieces stay for a redirect that has to send them again.
 */
class Body {
  pieces = null;
  size = -1; // in bytes; -1: not known
  transfer = null;
  stream = null;
  taken = false; // its content went elsewhere, without a stream
}

function bodyOfPieces(pieces, size) {
  const body = new Body();
  body.pieces = pieces;
  body.size = size;
  return body;
}

export const bodyOfBytes = bytes => bodyOfPieces(sizeOf(bytes) ? [bytes] : [], sizeOf(bytes));

function bodyOfStream(stream) {
  const body = new Body();
  body.stream = stream;
  return body;
}

export function bodyOfTransfer(transfer) {
  const body = new Body();
  body.transfer = transfer;
  return body;
}

// --- what the code gives

/** What an async iterable yields for a body. */
function toChunk(value) {
  if (typeof value === "string") return utf8Encode(value);
  if (isBufferSource(value)) return copyOf(value);
  throw new TypeError("an async iterable of a body must yield strings, ArrayBuffers or views on them");
}

function streamOfIterable(iterable) {
  const iterator = apply(iterable[asyncIterator], iterable, []);
  return makeByteStream(async controller => {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return close(controller);
      const chunk = toChunk(value);
      if (sizeOf(chunk)) return enqueue(controller, chunk);
    }
  }, () => iterator.return?.()).stream;
}

/** Only what is pulled from it later can make a body fail. */
function bodyOfIterable(value, keepalive) {
  if (keepalive) throw new TypeError("keepalive");
  if (!isReadableStream(value)) return bodyOfStream(streamOfIterable(value));
  if (isDisturbed(value) || isLocked(value)) {
    throw new TypeError("Response body object should not be disturbed or locked");
  }
  return bodyOfStream(value);
}

function bodyOfForm(form) {
  const { pieces, type } = writeForm(form);
  let size = 0;
  for (let i = 0; i < pieces.length; i++) size += sizeOf(pieces[i]);
  return { __proto__: null, body: bodyOfPieces(pieces, size), type };
}

/** @returns {body, type}: of a BodyInit; the type is null if it says none */
export function extractBody(value, keepalive = false) {
  const made = (body, type = null) => ({ __proto__: null, body, type });
  if (isObject(value)) {
    if (isReadableStream(value)) return made(bodyOfIterable(value, keepalive));
    if (isBlob(value)) return made(bodyOfPieces(piecesOf(value), sizeOfBlob(value)), typeOfBlob(value) || null);
    if (isBufferSource(value)) return made(bodyOfBytes(copyOf(value)));
    if (isFormData(value)) return bodyOfForm(value);
    if (isSearchParams(value)) {
      return made(bodyOfBytes(utf8Encode(writeSearchParams(value))), "application/x-www-form-urlencoded;charset=UTF-8");
    }
    if (typeof value[asyncIterator] === "function") return made(bodyOfIterable(value, keepalive));
  }
  return made(bodyOfBytes(utf8Encode(toScalars(value))), "text/plain;charset=UTF-8");
}

// --- its state

export const isUsed = body => body.taken || (body.stream !== null && isDisturbed(body.stream));
export const isUnusable = body => isUsed(body) || (body.stream !== null && isLocked(body.stream));

/** The stream of content that went elsewhere: locked, and at its end. */
function makeUsedStream() {
  const { stream, controller } = makeByteStream(ignore, ignore);
  getReader(stream);
  markDisturbed(stream);
  close(controller);
  return stream;
}

export function streamOf(body) {
  if (body.stream === null) {
    body.stream = body.taken ? makeUsedStream() : body.transfer ? body.transfer.stream() : streamPieces(body.pieces);
  }
  return body.stream;
}

/** What the console shows as the stream, which it does not make. */
export const shownStream = body => body.stream ?? likeStream(body.taken ? "closed" : "readable", body.taken);

/** Takes the content away, for another request. */
export function moveBody(body) {
  const moved = new Body();
  moved.pieces = body.pieces;
  moved.size = body.size;
  if (body.pieces === null) {
    moved.stream = pipeThrough(body.stream, new TransformStream());
    markDisturbed(body.stream);
  } else if (body.stream !== null) {
    getReader(body.stream);
    markDisturbed(body.stream);
  }
  body.taken = true;
  return moved;
}

export function cloneBody(body) {
  if (body.pieces !== null) return bodyOfPieces(body.pieces, body.size);
  const { 0: one, 1: two } = tee(streamOf(body));
  body.stream = one;
  return bodyOfStream(two);
}

// --- reading it whole

function collectStream(stream, done, fail) {
  const reader = getReader(stream);
  const pieces = [];
  let size = 0;
  const take = result => {
    if (result.done) return done(joinBytes(pieces, size));
    if (!isUint8Array(result.value)) return fail(new TypeError("Received non-Uint8Array chunk"));
    push(pieces, bytesOf(result.value));
    size += sizeOf(result.value);
    then(read(reader), take, fail);
  };
  then(read(reader), take, fail);
}

/** Calls done(bytes), whose bytes then are, or fail(error). */
function collect(body, done, fail) {
  if (body.stream !== null) return collectStream(body.stream, done, fail);
  body.taken = true;
  if (body.transfer !== null) return body.transfer.collect(done, fail);
  done(joinBytes(body.pieces, body.size));
}

function consume(state, convert) {
  return new Promise((resolve, reject) => {
    const { body } = state;
    if (body !== null && isUnusable(body)) throw new TypeError("Body is unusable: Body has already been read");
    const done = bytes => {
      try {
        resolve(convert(bytes, state));
      } catch (error) {
        reject(error);
      }
    };
    if (body === null) done(new Uint8Array(0));
    else collect(body, done, reject);
  });
}

const typeOf = state => extractType(getHeader(state.headers, "content-type"));

/** The bytes themselves are given back at once: what is made of the text needs room. */
function toText(bytes) {
  const text = utf8Decode(bytes);
  detach(bufferWith(bytes));
  return text;
}

const toJSON = bytes => parse(toText(bytes));

function toBlob(bytes, state) {
  const type = typeOf(state);
  return makeBlob(sizeOf(bytes) ? [bytes] : [], sizeOf(bytes), type === null ? "" : toLowerCase(writeType(type)));
}

function toForm(bytes, state) {
  const type = typeOf(state);
  switch (type?.essence) {
    case "multipart/form-data": {
      const { boundary } = type.parameters;
      const entries = boundary === undefined ? null : readForm(bytes, boundary);
      if (entries === null) throw new TypeError("Failed to parse body as FormData.");
      return makeForm(entries);
    }
    case "application/x-www-form-urlencoded":
      return makeForm(pairsOfQuery(utf8Decode(bytes)));
    default:
      throw new TypeError(
        'Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".');
  }
}

/** Gives an interface what is the body's of it. `stateOf(object)` is {body, headers}, and throws for other objects. */
export function addBodyMembers(api, stateOf) {
  Object.defineProperties(api.prototype, Object.getOwnPropertyDescriptors({
    get body() {
      const { body } = stateOf(this);
      return body === null ? null : streamOf(body);
    },
    get bodyUsed() {
      const { body } = stateOf(this);
      return body !== null && isUsed(body);
    },
  }));
  const reading = (name, convert) => {
    const method = { [name]() {
      let state;
      try {
        state = stateOf(this);
      } catch (error) {
        return reject(error);
      }
      return consume(state, convert);
    } }[name];
    Object.defineProperty(api.prototype, name, { value: method, writable: true, configurable: true });
  };
  reading("blob", toBlob);
  reading("arrayBuffer", bufferWith);
  reading("text", toText);
  reading("json", toJSON);
  reading("formData", toForm);
  reading("bytes", bytes => bytes);
}

const reject = error => new Promise((_, no) => no(error));
