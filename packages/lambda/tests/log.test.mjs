// SPDX-License-Identifier: MIT
// What the function logs: JSON lines as CloudWatch and its metric filters read them, and never anything of the caller's.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { closeSync, constants, existsSync, openSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import http from "node:http";
import { join } from "node:path";
import { describe, it } from "node:test";
import { httpEvent, restEvent } from "./support/events.mjs";
import { asOnLambda, binDir, busyCell, lineOf, linesOf, startBootstrap, temporaryFolder, whyNoFilter } from "./support/lambda.mjs";

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TRACE = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
const LAYERS = ["guest-boundary", "fresh-process", "no-new-privs", "seccomp", "namespaces", "landlock", "rlimits", "undumpable", "no-capabilities"];

const refusedFetch = count => ({ code: `for (let i = 0; i < ${count}; i++) await fetch("https://example.com/").catch(() => {}); "done"` });

/** A web server of this machine, and the settings that allow it. */
async function startOrigin(t, handler = (request, response) => response.end("hello")) {
  const server = http.createServer(handler).listen(0, "127.0.0.1");
  await new Promise(done => server.on("listening", done));
  t.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  const { port } = server.address();
  return { origin: `http://127.0.0.1:${port}`, port, env: { UNTRUSTED_ALLOW_ADDRESS: "127.0.0.1", UNTRUSTED_ALLOW_PORT: `${port}` } };
}

function assertLine(line, level) {
  assert.match(line.timestamp, RFC3339);
  assert.ok(Math.abs(Date.parse(line.timestamp) - Date.now()) < 60000, line.timestamp);
  assert.equal(line.level, level);
  assert.equal(typeof line.message, "string");
}

