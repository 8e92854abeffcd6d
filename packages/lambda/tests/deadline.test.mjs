// SPDX-License-Identifier: MIT
// The deadline that Lambda sets, and how large a response it returns: what is beyond either is told in the response,
// for an invocation that Lambda ends itself has none.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { httpEvent } from "./support/events.mjs";
import { faultNext, lineOf, root, sleep, startBootstrap } from "./support/lambda.mjs";

/** How long before Lambda's deadline the code is stopped at the earliest, and a native loop at the latest. */
const MARGIN_MS = 300;
const RESPONSE_MAX_BYTES = 6291456;

function assertTimeout({ payload, functionError }) {
  assert.equal(functionError, undefined, JSON.stringify(payload));
  assert.equal(payload.error, "Execution timeout exceeded");
  assert.equal(payload.errorDetails.kind, "timeout");
}

/** Asserts that the deadline, so many milliseconds after the event was handed out, is what ended the code. */
function assertEndedBy(answer, deadlineMs, { started = true } = {}) {
  assertTimeout(answer);
  const { limits, progress, usage } = answer.payload;
  assert.equal(limits.timeoutBy, "deadline");
  assert.deepEqual(limits.clamped, ["timeoutMs"]);
  assert.equal(progress.started, started);
  const took = answer.timings.responded - answer.timings.handedOut;
  assert.ok(took < deadlineMs, `the answer came after ${took} ms`);
  if (!started) return;
  assert.ok(limits.timeoutMs <= deadlineMs && limits.timeoutMs >= deadlineMs - MARGIN_MS - 50, `${limits.timeoutMs} ms`);
  assert.ok(usage.wallTimeMs >= limits.timeoutMs && took >= deadlineMs - MARGIN_MS - 50, `it ended after ${took} ms`);
}

