// SPDX-License-Identifier: MIT
// URL and URLSearchParams: the reference implementation, and what the console shows of them.
/* global native */
import { URL as urlInterface, URLSearchParams as paramsInterface } from "whatwg-url/webidl2js-wrapper.js";
import { implForWrapper, wrapperForImpl } from "whatwg-url/lib/utils.js";
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

native.setView(URL.prototype, showURL);
native.setView(URLSearchParams.prototype, showParams);
addGlobal("URL", URL);
addGlobal("URLSearchParams", URLSearchParams);
