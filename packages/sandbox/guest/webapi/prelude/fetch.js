// SPDX-License-Identifier: MIT
// fetch(): https://fetch.spec.whatwg.org/#fetch-method
//
// The host makes one request at a time and judges each; following redirects, and what may go along, is done here.
import { isAborted, onAbort, reasonOf } from "./abort.js";
import { bodyOfBytes, bodyOfTransfer } from "./body.js";
import { bytesOfBinary } from "./bytes.js";
import { readDataURL } from "./data-url.js";
import { hasHeader, listOfPairs, removeHeader } from "./headers.js";
import { addGlobal, defineProperty, hasOwn, ignore, Promise, push, then, uncurryThis } from "./primordials.js";
import { readRequest } from "./request.js";
import { isNullBodyStatus, isRedirectStatus, makeResponse, State } from "./response.js";
import { cancelStream, isLocked } from "./streams.js";
import { Transfer } from "./transfer.js";
import { readURL } from "./url.js";
import { utf8Decode } from "./utf8.js";

const { FinalizationRegistry, String, TypeError, Uint8Array } = globalThis;
const slice = uncurryThis(String.prototype.slice);

const REDIRECTS_MAX = 20;
const SHOWN_URL_MAX = 300; // characters of a URL in a message
const conditional = ["if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"];
const ofBody = [
  "content-encoding", "content-language", "content-location", "content-type", "content-length",
];
const mayBeEmpty = { __proto__: null, PATCH: 1, POST: 1, PUT: 1 }; // and then say so: content-length: 0
const ofOrigin = ["authorization", "proxy-authorization", "cookie", "host"];

/** Responses that the code forgets without reading them free what the host holds for them. */
const forgotten = new FinalizationRegistry(transfer => transfer.discard());
const { register } = FinalizationRegistry.prototype;
const watch = uncurryThis(register);

/** The Referer that a request says, or "". */
function referrerFor({ referrer, referrerPolicy }, to) {
  const from = referrer === "" || referrer === "about:client" ? null : readURL(referrer);
  if (from === null || (from.scheme !== "http" && from.scheme !== "https")) return "";
  const same = from.origin === to.origin;
  const weaker = from.scheme === "https" && to.scheme === "http";
  const origin = from.origin + "/";
  switch (referrerPolicy) {
    case "no-referrer": return "";
    case "origin": return origin;
    case "unsafe-url": return from.href;
    case "same-origin": return same ? from.href : "";
    case "origin-when-cross-origin": return same ? from.href : origin;
    case "strict-origin": return weaker ? "" : origin;
    case "no-referrer-when-downgrade": return weaker ? "" : from.href;
    default: return same ? from.href : weaker ? "" : origin;
  }
}

/** The headers of a request as they are sent: [name, value, …]. */
function writeHeaders(request, url, size) {
  const list = request.headers;
  const pairs = [];
  for (let i = 0; i < list.length; i += 3) {
    if (list[i] !== "content-length" || list[i + 1] !== size + "") push(pairs, list[i + 2], list[i + 1]);
  }
  const usual = (lower, value) => {
    if (value !== "" && !hasHeader(list, lower)) push(pairs, lower, value);
  };
  usual("accept", "*/*");
  usual("accept-language", "*");
  usual("referer", referrerFor(request, url));
  usual("user-agent", "untrusted-code-executor");
  let { cache } = request;
  for (let i = 0; cache === "default" && i < conditional.length; i++) {
    if (hasHeader(list, conditional[i])) cache = "no-store";
  }
  if (cache === "no-cache") usual("cache-control", "max-age=0");
  if (cache === "no-store" || cache === "reload") {
    usual("pragma", "no-cache");
    usual("cache-control", "no-cache");
  }
  usual("accept-encoding", hasHeader(list, "range") ? "identity" : "gzip, deflate, br");
  return pairs;
}

function findLocation(pairs) {
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs[i] === "location") return utf8Decode(bytesOfBinary(pairs[i + 1]));
  }
  return null;
}

class Fetch {
  #request;
  #url; // of the request that is under way
  #resolve;
  #reject;
  #error; // made where fetch() was called, so that its stack says where
  #redirects = 0;
  #transfer = null;
  #isForeign = false; // a redirect has led to another origin
  #isSettled = false;
  #unfollow = ignore;

  constructor(request, error, resolve, reject) {
    this.#request = request;
    this.#url = request.url;
    this.#error = error;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start() {
    const { signal } = this.#request;
    if (signal !== null && isAborted(signal)) return this.#abort(reasonOf(signal));
    if (this.#request.integrity !== "") return this.#fail("integrity is not supported", true);
    switch (this.#url.scheme) {
      case "http":
      case "https":
        if (signal !== null) this.#unfollow = onAbort(signal, reason => this.#abort(reason));
        return this.#send();
      case "data":
        return this.#readDataURL();
      default:
        return this.#fail("only http:, https: and data: URLs can be fetched", true);
    }
  }

  #send() {
    const request = this.#request;
    if (request.body === null && hasOwn(mayBeEmpty, request.method)) {
      request.body = bodyOfBytes(new Uint8Array(0));
    }
    const size = request.body === null ? 0 : request.body.size;
    this.#transfer = new Transfer(this);
    this.#transfer.start(request.method, this.#url.href, writeHeaders(request, this.#url, size), request.body);
  }