describe("the deadline", () => {
  it("ends an execution that wanted more time, and the answer is there before it", async t => {
    const lambda = await startBootstrap(t);
    const codes = {
      "a loop": "console.log('kept'); for (;;);",
      "a promise that never settles": "console.log('kept'); setInterval(() => {}, 100); await new Promise(() => {})",
      "a timer": "console.log('kept'); await new Promise(done => setTimeout(done, 4000))",
    };
    for (const [what, code] of Object.entries(codes)) {
      const answer = await lambda.invoke({ code, timeoutMs: 5000 }, { timeoutMs: 1500 });
      assertEndedBy(answer, 1500);
      assert.deepEqual(answer.payload.consoleOutput, ["[log] kept"], what);
      assert.equal(lineOf(answer, "execution").timeoutMs, answer.payload.limits.timeoutMs);
    }
    assert.equal((await lambda.invoke({ code: "1" })).payload.result, 1);
    assert.equal(lambda.starts, 1);
  });

  it("ends native loops that cannot be interrupted nicely before it", async t => {
    const lambda = await startBootstrap(t);
    const folder = join(root, "packages/sandbox/tests/behaviour/limits");
    // A few of many, in each run the same: limits.test.mjs tries them all.
    const files = readdirSync(folder).filter(name => name.startsWith("native-loop-")).sort().filter((_, i) => i % 16 === 0);
    assert.ok(files.length >= 3);
    for (const name of files) {
      const code = readFileSync(join(folder, name), "utf8");
      const { memoryLimitBytes } = JSON.parse(/^\/\/ @request (.*)$/m.exec(code)[1]);
      const answer = await lambda.invoke({ code, memoryLimitBytes, timeoutMs: 20000 }, { timeoutMs: 1000 });
      // Some of them would use up their memory in a second.
      if (answer.payload.errorDetails?.kind !== "memory") assertEndedBy(answer, 1000);
    }
    assert.equal(lambda.starts, 1);
  });

  it("ends a fetch that nobody answers", async t => {
    const server = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise(done => server.on("listening", done));
    t.after(() => server.close());
    const { port } = server.address();
    const lambda = await startBootstrap(t, { env: { UNTRUSTED_ALLOW_ADDRESS: "127.0.0.1", UNTRUSTED_ALLOW_PORT: `${port}` } });
    const origin = `http://127.0.0.1:${port}`; // without the port it would also be that of the Runtime API
    const event = { code: `await fetch("${origin}/")`, allowedDomains: [origin], timeoutMs: 20000 };
    const answer = await lambda.invoke(event, { timeoutMs: 1000 });
    assertEndedBy(answer, 1000);
    assert.equal(answer.payload.progress.fetchCount, 1);
  });

  it("counts for HTTP events as well", async t => {
    const lambda = await startBootstrap(t);
    const answer = await lambda.invoke(httpEvent('{"code":"for (;;);"}'), { timeoutMs: 1000 });
    assert.equal(answer.payload.statusCode, 200);
    assertEndedBy({ ...answer, payload: JSON.parse(answer.payload.body) }, 1000);
  });

  it("is not told of where it changes nothing", async t => {
    const lambda = await startBootstrap(t);
    for (const [event, options] of [
      [{ code: "1" }, { timeoutMs: 60000 }],
      [{ code: "1", timeoutMs: 200 }, { timeoutMs: 1500 }],
    ]) {
      const { limits } = (await lambda.invoke(event, options)).payload;
      assert.deepEqual(limits, { timeoutMs: event.timeoutMs ?? 5000, memoryLimitBytes: 10485760, clamped: [] });
    }
    const own = await lambda.invoke({ code: "for (;;);", timeoutMs: 200 }, { timeoutMs: 3000 });
    assertTimeout(own);
    assert.equal(own.payload.limits.timeoutBy, undefined);
    const ours = (await lambda.invoke({ code: "1", timeoutMs: 99999 }, { timeoutMs: 60000 })).payload.limits;
    assert.deepEqual(ours, { timeoutMs: 25000, memoryLimitBytes: 10485760, clamped: ["timeoutMs"] });
  });

  it("and our own maximum are named once", async t => {
    const lambda = await startBootstrap(t);
    const event = { code: "1", timeoutMs: 99999, memoryLimitBytes: 1e9 };
    const { limits } = (await lambda.invoke(event, { timeoutMs: 2000 })).payload;
    assert.deepEqual([...limits.clamped].sort(), ["memoryLimitBytes", "timeoutMs"]);
    assert.equal(limits.timeoutBy, "deadline");
  });

  it("that is past, or so close that nothing can be run before it, is a timeout at once", async t => {
    const lambda = await startBootstrap(t);
    for (const ms of [-3600000, -1, 0, 100, 200]) {
      const answer = await lambda.invoke({ code: "console.log(1); for (;;);" }, { deadlineMs: Date.now() + ms });
      assertEndedBy(answer, 1000, { started: false });
      assert.equal(answer.payload.progress.fetchCount, 0);
      assert.equal(answer.payload.executionTimeMs, 0);
      assert.deepEqual(answer.payload.consoleOutput, []);
      assert.ok(answer.timings.responded - answer.timings.handedOut < 200);
      assert.equal((await lambda.invoke({ code: "1" })).payload.result, 1);
    }
    const invalid = await lambda.invoke({ code: "1", x: 1 }, { deadlineMs: 0 });
    assert.equal(invalid.payload.errorDetails.kind, "invalid_request");
  });

  it("that is not said, or makes no sense, leaves the request's own timeout", async t => {
    const lambda = await startBootstrap(t);
    const name = "Lambda-Runtime-Deadline-Ms";
    for (const fault of [{ without: [name] }, ...["", "soon", "-1", "1e3", "99999999999999999999999", "0x10"].map(value => ({ headers: { [name]: value } }))]) {
      await faultNext(lambda, fault);
      const { payload } = await lambda.invoke({ code: "for (;;);", timeoutMs: 100 });
      assert.equal(payload.errorDetails.kind, "timeout", JSON.stringify(fault));
      assert.equal(payload.limits.timeoutMs, 100);
      assert.equal(payload.limits.timeoutBy, undefined);
      assert.equal(payload.progress.started, true);
    }
  });
});

