// SPDX-License-Identifier: MIT
// AbortController and AbortSignal: https://dom.spec.whatwg.org/#aborting-ongoing-activities
/* global native */
import { fire, EventTarget } from "./events.js";
import { addGlobal, apply, enumerable, setTag } from "./primordials.js";

const { setView } = native;
const { setTimeout, DOMException, TypeError } = globalThis;
const { addEventListener, removeEventListener } = EventTarget.prototype;

let abort;
let isSignal;
let allowed = false;

/** Only we make signals: `new AbortSignal()` is an error. */
function makeSignal() {
  allowed = true;
  try {
    return new AbortSignal();
  } finally {
    allowed = false;
  }
}

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #dependents = null; // linked list of the signals of any()
  #onabort = null;

  static {
    isSignal = value => typeof value === "object" && value !== null && #aborted in value;
    abort = (signal, reason) => {
      if (signal.#aborted) return;
      signal.#abortAll(reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason);
    };
  }

  static show(signal) {
    return #aborted in signal ? { __proto__: null, aborted: signal.#aborted } : undefined;
  }

  constructor() {
    if (!allowed) throw new TypeError("Illegal constructor");
    super();
  }

  /** All dependents are marked before the first listener runs. */
  #abortAll(reason) {
    let queue = { signal: this, next: null };
    let end = queue;
    for (let at = queue; at; at = at.next) {
      at.signal.#aborted = true;
      at.signal.#reason = reason;
      for (let d = at.signal.#dependents; d; d = d.next) {
        if (!d.signal.#aborted) end = end.next = { signal: d.signal, next: null };
      }
      at.signal.#dependents = null;
    }
    for (; queue; queue = queue.next) fire(queue.signal, "abort");
  }

  get aborted() { return this.#aborted; }
  get reason() { return this.#reason; }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  get onabort() { return this.#onabort; }
  set onabort(value) {
    if (this.#onabort) apply(removeEventListener, this, ["abort", this.#onabort]);
    this.#onabort = typeof value === "function" ? value : null;
    if (this.#onabort) apply(addEventListener, this, ["abort", this.#onabort]);
  }

  static abort(reason = undefined) {
    const signal = makeSignal();
    abort(signal, reason);
    return signal;
  }

  static timeout(delay) {
    const ms = +delay;
    if (!(ms >= 0 && ms <= 9007199254740991)) {
      throw new RangeError(`The value of "delay" is out of range. It must be >= 0 && <= 9007199254740991. Received ${delay}`);
    }
    const signal = makeSignal();
    setTimeout(() => {
      abort(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    }, ms);
    return signal;
  }

  static any(signals) {
    const result = makeSignal();
    const list = [...signals];
    for (let i = 0; i < list.length; i++) {
      if (!isSignal(list[i])) throw new TypeError(`The "signals[${i}]" argument must be an instance of AbortSignal.`);
    }
    for (let i = 0; i < list.length; i++) {
      if (list[i].#aborted) {
        abort(result, list[i].#reason);
        return result;
      }
    }
    for (let i = 0; i < list.length; i++) {
      list[i].#dependents = { signal: result, next: list[i].#dependents };
    }
    return result;
  }
}

class AbortController {
  #signal = makeSignal();

  static show(controller) {
    return #signal in controller ? { __proto__: null, signal: controller.#signal } : undefined;
  }

  get signal() { return this.#signal; }

  abort(reason = undefined) {
    abort(this.#signal, reason);
  }
}

for (const api of [AbortSignal, AbortController]) {
  setView(api.prototype, api.show);
  delete api.show;
  enumerable(api.prototype, Object.getOwnPropertyNames(api.prototype).filter(name => name !== "constructor"));
  setTag(api.prototype, api.name);
  addGlobal(api.name, api);
}
enumerable(AbortSignal, ["abort", "timeout", "any"]);
