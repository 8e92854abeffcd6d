// SPDX-License-Identifier: MIT
// From its start to its end: calls that are cancelled, executors that die, and what is left when it has ended.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cellsOf, readProcess, zygotesOf } from "../../sandbox/tests/support/processes.mjs";
import { eventually, sleep } from "../../sandbox/tests/support/programs.mjs";
import { startServer } from "../../sandbox/tests/support/server.mjs";
import { allGone, executorOf, LOCAL, spawnMcp, startMcp } from "./support/mcp.mjs";

const LONG = [...LOCAL, "--timeout", "25s"];
const FOREVER = { code: "for (;;) {}" };

/** The cell that uses the processor, as soon as one does. */
const busyCell = executor => eventually(() => cellsOf(executor).find(({ cpuTicks, state }) => cpuTicks >= 10 && state === "R"), "code runs", 15000);

/** The executor, its zygotes and its cells. */
const familyOf = executor => [readProcess(executor), ...zygotesOf(executor), ...cellsOf(executor)];

/** A server whose code runs on and on: it, and all processes of its executor. */
async function startBusy(t) {
  const mcp = await spawnMcp(t, LONG);
  mcp.send({ id: 2, method: "tools/call", params: { name: "run_javascript", arguments: FOREVER } });
  const executor = await eventually(() => executorOf(mcp.pid), "the executor runs");
  await busyCell(executor.pid);
  return { ...mcp, family: familyOf(executor.pid) };
}

describe("calls", () => {
  it("20 calls at a time all come back right", async t => {
    const { call } = await startMcp(t);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => call({ code: "await new Promise(r => setTimeout(r, 50)); console.log(input); input * 2", input: i })));
    answers.forEach(({ output }, i) => {
      assert.equal(output.result, i * 2);
      assert.deepEqual(output.console, [`[log] ${i}`]);
    });
  });

  it("one that is cancelled is killed, and the others go on", async t => {
    const { call, pid } = await startMcp(t, LONG);
    const abort = new AbortController();
    const cancelled = assert.rejects(call(FOREVER, { signal: abort.signal }), /stopped by the user/);
    const cell = await busyCell(executorOf(pid).pid);
    abort.abort("stopped by the user");
    await cancelled;
    await allGone([cell], 2000);
    assert.equal((await call("6 * 7")).output.result, 42);
  });

  it("those that wait for their turn can be cancelled, too", async t => {
    const { call, pid } = await startMcp(t, LONG);
    const abort = new AbortController();
    const calls = Array.from({ length: 10 }, () => assert.rejects(call(FOREVER, { signal: abort.signal })));
    await busyCell(executorOf(pid).pid);
    abort.abort();
    await Promise.all(calls);
    assert.equal((await call("6 * 7")).output.result, 42);
  });

  it("one whose executor is killed says so, and that it is safe to call again, which works", async t => {
    const { call, pid } = await startMcp(t, LONG);
    const executor = executorOf(pid).pid;
    const running = call(FOREVER);
    await busyCell(executor);
    process.kill(executor, "SIGKILL");
    const { isError, output, text } = await running;
    assert.equal(isError, true);
    assert.deepEqual([output.error.kind, output.error.name, output.error.mayHaveRun], ["executor", "ConnectionError", true]);
    assert.match(text, /broke off[^]*The code may have run\. Without network it has no effects: it is safe to call again\./);
    assert.equal((await call("6 * 7")).output.result, 42);
    assert.notEqual(executorOf(pid).pid, executor);
  });

  it("with a network it says that requests may be sent twice", async t => {
    const { call, pid } = await startMcp(t, [...LONG, "--allow", "example.com"]);
    const running = call(FOREVER);
    const executor = executorOf(pid).pid;
    await busyCell(executor);
    process.kill(executor, "SIGKILL");
    assert.match((await running).text, /Call again only if these may be sent twice\./);
  });

  it("a server that is busy, and one that is gone, are told with what to do", async t => {
    const server = await startServer(t, ["--concurrency", "1", "--queue", "0"]);
    const { call } = await startMcp(t, ["--endpoint", server.address, "--timeout", "10s"]);
    const first = call("await new Promise(r => setTimeout(r, 1500)); 1");
    await eventually(async () => (await server.health()).running === 1, "the first one runs");
    const busy = await call("2");
    assert.equal(busy.isError, true);
    assert.equal(busy.output.error.name, "ThrottledError");
    assert.equal(busy.output.error.mayHaveRun, false);
    assert.match(busy.text, /is busy[^]*it is safe to call again/);
    assert.equal((await first).output.result, 1);

    await server.stop("SIGKILL");
    // A connection that was kept may take one more call before its end is noticed.
    await eventually(async () => {
      const gone = await call("3");
      assert.equal(gone.output.error.name, "ConnectionError");
      return /no connection to[^]*Nothing was run: it is safe to call again/.test(gone.text);
    }, "it says that there is no connection");
  });
});

