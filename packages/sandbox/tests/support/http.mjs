// SPDX-License-Identifier: MIT
// HTTP as a well-behaved client speaks it, and as one does that writes every byte itself.
import http from "node:http";
import net from "node:net";
import { collect, eventually } from "./programs.mjs";

export const INVOKE = "/2015-03-31/functions/anything/invocations";

/** One request with node's client: { status, headers, text, json }. `where` is { port } or { socketPath }. */
export function request(where, { method = "GET", path = "/healthz", headers = {}, body, agent = false } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: "127.0.0.1", ...where, method, path, headers, agent }, incoming => {
      const text = collect(incoming);
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode,
          headers: incoming.headers,
          text: text(),
          get json() {
            return JSON.parse(text());
          },
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The body in chunks that begins at `start`: { bytes, end }, or undefined while it is not whole. */
function parseChunks(bytes, start) {
  const pieces = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const text = bytes.toString("latin1", at, line);
    if (!/^[0-9a-f]+$/i.test(text)) throw new Error(`this is no size of a chunk: ${text}`);
    const size = parseInt(text, 16);
    const end = line + 2 + size + 2;
    if (bytes.length < end) return undefined;
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    if (size === 0) return { bytes: Buffer.concat(pieces), end };
    at = end;
  }
}

/** The answers in what a server sent, interim ones (1xx) included; and whether all of them are whole. */
export function parseAnswers(bytes) {
  const answers = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end < 0) return { answers, isWhole: false };
    const [line, ...fields] = bytes.toString("latin1", at, end).split("\r\n");
    const status = Number(line.split(" ")[1]);
    const headers = Object.fromEntries(
      fields.map(field => [field.slice(0, field.indexOf(":")).toLowerCase(), field.slice(field.indexOf(":") + 1).trim()]),
    );
    const start = end + 4;
    const length = Number(headers["content-length"] ?? 0);
    const body = headers["transfer-encoding"] === "chunked"
      ? parseChunks(bytes, start)
      : bytes.length >= start + length && { bytes: bytes.subarray(start, start + length), end: start + length };
    if (!body) return { answers, isWhole: false };
    const text = body.bytes.toString();
    answers.push({
      status,
      headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    });
    at = body.end;
  }
  return { answers, isWhole: true };
}

/** A connection on which every byte is ours. */
export function connect(where, options = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: "127.0.0.1", ...(where.socketPath ? { path: where.socketPath } : where), ...options });
    const connection = {
      socket,
      received: Buffer.alloc(0),
      isClosed: false,
      send: data => socket.write(data),
      /** Waits for so many final answers, or for the connection's end, and gives all answers. */
      async answers(count = 1, ms = 10000) {
        const final = () => parseAnswers(connection.received).answers.filter(answer => answer.status >= 200);
        await eventually(() => final().length >= count || connection.isClosed, `${count} answers`, ms);
        return final();
      },
      closed: ms => eventually(() => connection.isClosed, "the server closes the connection", ms),
    };
    socket.on("data", chunk => {
      connection.received = Buffer.concat([connection.received, chunk]);
    });
    socket.on("error", error => {
      connection.error = error;
      reject(error);
    });
    socket.on("end", () => (connection.isClosed = true));
    socket.on("close", () => (connection.isClosed = true));
    socket.on("connect", () => resolve(connection));
  });
}

/** The bytes of an invocation. */
export function invocation(body, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const fields = { Host: "localhost", "Content-Length": Buffer.byteLength(text), ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${INVOKE} HTTP/1.1\r\n${lines.join("")}\r\n${text}`;
}
