// SPDX-License-Identifier: MIT
// The whole template of the stack as it is by default. UPDATE_SNAPSHOT=1 writes it anew; the diff is what is reviewed.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { synthStack } from "./support/synth.mjs";

const file = new URL("snapshots/stack.json", import.meta.url);

it("the stack is the one that was reviewed", () => {
  const template = synthStack().toJSON();
  if (process.env.UPDATE_SNAPSHOT) writeFileSync(file, `${JSON.stringify(template, null, 2)}\n`);
  assert.deepEqual(template, JSON.parse(readFileSync(file, "utf8")));
});
