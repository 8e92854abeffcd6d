// SPDX-License-Identifier: MIT
// The emulator of the Runtime API is what the other tests believe; so it is tested with a runtime of a few lines.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { startLambda } from "./emulator/runtime-api.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const command = [process.execPath, join(here, "emulator/echo-runtime.mjs")];

async function start(t, options = {}) {
  const lambda = await startLambda({ command, ...options });
  t.after(() => lambda.close());
  return lambda;
}

/** What the runtime printed of the last invocation: { headers, statuses }. */
const printed = ({ log }) => log.at(-1).json;

describe("the emulator", () => {
  it("hands out events one after the other and gives back what the runtime answers", async t => {
    const lambda = await start(t);
    assert.equal(lambda.init.ok, true);
    const answers = await Promise.all([1, "two", { three: 3 }].map(event => lambda.invoke(event)));
    assert.deepEqual(answers.map(answer => answer.payload), [1, "two", { three: 3 }]);
    assert.equal(new Set(answers.map(answer => answer.requestId)).size, 3);
    assert.equal(lambda.connections, 1);
    assert.deepEqual(lambda.requests.map(request => request.kind), ["next", ...["response", "next", "response", "next", "response", "next"]]);
    assert.deepEqual(lambda.violations, []);
  });

  it("sends the headers that AWS documents", async t => {
    const lambda = await start(t);
    const before = Date.now();
    const answer = await lambda.invoke({ do: "print" }, {
      traceId: "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1", tenantId: "blue",
      clientContext: { client: { app_title: "x" } }, cognitoIdentity: { cognitoIdentityId: "y" }, timeoutMs: 5000,
    });
    const { headers } = printed(answer);
    const { "lambda-runtime-deadline-ms": deadline, ...rest } = headers;
    assert.ok(deadline >= before + 5000 && deadline < before + 6000, deadline);
    assert.equal(rest["content-type"], "application/json");
    assert.equal(rest["lambda-runtime-aws-request-id"], answer.requestId);
    assert.equal(rest["lambda-runtime-invocation-id"], answer.invocationId);
    assert.equal(rest["lambda-runtime-invoked-function-arn"], "arn:aws:lambda:eu-west-1:123456789012:function:untrusted-code");
    assert.equal(rest["lambda-runtime-trace-id"], "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1");
    assert.equal(rest["lambda-runtime-client-context"], '{"client":{"app_title":"x"}}');
    assert.equal(rest["lambda-runtime-cognito-identity"], '{"cognitoIdentityId":"y"}');
    assert.equal(rest["lambda-runtime-aws-tenant-id"], "blue");
    const plain = printed(await lambda.invoke({ do: "print" })).headers;
    assert.ok(!Object.keys(plain).some(name => /trace|client|cognito|tenant/.test(name)));
  });

  it("answers with the statuses that AWS documents", async t => {
    const lambda = await start(t);
    for (const [what, statuses] of [
      ["wrong id", [400, 202]],
      ["wrong invocation", [400, 202]],
      ["twice", [202, 403]],
      ["late init error", [403, 202]],
      ["unknown path", [404, 202]],
      ["too large", [413]],
      ["error", [202]],
    ]) {
      const answer = await lambda.invoke({ do: what });
      assert.deepEqual(printed(answer).statuses, statuses, what);
    }
    const tooLarge = await lambda.invoke({ do: "too large" });
    assert.equal(tooLarge.functionError, "Unhandled");
    assert.equal(tooLarge.payload.errorType, "Function.ResponseSizeTooLarge");
    const error = await lambda.invoke({ do: "error" });
    assert.equal(error.functionError, "Unhandled");
    assert.deepEqual(error.payload, { errorType: "Some.Type", errorMessage: "of this kind" });
  });

  it("ends the environment at its timeout, and starts another", async t => {
    const lambda = await start(t, { timeoutMs: 300 });
    const { functionError, payload } = await lambda.invoke({ do: "sleep", ms: 5000 });
    assert.equal(functionError, "Unhandled");
    assert.equal(payload.errorType, "Sandbox.Timedout");
    assert.match(payload.errorMessage, /^RequestId: \S+ Error: Task timed out after 0\.30 seconds$/);
    assert.deepEqual((await lambda.invoke({ a: 1 }, { timeoutMs: 5000 })).payload, { a: 1 });
    assert.equal(lambda.starts, 2);
  });

  it("says 410 to one that answers after its timeout, where it is not ended", async t => {
    const lambda = await start(t, { onTimeout: "report" });
    const { payload } = await lambda.invoke({ do: "sleep", ms: 400 }, { timeoutMs: 100 });
    assert.equal(payload.errorType, "Sandbox.Timedout");
    assert.deepEqual((await lambda.invoke({ a: 1 })).payload, { a: 1 });
    assert.equal(lambda.requests.find(request => request.kind === "response").status, 410);
    assert.equal(lambda.starts, 1);
  });

  it("tells of a runtime that exits, or fails to start", async t => {
    const lambda = await start(t);
    const { payload } = await lambda.invoke({ do: "exit" });
    assert.equal(payload.errorType, "Runtime.ExitError");
    assert.match(payload.errorMessage, /^RequestId: \S+ Error: Runtime exited with error: exit status 7$/);
    assert.equal((await lambda.invoke(5)).payload, 5);
    const failing = await start(t, { env: { ECHO_INIT_ERROR: "1" } });
    assert.deepEqual(failing.init.error, { errorType: "Some.Init", errorMessage: "failed" });
    assert.equal(failing.init.exit.status, 1);
    assert.equal((await failing.invoke({})).payload.errorType, "Some.Init");
    const missing = await start(t, { command: "/nowhere/bootstrap", cwd: "/" });
    assert.match(missing.init.error.errorMessage, /cannot be started/);
  });

  it("gives the same event again to one that asks for the next without an answer", async t => {
    const lambda = await start(t, { timeoutMs: 500 });
    const { payload, deliveries } = await lambda.invoke({ do: "nothing" });
    assert.equal(payload.errorType, "Sandbox.Timedout");
    assert.ok(deliveries > 1);
  });

  it("sends a large event in chunks as Go does, or as it is told", async t => {
    const lambda = await start(t, { chunkBytes: 1000 });
    const event = { text: "x".repeat(5000000) };
    assert.deepEqual((await lambda.invoke(event)).payload, event);
    assert.deepEqual((await (await start(t)).invoke(event)).payload, event);
  });

  it("stops all processes, and lets them go on", async t => {
    const lambda = await start(t);
    lambda.freeze();
    const pending = lambda.invoke(1);
    await new Promise(resolve => setTimeout(resolve, 100));
    assert.deepEqual(lambda.family().map(process => process.state), ["T"]);
    assert.equal(lambda.isBusy, true);
    lambda.thaw();
    assert.equal((await pending).payload, 1);
  });
});
