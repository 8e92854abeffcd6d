// SPDX-License-Identifier: MIT
// What is refused before anything is sent, and what is sent. The executor's own words are compared in contract.test.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { InvalidOptionsError, LIMITS, PayloadTooLargeError, runUntrustedCode, UntrustedCode } from "../../dist/index.js";
import { checkRun } from "../../dist/request.js";

const schema = JSON.parse(readFileSync(new URL("../../../../contract/request.schema.json", import.meta.url)));

/** The request that a call makes. */
const requestOf = (options, defaults) => JSON.parse(checkRun(options, defaults).body);

const refuses = (options, message, field) =>
  assert.throws(
    () => checkRun({ code: "1", ...options }),
    error => {
      assert.ok(error instanceof InvalidOptionsError, error.stack);
      assert.equal(error.message, message);
      assert.equal(error.field, field);
      assert.equal(error.mayHaveRun, false);
      return true;
    },
  );

describe("the limits", () => {
  it("are those of the contract", () => {
    const { code, timeoutMs, memoryLimitBytes, allowedDomains } = schema.properties;
    assert.equal(LIMITS.timeoutMs.default, timeoutMs.default);
    assert.match(timeoutMs.description, new RegExp(`above ${LIMITS.timeoutMs.maximum} counts`));
    assert.equal(LIMITS.memoryLimitBytes.default, memoryLimitBytes.default);
    assert.match(memoryLimitBytes.description, new RegExp(`above ${LIMITS.memoryLimitBytes.maximum} `));
    assert.equal(LIMITS.codeBytes, code.maxLength);
    assert.equal(LIMITS.allowedDomains, allowedDomains.maxItems);
    assert.equal(LIMITS.allowedDomainBytes, allowedDomains.items.maxLength);
    assert.match(schema.description, new RegExp(`at most ${LIMITS.requestBytes} bytes`));
  });
});

describe("a request", () => {
  it("has the fields that were given and no other", () => {
    assert.deepEqual(requestOf({ code: "1" }), { code: "1" });
    assert.deepEqual(requestOf({ code: "1", timeoutMs: undefined, input: undefined, tenantId: "t", callTimeoutMs: 5 }), { code: "1" });
    const all = { code: "1", input: { a: [1, null] }, timeoutMs: 7, memoryLimitBytes: 8, allowedDomains: ["a.example"] };
    assert.deepEqual(requestOf(all), all);
  });

  it("has null as an input, which is not the same as none", () => {
    assert.deepEqual(requestOf({ code: "1", input: null }), { code: "1", input: null });
  });

  it("holds lone surrogates", () => {
    assert.equal(checkRun({ code: "'\ud800'" }).body, String.raw`{"code":"'\ud800'"}`);
  });

  it("takes the defaults where the call says nothing or undefined", () => {
    const defaults = { timeoutMs: 10, memoryLimitBytes: 20, allowedDomains: ["a.example"] };
    assert.deepEqual(requestOf({ code: "1", timeoutMs: 11, memoryLimitBytes: undefined }, defaults), {
      code: "1",
      timeoutMs: 11,
      memoryLimitBytes: 20,
      allowedDomains: ["a.example"],
    });
  });

  it("may wish for more than the maximum, which the executor lowers", () => {
    assert.equal(requestOf({ code: "1", timeoutMs: 1e9 }).timeoutMs, 1e9);
  });

  it("waits for its timeout and half a minute, unless told", () => {
    assert.equal(checkRun({ code: "1" }).callTimeoutMs, 35000);
    assert.equal(checkRun({ code: "1", timeoutMs: 1e9 }).callTimeoutMs, 55000);
    assert.equal(checkRun({ code: "1", timeoutMs: 100, callTimeoutMs: 3 }).callTimeoutMs, 3);
  });
});

