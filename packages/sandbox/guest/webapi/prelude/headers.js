// SPDX-License-Identifier: MIT
// Headers: https://fetch.spec.whatwg.org/#headers-class
//
// A list is flat: [name in lower case, value, name as it was written, …]. A name is in it once, its values joined
// as they were added; only set-cookie is there once for each value. `index` says where a name is in a long list.
/* global native */
import { execute, fail, isHttpSpace, isObject, isToken, needArguments, toByteString, trim } from "./convert.js";
import { makeIterable } from "./iterators.js";
import { addInterface, apply, getOwnPropertyDescriptor, hasOwn, ownKeys, push, uncurryThis } from "./primordials.js";

const { setView } = native;
const { Array, String, Symbol, TypeError } = globalThis;
const { iterator } = Symbol;
const toLowerCase = uncurryThis(String.prototype.toLowerCase);
const sort = uncurryThis(Array.prototype.sort);
const slice = uncurryThis(Array.prototype.slice);

const COOKIE = "set-cookie";

// --- lists

/** From so many entries on a list has an index, so that long ones are not searched again and again. */
const INDEXED = 3 * 64;

function makeIndex(list) {
  const index = { __proto__: null };
  for (let i = list.length - 3; i >= 0; i -= 3) index[list[i]] = i;
  return index;
}

/** Where the first of a name is, or -1. */
function find(list, lower) {
  if (list.length > INDEXED) {
    list.index ??= makeIndex(list);
    return list.index[lower] ?? -1;
  }
  for (let i = 0; i < list.length; i += 3) if (list[i] === lower) return i;
  return -1;
}

function put(list, lower, name, value) {
  if (list.index) list.index[lower] ??= list.length;
  push(list, lower, value, name);
}

export function getHeader(list, lower) {
  const at = find(list, lower);
  if (at < 0) return null;
  let value = list[at + 1];
  if (lower === COOKIE) {
    for (let i = at + 3; i < list.length; i += 3) if (list[i] === lower) value += ", " + list[i + 1];
  }
  return value;
}

export const hasHeader = (list, lower) => find(list, lower) >= 0;
export const addHeader = (list, name, value) => add(list, toLowerCase(name), name, value);

function add(list, lower, name, value) {
  const at = lower === COOKIE ? -1 : find(list, lower);
  if (at < 0) put(list, lower, name, value);
  else list[at + 1] += (lower === "cookie" ? "; " : ", ") + value;
}

export function removeHeader(list, lower) {
  let end = 0;
  for (let i = 0; i < list.length; i += 3) {
    if (list[i] === lower) continue;
    for (let k = 0; k < 3; k++) list[end++] = list[i + k];
  }
  list.length = end;
  list.index = undefined;
}

function setHeader(list, name, value) {
  const lower = toLowerCase(name);
  if (lower === COOKIE) removeHeader(list, lower);
  const at = find(list, lower);
  if (at < 0) put(list, lower, name, value);
  else list[at + 1] = value;
}

export const copyList = list => slice(list);

/** The list of [name, value, …], names in lower case, as it comes from the network. */
export function listOfPairs(pairs) {
  const list = [];
  for (let i = 0; i < pairs.length; i += 2) add(list, pairs[i], pairs[i], pairs[i + 1]);
  return list;
}

/** [name, value] in the order of the names. */
function sortedPairs(list) {
  const pairs = [];
  for (let i = 0; i < list.length; i += 3) push(pairs, [list[i], list[i + 1]]);
  return sort(pairs, (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)); // stable: cookies keep their order
}

// --- the interface

const toValue = value => trim(toByteString(value), isHttpSpace);

function checkName(name, where) {
  if (!isToken(name)) throw fail(where, '"' + name + '" is an invalid header name.');
}

function checkValue(value, where) {
  if (execute(/[\0\r\n]/, value)) throw fail(where, '"' + value + '" is an invalid header value.');
}

let listOf;
let adopted = null; // for makeHeaders(): list and guard

class Headers {
  #list = [];
  #immutable = false;
  #sorted = null; // the pairs of the last iteration, as long as nothing changes

  static {
    listOf = headers => headers.#list;
  }

