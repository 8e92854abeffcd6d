// SPDX-License-Identifier: MIT
// Servers that answer otherwise than `untrusted serve` does, or not at all: what the caller is told.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UntrustedCode } from "../../dist/index.js";
import { temporaryFolder } from "../../../sandbox/tests/support/programs.mjs";

const RESPONSE = {
  success: true,
  result: 4,
  executionTimeMs: 1,
  consoleOutput: ["[log] a"],
  logs: [{ level: "log", message: "a", timeMs: 1 }],
};

/** A client of a server that answers with `handler`; the requests that came. */
async function serve(t, handler, { server = http.createServer(), listen = { port: 0, host: "127.0.0.1" }, ...options } = {}) {
  const requests = [];
  server.on("request", async (request, response) => {
    const chunks = await request.toArray();
    requests.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    handler(response, request);
  });
  server.listen(listen);
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const endpoint = options.endpoint ?? (typeof address === "string" ? `unix:${address}` : `http://127.0.0.1:${address.port}`);
  const client = new UntrustedCode({ ...options, endpoint: endpoint.replace(":PORT", `:${address.port}`) });
  t.after(() => client.close());
  return { client, requests, endpoint };
}

const json = (value, status = 200, headers = {}) => response => {
  response.writeHead(status, { "Content-Type": "application/json", "X-Amzn-RequestId": "id-1", ...headers });
  response.end(JSON.stringify(value));
};

describe("a request to an endpoint", () => {
  it("is Lambda's Invoke, below the endpoint's path, with the token", async t => {
    const { client, requests } = await serve(t, json(RESPONSE), { endpoint: "http://localhost:PORT/executor/", token: "secret" });
    const response = await client.run({ code: "2 + 2" });
    assert.equal(response.result, 4);
    assert.equal(response.requestId, "id-1");
    assert.equal(requests[0].url, "/executor/2015-03-31/functions/untrusted-code/invocations");
    assert.equal(requests[0].headers.authorization, "Bearer secret");
    assert.equal(requests[0].headers["content-type"], "application/json");
    assert.equal(requests[0].headers.accept, undefined);
    assert.equal(requests[0].body, '{"code":"2 + 2"}');
  });

  it("goes through a unix socket", async t => {
    const { client } = await serve(t, json(RESPONSE), { listen: join(temporaryFolder(t), "s") });
    assert.equal((await client.run({ code: "1" })).result, 4);
  });

  it("goes to an IPv6 address", async t => {
    const { client } = await serve(t, json(RESPONSE), { listen: { port: 0, host: "::1" }, endpoint: "http://[::1]:PORT" });
    assert.equal((await client.run({ code: "1" })).result, 4);
  });

  it("goes over TLS, and is not sent to a certificate that nobody vouches for", async t => {
    const { readFileSync } = await import("node:fs");
    const { execFileSync } = await import("node:child_process");
    const folder = temporaryFolder(t);
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
      "-subj", "/CN=localhost", "-keyout", join(folder, "key"), "-out", join(folder, "cert")], { stdio: "ignore" });
    const server = https.createServer({ key: readFileSync(join(folder, "key")), cert: readFileSync(join(folder, "cert")) });
    const { client, requests } = await serve(t, json(RESPONSE), { server, endpoint: "https://localhost:PORT" });
    await assert.rejects(client.run({ code: "1" }), error => {
      assert.match(error.message, /^no connection to the executor at https:\/\/localhost:\d+: self-signed certificate/);
      return error.name === "ConnectionError" && error.mayHaveRun === false && error.cause.code === "DEPTH_ZERO_SELF_SIGNED_CERT";
    });
    assert.equal(requests.length, 0);
  });
});

