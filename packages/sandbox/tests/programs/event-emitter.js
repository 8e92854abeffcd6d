// An event emitter with once, prefix wildcards, and errors.
class Emitter {
  #listeners = new Map();
  static #count = 0;
  static get count() { return Emitter.#count; }
  on(name, listener, { once = false } = {}) {
    if (typeof listener !== "function") throw new TypeError("listener must be a function");
    const list = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...list, { listener, once }]);
    Emitter.#count++;
    return () => this.off(name, listener);
  }
  once(name, listener) { return this.on(name, listener, { once: true }); }
  off(name, listener) {
    const kept = (this.#listeners.get(name) ?? []).filter(l => l.listener !== listener);
    if (kept.length) this.#listeners.set(name, kept); else this.#listeners.delete(name);
    return this;
  }
  emit(name, ...args) {
    let called = 0;
    for (const key of new Set([name, `${name.split(".")[0]}.*`, "*"])) {
      for (const { listener, once } of this.#listeners.get(key) ?? []) {
        if (once) this.off(key, listener);
        Reflect.apply(listener, this, key === name ? args : [name, ...args]);
        called++;
      }
    }
    if (called === 0 && name === "error") throw args[0];
    return called;
  }
  get names() { return [...this.#listeners.keys()]; }
  [Symbol.iterator]() { return this.#listeners.keys(); }
  static isEmitter(x) { return #listeners in x; }
}
class Store extends Emitter {
  state = { n: 0 };
  set(patch) {
    const before = this.state;
    this.state = { ...before, ...patch };
    for (const [key, value] of Object.entries(patch)) if (!Object.is(before[key], value)) this.emit(`change.${key}`, value, before[key]);
    return this;
  }
}
const log = [];
const store = new Store();
const stop = store.on("change.n", (now, was) => log.push(`n ${was}→${now}`));
store.once("change.*", (name, ...rest) => log.push([name, rest]));
store.on("*", function (name) { log.push([name, this === store]); });
store.set({ n: 1 }).set({ n: 1 }).set({ n: 2, name: "x" });
stop();
store.set({ n: NaN }).set({ n: NaN });
let thrown;
const bare = new Emitter();
try { bare.emit("error", new RangeError("bad")); } catch (e) { thrown = e; }
console.log(store, [...store]);
console.log("%s|%o", thrown.name, [1]);
console.error(String(thrown), log);
[log, store.names, Emitter.count, Emitter.isEmitter(store), Emitter.isEmitter({}), thrown instanceof RangeError, (() => { try { bare.on("x", 5); } catch (e) { return e.message; } })()];
