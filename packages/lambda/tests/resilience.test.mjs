// SPDX-License-Identifier: MIT
// What can go wrong around the function: an API that fails in every way that HTTP has, processes that are killed, an
// environment that is frozen. After each of it the next invocation is answered as if nothing had been.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, it } from "node:test";
import { httpEvent } from "./support/events.mjs";
import { binDir, busyCell, cellsOf, command, eventually, faultNext, lineOf, linesOf, sanitized, sleep, startBootstrap, zygotesOf } from "./support/lambda.mjs";
import { isAlive } from "./emulator/processes.mjs";

const fast = { code: "console.log('here'); input + 1", input: 41 };

/** Asserts that the function is as good as new: answers, in time, on one connection. */
async function assertRight(lambda, n = 3) {
  for (let i = 0; i < n; i++) {
    const { payload, timings, deliveries } = await lambda.invoke({ ...fast, input: i });
    assert.equal(payload.result, i + 1, JSON.stringify(payload));
    assert.deepEqual(payload.consoleOutput, ["[log] here"]);
    assert.equal(deliveries, 1);
    assert.ok(payload.usage.wallTimeMs < 1000, `${payload.usage.wallTimeMs} ms`);
    assert.ok(timings.responded - timings.handedOut < 2000);
  }
}

async function freezeFor(lambda, ms) {
  lambda.freeze();
  await sleep(ms);
  lambda.thaw();
}

const answered = (lambda, kind) => lambda.requests.filter(request => request.kind === kind);
const textOf = lambda => lambda.log.map(line => line.text).filter(text => !/"level":"INFO"/.test(text)).join("\n");

