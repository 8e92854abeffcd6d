// SPDX-License-Identifier: MIT
// One HTTP request and its response, as the host carries them: pieces of bodies come and go by its leave.
//
// The host answers with events, which run from the event loop: an exception here would end the execution.
/* global native */
import { bufferWith, bytesOf, isBufferSource, partOf, setBytes, sizeOf } from "./bytes.js";
import { ignore, then, uncurryThis } from "./primordials.js";
import { cancelReader, close, enqueue, errorStream, getReader, makeByteStream, read } from "./streams.js";
import { utf8Encode } from "./utf8.js";

const {
  fetchStart, fetchBody, fetchCredit, fetchCancel, fetchListen, fetchWindow, fetchSendWindow, fetchPieceMax,
} = native;
const { ArrayBuffer, Math, TypeError, Uint8Array } = globalThis;
const { min, trunc } = Math;
const resize = uncurryThis(ArrayBuffer.prototype.transfer);

const HEAD = 0;
const CHUNK = 1;
const END = 2;
const FAIL = 3;

/** Of a response that nobody wants: so much may still come, so that its connection can be used again. */
const DISCARD_BYTES = 65536;

/** The transfers that may still have events, by id. */
const active = { __proto__: null };

// --- what is sent

/** Sends pieces that are at hand. */
class PieceUpload {
  #pieces;
  #index = 0;
  #at = 0;

  constructor(pieces) {
    this.#pieces = pieces;
  }

