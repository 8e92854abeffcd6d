// SPDX-License-Identifier: MIT
// What only AWS Lambda has: its clients, its settings, its tenants; and that the AWS SDK, which tries again by itself, never
// has code run twice.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UntrustedCode } from "@untrusted-code/sdk";
import { startOrigin, startRefusal } from "./support/origin.mjs";
import { eventually, execute, FUNCTION_NAME, LAMBDA, lambdaClient, root, sleep, temporaryFolder } from "./support/ways.mjs";

const PATH = `/2015-03-31/functions/${FUNCTION_NAME}/invocations`;
const RESPONSE = JSON.stringify({ success: true, result: 4, executionTimeMs: 1, consoleOutput: [], logs: [] });
const succeed = (request, body, response) => response.end(RESPONSE);

/** The AWS region that a request was signed for. */
const regionOf = ({ headers }) => /Credential=[^/]+\/\d+\/([^/]+)\/lambda\//.exec(headers.authorization)?.[1];

/**
 * Runs a module in a process of its own, in which nothing is set for AWS but what is given: what it prints. `run(options)` of
 * it makes a client and gives a call's outcome.
 */
async function runElsewhere(t, script, env = {}) {
  const prelude = `
    import { UntrustedCode, runUntrustedCode } from "@untrusted-code/sdk";
    const outcome = call => call.then(({ result }) => ({ result }), ({ name, message, mayHaveRun }) => ({ name, message, mayHaveRun }));
    const run = options => outcome(new UntrustedCode(options).run({ code: "2 + 2" }));
    const say = value => console.log(JSON.stringify(value));
  `;
  const { stdout, stderr, status } = await execute(
    process.execPath,
    ["--no-warnings", "--input-type=module", "-e", prelude + script],
    {
      cwd: `${root}/packages/sdk`,
      env: { PATH: process.env.PATH, HOME: temporaryFolder(t), AWS_EC2_METADATA_DISABLED: "true", ...env },
    },
  );
  assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split("\n")
    .map(line => JSON.parse(line));
}

const hereAs = port => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: "nobody",
  AWS_SECRET_ACCESS_KEY: "nothing",
});