describe("when `next` fails", () => {
  const faults = {
    "with 400": { status: 400 },
    "with 403": { status: 403 },
    "with 404": { status: 404 },
    "with 429": { status: 429 },
    "with 500": { status: 500 },
    "with 503 and no JSON": { status: 503, body: "<html>unavailable</html>" },
    "with 500 and nothing": { status: 500, body: "" },
    "with 202": { status: 202 },
    "with 204": { status: 204, body: "" },
    "with 301": { status: 301, headers: { Location: "/elsewhere" } },
    "by a reset in the middle of the head": { garble: bytes => bytes.subarray(0, 60), close: "quietly" },
    "by an answer that is no HTTP": { garble: () => "hello\r\n\r\n", close: "quietly" },
    "by an answer of bytes": { garble: () => Buffer.from([0, 255, 13, 10, 13, 10, 0, 0]), close: "quietly" },
    "by a status line that is none": { garble: bytes => bytes.toString("latin1").replace("HTTP/1.1 200", "HTTP/9.9 2x0"), close: "quietly" },
    "by no request id": { without: ["Lambda-Runtime-Aws-Request-Id"] },
    "by a request id that is empty": { headers: { "Lambda-Runtime-Aws-Request-Id": "" } },
    "by a request id that is a path": { headers: { "Lambda-Runtime-Aws-Request-Id": "../../init/error?" } },
    "by a request id with spaces": { headers: { "Lambda-Runtime-Aws-Request-Id": "a b HTTP/1.1" } },
    "by a request id of 10,000 characters": { headers: { "Lambda-Runtime-Aws-Request-Id": "a".repeat(10000) } },
    "by headers without the event": { without: ["Lambda-Runtime-Aws-Request-Id"], truncateBytes: 0 },
  };
  for (const [name, fault] of Object.entries(faults)) {
    it(`${name}, it is asked again, and the event is answered`, async t => {
      const lambda = await startBootstrap(t);
      await faultNext(lambda, fault);
      const answer = await lambda.invoke(fast);
      assert.equal(answer.payload.result, 42, answer.text);
      assert.ok(lambda.requests.some(request => request.fault), "the fault was there");
      await assertRight(lambda);
      assert.equal(lambda.starts, 1);
      assert.ok(!lambda.requests.some(request => request.kind === "unknown"), "every path was right");
      // Somebody is told.
      assert.ok(lambda.log.some(line => line.json.level === "WARN"), textOf(lambda));
    });
  }

  // What every client of HTTP has to expect on a connection that it has kept: nothing that anybody has to be told.
  it("because the connection has ended meanwhile, another is made", async t => {
    const lambda = await startBootstrap(t);
    for (const fault of [{ reset: "before" }, { reset: "after" }, { garble: () => "", close: "quietly" }]) {
      await faultNext(lambda, fault);
      assert.equal((await lambda.invoke(fast)).payload.result, 42, JSON.stringify(fault));
      await assertRight(lambda);
    }
    assert.equal(lambda.starts, 1);
  });

  it("slowly, it is waited for", async t => {
    const lambda = await startBootstrap(t);
    for (const fault of [{ dripMs: 1 }, { dripMs: 300, dripBytes: 200 }, { delayMs: 1500 }]) {
      await faultNext(lambda, fault);
      assert.equal((await lambda.invoke(fast)).payload.result, 42, JSON.stringify(fault));
    }
    await assertRight(lambda);
    assert.ok(!lambda.log.some(line => line.json.level === "WARN"), textOf(lambda));
  });

  it("by a connection that is closed after each answer, another is made", async t => {
    for (const close of ["said", "quietly"]) {
      const lambda = await startBootstrap(t, { faults: ["next", "response"].map(on => ({ on, times: 1000, close })) });
      for (let i = 0; i < 20; i++) assert.equal((await lambda.invoke({ ...fast, input: i })).payload.result, i + 1);
      assert.ok(lambda.connections > 10);
      assert.equal(answered(lambda, "response").length, 20);
      assert.ok(!lambda.log.some(line => line.json.level === "WARN"), textOf(lambda));
      lambda.clearFaults();
      const before = lambda.connections;
      await assertRight(lambda, 10);
      assert.ok(lambda.connections <= before + 3);
    }
  });

  it("with a truncated event, that is an error of this invocation", async t => {
    const lambda = await startBootstrap(t);
    const noLength = { garble: bytes => bytes.toString("latin1").replace(/Content-Length: \d+/, "Content-Length: many"), close: "quietly" };
    for (const fault of [{ truncateBytes: 0 }, { truncateBytes: 10 }, { reset: "middle" }, { headers: { "X-Large": "x".repeat(1 << 20) } }, noLength]) {
      await faultNext(lambda, fault);
      const { functionError, payload, requestId } = await lambda.invoke({ code: "'never'", input: "x".repeat(1000) });
      assert.equal(functionError, "Unhandled");
      assert.match(payload.errorType, /^\w+\.\w*Truncated\w*$/);
      assert.ok(payload.errorMessage.length > 10);
      assert.deepEqual(payload.stackTrace, []);
      const post = answered(lambda, "error").at(-1);
      assert.equal(post.id, requestId);
      assert.equal(post.headers["content-type"], "application/vnd.aws.lambda.error+json");
      assert.equal(post.headers["lambda-runtime-function-error-type"], payload.errorType);
      await assertRight(lambda);
    }
    assert.equal(lambda.starts, 1);
  });

  it("with a truncated event in chunks, that is an error as well", async t => {
    const lambda = await startBootstrap(t, { chunkBytes: 100 });
    await faultNext(lambda, { garble: bytes => bytes.subarray(0, bytes.length - 200), close: "quietly" });
    const { functionError, payload } = await lambda.invoke({ code: "'never'", input: "x".repeat(1000) });
    assert.equal(functionError, "Unhandled");
    assert.match(payload.errorType, /Truncated/);
    await assertRight(lambda);
  });

  it("with more than Lambda ever sends, that is an error of this invocation", async t => {
    const lambda = await startBootstrap(t);
    const { functionError, payload } = await lambda.invoke({ code: "'never'", input: "x".repeat(7 << 20) });
    assert.equal(functionError, "Unhandled");
    assert.match(payload.errorType, /^Sandbox\.\w+$/);
    await assertRight(lambda);
  });

  it("in random ways, it does no harm", async t => {
    const lambda = await startBootstrap(t, { mayViolate: true });
    let seed = 12345;
    const random = below => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    const garble = bytes => {
      const wrong = Buffer.from(bytes);
      for (let n = random(4) + 1; n > 0; n--) wrong[random(wrong.length)] = random(256);
      return random(3) > 0 ? wrong : wrong.subarray(0, random(wrong.length));
    };
    let wentWell = 0;
    for (let i = 0; i < 200; i++) {
      await faultNext(lambda, { garble, close: "quietly" });
      // It may be a failure of any kind, but it is an answer, in time.
      const { payload } = await lambda.invoke(fast, { timeoutMs: 10000 });
      assert.notEqual(payload.errorType, "Sandbox.Timedout", `round ${i}`);
      wentWell += payload.result === 42 ? 1 : 0;
    }
    assert.ok(wentWell > 20 && wentWell < 200, `${wentWell} of 200`);
    await assertRight(lambda);
    assert.equal(lambda.starts, 1);
  });

  it("rarely, however long it is between, that is no API that does nothing but fail", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("next", { reset: "before" });
    lambda.fault("next", { delayMs: 21000, reset: "before" });
    await lambda.invoke(fast);
    await eventually(() => answered(lambda, "next").filter(request => request.fault).length === 2);
    await sleep(21500);
    await assertRight(lambda);
    assert.equal(lambda.starts, 1);
  });

  it("with an id outside of the answer's head, that is not this invocation's", async t => {
    const other = "Lambda-Runtime-Aws-Request-Id: 00000000-1111-2222-3333-444444444444\r\n";
    const chunked = bytes => {
      const [head, body] = bytes.toString().split("\r\n\r\n");
      const fields = head.replace(/content-length: \d+/i, "Transfer-Encoding: chunked");
      return `${fields}\r\n\r\n${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n${other}\r\n`;
    };
    for (const garble of [bytes => `HTTP/1.1 103 Early Hints\r\n${other}\r\n${bytes}`, chunked]) {
      const lambda = await startBootstrap(t);
      await faultNext(lambda, { garble });
      const { payload, deliveries } = await lambda.invoke(fast);
      assert.equal(payload.result, 42);
      assert.equal(deliveries, 1);
      await assertRight(lambda);
    }
  });

  it("after it had worked again, the pauses begin anew", async t => {
    const lambda = await startBootstrap(t);
    for (let round = 0; round < 3; round++) {
      lambda.fault("next", { times: 4, status: 500 });
      await lambda.invoke(fast);
      await assertRight(lambda, 1);
      const times = answered(lambda, "next").filter(request => request.fault).slice(-4).map(request => request.at);
      assert.ok(times[3] - times[0] < 300, times.join());
    }
  });

});

