// SPDX-License-Identifier: MIT
// Runs every program of programs/ through the real executable and through this Node, and compares what they
// give: the result as JSON and the lines of the console. What Node gives is the truth; no value is frozen here.
//
// A program is a script whose completion value is the result, or has a top-level `return`. One with a top-level
// `await` and no `return` has its value on its last line, since Node knows no such form: it is given to Node
// with a `return` before that line. UNTRUSTED_BIN names the executable (default: bin/untrusted of this
// repository), UNTRUSTED_TESTS a part of the names to run.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "programs");
const executable = process.env.UNTRUSTED_BIN ?? join(here, "../../../bin/untrusted");
const only = process.env.UNTRUSTED_TESTS ?? "";
const CONCURRENCY = 2;

/** Runs in a Node of its own: reads a program from standard input, prints its result and console as JSON. */
function reference() {
  const { readFileSync: read } = require("node:fs");
  const { Console } = require("node:console");
  const { Writable } = require("node:stream");
  const vm = require("node:vm");
  const code = read(0, "utf8");
  const lines = [];
  let written = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const real = new Console({ stdout: sink, stderr: sink, colorMode: false });
  const levels = {
    log: "log", info: "info", warn: "warn", error: "error", debug: "debug", dir: "log", table: "log",
    count: "log", countReset: "log", group: "log", groupEnd: "log", assert: "error",
  };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...args) => {
      written = "";
      real[method](...args);
      if (written !== "") lines.push(`[${level}] ${written.replace(/\n$/, "")}`);
    };
  }
  const start = async () => {
    const AsyncFunction = (async () => {}).constructor;
    let script;
    try {
      script = new vm.Script(code, { filename: "code.js" });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (script) return script.runInThisContext();
    if (/^return\b/m.test(code)) return AsyncFunction(code)();
    const body = code.trimEnd().split("\n");
    body.push(`return ${body.pop()}`);
    return AsyncFunction(body.join("\n"))();
  };
  const report = value => process.stdout.write(JSON.stringify({ result: value, console: lines }), () => process.exit(0));
  setInterval(() => {}, 1e6); // Node would not wait for AbortSignal.timeout()
  start().then(report);
}

/** Starts a program, gives it the text, and returns all that it printed. */
function outputOf(command, args, text) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "pipe", env: { ...process.env, TZ: "UTC", NODE_OPTIONS: "" } });
    const output = [];
    const errors = [];
    child.stdout.on("data", chunk => output.push(chunk));
    child.stderr.on("data", chunk => errors.push(chunk));
    child.on("error", reject);
    child.on("close", () => {
      resolve({ text: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() });
    });
    child.stdin.on("error", () => {}); // it may exit before it has read everything
    child.stdin.end(text);
  });
}

async function jsonOf(command, args, text) {
  const output = await outputOf(command, args, text);
  try {
    return JSON.parse(output.text);
  } catch {
    throw new Error(`${command} gave no JSON: ${output.text}${output.errors}`);
  }
}

const runHere = (code, ...flags) => jsonOf(executable, ["run", "--json", ...flags, "-"], code);
const runInNode = code => jsonOf(process.execPath, ["-e", `(${reference})()`], code);

const OLD_NODE = Number.parseInt(process.versions.node, 10) < 20;
/** A global, and the alignment of tables, that Node 18 does not have. */
const NEW_IN_NODE_20 = /console\.table|CustomEvent/;

describe("programs give what Node gives", { concurrency: CONCURRENCY }, () => {
  for (const name of readdirSync(root).filter(file => file.endsWith(".js") && file.includes(only)).sort()) {
    it(name, async t => {
      const code = readFileSync(join(root, name), "utf8");
      if (OLD_NODE && NEW_IN_NODE_20.test(code)) return t.skip("what it compares with came with Node 20");
      if (process.env.UNTRUSTED_SANITIZE && name === "number-formatting.js")
        return t.skip("the native guest has another C library's logarithms");
      const [ours, nodes] = await Promise.all([runHere(code), runInNode(code)]);
      assert.equal(ours.error, undefined, JSON.stringify(ours.errorDetails));
      assert.deepEqual(ours.result, nodes.result);
      assert.deepEqual(ours.consoleOutput, nodes.console);
      assert.ok("result" in nodes || nodes.console.length > 0, "a program that shows nothing proves nothing");
    });
  }
});

describe("executions do not see each other", () => {
  const twice = async code => [await runHere(code), await runHere(code)];

  it("random numbers differ", async () => {
    const [first, second] = await twice(`
      [Math.random(), Math.random(), crypto.randomUUID(), String(crypto.getRandomValues(new Uint8Array(16)))]`);
    assert.ok(first.success && second.success);
    for (const [i, value] of first.result.entries()) assert.notEqual(value, second.result[i]);
  });

  it("what one has changed is not changed in the next", async () => {
    const [first, second] = await twice(`
      const before = [typeof leak, [].leak, typeof Array.prototype.map, JSON.stringify([1]), Object.keys(globalThis).includes("leak"),
        setTimeout(() => {}, 1e6), typeof console.log, Symbol.for("leak").description, RegExp.$1];
      globalThis.leak = 1;
      Object.prototype.leak = Array.prototype.leak = 1;
      delete Array.prototype.map;
      JSON.stringify = () => "broken";
      console.log = null;
      "leaked".replace(/(leak)/, "");
      return before;`);
    assert.deepEqual(first.result, ["undefined", null, "function", "[1]", false, first.result[5], "function", "leak", first.result[8]]);
    assert.deepEqual(second.result, first.result);
  });

  it("counters and timers of the console start anew", async () => {
    const [first, second] = await twice(`console.count(); console.count("a"); console.group(); console.log("in"); return "ok"`);
    assert.deepEqual(second.consoleOutput, first.consoleOutput);
    assert.deepEqual(second.consoleOutput.slice(0, 2), ["[log] default: 1", "[log] a: 1"]);
  });
});

describe("the code's size is limited", () => {
  const LIMIT = 1024 * 1024;
  const codeOf = bytes => `"ok" //${"x".repeat(bytes - 7)}`;

  it("a program of 1 MiB runs", async () => {
    const response = await runHere(codeOf(LIMIT), "--memory", "50MiB");
    assert.equal(response.result, "ok", response.error);
  });

  it("one byte more is refused and nothing runs", async () => {
    const { text, errors } = await outputOf(executable, ["run", "--json", "-"], codeOf(LIMIT + 1));
    assert.equal(text, "");
    assert.match(errors, /larger than 1048576 bytes/);
  });
});
