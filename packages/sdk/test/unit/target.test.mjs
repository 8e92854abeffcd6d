// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { runUntrustedCode, UntrustedCode } from "../../dist/index.js";

const refuses = (options, message, name = "ConfigurationError") =>
  assert.throws(() => new UntrustedCode(options), { name, message, mayHaveRun: false });

describe("the executor", () => {
  afterEach(() => delete process.env.SANDBOX_FUNCTION_NAME);

  it("has to be named, and the error says how", async () => {
    const message =
      "no executor is named: give functionName or set SANDBOX_FUNCTION_NAME for AWS Lambda, give endpoint for an " +
      "`untrusted serve`, or give local: true to run code on this machine (npm install @untrusted-code/sandbox)";
    refuses({}, message);
    refuses(undefined, message);
    process.env.SANDBOX_FUNCTION_NAME = "";
    refuses({}, message);
    await assert.rejects(runUntrustedCode({ code: "2 + 2" }), { name: "ConfigurationError", message });
  });

  it("is one", () => {
    refuses({ functionName: "f", endpoint: "http://h" }, "functionName and endpoint are both given; choose one");
    refuses({ functionName: "f", endpoint: "http://h", local: true }, /^functionName and endpoint and local are/);
    refuses({ token: "t", functionName: "f" }, "token belongs to endpoint, and has no meaning with functionName");
    refuses({ region: "r", local: true }, "region belongs to functionName, and has no meaning with local");
    refuses({ client: new LambdaClient({}), endpoint: "http://h" }, "client belongs to functionName, and has no meaning with endpoint");
    refuses({ client: new LambdaClient({}), functionName: "f", region: "r" }, "client and region are both given; a client has its own region");
  });

  it("may be named by the environment, which an option overrides", () => {
    process.env.SANDBOX_FUNCTION_NAME = "from-environment";
    new UntrustedCode();
    new UntrustedCode({ region: "eu-central-1" });
    new UntrustedCode({ endpoint: "http://127.0.0.1:9000", token: "t" });
  });

  it("is named by text", () => {
    refuses({ functionName: 5 }, "functionName must be a string, not a number", "InvalidOptionsError");
    refuses({ functionName: "" }, "functionName must not be empty", "InvalidOptionsError");
    refuses({ endpoint: "http://h", token: "" }, "token must not be empty", "InvalidOptionsError");
    refuses({ endpiont: "x" }, /^unknown option "endpiont"; known options: functionName, region, client, endpoint, token, local, defaults$/, "InvalidOptionsError");
  });

  it("is what was asked for, whatever was asked for before", async () => {
    const local = { concurrency: 1, listen: () => Promise.reject(Object.assign(new Error("mine"), { code: "start_failed" })) };
    await assert.rejects(runUntrustedCode({ code: "1", local }), { name: "ConfigurationError", message: "mine" });
    for (const wrong of [false, null]) await assert.rejects(runUntrustedCode({ code: "1", local: wrong }), { field: "local" });
    assert.throws(() => new UntrustedCode({ functionName: "f", client: {} }), { field: "client" });
  });

  it("of this machine may never be there: the call is given up, and nothing was sent", async () => {
    const client = new UntrustedCode({ local: { concurrency: 1, listen: () => new Promise(() => {}) } });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50); // a timer that keeps Node alive, unlike AbortSignal.timeout()
    await assert.rejects(client.run({ code: "1", signal: controller.signal }), { name: "AbortedError", mayHaveRun: false });
    await client.close();
  });

  it("is asked for by text in runUntrustedCode, too", async () => {
    await assert.rejects(runUntrustedCode({ code: "1", endpoint: 5n }), { name: "InvalidOptionsError", field: "endpoint" });
  });

  it("of this machine is true or an executor", () => {
    for (const local of [false, null, 5, {}, { listen() {} }, { listen() {}, concurrency: 0 }])
      refuses({ local }, "local must be true or an Executor of @untrusted-code/sandbox", "InvalidOptionsError");
  });

  it("at an endpoint has an address that is understood", () => {
    const cases = [
      ["127.0.0.1:9000", /is no URL: give http:\/\/HOST:PORT, https:\/\/HOST or unix:\/PATH$/],
      ["localhost:9000", /must be http:\/\/HOST:PORT/],
      ["ftp://h", /must be http:\/\/HOST:PORT/],
      ["http://me:secret@h", "endpoint must not hold a user name or a password: give the bearer token as token"],
      ["http://h/?q", /must not have a query or a fragment$/],
      ["unix:relative", /must have an absolute path, such as unix:\/run\/untrusted\.sock$/],
    ];
    for (const [endpoint, message] of cases) refuses({ endpoint }, message);
  });

  it("with tenants is a Lambda function", async () => {
    const message = "tenantId is for a Lambda function (functionName), and has no meaning elsewhere";
    refuses({ local: true, defaults: { tenantId: "t" } }, message, "InvalidOptionsError");
    await assert.rejects(runUntrustedCode({ code: "1", endpoint: "http://127.0.0.1:1", tenantId: "t" }), { message });
  });
});
