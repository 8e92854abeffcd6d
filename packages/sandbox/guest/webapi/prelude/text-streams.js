// SPDX-License-Identifier: MIT
// TextEncoderStream and TextDecoderStream: https://encoding.spec.whatwg.org/#stream-wrapper
/* global native */
import { isBufferSource } from "./bytes.js";
import { toText } from "./convert.js";
import { addInterface, uncurryGetter, uncurryThis } from "./primordials.js";
import { streams } from "./streams.js";
import { utf8Encode } from "./utf8.js";

const { setView } = native;
const { String, TextDecoder, TypeError } = globalThis;
const { TransformStream, TransformStreamDefaultController } = streams;
const charCodeAt = uncurryThis(String.prototype.charCodeAt);
const slice = uncurryThis(String.prototype.slice);
const decode = uncurryThis(TextDecoder.prototype.decode);
const encodingOf = uncurryGetter(TextDecoder.prototype, "encoding");
const fatalOf = uncurryGetter(TextDecoder.prototype, "fatal");
const ignoreBOMOf = uncurryGetter(TextDecoder.prototype, "ignoreBOM");
const readableOf = uncurryGetter(TransformStream.prototype, "readable");
const writableOf = uncurryGetter(TransformStream.prototype, "writable");
const enqueue = uncurryThis(TransformStreamDefaultController.prototype.enqueue);

const makeTransform = (transform, flush) => new TransformStream({ __proto__: null, transform, flush });

class TextEncoderStream {
  #high = ""; // half of a surrogate pair whose other half may be in the next chunk
  #transform = makeTransform(
    (chunk, controller) => this.#encode(this.#high + toText(chunk), controller),
    controller => {
      if (this.#high) enqueue(controller, utf8Encode(this.#high));
    });

  static show(stream) {
    if (!(#transform in stream)) return undefined;
    const transform = stream.#transform;
    return { __proto__: null, encoding: "utf-8", readable: readableOf(transform), writable: writableOf(transform) };
  }

  #encode(text, controller) {
    const last = text.length ? charCodeAt(text, text.length - 1) : 0;
    const whole = last >= 0xd800 && last < 0xdc00 ? text.length - 1 : text.length;
    this.#high = slice(text, whole);
    if (whole) enqueue(controller, utf8Encode(slice(text, 0, whole)));
  }

  get encoding() {
    this.#transform;
    return "utf-8";
  }

  get readable() { return readableOf(this.#transform); }
  get writable() { return writableOf(this.#transform); }
}

class TextDecoderStream {
  #decoder;
  #transform;

  constructor(label = "utf-8", options = undefined) {
    const decoder = this.#decoder = new TextDecoder(label, options);
    const put = (text, controller) => {
      if (text) enqueue(controller, text);
    };
    this.#transform = makeTransform(
      (chunk, controller) => {
        if (!isBufferSource(chunk)) {
          throw new TypeError("a TextDecoderStream takes ArrayBuffers and views on them");
        }
        put(decode(decoder, chunk, { __proto__: null, stream: true }), controller);
      },
      controller => put(decode(decoder), controller));
  }

  static show(stream) {
    if (!(#transform in stream)) return undefined;
    const transform = stream.#transform;
    return {
      __proto__: null,
      encoding: encodingOf(stream.#decoder),
      fatal: fatalOf(stream.#decoder),
      ignoreBOM: ignoreBOMOf(stream.#decoder),
      readable: readableOf(transform),
      writable: writableOf(transform),
    };
  }

  get encoding() { return encodingOf(this.#decoder); }
  get fatal() { return fatalOf(this.#decoder); }
  get ignoreBOM() { return ignoreBOMOf(this.#decoder); }
  get readable() { return readableOf(this.#transform); }
  get writable() { return writableOf(this.#transform); }
}

for (const [name, api] of [["TextEncoderStream", TextEncoderStream], ["TextDecoderStream", TextDecoderStream]]) {
  setView(api.prototype, api.show);
  delete api.show;
  addInterface(api, name);
}
