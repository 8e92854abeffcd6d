// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitLines } from "../../dist/lines.js";

function linesOf(...pieces) {
  const lines = [];
  const take = splitLines(line => lines.push(line));
  for (const piece of pieces) take(piece);
  return lines;
}

describe("lines", () => {
  it("are the same however the text was cut", () => {
    const text = "first\n\nthird line\nlast\n";
    const whole = linesOf(text);
    assert.deepEqual(whole, ["first", "", "third line", "last"]);
    for (let i = 0; i <= text.length; i++) assert.deepEqual(linesOf(text.slice(0, i), text.slice(i)), whole);
    assert.deepEqual(linesOf(...text), whole);
  });

  it("without an end are not kept whole", () => {
    const lines = linesOf("before\n", ...Array.from({ length: 100 }, () => "x".repeat(10000)), "\nafter\n");
    assert.equal(lines.join("").length, "before".length + 1000000 + "after".length);
    assert.ok(lines.every(line => line.length <= 80000), `${lines.map(line => line.length)}`);
    assert.deepEqual([lines[0], lines.at(-1)], ["before", "after"]);
  });
});
