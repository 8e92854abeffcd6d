// SPDX-License-Identifier: MIT
// Runs every file of scripts/: code as people write it, against the API of scripts/api.mjs. One file, one test, its name
// is the test's.
//
// input.origin is that API, over HTTP/2 and then HTTP/1.1. Directives as in ../behaviour.test.mjs: `// @request {...}` and
// `// @expect {...}`; without @expect the result must be "ok".
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { makeApi } from "./scripts/api.mjs";
import { friendlyServer } from "./support/friendly.mjs";

const folder = new URL("scripts/", import.meta.url);

function directivesOf(code) {
  const found = {};
  for (const [, name, text] of code.matchAll(/^\/\/ @(request|expect) (.*)$/gm)) found[name] = JSON.parse(text);
  return found;
}

/** What of `actual` stands opposite `expected`. */
function partOf(actual, expected) {
  if (typeof expected !== "object" || expected === null || Array.isArray(expected) || typeof actual !== "object" || actual === null)
    return actual;
  return Object.fromEntries(
    Object.keys(expected)
      .filter(key => key in actual)
      .map(key => [key, partOf(actual[key], expected[key])]),
  );
}

export default function (world) {
  const scripts = readdirSync(folder)
    .filter(name => name.endsWith(".js"))
    .sort();

  for (const kind of ["HTTP/2", "HTTP/1.1 over TLS"])
    describe(`a script over ${kind}`, { concurrency: 4 }, () => {
      for (const name of scripts)
        it(name, async () => {
          const code = readFileSync(new URL(name, folder), "utf8");
          const { request = {}, expect = { success: true, result: "ok" } } = directivesOf(code);
          const site = world.site(friendlyServer(kind, world.certificates.good, { handle: makeApi() }));
          const { input, ...rest } = request;
          const answer = await world.run(await world.guarded(), code, {
            domains: [site.host],
            input: { origin: site.secureUrl, ...input },
            ...rest,
          });
          assert.deepEqual(partOf(answer, expect), expect, answer.error ?? JSON.stringify(answer));
        });
    });
}