  send(transfer) {
    const pieces = this.#pieces;
    while (this.#index < pieces.length && transfer.room > 0) {
      const piece = pieces[this.#index];
      const end = min(this.#at + min(transfer.room, fetchPieceMax), sizeOf(piece));
      transfer.sendPart(partOf(piece, this.#at, end));
      this.#at = end;
      if (end < sizeOf(piece)) continue;
      this.#index++;
      this.#at = 0;
    }
    if (this.#index === pieces.length) transfer.endUpload();
  }

  stop() {
    this.#pieces = [];
  }
}

/** Sends what a stream gives, and reads on only when that may be sent. */
class StreamUpload {
  #reader;
  #chunk = null;
  #reading = false;
  #transfer = null;

  constructor(stream) {
    this.#reader = getReader(stream);
  }

  send(transfer) {
    this.#transfer = transfer;
    while (this.#chunk !== null && transfer.room > 0) {
      const size = min(transfer.room, fetchPieceMax, sizeOf(this.#chunk));
      transfer.sendPart(partOf(this.#chunk, 0, size));
      this.#chunk = size < sizeOf(this.#chunk) ? partOf(this.#chunk, size, sizeOf(this.#chunk)) : null;
    }
    if (this.#chunk === null && transfer.room > 0 && !this.#reading) this.#read();
  }

  #read() {
    this.#reading = true;
    then(read(this.#reader), result => {
      this.#reading = false;
      const transfer = this.#transfer;
      if (transfer.upload !== this) return;
      if (result.done) return transfer.endUpload();
      try {
        this.#take(result.value);
      } catch (error) {
        return transfer.failUpload(error);
      }
      this.send(transfer);
    }, error => {
      if (this.#transfer.upload === this) this.#transfer.failUpload(error);
    });
  }

  #take(value) {
    if (typeof value === "string") this.#chunk = utf8Encode(value);
    else if (isBufferSource(value)) this.#chunk = bytesOf(value);
    else throw new TypeError("a stream that is a request's body must give Uint8Arrays");
    if (sizeOf(this.#chunk) === 0) this.#chunk = null;
  }

  stop(reason) {
    then(cancelReader(this.#reader, reason), undefined, ignore);
  }
}

// --- what is received

/** One growing array for chunks that are read as a whole. */
class Collector {
  #bytes = null;
  #size = 0;
  #expected; // bytes, as the response says; it may lie

  constructor(expected) {
    this.#expected = expected;
  }

  add(chunk) {
    if (this.#bytes === null) {
      this.#bytes = chunk;
      this.#size = sizeOf(chunk);
      return;
    }
    const size = this.#size + sizeOf(chunk);
    if (size > sizeOf(this.#bytes)) this.#resize(this.#capacity(size));
    setBytes(this.#bytes, chunk, this.#size);
    this.#size = size;
  }

  #capacity(size) {
    return this.#expected >= size ? min(this.#expected, size * 8) : trunc(size * 1.5);
  }

  #resize(capacity) {
    this.#bytes = new Uint8Array(resize(bufferWith(this.#bytes), capacity));
  }

  take() {
    if (this.#bytes === null) return new Uint8Array(0);
    if (this.#size < sizeOf(this.#bytes)) this.#resize(this.#size);
    return this.#bytes;
  }
}

export class Transfer {
  id = 0;
  owner; // fetch.js; is told onHead(), onFail(), onUploadError() and onOver(). Null: nobody any more
  room = fetchSendWindow; // bytes of the request's body that may be sent
  upload = null;
  live = true; // events may come
  ended = false; // no chunk comes any more
  failed = false;
  error = undefined;
  expected = 0; // bytes of the response's body, if it says so
  #first = null; // chunks that came and were not taken, {bytes, next}
  #last = null;
  #owed = 0; // bytes that were taken and not yet credited
  #onChange = null; // of whoever takes the chunks

  constructor(owner) {
    this.owner = owner;
  }

  /** `headers` are [name, value, …], `body` is a Body that is ours now, or null. */
  start(method, url, headers, body) {
    this.id = fetchStart(method, url, headers, body !== null, body === null ? 0 : body.size);
    active[this.id] = this;
    if (body === null) return;
    this.upload = body.pieces === null ? new StreamUpload(body.stream) : new PieceUpload(body.pieces);
    this.upload.send(this);
  }

  // --- the request's body

  sendPart(bytes) {
    this.room -= sizeOf(bytes);
    fetchBody(this.id, bytes);
  }

  endUpload() {
    this.upload = null;
    fetchBody(this.id, undefined);
  }

  failUpload(cause) {
    this.upload = null;
    this.stop(this.owner ? this.owner.onUploadError(cause) : cause);
  }

  #stopUpload(reason) {
    const { upload } = this;
    this.upload = null;
    if (upload) upload.stop(reason);
  }

  // --- the response's body

  put(bytes) {
    const link = { __proto__: null, bytes, next: null };
    if (this.#first) this.#last.next = link;
    else this.#first = link;
    this.#last = link;
  }

  /** The next chunk, or null. */
  #take() {
    const link = this.#first;
    if (link === null) return null;
    this.#first = link.next;
    this.#owed += sizeOf(link.bytes);
    this.#checkOver();
    return link.bytes;
  }

  /** Half a window at a time: by then the host still has leave for as much. */
  #credit() {
    if (!this.live || this.#owed < fetchWindow / 2) return;
    fetchCredit(this.id, this.#owed);
    this.#owed = 0;
  }

  changed() {
    if (this.#onChange) this.#onChange();
  }

  /** The body as a stream, whose reader decides how fast it comes. */
  stream() {
    let wanted = false;
    let over = false;
    const { stream, controller } = makeByteStream(() => {
      wanted = true;
      this.changed();
    }, () => {
      over = true;
      this.stop(undefined);
    });
    this.#onChange = () => {
      const bytes = wanted && !over ? this.#take() : null;
      if (bytes !== null) {
        wanted = false;
        this.#credit();
        enqueue(controller, bytes);
      }
      if (over || !this.ended || this.#first) return;
      over = true;
      if (this.failed) errorStream(controller, this.error);
      else close(controller);
    };
    this.changed();
    return stream;
  }

  /** The body as one array: calls done(bytes), whose bytes then are, or fail(error). */
  collect(done, fail) {
    const collector = new Collector(this.expected);
    this.#onChange = () => {
      try {
        for (let bytes = this.#take(); bytes; bytes = this.#take()) collector.add(bytes);
        this.#credit();
        if (!this.ended) return;
        this.#onChange = null;
        if (this.failed) fail(this.error);
        else done(collector.take());
      } catch (error) { // no memory
        this.#onChange = null;
        this.stop(error);
        fail(error);
      }
    };
    this.changed();
  }

  /** Nobody has taken the body, and nobody will. What is still being sent goes on. */
  discard() {
    if (this.#onChange) return;
    let bytes = 0;
    this.#onChange = () => {
      for (let chunk = this.#take(); chunk; chunk = this.#take()) bytes += sizeOf(chunk);
      if (bytes <= DISCARD_BYTES || this.ended) return;
      this.#onChange = null;
      this.stop(undefined);
    };
    this.changed();
  }

  // --- the end

  #finish(error, failed) {
    delete active[this.id];
    this.live = false;
    this.ended = true;
    this.failed = failed;
    this.error = error;
    this.#checkOver();
  }

  /** Everything has come and has been taken. */
  #checkOver() {
    if (!this.ended || this.#first || !this.owner) return;
    this.owner.onOver();
    this.owner = null;
  }

  /** The host has sent everything. */
  end() {
    this.#finish(undefined, false);
    this.#stopUpload(undefined);
    this.changed();
  }

  /** The host has given up: what has come can still be read. */
  fail(error) {
    this.#finish(error, true);
    this.#stopUpload(error);
    this.changed();
  }

  /** Nothing more of it is wanted. Who reads the body gets the error. */
  stop(error) {
    if (this.live) fetchCancel(this.id);
    this.#first = null;
    this.fail(error);
  }
}

function onHead(transfer, status, statusText, pairs) {
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs[i] === "content-length") transfer.expected = +pairs[i + 1] || 0;
    if (pairs[i] === "content-encoding") {
      transfer.expected = 0;
      break;
    }
  }
  if (transfer.owner) transfer.owner.onHead(status, statusText, pairs);
}

fetchListen((id, event, a, b, c) => {
  const transfer = active[id];
  if (transfer === undefined) return;
  switch (event) {
    case HEAD:
      onHead(transfer, a, b, c);
      break;
    case CHUNK:
      transfer.put(a);
      transfer.changed();
      break;
    case END:
      transfer.end();
      break;
    case FAIL:
      transfer.fail(transfer.owner ? transfer.owner.onFail(a, b) : undefined);
      break;
    default: // MORE
      transfer.room += a;
      if (transfer.upload) transfer.upload.send(transfer);
  }
});
