// SPDX-License-Identifier: MIT
// keys(), values(), entries(), forEach() and iteration of an interface that is a list of pairs:
// https://webidl.spec.whatwg.org/#es-iterable
import { fail, needArguments } from "./convert.js";
import { apply, defineProperty, getPrototypeOf, setPrototypeOf, setTag } from "./primordials.js";

const { Symbol, TypeError } = globalThis;
const iteratorPrototype = getPrototypeOf(getPrototypeOf([][Symbol.iterator]()));

const KEY = 1;
const VALUE = 2;

/** `pairsOf(object)` gives the pairs as they are now, and throws for other objects. */
export function makeIterable(api, name, pairsOf) {
  class Iterator {
    #object;
    #what;
    #index = 0;

    constructor(object, what) {
      this.#object = object;
      this.#what = what;
    }

    next() {
      if (!(#object in this)) throw new TypeError("'next' called on an object that is not a " + name + " Iterator");
      const pairs = pairsOf(this.#object);
      if (this.#index >= pairs.length) return { value: undefined, done: true };
      const pair = pairs[this.#index++];
      const value = this.#what === KEY ? pair[0] : this.#what === VALUE ? pair[1] : [pair[0], pair[1]];
      return { value, done: false };
    }
  }
  delete Iterator.prototype.constructor;
  setPrototypeOf(Iterator.prototype, iteratorPrototype);
  setTag(Iterator.prototype, name + " Iterator");
  defineProperty(Iterator.prototype, "next", { enumerable: true });

  const make = (object, what) => {
    pairsOf(object);
    return new Iterator(object, what);
  };
  const methods = {
    keys() { return make(this, KEY); },
    values() { return make(this, VALUE); },
    entries() { return make(this, KEY | VALUE); },
    forEach(callback, self = undefined) {
      pairsOf(this);
      needArguments(arguments.length, 1, name + ".forEach");
      if (typeof callback !== "function") throw fail(name + ".forEach", "parameter 1 is not of type 'Function'.");
      for (let i = 0; i < pairsOf(this).length; i++) {
        const pair = pairsOf(this)[i];
        apply(callback, self, [pair[1], pair[0], this]);
      }
    },
  };
  for (const key of Object.keys(methods)) {
    defineProperty(api.prototype, key, { value: methods[key], writable: true, configurable: true });
  }
  defineProperty(api.prototype, Symbol.iterator, { value: methods.entries, writable: true, configurable: true });
}
