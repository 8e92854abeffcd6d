// SPDX-License-Identifier: MIT
// Origins that write every byte themselves, for what no server of node's would do.
import tls from "node:tls";
import zlib from "node:zlib";

const CRLF = "\r\n";

/** The bytes of a response. Fields are sent as they are; a list sends one several times. */
export function response(body = "", fields = {}, status = "200 OK") {
  const all = { "Content-Length": Buffer.byteLength(body), ...fields };
  return Buffer.concat([Buffer.from(head(status, all)), Buffer.from(body)]);
}

export function head(status = "200 OK", fields = {}) {
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter(each => each !== undefined)
      .map(each => `${name}: ${each}${CRLF}`),
  );
  return `HTTP/1.1 ${status}${CRLF}${lines.join("")}${CRLF}`;
}

export const redirect = (location, status = "302 Found") => response("", { Location: location, Connection: "close" }, status);

/**
 * An origin that is asked for each request: handler(socket, request). request is {line, method, path, headers, text, body}; the body as far
 * as its Content-Length goes.
 */
export function onRequest(handler) {
  return socket => {
    let received = Buffer.alloc(0);
    let isTaken = false;
    socket.on("error", () => {});
    socket.on("end", () => socket.end());
    socket.on("data", chunk => {
      if (isTaken) return;
      received = Buffer.concat([received, chunk]);
      for (let end; (end = received.indexOf("\r\n\r\n")) >= 0;) {
        const text = received.toString("latin1", 0, end);
        const [line, ...fields] = text.split(CRLF);
        const headers = Object.fromEntries(
          fields.map(field => [field.slice(0, field.indexOf(":")).toLowerCase(), field.slice(field.indexOf(":") + 1).trim()]),
        );
        const length = Number(headers["content-length"] ?? 0);
        if (received.length < end + 4 + length) return;
        const [method, path] = line.split(" ");
        const body = received.subarray(end + 4, end + 4 + length);
        received = received.subarray(end + 4 + length);
        handler(socket, { line, method, path, headers, text, body, take: () => (isTaken = true) });
      }
    });
  };
}

/** Answers each request with these bytes, and closes afterwards if so told. */
export const answering = (bytes, { close = false } = {}) => onRequest(socket => (close ? socket.end(bytes) : socket.write(bytes)));

/** Answers each request with the next of these; the last one for ever. */
export function answeringInTurn(...all) {
  let turn = 0;
  return onRequest(socket => socket.write(all[Math.min(turn++, all.length - 1)]));
}

/** Answers, and resets the connection. */
export const resetting = bytes =>
  onRequest(socket => {
    socket.write(bytes);
    setTimeout(() => socket.resetAndDestroy?.() ?? socket.destroy(), 50);
  });

/** Writes a beginning, and then chunk after chunk for as long as the other side takes them. How many bytes it took is `poured` of the socket. */
export const pouring = (start, chunk, most = Infinity) =>
  onRequest((socket, request) => {
    request.take?.();
    pour(socket, start, chunk, most);
  });

export function pour(socket, start, chunk, most = Infinity) {
  const bytes = Buffer.from(chunk);
  let left = most;
  const more = () => {
    while (!socket.destroyed && left > 0) {
      left -= bytes.length;
      if (!socket.write(bytes)) return socket.once("drain", more);
    }
    if (left <= 0) socket.end();
  };
  socket.write(start);
  more();
}

/** Bytes that the other side's kernel and ours have taken of what was written to a socket. */
export const taken = socket => socket.bytesWritten - socket.writableLength;

/** Writes a beginning, and then one byte at a time. */
export const dripping = (start, text, ms) =>
  onRequest(socket => {
    socket.write(start);
    let at = 0;
    const timer = setInterval(() => {
      if (socket.destroyed || at === text.length) return clearInterval(timer);
      socket.write(text[at++]);
    }, ms);
    timer.unref();
  });

export const silent = socket => socket.on("error", () => {}).resume();

/** Closes as soon as somebody comes. */
export const slamming = socket => socket.destroy();

/** So many bytes of zeros, compressed to a thousandth, without ever being anywhere. */
export function gzipBomb(megabytes) {
  const piece = zlib.deflateRawSync(Buffer.alloc(1 << 20), { finishFlush: zlib.constants.Z_FULL_FLUSH });
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const end = Buffer.concat([Buffer.from([3, 0]), Buffer.alloc(8)]); // an empty last block; the sums are wrong
  return Buffer.concat([header, ...Array(megabytes).fill(piece), end]);
}

export function brotliBomb(megabytes) {
  return new Promise((resolve, reject) => {
    const brotli = zlib.createBrotliCompress({
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 },
    });
    const chunks = [];
    brotli
      .on("data", chunk => chunks.push(chunk))
      .on("error", reject)
      .on("end", () => resolve(Buffer.concat(chunks)));
    const zeros = Buffer.alloc(1 << 20);
    const feed = left => (left === 0 ? brotli.end() : brotli.write(zeros, () => feed(left - 1)));
    feed(megabytes);
  });
}

// --- HTTP/2, frame by frame ------------------------------------------------------------------------------------------

export const H2 = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
};
export const END_STREAM = 1;
export const END_HEADERS = 4;
const PREFACE_BYTES = 24;

export function http2Frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([header, payload]);
}

function hpackLength(bytes, prefix) {
  const most = 2 ** prefix - 1;
  if (bytes < most) return Buffer.from([bytes]);
  const rest = [];
  let left = bytes - most;
  for (; left >= 128; left >>= 7) rest.push((left & 127) | 128);
  return Buffer.from([most, ...rest, left]);
}

/** A header field that no table remembers. */
export const hpackLiteral = (name, value) =>
  Buffer.concat([Buffer.from([0]), hpackLength(name.length, 7), Buffer.from(name), hpackLength(value.length, 7), Buffer.from(value)]);

/** One that the table does remember, as its number 62. */
export const hpackIndexed = (name, value) => {
  const field = hpackLiteral(name, value);
  field[0] = 0x40;
  return field;
};

export const HPACK_STATUS_200 = Buffer.from([0x88]);

/**
 * A server for HTTP/2 that answers each request by handler({socket, stream, send}); send(type, flags, payload, stream).
 * Settings are exchanged; all the rest is the handler's.
 */
export function rawHttp2(certificate, handler, { settings = Buffer.alloc(0) } = {}) {
  const server = tls.createServer({ ...certificate, ALPNProtocols: ["h2"] }, socket => {
    let received = Buffer.alloc(0);
    let hasPreface = false;
    socket.on("error", () => {});
    socket.write(http2Frame(H2.SETTINGS, 0, 0, settings));
    socket.on("data", chunk => {
      received = Buffer.concat([received, chunk]);
      if (!hasPreface) {
        if (received.length < PREFACE_BYTES) return;
        received = received.subarray(PREFACE_BYTES);
        hasPreface = true;
      }
      while (received.length >= 9 && received.length >= 9 + received.readUIntBE(0, 3)) {
        const end = 9 + received.readUIntBE(0, 3);
        const [type, flags, stream] = [received[3], received[4], received.readUInt32BE(5)];
        received = received.subarray(end);
        if (type === H2.SETTINGS && !(flags & 1)) socket.write(http2Frame(H2.SETTINGS, 1, 0));
        if (type !== H2.HEADERS) continue;
        const send = (kind, bits, payload, on = stream) => !socket.destroyed && socket.write(http2Frame(kind, bits, on, payload));
        handler({ socket, stream, send });
      }
    });
  });
  server.on("tlsClientError", () => {});
  return server;
}
