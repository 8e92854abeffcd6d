// SPDX-License-Identifier: MIT
// Media types: https://mimesniff.spec.whatwg.org/#parsing-a-mime-type and
// https://fetch.spec.whatwg.org/#concept-header-extract-mime-type
import { execute, isHttpSpace, isTabOrSpace, isToken, trim } from "./convert.js";
import { hasOwn, keys, push, uncurryThis } from "./primordials.js";

const { RegExp, String } = globalThis;
const charCodeAt = uncurryThis(String.prototype.charCodeAt);
const slice = uncurryThis(String.prototype.slice);
const indexOf = uncurryThis(String.prototype.indexOf);
const toLowerCase = uncurryThis(String.prototype.toLowerCase);
const replace = uncurryThis(RegExp.prototype[Symbol.replace]);

const isQuotable = text => execute(/^[\t -~\x80-\xff]*$/, text) !== null;

/** Where the next of these characters is, or the end. */
function find(text, character, from) {
  const at = indexOf(text, character, from);
  return at < 0 ? text.length : at;
}

/** @returns what a quoted string that starts at `from` says, and where it ends */
function readQuoted(text, from) {
  let value = "";
  let at = from + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "\\" && at + 1 < text.length) at++;
    value += text[at++];
  }
  return { __proto__: null, value, end: at < text.length ? at + 1 : at };
}

/** Reads ";name=value;name=value" into an object, where the first of a name counts. */
function readParameters(text, from) {
  const parameters = { __proto__: null };
  for (let at = from; at < text.length;) {
    at++; // the semicolon
    while (at < text.length && isHttpSpace(charCodeAt(text, at))) at++;
    const end = find(text, ";", at);
    const equals = find(text, "=", at);
    if (equals >= end) {
      at = end;
      continue;
    }
    const name = toLowerCase(slice(text, at, equals));
    let value;
    if (text[equals + 1] === '"') {
      const quoted = readQuoted(text, equals + 1);
      value = quoted.value;
      at = find(text, ";", quoted.end);
    } else {
      value = trim(slice(text, equals + 1, end), isHttpSpace, false);
      at = end;
      if (value === "") continue;
    }
    if (isToken(name) && isQuotable(value) && !hasOwn(parameters, name)) parameters[name] = value;
  }
  return parameters;
}

/** @returns {essence, parameters}, or null */
export function parseType(input) {
  const text = trim(input, isHttpSpace);
  const slash = indexOf(text, "/");
  const end = find(text, ";", slash);
  const type = slice(text, 0, slash);
  const subtype = trim(slice(text, slash + 1, end), isHttpSpace, false);
  if (slash < 0 || !isToken(type) || !isToken(subtype)) return null;
  return {
    __proto__: null,
    essence: toLowerCase(type) + "/" + toLowerCase(subtype),
    parameters: readParameters(text, end),
  };
}

export function writeType({ essence, parameters }) {
  const names = keys(parameters);
  let text = essence;
  for (let i = 0; i < names.length; i++) {
    const value = parameters[names[i]];
    text += ";" + names[i] + "=" + (isToken(value) ? value : '"' + replace(/["\\]/g, value, "\\$&") + '"');
  }
  return text;
}

/** The values of a header that several may have been joined to, at commas that are not quoted. */
function splitValues(text) {
  const values = [];
  let start = 0;
  let at = 0;
  for (; at < text.length; at++) {
    if (text[at] === '"') {
      at = readQuoted(text, at).end - 1;
    } else if (text[at] === ",") {
      push(values, trim(slice(text, start, at), isTabOrSpace));
      start = at + 1;
    }
  }
  push(values, trim(slice(text, start), isTabOrSpace));
  return values;
}

/** The media type that a content-type header says, or null. */
export function extractType(header) {
  const values = header === null ? [] : splitValues(header);
  let charset;
  let type = null;
  for (let i = 0; i < values.length; i++) {
    const next = parseType(values[i]);
    if (next === null || next.essence === "*/*") continue;
    if (next.essence !== type?.essence) charset = next.parameters.charset;
    else if (next.parameters.charset === undefined && charset !== undefined) next.parameters.charset = charset;
    type = next;
  }
  return type;
}
