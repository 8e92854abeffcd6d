// SPDX-License-Identifier: MIT
// crypto.getRandomValues() and randomUUID(): https://w3c.github.io/webcrypto/. No SubtleCrypto yet.
/* global native */
import { sizeOf, typeOf } from "./bytes.js";
import { addGlobal, create, enumerable, hasOwn, setTag } from "./primordials.js";

const { fillRandom, randomUUID, kind, kinds } = native;
const { DOMException, TypeError } = globalThis;

const MAX_BYTES = 65536;
const integers = {
  __proto__: null, Int8Array: 1, Uint8Array: 1, Uint8ClampedArray: 1, Int16Array: 1, Uint16Array: 1,
  Int32Array: 1, Uint32Array: 1, BigInt64Array: 1, BigUint64Array: 1,
};

class Crypto {
  constructor() {
    throw new TypeError("Illegal constructor");
  }

  getRandomValues(array) {
    if (kind(array) !== kinds.TYPED_ARRAY || !hasOwn(integers, typeOf(array))) {
      throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
    }
    const length = sizeOf(array);
    if (length > MAX_BYTES) {
      throw new DOMException(
        `The requested length exceeds 65,536 bytes: ${length}`, "QuotaExceededError");
    }
    fillRandom(array);
    return array;
  }

  randomUUID() {
    return randomUUID();
  }
}

enumerable(Crypto.prototype, ["getRandomValues", "randomUUID"]);
setTag(Crypto.prototype, "Crypto");
addGlobal("Crypto", Crypto);
addGlobal("crypto", create(Crypto.prototype));
