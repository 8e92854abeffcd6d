// SPDX-License-Identifier: MIT
// An origin that means well: what it answers depends on the path, over HTTP/1.1 and HTTP/2 alike.
import { createHash } from "node:crypto";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import zlib from "node:zlib";

const codings = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, "deflate-raw": zlib.deflateRawSync, br: zlib.brotliCompressSync };

/** The connection or session of a request, which is the same for all requests on it. */
const connectionOf = request => request.stream?.session ?? request.socket;

async function readBody(request) {
  const hash = createHash("sha256");
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes <= 65536) chunks.push(chunk);
  }
  return { bytes, sha256: hash.digest("hex"), body: Buffer.concat(chunks).toString() };
}

/** Writes so many bytes as fast as they are taken. `state.written` counts them. */
function writeBytes(response, count, state) {
  const piece = Buffer.alloc(65536, "x");
  state.written = 0;
  const more = () => {
    while (state.written < count && !response.destroyed && !state.isClosed) {
      const next = piece.subarray(0, Math.min(piece.length, count - state.written));
      state.written += next.length;
      if (!response.write(next)) return response.once("drain", more);
    }
    response.end();
  };
  more();
}

/**
 * The handler of its requests. `requests` lists them: {method, path, httpVersion, isClosed, written, connection}, where `written` counts the
 * bytes of a large answer, and isClosed tells that the answer was given up.
 */
export function friendly() {
  const requests = [];
  const connections = new Set();
  let now = 0;
  const origin = { requests, connections, mostAtATime: 0 };

  const routes = {
    async echo(request, response) {
      const { method, url, headers, httpVersion } = request;
      const read = await readBody(request);
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ method, url, headers, httpVersion, ...read }));
    },
    bytes: (request, response, [count], state) => writeBytes(response, Number(count), state),
    "bytes-of-length"(request, response, [count], state) {
      response.setHeader("Content-Length", count);
      writeBytes(response, Number(count), state);
    },
    coded(request, response, [coding, count = "1000"]) {
      response.setHeader("Content-Encoding", coding === "deflate-raw" ? "deflate" : coding);
      response.end(codings[coding]("0123456789".repeat(Number(count) / 10)));
    },
    slow: (request, response, [ms]) => setTimeout(() => response.end(`after ${ms} ms`), Number(ms)),
    status(request, response, [status]) {
      response.statusCode = Number(status);
      response.end([204, 205, 304].includes(response.statusCode) ? undefined : `status ${status}`);
    },
    headers(request, response) {
      for (const [name, value] of Object.entries({
        "X-One": "1",
        "X-Many": ["a", "b"],
        "Set-Cookie": ["a=1", "b=2"],
        "X-Empty": "",
        "X-Latin": "\u00e9",
      }))
        response.setHeader(name, value);
      response.end(Buffer.from("headers")); // with a string node would write the headers in UTF-8
    },
    redirect(request, response, [location]) {
      response.statusCode = 302;
      response.setHeader("Location", decodeURIComponent(location));
      response.end();
    },
    drip(request, response, [count, ms]) {
      let left = Number(count);
      const timer = setInterval(
        () => (left-- > 0 ? response.write(`data: ${left}\n\n`) : (clearInterval(timer), response.end())),
        Number(ms),
      );
    },
    async sink(request, response) {
      const { bytes, sha256 } = await readBody(request);
      response.end(JSON.stringify({ bytes, sha256 }));
    },
    /** Reads nothing for a while, then everything. */
    async "slow-sink"(request, response, [ms]) {
      await new Promise(resolve => setTimeout(resolve, Number(ms)));
      await routes.sink(request, response);
    },
    hang: () => {},
  };

  origin.handle = async (request, response) => {
    const { url, method, httpVersion } = request;
    const connection = connectionOf(request);
    connections.add(connection);
    const state = { method, path: url, httpVersion, connection, isClosed: false, headers: request.headers };
    requests.push(state);
    origin.mostAtATime = Math.max(origin.mostAtATime, ++now);
    request.on("error", () => {});
    response.on("error", () => {});
    response.on("close", () => {
      now--;
      state.isClosed = true;
    });
    const [name, ...rest] = url.split("?")[0].slice(1).split("/");
    const route = routes[name];
    try {
      if (route) await route(request, response, rest, state);
      else response.end(`no route ${name}`);
    } catch {
      response.destroy?.();
    }
  };
  return origin;
}

/** It over each kind of connection; a server of node's, not listening. */
export function friendlyServer(kind, certificate, origin) {
  const servers = {
    "HTTP/1.1": () => http.createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, origin.handle),
    "HTTP/1.1 over TLS": () => https.createServer({ ...certificate, keepAliveTimeout: 0 }, origin.handle),
    "HTTP/2": () => http2.createSecureServer({ ...certificate, allowHTTP1: true }, origin.handle),
  };
  const server = servers[kind]();
  server.on("tlsClientError", () => {});
  server.on("clientError", (error, socket) => socket.destroy());
  server.on("sessionError", () => {});
  return server;
}

export const KINDS = ["HTTP/1.1", "HTTP/1.1 over TLS", "HTTP/2"];
