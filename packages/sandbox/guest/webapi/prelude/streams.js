// SPDX-License-Identifier: MIT
// Streams: the npm package web-streams-polyfill, which is the standard's reference implementation, and what
// the console shows of them. https://streams.spec.whatwg.org/
//
// build-prelude.mjs turns the package's internal properties into symbols, `slots`, and adds them to its exports.
/* global native */
import * as streams from "web-streams-polyfill";
import {
  addGlobal, create, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, setPrototypeOf, uncurryGetter, uncurryThis,
} from "./primordials.js";

const { kind, kinds, setView } = native;
const { slots, ReadableStream, ReadableByteStreamController, ReadableStreamBYOBRequest } = streams;

// --- what our own code does with them

export const isReadableStream = value =>
  typeof value === "object" && value !== null && hasOwn(value, slots.readableStreamController);
export const isDisturbed = stream => stream[slots.disturbed];
export const isLocked = stream => stream[slots.reader] !== undefined;
export const markDisturbed = stream => { stream[slots.disturbed] = true; };

export const getReader = uncurryThis(ReadableStream.prototype.getReader);
export const cancelStream = uncurryThis(ReadableStream.prototype.cancel);
export const tee = uncurryThis(ReadableStream.prototype.tee);
export const pipeThrough = uncurryThis(ReadableStream.prototype.pipeThrough);
const readerPrototype = streams.ReadableStreamDefaultReader.prototype;
export const read = uncurryThis(readerPrototype.read);
export const cancelReader = uncurryThis(readerPrototype.cancel);

const closeBytes = uncurryThis(ReadableByteStreamController.prototype.close);
const byobRequest = uncurryGetter(ReadableByteStreamController.prototype, "byobRequest");
const respond = uncurryThis(ReadableStreamBYOBRequest.prototype.respond);

/**
 * A stream of bytes. `pull(controller)` is called when a reader waits; what it gives is put in with enqueue(),
 * now or later, once for each call. `cancel(reason)` is called when nobody wants more.
 */
export function makeByteStream(pull, cancel) {
  let controller;
  const stream = new ReadableStream({
    __proto__: null, type: "bytes", cancel, pull,
    start: own => { controller = own; },
  });
  return { __proto__: null, stream, controller };
}

/** The array of bytes must be our own: its buffer is moved to the reader. */
export const enqueue = uncurryThis(ReadableByteStreamController.prototype.enqueue);
export const errorStream = uncurryThis(ReadableByteStreamController.prototype.error);

export function close(controller) {
  closeBytes(controller);
  const request = byobRequest(controller);
  if (request) respond(request, 0);
}

export { streams };
export const { TransformStream } = streams;

// --- what the console shows

/** Data properties of our own objects only: the view of an object must not run the caller's code. */
const slot = (object, name) =>
  (kind(object) === kinds.OBJECT ? getOwnPropertyDescriptor(object, slots[name])?.value : undefined);
const has = (object, name) => kind(object) === kinds.OBJECT && hasOwn(object, slots[name]);

/** What shows as a stream of bytes in that state, and is none. */
export function likeStream(state, isLocked) {
  const shown = value => ({ __proto__: null, value, writable: true });
  return create(ReadableStream.prototype, {
    __proto__: null,
    [slots.state]: shown(state),
    [slots.reader]: shown(isLocked ? null : undefined),
    [slots.readableStreamController]: shown({ __proto__: null, [slots.controlledReadableByteStream]: undefined }),
  });
}

function showReadable(stream) {
  if (!has(stream, "readableStreamController")) return undefined;
  return {
    __proto__: null,
    locked: slot(stream, "reader") !== undefined,
    state: slot(stream, "state"),
    supportsBYOB: has(slot(stream, "readableStreamController"), "controlledReadableByteStream"),
  };
}

const showReader = name => reader => {
  if (!has(reader, name)) return undefined;
  const requests = slot(reader, name);
  return {
    __proto__: null,
    stream: slot(reader, "ownerReadableStream"),
    [name]: kind(requests) === kinds.ARRAY ? requests.length : slot(requests, "size"),
    close: slot(reader, "closedPromise"),
  };
};

function showWritable(stream) {
  if (!has(stream, "writableStreamController")) return undefined;
  return { __proto__: null, locked: slot(stream, "writer") !== undefined, state: slot(stream, "state") };
}

function desiredSize(stream) {
  if (!stream || slot(stream, "state") === "closed") return 0;
  const controller = slot(stream, "writableStreamController");
  const mark = slot(controller, "strategyHWM");
  const size = slot(controller, "queueTotalSize");
  const isKnown = slot(stream, "state") === "writable" && typeof mark === "number" && typeof size === "number";
  return isKnown ? mark - size : null;
}

function showWriter(writer) {
  if (!has(writer, "ownerWritableStream")) return undefined;
  const stream = slot(writer, "ownerWritableStream");
  return {
    __proto__: null,
    stream,
    close: slot(writer, "closedPromise"),
    ready: slot(writer, "readyPromise"),
    desiredSize: desiredSize(stream),
  };
}

function showTransform(stream) {
  if (!has(stream, "transformStreamController")) return undefined;
  return {
    __proto__: null,
    readable: slot(stream, "readable"),
    writable: slot(stream, "writable"),
    backpressure: slot(stream, "backpressure"),
  };
}

const showOwner = (brand, shown) => object =>
  has(object, brand) ? { __proto__: null, ...(shown && { stream: slot(object, brand) }) } : undefined;
const showStrategy = brand => object =>
  has(object, brand) ? { __proto__: null, highWaterMark: slot(object, brand) } : undefined;

const views = {
  __proto__: null,
  ReadableStream: showReadable,
  ReadableStreamDefaultReader: showReader("readRequests"),
  ReadableStreamBYOBReader: showReader("readIntoRequests"),
  ReadableStreamBYOBRequest: showOwner("associatedReadableByteStreamController", false),
  ReadableStreamDefaultController: showOwner("controlledReadableStream", false),
  ReadableByteStreamController: showOwner("controlledReadableByteStream", false),
  WritableStream: showWritable,
  WritableStreamDefaultWriter: showWriter,
  WritableStreamDefaultController: showOwner("controlledWritableStream", true),
  TransformStream: showTransform,
  TransformStreamDefaultController: showOwner("controlledTransformStream", true),
  CountQueuingStrategy: showStrategy("countQueuingStrategyHighWaterMark"),
  ByteLengthQueuingStrategy: showStrategy("byteLengthQueuingStrategyHighWaterMark"),
};

for (const name of Object.keys(views)) {
  setView(streams[name].prototype, views[name]);
  addGlobal(name, streams[name]);
}

// The package was written for engines without async generators, and makes a prototype of its own.
// A real stream would leave a job behind, which every execution would run.
const iterator = getPrototypeOf(likeStream("readable", false).values());
setPrototypeOf(iterator, getPrototypeOf(getPrototypeOf((async function* () {}).prototype)));
setView(iterator, showOwner("asyncIteratorImpl", false));
