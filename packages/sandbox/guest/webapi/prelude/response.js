// SPDX-License-Identifier: MIT
// Response: https://fetch.spec.whatwg.org/#response-class
/* global native */
import { addBodyMembers, bodyOfBytes, cloneBody, extractBody, isUnusable, isUsed, shownStream } from "./body.js";
import { execute, fail, needArguments, toByteString, toDictionary, toScalars } from "./convert.js";
import { addHeader, copyList, fillList, hasHeader, makeHeaders } from "./headers.js";
import { addInterface, enumerable } from "./primordials.js";
import { readURL } from "./url.js";
import { utf8Encode } from "./utf8.js";

const { setView } = native;
const { JSON, RangeError, TypeError } = globalThis;
const { stringify } = JSON;

/** What a response is; `headers` is a list (headers.js), made when first asked for by those from the network. */
class State {
  type = "default";
  status = 200;
  statusText = "";
  headers = [];
  body = null;
  url = "";
  redirected = false;
}

export const isNullBodyStatus = status => status === 101 || status === 204 || status === 205 || status === 304;
export const isRedirectStatus = status =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

const toShort = value => (+value >>> 0) & 0xffff; // an unsigned short

/** Reads a ResponseInit: before it a body may have been extracted. */
function readInit(state, init, extracted) {
  const { headers, status, statusText } = toDictionary(init, "Response constructor");
  const number = status === undefined ? 200 : toShort(status);
  const text = statusText === undefined ? "" : toByteString(statusText);
  if (number < 200 || number > 599) {
    throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
  }
  if (execute(/[^\t -~\x80-\xff]/, text)) throw new TypeError("Invalid statusText");
  state.status = number;
  state.statusText = text;
  if (headers !== undefined) fillList(state.headers, headers);
  if (extracted === null) return;
  if (isNullBodyStatus(number)) throw fail("Response constructor", "Invalid response status code " + number);
  state.body = extracted.body;
  if (extracted.type !== null && !hasHeader(state.headers, "content-type")) {
    addHeader(state.headers, "content-type", extracted.type);
  }
}

let adopted = null; // for makeResponse(): state and whether its headers stay as they are
let stateOf;

class Response {
  #state;
  #immutable = false;
  #headers = null;

  static {
    stateOf = response => response.#state;
  }

  static show(response) {
    if (!(#state in response)) return undefined;
    const { status, statusText, body, redirected, type, url } = response.#state;
    return {
      __proto__: null,
      status, statusText,
      headers: response.#shownHeaders(),
      body: body === null ? null : shownStream(body),
      bodyUsed: body !== null && isUsed(body),
      ok: status >= 200 && status <= 299,
      redirected, type, url,
    };
  }

  static error() {
    const state = new State();
    state.type = "error";
    state.status = 0;
    return makeResponse(state, true);
  }

  static json(data, init = undefined) {
    needArguments(arguments.length, 1, "Response.json");
    const text = stringify(data);
    if (text === undefined) throw new TypeError("Value is not JSON serializable");
    const state = new State();
    readInit(state, init, { __proto__: null, body: bodyOfBytes(utf8Encode(text)), type: "application/json" });
    return makeResponse(state, false);
  }

  static redirect(url, status = 302) {
    needArguments(arguments.length, 1, "Response.redirect");
    const text = toScalars(url);
    const number = toShort(status);
    const target = readURL(text);
    if (target === null) throw new TypeError("Failed to parse URL from " + text);
    if (!isRedirectStatus(number)) throw new RangeError("Invalid status code " + number);
    const state = new State();
    state.status = number;
    addHeader(state.headers, "location", target.href + (target.fragment === null ? "" : "#" + target.fragment));
    return makeResponse(state, true);
  }

  constructor(body = null, init = undefined) {
    if (adopted) {
      this.#state = adopted.state;
      this.#immutable = adopted.immutable;
      adopted = null;
      return;
    }
    this.#state = new State();
    readInit(this.#state, init, body === null ? null : extractBody(body));
  }

  #shownHeaders() {
    return this.#headers ??= makeHeaders(this.#state.headers, this.#immutable);
  }

  get type() { return this.#state.type; }
  get url() { return this.#state.url; }
  get redirected() { return this.#state.redirected; }
  get status() { return this.#state.status; }
  get ok() { return this.#state.status >= 200 && this.#state.status <= 299; }
  get statusText() { return this.#state.statusText; }
  get headers() { return this.#shownHeaders(); }

  clone() {
    const { type, status, statusText, headers, body, url, redirected } = this.#state;
    if (body !== null && isUnusable(body)) throw fail("Response.clone", "Body has already been consumed.");
    const state = new State();
    state.type = type;
    state.status = status;
    state.statusText = statusText;
    state.headers = copyList(headers);
    state.body = body === null ? null : cloneBody(body);
    state.url = url;
    state.redirected = redirected;
    return makeResponse(state, this.#immutable);
  }
}

export { State };

export function makeResponse(state, immutable) {
  adopted = { __proto__: null, state, immutable };
  return new Response();
}

setView(Response.prototype, Response.show);
delete Response.show;
addBodyMembers(Response, stateOf);
addInterface(Response, "Response");
enumerable(Response, ["error", "json", "redirect"]);