describe("when the response cannot be handed out", () => {
  const again = {
    "is reset before it is taken": { reset: "before" },
    "is answered with 500": { status: 500 },
    "is answered with 502 and no JSON": { status: 502, body: "bad gateway" },
    "is answered with 503": { status: 503 },
    "is answered with nothing": { status: 500, garble: () => "", close: "quietly" },
    "is answered with what is no HTTP": { status: 500, garble: () => "hello\r\n\r\n", close: "quietly" },
  };
  for (const [name, fault] of Object.entries(again)) {
    it(`because it ${name}, it is sent again`, async t => {
      const lambda = await startBootstrap(t);
      for (const times of [1, 2]) {
        lambda.fault("response", { times, ...fault });
        const { payload, deliveries } = await lambda.invoke(fast);
        assert.equal(payload.result, 42);
        assert.equal(deliveries, 1);
        const posts = answered(lambda, "response").slice(-times - 1);
        assert.equal(new Set(posts.map(post => post.body.toString())).size, 1, "the same each time");
        await assertRight(lambda);
      }
      assert.equal(lambda.starts, 1);
    });

    it(`because it ${name} again and again, it goes on, and does not run the code again`, async t => {
      const lambda = await startBootstrap(t);
      // libcurl tries a connection that was kept, and is dead, once more by itself.
      lambda.fault("response", { times: fault.reset || fault.garble?.() === "" ? 4 : 3, ...fault });
      const { payload, functionError, deliveries } = await lambda.invoke(fast);
      // Lambda gives the same event again to who asks for the next without an answer.
      assert.equal(deliveries, 2);
      assert.equal(functionError, "Unhandled");
      assert.equal(payload.errorType, "Sandbox.AnswerLost");
      assert.match(payload.errorMessage, /has run.*not run again/);
      assert.equal(linesOf(lambda.log, "execution").length, 1);
      assert.ok(lambda.log.some(line => line.json.level === "WARN"), "somebody is told");
      await assertRight(lambda);
      assert.equal(lambda.starts, 1);
    });
  }

  it("because the connection ended after it was taken, nobody is asked to run it again", async t => {
    for (const fault of [{ reset: "after" }, { reset: "middle" }, { garble: () => "", close: "quietly" }, { truncateBytes: 3 }]) {
      const lambda = await startBootstrap(t);
      lambda.fault("response", fault);
      const { payload, deliveries } = await lambda.invoke(fast);
      assert.equal(payload.result, 42);
      assert.equal(deliveries, 1);
      await assertRight(lambda);
      assert.equal(lambda.starts, 1);
    }
  });

  for (const status of [400, 403, 410])
    it(`because the API answers with ${status}, it is not sent again, and a line says so`, async t => {
      const lambda = await startBootstrap(t);
      lambda.fault("response", { status });
      const { functionError, log } = await lambda.invoke(fast);
      assert.equal(functionError, "Unhandled");
      assert.equal(answered(lambda, "response").length, 1);
      assert.equal(answered(lambda, "error").length, 0);
      assert.ok(log.some(line => line.json.level === "WARN" && line.text.includes(`${status}`)), textOf(lambda));
      await assertRight(lambda);
    });

  it("because the invocation has timed out, it goes on", async t => {
    const lambda = await startBootstrap(t, { onTimeout: "report" });
    const late = await lambda.invoke({ code: "for (;;);", timeoutMs: 600 }, { timeoutMs: 200, deadlineMs: Date.now() + 60000 });
    assert.equal(late.payload.errorType, "Sandbox.Timedout");
    await assertRight(lambda);
    const first = answered(lambda, "response")[0];
    assert.deepEqual([first.status, first.id], [410, late.requestId]);
    assert.equal(lambda.starts, 1);
  });

  it("because Lambda finds it too large, it says that it failed", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("response", { status: 413 });
    const { functionError, payload } = await lambda.invoke(fast);
    assert.equal(functionError, "Unhandled");
    assert.match(payload.errorType, /^Sandbox\.\w+$/);
    assert.equal(answered(lambda, "response").length, 1);
    assert.equal(answered(lambda, "error").length, 1);
    await assertRight(lambda);
  });

  it("nor the error, it goes on", async t => {
    const lambda = await startBootstrap(t);
    for (const fault of [{ status: 403 }, { status: 500, times: 3 }, { reset: "before", times: 3 }]) {
      lambda.fault("response", { status: 413 });
      lambda.fault("error", fault);
      await lambda.invoke(fast);
      await assertRight(lambda);
    }
    assert.equal(lambda.starts, 1);
  });

  it("because it is answered slowly, it is waited for", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("response", { dripMs: 5 });
    assert.equal((await lambda.invoke(fast)).payload.result, 42);
    lambda.fault("response", { delayMs: 1000 });
    assert.equal((await lambda.invoke(fast)).payload.result, 42);
    await assertRight(lambda);
    assert.equal(answered(lambda, "response").length, 5);
  });

  it("of megabytes, it is sent again whole", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("response", { status: 500 });
    lambda.fault("response", { reset: "before" });
    const { payload } = await lambda.invoke({ code: "'x'.repeat(6000000)", memoryLimitBytes: 52428800 });
    assert.equal(payload.result.length, 6000000);
    await assertRight(lambda);
  });
});