describe("the log", () => {
  it("begins with a line of what the function is, and which layers hold", async t => {
    const lambda = await startBootstrap(t);
    assert.equal(lambda.log.length, 1, lambda.log.map(line => line.text).join("\n"));
    const line = lambda.log[0].json;
    const { timestamp, level, message, version, architecture, initMs, layers, required, ...others } = line;
    assertLine(line, Object.keys(layers.refused).length > 0 ? "WARN" : "INFO");
    assert.equal(message, "ready");
    assert.match(version, /^\d+\.\d+\.\d+/);
    if (existsSync(join(binDir, "untrusted")) && process.env.UNTRUSTED_LAMBDA_COMMAND === undefined)
      assert.equal(`untrusted ${version}\n`, execFileSync(join(binDir, "untrusted"), ["--version"], { encoding: "utf8" }));
    assert.match(architecture, /^(x86_64|arm64)$/);
    assert.ok(initMs > 0 && initMs < lambda.init.ms, `${initMs} of ${lambda.init.ms} ms`);
    assert.deepEqual([...layers.holds, ...Object.keys(layers.refused)].sort(), [...LAYERS].sort());
    assert.deepEqual(required, ["guest-boundary", "fresh-process", "rlimits"]);
    assert.deepEqual(others, {});
    assert.ok(timestamp && level);
  });

  it("warns of layers that are refused, as on Lambda", { skip: whyNoFilter() }, async t => {
    const lambda = await startBootstrap(t, asOnLambda(t));
    const line = lambda.log[0].json;
    assertLine(line, "WARN");
    assert.equal(line.layers.refused.seccomp, "Operation not permitted");
    assert.ok(line.layers.holds.includes("rlimits"));
    assert.ok(!line.layers.holds.includes("seccomp"));
    assert.equal((await lambda.invoke({ code: "2 + 2" })).payload.result, 4);
    assert.equal(linesOf(lambda.log, "ready").length, 1);
  });

  it("has a line for each execution, with what it cost", async t => {
    const lambda = await startBootstrap(t);
    const event = { code: "console.log(1); const end = Date.now() + 20; while (Date.now() < end); [1, 2, 3]", timeoutMs: 3000, memoryLimitBytes: 20000000 };
    const answer = await lambda.invoke(event, { traceId: TRACE });
    const line = lineOf(answer, "execution");
    assertLine(line, "INFO");
    const { usage } = answer.payload;
    const { timestamp, level, overheadMs, delivered, ...rest } = line;
    assert.deepEqual(rest, {
      requestId: answer.requestId, traceId: TRACE, message: "execution", event: "direct", outcome: "success",
      wallTimeMs: usage.wallTimeMs, cpuTimeMs: usage.cpuTimeMs, peakMemoryBytes: usage.peakMemoryBytes,
      fetchCount: 0, fetchesRefused: 0, bytesSent: 0, bytesReceived: 0, timeoutMs: 3000, memoryLimitBytes: 20000000,
      responseBytes: answer.text.length,
    });
    assert.ok(usage.wallTimeMs >= 15);
    const took = answer.timings.idle - answer.timings.handedOut;
    assert.ok(overheadMs >= 0 && overheadMs <= took - usage.wallTimeMs + 1, `${overheadMs} of ${took} ms`);
    assert.ok(timestamp && level);
    assert.ok(delivered === undefined || delivered === true);
    assert.equal(lineOf(await lambda.invoke(event), "execution").traceId, undefined);
  });

  it("names the outcome and the kind of each", async t => {
    const lambda = await startBootstrap(t);
    for (const [event, outcome, kind] of [
      [{ code: "1" }, "success", undefined],
      [{ code: "throw 1" }, "code_failed", "runtime"],
      [{ code: "let =" }, "code_failed", "syntax"],
      [{ code: "1n" }, "code_failed", "result"],
      [{ code: "for (;;);", timeoutMs: 50 }, "limit_exceeded", "timeout"],
      [{ code: "const a = []; for (;;) a.push(new Array(1e4).fill(1))" }, "limit_exceeded", "memory"],
      [{}, "invalid_request", "invalid_request"],
      [httpEvent("{}"), "invalid_request", "invalid_request"],
      [restEvent("{}", { method: "GET" }), "invalid_request", "invalid_request"],
      [restEvent('{"code":"throw 1"}'), "code_failed", "runtime"],
    ]) {
      const answer = await lambda.invoke(event);
      const line = lineOf(answer, "execution");
      assert.deepEqual([line.level, line.outcome, line.kind, line.event], ["INFO", outcome, kind, event.requestContext ? "http" : "direct"]);
      assert.equal(line.responseBytes, Buffer.byteLength(answer.text));
    }
    const doctor = await lambda.invoke({ doctor: true });
    const line = doctor.log.map(each => each.json).find(each => each.event === "doctor" || each.message === "doctor");
    assert.equal(line.requestId, doctor.requestId);
  });

  it("has the audit line of each fetch", async t => {
    const { origin, port, env } = await startOrigin(t);
    const lambda = await startBootstrap(t, { env });
    const event = { code: `await (await fetch("${origin}/secret-path?secret-query")).text(); await fetch("https://example.org/").catch(() => "refused")`, allowedDomains: [origin] };
    const answer = await lambda.invoke(event, { traceId: TRACE });
    assert.equal(answer.payload.result, "refused", answer.text);
    const [made, refused, ...others] = linesOf(answer.log, "fetch");
    assert.deepEqual(others, []);
    assertLine(made, "INFO");
    assertLine(refused, "WARN");
    for (const line of [made, refused]) {
      assert.deepEqual(Object.keys(line).sort(), ["audit", "level", "message", "requestId", "timestamp", "traceId"]);
      assert.equal(line.requestId, answer.requestId);
      assert.equal(line.traceId, TRACE);
      assert.equal(line.audit.executionId, answer.requestId);
      assert.match(line.audit.time, RFC3339);
      assert.equal(typeof line.audit.ms, "number");
    }
    const { time, executionId, ms, bytesSent, bytesReceived, ...rest } = made.audit;
    assert.deepEqual(rest, { method: "GET", host: "127.0.0.1", address: "127.0.0.1", port, status: 200 });
    assert.ok(time && executionId && ms >= 0 && bytesSent > 0 && bytesReceived > 0);
    assert.equal(refused.audit.refused, "not-listed");
    const line = lineOf(answer, "execution");
    assert.deepEqual([line.fetchCount, line.fetchesRefused], [1, 1]);
    assert.deepEqual([line.bytesSent, line.bytesReceived], [answer.payload.usage.bytesSent, answer.payload.usage.bytesReceived]);
  });

  it("has the audit line of a fetch that the end of the code cut off, before the line of the execution", async t => {
    const { origin, env } = await startOrigin(t, () => {});
    const lambda = await startBootstrap(t, { env });
    for (const code of ["1", "throw 1", "for (;;);"]) {
      const event = { code: `fetch("${origin}/").catch(() => {}); await new Promise(done => setTimeout(done, 50)); ${code}`, allowedDomains: [origin], timeoutMs: 300 };
      const answer = await lambda.invoke(event);
      assert.deepEqual(answer.log.map(line => line.json.message), ["fetch", "execution", "metrics"]);
      assert.equal(answer.log[0].json.requestId, answer.requestId);
      assert.equal(answer.log[0].json.audit.failed, "cancelled");
    }
  });

  it("has no audit lines where these go to a file", async t => {
    const file = join(temporaryFolder(t), "audit.jsonl");
    const lambda = await startBootstrap(t, { env: { UNTRUSTED_AUDIT_LOG: file } });
    const answer = await lambda.invoke(refusedFetch(2));
    assert.equal(answer.payload.result, "done");
    assert.deepEqual(linesOf(answer.log, "fetch"), []);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").map(line => JSON.parse(line));
    assert.deepEqual(lines.map(line => [line.host, line.refused, line.executionId]), Array(2).fill(["example.com", "not-listed", answer.requestId]));
    assert.equal(lineOf(answer, "execution").fetchesRefused, 2);
  });

  it("has the notices that others write to standard error, as lines of its own", async t => {
    const lambda = await startBootstrap(t, { env: { UNTRUSTED_OUTER_ALLOWLIST: "" } });
    const [notice] = linesOf(lambda.log, "notice");
    assertLine(notice, "WARN");
    assert.match(notice.notice, /outer allowlist has no entries/);
    const full = await startBootstrap(t, { env: { UNTRUSTED_AUDIT_LOG: "/dev/full" } });
    const { log } = await full.invoke(refusedFetch(2));
    const lost = linesOf(log, "notice");
    assert.equal(lost.length, 1, "once, not for every line");
    assertLine(lost[0], "WARN");
    assert.match(lost[0].notice, /\/dev\/full.*No space left on device/);
  });

  it("is not waited for when nobody reads it", async t => {
    const pipe = join(temporaryFolder(t), "log");
    execFileSync("mkfifo", [pipe]);
    const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    t.after(() => closeSync(fd));
    // The end that the function gets may block.
    const writer = openSync(pipe, constants.O_WRONLY);
    t.after(() => closeSync(writer));
    const lambda = await startBootstrap(t, { spawn: { stdio: ["ignore", writer, writer] } });
    for (let i = 0; i < 300; i++) assert.equal((await lambda.invoke({ code: "input", input: i }, { timeoutMs: 5000 })).payload.result, i);
  });
});