  #readDataURL() {
    const data = readDataURL(this.#url.href);
    if (data === null) return this.#fail("it is not a valid data: URL", false);
    this.#respond(200, "OK", ["content-type", data.type], bodyOfBytes(data.bytes));
  }

  // --- what the transfer tells

  onHead(status, statusText, pairs) {
    const { redirect } = this.#request;
    const location = isRedirectStatus(status) && redirect !== "manual" ? findLocation(pairs) : null;
    try {
      if (location !== null) return this.#redirect(status, location);
    } catch (error) { // of a limit on URLs or headers
      return this.#settle(this.#reject, error);
    }
    this.#respond(status, statusText, pairs, bodyOfTransfer(this.#transfer));
  }

  onFail(reason, refused) {
    return this.#fail(reason, refused);
  }

  onUploadError(cause) {
    const error = this.#fail("the request's body could not be read", false);
    defineProperty(error, "cause", { __proto__: null, value: cause, writable: true, configurable: true });
    return error;
  }

  onOver() {
    this.#unfollow();
    if (!this.#isSettled) this.#fail("there was no response", false);
  }

  // --- redirects

  #redirect(status, location) {
    const request = this.#request;
    const url = readURL(location, this.#url);
    const problem = this.#judge(request, url, status, location);
    if (problem !== "") {
      this.#transfer.stop(this.#fail(problem, false));
      return;
    }
    this.#leave();
    this.#redirects++;
    const isGet = request.method === "GET" || request.method === "HEAD";
    if (status === 303 ? !isGet : status < 303 && request.method === "POST") {
      request.method = "GET";
      request.body = null;
      for (let i = 0; i < ofBody.length; i++) removeHeader(request.headers, ofBody[i]);
    }
    if (url.origin !== this.#url.origin) {
      for (let i = 0; i < ofOrigin.length; i++) removeHeader(request.headers, ofOrigin[i]);
    }
    this.#isForeign ||= url.origin !== request.url.origin;
    this.#url = url;
    this.#send();
  }

  /** The response that redirects has said all that is wanted of it. */
  #leave() {
    const transfer = this.#transfer;
    transfer.owner = null;
    if (transfer.upload === null) transfer.discard();
    else transfer.stop(undefined);
  }

  /** What is wrong with a redirect, or "". */
  #judge(request, url, status, location) {
    if (request.redirect === "error") return 'it redirects to ' + location + ', and redirect is "error"';
    if (url === null) return "it redirects to " + location + ", which is not a URL";
    if (url.scheme !== "http" && url.scheme !== "https") {
      return "it redirects to " + location + ", which is neither http: nor https:";
    }
    if (this.#redirects === REDIRECTS_MAX) return "it redirects more than " + REDIRECTS_MAX + " times";
    if (url.hasCredentials) return "it redirects to a URL with credentials";
    if (request.mode === "same-origin" && url.origin !== request.url.origin) {
      return "it redirects to " + url.origin + ', and mode is "same-origin"';
    }
    if (status !== 303 && request.body !== null && request.body.pieces === null) {
      return "it redirects, and a body that is a stream cannot be sent again";
    }
    return "";
  }

  // --- the end

  #respond(status, statusText, pairs, body) {
    const hasBody = this.#request.method !== "HEAD" && !isNullBodyStatus(status);
    const state = new State();
    const isOpaque = this.#isForeign && this.#request.mode === "no-cors";
    state.type = isOpaque ? "opaque" : this.#isForeign ? "cors" : "basic";
    if (isOpaque) {
      state.status = 0;
    } else {
      state.status = status;
      state.statusText = statusText;
      state.headers = listOfPairs(pairs);
      state.body = hasBody ? body : null;
      state.url = this.#url.href;
      state.redirected = this.#redirects > 0;
    }
    const response = makeResponse(state, true);
    const transfer = this.#transfer;
    if (transfer !== null) {
      if (state.body === null) transfer.discard();
      else watch(forgotten, response, transfer);
    }
    this.#settle(this.#resolve, response);
  }

  /** Keeps nothing of the promise or the body: a response that the code forgets must not live on by it. */
  #settle(how, value) {
    this.#isSettled = true;
    this.#resolve = this.#reject = ignore;
    this.#request.body = null;
    how(value);
  }

  /** @returns the error, for the response's body */
  #fail(reason, refused) {
    const url = this.#url.href;
    const shown = url.length > SHOWN_URL_MAX ? slice(url, 0, SHOWN_URL_MAX) + "…" : url;
    const value = "fetch to " + shown + (refused ? " refused: " : " failed: ") + reason;
    const error = this.#error;
    defineProperty(error, "message", { __proto__: null, value, writable: true, enumerable: false, configurable: true });
    this.#settle(this.#reject, error);
    return error;
  }

  #abort(reason) {
    const { body } = this.#request;
    this.#settle(this.#reject, reason);
    if (this.#transfer !== null) this.#transfer.stop(reason);
    else if (body !== null && body.stream !== null && !isLocked(body.stream)) {
      then(cancelStream(body.stream, reason), undefined, ignore);
    }
  }
}

function fetch(input, init = undefined) {
  const error = new TypeError("fetch failed");
  return new Promise((resolve, reject) => new Fetch(readRequest(input, init), error, resolve, reject).start());
}

addGlobal("fetch", fetch);
