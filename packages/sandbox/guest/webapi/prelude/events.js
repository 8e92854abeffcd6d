// SPDX-License-Identifier: MIT
// Event, CustomEvent, EventTarget: https://dom.spec.whatwg.org/#events, for targets without a tree.
/* global native */
import { addInterface, apply } from "./primordials.js";

const { now, setView, reportError } = native;
const { TypeError, DOMException, String } = globalThis;

const NONE = 0;
const AT_TARGET = 2;

let setTrusted;
let begin;
let isStopped;
let setPassive;
let setTarget;

class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #target = null;
  #phase = NONE;
  #stopped = false;
  #stoppedNow = false;
  #canceled = false;
  #passive = false;
  #trusted = false;
  #timeStamp = now();

  static {
    setTrusted = event => { event.#trusted = true; };
    begin = (event, on) => {
      if (event.#phase !== NONE) {
        throw new DOMException("The event is already being dispatched", "InvalidStateError");
      }
      event.#target = on;
      event.#phase = AT_TARGET;
    };
    setTarget = event => {
      event.#phase = NONE;
      event.#stopped = event.#stoppedNow = false;
      return !event.#canceled;
    };
    isStopped = event => event.#stoppedNow;
    setPassive = (event, passive) => { event.#passive = passive; };
  }

  static show(event) {
    if (!(#type in event)) return undefined;
    return {
      __proto__: null,
      type: event.#type,
      defaultPrevented: event.#canceled,
      cancelable: event.#cancelable,
      timeStamp: event.#timeStamp,
    };
  }

  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new TypeError('The "type" argument must be specified');
    this.#type = `${type}`;
    this.#bubbles = !!options?.bubbles;
    this.#cancelable = !!options?.cancelable;
    this.#composed = !!options?.composed;
  }

  get type() { return this.#type; }
  get target() { return this.#target; }
  get currentTarget() { return this.#phase === NONE ? null : this.#target; }
  get srcElement() { return this.#target; }
  get bubbles() { return this.#bubbles; }
  get cancelable() { return this.#cancelable; }
  get composed() { return this.#composed; }
  get defaultPrevented() { return this.#canceled; }
  get returnValue() { return !this.#canceled; }
  get eventPhase() { return this.#phase; }
  get timeStamp() { return this.#timeStamp; }
  get isTrusted() { return this.#trusted; }
  get cancelBubble() { return this.#stopped; }
  set cancelBubble(value) { if (value) this.#stopped = true; }

  composedPath() { return this.#phase === NONE ? [] : [this.#target]; }
  preventDefault() { if (this.#cancelable && !this.#passive) this.#canceled = true; }
  stopPropagation() { this.#stopped = true; }
  stopImmediatePropagation() { this.#stopped = this.#stoppedNow = true; }
}

class CustomEvent extends Event {
  #detail;

  constructor(type, options = undefined) {
    super(...(arguments.length === 0 ? [] : [type, options]));
    this.#detail = options?.detail ?? null;
  }

  get detail() { return this.#detail; }
}

/** Listeners are a linked list: dispatching then needs nothing that the caller's code can replace. */
class EventTarget {
  #first = null;

  static show(target) {
    return #first in target ? { __proto__: null } : undefined;
  }

  addEventListener(type, callback, options = undefined) {
    const name = `${type}`;
    const fields = typeof options === "object" && options !== null ? options : { capture: !!options };
    const signal = fields.signal;
    if (callback === null || callback === undefined) return;
    if (typeof callback !== "function" && typeof callback !== "object") {
      throw new TypeError('The "listener" argument must be an instance of EventListener.');
    }
    if (signal?.aborted) return;
    const capture = !!fields.capture;
    let end = null;
    for (let at = this.#first; at; at = at.next) {
      if (at.type === name && at.callback === callback && at.capture === capture) return;
      end = at;
    }
    const listener = {
      type: name, callback, capture, once: !!fields.once, passive: !!fields.passive, removed: false, next: null,
    };
    if (end) end.next = listener;
    else this.#first = listener;
    if (signal) {
      add.call(signal, "abort", () => this.#remove(listener), { __proto__: null, once: true });
    }
  }

  removeEventListener(type, callback, options = undefined) {
    const name = `${type}`;
    const capture = typeof options === "object" && options !== null ? !!options.capture : !!options;
    for (let at = this.#first; at; at = at.next) {
      if (at.type === name && at.callback === callback && at.capture === capture) {
        this.#remove(at);
        return;
      }
    }
  }

  #remove(listener) {
    listener.removed = true;
    if (this.#first === listener) {
      this.#first = listener.next;
      return;
    }
    for (let at = this.#first; at; at = at.next) {
      if (at.next === listener) {
        at.next = listener.next;
        return;
      }
    }
  }

  dispatchEvent(event) {
    this.#first;
    if (typeof event !== "object" || event === null) {
      throw new TypeError('The "event" argument must be an instance of Event.');
    }
    begin(event, this);
    const type = event.type;
    let last = null; // listeners that are added meanwhile wait for the next event
    for (let at = this.#first; at; at = at.next) last = at;
    for (let at = this.#first; at; at = at.next) {
      if (at.type === type && !at.removed) this.#call(at, event);
      if (at === last || isStopped(event)) break;
    }
    return setTarget(event);
  }

  #call(listener, event) {
    if (listener.once) this.#remove(listener);
    setPassive(event, listener.passive);
    try {
      const { callback } = listener;
      if (typeof callback === "function") apply(callback, this, [event]);
      else apply(callback.handleEvent, callback, [event]);
    } catch (error) {
      reportError(error);
    }
    setPassive(event, false);
  }
}

const add = { call: (target, ...rest) => apply(addEventListener, target, rest) };
const { addEventListener, dispatchEvent } = EventTarget.prototype;

/** What our own targets use: a trusted event, whatever the caller's code has replaced. */
export function fire(target, type) {
  const event = new Event(type);
  setTrusted(event);
  apply(dispatchEvent, target, [event]);
}

export { Event, EventTarget };

setView(Event.prototype, Event.show);
setView(EventTarget.prototype, EventTarget.show);
delete Event.show;
delete EventTarget.show;
const constants = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };
for (const [name, value] of Object.entries(constants)) {
  for (const holder of [Event, Event.prototype]) {
    Object.defineProperty(holder, name, { value, enumerable: true });
  }
}
addInterface(Event, "Event");
addInterface(CustomEvent, "CustomEvent");
addInterface(EventTarget, "EventTarget");
