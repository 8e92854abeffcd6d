// SPDX-License-Identifier: MIT
// What is not the code's doing: one family of errors, the same for every way, which tell whether the code may have run.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as sdk from "@untrusted-code/sdk";
import { startOrigin, startRefusal } from "./support/origin.mjs";
import {
  cellsOf,
  ENDPOINT,
  ENDPOINT_WITH_TOKEN,
  eventually,
  FUNCTION_NAME,
  LAMBDA,
  lambdaClient,
  LOCAL,
  overEach,
  readProcess,
  sleep,
  WAYS,
} from "./support/ways.mjs";

const { LIMITS, UntrustedCode, UntrustedCodeError } = sdk;

const SLEEP = "console.log('begun'); await new Promise(done => setTimeout(done, 20000))";
const LOOP = "console.log('begun'); for (;;);";

/** Waits for the error of a call, which has to be of the family and of this class, with these members. */
async function errorOf(call, name, members = {}) {
  const error = await call.then(
    response => assert.fail(`a response instead of a ${name}: ${JSON.stringify(response).slice(0, 300)}`),
    thrown => thrown,
  );
  assert.ok(error instanceof UntrustedCodeError && error instanceof sdk[name], error);
  assert.equal(error.name, name);
  for (const [key, value] of Object.entries(members)) {
    if (value instanceof RegExp) assert.match(error[key], value);
    else assert.deepEqual(error[key], value, `${key} of ${error.stack}`);
  }
  return error;
}

/** The cell of a call that is at work, as soon as it has used some time. */
const busyCell = pid =>
  eventually(() => cellsOf(pid()).find(cell => cell.cpuTicks >= 10 && cell.state === "R"), "a cell is at work", 10000);

overEach(WAYS, "a call that is aborted before it begins is not sent", async (t, way) => {
  const { client } = await way.start(t);
  const reason = new Error("changed my mind");
  const error = await errorOf(client.run({ code: LOOP, signal: AbortSignal.abort(reason) }), "AbortedError", {
    mayHaveRun: false,
  });
  assert.equal(error.cause, reason);
  assert.equal((await client.run({ code: "2 + 2" })).result, 4);
});

overEach(
  WAYS,
  "a call that is aborted while it runs rejects at once, and its code is killed where that can be",
  async (t, way) => {
    const { client, pid } = await way.start(t);
    await client.run({ code: "1" });
    const controller = new AbortController();
    const reason = new Error("enough");
    const pending = errorOf(client.run({ code: LOOP, timeoutMs: 3000, signal: controller.signal }), "AbortedError", {
      mayHaveRun: true,
      cause: reason,
    });
    const cell = await busyCell(pid);
    const start = performance.now();
    controller.abort(reason);
    await pending;
    assert.ok(performance.now() - start < 500);
    if (way.kills)
      await eventually(() => !cellsOf(pid()).some(each => each.pid === cell.pid), "the cell is killed", 1500);
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
  },
);

overEach(WAYS, "a call whose time to wait is up rejects, and its code is killed where that can be", async (t, way) => {
  const { client, pid } = await way.start(t);
  await client.run({ code: "1" });
  const start = performance.now();
  const pending = errorOf(client.run({ code: LOOP, timeoutMs: 3000, callTimeoutMs: 400 }), "CallTimeoutError", {
    mayHaveRun: true,
    callTimeoutMs: 400,
    message: "no answer came within 400 ms (callTimeoutMs)",
  });
  const cell = await busyCell(pid);
  await pending;
  const ms = performance.now() - start;
  assert.ok(ms >= 399 && ms < 1500, `after ${ms} ms`);
  if (way.kills)
    await eventually(() => !cellsOf(pid()).some(each => each.pid === cell.pid), "the cell is killed", 1500);
});

overEach(WAYS, "a request of exactly 6 MiB passes, and one byte more is refused with both sizes", async (t, way) => {
  const { client } = await way.start(t);
  const rest = { code: "input.length", timeoutMs: 25000, memoryLimitBytes: LIMITS.memoryLimitBytes.maximum };
  const length = LIMITS.requestBytes - JSON.stringify({ ...rest, input: "" }).length;
  assert.equal((await client.run({ ...rest, input: "x".repeat(length) })).result, length);
  await errorOf(client.run({ ...rest, input: "x".repeat(length + 1) }), "PayloadTooLargeError", {
    bytes: 6291457,
    maxBytes: 6291456,
    mayHaveRun: false,
    message: `the request is too large: 6291457 bytes, of which input has ${length + 3}; the limit is 6291456 bytes (6 MiB)`,
  });
  // It is bytes that count, not characters.
  await errorOf(client.run({ ...rest, input: "ü".repeat(length - 1000) }), "PayloadTooLargeError", {
    maxBytes: 6291456,
  });
});