describe("when processes are killed", () => {
  const kill = processes => processes.forEach(({ pid }) => process.kill(pid, "SIGKILL"));

  for (const [name, victims] of [
    ["the zygote", zygotesOf],
    ["all cells", cellsOf],
    ["the zygote and all cells", lambda => [...zygotesOf(lambda), ...cellsOf(lambda)]],
  ]) {
    it(`${name}, between invocations, the next one is right`, async t => {
      const lambda = await startBootstrap(t);
      for (const pause of [0, 200]) {
        const found = victims(lambda);
        assert.ok(found.length > 0);
        kill(found);
        await eventually(() => !found.some(isAlive), "they are dead");
        await sleep(pause);
        await assertRight(lambda);
        assert.ok(!lambda.family().some(({ state }) => state === "Z"));
      }
      assert.equal(lambda.starts, 1);
      assert.equal(answered(lambda, "error").length, 0);
    });
  }

  it("the cell that runs code, it is an error of the function, and of this invocation alone", async t => {
    const lambda = await startBootstrap(t);
    for (const wrap of [event => event, event => httpEvent(JSON.stringify(event))]) {
      const pending = lambda.invoke(wrap({ code: "console.log('never seen'); for (;;);", timeoutMs: 20000 }));
      kill([await busyCell(lambda)]);
      const { functionError, payload, log, requestId } = await pending;
      assert.equal(functionError, "Unhandled");
      assert.equal(payload.errorType, "Sandbox.Internal");
      assert.ok(payload.errorMessage.length > 10);
      assert.deepEqual(payload.stackTrace, []);
      const post = answered(lambda, "error").at(-1);
      assert.equal(post.id, requestId);
      assert.equal(post.headers["content-type"], "application/vnd.aws.lambda.error+json");
      assert.equal(post.headers["lambda-runtime-function-error-type"], "Sandbox.Internal");
      const line = lineOf({ log }, "execution");
      assert.deepEqual([line.level, line.outcome, line.kind], ["ERROR", "internal", "internal"]);
      await assertRight(lambda);
    }
    assert.equal(lambda.starts, 1);
  });

  it("the zygote, while code runs, the code runs on", async t => {
    const lambda = await startBootstrap(t);
    const pending = lambda.invoke({ code: "const end = Date.now() + 500; while (Date.now() < end); 'done'" });
    await sleep(200);
    kill(zygotesOf(lambda));
    assert.equal((await pending).payload.result, "done");
    await assertRight(lambda);
  });

  it("the function itself, nothing is left of it", async t => {
    const lambda = await startBootstrap(t);
    const family = lambda.family();
    const pending = lambda.invoke({ code: "for (;;);", timeoutMs: 20000 });
    await sleep(100);
    family.push(...lambda.family());
    process.kill(lambda.pid, "SIGKILL");
    const { payload } = await pending;
    assert.equal(payload.errorType, "Runtime.ExitError");
    await eventually(() => !family.some(isAlive), "its cells and its zygote are gone", 2000);
    await assertRight(lambda);
    assert.equal(lambda.starts, 2);
  });

  it("by SIGTERM, as Lambda ends an environment, it ends at once with nothing left", async t => {
    const lambda = await startBootstrap(t);
    const family = lambda.family();
    process.kill(lambda.pid, "SIGTERM");
    await eventually(() => !family.some(isAlive), "all are gone", 1000);
  });
});

