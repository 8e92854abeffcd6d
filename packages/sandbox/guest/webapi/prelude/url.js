// SPDX-License-Identifier: MIT
// URL and URLSearchParams: the reference implementation, and what the console shows of them.
/* global native */
import { URL as urlInterface, URLSearchParams as paramsInterface } from "whatwg-url/webidl2js-wrapper.js";
import { implForWrapper, wrapperForImpl } from "whatwg-url/lib/utils.js";
import { parseURL, serializeURL, serializeURLOrigin } from "whatwg-url/lib/url-state-machine.js";
import { parseUrlencodedString } from "whatwg-url/lib/urlencoded.js";
import { execute } from "./convert.js";
import { addGlobal, uncurryThis } from "./primordials.js";

const realm = { Array, Object, Promise, String, TypeError, eval };
urlInterface.install(realm, ["Window"]);
paramsInterface.install(realm, ["Window"]);
const { URL, URLSearchParams } = realm;

const numberToString = uncurryThis(Number.prototype.toString);

const defaultPorts = { __proto__: null, ftp: 21, http: 80, https: 443, ws: 80, wss: 443 }; // have an origin

/*
 * The serialisers of the package use methods that the caller's code can replace; the console must not. That
 * includes template literals: the engine compiles them to String.prototype.concat.
 */

function showIPv6(pieces) {
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let zeros = 0;
    while (i + zeros < 8 && pieces[i + zeros] === 0) zeros++;
    if (zeros > length) {
      best = i;
      length = zeros;
    }
    if (zeros) i += zeros - 1;
  }
  let text = "";
  for (let i = 0; i < 8; i++) {
    if (i === best) {
      text += i === 0 ? "::" : ":";
      i += length - 1;
      continue;
    }
    text += numberToString(pieces[i], 16);
    if (i < 7) text += ":";
  }
  return text;
}

function showHost(host) {
  if (host === null) return "";
  if (typeof host === "number") {
    return (host >>> 24) + "." + ((host >>> 16) & 255) + "." + ((host >>> 8) & 255) + "." + (host & 255);
  }
  return typeof host === "string" ? host : "[" + showIPv6(host) + "]";
}

function showPath(path) {
  if (typeof path === "string") return path;
  let text = "";
  for (let i = 0; i < path.length; i++) text += "/" + path[i];
  return text;
}

const after = (prefix, text) => (text ? prefix + text : "");

function showAuthority({ host, username, password, path }, hostAndPort) {
  if (host === null) return typeof path !== "string" && path.length > 1 && path[0] === "" ? "/." : "";
  const user = username || password ? username + after(":", password) + "@" : "";
  return "//" + user + hostAndPort;
}

function showURL(value) {
  const impl = implForWrapper(value);
  const url = impl?._url;
  if (!url) return undefined;
  const { scheme, username, password, query, fragment } = url;
  const hostname = showHost(url.host);
  const port = url.port === null ? "" : url.port + "";
  const host = hostname + after(":", port);
  const pathname = showPath(url.path);
  return {
    __proto__: null,
    href: scheme + ":" + showAuthority(url, host) + pathname + (query === null ? "" : "?" + query) +
      (fragment === null ? "" : "#" + fragment),
    origin: scheme in defaultPorts ? scheme + "://" + host : "null",
    protocol: scheme + ":",
    username, password, host, hostname, port, pathname,
    search: after("?", query),
    searchParams: wrapperForImpl(impl._query),
    hash: after("#", fragment),
  };
}

/** A view that is a list of pairs is shown as name => value. */
const showParams = value => implForWrapper(value)?._list;

// --- for fetch

export const writeSearchParams = uncurryThis(URLSearchParams.prototype.toString);

export const isSearchParams = value => implForWrapper(value)?._list !== undefined;

/** The pairs, [name, value], of application/x-www-form-urlencoded. */
export const pairsOfQuery = text => parseUrlencodedString(text);

/*
 * A URL that is already as the parser would write it, which most are: the parser takes a hundred times as long.
 * Lower-case host of names or of an IPv4 address, nothing to encode, no dot segments, no fragment.
 */
const octet = "(?:\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
const plainURL = new RegExp(
  "^((https?)://(?![^/]*xn--)(?:(?:[a-z0-9-]+\\.)*[a-z][a-z0-9-]*|" + octet + "(?:\\." + octet + "){3})" +
  "(?::([1-9]\\d{0,4}))?)(?:/(?!\\.|%2[eE])[\\w\\-.~!$&'()*+,;=:@%[\\]|]*)+" +
  "(?:\\?[\\w\\-.~!$&()*+,;=:@/?%[\\]{}|^`\\\\]*)?$");
const plainData = /^data:(?!\/)[!"$->@-~]*$/;

function readPlain(text) {
  const match = execute(plainURL, text);
  if (match === null) {
    if (execute(plainData, text) === null) return null;
    return { __proto__: null, href: text, scheme: "data", origin: "null", fragment: null, hasCredentials: false };
  }
  const scheme = match[2];
  const port = match[3];
  if (port !== undefined && (port > 65535 || port === (scheme === "http" ? "80" : "443"))) return null;
  return { __proto__: null, href: text, scheme, origin: match[1], fragment: null, hasCredentials: false };
}

/**
 * @returns {href, scheme, origin, fragment, hasCredentials} of a URL, or null if it is none. The href has no
 * fragment.
 */
export function readURL(text, base = null) {
  const isPath = base !== null && text[0] === "/" && text[1] !== "/";
  const plain = readPlain(isPath ? base.origin + text : text);
  if (plain !== null) return plain;
  const url = parseURL(text, base === null ? {} : { baseURL: parseURL(base.href) });
  if (url === null) return null;
  return {
    __proto__: null,
    href: serializeURL(url, true),
    scheme: url.scheme,
    origin: serializeURLOrigin(url),
    fragment: url.fragment,
    hasCredentials: url.username !== "" || url.password !== "",
  };
}

native.setView(URL.prototype, showURL);
native.setView(URLSearchParams.prototype, showParams);
addGlobal("URL", URL);
addGlobal("URLSearchParams", URLSearchParams);
