// SPDX-License-Identifier: MIT
// What behaviour.test.mjs cannot say of limits: how late a timeout may come, and what is too large for a file.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "behaviour/limits");
const executable = process.env.UNTRUSTED_BIN ?? join(here, "../../../bin/untrusted");
const only = process.env.UNTRUSTED_TESTS ?? "";
/** All of them use a whole processor. */
const CONCURRENCY = 2;
/** How late the end of a native loop may be, in milliseconds. */
const LATE_MS = 100;
/** A machine that is busy with something else may be late by chance, but not so many times. */
const TRIES = 3;

/** Runs code and gives the response object. */
function run(code, ...flags) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, ["run", "--json", ...flags, "-"], { stdio: "pipe" });
    const output = [];
    child.stdout.on("data", chunk => output.push(chunk));
    child.stderr.resume();
    child.on("error", reject);
    child.on("close", () => {
      try {
        resolve(JSON.parse(Buffer.concat(output).toString()));
      } catch (error) {
        reject(error);
      }
    });
    child.stdin.on("error", () => {}); // it may exit before it has read everything
    child.stdin.end(code);
  });
}

/** Runs code that ends at the timeout or before; the first response that was in time. */
async function runInTime(code, timeoutMs, ...flags) {
  for (let tries = 1; ; tries++) {
    const response = await run(code, "--timeout", `${timeoutMs}ms`, ...flags);
    const lateMs = response.usage.wallTimeMs - timeoutMs;
    if (lateMs <= LATE_MS) return response;
    assert.ok(tries < TRIES, `it ended ${lateMs} ms late, and more than ${LATE_MS} ms each time before`);
  }
}

describe("a native loop ends soon after the limit, and its console is kept", { concurrency: CONCURRENCY }, () => {
  for (const name of readdirSync(root).filter(file => file.startsWith("native-loop-") && file.includes(only)).sort()) {
    it(name, async () => {
      const code = readFileSync(join(root, name), "utf8");
      const { timeoutMs, memoryLimitBytes } = JSON.parse(/^\/\/ @request (.*)$/m.exec(code)[1]);
      const response = await runInTime(code, timeoutMs, "--memory", `${memoryLimitBytes}`);
      assert.equal(response.error, "Execution timeout exceeded");
      assert.equal(response.consoleOutput[0], "[log] start");
      assert.ok(response.usage.wallTimeMs >= timeoutMs, `it ended early, after ${response.usage.wallTimeMs} ms`);
    });
  }
});

describe("limits that need more text than a file of behaviour/ should have", () => {
  const isMemory = response => {
    assert.equal(response.error, "Memory limit exceeded");
    assert.equal(response.errorDetails.kind, "memory");
  };

  it("an input that is larger than the memory limit", async () => {
    const input = JSON.stringify(Array.from({ length: 2000 }, (_, i) => ({ id: i, name: `name ${i}`, tags: [i] })));
    isMemory(await run("input.length", "--memory", "200000", "--input", input));
  });

  it("a program that is larger than the memory limit when compiled", async () => {
    isMemory(await run(`if (0) { ${"f(1, 2, 3);\n".repeat(80000)} }\n1`, "--memory", "1MB"));
  });

  it("the same program as the body of a function", async () => {
    isMemory(await run(`if (0) { ${"f(1, 2, 3);\n".repeat(80000)} }\nreturn 1`, "--memory", "1MB"));
  });

  it("a program of very many variables ends in time", async () => {
    const response = await runInTime(Array.from({ length: 80000 }, (_, i) => `var v${i};`).join(""), 300, "--memory", "50MiB");
    if (!response.success) assert.equal(response.error, "Execution timeout exceeded");
  });

  it("a program that is nested too deeply for the parser", async () => {
    const response = await run("[".repeat(300000));
    assert.equal(response.success, false);
    assert.equal(response.errorDetails.kind, "stack");
  });
});

// Where on the heap memory ends is a matter of a few bytes; with 1 limit in 20 or so the engine's note of it was what failed.
it("no rejection is forgotten when memory ends, whatever the limit", async () => {
  const bad = [];
  for (let limit = 5e6; limit < 12e6; limit += 185e3) {
    const response = await run("for (;;) Promise.reject(1)", "--timeout", "2s", "--memory", `${limit}`);
    if (response.errorDetails?.kind !== "memory") bad.push(`${limit}: ${response.error}`);
  }
  assert.deepEqual(bad, []);
});

describe("no program runs half compiled when memory ends in the parser", { concurrency: CONCURRENCY }, () => {
  const statement = "{ const f = ({ a = 1, ...r } = {}, [b] = [2]) => { let c; for (const d of [1, 2]) switch (d) { case 1: c = d; break; default: c += `${d}`; } try { return c; } finally { c = a + b; } };\n"
    + "  class A { #p = 1; static s = [1]; get x() { return this.#p; } *g() { yield* [1]; } }\n  sum += new A().x + f().length; }\n";
  const script = `let sum = 0;\n${statement.repeat(40)}`;
  const forms = {
    "a script": `${script}sum;`,
    "a body": `${script}return sum;`,
    "a script with await": `${script}await sum;`,
    eval: `eval(${JSON.stringify(`${script}sum;`)})`,
    Function: `new Function(${JSON.stringify(`${script}return sum;`)})()`,
  };
  const RESULT = 40 * 3;
  const STEPS = 40;
  for (const [form, code] of Object.entries(forms).filter(([name]) => name.includes(only))) {
    it(form, async () => {
      const whole = await run(code, "--memory", "40MiB");
      assert.equal(whole.result, RESULT, whole.error);
      const bad = [];
      for (let step = 1; step < STEPS; step++) {
        const limit = Math.floor((whole.usage.peakMemoryBytes * step) / STEPS);
        const response = await run(code, "--memory", `${limit}`);
        const isRight = response.success ? response.result === RESULT : response.error === "Memory limit exceeded";
        if (!isRight) bad.push(`${limit} bytes: ${response.errorDetails?.kind ?? "result"}: ${response.error ?? response.result}`);
      }
      assert.deepEqual(bad, []);
    });
  }
});

describe("whoever reads the console cannot hold up the limits", () => {
  it("standard error that nobody reads", async () => {
    const child = spawn(executable, ["run", "--json", "--timeout", "300ms", "-"], { stdio: "pipe" });
    const ended = new Promise(resolve => child.on("exit", (status, signal) => resolve(signal ?? status)));
    child.stdin.end('for (;;) console.log("x".repeat(1000));');
    child.stdout.resume();
    await new Promise(resolve => setTimeout(resolve, process.env.UNTRUSTED_SANITIZE ? 5000 : 1500));
    // The code has been stopped; the console still waits for its reader, and does not stand in the way of a signal.
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
    const killer = setTimeout(() => child.kill("SIGKILL"), 3000);
    child.kill("SIGTERM");
    const signal = await ended;
    clearTimeout(killer);
    assert.equal(children, "", "a sandbox process is still there");
    assert.equal(signal, "SIGTERM", "it had to be killed");
  });
});
