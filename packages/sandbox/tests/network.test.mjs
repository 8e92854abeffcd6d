// SPDX-License-Identifier: MIT
// fetch() under attack, and at work, through the real executables; in a network of its own, see
// network/support/namespace.mjs. UNTRUSTED_TESTS names a part of the names of the files to run.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { enter, wasEntered, whyUnavailable } from "./network/support/namespace.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "network");
const only = process.env.UNTRUSTED_TESTS ?? "";

async function runHere() {
  const { makeWorld } = await import("./network/support/world.mjs");
  const files = readdirSync(folder)
    .filter(file => file.endsWith(".mjs") && file.includes(only))
    .sort();
  const suites = await Promise.all(files.map(file => import(join(folder, file))));
  const world = await makeWorld();

  describe("the network", () => {
    after(() => world.close());
    for (const suite of suites) suite.default(world);
    it("has not brought down a server", () => {
      assert.deepEqual(world.died(), []);
    });
    it("was not reached where no test had allowed it", () => {
      assert.deepEqual(world.unwanted(), []);
    });
  });
}

if (wasEntered()) await runHere();
else {
  const why = whyUnavailable();
  if (why) it("the network", { skip: why }, () => {});
  else process.exitCode = await enter(fileURLToPath(import.meta.url));
}
