// SPDX-License-Identifier: MIT
// structuredClone(): https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal
//
// Serialises and deserialises in one walk. Getters of the value run, as the standard says. ArrayBuffers in
// `transfer` are moved; nothing else that we have can be.
/* global native */
import { copyBlob, isBlob } from "./blob.js";
import { bufferOf, bufferSize, offsetOf, setBytes, typeOf, viewBuffer, viewOffset, viewSize } from "./bytes.js";
import {
  addGlobal, defineProperty, getOwnPropertyDescriptor, hasOwn, keys, TypedArray, uncurryGetter, uncurryThis,
} from "./primordials.js";

const { kind, kinds, detach } = native;
const {
  Array, ArrayBuffer, BigInt, DataView, Date, DOMException, Error, EvalError, Map, Object, RangeError, ReferenceError,
  RegExp, Set, String, Symbol, SyntaxError, TypeError, Uint8Array, URIError,
} = globalThis;

const mapGet = uncurryThis(Map.prototype.get);
const mapSet = uncurryThis(Map.prototype.set);
const mapHas = uncurryThis(Map.prototype.has);
const mapForEach = uncurryThis(Map.prototype.forEach);
const setAdd = uncurryThis(Set.prototype.add);
const setForEach = uncurryThis(Set.prototype.forEach);
const getTime = uncurryThis(Date.prototype.getTime);
const sourceOf = uncurryGetter(RegExp.prototype, "source");
const symbolToString = uncurryThis(Symbol.prototype.toString);
const valueOf = {
  __proto__: null,
  [kinds.NUMBER]: uncurryThis(Number.prototype.valueOf),
  [kinds.STRING]: uncurryThis(String.prototype.valueOf),
  [kinds.BOOLEAN]: uncurryThis(Boolean.prototype.valueOf),
  [kinds.BIGINT]: uncurryThis(BigInt.prototype.valueOf),
};
const bufferMaxLength = uncurryGetter(ArrayBuffer.prototype, "maxByteLength");
const bufferResizable = uncurryGetter(ArrayBuffer.prototype, "resizable");
const bufferDetached = uncurryGetter(ArrayBuffer.prototype, "detached");
const bufferSlice = uncurryThis(ArrayBuffer.prototype.slice);
const arrayLength = uncurryGetter(TypedArray.prototype, "length");
const stackOf = uncurryGetter(Error.prototype, "stack");
const exceptionName = uncurryGetter(DOMException.prototype, "name");
const exceptionMessage = uncurryGetter(DOMException.prototype, "message");

const flags = [];
for (const [name, flag] of [
  ["hasIndices", "d"], ["global", "g"], ["ignoreCase", "i"], ["multiline", "m"], ["dotAll", "s"], ["unicode", "u"],
  ["unicodeSets", "v"], ["sticky", "y"],
]) {
  flags.push({ get: uncurryGetter(RegExp.prototype, name), flag });
}
const arrayTypes = { __proto__: null };
for (const type of [
  "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
  "Float16Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array",
]) {
  if (globalThis[type]) arrayTypes[type] = globalThis[type];
}
const errorTypes = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function refuse(what) {
  throw new DOMException(`${what} could not be cloned.`, "DataCloneError");
}

/** What the message of a DataCloneError shows of a value, without running its code. */
function describe(value) {
  switch (typeof value) {
    case "symbol": return symbolToString(value);
    case "function": return "function";
    default: return "#<Object>";
  }
}

