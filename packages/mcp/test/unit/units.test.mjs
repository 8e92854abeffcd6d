// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { it } from "node:test";
import { formatSize, parseDuration, parseSize } from "../../dist/units.js";

it("durations are read exactly", () => {
  const cases = { "5s": 5000, "500ms": 500, "0.5s": 500, "1.001s": 1001, "1m": 60000, "250": 250, "2S": 2000, "1.50s": 1500 };
  for (const [text, ms] of Object.entries(cases)) assert.equal(parseDuration(text), ms, text);
});

it("sizes are read exactly", () => {
  const cases = { "10MB": 10000000, "10MiB": 10485760, "512kb": 512000, "1.5GB": 1500000000, "64KiB": 65536, "7": 7, "7B": 7 };
  for (const [text, bytes] of Object.entries(cases)) assert.equal(parseSize(text), bytes, text);
});

it("what is no duration or size is refused with the reason", () => {
  const durations = {
    "": /is not a number/, s: /is not a number/, "-5s": /is not a number/, "1e3": /unknown unit/, "5 s": /unknown unit/,
    "5x": /unknown unit; use ms, s or m/, "5MB": /unknown unit/, "0s": /more than zero/, "0.0001s": /whole number/,
    "5.": /unknown unit|not a number/, ".5s": /is not a number/, "99999999999999999999s": /too large/,
  };
  for (const [text, message] of Object.entries(durations)) assert.throws(() => parseDuration(text), { message }, text);
  for (const [text, message] of Object.entries({ "5K": /use B, KB/, "5s": /use B, KB/, "0MB": /more than zero/ }))
    assert.throws(() => parseSize(text), { message }, text);
});

it("sizes are told exactly, in the largest unit that they are whole in", () => {
  const cases = { 10485760: "10 MiB", 10000000: "10 MB", 32768: "32 KiB", 1500: "1500 bytes", 2000: "2 KB", 1: "1 bytes" };
  for (const [bytes, text] of Object.entries(cases)) assert.equal(formatSize(Number(bytes)), text);
});
