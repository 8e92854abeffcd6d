// SPDX-License-Identifier: MIT
// performance.now(), timeOrigin, toJSON(): of this execution, read from the host each time.
/* global native */
import { addGlobal, create, enumerable, setTag } from "./primordials.js";

const { now, timeOrigin } = native;

class Performance {
  constructor() {
    throw new TypeError("Illegal constructor");
  }

  get timeOrigin() {
    return timeOrigin();
  }

  now() {
    return now();
  }

  toJSON() {
    return { timeOrigin: timeOrigin(), now: now() };
  }
}

enumerable(Performance.prototype, ["timeOrigin", "now", "toJSON"]);
setTag(Performance.prototype, "Performance");
addGlobal("Performance", Performance);
addGlobal("performance", create(Performance.prototype));
