// SPDX-License-Identifier: MIT
// The files of behaviour/, for whoever runs them: through the command line, or as an AWS Lambda function.
//
// A file is guest code. Its first lines may be directives:
//   // @request {"timeoutMs": 200, "input": {...}}    merged into the request
//   // @expect {"success": false, ...}               a part of the response that has to be there; arrays exactly
// Without @expect the run must succeed with the result "ok". UNTRUSTED_TESTS names a part of the paths to run.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../behaviour");
const only = process.env.UNTRUSTED_TESTS ?? "";

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

/** The files to run: their paths, and their names, which are those below behaviour/. */
export const behaviours = () =>
  filesBelow(root)
    .map(path => ({ path, name: relative(root, path).split(sep).join("/") }))
    .filter(({ name }) => name.includes(only));

/** Runs a file: `run(code, request)` gives the response object, `request` has what is said beside the code. */
export async function checkBehaviour(path, run) {
  const code = readFileSync(path, "utf8");
  const { request, expect = { success: true, result: "ok" } } = directivesOf(code);
  const response = await run(code, request);
  const part = partOf(response, expect);
  assert.deepEqual(part, expect, `${response.error ?? "the response differs"}\n${JSON.stringify(part, null, 2)}`);
}
