// SPDX-License-Identifier: MIT
// The golden table of requests, contract/requests.json, through the function: what is refused, with which words, and
// which limits apply, is the same as everywhere else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { httpEvent } from "./support/events.mjs";
import { lineOf, root, startBootstrap } from "./support/lambda.mjs";

const EVENT_MAX_BYTES = 6291456;
const { cases } = JSON.parse(readFileSync(join(root, "contract/requests.json"), "utf8"));
const textOf = ({ request, repeat }) => (repeat ? request.replace(repeat.find, () => repeat.text.repeat(repeat.times)) : request);
const fits = text => Buffer.byteLength(text) <= EVENT_MAX_BYTES;

function assertAsInTable(response, { valid, normalized, error }) {
  if (!valid) {
    assert.equal(response.errorDetails?.kind, "invalid_request");
    assert.equal(response.error, error);
    return;
  }
  assert.notEqual(response.errorDetails?.kind, "invalid_request", response.error);
  const { timeoutMs, memoryLimitBytes, clamped } = normalized;
  assert.deepEqual(response.limits, { timeoutMs, memoryLimitBytes, clamped });
}

describe("contract/requests.json", () => {
  it("has cases of both kinds that fit into an event", () => {
    for (const valid of [true, false]) assert.ok(cases.filter(one => one.valid === valid && fits(textOf(one))).length > 10);
  });

  it("holds for direct invocations", async t => {
    const lambda = await startBootstrap(t);
    for (const one of cases.filter(each => fits(textOf(each))))
      await t.test(one.name, async () => {
        const { payload, functionError } = await lambda.invoke(undefined, { raw: textOf(one) });
        assert.equal(functionError, undefined);
        assertAsInTable(payload, one);
      });
  });

  it("holds over HTTP", async t => {
    const lambda = await startBootstrap(t);
    for (const one of cases) {
      // Without a body it is another failure; and an event of JSON cannot hold bytes that are not UTF-8.
      const text = textOf(one);
      const event = JSON.stringify(httpEvent(text));
      if (text === "" || !fits(event)) continue;
      await t.test(one.name, async () => {
        const { payload } = await lambda.invoke(undefined, { raw: event });
        assert.equal(payload.statusCode, one.valid ? 200 : 400);
        assertAsInTable(JSON.parse(payload.body), one);
      });
    }
  });
});

describe("the deployer's limits", () => {
  const env = { UNTRUSTED_DEFAULT_TIMEOUT: "200ms", UNTRUSTED_MAX_TIMEOUT: "400ms", UNTRUSTED_MAX_MEMORY: "4MiB" };

  it("are what no event exceeds, and the log and the probe tell them", async t => {
    const lambda = await startBootstrap(t, { env });
    const modest = await lambda.invoke({ code: "1" });
    assert.deepEqual(modest.payload.limits, { timeoutMs: 200, memoryLimitBytes: 4194304, clamped: [] });
    const { timeoutMs, memoryLimitBytes } = lineOf(modest, "execution");
    assert.deepEqual({ timeoutMs, memoryLimitBytes }, { timeoutMs: 200, memoryLimitBytes: 4194304 });
    const greedy = { code: "for (;;);", timeoutMs: 20000, memoryLimitBytes: 5e7 };
    const { payload } = await lambda.invoke(greedy);
    assert.equal(payload.errorDetails.kind, "timeout");
    assert.deepEqual(payload.limits, { timeoutMs: 400, memoryLimitBytes: 4194304, clamped: ["timeoutMs", "memoryLimitBytes"] });
    const wrapped = await lambda.invoke(httpEvent(JSON.stringify({ ...greedy, code: "1" })));
    assert.deepEqual(JSON.parse(wrapped.payload.body).limits, payload.limits);
    const refused = await lambda.invoke({ code: "1", timeoutMs: 0 });
    assert.equal(refused.payload.error, "timeoutMs must be at least 1, not 0 (ms; default 200, maximum 400)");
    assert.deepEqual((await lambda.invoke({ doctor: true })).payload.limits, {
      timeoutMs: { default: 200, maximum: 400 },
      memoryLimitBytes: { default: 4194304, maximum: 4194304 },
    });
  });

  it("and the function's deadline are both heeded: the lower one counts", async t => {
    const lambda = await startBootstrap(t, { env: { UNTRUSTED_MAX_TIMEOUT: "3s" }, timeoutMs: 1250 });
    const { payload } = await lambda.invoke({ code: "1" });
    assert.ok(payload.limits.timeoutMs <= 1000, JSON.stringify(payload.limits));
    assert.equal(payload.limits.timeoutBy, "deadline");
  });
});