describe("metrics", () => {
  /** Asserts that a line is what CloudWatch's specification of the embedded metric format asks for. */
  function assertEmbedded(line) {
    const { Timestamp, CloudWatchMetrics, ...others } = line._aws;
    assert.deepEqual(others, {});
    assert.ok(Number.isInteger(Timestamp) && Math.abs(Timestamp - Date.now()) < 60000);
    for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
      assert.equal(Namespace, "UntrustedCode");
      assert.ok(Dimensions.length > 0 && Metrics.length > 0 && Metrics.length <= 100);
      for (const name of Dimensions.flat()) assert.ok(typeof line[name] === "string" && line[name].length > 0, name);
      for (const { Name, Unit } of Metrics) {
        assert.equal(typeof line[Name], "number", Name);
        assert.match(Unit, /^(Milliseconds|Bytes|Count)$/);
      }
    }
  }
  const embeddedOf = ({ log }) => log.map(line => line.json).filter(line => line._aws !== undefined);

  it("are one line for each execution", async t => {
    const lambda = await startBootstrap(t, { functionName: "my-function" });
    for (const [event, outcome] of [
      [{ code: "const end = Date.now() + 20; while (Date.now() < end); 'x'.repeat(100000).length" }, "success"],
      [{ code: "throw 1" }, "code_failed"],
      [{ code: "for (;;);", timeoutMs: 50 }, "limit_exceeded"],
      [{}, "invalid_request"],
      [httpEvent("{"), "invalid_request"],
    ]) {
      const answer = await lambda.invoke(event);
      const [line, ...others] = embeddedOf(answer);
      assert.deepEqual(others, []);
      assertEmbedded(line);
      assert.deepEqual([line.FunctionName, line.Outcome, line.Executions], ["my-function", outcome, 1]);
      assert.ok(line.timestamp && line.requestId === answer.requestId);
      if (outcome === "invalid_request") {
        // It has no duration: a 0 would make the average of executions smaller.
        assert.equal(line.Duration ?? line.CpuTime ?? line.PeakMemory ?? line.Fetches ?? line.FetchesRefused, undefined);
        continue;
      }
      const { Duration, CpuTime, PeakMemory, Fetches, FetchesRefused } = line;
      assert.deepEqual([Fetches, FetchesRefused], [0, 0]);
      const { usage } = event.requestContext ? JSON.parse(answer.payload.body) : answer.payload;
      assert.deepEqual([Duration, CpuTime, PeakMemory], [usage.wallTimeMs, usage.cpuTimeMs, usage.peakMemoryBytes]);
      const units = Object.fromEntries(line._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name, Unit }) => [Name, Unit])));
      assert.deepEqual(units, {
        Duration: "Milliseconds", CpuTime: "Milliseconds", PeakMemory: "Bytes", Fetches: "Count", FetchesRefused: "Count", Executions: "Count",
      });
      const dimensions = line._aws.CloudWatchMetrics.map(({ Dimensions }) => Dimensions);
      assert.deepEqual(dimensions, [[["FunctionName"]], [["FunctionName", "Outcome"]]]);
    }
    assert.deepEqual(embeddedOf(await lambda.invoke({ doctor: true })), []);
  });

  it("count fetches", async t => {
    const { origin, env } = await startOrigin(t);
    const lambda = await startBootstrap(t, { env });
    const code = `for (const i of [1, 2, 3]) await fetch("${origin}/" + i); await fetch("http://127.0.0.1:1/").catch(() => {}); "done"`;
    const answer = await lambda.invoke({ code, allowedDomains: [origin] });
    assert.equal(answer.payload.result, "done", answer.text);
    const [line] = embeddedOf(answer);
    assert.deepEqual([line.Fetches, line.FetchesRefused], [3, 1]);
  });

  it("have the level that is configured, so that Lambda's filter lets them pass", async t => {
    for (const logLevel of ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]) {
      const lambda = await startBootstrap(t, { logLevel });
      const [line] = embeddedOf(await lambda.invoke({ code: "1" }));
      assert.equal(line.level, logLevel);
      assertEmbedded(line);
    }
  });
});

