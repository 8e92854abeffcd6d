// SPDX-License-Identifier: MIT
// AbortController and AbortSignal: https://dom.spec.whatwg.org/#aborting-ongoing-activities
/* global native */
import { fire, EventTarget } from "./events.js";
import { addInterface, apply, enumerable } from "./primordials.js";

const { setView } = native;
const { setTimeout, DOMException, TypeError } = globalThis;
const { addEventListener, removeEventListener } = EventTarget.prototype;

let abort;
let isSignal;
let isAborted;
let reasonOf;
let onAbort;
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
  #steps = null; // linked list: what our own code does before the event

  static {
    isAborted = signal => signal.#aborted;
    reasonOf = signal => signal.#reason;
    onAbort = (signal, run) => {
      const step = { run, before: null, next: signal.#steps };
      if (step.next) step.next.before = step;
      signal.#steps = step;
      return () => {
        if (step.next) step.next.before = step.before;
        if (step.before) step.before.next = step.next;
        else if (signal.#steps === step) signal.#steps = step.next;
      };
    };
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
    for (; queue; queue = queue.next) {
      queue.signal.#runSteps();
      fire(queue.signal, "abort");
    }
  }

  #runSteps() {
    const steps = this.#steps;
    this.#steps = null;
    for (let at = steps; at; at = at.next) at.run(this.#reason);
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
    return follow([...signals]);
  }

  /** A signal that aborts with the first of these. */
  static follow(list) {
    const result = makeSignal();
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

const { follow } = AbortSignal;
delete AbortSignal.follow;

/** For our own code: onAbort(signal, run) calls run(reason) once, and returns what takes that back. */
export { follow, isAborted, isSignal, onAbort, reasonOf };

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

for (const [name, api] of [["AbortSignal", AbortSignal], ["AbortController", AbortController]]) {
  setView(api.prototype, api.show);
  delete api.show;
  addInterface(api, name);
}
enumerable(AbortSignal, ["abort", "timeout", "any"]);
