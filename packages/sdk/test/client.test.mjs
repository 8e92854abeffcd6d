// SPDX-License-Identifier: MIT
// What a client does beside passing code on: the caller's callbacks, many calls at a time, its end; and that nothing is left
// of calls that are over.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { runUntrustedCode, UntrustedCode } from "@untrusted-code/sdk";
import { startOrigin } from "./support/origin.mjs";
import { cellsOf, ENDPOINT, eventually, LAMBDA, LOCAL, overEach, sleep, WAYS } from "./support/ways.mjs";

const pause = ms => `await new Promise(done => setTimeout(done, ${ms}))`;

overEach(WAYS, "an error that onConsole throws ends the call, and its code where that can be", async (t, way) => {
  const { client, pid } = await way.start(t);
  await client.run({ code: "1" });
  const cause = new Error("the disk is full");
  let lines = 0;
  const onConsole = () => {
    lines++;
    throw cause;
  };
  const code = `for (let i = 0; i < 5; i++) { console.log(i); ${pause(200)} }`;
  const start = performance.now();
  await assert.rejects(client.run({ code, onConsole }), {
    name: "AbortedError",
    message: "onConsole threw an error, which ended the call",
    mayHaveRun: true,
    cause,
  });
  assert.equal(lines, 1, "it is not called again");
  if (way.kills) {
    assert.ok(performance.now() - start < 900);
    await eventually(
      async () => cellsOf(pid()).length > 0 && (await client.run({ code: "2 + 2" })).result === 4,
      "it goes on",
    );
  }
});

overEach(WAYS, "parse gives a result its form, or refuses it", async (t, way) => {
  const { client } = await way.start(t);
  const parse = value => {
    if (typeof value !== "number") throw new TypeError(`a number is wanted, not ${typeof value}`);
    return { doubled: value * 2 };
  };
  const response = await client.run({ code: "console.log('a'); 21", parse });
  assert.deepEqual(response.result, { doubled: 42 });
  assert.deepEqual(response.consoleOutput, ["[log] a"]);
  await assert.rejects(client.run({ code: "({ a: 1 })", parse }), error => {
    assert.equal(error.name, "ResultRefusedError");
    assert.equal(error.message, "parse refused the result: a number is wanted, not object");
    assert.ok(error.cause instanceof TypeError);
    assert.deepEqual(error.result, { a: 1 });
    assert.equal(error.mayHaveRun, true);
    assert.match(error.requestId, /^[0-9a-f-]{36}$/);
    return true;
  });
  await assert.rejects(client.run({ code: "undefined", parse }), { name: "ResultRefusedError", result: undefined });
  const failed = await client.run({ code: "throw 1", parse: () => assert.fail("a failure has no result") });
  assert.equal(failed.error, "1");
});

overEach(WAYS, "defaults are for all calls, and what a call gives wins", async (t, way) => {
  const lines = [];
  const { client } = await way.start(t, {
    defaults: { timeoutMs: 1111, memoryLimitBytes: 5e6, onConsole: line => lines.push(line.message) },
  });
  const { limits } = await client.run({ code: "console.log('a')" });
  assert.deepEqual(limits, { timeoutMs: 1111, memoryLimitBytes: 5e6, clamped: [] });
  const own = await client.run({
    code: "console.log('b')",
    timeoutMs: 2222,
    memoryLimitBytes: undefined,
    onConsole: () => {},
  });
  assert.deepEqual(own.limits, { timeoutMs: 2222, memoryLimitBytes: 5e6, clamped: [] });
  assert.deepEqual(lines, ["a"]);
});

overEach(WAYS, "runMany gives what became of each in their order, failures and refusals too", async (t, way) => {
  const { client } = await way.start(t);
  function* calls() {
    for (let input = 0; input < 20; input++)
      yield {
        code: `${pause("20 - input")}; if (input === 7) throw input; input`,
        input,
        ...(input === 9 && { timeoutMs: -1 }),
      };
  }
  const outcomes = await client.runMany(calls(), { concurrency: 2 });
  assert.equal(outcomes.length, 20);
  for (const [i, { status, value, reason }] of outcomes.entries()) {
    assert.equal(status, i === 9 ? "rejected" : "fulfilled", reason);
    if (i === 9) assert.equal(reason.field, "timeoutMs");
    else if (i === 7) assert.equal(value.error, "7");
    else assert.equal(value.result, i);
  }
  assert.deepEqual(await client.runMany([]), []);
});

describe("runMany", () => {
  it("runs so many at a time, and no more", async t => {
    const seen = { now: 0, most: 0 };
    const origin = await startOrigin(t, async (request, body, response) => {
      seen.most = Math.max(seen.most, ++seen.now);
      await sleep(30);
      seen.now--;
      response.end();
    });
    const { client } = await ENDPOINT.start(t, {
      concurrency: 8,
      network: { allowAddress: "127.0.0.1", allowPort: origin.port },
    });
    const call = { code: "(await fetch(input)).status", input: origin.url, allowedDomains: [origin.url] };
    for (const concurrency of [1, 3, 8]) {
      seen.most = 0;
      const outcomes = await client.runMany(Array(24).fill(call), { concurrency });
      assert.ok(
        outcomes.every(({ value }) => value?.result === 200),
        JSON.stringify(outcomes.find(({ value }) => value?.result !== 200)),
      );
      assert.equal(seen.most, concurrency);
    }
  });

  it("says what is wrong with its options", async t => {
    const { client } = await LOCAL.start(t);
    for (const concurrency of [0, -1, 1.5, "2", NaN])
      await assert.rejects(client.runMany([{ code: "1" }], { concurrency }), {
        name: "InvalidOptionsError",
        field: "concurrency",
      });
    await assert.rejects(client.runMany([{ code: "1" }], { limit: 2 }), {
      name: "InvalidOptionsError",
      field: "limit",
    });
  });

  it("runs nothing if the calls cannot be listed", async t => {
    const { client } = await LOCAL.start(t);
    const problem = new Error("the list is gone");
    function* calls() {
      yield { code: 5 };
      throw problem;
    }
    await assert.rejects(client.runMany(calls()), problem);
  });
});