describe("an option that is wrong is refused, with its name and its limit:", () => {
  const cases = [
    [{ code: undefined }, "code is required", "code"],
    [{ code: 5 }, "code must be a string, not a number", "code"],
    [{ code: null }, "code must be a string, not null", "code"],
    [{ code: " \u00a0\u2003" }, "Code cannot be empty", "code"],
    [{ code: "é".repeat(524289) }, "code is too large: 1048578 bytes; the limit is 1048576 bytes", "code"],
    [{ timeoutMs: "5" }, "timeoutMs must be an integer, not a string", "timeoutMs"],
    [{ timeoutMs: null }, "timeoutMs must be an integer, not null", "timeoutMs"],
    [{ timeoutMs: 5n }, "timeoutMs must be an integer, not a BigInt", "timeoutMs"],
    [{ timeoutMs: 1.5 }, "timeoutMs must be an integer, not 1.5", "timeoutMs"],
    [{ timeoutMs: NaN }, "timeoutMs must be an integer, not NaN", "timeoutMs"],
    [{ timeoutMs: Infinity }, "timeoutMs must be an integer, not Infinity", "timeoutMs"],
    [{ timeoutMs: 0 }, "timeoutMs must be at least 1, not 0 (ms; default 5000, maximum 25000)", "timeoutMs"],
    [{ timeoutMs: -0 }, "timeoutMs must be at least 1, not -0 (ms; default 5000, maximum 25000)", "timeoutMs"],
    [
      { memoryLimitBytes: -1 },
      "memoryLimitBytes must be at least 1, not -1 (bytes; default 10485760, maximum 52428800)",
      "memoryLimitBytes",
    ],
    [{ allowedDomains: "a" }, "allowedDomains must be an array of strings, not a string", "allowedDomains"],
    [{ allowedDomains: {} }, "allowedDomains must be an array of strings, not an object", "allowedDomains"],
    [{ allowedDomains: ["a.example", 5] }, "allowedDomains[1] must be a string, not a number", "allowedDomains[1]"],
    [{ allowedDomains: [, "a.example"] }, "allowedDomains[0] must be a string, not null", "allowedDomains[0]"],
    [{ allowedDomains: [""] }, "allowedDomains[0] must not be empty", "allowedDomains[0]"],
    [{ allowedDomains: ["a".repeat(268)] }, "allowedDomains[0] is too long: 268 bytes; the limit is 267 bytes", "allowedDomains[0]"],
    [{ allowedDomains: Array(101).fill("a.example") }, "allowedDomains has too many entries; the limit is 100", "allowedDomains"],
    [{ tenantId: 5 }, "tenantId must be a string, not a number", "tenantId"],
    [{ tenantId: "" }, "tenantId must not be empty", "tenantId"],
    [{ tenantId: "t".repeat(257) }, "tenantId is too long: 257 characters; the limit is 256", "tenantId"],
    [{ callTimeoutMs: 0 }, "callTimeoutMs must be at least 1, not 0 (ms; default timeoutMs + 30000)", "callTimeoutMs"],
    [{ callTimeoutMs: 2 ** 31 }, "callTimeoutMs must be at most 2147483647, not 2147483648", "callTimeoutMs"],
    [{ onConsole: "log" }, "onConsole must be a function, not a string", "onConsole"],
    [{ parse: {} }, "parse must be a function, not an object", "parse"],
    [{ signal: new AbortController() }, "signal must be an AbortSignal, not an object", "signal"],
    [{ input: () => 1 }, "input has no JSON form: it is a function", "input"],
    [{ input: Symbol("s") }, "input has no JSON form: it is a symbol", "input"],
    [{ input: { n: 1n } }, "input has no JSON form: Do not know how to serialize a BigInt", "input"],
    [
      { timeout: 5 },
      'unknown option "timeout"; known options: code, input, timeoutMs, memoryLimitBytes, allowedDomains, tenantId, callTimeoutMs, onConsole, signal, parse',
      "timeout",
    ],
  ];
  for (const [options, message, field] of cases) it(message.slice(0, 100), () => refuses(options, message, field));

  it("an input that holds itself, with the reason as the cause", () => {
    const input = {};
    input.self = input;
    assert.throws(() => checkRun({ code: "1", input }), error => {
      assert.match(error.message, /^input has no JSON form: Converting circular structure/);
      assert.ok(error.cause instanceof TypeError);
      return error.field === "input";
    });
  });

  it("an input whose toJSON throws something that is no error", () => {
    const input = { toJSON() { throw "no"; } };
    refuses({ input }, "input has no JSON form: no", "input");
  });

  it("options that are no object", async () => {
    for (const [options, kind] of [[undefined, "undefined"], [null, "null"], ["2 + 2", "a string"], [[], "an array"]]) {
      const refusal = { name: "InvalidOptionsError", message: `options must be an object, not ${kind}` };
      await assert.rejects(runUntrustedCode(options), refusal);
      if (options !== undefined) assert.throws(() => new UntrustedCode(options), refusal);
    }
  });

  it("defaults that a client has no use for", () => {
    assert.throws(() => new UntrustedCode({ local: true, defaults: { code: "1" } }), {
      name: "InvalidOptionsError",
      message: /^unknown option "code"; known options: timeoutMs, /,
    });
    assert.throws(() => new UntrustedCode({ local: true, defaults: { timeoutMs: 0 } }), { field: "timeoutMs" });
  });
});

describe("a request that is too large", () => {
  it("is refused with its size, the input's and the limit", () => {
    assert.throws(() => checkRun({ code: "1", input: "x".repeat(LIMITS.requestBytes) }), error => {
      assert.ok(error instanceof PayloadTooLargeError);
      assert.equal(error.bytes, LIMITS.requestBytes + 23);
      assert.equal(error.maxBytes, LIMITS.requestBytes);
      assert.equal(error.mayHaveRun, false);
      assert.match(error.message, /^the request is too large: 6291479 bytes, of which input has 6291458; the limit is 6291456 bytes/);
      return true;
    });
  });

  it("may have exactly the limit, in bytes and not in characters", () => {
    const input = "é".repeat((LIMITS.requestBytes - 24) / 2);
    const { body } = checkRun({ code: "12", input });
    assert.equal(Buffer.byteLength(body), LIMITS.requestBytes);
    assert.throws(() => checkRun({ code: "123", input }), PayloadTooLargeError);
  });
});
