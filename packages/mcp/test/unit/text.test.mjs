// SPDX-License-Identifier: MIT
// What is shown of results, consoles and source lines.
import assert from "node:assert/strict";
import { it } from "node:test";
import { cutConsole, cutResult, DEPTH_MAX, isTooDeep, startOf } from "../../dist/cut.js";
import { showSource } from "../../dist/source.js";

it("a text is cut between characters, at most at so many bytes", () => {
  for (let bytes = 0; bytes <= 12; bytes++) {
    const start = startOf("aä€😀bc", bytes);
    assert.ok("aä€😀bc".startsWith(start) && Buffer.byteLength(start) <= bytes && !start.includes("\ufffd"), `${bytes}: ${start}`);
    assert.ok(Buffer.byteLength(start) > bytes - 4);
  }
  assert.equal(startOf("\ufeffa", 10), "\ufeffa");
});

it("a result of exactly the bound is whole, and one more byte cuts it", () => {
  assert.deepEqual(cutResult('"abc"', 5), { part: '"abc"' });
  const { part, note } = cutResult('"abcd"', 5);
  assert.equal(part, '"abcd');
  assert.match(note, /first 5 of its 6 bytes.*return less/);
});

it("a result is too deep by its brackets, and not by those in its texts", () => {
  const nested = depth => "[".repeat(depth) + "]".repeat(depth);
  assert.equal(isTooDeep(nested(DEPTH_MAX)), false);
  assert.equal(isTooDeep(nested(DEPTH_MAX + 1)), true);
  assert.equal(isTooDeep('{"a":'.repeat(DEPTH_MAX + 1) + "1" + "}".repeat(DEPTH_MAX + 1)), true);
  assert.equal(isTooDeep(JSON.stringify(["[".repeat(1000), '\\"['.repeat(1000)])), false);
  assert.equal(isTooDeep(JSON.stringify(Array(1000).fill([]))), false);
});

it("a console is cut between lines, and within the first one if that alone is too long", () => {
  const lines = ["[log] a", "[log] b"];
  assert.deepEqual(cutConsole(lines, 16), { part: lines });
  assert.deepEqual(cutConsole(lines, 15).part, ["[log] a"]);
  assert.match(cutConsole(lines, 15).note, /had 2 lines, of which the first 15 bytes.*print less/);
  assert.deepEqual(cutConsole(["[log] abcdef"], 8).part, ["[log] ab"]);
  assert.deepEqual(cutConsole([], 1), { part: [] });
});

it("the caret stands below its character", () => {
  assert.equal(showSource("a\r\nbad here\nc", 2, 5), "    2 | bad here\n            ^");
  assert.equal(showSource("\tx.y", 1, 3), "    1 | \tx.y\n        \t ^");
  assert.equal(showSource("'😀'.x", 1, 5), "    1 | '😀'.x\n           ^");
});

it("of a long line the part around the column is shown", () => {
  const code = `${"a".repeat(1000)}X${"b".repeat(1000)}`;
  const [shown, caret] = showSource(code, 1, 1001).split("\n");
  assert.equal(shown.length, "    1 | ".length + 120);
  assert.equal(shown[caret.indexOf("^")], "X");
});

it("a line that is not there, or empty, is not shown", () => {
  assert.equal(showSource("a\n\nb", 2, 1), "");
  assert.equal(showSource("a", 9, 1), "");
  assert.equal(showSource("a", undefined, undefined), "");
  assert.equal(showSource("a", 1, undefined), "    1 | a");
});