overEach(WAYS, "close waits for the calls that run, and may be called again", async (t, way) => {
  const { client } = await way.start(t);
  await client.run({ code: "1" });
  const ended = [];
  const calls = [300, 100].map(ms => client.run({ code: `${pause(ms)}; 5` }).then(({ result }) => ended.push(result)));
  const closing = client.close().then(() => ended.push("closed"));
  await assert.rejects(client.run({ code: "1" }), { name: "ClosedError", mayHaveRun: false });
  await Promise.all([...calls, closing, client.close()]);
  assert.deepEqual(ended, [5, 5, "closed"]);
});

const AsyncFunction = (async () => {}).constructor;

function usingIsKnown() {
  try {
    return Boolean(new AsyncFunction("await using a = null;"));
  } catch {
    return false;
  }
}

overEach(WAYS, "await using closes the client at the end of its block", async (t, way) => {
  const { target } = await way.start(t);
  if (!usingIsKnown()) {
    // What TypeScript makes of it where the language does not have it yet.
    const client = new UntrustedCode(target);
    await client[Symbol.asyncDispose]();
    await assert.rejects(client.run({ code: "1" }), { name: "ClosedError" });
    return;
  }
  const use = new AsyncFunction(
    "make",
    "await using client = make(); return [client, (await client.run({ code: '2 + 2' })).result];",
  );
  const [client, result] = await use(() => new UntrustedCode(target));
  assert.equal(result, 4);
  await assert.rejects(client.run({ code: "1" }), { name: "ClosedError" });
});

overEach(WAYS, "runUntrustedCode needs no client of its own", async (t, way) => {
  const { target } = await way.start(t);
  const outcomes = await Promise.all(
    Array.from({ length: way === LAMBDA ? 2 : 20 }, (_, input) =>
      runUntrustedCode({ ...target, code: "input * 2", input }),
    ),
  );
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    outcomes.map((_, i) => i * 2),
  );
  await assert.rejects(runUntrustedCode({ ...target, code: "1", local: true, endpoint: "http://127.0.0.1:1" }), {
    name: "ConfigurationError",
  });
});

overEach(WAYS, "a signal that lives long keeps nothing of calls that are over", async (t, way) => {
  const { client } = await way.start(t);
  const { signal } = new AbortController();
  const warnings = [];
  const note = warning => warnings.push(warning);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  for (let i = 0; i < 30; i++) {
    await client.run({ code: "console.log(1); 2", signal, onConsole: () => {} });
    await assert.rejects(client.run({ code: "1", signal, timeoutMs: 0 }));
    await assert.rejects(client.run({ code: "1", signal, parse: () => assert.fail() }));
  }
  await assert.rejects(client.run({ code: pause(2000), signal, callTimeoutMs: 20 }), { name: "CallTimeoutError" });
  assert.equal(getEventListeners(signal, "abort").length, 0);
  if (way !== LAMBDA) {
    const calls = Array.from({ length: 40 }, () => client.run({ code: "1", signal }));
    await Promise.all(calls);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  }
  assert.deepEqual(
    warnings.filter(({ name }) => name === "MaxListenersExceededWarning"),
    [],
  );
});

describe("connections", () => {
  it("are kept from call to call, and closed with the client", async t => {
    const sockets = new Set();
    const { url, server } = await startOrigin(t, (request, body, response) =>
      response.end(JSON.stringify({ success: true, result: 1, executionTimeMs: 1, consoleOutput: [], logs: [] })),
    );
    server.on("connection", socket => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    const client = new UntrustedCode({ endpoint: url });
    for (let i = 0; i < 20; i++) await client.run({ code: "1" });
    assert.equal(sockets.size, 1);
    await client.run({ code: "1", onConsole: () => {} });
    await Promise.all(Array.from({ length: 5 }, () => client.run({ code: "1" })));
    assert.equal(sockets.size, 5);
    await client.close();
    await eventually(() => sockets.size === 0, "all are closed", 1000);
  });

  it("of runUntrustedCode are shared, whoever made the executor", async t => {
    const { target } = await LOCAL.start(t, { concurrency: 3 });
    const openFiles = () => readdirSync("/proc/self/fd").length;
    await runUntrustedCode({ ...target, code: "1" });
    const before = openFiles();
    for (let i = 0; i < 50; i++) await runUntrustedCode({ ...target, code: "1" });
    assert.equal(openFiles(), before);
    await Promise.all(Array.from({ length: 50 }, () => runUntrustedCode({ ...target, code: "1" })));
    assert.ok(openFiles() <= before + 2, "as many as may run at a time");
  });
});
