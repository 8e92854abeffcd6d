// SPDX-License-Identifier: MIT
// Runs every file of behaviour/ through the real executable: one file, one test, its path is its name.
//
// A file is guest code. Its first lines may be directives:
//   // @request {"timeoutMs": 200, "input": {...}}    merged into the request
//   // @expect {"success": false, ...}               a part of the response that has to be there; arrays exactly
// Without @expect the run must succeed with the result "ok". UNTRUSTED_BIN names the executable
// (default: bin/untrusted of this repository), UNTRUSTED_TESTS a part of the paths to run.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "behaviour");
const executable = process.env.UNTRUSTED_BIN ?? join(here, "../../../bin/untrusted");
const only = process.env.UNTRUSTED_TESTS ?? "";
const CONCURRENCY = 4;

/** All .js files below a folder, sorted. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.name.endsWith(".js") ? [path] : [];
    });
}

/** The directives among the comments at the top of a file. */
function directivesOf(code) {
  const found = {};
  for (const line of code.split("\n")) {
    if (!line.startsWith("//")) break;
    const match = /^\/\/ @(\w+) (.*)$/.exec(line);
    if (!match) continue;
    assert.ok(["request", "expect"].includes(match[1]), `unknown directive @${match[1]}`);
    found[match[1]] = JSON.parse(match[2]);
  }
  return found;
}

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

/** What of `actual` stands opposite `expected`: objects by their expected members, arrays and the rest whole. */
function partOf(actual, expected) {
  const isObject = value => typeof value === "object" && value !== null && !Array.isArray(value);
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return actual.map((item, i) => (i < expected.length ? partOf(item, expected[i]) : item));
  }
  if (!isObject(expected) || !isObject(actual)) return actual;
  return Object.fromEntries(
    Object.keys(expected).filter(key => key in actual).map(key => [key, partOf(actual[key], expected[key])]));
}

async function check(path) {
  const code = readFileSync(path, "utf8");
  const { request, expect = { success: true, result: "ok" } } = directivesOf(code);
  const response = await run(code, request);
  const part = partOf(response, expect);
  assert.deepEqual(part, expect, `${response.error ?? "the response differs"}\n${JSON.stringify(part, null, 2)}`);
}

/** With the sanitizers the guest is native: its frames are larger, it has Atomics, and how deep it nests proves nothing. */
const ONLY_OF_WHAT_SHIPS = /^limits\/stack-|^isolation\/(nothing-of-the-host|the-globals)/;
const skip = name => process.env.UNTRUSTED_SANITIZE && ONLY_OF_WHAT_SHIPS.test(name) && "only of the guest that ships";

describe("behaviour", { concurrency: CONCURRENCY }, () => {
  for (const path of filesBelow(root)) {
    const name = relative(root, path).split(sep).join("/");
    if (name.includes(only)) it(name, { skip: skip(name) || false }, () => check(path));
  }
});
