// SPDX-License-Identifier: MIT
// How the function starts, and how it fails to: every mistake of its deployer's is told by name, to Lambda and in the log.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { asOnLambda, binDir, command, deployed, eventually, linesOf, startBootstrap, whyNoFilter } from "./support/lambda.mjs";

const isOurs = process.env.UNTRUSTED_LAMBDA_COMMAND === undefined;
const skipForeign = !isOurs && "UNTRUSTED_LAMBDA_COMMAND says what is started";

/** Asserts that the start failed, with this in the message. */
function assertFailed(lambda, message) {
  assert.equal(lambda.init.ok, false, "it started");
  assert.deepEqual(lambda.init.exit, { status: 1, signal: null });
  const posts = lambda.requests.filter(request => request.kind === "init-error");
  assert.equal(posts.length, 1, lambda.log.map(line => line.text).join("\n"));
  const [{ headers, body, status }] = posts;
  assert.equal(status, 202);
  assert.equal(headers["content-type"], "application/vnd.aws.lambda.error+json");
  const error = JSON.parse(body);
  assert.deepEqual(Object.keys(error).sort(), ["errorMessage", "errorType", "stackTrace"]);
  assert.match(error.errorType, /^Sandbox\.\w+$/);
  assert.equal(headers["lambda-runtime-function-error-type"], error.errorType);
  assert.match(error.errorMessage, message);
  assert.deepEqual(error.stackTrace, []);
  assert.ok(!lambda.requests.some(request => request.kind === "next"));
  const told = lambda.log.map(line => line.json).filter(line => /^(ERROR|FATAL)$/.test(line.level));
  assert.equal(told.length, 1, lambda.log.map(line => line.text).join("\n"));
  assert.ok(JSON.stringify(told[0]).includes(JSON.stringify(error.errorMessage).slice(1, -1)));
}

const start = (t, env, options) => startBootstrap(t, { mayFail: true, env, ...options });

describe("the function starts", () => {
  it("and asks for its first invocation, with all ready for it", async t => {
    const lambda = await startBootstrap(t);
    assert.deepEqual(lambda.requests.map(request => request.kind), ["next"]);
    const names = lambda.family().map(process => process.name);
    // The zygote, and at least one cell.
    assert.ok(names.slice(1).every(name => name === names[1]) && names.length >= 3, names.join());
    const { timings } = await lambda.invoke({ code: "2 + 2" });
    assert.ok(timings.responded - timings.handedOut < 1000);
  });

  it("as any user, in any folder, with any environment", { skip: skipForeign }, async t => {
    const folder = deployed(t);
    const more = process.getuid() === 0 ? { uid: 993, gid: 990 } : {};
    const env = { HOME: "/nonexistent", TMPDIR: "/nonexistent", MALLOC_ARENA_MAX: "x", LANG: "nonsense", http_proxy: "http://127.0.0.1:1", all_proxy: "http://127.0.0.1:1", LD_LIBRARY_PATH: "/nonexistent" };
    const lambda = await startBootstrap(t, { command: join(folder, "bootstrap"), cwd: "/", env, spawn: more });
    assert.equal((await lambda.invoke({ code: "2 + 2" })).payload.result, 4);
    assert.equal(lambda.connections, 1);
  });

  it("with its standard streams closed, and no connection takes their place", { skip: skipForeign }, async t => {
    const lambda = await startBootstrap(t, { command: ["sh", "-c", 'exec "$0" <&- >&- 2>&-', join(binDir, "bootstrap")] });
    for (const input of [1, 2, 3]) assert.equal((await lambda.invoke({ code: "console.log(input); input", input })).payload.result, input);
    assert.equal(lambda.connections, 1);
  });

  it("with layers that are required and there, and says which", async t => {
    const plain = await startBootstrap(t);
    const { holds } = plain.log[0].json.layers;
    const names = holds.filter(name => name !== "guest-boundary" && name !== "fresh-process");
    for (const value of ["rlimits", names.join(","), ""]) {
      const lambda = await startBootstrap(t, { env: { SANDBOX_REQUIRE: value } });
      const { required } = linesOf(lambda.log, "ready")[0];
      for (const name of ["guest-boundary", "fresh-process", ...(value || "rlimits").split(",")]) assert.ok(required.includes(name), `${value}: ${required}`);
    }
  });

  it("where Lambda refuses most layers", { skip: whyNoFilter() }, async t => {
    const lambda = await startBootstrap(t, asOnLambda(t));
    assert.equal((await lambda.invoke({ code: "await new Promise(done => setTimeout(done, 20)); 4" })).payload.result, 4);
    assert.equal((await lambda.invoke({ code: "for (;;);", timeoutMs: 100 })).payload.errorDetails.kind, "timeout");
  });

  it("where asking for a lock is answered by a kill", { skip: whyNoFilter() }, async t => {
    const { command: filtered, cwd } = asOnLambda(t);
    const lambda = await startBootstrap(t, { command: [filtered[0], "--kill", ...filtered.slice(1)], cwd });
    assert.equal((await lambda.invoke({ code: "2 + 2" })).payload.result, 4);
  });

  it("as soon as the API is there", async t => {
    const lambda = await start(t, {}, { faults: [{ on: "next", reset: "before", times: 3 }] });
    await eventually(() => lambda.requests.length >= 4, "it asks until it is answered");
    assert.equal((await lambda.invoke({ code: "2 + 2" })).payload.result, 4);
    assert.equal(lambda.starts, 1);
  });
});

