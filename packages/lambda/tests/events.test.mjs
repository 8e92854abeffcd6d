// SPDX-License-Identifier: MIT
// What the function makes of the events that it is invoked with: requests themselves, and HTTP requests in the wrappings
// of API Gateway, function URLs and load balancers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { HTTP_EVENTS, httpEvent, restEvent } from "./support/events.mjs";
import { binDir, lineOf, startBootstrap } from "./support/lambda.mjs";

const base64 = value => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");

/** Asserts an HTTP answer, and gives the response object in its body. */
function unwrap(answer, status = 200) {
  assert.equal(answer.functionError, undefined, answer.text);
  const { statusCode, headers, body, isBase64Encoded, ...others } = answer.payload;
  assert.equal(statusCode, status, answer.text);
  assert.equal(headers["content-type"], "application/json");
  assert.equal(isBase64Encoded, false);
  assert.equal(typeof body, "string");
  assert.deepEqual(others, {});
  return JSON.parse(body);
}

function assertRefused(response, message) {
  assert.equal(response.success, false);
  assert.equal(response.errorDetails.kind, "invalid_request");
  assert.match(response.error, message);
  assert.equal(response.error_reason, response.error);
  assert.equal(response.executionTimeMs, 0);
  assert.deepEqual(response.consoleOutput, []);
}

describe("a direct invocation", () => {
  it("has the request as its event and the response object as its answer", async t => {
    const lambda = await startBootstrap(t);
    const answer = await lambda.invoke({ code: "console.log('hi'); input.a + 1", input: { a: 41 }, timeoutMs: 2000 });
    const { executionTimeMs, usage, logs, ...rest } = answer.payload;
    assert.deepEqual(rest, {
      success: true, result: 42, consoleOutput: ["[log] hi"],
      limits: { timeoutMs: 2000, memoryLimitBytes: 10485760, clamped: [] },
    });
    assert.deepEqual(logs.map(({ level, message }) => ({ level, message })), [{ level: "log", message: "hi" }]);
    assert.equal(executionTimeMs, usage.wallTimeMs);
    assert.deepEqual(Object.keys(usage), ["peakMemoryBytes", "wallTimeMs", "cpuTimeMs", "fetchCount", "bytesSent", "bytesReceived"]);
    assert.equal(answer.contentType, "application/json");
    assert.equal(answer.functionError, undefined);
    assert.equal(lineOf(answer, "execution").event, "direct");
  });

  it("whose code fails, or whose request is wrong, is no error of the function", async t => {
    const lambda = await startBootstrap(t);
    for (const [event, kind] of [
      [{ code: "throw new Error('x')" }, "runtime"],
      [{ code: "let = " }, "syntax"],
      [{ code: "for (;;);", timeoutMs: 100 }, "timeout"],
      [{ code: "const a = []; for (;;) a.push(new Array(1e4).fill(1))" }, "memory"],
      [{ code: "(function f() { f(); })()" }, "stack"],
      [{ code: "1n" }, "result"],
      [{ code: "1", nonsense: 1 }, "invalid_request"],
      [{}, "invalid_request"],
    ]) {
      const answer = await lambda.invoke(event);
      assert.equal(answer.functionError, undefined, kind);
      assert.equal(answer.payload.success, false);
      assert.equal(answer.payload.errorDetails.kind, kind, answer.text);
    }
    assert.ok(!lambda.requests.some(request => request.kind === "error"));
  });

  it("with an event that is no object is a request that is refused", async t => {
    const lambda = await startBootstrap(t);
    for (const [event, type] of [[[1], "an array"], [5, "a number"], ["text", "a string"], [true, "a boolean"], [null, "null"]]) {
      const { payload, functionError } = await lambda.invoke(event);
      assert.equal(functionError, undefined);
      assertRefused(payload, new RegExp(`^request must be a JSON object, not ${type}$`));
    }
  });

  it("with what is no JSON at all, which Lambda lets nobody send, is refused too", async t => {
    const lambda = await startBootstrap(t);
    for (const raw of ["", " ", "{", "{'code':'1'}", '{"code":"1"} x', "\u0000", Buffer.from([0x22, 0xff, 0x22]), '{"doctor":true', "nonsense"]) {
      const { payload, functionError } = await lambda.invoke(undefined, { raw });
      assert.equal(functionError, undefined);
      assertRefused(payload, /^request is not valid JSON: .* at byte \d+$/);
    }
    assert.equal((await lambda.invoke({ code: "1" })).payload.result, 1);
  });

  it("may look like an HTTP event in its input, and is none", async t => {
    const lambda = await startBootstrap(t);
    const input = restEvent('{"code":"2"}');
    assert.equal((await lambda.invoke({ code: "input.httpMethod", input })).payload.result, "POST");
    const both = await lambda.invoke({ ...restEvent('{"code":"2"}'), code: "1" });
    assertRefused(both.payload, /^unknown field "resource"/);
  });

  it("that has half of what an HTTP event has is refused with the field's name", async t => {
    const lambda = await startBootstrap(t);
    for (const [event, message] of [
      [{ httpMethod: "POST", body: '{"code":"1"}' }, /^unknown field "httpMethod"/],
      [{ requestContext: {}, body: '{"code":"1"}' }, /^unknown field "requestContext"/],
      [{ requestContext: { http: {} }, body: "{}" }, /^unknown field "requestContext"/],
      [{ requestContext: "x", httpMethod: "POST" }, /^unknown field "requestContext"/],
      [{ body: '{"code":"1"}' }, /^unknown field "body"/],
      [{ version: "2.0", Records: [] }, /^unknown field "version"/],
    ]) {
      const answer = await lambda.invoke(event);
      assertRefused(answer.payload, message);
      assert.equal(lineOf(answer, "execution").event, "direct");
    }
  });

  it("is echoed its invocation id, and no other header", async t => {
    for (const invocationIds of [true, false]) {
      const lambda = await startBootstrap(t, { invocationIds });
      const answer = await lambda.invoke({ code: "1" });
      const { headers } = lambda.requests.find(request => request.kind === "response");
      assert.equal(headers["lambda-runtime-invocation-id"], invocationIds ? answer.invocationId : undefined);
      assert.equal(headers["content-type"], "application/json");
    }
  });

  it("in hundreds comes over one connection, each with its own answer", async t => {
    const lambda = await startBootstrap(t);
    for (let i = 0; i < 300; i++) {
      const event = { code: "input * 2", input: i };
      const answer = await lambda.invoke(i % 3 === 0 ? httpEvent(JSON.stringify(event)) : event);
      assert.equal((i % 3 === 0 ? unwrap(answer) : answer.payload).result, i * 2);
    }
    assert.equal(lambda.connections, 1);
    assert.equal(lambda.starts, 1);
  });

  it("of megabytes arrives, however the event is cut into chunks", async t => {
    for (const chunkBytes of [undefined, 1000, 65536]) {
      const lambda = await startBootstrap(t, { chunkBytes });
      const input = "x".repeat(chunkBytes === 1000 ? 500000 : 5000000);
      const { payload } = await lambda.invoke({ code: "input.length", input, memoryLimitBytes: 52428800 });
      assert.equal(payload.result, input.length, payload.error);
    }
  });
});