describe("the console", () => {
  const line = value => `${JSON.stringify(value)}\n`;
  const stream = pieces => async response => {
    response.writeHead(200, { "Content-Type": "application/x-ndjson" });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise(resolve => setImmediate(resolve));
    }
    response.end();
  };
  const collect = () => {
    const lines = [];
    return { lines, onConsole: one => lines.push(one.message) };
  };

  it("comes line by line, however the bytes are cut", async t => {
    const bytes = Buffer.from(line({ console: { level: "log", message: "é 😀\n", timeMs: 1 } }) + line({ console: { level: "warn", message: "b", timeMs: 2 } }) + line({ response: RESPONSE }));
    const { client, requests } = await serve(t, stream(Array.from(bytes, byte => Buffer.of(byte))));
    const { lines, onConsole } = collect();
    assert.equal((await client.run({ code: "1", onConsole })).result, 4);
    assert.deepEqual(lines, ["é 😀\n", "b"]);
    assert.equal(requests[0].headers.accept, "application/x-ndjson, application/json");
  });

  it("comes at the end from a server that does not stream", async t => {
    const { client } = await serve(t, json(RESPONSE));
    const { lines, onConsole } = collect();
    await client.run({ code: "1", onConsole });
    assert.deepEqual(lines, ["a"]);
  });

  it("that ends without a response is an error", async t => {
    const { client } = await serve(t, stream([line({ console: { level: "log", message: "a", timeMs: 1 } })]));
    await assert.rejects(client.run({ code: "1", onConsole() {} }), {
      name: "ConnectionError",
      message: /ended its answer before the response$/,
      mayHaveRun: true,
    });
  });
});

describe("a status other than 200", () => {
  const lambda = (status, type, body, headers) => json(body, status, { "X-Amzn-ErrorType": type, ...headers });
  const cases = [
    [lambda(429, "TooManyRequestsException", { message: "Rate Exceeded." }, { "Retry-After": "1" }), "ThrottledError", false, { retryAfterMs: 1000 }],
    [lambda(429, "TooManyRequestsException", { message: "Rate Exceeded." }), "ThrottledError", false, { retryAfterMs: undefined }],
    [lambda(413, "RequestTooLargeException", { message: "too large" }), "PayloadTooLargeError", false, { bytes: 12, maxBytes: 6291456 }],
    [lambda(404, "ResourceNotFoundException", { Message: "there are …" }), "ConfigurationError", false],
    [lambda(401, "UnauthorizedException", { message: "a bearer token is required" }), "AccessDeniedError", false],
    [lambda(403, "AccessDeniedException", { message: "no" }), "AccessDeniedError", false],
    [lambda(400, "InvalidRequestContentException", { message: "no JSON" }), "InvalidOptionsError", false],
    [lambda(400, "BadRequestException", { message: "bad" }), "ConfigurationError", false],
    [lambda(405, "MethodNotAllowedException", { message: "no" }), "ServiceError", false, { status: 405 }],
    // Whoever says it may have been told of an execution.
    [json(RESPONSE, 202), "ServiceError", true, { status: 202 }],
    [json(RESPONSE, 206), "ServiceError", true, { status: 206 }],
    [json({}, 302), "ServiceError", true, { status: 302 }],
    [json({ message: "upstream timed out" }, 408), "ServiceError", true, { status: 408 }],
    [json({}, 499), "ServiceError", true, { status: 499 }],
    [lambda(500, "ServiceException", { Message: "memory" }), "ServiceError", true, { status: 500 }],
    [lambda(502, "KMSDisabledException", { Message: "key" }), "ServiceError", false],
    [json({}, 503), "ServiceError", true, { status: 503 }],
  ];
  for (const [handler, name, mayHaveRun, more] of cases)
    it(`is a ${name}: ${JSON.stringify(more ?? {})}, mayHaveRun ${mayHaveRun}`, async t => {
      const { client } = await serve(t, handler);
      await assert.rejects(client.run({ code: "1" }), { name, mayHaveRun, requestId: "id-1", ...more });
    });

  it("with a proxy's page says what it said", async t => {
    const { client, endpoint } = await serve(t, response => response.writeHead(502).end("<html>Bad Gateway</html>"));
    await assert.rejects(client.run({ code: "1" }), {
      name: "ServiceError",
      message: `the executor at ${endpoint} failed: <html>Bad Gateway</html>`,
      mayHaveRun: true,
      requestId: undefined,
    });
  });

  it("without a body says its status", async t => {
    const { client, endpoint } = await serve(t, response => response.writeHead(502).end());
    await assert.rejects(client.run({ code: "1" }), { message: `the executor at ${endpoint} failed: HTTP status 502` });
  });
});