describe("a Lambda function", () => {
  it("is asked by one client for each region, whose connections are kept", async t => {
    const { port, requests, server } = await startOrigin(t, succeed);
    let connections = 0;
    server.on("connection", () => connections++);
    const [outcomes] = await runElsewhere(
      t,
      `const all = [];
       for (const region of ["eu-west-1", "us-east-1", undefined, "eu-west-1", "us-east-1", undefined])
         all.push(await run({ functionName: "${FUNCTION_NAME}", region }));
       for (let i = 0; i < 3; i++) all.push(await outcome(runUntrustedCode({ code: "1", functionName: "${FUNCTION_NAME}" })));
       say(all);`,
      { ...hereAs(port), AWS_REGION: "eu-north-1" },
    );
    assert.deepEqual(outcomes, Array(9).fill({ result: 4 }));
    const once = ["eu-west-1", "us-east-1", "eu-north-1"];
    assert.deepEqual(requests.map(regionOf), [...once, ...once, ...Array(3).fill("eu-north-1")]);
    assert.equal(connections, 3);
  });

  it("is named by SANDBOX_FUNCTION_NAME where no option names another executor", async t => {
    const { port, requests } = await startOrigin(t, succeed);
    const outcomes = await runElsewhere(
      t,
      `say(await run());
       say(await run({ region: "eu-west-1" }));
       say(await outcome(runUntrustedCode({ code: "1" })));
       say(await run({ functionName: "own" }));
       process.env.SANDBOX_FUNCTION_NAME = "later";
       say(await outcome(runUntrustedCode({ code: "1" })));
       say(await run({ endpoint: "http://127.0.0.1:1" }));`,
      { ...hereAs(port), AWS_REGION: "eu-west-1", SANDBOX_FUNCTION_NAME: FUNCTION_NAME },
    );
    assert.deepEqual(outcomes.slice(0, -1), Array(5).fill({ result: 4 }));
    assert.equal(outcomes.at(-1).name, "ConnectionError");
    assert.deepEqual(
      requests.map(({ url }) => url.split("/")[3]),
      [FUNCTION_NAME, FUNCTION_NAME, FUNCTION_NAME, "own", "later"],
    );
  });

  it("is named by its ARN, too", { skip: LAMBDA.skip }, async t => {
    const { target } = await LAMBDA.start(t);
    const functionName = `arn:aws:lambda:eu-west-1:123456789012:function:${FUNCTION_NAME}`;
    const client = new UntrustedCode({ ...target, functionName });
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
  });

  it("without a region says what to set", async t => {
    const [outcome] = await runElsewhere(t, `say(await run({ functionName: "f" }));`, hereAs(1));
    assert.deepEqual(outcome, {
      name: "ConfigurationError",
      message: "no AWS region is known for the Lambda function f: give region, or set AWS_REGION",
      mayHaveRun: false,
    });
  });

  it("without credentials says so", async t => {
    const [outcome] = await runElsewhere(t, `say(await run({ functionName: "f", region: "eu-west-1" }));`);
    assert.equal(outcome.name, "ConfigurationError");
    assert.match(outcome.message, /^there are no AWS credentials to call the Lambda function f with: /);
    assert.equal(outcome.mayHaveRun, false);
  });

  it("learns the tenant, of all calls or of one", async t => {
    const { port, requests } = await startOrigin(t, succeed);
    const target = { functionName: FUNCTION_NAME, client: lambdaClient(t, port) };
    const plain = new UntrustedCode(target);
    const blue = new UntrustedCode({ ...target, defaults: { tenantId: "blue" } });
    await plain.run({ code: "1" });
    await plain.run({ code: "1", tenantId: "green" });
    await blue.run({ code: "1" });
    await blue.run({ code: "1", tenantId: "green" });
    assert.deepEqual(
      requests.map(({ headers }) => headers["x-amz-tenant-id"]),
      [undefined, "green", "blue", "green"],
    );
    for (const { url, method } of requests) assert.deepEqual([method, url], ["POST", PATH]);
  });

  it("is asked by a client of the caller's, which stays his", async t => {
    const { port, requests } = await startOrigin(t, succeed);
    const target = { functionName: FUNCTION_NAME, client: lambdaClient(t, port, { region: "ap-south-1" }) };
    const first = new UntrustedCode(target);
    await first.run({ code: "1" });
    await first.close();
    assert.equal((await new UntrustedCode(target).run({ code: "1" })).result, 4);
    assert.deepEqual(requests.map(regionOf), ["ap-south-1", "ap-south-1"]);
    assert.equal(
      target.client.middlewareStack.identify().some(name => /sendOnce/.test(name)),
      false,
    );
  });
});

/** A strategy that tries everything again, at once. */
const STUBBORN = {
  mode: "stubborn",
  acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  async refreshRetryTokenForRetry(token) {
    const count = token.getRetryCount() + 1;
    if (count > 4) throw new Error("that is enough");
    return { getRetryCount: () => count, getRetryDelay: () => 0 };
  },
  recordSuccess() {},
};

/** Clients as callers may have them. */
const CLIENTS = {
  "as it comes": {},
  "of five attempts": { maxAttempts: 5 },
  "in adaptive mode": { retryMode: "adaptive", maxAttempts: 4 },
  "with a strategy that tries everything again": { retryStrategy: STUBBORN },
};

