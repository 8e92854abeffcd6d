// SPDX-License-Identifier: MIT
// Runs every file of behaviour/ through the real executable: one file, one test, its path is its name. What a file is:
// support/behaviour.mjs. UNTRUSTED_BIN names the executable (default: bin/untrusted of this repository),
// UNTRUSTED_TESTS a part of the paths to run.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { behaviours, checkBehaviour } from "./support/behaviour.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const executable = process.env.UNTRUSTED_BIN ?? join(here, "../../../bin/untrusted");
const CONCURRENCY = 4;

/** The flags that stand for the fields of a request. */
function flagsFor(request = {}) {
  const flags = {
    timeoutMs: value => ["--timeout", `${value}ms`],
    memoryLimitBytes: value => ["--memory", `${value}`],
    input: value => ["--input", JSON.stringify(value)],
  };
  return Object.entries(request).flatMap(([name, value]) => {
    assert.ok(flags[name], `@request cannot say ${name}`);
    return flags[name](value);
  });
}

/** Runs code and gives the response object. */
function run(code, request) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, ["run", "--json", ...flagsFor(request), "-"], { stdio: "pipe" });
    const output = [];
    const errors = [];
    child.stdout.on("data", chunk => output.push(chunk));
    child.stderr.on("data", chunk => errors.push(chunk));
    child.on("error", reject);
    child.on("close", (status, signal) => {
      const text = Buffer.concat(output).toString();
      try {
        resolve(JSON.parse(text));
      } catch {
        reject(new Error(`no JSON (${signal ?? status}): ${text}${Buffer.concat(errors)}`));
      }
    });
    child.stdin.on("error", () => {}); // it may exit before it has read everything
    child.stdin.end(code);
  });
}

/** With the sanitizers the guest is native: its frames are larger, it has Atomics, and how deep it nests proves nothing. */
const ONLY_OF_WHAT_SHIPS = /^limits\/stack-|^isolation\/(nothing-of-the-host|the-globals)/;
const skip = name => process.env.UNTRUSTED_SANITIZE && ONLY_OF_WHAT_SHIPS.test(name) && "only of the guest that ships";

describe("behaviour", { concurrency: CONCURRENCY }, () => {
  for (const { path, name } of behaviours()) it(name, { skip: skip(name) || false }, () => checkBehaviour(path, run));
});