  static show(headers) {
    if (!(#list in headers)) return undefined;
    const shown = { __proto__: null };
    for (let i = 0; i < headers.#list.length; i += 3) {
      const name = headers.#list[i + 2];
      const value = headers.#list[i + 1];
      shown[name] = hasOwn(shown, name) ? shown[name] + ", " + value : value;
    }
    return shown;
  }

  static is(value) {
    return typeof value === "object" && value !== null && #list in value;
  }

  static sorted(headers) {
    return headers.#sorted ??= sortedPairs(headers.#list);
  }

  constructor(init = undefined) {
    if (adopted) {
      this.#list = adopted.list;
      this.#immutable = adopted.immutable;
      adopted = null;
    } else if (init !== undefined) {
      fillList(this.#list, init);
    }
  }

  #change() {
    if (this.#immutable) throw new TypeError("immutable");
    this.#sorted = null;
  }

  append(name, value) {
    needArguments(arguments.length, 2, "Headers.append");
    const key = toByteString(name);
    const text = toValue(value);
    checkName(key, "Headers.append");
    checkValue(text, "Headers.append");
    this.#change();
    addHeader(this.#list, key, text);
  }

  delete(name) {
    needArguments(arguments.length, 1, "Headers.delete");
    const key = toByteString(name);
    checkName(key, "Headers.delete");
    this.#change();
    removeHeader(this.#list, toLowerCase(key));
  }

  get(name) {
    needArguments(arguments.length, 1, "Headers.get");
    const key = toByteString(name);
    checkName(key, "Headers.get");
    return getHeader(this.#list, toLowerCase(key));
  }

  has(name) {
    needArguments(arguments.length, 1, "Headers.has");
    const key = toByteString(name);
    checkName(key, "Headers.has");
    return hasHeader(this.#list, toLowerCase(key));
  }

  set(name, value) {
    needArguments(arguments.length, 2, "Headers.set");
    const key = toByteString(name);
    const text = toValue(value);
    checkName(key, "Headers.set");
    checkValue(text, "Headers.set");
    this.#change();
    setHeader(this.#list, key, text);
  }

  getSetCookie() {
    const cookies = [];
    for (let i = 0; i < this.#list.length; i += 3) {
      if (this.#list[i] === COOKIE) push(cookies, this.#list[i + 1]);
    }
    return cookies;
  }
}

const isHeaders = Headers.is;
const { sorted } = Headers;

// --- what a list is made from

function addChecked(list, name, value) {
  const key = toByteString(name);
  const text = toValue(value);
  checkName(key, "Headers.append");
  checkValue(text, "Headers.append");
  addHeader(list, key, text);
}

function fillFromPairs(list, pairs) {
  for (const pair of pairs) {
    if (!isObject(pair) || typeof pair[iterator] !== "function") {
      throw fail("Headers constructor", "expected name/value pairs, found another value.");
    }
    const two = [...pair];
    if (two.length !== 2) {
      throw fail("Headers constructor", "expected name/value pair to be length 2, found " + two.length + ".");
    }
    addChecked(list, two[0], two[1]);
  }
}

function fillFromRecord(list, record) {
  const names = ownKeys(record);
  for (let i = 0; i < names.length; i++) {
    if (getOwnPropertyDescriptor(record, names[i])?.enumerable) addChecked(list, names[i], record[names[i]]);
  }
}

/** Adds what a HeadersInit says to a list. */
export function fillList(list, init) {
  if (!isObject(init)) {
    throw fail("Headers constructor", "Argument 1 could not be converted to one of: " +
      "sequence<sequence<ByteString>>, record<ByteString, ByteString>.");
  }
  const method = init[iterator];
  if (isHeaders(init) && method === entries) {
    const other = listOf(init);
    for (let i = 0; i < other.length; i += 3) addHeader(list, other[i + 2], other[i + 1]);
  } else if (method === undefined || method === null) {
    fillFromRecord(list, init);
  } else {
    fillFromPairs(list, { __proto__: null, [iterator]: () => apply(method, init, []) });
  }
}

export function makeHeaders(list, immutable) {
  adopted = { __proto__: null, list, immutable };
  return new Headers();
}

setView(Headers.prototype, Headers.show);
delete Headers.show;
delete Headers.is;
delete Headers.sorted;
makeIterable(Headers, "Headers", sorted);
const { entries } = Headers.prototype;
addInterface(Headers, "Headers");