function put(target, key, value) {
  defineProperty(target, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

function cloneBuffer(buffer) {
  if (bufferDetached(buffer)) refuse("An ArrayBuffer is detached and");
  if (!bufferResizable(buffer)) return bufferSlice(buffer, 0, bufferSize(buffer));
  const copy = new ArrayBuffer(bufferSize(buffer), { __proto__: null, maxByteLength: bufferMaxLength(buffer) });
  setBytes(new Uint8Array(copy), new Uint8Array(buffer));
  return copy;
}

function cloneRegExp(value) {
  let text = "";
  for (let i = 0; i < flags.length; i++) if (flags[i].get(value)) text += flags[i].flag;
  return new RegExp(sourceOf(value), text);
}

function cloneError(value, memory) {
  const name = value.name;
  const type = name !== undefined && hasOwn(errorTypes, `${name}`) ? errorTypes[`${name}`] : Error;
  const message = getOwnPropertyDescriptor(value, "message");
  const copy = message && hasOwn(message, "value") ? new type(`${message.value}`) : new type();
  mapSet(memory, value, copy);
  const stack = getOwnPropertyDescriptor(value, "stack");
  const text = stack && hasOwn(stack, "value") ? stack.value : stackOf(value);
  if (typeof text === "string") {
    defineProperty(copy, "stack", { __proto__: null, value: text, writable: true, enumerable: false, configurable: true });
  }
  const cause = getOwnPropertyDescriptor(value, "cause");
  if (cause && hasOwn(cause, "value")) {
    defineProperty(copy, "cause", {
      __proto__: null, value: clone(cause.value, memory), writable: true, enumerable: false, configurable: true,
    });
  }
  return copy;
}

function cloneView(value, memory, isDataView) {
  const buffer = clone((isDataView ? viewBuffer : bufferOf)(value), memory);
  if (isDataView) return new DataView(buffer, viewOffset(value), viewSize(value));
  return new arrayTypes[typeOf(value)](buffer, offsetOf(value), arrayLength(value));
}

function cloneMap(value, memory) {
  const copy = new Map();
  const pairs = { __proto__: null, length: 0 };
  mapSet(memory, value, copy);
  mapForEach(value, (v, k) => { pairs[pairs.length++] = { __proto__: null, k, v }; });
  for (let i = 0; i < pairs.length; i++) mapSet(copy, clone(pairs[i].k, memory), clone(pairs[i].v, memory));
  return copy;
}

function cloneSet(value, memory) {
  const copy = new Set();
  const items = { __proto__: null, length: 0 };
  mapSet(memory, value, copy);
  setForEach(value, item => { items[items.length++] = item; });
  for (let i = 0; i < items.length; i++) setAdd(copy, clone(items[i], memory));
  return copy;
}

function cloneProperties(value, copy, memory) {
  mapSet(memory, value, copy);
  const names = keys(value);
  for (let i = 0; i < names.length; i++) {
    if (hasOwn(value, names[i])) put(copy, names[i], clone(value[names[i]], memory));
  }
  return copy;
}

function cloneObject(value, memory) {
  const is = kind(value);
  switch (is) {
    case kinds.NUMBER:
    case kinds.STRING:
    case kinds.BOOLEAN:
    case kinds.BIGINT:
      return Object(valueOf[is](value));
    case kinds.DATE:
      return new Date(getTime(value));
    case kinds.REGEXP:
      return cloneRegExp(value);
    case kinds.ARRAY_BUFFER:
      return cloneBuffer(value);
    case kinds.TYPED_ARRAY:
    case kinds.DATA_VIEW:
      return cloneView(value, memory, is === kinds.DATA_VIEW);
    case kinds.MAP:
      return cloneMap(value, memory);
    case kinds.SET:
      return cloneSet(value, memory);
    case kinds.ERROR:
      return cloneError(value, memory);
    case kinds.DOM_EXCEPTION:
      return new DOMException(exceptionMessage(value), exceptionName(value));
    case kinds.ARRAY: {
      const copy = new Array(value.length);
      return cloneProperties(value, copy, memory);
    }
    case kinds.OBJECT:
    case kinds.ARGUMENTS:
      if (isBlob(value)) return copyBlob(value);
      return native.isPlatform(value) ? refuse(describe(value)) : cloneProperties(value, {}, memory);
    default:
      return refuse(describe(value));
  }
}

function clone(value, memory) {
  if (typeof value === "symbol" || typeof value === "function") return refuse(describe(value));
  if (typeof value !== "object" || value === null) return value;
  if (mapHas(memory, value)) return mapGet(memory, value);
  const copy = cloneObject(value, memory);
  mapSet(memory, value, copy);
  return copy;
}

/** Moves the buffers: their copies stand in the memory before the walk begins. */
function transferAll(list, memory) {
  const buffers = [...list];
  for (let i = 0; i < buffers.length; i++) {
    if (kind(buffers[i]) !== kinds.ARRAY_BUFFER) {
      throw new DOMException("Value not transferable", "DataCloneError");
    }
    if (bufferDetached(buffers[i])) {
      throw new DOMException("An ArrayBuffer is detached and could not be cloned.", "DataCloneError");
    }
    if (mapHas(memory, buffers[i])) {
      throw new DOMException("ArrayBuffer occurs in the transfer list more than once", "DataCloneError");
    }
    mapSet(memory, buffers[i], cloneBuffer(buffers[i]));
  }
  return buffers;
}

function structuredClone(value, options = undefined) {
  if (arguments.length === 0) throw new TypeError('The "value" argument must be specified');
  const memory = new Map();
  const buffers = options?.transfer === undefined ? [] : transferAll(options.transfer, memory);
  const copy = clone(value, memory);
  for (let i = 0; i < buffers.length; i++) detach(buffers[i]);
  return copy;
}

addGlobal("structuredClone", structuredClone);