describe("the level", () => {
  const messagesOf = async (t, logLevel) => {
    const lambda = await startBootstrap(t, { logLevel, env: logLevel === undefined ? { AWS_LAMBDA_LOG_LEVEL: undefined } : {} });
    const { log } = await lambda.invoke(refusedFetch(1));
    const known = lines => lines.map(line => line.json).map(line => (line._aws ? "metrics" : line.message));
    return { start: known(lambda.log.slice(0, -log.length || undefined)), call: known(log) };
  };
  const all = { start: ["ready"], call: ["fetch", "execution", "metrics"] };

  it("decides which lines are written, in any case", async t => {
    for (const level of ["TRACE", "DEBUG", "INFO", "info", "Info", "trace"]) assert.deepEqual(await messagesOf(t, level), all, level);
    for (const level of ["WARN", "warn"]) assert.deepEqual((await messagesOf(t, level)).call, ["fetch", "metrics"], level);
    for (const level of ["ERROR", "FATAL", "fatal"]) assert.deepEqual(await messagesOf(t, level), { start: [], call: ["metrics"] }, level);
  });

  it("is INFO where there is none, and where there is no such level, which is told", async t => {
    for (const level of [undefined, ""]) assert.deepEqual(await messagesOf(t, level), all, level);
    const lambda = await startBootstrap(t, { logLevel: "verbose" });
    const notice = lambda.log[0].json;
    assertLine(notice, "WARN");
    assert.match(lambda.log[0].text, /AWS_LAMBDA_LOG_LEVEL/);
    assert.equal(lambda.log[1].json.message, "ready");
    assert.equal(lambda.log.length, 2);
  });

  it("lets errors of ours through at ERROR", async t => {
    const lambda = await startBootstrap(t, { logLevel: "ERROR" });
    const pending = lambda.invoke({ code: "for (;;);", timeoutMs: 20000 });
    process.kill((await busyCell(lambda)).pid, "SIGKILL");
    const answer = await pending;
    const line = lineOf(answer, "execution");
    assertLine(line, "ERROR");
    assert.deepEqual([line.outcome, line.kind], ["internal", "internal"]);
    assert.equal(embeddedOutcome(answer), "internal");
  });
});

const embeddedOutcome = ({ log }) => log.map(line => line.json).find(line => line._aws).Outcome;