describe("an answer", () => {
  it("that is no JSON, or another's, is told as such", async t => {
    const { client } = await serve(t, response => response.end("hello"));
    await assert.rejects(client.run({ code: "1" }), { name: "InvalidResponseError", message: /no JSON: "hello"$/ });
    const other = await serve(t, json({ hello: "world" }));
    await assert.rejects(other.client.run({ code: "1" }), { message: /is it an Untrusted Code Executor\?$/ });
  });

  it("marked as a function error is one", async t => {
    const { client } = await serve(t, json({ errorType: "Sandbox.InitError", errorMessage: "no" }, 200, { "X-Amz-Function-Error": "Unhandled" }));
    await assert.rejects(client.run({ code: "1" }), { name: "FunctionError", errorType: "Sandbox.InitError", requestId: "id-1" });
  });

  it("that breaks off may have been run", async t => {
    const { client } = await serve(t, response => {
      response.writeHead(200, { "Content-Length": 1000 });
      response.write("{", () => response.destroy());
    });
    await assert.rejects(client.run({ code: "1" }), { name: "ConnectionError", mayHaveRun: true, message: /broke off before its answer was complete/ });
  });

  it("that never begins ends with the caller's patience", async t => {
    const { client } = await serve(t, response => response.flushHeaders());
    await assert.rejects(client.run({ code: "1", callTimeoutMs: 50 }), {
      name: "CallTimeoutError",
      message: "no answer came within 50 ms (callTimeoutMs)",
      callTimeoutMs: 50,
      mayHaveRun: true,
    });
  });

  it("of something that speaks no HTTP breaks off", async t => {
    const server = net.createServer(socket => socket.end("220 mail\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const client = new UntrustedCode({ endpoint: `http://127.0.0.1:${server.address().port}` });
    await assert.rejects(client.run({ code: "1" }), { name: "ConnectionError", mayHaveRun: true });
  });

  it("of nobody: nothing was run", async () => {
    const client = new UntrustedCode({ endpoint: "unix:/nowhere/untrusted.sock" });
    await assert.rejects(client.run({ code: "1" }), {
      name: "ConnectionError",
      message: "no connection to the executor at unix:/nowhere/untrusted.sock: connect ENOENT /nowhere/untrusted.sock",
      mayHaveRun: false,
    });
  });
});

describe("a server that means ill", () => {
  it("and switches protocols ends the call", async t => {
    const server = net.createServer(socket => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const client = new UntrustedCode({ endpoint: `http://127.0.0.1:${server.address().port}` });
    await assert.rejects(client.run({ code: "1", callTimeoutMs: 5000 }), { name: "ConnectionError", mayHaveRun: true });
    await client.close();
  });

  for (const [what, type, piece] of [["an answer", "application/json", " "], ["a line", "application/x-ndjson", "x"]])
    it(`and sends ${what} without end is cut off`, async t => {
      const { client } = await serve(t, response => {
        response.writeHead(200, { "Content-Type": type });
        const bytes = Buffer.alloc(1 << 20, piece);
        const send = () => {
          while (!response.destroyed && response.write(bytes));
          if (!response.destroyed) response.once("drain", send);
        };
        send();
      });
      await assert.rejects(client.run({ code: "1", onConsole() {} }), { name: "InvalidResponseError", message: /answered with more than 67108864 bytes$/, mayHaveRun: true });
    });

  it("cannot be given up too late: its answer is here, and onConsole throws or aborts", async t => {
    const line = JSON.stringify({ console: { level: "log", message: "no JSON", timeMs: 1 } });
    const whole = `${line}\n${JSON.stringify({ response: RESPONSE })}\n`;
    const { client } = await serve(t, response => {
      response.writeHead(200, { "Content-Type": "application/x-ndjson; charset=utf-8", "Content-Length": Buffer.byteLength(whole) });
      response.end(whole);
    });
    for (let i = 0; i < 50; i++) {
      const controller = new AbortController();
      const onConsole = i % 2 ? one => JSON.parse(one.message) : () => controller.abort();
      await assert.rejects(client.run({ code: "1", onConsole, signal: controller.signal }), { name: "AbortedError" });
    }
    const lines = [];
    await client.run({ code: "1", onConsole: one => lines.push(one.message) });
    assert.deepEqual(lines, ["no JSON"]);
  });
});

describe("a call that its caller gives up", () => {
  it("before it begins, is never sent", async t => {
    const { client, requests } = await serve(t, json(RESPONSE));
    await assert.rejects(client.run({ code: "1", signal: AbortSignal.abort("enough") }), {
      name: "AbortedError",
      message: "the call was aborted before the request was sent",
      cause: "enough",
      mayHaveRun: false,
    });
    assert.equal(requests.length, 0);
  });

  it("while it runs, may have run", async t => {
    const controller = new AbortController();
    const { client } = await serve(t, () => controller.abort());
    await assert.rejects(client.run({ code: "1", signal: controller.signal }), {
      name: "AbortedError",
      message: "the call was aborted",
      mayHaveRun: true,
    });
  });

  it("by an error in onConsole, which is the cause", async t => {
    const { client } = await serve(t, json(RESPONSE));
    const late = async () => { throw new Error("too late to end the call, and nobody's"); };
    assert.equal((await client.run({ code: "1", onConsole: late, parse: value => value })).result, 4);
    const cause = new Error("mine");
    await assert.rejects(client.run({ code: "1", onConsole() { throw cause; } }), { name: "AbortedError", cause, mayHaveRun: true });
  });
});

describe("a result", () => {
  it("is what parse makes of it", async t => {
    const { client } = await serve(t, json(RESPONSE));
    assert.equal((await client.run({ code: "1", parse: value => value + 1 })).result, 5);
  });

  it("that parse refuses is lost to nobody", async t => {
    const { client } = await serve(t, json(RESPONSE));
    const cause = new TypeError("must be a string");
    await assert.rejects(client.run({ code: "1", parse() { throw cause; } }), {
      name: "ResultRefusedError",
      message: "parse refused the result: must be a string",
      result: 4,
      requestId: "id-1",
      mayHaveRun: true,
      cause,
    });
    await assert.rejects(client.run({ code: "1", parse() { throw "no"; } }), { message: "parse refused the result: no" });
    await assert.rejects(client.run({ code: "1", parse: async () => { throw cause; } }), { name: "ResultRefusedError", cause });
    assert.equal((await client.run({ code: "1", parse: async value => value + 1 })).result, 5);
  });
});

describe("a client", () => {
  it("ends after its calls, and takes no more", async t => {
    const { client } = await serve(t, response => setTimeout(() => json(RESPONSE)(response), 50));
    const running = client.run({ code: "1" });
    const closing = client.close();
    await assert.rejects(client.run({ code: "1" }), { name: "ClosedError", mayHaveRun: false });
    await closing;
    assert.equal((await running).result, 4);
    await client[Symbol.asyncDispose]();
  });

  it("runs many, so many at a time, and gives each its place", async t => {
    let running = 0;
    let most = 0;
    const { client } = await serve(t, async (response) => {
      most = Math.max(most, ++running);
      await new Promise(resolve => setTimeout(resolve, 5));
      running--;
      json(RESPONSE)(response);
    });
    const calls = Array.from({ length: 20 }, (_, i) => ({ code: i === 7 ? "" : String(i) }));
    const outcomes = await client.runMany(calls, { concurrency: 3 });
    assert.equal(most, 3);
    outcomes.forEach((outcome, i) => assert.equal(outcome.status, i === 7 ? "rejected" : "fulfilled"));
    assert.equal(outcomes[7].reason.message, "Code cannot be empty");
    assert.deepEqual(await client.runMany([]), []);
    for (const calls of [undefined, null, 5, "code", { code: "1" }])
      await assert.rejects(client.runMany(calls), { field: "calls", message: /^calls must be an array of options/ });
    for (const concurrency of [0, 1.5, "2"])
      await assert.rejects(client.runMany([], { concurrency }), { field: "concurrency", message: /must be an integer of at least 1, not/ });
  });
});
