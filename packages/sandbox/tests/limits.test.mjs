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

/** Runs code and gives the response object. */
function run(code, ...flags) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, ["run", "--json", ...flags, "-"], { stdio: "pipe" });
    const output = [];
    child.stdout.on("data", chunk => output.push(chunk));
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

describe("a native loop ends soon after the limit, and its console is kept", { concurrency: CONCURRENCY }, () => {
  for (const name of readdirSync(root).filter(file => file.startsWith("native-loop-") && file.includes(only)).sort()) {
    it(name, async () => {
      const code = readFileSync(join(root, name), "utf8");
      const { timeoutMs, memoryLimitBytes } = JSON.parse(/^\/\/ @request (.*)$/m.exec(code)[1]);
      const response = await run(code, "--timeout", `${timeoutMs}ms`, "--memory", `${memoryLimitBytes}`);
      assert.equal(response.error, "Execution timeout exceeded");
      assert.equal(response.consoleOutput[0], "[log] start");
      assert.ok(response.usage.wallTimeMs >= timeoutMs, `it ended early, after ${response.usage.wallTimeMs} ms`);
      assert.ok(response.usage.wallTimeMs <= timeoutMs + LATE_MS, `it ended after ${response.usage.wallTimeMs} ms`);
    });
  }
});

describe("limits that need more text than a file of behaviour/ should have", () => {
  const isMemory = response => {
    assert.equal(response.error, "Memory limit exceeded");
    assert.equal(response.errorDetails.kind, "memory");
  };

  it("an input that is larger than the memory limit", async () => {
    const input = JSON.stringify(Array.from({ length: 20000 }, (_, i) => ({ id: i, name: `name ${i}`, tags: [i] })));
    const flags = ["--input-file", "/dev/fd/0"];
    // The code is given by -e here: standard input carries the input.
    const response = await new Promise((resolve, reject) => {
      const child = spawn(executable, ["run", "--json", "--memory", "200000", ...flags, "-e", "input.length"], { stdio: "pipe" });
      let text = "";
      child.stdout.on("data", chunk => { text += chunk; });
      child.on("error", reject);
      child.on("close", () => resolve(JSON.parse(text)));
      child.stdin.end(input);
    });
    isMemory(response);
  });

  it("a program that is larger than the memory limit when compiled", async () => {
    isMemory(await run(`if (0) { ${"f(1, 2, 3);\n".repeat(80000)} }\n1`, "--memory", "1MB"));
  });

  it("the same program as the body of a function", async () => {
    isMemory(await run(`if (0) { ${"f(1, 2, 3);\n".repeat(80000)} }\nreturn 1`, "--memory", "1MB"));
  });

  it("a program of very many variables ends in time", async () => {
    const response = await run(Array.from({ length: 100000 }, (_, i) => `var v${i};`).join(""), "--timeout", "300ms", "--memory", "50MiB");
    assert.ok(response.usage.wallTimeMs <= 300 + LATE_MS, `it ended after ${response.usage.wallTimeMs} ms`);
    if (!response.success) assert.equal(response.error, "Execution timeout exceeded");
  });

  it("a program that is nested too deeply for the parser", async () => {
    const response = await run("[".repeat(300000));
    assert.equal(response.success, false);
    assert.equal(response.errorDetails.kind, "stack");
  });
});