describe("its end", () => {
  it("it ends with 0 when its standard input does, and what runs with it", async t => {
    const { child, ended, family, stderr } = await startBusy(t);
    child.stdin.end();
    assert.deepEqual(await ended, { status: 0, signal: null }, stderr());
    await allGone(family, 1000);
  });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    it(`so it does at ${signal}`, async t => {
      const { child, ended, family, stderr } = await startBusy(t);
      child.kill(signal);
      assert.deepEqual(await ended, { status: 0, signal: null }, stderr());
      await allGone(family, 1000);
    });
  }

  it("it ends fast enough for a client that waits two seconds before it kills", async t => {
    const { client, call, pid } = await startMcp(t, LONG);
    const running = assert.rejects(call(FOREVER));
    const family = familyOf(executorOf(pid).pid);
    await busyCell(family[0].pid);
    const start = performance.now();
    await client.close();
    assert.ok(performance.now() - start < 1500);
    await running;
    await allGone(family, 1000);
  });

  it("killed by SIGKILL while code runs it leaves nothing", async t => {
    const { child, ended, family } = await startBusy(t);
    child.kill("SIGKILL");
    assert.deepEqual(await ended, { status: null, signal: "SIGKILL" });
    await allGone(family, 5000);
  });

  it("it ends when nobody reads its answers any more", async t => {
    const { child, ended, send } = await spawnMcp(t);
    child.stdout.destroy();
    child.stderr.destroy();
    for (let i = 0; i < 3; i++) {
      send({ id: 2 + i, method: "tools/list" });
      await sleep(20);
    }
    assert.deepEqual(await ended, { status: 0, signal: null });
  });

  it("a message that is no JSON, or nothing that it knows, does not end it", async t => {
    const { child, send, stdout, stderr } = await spawnMcp(t);
    child.stdin.write("no JSON\n{}\n[]\n");
    send({ id: 7, method: "no/method" });
    send({ id: 8, method: "tools/call", params: { name: "run_javascript", arguments: { code: "6 * 7" } } });
    await eventually(() => stdout().includes('"id":8'), "it answers");
    const answers = stdout().trimEnd().split("\n").map(line => JSON.parse(line));
    assert.equal(answers.find(({ id }) => id === 7).error.code, -32601);
    assert.equal(answers.find(({ id }) => id === 8).result.content[0].text, "42");
    assert.match(stderr(), /not valid JSON/);
  });

  it("a message that never ends is given up", async t => {
    const { child, ended, stderr } = await spawnMcp(t);
    const chunk = Buffer.alloc(4 << 20, "x");
    for (let i = 0; i < 12 && child.exitCode === null; i++)
      await new Promise(resolve => child.stdin.write(chunk, resolve));
    assert.deepEqual(await ended, { status: 0, signal: null });
    assert.match(stderr(), /maximum size/);
  });
});