describe("a response", () => {
  const large = (bytes, more = {}) => ({ code: "console.log('kept'); 'x'.repeat(input)", input: bytes, memoryLimitBytes: 52428800, timeoutMs: 20000, ...more });

  /** Asserts the failure that stands for a response that Lambda would not return. */
  function assertTooLarge({ payload, functionError, log }, bytes) {
    assert.equal(functionError, undefined, JSON.stringify(payload).slice(0, 500));
    const response = payload.statusCode === undefined ? payload : JSON.parse(payload.body);
    assert.equal(payload.statusCode ?? 200, 200);
    assert.equal(response.success, false);
    assert.equal(response.errorDetails.kind, "result");
    assert.equal(response.result, undefined);
    const [size, max] = response.error.match(/\d[\d,]*/g).map(text => Number(text.replaceAll(",", "")));
    assert.equal(max, RESPONSE_MAX_BYTES, response.error);
    assert.ok(size > RESPONSE_MAX_BYTES && Math.abs(size - bytes) < 2000, response.error);
    assert.equal(response.errorDetails.message, response.error);
    assert.equal(response.error_reason, response.error);
    assert.equal(response.consoleOutput[0], "[log] kept");
    assert.ok(response.usage.wallTimeMs > 0 && response.usage.cpuTimeMs > 0);
    assert.equal(response.limits.timeoutMs, 20000);
    assert.equal(lineOf({ log }, "execution").kind, "result");
    assert.equal(lineOf({ log }, "execution").outcome, "code_failed");
  }

  it("of up to 6,291,456 bytes is returned, and one that is larger is a failure with both sizes", async t => {
    const lambda = await startBootstrap(t);
    const around = (await lambda.invoke(large(1))).text.length;
    const times = 30; // what the digits of its times may add
    const fits = await lambda.invoke(large(RESPONSE_MAX_BYTES - around - times));
    assert.equal(fits.payload.result?.length, RESPONSE_MAX_BYTES - around - times, fits.payload.error);
    assert.ok(fits.text.length <= RESPONSE_MAX_BYTES && fits.text.length > RESPONSE_MAX_BYTES - 2 * times - 30);
    assertTooLarge(await lambda.invoke(large(RESPONSE_MAX_BYTES - around + times)), RESPONSE_MAX_BYTES);
    assert.ok(!lambda.requests.some(request => request.status === 413));
    assert.equal((await lambda.invoke({ code: "1" })).payload.result, 1);
  });

  it("may be too large by its console alone", async t => {
    const lambda = await startBootstrap(t);
    const event = large(RESPONSE_MAX_BYTES - 100000, { code: "console.log('kept'); for (let i = 0; i < 25; i++) console.log('y'.repeat(10000)); 'x'.repeat(input)" });
    assertTooLarge(await lambda.invoke(event), RESPONSE_MAX_BYTES + 400000);
  });

  it("over HTTP is measured with its wrapping, where each quote and backslash takes more", async t => {
    const lambda = await startBootstrap(t);
    const quotes = { ...large(1500000), code: "console.log('kept'); '\"'.repeat(input)" };
    assert.equal((await lambda.invoke(quotes)).payload.result.length, 1500000);
    assertTooLarge(await lambda.invoke(httpEvent(JSON.stringify({ ...quotes, input: 1700000 }))), 1700000 * 4);
    const fits = await lambda.invoke(httpEvent(JSON.stringify(quotes)));
    assert.ok(fits.text.length > 1500000 * 4);
    assert.equal(JSON.parse(fits.payload.body).result.length, 1500000);
    const plain = await lambda.invoke(httpEvent(JSON.stringify(large(6200000))));
    assert.equal(JSON.parse(plain.payload.body).result.length, 6200000);
  });

  it("is measured as it is sent, whatever needs an escape", async t => {
    const lambda = await startBootstrap(t);
    for (const [character, times] of [["\\u0001", 7], ["\\\\", 4], ["\\n", 3]]) {
      const code = `console.log('kept'); '${character}'.repeat(input)`;
      const count = Math.ceil(RESPONSE_MAX_BYTES / times) + 1000;
      const answer = await lambda.invoke(httpEvent(JSON.stringify({ ...large(count), code })));
      assertTooLarge(answer, count * times);
    }
  });

  it("is there before the deadline, though it takes long to be written", async t => {
    const lambda = await startBootstrap(t);
    const code = "const end = performance.now() + input; while (performance.now() < end); 'x'.repeat(6000000)";
    for (const ms of [900, 1000, 1100, 1200, 1300]) {
      const answer = await lambda.invoke({ code, input: ms, memoryLimitBytes: 52428800, timeoutMs: 20000 }, { timeoutMs: 1500 });
      assert.equal(answer.functionError, undefined, answer.text.slice(0, 300));
      await sleep(10);
    }
    assert.equal(lambda.starts, 1);
  });
});