describe("when everything is frozen", () => {
  it("between invocations, however long, the next one is right", async t => {
    const lambda = await startBootstrap(t);
    for (const ms of [0, 50, 500, 3000]) {
      await assertRight(lambda, 1);
      await freezeFor(lambda, ms);
      await assertRight(lambda);
      const timed = await lambda.invoke({ code: "for (;;);", timeoutMs: 300 });
      assert.equal(timed.payload.errorDetails.kind, "timeout");
      assert.ok(timed.payload.usage.wallTimeMs >= 300 && timed.payload.usage.wallTimeMs < 600, `${timed.payload.usage.wallTimeMs} ms`);
    }
    assert.equal(lambda.starts, 1);
    assert.equal(lambda.connections, 1);
  });

  it("and thawed with an event that is there already, that is right too", async t => {
    const lambda = await startBootstrap(t);
    lambda.freeze();
    const pending = lambda.invoke(fast);
    await sleep(1000);
    lambda.thaw();
    assert.equal((await pending).payload.result, 42);
    await assertRight(lambda);
  });

  it("right behind an answer, before all is ready again, the next one is right", async t => {
    const lambda = await startBootstrap(t);
    for (let i = 0; i < 20; i++) {
      const { payload } = await lambda.invoke({ ...fast, input: i });
      lambda.freeze();
      assert.equal(payload.result, i + 1);
      await sleep(20);
      lambda.thaw();
    }
    await assertRight(lambda);
  });

  it("while code runs, its time goes on, and the next one is right", async t => {
    const lambda = await startBootstrap(t);
    const pending = lambda.invoke({ code: "for (;;);", timeoutMs: 700 });
    await sleep(200);
    await freezeFor(lambda, 1500);
    const { payload } = await pending;
    assert.equal(payload.errorDetails.kind, "timeout");
    assert.ok(payload.usage.wallTimeMs >= 700 && payload.usage.wallTimeMs < 2500, `${payload.usage.wallTimeMs} ms`);
    await assertRight(lambda);
  });
});