for (const [name, eventOf] of Object.entries(HTTP_EVENTS)) {
  describe(`an event of: ${name}`, () => {
    it("has the request in its body, and is answered with an HTTP answer", async t => {
      const lambda = await startBootstrap(t);
      const answer = await lambda.invoke(eventOf('{"code":"console.log(`hi`); input.a + 1","input":{"a":41}}'));
      const response = unwrap(answer);
      assert.equal(response.success, true);
      assert.equal(response.result, 42);
      assert.deepEqual(response.consoleOutput, ["[log] hi"]);
      assert.equal(lineOf(answer, "execution").event, "http");
    });

    it("may have its body in base64", async t => {
      const lambda = await startBootstrap(t);
      for (const code of ["1", "12", "123", "`äöü 世界 👋`"]) {
        const response = unwrap(await lambda.invoke(eventOf(base64({ code }), { isBase64Encoded: true })));
        assert.equal(response.success, true, response.error);
      }
    });

    it("is 200 when code was run, whether it failed or not", async t => {
      const lambda = await startBootstrap(t);
      for (const [code, kind] of [["throw 1", "runtime"], ["let =", "syntax"], ["for (;;);", "timeout"], ["1n", "result"]])
        assert.equal(unwrap(await lambda.invoke(eventOf(JSON.stringify({ code, timeoutMs: 100 })))).errorDetails.kind, kind);
    });

    it("is 400 when the request is wrong", async t => {
      const lambda = await startBootstrap(t);
      for (const [body, options, message] of [
        [null, {}, /body/],
        ["", {}, /body/],
        ["", { isBase64Encoded: true }, /body/],
        [" ", {}, /JSON/],
        ["code=1", {}, /^request is not valid JSON: .* at byte \d+$/],
        ['{"code":"1"', {}, /JSON/],
        ["[1]", {}, /^request must be a JSON object, not an array$/],
        ["{}", {}, /^code is required$/],
        ['{"code":"1","foo":1}', {}, /^unknown field "foo"/],
        ['{"doctor":true}', {}, /^unknown field "doctor"; known fields: /],
        [base64({ code: "1" }), {}, /JSON/],
        [base64("{}"), { isBase64Encoded: true }, /^code is required$/],
        ["{}", { isBase64Encoded: true }, /base64/],
        [base64({ code: "1" }).slice(0, -1), { isBase64Encoded: true }, /base64/],
        [`${base64({ code: "1" })}=`, { isBase64Encoded: true }, /base64/],
        [`*${base64({ code: "1" }).slice(1)}`, { isBase64Encoded: true }, /base64/],
        ["====", { isBase64Encoded: true }, /base64/],
        ["eyJ=eyJ=", { isBase64Encoded: true }, /base64/],
        ["eyJjb2RlIjoiMSJ9\n", { isBase64Encoded: true }, /base64/],
      ]) {
        const answer = await lambda.invoke(eventOf(body, options));
        assertRefused(unwrap(answer, 400), message);
        assert.equal(lineOf(answer, "execution").outcome, "invalid_request");
      }
    });

    it("is 405 when the method is not POST", async t => {
      const lambda = await startBootstrap(t);
      for (const method of ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "POSTS", ""]) {
        const answer = await lambda.invoke(eventOf('{"code":"1"}', { method }));
        assertRefused(unwrap(answer, 405), /POST/);
        assert.equal(answer.payload.headers.allow, "POST");
      }
    });

    it("keeps every character of a request and of a response", async t => {
      const lambda = await startBootstrap(t);
      const input = "\u0000\u0001\b\t\n\f\r\"\\/\u007f\u0080é\u2028\u2029\ufeff世\ud83d\udc4b\ud800x";
      const response = unwrap(await lambda.invoke(eventOf(JSON.stringify({ code: "input", input }))));
      assert.equal(response.result, input);
    });
  });
}