describe("the AWS SDK", () => {
  for (const [name, options] of Object.entries(CLIENTS)) {
    const clientAt = (t, port) =>
      new UntrustedCode({ functionName: FUNCTION_NAME, client: lambdaClient(t, port, options) });

    it(`${name} tries again after throttling, when nothing has run`, async t => {
      let attempts = 0;
      const { port, requests } = await startOrigin(t, (request, body, response) => {
        if (++attempts > 2) return succeed(request, body, response);
        response.writeHead(429, { "X-Amzn-ErrorType": "TooManyRequestsException" }).end('{"message":"Rate Exceeded."}');
      });
      assert.equal((await clientAt(t, port).run({ code: "2 + 2" })).result, 4);
      assert.equal(requests.length, 3);
    });

    for (const how of ["reset", "ended", "reset in the head", "reset in the body"])
      it(`${name} does not send code again when the connection is ${how}`, async t => {
        const { port, connections } = await startRefusal(t, how);
        await assert.rejects(clientAt(t, port).run({ code: "2 + 2" }), { name: "ConnectionError", mayHaveRun: true });
        assert.equal(connections(), 1);
      });

    for (const status of [500, 502, 503, 504])
      it(`${name} does not send code again after a ${status}`, async t => {
        const { port, requests } = await startOrigin(t, (request, body, response) =>
          response.writeHead(status).end('{"message":"no"}'),
        );
        await assert.rejects(clientAt(t, port).run({ code: "2 + 2" }), {
          name: "ServiceError",
          status,
          mayHaveRun: true,
        });
        assert.equal(requests.length, 1);
      });
  }

  it("whose time to wait is up does not send code again", async t => {
    const { port, requests } = await startOrigin(t, () => {});
    const client = lambdaClient(t, port, { requestHandler: { socketTimeout: 300 }, maxAttempts: 5 });
    await assert.rejects(new UntrustedCode({ functionName: FUNCTION_NAME, client }).run({ code: "2 + 2" }), {
      name: "ConnectionError",
      mayHaveRun: true,
    });
    assert.equal(requests.length, 1);
  });

  it("may send again what was refused on its way to the function", async t => {
    let attempts = 0;
    const { port, requests } = await startOrigin(t, (request, body, response) => {
      if (++attempts > 1) return succeed(request, body, response);
      response.writeHead(502, { "X-Amzn-ErrorType": "ENILimitReachedException" }).end('{"message":"no"}');
    });
    const client = new UntrustedCode({ functionName: FUNCTION_NAME, client: lambdaClient(t, port) });
    assert.equal((await client.run({ code: "2 + 2" })).result, 4);
    assert.equal(requests.length, 2);
  });

  it("takes an error after sending for what it is, whatever its words: nothing is sent again", async t => {
    const sentences = ["Connection timed out after 300 ms", "proxy: the credential check failed", "Region is missing from the answer"];
    for (const message of sentences) {
      let sent = 0;
      const requestHandler = { handle: async () => { sent++; throw new Error(message); }, destroy() {} };
      const client = new UntrustedCode({ functionName: FUNCTION_NAME, client: lambdaClient(t, 1, { requestHandler, maxAttempts: 5 }) });
      await assert.rejects(client.run({ code: "2 + 2" }), { name: "ConnectionError", mayHaveRun: true }, message);
      assert.equal(sent, 1, message);
    }
  });

  it("ends a call whose credentials never come", async t => {
    const client = new UntrustedCode({ functionName: FUNCTION_NAME, client: lambdaClient(t, 1, { credentials: () => new Promise(() => {}) }) });
    await assert.rejects(client.run({ code: "2 + 2", callTimeoutMs: 50 }), { name: "CallTimeoutError", mayHaveRun: false });
    await assert.rejects(client.run({ code: "2 + 2", signal: AbortSignal.timeout(50) }), { name: "AbortedError", mayHaveRun: false });
    await client.close();
  });

  it("gives up a call that is aborted: while it waits for the answer, and while it waits to try again", async t => {
    for (const [answer, mayHaveRun] of [
      [() => {}, true],
      [
        (request, body, response) =>
          response.writeHead(429, { "Retry-After": "20" }).end('{"message":"Rate Exceeded."}'),
        false,
      ],
    ]) {
      const { port, requests, server } = await startOrigin(t, answer);
      const client = new UntrustedCode({ functionName: FUNCTION_NAME, client: lambdaClient(t, port) });
      const controller = new AbortController();
      const cause = new Error("enough");
      const pending = assert.rejects(client.run({ code: "2 + 2", signal: controller.signal }), {
        name: "AbortedError",
        mayHaveRun,
        cause,
      });
      await eventually(() => requests.length === 1, "it is asked");
      await sleep(100); // an answer arrives
      const start = performance.now();
      controller.abort(cause);
      await pending;
      assert.ok(performance.now() - start < 500);
      if (answer.length === 0) {
        const open = () => new Promise(done => server.getConnections((error, count) => done(count)));
        await eventually(async () => (await open()) === 0, "its connection is closed", 1000);
      }
      assert.equal(requests.length, 1);
    }
  });
});
