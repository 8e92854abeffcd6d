// SPDX-License-Identifier: MIT
// What only the executor of this machine has: its process comes and goes, and calls wait for their turn here.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { Executor } from "@untrusted-code/sandbox";
import { UntrustedCode } from "@untrusted-code/sdk";
import { measureLocal } from "../bench/local.mjs";
import {
  cellsOf,
  eventually,
  execute,
  LOCAL,
  readProcess,
  root,
  sleep,
  temporaryFolder,
  untrusted,
} from "./support/ways.mjs";

const LOOP = "for (;;);";
const busyCells = pid => cellsOf(pid).filter(({ cpuTicks, state }) => cpuTicks >= 10 && state === "R");

/** Runs a module of its own to its end: { status, stdout, stderr, ms }. It has `Executor` and `UntrustedCode`. */
function runElsewhere(script, { args = [], ...options } = {}) {
  const prelude = `
    import { Executor } from "@untrusted-code/sandbox";
    import { UntrustedCode } from "@untrusted-code/sdk";
    const executor = () => new Executor({ executable: ${JSON.stringify(untrusted)} });
  `;
  return execute(process.execPath, [...args, "--input-type=module", "-e", prelude + script], {
    cwd: join(root, "packages/sdk"),
    ...options,
  });
}

/** A module for --import, which runs before all others. */
function preload(t, script) {
  const file = join(temporaryFolder(t), "preload.mjs");
  writeFileSync(file, script);
  return ["--import", pathToFileURL(file).href];
}

describe("an executor of this machine", () => {
  it("answers a thousand calls at a time, each with its own", async t => {
    const { client } = await LOCAL.start(t);
    const lines = Array.from({ length: 1000 }, () => []);
    const code = "console.log('line ' + input); await new Promise(done => setTimeout(done, input % 3)); input * 2";
    const responses = await Promise.all(
      lines.map((own, input) => client.run({ code, input, onConsole: ({ message }) => own.push(message) })),
    );
    for (const [i, { result }] of responses.entries()) {
      assert.equal(result, i * 2);
      assert.deepEqual(lines[i], [`line ${i}`]);
    }
    assert.equal(new Set(responses.map(({ requestId }) => requestId)).size, 1000);
  });

  it("that is killed takes along what runs, and what waits is done by the next one", async t => {
    const { client, pid } = await LOCAL.start(t, { concurrency: 2 });
    await client.run({ code: "1" });
    const first = pid();
    const running = [1, 2].map(() => client.run({ code: LOOP, timeoutMs: 20000 }).catch(error => error));
    const waiting = Array.from({ length: 20 }, (_, input) => client.run({ code: "input", input }));
    await eventually(() => busyCells(first).length === 2, "both run");
    process.kill(first, "SIGKILL");
    for (const error of await Promise.all(running)) {
      assert.equal(error.name, "ConnectionError", error);
      assert.equal(error.mayHaveRun, true);
      assert.match(
        error.message,
        /^the executor of this machine broke off before its answer was complete: .*; if its process has ended, the next call starts a new one$/,
      );
    }
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ result }) => result),
      Array.from(waiting, (_, i) => i),
    );
    assert.notEqual(pid(), first);
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
  });

  it("that is killed between two calls is replaced, however often", async t => {
    const { client, pid } = await LOCAL.start(t, { concurrency: 2 });
    for (let i = 0; i < 10; i++) {
      assert.equal((await client.run({ code: "input", input: i })).result, i);
      const killed = pid();
      process.kill(killed, "SIGKILL");
      await eventually(() => !readProcess(killed) || readProcess(killed).state === "Z", "it has died");
    }
  });

  it("kills the code of a call that is aborted", async t => {
    const { client, pid } = await LOCAL.start(t, { concurrency: 1 });
    await client.run({ code: "1" });
    for (let i = 0; i < 5; i++) {
      const controller = new AbortController();
      const pending = assert.rejects(
        client.run({ code: LOOP, timeoutMs: 20000, signal: controller.signal, ...(i % 2 && { onConsole() {} }) }),
        {
          name: "AbortedError",
          mayHaveRun: true,
        },
      );
      const [cell] = await eventually(() => busyCells(pid()).length > 0 && busyCells(pid()), "it runs");
      controller.abort();
      await pending;
      await eventually(() => readProcess(cell.pid) === undefined, "the cell is gone", 500);
    }
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
  });

  it("has not seen a call that is aborted while it waits for its turn", async t => {
    const { client, pid } = await LOCAL.start(t, { concurrency: 1 });
    await client.run({ code: "1" });
    const running = client.run({ code: "await new Promise(done => setTimeout(done, 500)); 'done'" });
    const controller = new AbortController();
    const cause = new Error("no longer");
    const waiting = Array.from({ length: 50 }, () =>
      client.run({ code: LOOP, signal: controller.signal, timeoutMs: 20000 }),
    );
    await sleep(100);
    controller.abort(cause);
    for (const { reason } of await Promise.allSettled(waiting)) {
      assert.equal(reason?.name, "AbortedError");
      assert.equal(reason.message, "the call was aborted before the request was sent");
      assert.equal(reason.mayHaveRun, false);
      assert.equal(reason.cause, cause);
    }
    assert.equal((await running).result, "done");
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
    assert.deepEqual(busyCells(pid()), []);
  });

  it("does not count the wait for a turn as waiting for the answer", async t => {
    const { client } = await LOCAL.start(t, { concurrency: 1 });
    await client.run({ code: "1" });
    const calls = Array.from({ length: 6 }, () =>
      client.run({ code: "await new Promise(done => setTimeout(done, 150)); 1", callTimeoutMs: 600 }),
    );
    for (const { result } of await Promise.all(calls)) assert.equal(result, 1);
  });

  it("that cannot start says why, and is tried again", async t => {
    const file = join(temporaryFolder(t), "untrusted");
    const executor = new Executor({ executable: file });
    const client = new UntrustedCode({ local: executor });
    t.after(() => client.close());
    const failing = () =>
      client.run({ code: "1" }).then(
        () => assert.fail("it cannot start"),
        error => error,
      );
    const missing = await failing();
    assert.deepEqual([missing.name, missing.code, missing.mayHaveRun], ["ConfigurationError", "configuration", false]);
    assert.match(missing.message, /^the executor does not start: .*no such file/);
    assert.equal(missing.cause.code, "start_failed");
    writeFileSync(file, "#!/bin/sh\necho 'untrusted serve: the kernel refuses it' >&2\nexit 3\n", { mode: 0o755 });
    assert.match((await failing()).message, /ended with exit code 3.*the kernel refuses it/s);
    writeFileSync(file, `#!/bin/sh\nexec '${untrusted}' "$@"\n`, { mode: 0o755 });
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
    await client.close();
    await executor.close();
  });

  it("that its owner has closed says so", async t => {
    const { client, target } = await LOCAL.start(t);
    await client.run({ code: "1" });
    await target.local.close();
    await assert.rejects(client.run({ code: "1" }), {
      name: "ClosedError",
      mayHaveRun: false,
      message: /executor has been closed/,
    });
  });

  it("is shared by clients, none of which closes it", async t => {
    const { client, target, pid } = await LOCAL.start(t);
    const other = new UntrustedCode(target);
    await other.run({ code: "1" });
    const before = pid();
    await other.close();
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
    assert.equal(pid(), before);
  });
});

