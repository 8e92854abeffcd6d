// SPDX-License-Identifier: MIT
// Request: https://fetch.spec.whatwg.org/#request-class
/* global native */
import { follow, isSignal } from "./abort.js";
import { addBodyMembers, cloneBody, extractBody, isUnusable, moveBody } from "./body.js";
import { fail, isToken, needArguments, toByteString, toDictionary, toEnum, toScalars, toText } from "./convert.js";
import { addHeader, copyList, fillList, hasHeader, makeHeaders } from "./headers.js";
import { addInterface, hasOwn, uncurryThis } from "./primordials.js";
import { readURL } from "./url.js";

const { setView } = native;
const { String, TypeError } = globalThis;
const toUpperCase = uncurryThis(String.prototype.toUpperCase);

const WHERE = "Request constructor";
const usual = { __proto__: null, DELETE: 1, GET: 1, HEAD: 1, OPTIONS: 1, POST: 1, PUT: 1 };
const forbidden = { __proto__: null, CONNECT: 1, TRACE: 1, TRACK: 1 };
const choices = {
  __proto__: null,
  referrerPolicy: [
    "", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin",
    "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url",
  ],
  mode: ["navigate", "same-origin", "no-cors", "cors"],
  credentials: ["omit", "same-origin", "include"],
  cache: ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"],
  redirect: ["follow", "manual", "error"],
  duplex: ["half"],
};

/** What a request is. `signal` is the one that it follows, or null. */
class State {
  method = "GET";
  url = null; // of readURL()
  headers = [];
  body = null;
  signal = null;
  referrer = "about:client";
  referrerPolicy = "";
  mode = "cors";
  credentials = "same-origin";
  cache = "default";
  redirect = "follow";
  integrity = "";
  keepalive = false;
}

function copyState(state, body) {
  const copy = new State();
  for (const key in state) copy[key] = state[key];
  copy.headers = copyList(state.headers);
  copy.body = body;
  return copy;
}

function toMethod(value) {
  const method = toByteString(value);
  if (hasOwn(usual, method)) return method;
  if (!isToken(method)) throw new TypeError("'" + method + "' is not a valid HTTP method.");
  const upper = toUpperCase(method);
  if (hasOwn(forbidden, upper)) throw new TypeError("'" + method + "' HTTP method is unsupported.");
  return hasOwn(usual, upper) ? upper : method;
}

function toURL(value) {
  const text = toScalars(value);
  const url = readURL(text);
  if (url === null) {
    throw new TypeError("Failed to parse URL from " + text + ": it must be absolute, as https://example.com/path");
  }
  if (!url.hasCredentials) return url;
  throw new TypeError("Request cannot be constructed from a URL that includes credentials: " + text);
}

function toReferrer(value) {
  const text = toScalars(value);
  if (text === "") return "";
  const url = readURL(text);
  if (url === null) throw new TypeError('Referrer "' + text + '" is not a valid URL.');
  return fullURL(url);
}

/** Reads the members of a RequestInit that are neither headers nor body. */
function readOptions(state, init) {
  const choice = name => {
    const value = init[name];
    return value === undefined ? state[name] : toEnum(value, choices[name], WHERE);
  };
  if (init.window !== undefined && init.window !== null) throw new TypeError("'window' option must be null");
  if (init.referrer !== undefined) state.referrer = toReferrer(init.referrer);
  state.referrerPolicy = choice("referrerPolicy");
  state.mode = choice("mode");
  if (state.mode === "navigate") throw fail(WHERE, "invalid request mode navigate.");
  state.credentials = choice("credentials");
  state.cache = choice("cache");
  if (state.cache === "only-if-cached" && state.mode !== "same-origin") {
    throw new TypeError("'only-if-cached' can be set only with 'same-origin' mode");
  }
  state.redirect = choice("redirect");
  if (init.integrity !== undefined && init.integrity !== null) state.integrity = toText(init.integrity);
  if (init.keepalive !== undefined) state.keepalive = !!init.keepalive;
  if (init.method !== undefined) state.method = toMethod(init.method);
  const { signal } = init;
  if (signal === undefined) return;
  if (signal !== null && !isSignal(signal)) {
    throw new TypeError("Failed to construct 'Request': member signal is not of type AbortSignal.");
  }
  state.signal = signal;
}