describe("the function does not start", () => {
  for (const [name, value, message] of [
    ["SANDBOX_REQUIRE", "nonsense", /SANDBOX_REQUIRE.*nonsense|nonsense.*SANDBOX_REQUIRE/],
    ["SANDBOX_REQUIRE", "rlimits,", /SANDBOX_REQUIRE/],
    ["SANDBOX_REQUIRE", "rlimits seccom", /SANDBOX_REQUIRE.*seccom/],
    ["UNTRUSTED_ALLOW_PORT", "x", /UNTRUSTED_ALLOW_PORT.*x/],
    ["UNTRUSTED_ALLOW_PORT", "65536", /UNTRUSTED_ALLOW_PORT.*65536/],
    ["UNTRUSTED_ALLOW_ADDRESS", "10.0.0.1/8", /UNTRUSTED_ALLOW_ADDRESS.*10\.0\.0\.1\/8/],
    ["UNTRUSTED_OUTER_ALLOWLIST", "co.uk", /UNTRUSTED_OUTER_ALLOWLIST.*co\.uk/],
    ["UNTRUSTED_DNS_SERVER", "dns.example", /UNTRUSTED_DNS_SERVER.*dns\.example/],
    ["UNTRUSTED_FETCHES", "0", /UNTRUSTED_FETCHES.*0/],
    ["UNTRUSTED_FETCHES_AT_ONCE", "many", /UNTRUSTED_FETCHES_AT_ONCE.*many/],
    ["UNTRUSTED_CA_FILE", "/nowhere/ca.crt", /UNTRUSTED_CA_FILE.*\/nowhere\/ca\.crt/],
    ["UNTRUSTED_AUDIT_LOG", "/nowhere/audit.jsonl", /UNTRUSTED_AUDIT_LOG.*\/nowhere\/audit\.jsonl/],
    ["UNTRUSTED_MAX_TIMEOUT", "30s", /^UNTRUSTED_MAX_TIMEOUT 30s: must be at most 25000 ms/],
    ["UNTRUSTED_MAX_MEMORY", "64MB", /^UNTRUSTED_MAX_MEMORY 64MB: must be at most 52428800 bytes/],
    ["UNTRUSTED_DEFAULT_TIMEOUT", "2 seconds", /^UNTRUSTED_DEFAULT_TIMEOUT 2 seconds: has an unknown unit/],
    ["UNTRUSTED_DEFAULT_MEMORY", "0", /^UNTRUSTED_DEFAULT_MEMORY 0: must be more than zero/],
    ["UNTRUSTED_MAX_TIMEOUTS", "2s", /UNTRUSTED_MAX_TIMEOUTS/],
    ["UNTRUSTED_ALOW_PORT", "8443", /UNTRUSTED_ALOW_PORT/],
    ["UNTRUSTED_ALLOW_PORTS", "8443", /UNTRUSTED_ALLOW_PORTS/],
    ["UNTRUSTED_OUTER_ALLOWLST", "example.com", /UNTRUSTED_OUTER_ALLOWLST/],
    ["SANDBOX_REQUIRED", "seccomp", /SANDBOX_REQUIRED/],
  ]) {
    it(`with ${name}=${value}, which it names`, async t => {
      const lambda = await start(t, { [name]: value });
      assertFailed(lambda, message);
    });
  }

  it("with a default above the maximum, and names both", async t => {
    const lambda = await start(t, { UNTRUSTED_DEFAULT_TIMEOUT: "3s", UNTRUSTED_MAX_TIMEOUT: "2s" });
    assertFailed(lambda, /^UNTRUSTED_DEFAULT_TIMEOUT 3s: must be at most the maximum, UNTRUSTED_MAX_TIMEOUT 2s$/);
  });

  it("with a wrong setting, and tells the caller of the first invocation", async t => {
    const lambda = await start(t, { UNTRUSTED_ALLOW_PORT: "x" });
    const { functionError, payload } = await lambda.invoke({ code: "1" });
    assert.equal(functionError, "Unhandled");
    assert.match(payload.errorType, /^Sandbox\./);
    assert.match(payload.errorMessage, /UNTRUSTED_ALLOW_PORT/);
  });

  it("without a layer that is required", { skip: whyNoFilter() }, async t => {
    for (const value of ["seccomp", "all", "rlimits,landlock"]) {
      const lambda = await start(t, { SANDBOX_REQUIRE: value }, asOnLambda(t));
      assertFailed(lambda, /required isolation layer \S+ is not to be had here/);
      assert.match(lambda.init.error.errorMessage, /SANDBOX_REQUIRE/, "the message names the setting");
    }
  });

  describe("where the executable of its cells", { skip: skipForeign }, () => {
    const cells = {
      "is missing": [undefined, /untrusted-cell/],
      "is empty": ["", /zygote could not start/],
      "is no program": ["not a program", /zygote could not start/],
      "ends at once": ["#!/bin/sh\nexit 0\n", /zygote could not start/],
      "does nothing": ["#!/bin/sh\nexec sleep 100\n", /zygote could not start/],
      "says something else": ["#!/bin/sh\necho hello; cat\n", /zygote could not start/],
      "may not be executed": ["#!/bin/sh\nexit 0\n", /zygote could not start/, 0o644],
    };
    for (const [name, [text, message, mode = 0o755]] of Object.entries(cells))
      it(`${name}, which it tells`, async t => {
        const folder = deployed(t, ["bootstrap", "ca-certificates.crt"]);
        if (text !== undefined) writeFileSync(join(folder, "untrusted-cell"), text, { mode });
        assertFailed(await start(t, {}, { command: join(folder, "bootstrap"), cwd: folder }), message);
      });
  });

  it("and ends with status 1 though nobody hears why", async t => {
    for (const fault of [{ reset: "before" }, { reset: "middle" }, { status: 500 }, { status: 403 }, { truncateBytes: 3 }]) {
      const lambda = await start(t, { UNTRUSTED_ALLOW_PORT: "x" }, { faults: [{ on: "init-error", times: 10, ...fault }] });
      assert.deepEqual(lambda.init.exit, { status: 1, signal: null }, JSON.stringify(fault));
      assert.match(lambda.log.map(line => line.text).join("\n"), /UNTRUSTED_ALLOW_PORT/);
    }
  });
});

describe("bootstrap outside of Lambda", () => {
  it("says what it is for", () => {
    const [program, ...args] = command;
    for (const env of [{}, { AWS_LAMBDA_RUNTIME_API: "" }]) {
      const { status, stdout, stderr } = spawnSync(program, args, { env, cwd: binDir, encoding: "utf8", timeout: 5000 });
      assert.equal(status, 2);
      assert.match(stdout + stderr, /AWS_LAMBDA_RUNTIME_API/);
    }
  });
});