describe("a program", () => {
  it("that never closes its client ends by itself, and the executor with it", async () => {
    const { status, stdout, stderr, ms } = await runElsewhere(`
      const local = executor();
      const { result } = await new UntrustedCode({ local }).run({ code: "2 + 2" });
      console.log(result, local.pid);
    `);
    assert.equal(status, 0, stderr);
    const [result, pid] = stdout.split(" ").map(Number);
    assert.equal(result, 4);
    assert.ok(ms < 5000, `it took ${ms} ms`);
    await eventually(() => readProcess(pid) === undefined, "the executor has ended");
  });

  it("that waits for a call stays until its answer has come", async () => {
    const { stdout } = await runElsewhere(`
      const client = new UntrustedCode({ local: executor() });
      client.run({ code: "await new Promise(done => setTimeout(done, 700)); 'late'" }).then(({ result }) => console.log(result));
    `);
    assert.equal(stdout, "late\n");
  });

  it("that does not look at its calls' errors hears of those alone", async () => {
    const { stdout, stderr } = await runElsewhere(`
      const unhandled = [];
      process.on("unhandledRejection", error => unhandled.push(error));
      const local = executor();
      const client = new UntrustedCode({ local });
      await client.run({ code: "1" });
      const looping = { code: "for (;;);", timeoutMs: 20000 };
      const outcomes = [
        client.run({ ...looping, signal: AbortSignal.timeout(100) }),
        client.run({ ...looping, callTimeoutMs: 150 }),
        client.run({ code: "console.log(1); for (;;);", timeoutMs: 20000, onConsole() { throw new Error("no"); } }),
        client.run({ code: "1", parse() { throw new Error("no"); } }),
        client.run({ code: 5 }),
        ...Array.from({ length: 20 }, () => client.run({ ...looping, signal: AbortSignal.timeout(50) })),
      ].map(call => call.then(() => "a response", error => error.name));
      console.log((await Promise.all(outcomes)).includes("a response"));
      const killed = client.run(looping).catch(error => error.name);
      setTimeout(() => process.kill(local.pid, "SIGKILL"), 200);
      console.log(await killed);
      await client.close();
      await local.close();
      await new Promise(done => setTimeout(done, 100));
      console.log(unhandled.length);
    `);
    assert.equal(stdout, "false\nConnectionError\n0\n", stderr);
  });
});