describe("an HTTP event", () => {
  it("may lack its body", async t => {
    const lambda = await startBootstrap(t);
    assertRefused(unwrap(await lambda.invoke(httpEvent(undefined)), 400), /body/);
    const { body, ...without } = restEvent("x");
    assert.equal(body, "x");
    assertRefused(unwrap(await lambda.invoke(without), 400), /body/);
    for (const wrong of [5, {}, ["{}"], true]) assertRefused(unwrap(await lambda.invoke(httpEvent(wrong)), 400), /body/);
  });

  it("may have its members in any order, and more of them", async t => {
    const lambda = await startBootstrap(t);
    const event = { ...restEvent('{"code":"7"}'), more: { deep: [[[1]]] } };
    const reversed = Object.fromEntries(Object.entries(event).reverse());
    assert.equal(unwrap(await lambda.invoke(reversed)).result, 7);
  });
});

describe('the event {"doctor": true}', () => {
  const skip = !existsSync(join(binDir, "untrusted")) && "there is no bin/untrusted to compare with";

  it("is answered with what `untrusted doctor --json` says, with the same settings", { skip }, async t => {
    const env = {
      UNTRUSTED_ALLOW_ADDRESS: "10.1.0.0/16", UNTRUSTED_ALLOW_PORT: "8443", UNTRUSTED_OUTER_ALLOWLIST: "example.com",
      UNTRUSTED_DNS_SERVER: "127.0.0.1:5353", UNTRUSTED_FETCHES: "7", UNTRUSTED_FETCHES_AT_ONCE: "3",
      UNTRUSTED_MAX_TIMEOUT: "2s", UNTRUSTED_DEFAULT_MEMORY: "5MB",
    };
    const lambda = await startBootstrap(t, { env });
    const answer = await lambda.invoke({ doctor: true });
    const said = execFileSync(join(binDir, "untrusted"), ["doctor", "--json"], {
      env: { ...env, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${lambda.port}` },
      encoding: "utf8",
    });
    assert.deepEqual(answer.payload, JSON.parse(said));
    assert.deepEqual(Object.keys(answer.payload), Object.keys(JSON.parse(said)));
    assert.equal(answer.payload.execution, true);
    assert.equal(answer.functionError, undefined);
    assert.equal((await lambda.invoke({ code: "1" })).payload.result, 1);
  });

  it("may have spaces, and nothing else", async t => {
    const lambda = await startBootstrap(t);
    const spaced = await lambda.invoke(undefined, { raw: ' {\n"doctor" : true } ' });
    assert.equal(spaced.payload.execution, true);
    for (const event of [{ doctor: false }, { doctor: "true" }, { doctor: 1 }, { doctor: null }, { doctor: true, code: "1" }, { doctor: true, x: 1 }])
      assertRefused((await lambda.invoke(event)).payload, /^unknown field "doctor"/);
    for (const raw of ['{"doctor":true,"doctor":true}', '{"doctor":true,}', '{"doctor":true} x'])
      assert.equal((await lambda.invoke(undefined, { raw })).payload.errorDetails.kind, "invalid_request", raw);
  });
});