describe("after thousands of invocations", () => {
  const residentKiB = pid => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))[1]);
  const descriptors = pid => readdirSync(`/proc/${pid}/fd`).length;

  it("the function is as large as before, with as many descriptors and processes", { skip: sanitized("memory is kept to look at it") }, async t => {
    const lambda = await startBootstrap(t);
    const events = [fast, httpEvent(JSON.stringify(fast)), { code: "throw 1" }, {}, [1], { code: "fetch('https://example.com/').catch(() => 1)" }];
    const round = async count => {
      for (let i = 0; i < count; i++) await lambda.invoke(events[i % events.length]);
      lambda.forget();
    };
    await round(600);
    const before = { rss: residentKiB(lambda.pid), descriptors: descriptors(lambda.pid), processes: lambda.family().length };
    await round(3000);
    const after = { rss: residentKiB(lambda.pid), descriptors: descriptors(lambda.pid), processes: lambda.family().length };
    assert.ok(after.rss < before.rss + 1024, `${before.rss} KiB, then ${after.rss} KiB`);
    assert.equal(after.descriptors, before.descriptors);
    assert.ok(after.processes <= before.processes + 1);
    await assertRight(lambda);
  });
});

// They mostly wait, so they do it together.
describe("what takes its time:", { concurrency: true }, () => {
  it("`next` that fails for 20 seconds is given up with status 1, and a new start is right", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("next", { times: 1e6, reset: "before" });
    const start = performance.now();
    assert.equal((await lambda.invoke(fast)).payload.result, 42);
    await eventually(() => lambda.exits.length > 0, "it ends", 40000);
    const ms = performance.now() - start;
    assert.ok(ms > 15000 && ms < 35000, `${ms} ms`);
    assert.deepEqual(lambda.exits, [{ status: 1, signal: null }]);
    assert.equal(lambda.log.at(-1).json.level, "FATAL");
    lambda.clearFaults();
    await assertRight(lambda);
    assert.equal(lambda.starts, 2);
  });

  it("`next` that fails after a long wait each time is not given up: that is how an idle function is told", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("next", { times: 4, delayMs: 5500, status: 500 });
    assert.equal((await lambda.invoke(fast)).payload.result, 42);
    assert.equal((await lambda.invoke(fast)).payload.result, 42);
    assert.equal(answered(lambda, "next").filter(request => request.fault).length, 4);
    assert.deepEqual(lambda.exits, []);
  });

  it("an API that is not there for 20 seconds is given up with status 1", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise(done => server.on("listening", done));
    const { port } = server.address();
    await new Promise(done => server.close(done));
    const [program, ...args] = command;
    const start = performance.now();
    const child = spawn(program, args, { cwd: binDir, env: { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", text => (output += text));
    const status = await new Promise(done => child.on("close", done));
    const ms = performance.now() - start;
    assert.equal(status, 1, output);
    assert.ok(ms > 15000 && ms < 35000, `${ms} ms`);
    const lines = output.trimEnd().split("\n").map(line => JSON.parse(line));
    assert.ok(lines.length > 15 && lines.length < 60, `${lines.length} lines`);
    assert.equal(lines.at(-1).level, "FATAL");
  });

  it("being frozen for longer than anything of ours may wait does no harm", async t => {
    const lambda = await startBootstrap(t);
    await assertRight(lambda, 1);
    await freezeFor(lambda, 12000);
    await assertRight(lambda);
    assert.ok(!lambda.log.some(line => line.json.level === "WARN" && line.json.message !== "ready"), textOf(lambda));
    assert.equal(lambda.starts, 1);
  });

  it("`next` that fails again and again is asked after longer pauses each time, up to a second", async t => {
    const lambda = await startBootstrap(t);
    lambda.fault("next", { times: 12, status: 500 });
    const { payload } = await lambda.invoke(fast);
    assert.equal(payload.result, 42);
    await eventually(() => answered(lambda, "next").filter(request => request.fault).length === 12, "it has tried twelve times", 15000);
    await assertRight(lambda);
    const times = answered(lambda, "next").filter(request => request.fault).map(request => request.at);
    const pauses = times.slice(1).map((time, i) => time - times[i]);
    assert.ok(pauses[0] >= 8 && pauses[0] < 60, `${pauses[0]} ms`);
    for (let i = 1; i < pauses.length; i++) assert.ok(pauses[i] > pauses[i - 1] * 0.8 - 20, pauses.join());
    assert.ok(pauses.every(pause => pause < 1200) && pauses.at(-1) > 900, pauses.join());
  });
});
