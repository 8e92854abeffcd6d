// SPDX-License-Identifier: MIT
// HTTP/1.1 as the server of the Runtime API speaks it: one request after the other on a connection, every byte in
// our hands, so that an answer can also be given wrongly.
const HEAD_MAX_BYTES = 64 * 1024;
const BODY_MAX_BYTES = 64 * 1024 * 1024;

const STATUS_TEXT = {
  200: "OK", 202: "Accepted", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
  410: "Gone", 413: "Request Entity Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
  502: "Bad Gateway", 503: "Service Unavailable",
};

/** Go's server, which AWS uses, measures what fits into this buffer and sends the rest in chunks. */
const GO_BUFFER_BYTES = 2048;

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Thrown for what is not HTTP as RFC 9112 has it. */
export class BadRequest extends Error {}

/** The bytes of a socket, as many as are asked for. */
class Reader {
  #chunks = [];
  #bytes = 0;
  #wake = () => {};
  #isEnded = false;

  constructor(socket) {
    socket.on("data", chunk => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      this.#wake();
    });
    const end = () => {
      this.#isEnded = true;
      this.#wake();
    };
    socket.on("end", end).on("close", end);
  }

  get pendingBytes() {
    return this.#bytes;
  }

  async #more() {
    if (this.#isEnded) return false;
    const before = this.#bytes;
    await new Promise(resolve => (this.#wake = resolve));
    return this.#bytes > before || !this.#isEnded;
  }

  /** Exactly so many bytes; undefined if the connection ends before. */
  async take(count) {
    while (this.#bytes < count) if (!(await this.#more())) return undefined;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = count < all.length ? [all.subarray(count)] : [];
    this.#bytes -= count;
    return all.subarray(0, count);
  }

  /** Up to and including `mark`; undefined if the connection ends before it has begun. */
  async takeUntil(mark, maxBytes) {
    for (;;) {
      const all = Buffer.concat(this.#chunks);
      this.#chunks = [all];
      const at = all.indexOf(mark);
      if (at >= 0) return this.take(at + mark.length);
      if (all.length > maxBytes) throw new BadRequest(`more than ${maxBytes} bytes without an end`);
      if (!(await this.#more())) {
        if (all.length > 0) throw new BadRequest("the connection ended within a head");
        return undefined;
      }
    }
  }
}

function parseHead(text) {
  const [line, ...fields] = text.split("\r\n");
  const match = /^([A-Z]+) (\/\S*) HTTP\/1\.1$/.exec(line);
  if (!match) throw new BadRequest(`a request line that is none: ${JSON.stringify(line.slice(0, 100))}`);
  const headers = {};
  for (const field of fields) {
    const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(field);
    if (!parts) throw new BadRequest(`a header that is none: ${JSON.stringify(field.slice(0, 100))}`);
    const name = parts[1].toLowerCase();
    if (name in headers) throw new BadRequest(`the header ${name} twice`);
    headers[name] = parts[2];
  }
  if (!headers.host) throw new BadRequest("no Host");
  return { method: match[1], path: match[2], headers };
}

async function readChunks(reader) {
  const chunks = [];
  let total = 0;
  for (;;) {
    const line = await reader.takeUntil("\r\n", 1024);
    const size = /^([0-9A-Fa-f]{1,8})(?:;.*)?\r\n$/.exec(line?.toString("latin1") ?? "");
    if (!size) throw new BadRequest("a chunk's size that is none");
    const bytes = parseInt(size[1], 16);
    total += bytes;
    if (total > BODY_MAX_BYTES) throw new BadRequest("a body without measure");
    if (bytes === 0) break;
    const chunk = await reader.take(bytes + 2);
    if (chunk?.toString("latin1", bytes) !== "\r\n") return undefined;
    chunks.push(chunk.subarray(0, bytes));
  }
  for (;;) {
    const trailer = await reader.takeUntil("\r\n", HEAD_MAX_BYTES);
    if (trailer === undefined) return undefined;
    if (trailer.length === 2) return Buffer.concat(chunks);
  }
}

/** A body; undefined if it is shorter than it was said to be. */
async function readBody(reader, { method, headers }) {
  const length = headers["content-length"], coding = headers["transfer-encoding"];
  if (length !== undefined && coding !== undefined) throw new BadRequest("a length and a coding");
  if (coding !== undefined) {
    if (coding.toLowerCase() !== "chunked") throw new BadRequest(`the coding ${coding}`);
    return readChunks(reader);
  }
  if (length === undefined) {
    if (method === "POST") throw new BadRequest("a POST without a length");
    return Buffer.alloc(0);
  }
  if (!/^\d{1,9}$/.test(length) || Number(length) > BODY_MAX_BYTES) throw new BadRequest(`the length ${length}`);
  return reader.take(Number(length));
}

/**
 * The bytes of an answer: { head, body }, the body framed. One that Go would not have measured comes in one chunk,
 * or in chunks of `chunkBytes`; `whole` gives it a length in any case.
 */
export function encodeAnswer({ status, headers = {}, body = Buffer.alloc(0), chunkBytes, whole = false, close = false }) {
  const isChunked = !whole && (chunkBytes !== undefined || body.length > GO_BUFFER_BYTES);
  const fields = {
    ...headers,
    Date: new Date().toUTCString(),
    ...(isChunked ? { "Transfer-Encoding": "chunked" } : { "Content-Length": body.length }),
    ...(close ? { Connection: "close" } : {}),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 ${status} ${STATUS_TEXT[status] ?? "Status"}\r\n${lines.join("")}\r\n`, "latin1");
  if (!isChunked) return { head, body };
  const pieces = [];
  const step = chunkBytes ?? body.length;
  for (let at = 0; at < body.length; at += step) {
    const piece = body.subarray(at, at + step);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
  }
  return { head, body: Buffer.concat([...pieces, Buffer.from("0\r\n\r\n")]) };
}

/** One connection: calls `onRequest` for each request and waits until it has answered; `onViolation` for what is no HTTP. */
export class Connection {
  isClosed = false;
  #reader;

  constructor(socket, number, { onRequest, onViolation }) {
    this.socket = socket;
    this.number = number;
    this.#reader = new Reader(socket);
    this.closed = new Promise(resolve =>
      socket.on("close", () => {
        this.isClosed = true;
        resolve();
      }),
    );
    socket.setNoDelay(true);
    socket.on("error", () => {}); // a process that is killed resets its connections
    this.#serve(onRequest).catch(error => {
      if (!(error instanceof BadRequest)) throw error;
      if (!socket.destroyed) onViolation(`on connection ${number}: ${error.message}`);
      socket.destroy();
    });
  }

  async #serve(onRequest) {
    for (;;) {
      const bytes = await this.#reader.takeUntil("\r\n\r\n", HEAD_MAX_BYTES);
      if (bytes === undefined) return void this.socket.end();
      const request = parseHead(bytes.toString("latin1", 0, bytes.length - 4));
      const body = await readBody(this.#reader, request);
      if (body !== undefined && this.#reader.pendingBytes > 0) throw new BadRequest("a request before the last one was answered");
      await onRequest({ ...request, body: body ?? Buffer.alloc(0), isTruncated: body === undefined, connection: this });
      if (this.isClosed || this.socket.destroyed || this.socket.writableEnded) return;
    }
  }

  async write(bytes) {
    if (this.isClosed || this.socket.destroyed || bytes.length === 0) return;
    await new Promise(resolve => this.socket.write(bytes, resolve));
  }

  async answer(answer) {
    const { head, body } = encodeAnswer(answer);
    await this.write(Buffer.concat([head, body]));
    if (answer.close) this.socket.end();
  }

  /** Ends it without an orderly goodbye. */
  reset() {
    this.socket.resetAndDestroy();
  }
}