overEach([ENDPOINT, LAMBDA], "an executor that has no place is busy", async (t, way) => {
  const { client } = await way.start(t, { concurrency: 1, queue: 0 });
  await client.run({ code: "1" });
  const controller = new AbortController();
  const running = errorOf(client.run({ code: SLEEP, timeoutMs: 25000, signal: controller.signal }), "AbortedError");
  await sleep(200);
  await errorOf(client.run({ code: "2 + 2" }), "ThrottledError", {
    mayHaveRun: false,
    retryAfterMs: way === ENDPOINT ? 1000 : undefined,
    message: /is busy: Rate Exceeded\. Nothing was run; try again later, or with fewer calls at a time\.$/,
    requestId: /^[0-9a-f-]{36}$/,
  });
  controller.abort();
  await running;
});

overEach([LOCAL], "on this machine calls wait instead", async (t, way) => {
  const { client } = await way.start(t, { concurrency: 1 });
  const calls = Array.from({ length: 50 }, (_, input) => client.run({ code: "input", input }));
  assert.deepEqual(
    (await Promise.all(calls)).map(({ result }) => result),
    calls.map((_, i) => i),
  );
});

overEach([ENDPOINT_WITH_TOKEN], "a token that is wrong or missing is refused", async (t, way) => {
  const { target, client } = await way.start(t);
  assert.equal((await client.run({ code: "2 + 2" })).result, 4);
  for (const token of [undefined, "wrong-wrong-wrong-wrong", `${target.token}x`]) {
    const other = new UntrustedCode({ endpoint: target.endpoint, token });
    t.after(() => other.close());
    const error = await errorOf(other.run({ code: LOOP }), "AccessDeniedError", {
      mayHaveRun: false,
      message: /token/,
    });
    assert.ok(!error.message.includes(token ?? target.token), "an error does not tell the token");
    // The body is on its way when it is refused.
    await errorOf(other.run({ code: LOOP, input: "x".repeat(5e6) }), "AccessDeniedError", { mayHaveRun: false });
  }
});

describe("a token that cannot be sent", () => {
  for (const token of ["a token with a line break\n", "with space", "ü", "a\0"])
    it(`is refused, and not shown: ${JSON.stringify(token)}`, () => {
      assert.throws(() => new UntrustedCode({ endpoint: "http://127.0.0.1:9000", token }), {
        name: "InvalidOptionsError",
        field: "token",
        message: "token holds a character that no bearer token has, such as a line break at its end",
      });
    });
});

overEach(WAYS, "a sandbox that fails is a function error, and no failure of the code", async (t, way) => {
  const { client, pid } = await way.start(t, { concurrency: 1 });
  await client.run({ code: "1" });
  const pending = errorOf(client.run({ code: LOOP, timeoutMs: 20000 }), "FunctionError", {
    errorType: "Sandbox.Internal",
    mayHaveRun: true,
    requestId: /^[0-9a-f-]{36}$/,
  });
  process.kill((await busyCell(pid)).pid, "SIGKILL");
  const { message, errorMessage, response } = await pending;
  assert.equal(message, `the executor failed with Sandbox.Internal: ${errorMessage}`);
  if (way !== LAMBDA) assert.deepEqual(response?.consoleOutput, ["[log] begun"]);
  assert.equal((await client.run({ code: "2 + 2" })).result, 4);
});

overEach(WAYS, "a supervisor that is killed while code runs says that it may have run", async (t, way) => {
  const { client, pid } = await way.start(t, { concurrency: 1 });
  await client.run({ code: "1" });
  const running = client.run({ code: LOOP, timeoutMs: 20000 });
  const pending =
    way === LAMBDA
      ? errorOf(running, "FunctionError", { mayHaveRun: true, errorType: "Runtime.ExitError" })
      : errorOf(running, "ConnectionError", { mayHaveRun: true, message: /broke off before its answer was complete/ });
  await busyCell(pid);
  const supervisor = pid();
  process.kill(supervisor, "SIGKILL");
  await pending;
  if (way !== LOCAL) await eventually(() => !readProcess(supervisor), "the supervisor is gone");
  if (way === ENDPOINT || way === ENDPOINT_WITH_TOKEN)
    await errorOf(client.run({ code: "2 + 2" }), "ConnectionError", {
      mayHaveRun: false,
      message: /^no connection to the executor at http:.*ECONNREFUSED/,
    });
  else assert.equal((await client.run({ code: "2 + 2" })).result, 4);
});

overEach(WAYS, "a client that was closed takes no call", async (t, way) => {
  const { client } = await way.start(t);
  await client.run({ code: "1" });
  await client.close();
  await errorOf(client.run({ code: "2 + 2" }), "ClosedError", { mayHaveRun: false });
});

