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

const toHex = uncurryThis(Number.prototype.toString);

const defaultPorts = { __proto__: null, ftp: 21, http: 80, https: 443, ws: 80, wss: 443 };

/* The serialisers of the package use methods that the caller's code can replace; the console must not. */

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
    text += toHex(pieces[i], 16);
    if (i < 7) text += ":";
  }
  return text;
}

function showHost(host) {
  if (host === null) return "";
  if (typeof host === "number") {
    return `${host >>> 24}.${(host >>> 16) & 255}.${(host >>> 8) & 255}.${host & 255}`;
  }
  return typeof host === "string" ? host : `[${showIPv6(host)}]`;
}

function showPath(path) {
  if (typeof path === "string") return path;
  let text = "";
  for (let i = 0; i < path.length; i++) text += `/${path[i]}`;
  return text;
}

function showURL(value) {
  const impl = implForWrapper(value);
  const url = impl?._url;
  if (!url) return undefined;
  const { scheme, username, password, port, query, fragment } = url;
  const hostname = showHost(url.host);
  const host = port === null ? hostname : `${hostname}:${port}`;
  const pathname = showPath(url.path);
  const search = query ? `?${query}` : "";
  const hash = fragment ? `#${fragment}` : "";
  const user = username || password ? `${username}${password ? `:${password}` : ""}@` : "";
  const rooted = url.host === null && typeof url.path !== "string" && url.path.length > 1 && url.path[0] === "";
  const authority = url.host === null ? (rooted ? "/." : "") : `//${user}${host}`;
  return {
    __proto__: null,
    href: `${scheme}:${authority}${pathname}${query === null ? "" : `?${query}`}${fragment === null ? "" : `#${fragment}`}`,
    origin: scheme in defaultPorts ? `${scheme}://${host}` : "null",
    protocol: `${scheme}:`,
    username, password, host, hostname,
    port: port === null ? "" : `${port}`,
    pathname, search,
    searchParams: wrapperForImpl(impl._query),
    hash,
  };
}

/** A view that is a list of pairs is shown as name => value. */
const showParams = value => implForWrapper(value)?._list;

native.setView(URL.prototype, showURL);
native.setView(URLSearchParams.prototype, showParams);
addGlobal("URL", URL);
addGlobal("URLSearchParams", URLSearchParams);
