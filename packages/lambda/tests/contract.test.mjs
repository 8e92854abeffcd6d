// SPDX-License-Identifier: MIT
// The golden table of requests, contract/requests.json, through the function: what is refused, with which words, and
// which limits apply, is the same as everywhere else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { httpEvent } from "./support/events.mjs";
import { root, startBootstrap } from "./support/lambda.mjs";

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
