// SPDX-License-Identifier: MIT
// FormData: https://xhr.spec.whatwg.org/#interface-formdata
/* global native */
import { fileParts, isBlob, isFile, makeFile, typeOfBlob } from "./blob.js";
import { needArguments, toScalars } from "./convert.js";
import { makeIterable } from "./iterators.js";
import { addInterface, hasOwn, push } from "./primordials.js";

const { setView } = native;
const { TypeError } = globalThis;

let entriesOf;

/** A value as a form holds it: a string or a file. */
function toValue(value, count, filename, method) {
  if (!isBlob(value)) {
    if (count < 3) return toScalars(value);
    throw new TypeError("Failed to execute '" + method + "' on 'FormData': parameter 2 is not of type 'Blob'");
  }
  if (count < 3 && isFile(value)) return value;
  const name = count < 3 ? "blob" : toScalars(filename);
  return makeFile(value, name, typeOfBlob(value), isFile(value) ? fileParts(value).lastModified : undefined);
}

class FormData {
  #entries = []; // of [name, value]

  static {
    entriesOf = form => form.#entries;
  }

  static show(form) {
    if (!(#entries in form)) return undefined;
    const shown = { __proto__: null };
    for (let i = 0; i < form.#entries.length; i++) {
      const { 0: name, 1: value } = form.#entries[i];
      if (!hasOwn(shown, name)) shown[name] = value;
      else if (typeof shown[name] === "string" || isBlob(shown[name])) shown[name] = [shown[name], value];
      else push(shown[name], value);
    }
    return shown;
  }

  static is(value) {
    return typeof value === "object" && value !== null && #entries in value;
  }

  constructor(form = undefined) {
    if (form !== undefined) {
      throw new TypeError("FormData constructor: Argument 1 could not be converted to: undefined.");
    }
  }

  append(name, value, filename = undefined) {
    const count = arguments.length;
    needArguments(count, 2, "FormData.append");
    push(this.#entries, [toScalars(name), toValue(value, count, filename, "append")]);
  }

  delete(name) {
    needArguments(arguments.length, 1, "FormData.delete");
    this.#remove(toScalars(name), 0);
  }

  /** Removes the entries of a name from an index on. */
  #remove(name, from) {
    const entries = this.#entries;
    let kept = from;
    for (let i = from; i < entries.length; i++) {
      if (entries[i][0] !== name) entries[kept++] = entries[i];
    }
    entries.length = kept;
  }

  #find(name) {
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i][0] === name) return i;
    return -1;
  }

  get(name) {
    needArguments(arguments.length, 1, "FormData.get");
    const at = this.#find(toScalars(name));
    return at < 0 ? null : this.#entries[at][1];
  }

  getAll(name) {
    needArguments(arguments.length, 1, "FormData.getAll");
    const text = toScalars(name);
    const found = [];
    for (let i = 0; i < this.#entries.length; i++) {
      if (this.#entries[i][0] === text) push(found, this.#entries[i][1]);
    }
    return found;
  }

  has(name) {
    needArguments(arguments.length, 1, "FormData.has");
    return this.#find(toScalars(name)) >= 0;
  }

  set(name, value, filename = undefined) {
    const count = arguments.length;
    needArguments(count, 2, "FormData.set");
    const entry = [toScalars(name), toValue(value, count, filename, "set")];
    const at = this.#find(entry[0]);
    if (at < 0) {
      push(this.#entries, entry);
      return;
    }
    this.#remove(entry[0], at + 1);
    this.#entries[at] = entry;
  }
}

export const isFormData = FormData.is;
export { entriesOf };

/** A form with these entries, [name, value]. */
export function makeForm(entries) {
  const form = new FormData();
  for (let i = 0; i < entries.length; i++) push(entriesOf(form), entries[i]);
  return form;
}

setView(FormData.prototype, FormData.show);
delete FormData.show;
delete FormData.is;
makeIterable(FormData, "FormData", entriesOf);
addInterface(FormData, "FormData");