/** The body that a request gets from its init, or takes from another request. */
function readBody(state, init, other) {
  const value = init.body;
  const given = value !== undefined && value !== null;
  if ((given || (other !== null && other.body !== null)) && (state.method === "GET" || state.method === "HEAD")) {
    throw new TypeError("Request with GET/HEAD method cannot have body.");
  }
  const duplex = init.duplex === undefined ? undefined : toEnum(init.duplex, choices.duplex, WHERE);
  if (!given) return other === null || other.body === null ? null : takeBody(other.body);
  const { body, type } = extractBody(value, state.keepalive);
  if (type !== null && !hasHeader(state.headers, "content-type")) addHeader(state.headers, "content-type", type);
  if (body.pieces === null && duplex === undefined) {
    throw new TypeError("RequestInit: duplex option is required when sending a body.");
  }
  if (body.pieces === null && state.mode === "no-cors") {
    throw new TypeError('If request is made from ReadableStream, mode should be "same-origin" or "cors"');
  }
  return body;
}

/** Another request's body; that one has been used then. */
function takeBody(body) {
  if (isUnusable(body)) {
    throw new TypeError("Cannot construct a Request with a Request object that has already been used.");
  }
  return moveBody(body);
}

let adopted = null; // a State, for makeRequest()
let stateOf;
let isRequest;

/** What `new Request(input, init)` and `fetch(input, init)` mean. */
export function readRequest(input, init) {
  const options = toDictionary(init, WHERE);
  const other = isRequest(input) ? stateOf(input) : null;
  const state = other === null ? new State() : copyState(other, null);
  if (other === null) state.url = toURL(input);
  readOptions(state, options);
  if (state.mode === "no-cors" && state.method !== "GET" && state.method !== "HEAD" && state.method !== "POST") {
    throw new TypeError("'" + state.method + "' is unsupported in no-cors mode.");
  }
  if (options.headers !== undefined) {
    state.headers = [];
    fillList(state.headers, options.headers);
  }
  state.body = readBody(state, options, other);
  return state;
}

class Request {
  #state;
  #headers = null;
  #signal = null;

  static {
    stateOf = request => request.#state;
    isRequest = value => typeof value === "object" && value !== null && #state in value;
  }

  static show(request) {
    if (!(#state in request)) return undefined;
    const { method, url, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive } =
      request.#state;
    return {
      __proto__: null,
      method,
      url: fullURL(url),
      headers: request.#shownHeaders(),
      destination: "",
      referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive,
      isReloadNavigation: false,
      isHistoryNavigation: false,
      signal: request.#shownSignal(),
    };
  }

  constructor(input, init = undefined) {
    if (adopted) {
      this.#state = adopted;
      adopted = null;
      return;
    }
    needArguments(arguments.length, 1, WHERE);
    this.#state = readRequest(input, init);
  }

  #shownHeaders() {
    return this.#headers ??= makeHeaders(this.#state.headers, false);
  }

  /** A signal of its own, which aborts with the one that was given. */
  #shownSignal() {
    const { signal } = this.#state;
    return this.#signal ??= follow(signal === null ? [] : [signal]);
  }

  get method() { return this.#state.method; }
  get url() { return fullURL(this.#state.url); }
  get headers() { return this.#shownHeaders(); }
  get destination() { return this.#state && ""; }
  get referrer() { return this.#state.referrer; }
  get referrerPolicy() { return this.#state.referrerPolicy; }
  get mode() { return this.#state.mode; }
  get credentials() { return this.#state.credentials; }
  get cache() { return this.#state.cache; }
  get redirect() { return this.#state.redirect; }
  get integrity() { return this.#state.integrity; }
  get keepalive() { return this.#state.keepalive; }
  get isReloadNavigation() { return !this.#state; }
  get isHistoryNavigation() { return !this.#state; }
  get signal() { return this.#shownSignal(); }

  get duplex() { return this.#state && "half"; }

  clone() {
    const { body } = this.#state;
    if (body !== null && isUnusable(body)) throw new TypeError("unusable");
    adopted = copyState(this.#state, body === null ? null : cloneBody(body));
    return new Request(null);
  }
}

const fullURL = url => (url.fragment === null ? url.href : url.href + "#" + url.fragment);

setView(Request.prototype, Request.show);
delete Request.show;
addBodyMembers(Request, stateOf);
addInterface(Request, "Request");