describe("nothing of the caller's", () => {
  const marker = name => `${name}-${randomBytes(12).toString("hex")}`;

  it("is ever in a line: no code, input, result, console, error, header, path, query or body", async t => {
    const names = ["code", "input", "key", "result", "console", "error", "syntax", "field", "bearer", "path", "query", "body", "answer", "stack", "host", "header", "domain"];
    const m = Object.fromEntries(names.map(name => [name, marker(name)]));
    const { origin, env } = await startOrigin(t, (request, response) => response.end(m.answer));
    const lambda = await startBootstrap(t, { logLevel: "TRACE", env });
    const fetching = `await (await fetch("${origin}/${m.path}?${m.query}", { method: "POST", headers: { authorization: "Bearer ${m.bearer}", "x-${m.header}": "1" }, body: "${m.body}" })).text()`;
    const programs = [
      { code: `/* ${m.code} */ console.log("${m.console}"); "${m.result}"`, input: { [m.key]: m.input } },
      { code: `throw new Error("${m.error}")` },
      { code: `function ${m.stack.replace("-", "_")}() { null.x } ${m.stack.replace("-", "_")}()` },
      { code: `let ${m.syntax} = = 1` },
      { code: `console.error("${m.console}"); Promise.reject("${m.error}"); setTimeout(() => {}, 10)` },
      { code: `"${m.code}"; for (;;);`, timeoutMs: 50 },
      { code: `console.log("${m.console}"); const a = ["${m.result}"]; for (;;) a.push(new Array(1e4).fill(1))` },
      { code: `console.log("${m.console}"); "${m.result}".repeat(300000)`, memoryLimitBytes: 52428800 },
      { code: "1", [m.field]: 1 },
      { code: "1", timeoutMs: m.field },
      { code: "1", allowedDomains: [`${m.domain}/`] },
      { code: fetching, allowedDomains: [origin] },
      { code: `await fetch("${origin}/${m.path}?${m.query}", { headers: { authorization: "Bearer ${m.bearer}" } })`, allowedDomains: ["example.com"] },
      { code: `await fetch("http://user:${m.bearer}@127.0.0.1/")` },
      { code: `await fetch("nonsense:${m.path}")`, allowedDomains: [origin] },
    ];
    const events = programs.flatMap(program => {
      const text = JSON.stringify(program);
      const headers = { authorization: `Bearer ${m.bearer}`, cookie: m.header };
      return [program, httpEvent(text, { headers }), restEvent(Buffer.from(text).toString("base64"), { isBase64Encoded: true, headers })];
    });
    events.push(m.input, [m.input], httpEvent(m.body), httpEvent(`{"${m.field}":`), restEvent(m.body, { isBase64Encoded: true }), restEvent(m.body, { method: m.header }));
    for (const event of events) await lambda.invoke(event, { clientContext: { custom: { x: m.header } } });
    await lambda.invoke(undefined, { raw: `{"code": ${m.code}` });
    // A function error has the sandbox's words alone.
    const pending = lambda.invoke({ code: `console.log("${m.console}"); for (;;);`, input: m.input, timeoutMs: 20000 });
    process.kill((await busyCell(lambda)).pid, "SIGKILL");
    const internal = await pending;
    assert.equal(internal.functionError, "Unhandled");
    const text = lambda.log.map(line => line.text).join("\n");
    const secrets = { ...m, ...lambda.canaries };
    for (const [name, secret] of Object.entries(secrets)) assert.ok(!text.includes(secret), `${name} is in the log`);
    for (const [name, secret] of Object.entries(m)) if (name !== "console") assert.ok(!internal.text.includes(secret), `${name} is in the function's error`);
    for (const line of lambda.log) assert.doesNotThrow(() => line.json, line.text);
    assert.equal(linesOf(lambda.log, "execution").length, events.length + 2);
    // And they were there to be leaked.
    assert.ok(lambda.requests.some(request => request.body.includes(m.result)) && lambda.requests.some(request => request.body.includes(m.answer)));
  });

  it("is in a line either when the start fails", async t => {
    const secret = marker("secret");
    const lambda = await startBootstrap(t, { mayFail: true, env: { UNTRUSTED_ALLOW_PORT: "x", SOME_SECRET: secret } });
    assert.equal(lambda.init.ok, false);
    const text = lambda.log.map(line => line.text).join("\n") + JSON.stringify(lambda.init);
    for (const value of [secret, ...Object.values(lambda.canaries)]) assert.ok(!text.includes(value));
  });
});