describe("running code on this machine", () => {
  const RUN = `
    const client = new UntrustedCode({ local: true });
    for (let i = 0; i < 2; i++)
      await client.run({ code: "1" }).then(console.log, ({ name, message, mayHaveRun }) => console.log(JSON.stringify({ name, message, mayHaveRun })));
    await client.close();`;

  it("is refused on a platform for which there is no executable, with what works there", async t => {
    const doctored = preload(
      t,
      `Object.defineProperty(process, "platform", { value: "darwin" });
      Object.defineProperty(process, "arch", { value: "arm64" });`,
    );
    const { stdout, stderr } = await runElsewhere(RUN, { args: doctored });
    const outcomes = stdout
      .trim()
      .split("\n")
      .map(line => JSON.parse(line));
    assert.equal(outcomes.length, 2, stderr);
    for (const { name, message, mayHaveRun } of outcomes) {
      assert.equal(name, "ConfigurationError");
      assert.equal(mayHaveRun, false);
      for (const part of [/darwin-arm64/, /linux-x64 and linux-arm64/, /functionName/, /endpoint/])
        assert.match(message, part);
    }
  });

  it("says what to install where the executables are not", async t => {
    // As where they were left out: their packages cannot be found, wherever this runs.
    const doctored = preload(
      t,
      `import Module from "node:module";
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (request, ...rest) {
        if (/sandbox-linux-/.test(request)) throw Object.assign(new Error("Cannot find module " + request), { code: "MODULE_NOT_FOUND" });
        return resolve.call(this, request, ...rest);
      };`,
    );
    const { stdout, stderr } = await runElsewhere(RUN, { args: doctored });
    const { name, message } = JSON.parse(stdout.split("\n")[0] || JSON.stringify({ message: stderr }));
    assert.equal(name, "ConfigurationError", message);
    assert.match(
      message,
      /@untrusted-code\/sandbox-linux-(x64|arm64), which has the executables for this machine, is not installed.*npm install/s,
    );
  });

  it("says what to install where the package itself is not", async t => {
    const doctored = preload(
      t,
      `import { register } from "node:module";
      register("data:text/javascript," + encodeURIComponent(\`export async function resolve(specifier, context, next) {
        if (specifier === "@untrusted-code/sandbox" && /sdk.dist/.test(context.parentURL))
          throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
        return next(specifier, context);
      }\`));`,
    );
    const { stdout, stderr } = await runElsewhere(RUN, { args: ["--no-warnings", ...doctored] });
    assert.deepEqual(JSON.parse(stdout.split("\n")[0] || JSON.stringify(stderr)), {
      name: "ConfigurationError",
      message:
        "running code on this machine needs the package @untrusted-code/sandbox: npm install @untrusted-code/sandbox",
      mayHaveRun: false,
    });
  });
});

describe("thousands of calls", () => {
  it("cost little more than the bare socket", async () => {
    const { local, bare } = await measureLocal({ untrusted, blocks: 6, calls: 150 });
    const difference = Math.min(...local) - Math.min(...bare);
    assert.ok(difference < 1, `the client adds ${difference.toFixed(3)} ms to a call`);
  });

  it("leave no memory, files or listeners behind", { timeout: 240000 }, async () => {
    const { stdout, stderr, status } = await runElsewhere(
      `import { readdirSync, readFileSync } from "node:fs";
      import { getEventListeners } from "node:events";
      const local = executor();
      const client = new UntrustedCode({ local });
      const { signal } = new AbortController();
      const runMany = async count => {
        for (let i = 0; i < count; i += 100)
          await Promise.all(Array.from({ length: 100 }, () =>
            client.run({ code: "console.log(input.length); input", input: "x".repeat(2000), signal, onConsole() {} })));
        // What a collection finds to be finished goes with a later one.
        for (let i = 0; i < 3; i++) {
          await new Promise(done => setTimeout(done, 50));
          gc();
        }
        const { heapUsed, external } = process.memoryUsage();
        const executorKib = Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync("/proc/" + local.pid + "/status", "utf8"))[1]);
        return { bytes: heapUsed + external, executorKib, files: readdirSync("/proc/self/fd").length };
      };
      await runMany(4000);
      const before = await runMany(1000);
      const after = await runMany(15000);
      console.log(JSON.stringify({ before, after, listeners: getEventListeners(signal, "abort").length }));
      await client.close();
      await local.close();`,
      { args: ["--expose-gc"] },
    );
    assert.equal(status, 0, stderr);
    const { before, after, listeners } = JSON.parse(stdout);
    const grown = after.bytes - before.bytes;
    assert.ok(grown < 1e6, `15,000 calls left ${grown} bytes`);
    assert.ok(
      after.executorKib < before.executorKib + 2048,
      `of the executor's memory ${before.executorKib} KiB were there, and ${after.executorKib} are`,
    );
    assert.ok(after.files <= before.files + 2, `${before.files} files were open, and ${after.files} are`);
    assert.equal(listeners, 0);
  });
});
