// SPDX-License-Identifier: MIT
// The language's own functions as they were before the caller's code ran. Code that runs later uses these,
// and neither spreads nor iterates over arrays: both look up methods that can be replaced.
const { bind, call } = Function.prototype;

/** A method as a function whose first argument is `this`. */
export const uncurryThis = bind.bind(call);

/** The getter of a property, the same way. */
export const uncurryGetter = (object, key) => uncurryThis(Object.getOwnPropertyDescriptor(object, key).get);

export const { apply, construct, ownKeys, getPrototypeOf } = Reflect;
export const {
  create, defineProperty, defineProperties, freeze, getOwnPropertyDescriptor, hasOwn, keys, setPrototypeOf,
} = Object;
export const TypedArray = getPrototypeOf(Uint8Array);

/** Declares methods and getters enumerable, as WebIDL does for interfaces. */
export function enumerable(prototype, names) {
  for (const name of names) defineProperty(prototype, name, { enumerable: true });
}

export function setTag(prototype, name) {
  defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

/** Gives an interface its members' attributes, its tag and its global. The bundler may have renamed the class. */
export function addInterface(api, name) {
  const { prototype } = api;
  enumerable(prototype, Object.getOwnPropertyNames(prototype).filter(key => key !== "constructor"));
  setTag(prototype, name);
  addGlobal(name, api);
}

/** Adds a global as the language's own are: writable, configurable, not enumerable. */
export function addGlobal(name, value) {
  if (typeof value === "function") defineProperty(value, "name", { value: name }); // the bundler may rename
  defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}

export const { Promise } = globalThis;
export const then = uncurryThis(Promise.prototype.then);

/** For promises whose rejection somebody else hears of. */
export const ignore = () => {};

export const push = uncurryThis(Array.prototype.push);