// --- what a server says, in AWS Lambda's words -------------------------------------------------------------------------

/** Clients of both ways by HTTP whose calls end at this port. */
function clientsOf(t, port) {
  const ways = [
    ["over an endpoint", { endpoint: `http://127.0.0.1:${port}` }],
    ["over AWS Lambda", { functionName: FUNCTION_NAME, client: lambdaClient(t, port, { maxAttempts: 1 }) }],
  ];
  return ways.map(([name, target]) => ({ name, client: new UntrustedCode(target) }));
}

const says = (status, type, message = "What it says.", headers = {}) => ({
  status,
  headers: { "Content-Type": "application/json", ...(type && { "X-Amzn-ErrorType": type }), ...headers },
  body: JSON.stringify({ message }),
});
const gives = (body, headers = {}) => ({
  status: 200,
  headers: { "Content-Type": "application/json", ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const fails = (errorType, errorMessage = "What it says.") =>
  gives({ errorType, errorMessage }, { "X-Amz-Function-Error": "Unhandled" });
const A_RESPONSE = { success: true, result: 1, executionTimeMs: 1, consoleOutput: [], logs: [] };

/** What is answered, and what a call makes of it. */
const ANSWERS = [
  [says(429, "TooManyRequestsException", "Rate Exceeded.", { "Retry-After": "3" }), "ThrottledError", { mayHaveRun: false, retryAfterMs: 3000 }],
  [says(429, "TooManyRequestsException"), "ThrottledError", { mayHaveRun: false, retryAfterMs: undefined }],
  [says(502, "EC2ThrottledException"), "ThrottledError", { mayHaveRun: false }],
  [says(413, "RequestTooLargeException"), "PayloadTooLargeError", { mayHaveRun: false, bytes: 16, maxBytes: 6291456 }],
  [says(404, "ResourceNotFoundException", "Function not found: x"), "ConfigurationError", { mayHaveRun: false, message: /Function not found: x/ }],
  [says(403, "AccessDeniedException", "User is not authorized"), "AccessDeniedError", { mayHaveRun: false, message: /User is not authorized/ }],
  [says(403, "ExpiredTokenException"), "AccessDeniedError", { mayHaveRun: false }],
  [says(403, "UnrecognizedClientException"), "AccessDeniedError", { mayHaveRun: false }],
  [says(401, "Unauthorized"), "AccessDeniedError", { mayHaveRun: false }],
  [says(400, "InvalidRequestContentException", "Could not parse"), "InvalidOptionsError", { mayHaveRun: false, message: "Could not parse" }],
  [says(400, "InvalidParameterValueException"), "ConfigurationError", { mayHaveRun: false }],
  [says(409, "ResourceConflictException"), "ServiceError", { mayHaveRun: false, status: 409 }],
  [says(502, "KMSAccessDeniedException"), "ServiceError", { mayHaveRun: false, status: 502 }],
  [says(502, "ENILimitReachedException"), "ServiceError", { mayHaveRun: false, status: 502 }],
  [says(500, "ServiceException"), "ServiceError", { mayHaveRun: true, status: 500 }],
  [says(503, undefined), "ServiceError", { mayHaveRun: true, status: 503 }],
  [{ status: 504, headers: {}, body: "<html>Gateway Timeout</html>" }, "ServiceError", { mayHaveRun: true, status: 504 }],
  [fails("Sandbox.Internal"), "FunctionError", { mayHaveRun: true, errorType: "Sandbox.Internal", errorMessage: "What it says.", response: undefined }],
  [fails("Sandbox.Timedout"), "FunctionError", { mayHaveRun: true, errorType: "Sandbox.Timedout" }],
  [fails("Sandbox.AnswerLost"), "FunctionError", { mayHaveRun: true }],
  [fails("Sandbox.InitError"), "FunctionError", { mayHaveRun: false, message: "the executor failed with Sandbox.InitError: What it says." }],
  [fails("Sandbox.EventTruncated"), "FunctionError", { mayHaveRun: false }],
  [gives({ hello: "world" }), "InvalidResponseError", { mayHaveRun: true, message: /did not answer with a response object, but with .*hello.*: is it an Untrusted Code Executor\?$/ }],
  [gives("null"), "InvalidResponseError", { mayHaveRun: true }],
  [gives([A_RESPONSE]), "InvalidResponseError", { mayHaveRun: true }],
  [gives('"done"'), "InvalidResponseError", { mayHaveRun: true }],
  [gives({ success: true, result: 1 }), "InvalidResponseError", { mayHaveRun: true }],
  [gives({ ...A_RESPONSE, logs: undefined }), "InvalidResponseError", { mayHaveRun: true }],
  [gives({ ...A_RESPONSE, success: false }), "InvalidResponseError", { mayHaveRun: true }],
  [gives({ statusCode: 200, body: JSON.stringify(A_RESPONSE) }), "InvalidResponseError", { mayHaveRun: true }],
  [gives("<html>It works!</html>", { "Content-Type": "text/html" }), "InvalidResponseError", { mayHaveRun: true, message: /no JSON.*It works!/ }],
  [gives(""), "InvalidResponseError", { mayHaveRun: true }],
  [gives(`${"[".repeat(100000)}${"]".repeat(100000)}`), "InvalidResponseError", { mayHaveRun: true }],
];

describe("an answer that is none", () => {
  for (const [answer, name, members] of ANSWERS)
    it(`${answer.status} ${answer.body.slice(0, 60)} ${answer.headers["X-Amzn-ErrorType"] ?? ""} is a ${name}`, async t => {
      const { port } = await startOrigin(t, (request, body, response) =>
        response.writeHead(answer.status, answer.headers).end(answer.body),
      );
      for (const { client } of clientsOf(t, port)) await errorOf(client.run({ code: "2 + 2" }), name, members);
    });

  it("a broken one in pieces is not taken for a whole one", async t => {
    let lines;
    const { url } = await startOrigin(t, (request, body, response) =>
      response.writeHead(200, { "Content-Type": "application/x-ndjson" }).end(lines),
    );
    const client = new UntrustedCode({ endpoint: url });
    const line = { console: { level: "log", message: "a", timeMs: 1 } };
    for (const [text, name, message] of [
      [`${JSON.stringify(line)}\n`, "ConnectionError", /ended its answer before the response/],
      [`${JSON.stringify(line)}\n{"response":{"success":tr`, "ConnectionError", /ended its answer before the response/],
      ["null\n", "ConnectionError", /ended its answer before the response/],
      [`${JSON.stringify(line)}\nnonsense\n`, "InvalidResponseError", /no JSON: "nonsense"/],
      [
        `${JSON.stringify({ response: { hello: 1 } })}\n`,
        "InvalidResponseError",
        /did not answer with a response object/,
      ],
    ]) {
      lines = text;
      await errorOf(client.run({ code: "1", onConsole: () => {} }), name, { mayHaveRun: true, message });
    }
  });
});

describe("a connection", () => {
  it("that is refused has carried nothing", async t => {
    const { port } = await startRefusal(t, "closed");
    for (const { client } of clientsOf(t, port))
      await errorOf(client.run({ code: "1" }), "ConnectionError", {
        mayHaveRun: false,
        message: /^no connection to .*ECONNREFUSED/,
      });
    const byName = new UntrustedCode({ endpoint: `http://localhost:${port}` });
    await errorOf(byName.run({ code: "1" }), "ConnectionError", { mayHaveRun: false, message: /ECONNREFUSED/ });
    const nowhere = new UntrustedCode({ endpoint: "http://nowhere.invalid:80" });
    await errorOf(nowhere.run({ code: "1" }), "ConnectionError", { mayHaveRun: false, message: /ENOTFOUND|EAI_AGAIN/ });
    const noSocket = new UntrustedCode({ endpoint: "unix:/nowhere/x.sock" });
    await errorOf(noSocket.run({ code: "1" }), "ConnectionError", { mayHaveRun: false, message: /ENOENT/ });
    const longSocket = new UntrustedCode({ endpoint: `unix:/${"x".repeat(200)}` });
    await errorOf(longSocket.run({ code: "1" }), "ConnectionError", { mayHaveRun: false });
  });

  for (const how of ["reset", "ended", "reset in the head", "reset in the body", "ended in the body", "garbled"])
    it(`that is ${how} after the request may have carried the code`, async t => {
      const { port, connections } = await startRefusal(t, how);
      for (const { name, client } of clientsOf(t, port)) {
        const before = connections();
        await errorOf(client.run({ code: "1" }), "ConnectionError", { mayHaveRun: true });
        assert.equal(connections() - before, 1, `${name}: it is not sent again`);
      }
    });
});

describe("a name that means nothing", () => {
  it("is a function that is not there", { skip: LAMBDA.skip }, async t => {
    const { target } = await LAMBDA.start(t);
    const other = new UntrustedCode({ ...target, functionName: "another" });
    await errorOf(other.run({ code: "1" }), "ConfigurationError", {
      mayHaveRun: false,
      message: /^the Lambda function another is not there: Function not found: another/,
    });
  });

  it("is a path that the server does not have", async t => {
    const { target } = await ENDPOINT.start(t);
    const other = new UntrustedCode({ endpoint: `${target.endpoint}/elsewhere` });
    await errorOf(other.run({ code: "1" }), "ConfigurationError", {
      mayHaveRun: false,
      message: /elsewhere is not there/,
    });
  });
});
