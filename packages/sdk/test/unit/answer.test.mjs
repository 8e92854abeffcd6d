// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parsePayload, readAnswer } from "../../dist/answer.js";
import { FunctionError, getStructuredError, InvalidOptionsError, InvalidResponseError } from "../../dist/index.js";

const usage = { wallTimeMs: 1, cpuTimeMs: 1, peakMemoryBytes: 0, fetchCount: 0, bytesSent: 0, bytesReceived: 0 };
const success = { success: true, result: 4, executionTimeMs: 1, consoleOutput: [], logs: [], usage };
const failure = (details, more) => ({
  success: false,
  error: details.message,
  error_reason: details.message,
  errorDetails: details,
  executionTimeMs: 0,
  consoleOutput: [],
  ...more,
});
const read = (value, { isFunctionError = false, requestId = "id-1" } = {}) =>
  readAnswer({ value, isFunctionError, requestId, streamed: false }, "it");

describe("an answer", () => {
  it("is the response, with the request's id", () => {
    assert.deepEqual(read(success), { ...success, requestId: "id-1" });
    assert.deepEqual(readAnswer({ value: success, isFunctionError: false, streamed: false }, "it"), success);
  });

  it("of a code that failed is a response, too", () => {
    for (const kind of ["syntax", "runtime", "timeout", "memory", "stack", "result"])
      assert.equal(read(failure({ kind, message: "no" })).errorDetails.kind, kind);
  });

  it("that refuses the request is the caller's error, with the option's name", () => {
    const cases = [
      ['allowedDomains[1] "co.uk" is a public suffix', "allowedDomains[1]"],
      ['unknown field "foo"; known fields: code', "foo"],
      ["timeoutMs must be an integer", "timeoutMs"],
      ["request is not valid JSON: expected a value at byte 0", undefined],
      ["!", undefined],
    ];
    for (const [message, field] of cases)
      assert.throws(() => read(failure({ kind: "invalid_request", message })), error => {
        assert.ok(error instanceof InvalidOptionsError);
        assert.deepEqual([error.message, error.field, error.mayHaveRun, error.requestId], [message, field, false, "id-1"]);
        return true;
      });
  });

  it("that the sandbox failed is a function error, and keeps the response", () => {
    const value = failure({ kind: "internal", message: "a cell broke" }, { consoleOutput: ["[log] a"] });
    assert.throws(() => read(value, { isFunctionError: true }), error => {
      assert.ok(error instanceof FunctionError);
      assert.equal(error.message, "the executor failed with Sandbox.Internal: a cell broke");
      assert.equal(error.errorType, "Sandbox.Internal");
      assert.equal(error.errorMessage, "a cell broke");
      assert.deepEqual(error.response.consoleOutput, ["[log] a"]);
      assert.equal(error.mayHaveRun, true);
      return true;
    });
    const early = failure({ kind: "internal", message: "no cell" }, { progress: { started: false, fetchCount: 0 } });
    assert.throws(() => read(early), { mayHaveRun: false });
    assert.throws(() => read({ ...early, progress: { started: 0 } }), { mayHaveRun: true });
  });

  it("that is Lambda's function error says whether the code may have run", () => {
    const cases = [
      ["Sandbox.Internal", true],
      ["Sandbox.AnswerLost", true],
      ["Sandbox.Timedout", true],
      ["Runtime.ExitError", true],
      ["Sandbox.InitError", false],
      ["Sandbox.EventTruncated", false],
      ["Runtime.InvalidEntrypoint", false],
    ];
    for (const [errorType, mayHaveRun] of cases)
      assert.throws(() => read({ errorType, errorMessage: "why" }, { isFunctionError: true }), {
        name: "FunctionError",
        message: `the executor failed with ${errorType}: why`,
        errorType,
        mayHaveRun,
        response: undefined,
      });
    assert.throws(() => read({ odd: 1 }, { isFunctionError: true }), { errorType: "Unknown", errorMessage: '{"odd":1}' });
  });

  it("of something else is told as such, cut to what a person reads", () => {
    const failed = failure({ kind: "runtime", message: "no" });
    const values = [
      null, 5, [success], {}, { success: true }, { success: false, executionTimeMs: 0, consoleOutput: [] },
      { ...success, logs: "a" }, { ...success, logs: [null] }, { ...success, logs: [{ level: "log", message: 5, timeMs: 0 }] },
      { ...success, consoleOutput: [null] }, { ...success, success: 1 }, { ...success, limits: 5 }, { ...success, skip_reason: {} },
      { ...failed, errorDetails: { kind: 5, message: "no" } }, { ...failed, errorDetails: { kind: "internal", message: { toString: 1 } } },
      { ...failed, error: 5 }, { ...failed, errorDetails: { kind: "runtime", message: "no", stack: 5 } },
    ];
    for (const value of values)
      assert.throws(() => read(value), error => {
        assert.ok(error instanceof InvalidResponseError);
        assert.match(error.message, /^it did not answer with a response object, but with .*: is it an Untrusted Code Executor\?$/);
        return error.mayHaveRun;
      });
    assert.throws(() => read("x".repeat(1000)), error => error.message.length < 400);
    assert.throws(() => parsePayload("<html>", "it", "id-1"), {
      name: "InvalidResponseError",
      message: 'it answered with something that is no JSON: "<html>"',
      requestId: "id-1",
    });
  });
});

describe("getStructuredError", () => {
  it("gives the reasons that the code returned", () => {
    assert.deepEqual(getStructuredError({ ...success, error_reason: "e", skip_reason: "s" }), { errorOutput: "e", skipReason: "s" });
    assert.deepEqual(getStructuredError(success), { errorOutput: undefined, skipReason: undefined });
  });

  it("gives why the code failed", () => {
    assert.deepEqual(getStructuredError(failure({ kind: "runtime", message: "no" })), { errorOutput: "no", skipReason: undefined });
  });
});
