// SPDX-License-Identifier: MIT
// docs/contract.md through the SDK: whichever way the code goes, the same comes back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { getStructuredError, InvalidOptionsError, LIMITS } from "@untrusted-code/sdk";
import { startOrigin } from "./support/origin.mjs";
import { VALUES, valueOf } from "./support/values.mjs";
import { ENDPOINT, LAMBDA, LOCAL, root, WAYS } from "./support/ways.mjs";

const { maximum: MOST_MEMORY } = LIMITS.memoryLimitBytes;

/** Of each kind what fails so, and what is said of it. */
const FAILURES = [
  {
    code: "console.log('not run');\n1 +\n  )",
    console: [],
    details: {
      kind: "syntax",
      name: "SyntaxError",
      message: "unexpected token in expression: ')'",
      line: 3,
      column: 3,
    },
  },
  {
    code: "console.log('a');\nnull.x",
    details: { kind: "runtime", name: "TypeError", message: "cannot read property 'x' of null", line: 2, column: 1 },
  },
  {
    code: "console.log('a');\nawait Promise.reject(new RangeError('no'))",
    details: { kind: "runtime", name: "RangeError", message: "no", line: 2, column: 26 },
  },
  { code: "console.log('a'); throw 'text'", details: { kind: "runtime", message: "text" } },
  {
    code: "console.log('a'); Promise.reject(new Error('nobody looks')); 1",
    details: { kind: "runtime", name: "Error", message: "nobody looks", line: 1, column: 38 },
  },
  {
    code: "console.log('a'); for (;;);",
    timeoutMs: 100,
    progress: { started: true, fetchCount: 0 },
    details: { kind: "timeout", message: "Execution timeout exceeded" },
  },
  {
    code: "console.log('a'); await new Promise(done => setTimeout(done, 20000))",
    timeoutMs: 100,
    progress: { started: true, fetchCount: 0 },
    details: { kind: "timeout", message: "Execution timeout exceeded" },
  },
  {
    code: "console.log('a'); for (const all = []; ; ) all.push('x'.repeat(1000) + all.length)",
    memoryLimitBytes: 2e6,
    progress: { started: true, fetchCount: 0 },
    details: { kind: "memory", message: "Memory limit exceeded" },
  },
  {
    code: "console.log('a');\nfunction down() { return down() + 1 }\ndown()",
    details: { kind: "stack", name: "RangeError", message: "Maximum call stack size exceeded", line: 2 },
  },
  {
    code: "console.log('a'); ({ deep: [10n] })",
    details: {
      kind: "result",
      name: "TypeError",
      message: "the result has no JSON form: BigInt are forbidden in JSON.stringify",
    },
  },
  {
    code: "console.log('a'); 'x'.repeat(6291456)",
    memoryLimitBytes: MOST_MEMORY,
    details: {
      kind: "result",
      name: "RangeError",
      message: "the result is too large: its JSON has 6291458 bytes; the limit is 6291456 bytes (6 MiB)",
    },
  },
];

const PRINTS = `
  console.log("a", 1, { b: [2] });
  console.warn("two\\nlines");
  console.error(new Error("e").message);
  for (const level of ["info", "debug"]) console[level]("\\u{1f44b} " + level);
  console.log("lone \\ud800 surrogate");
  console.log("x".repeat(70000));
  for (let i = 0; i < 200; i++) console.log(i);
  "done"`;

const partOf = (object, like) => Object.fromEntries(Object.keys(like).map(key => [key, object[key]]));

function assertFailure(response, { details, console = ["[log] a"], progress }) {
  assert.equal(response.success, false);
  assert.deepEqual(partOf(response.errorDetails, details), details);
  assert.equal(response.error, details.name ? `${details.name}: ${details.message}` : details.message);
  assert.deepEqual(getStructuredError(response), { errorOutput: response.error, skipReason: undefined });
  assert.deepEqual(response.consoleOutput, console);
  assert.deepEqual(response.progress, progress);
  assert.ok(!("result" in response));
  assert.match(response.requestId, /^[0-9a-f-]{36}$/);
}

/** The table of what is accepted and what is refused, as far as a value of JavaScript can say it. */
function goldenRequests() {
  const { cases } = JSON.parse(readFileSync(join(root, "contract/requests.json"), "utf8"));
  return cases.flatMap(({ request, repeat, ...expected }) => {
    const text = repeat ? request.replace(repeat.find, () => repeat.text.repeat(repeat.times)) : request;
    let options;
    try {
      options = JSON.parse(text);
    } catch {
      return []; // no value has such a text
    }
    // No object has a key twice; and the number is none that JavaScript's integers hold.
    if (/ is given twice$/.test(expected.error) || options?.timeoutMs === Infinity) return [];
    // Options are the SDK's own: it names them in place of the fields.
    return /^(unknown field|request must be)/.test(expected.error) ? [] : [{ ...expected, options }];
  });
}

/** The entries of an allowlist that are judged where the deployer has decided nothing. */
function policyEntries() {
  const { groups } = JSON.parse(readFileSync(join(root, "contract/policy-cases.json"), "utf8"));
  const entries = groups
    .flatMap(({ cases }) => cases)
    .filter(({ entry, network }) => entry !== undefined && network === undefined);
  assert.ok(entries.length > 100);
  return entries;
}

/** As the executor's messages have it, which quote the request's text: JavaScript writes these numbers otherwise. */
const spelled = error => error.replace("-0.0", "-0").replace("-1e99", "-1e+99");

async function checkGolden(client, { options, valid, normalized, error }) {
  if (!valid) {
    await assert.rejects(client.run(options), thrown => {
      assert.ok(thrown instanceof InvalidOptionsError, thrown);
      assert.equal(thrown.message, spelled(error));
      assert.equal(thrown.field, /^Code /.test(error) ? "code" : error.split(" ")[0]);
      assert.equal(thrown.mayHaveRun, false);
      return true;
    });
    return;
  }
  const { timeoutMs, memoryLimitBytes, clamped } = normalized;
  assert.deepEqual((await client.run(options)).limits, { timeoutMs, memoryLimitBytes, clamped });
}

/** A call that may take all there is. */
const roomy = options => ({ memoryLimitBytes: MOST_MEMORY, timeoutMs: 25000, ...options });

async function checkValues(t, client) {
  for (const [name, expression] of Object.entries(VALUES)) {
    const value = valueOf(expression);
    const text = JSON.stringify(value);
    await t.test(`gives back ${name}`, async () => {
      const response = await client.run(roomy({ code: `(${expression})` }));
      assert.equal(response.error, undefined);
      assert.ok(JSON.stringify(response.result) === text, name);
    });
    await t.test(`takes ${name} as input`, async () => {
      const response = await client.run(roomy({ code: "input", input: value }));
      assert.equal(response.error, undefined);
      assert.ok(JSON.stringify(response.result) === text, name);
    });
  }
}

async function checkContract(t, way) {
  const { client } = await way.start(t);
  await checkValues(t, client);

  await t.test("tells undefined from null", async () => {
    for (const code of ["undefined", "(() => 1)", "Symbol()", "", "input"].map(code => code || "let a = 1"))
      assert.deepEqual(partOf(await client.run({ code }), { success: 1, result: 1 }), {
        success: true,
        result: undefined,
      });
    assert.ok(!("result" in (await client.run({ code: "undefined" }))));
    for (const input of [undefined, null]) {
      const { result } = await client.run({ code: "[typeof input, input === null]", input });
      assert.deepEqual(result, input === null ? ["object", true] : ["undefined", false]);
    }
  });

  await t.test("keeps a key __proto__ of the input from being a prototype", async () => {
    const input = JSON.parse('{"__proto__":{"polluted":true},"a":1}');
    const code = "[Object.keys(input), input.polluted, {}.polluted, Object.getPrototypeOf(input) === Object.prototype]";
    assert.deepEqual((await client.run({ code, input })).result, [["__proto__", "a"], null, null, true]);
    const { result } = await client.run({ code: "input", input });
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
    assert.equal(result.polluted, undefined);
  });

  for (const failure of FAILURES) {
    const { details, console, progress, ...options } = failure;
    await t.test(`tells a failure of kind ${details.kind}: ${details.message}`, async () => {
      assertFailure(await client.run(options), failure);
    });
  }

  await t.test("passes on the reasons that the code returns", async () => {
    const skipped = await client.run({ code: "return { skip_reason: 'nothing to do', n: 1 }" });
    assert.equal(skipped.success, true);
    assert.equal(skipped.skip_reason, "nothing to do");
    assert.deepEqual(getStructuredError(skipped), { errorOutput: undefined, skipReason: "nothing to do" });
    const failed = await client.run({ code: "return { error_reason: 'no such customer' }" });
    assert.deepEqual([failed.success, failed.error, failed.error_reason], [true, undefined, "no such customer"]);
    assert.deepEqual(getStructuredError(failed), { errorOutput: "no such customer", skipReason: undefined });
    const neither = await client.run({ code: "({ skip_reason: 5, error_reason: null })" });
    assert.deepEqual(getStructuredError(neither), { errorOutput: undefined, skipReason: undefined });
  });

  await t.test("applies limits, lowers those that are too high, and says so", async () => {
    const { limits } = await client.run({ code: "1", timeoutMs: 1234, memoryLimitBytes: 3e6 });
    assert.deepEqual(limits, { timeoutMs: 1234, memoryLimitBytes: 3e6, clamped: [] });
    const much = await client.run({ code: "1", timeoutMs: 60000, memoryLimitBytes: 2 ** 53 });
    assert.deepEqual(much.limits, {
      timeoutMs: 25000,
      memoryLimitBytes: MOST_MEMORY,
      clamped: ["timeoutMs", "memoryLimitBytes"],
    });
    const small = await client.run({ code: "'x'.repeat(1e5).length", memoryLimitBytes: 1 });
    assert.equal(small.error, "Memory limit exceeded");
  });

  await t.test("tells what it cost", async () => {
    const { usage, executionTimeMs } = await client.run({
      code: "for (let i = 0; i < 1e5; i++); await new Promise(done => setTimeout(done, 30))",
    });
    assert.ok(usage.wallTimeMs >= 30 && executionTimeMs === usage.wallTimeMs, JSON.stringify(usage));
    assert.ok(usage.cpuTimeMs > 0 && usage.cpuTimeMs < usage.wallTimeMs);
    assert.deepEqual([usage.fetchCount, usage.bytesSent, usage.bytesReceived], [0, 0, 0]);
  });

  await t.test("hands onConsole exactly the lines of logs, in their order", async () => {
    const lines = [];
    const { result, logs, consoleOutput } = await client.run({ code: PRINTS, onConsole: line => lines.push(line) });
    assert.equal(result, "done");
    assert.equal(logs.length, 207);
    assert.deepEqual(lines, logs);
    assert.deepEqual(
      consoleOutput,
      logs.map(({ level, message }) => `[${level}] ${message}`),
    );
  });

  await t.test("hands onConsole what was printed before a failure", async () => {
    for (const { console = ["[log] a"], details, progress, ...options } of FAILURES) {
      const lines = [];
      const { logs } = await client.run({ ...options, onConsole: line => lines.push(line) });
      assert.deepEqual(lines, logs, details.message);
      assert.deepEqual(
        lines.map(({ level, message }) => `[${level}] ${message}`),
        console,
      );
    }
  });

  await t.test("hands onConsole the line about what was dropped", async () => {
    const lines = [];
    const { logs } = await client.run({
      code: "for (let i = 0; i < 10005; i++) console.log(i)",
      onConsole: line => lines.push(line),
    });
    assert.deepEqual(lines, logs);
    assert.match(logs.at(-1).message, /dropped/);
  });

  await t.test(
    "hands onConsole lines while the code runs",
    { skip: !way.streams && "Lambda gives one answer, at the end" },
    async () => {
      const arrivals = [];
      const code = "console.log(1); await new Promise(done => setTimeout(done, 400)); console.log(2)";
      await client.run({ code, onConsole: () => arrivals.push(performance.now()) });
      const between = arrivals[1] - arrivals[0];
      assert.ok(between >= 300, `between the two lines were ${between} ms`);
    },
  );

  for (const one of goldenRequests())
    await t.test(`contract/requests.json: ${one.name}`, () => checkGolden(client, one));

  await t.test("contract/policy-cases.json: entries of allowedDomains", async () => {
    for (const { name, entry, verdict } of policyEntries()) {
      const outcome = await client.run({ code: "1", allowedDomains: ["example.com", entry] }).catch(error => error);
      if (verdict === "ok") assert.equal(outcome.result, 1, `${name}: ${outcome.message}`);
      else
        assert.deepEqual(
          [outcome.name, outcome.field],
          ["InvalidOptionsError", "allowedDomains[1]"],
          `${name}: ${outcome.message}`,
        );
    }
  });

  await t.test("refuses fetch to hosts that the call does not allow", async () => {
    const code = "await fetch('https://example.com/')";
    const { error } = await client.run({ code });
    assert.equal(
      error,
      'TypeError: fetch to https://example.com/ refused: host "example.com" is not in allowedDomains, which is empty',
    );
    const other = await client.run({ code, allowedDomains: ["example.org", "https://api.example.com"] });
    assert.equal(
      other.error,
      'TypeError: fetch to https://example.com/ refused: host "example.com" is not in allowedDomains',
    );
  });

  await t.test("refuses addresses that the deployer has not allowed", async () => {
    for (const host of ["10.0.0.1", "192.168.1.1"])
      await assert.rejects(client.run({ code: "1", allowedDomains: ["example.com", host] }), {
        name: "InvalidOptionsError",
        field: "allowedDomains[1]",
        message: `allowedDomains[1] "${host}" is an IP address, which the deployer has not allowed`,
      });
  });
}

describe("the contract", () => {
  for (const way of WAYS) it(`holds ${way.name}`, { skip: way.skip }, t => checkContract(t, way));
});

describe("fetch", () => {
  for (const way of WAYS)
    it(`reaches what the deployer and the call allow ${way.name}`, { skip: way.skip }, async t => {
      const origin = await startOrigin(t, (request, body, response) => {
        response.writeHead(201, { "X-Seen": `${request.method} ${request.url} ${body}` }).end('{"answer":42}');
      });
      const { client } = await way.start(t, { network: { allowAddress: "127.0.0.1", allowPort: origin.port } });
      const code = `
        const response = await fetch(input + "/path?q=1", { method: "POST", body: "hello" });
        return [response.status, response.headers.get("x-seen"), await response.json()];`;
      const response = await client.run({ code, input: origin.url, allowedDomains: [origin.url] });
      assert.deepEqual(response.result, [201, "POST /path?q=1 hello", { answer: 42 }], response.error);
      assert.equal(response.usage.fetchCount, 1);
      assert.ok(response.usage.bytesSent > 5 && response.usage.bytesReceived > 13);
      assert.equal(origin.requests.length, 1);
      const refused = await client.run({ code, input: origin.url });
      assert.match(refused.error, /refused: host "127\.0\.0\.1" is not in allowedDomains, which is empty$/);
      // How far it had come when its time was up.
      const slow = await client.run({
        code: "await (await fetch(input)).text(); for (;;);",
        input: origin.url,
        allowedDomains: [origin.url],
        timeoutMs: 500,
      });
      assert.deepEqual(slow.progress, { started: true, fetchCount: 1 });
      assert.equal(origin.requests.length, 2);
    });
});

/** What is the same wherever it ran. */
function comparable({ requestId, executionTimeMs, usage, logs, ...rest }) {
  const { fetchCount, bytesSent, bytesReceived } = usage;
  return {
    ...rest,
    hasId: requestId !== undefined,
    logs: logs.map(({ timeMs, ...line }) => line),
    usage: { fetchCount, bytesSent, bytesReceived },
  };
}

/** An outcome as something that can be compared: the response, or the error without the name of who gave it. */
async function outcomeOf(client, options) {
  try {
    return comparable(await client.run(options));
  } catch (error) {
    const { name, message, code, field, mayHaveRun, requestId } = error;
    return { name, message, code, field, mayHaveRun, hasId: requestId !== undefined };
  }
}

describe("the three ways", () => {
  it("give the same for the same call", { skip: LAMBDA.skip }, async t => {
    const calls = [
      ...Object.values(VALUES).map(expression => roomy({ code: `(${expression})`, input: valueOf(expression) })),
      ...FAILURES.map(({ details, console, progress, ...options }) => options),
      ...goldenRequests().map(({ options }) => options),
      { code: PRINTS },
      { code: "Object.keys(globalThis).sort()" },
      { code: "[navigator?.userAgent, new Date(0).getTimezoneOffset(), [0.1].toLocaleString()]" },
      { code: "await fetch('https://example.com')", allowedDomains: ["*.example.com"] },
      { code: "throw Object.assign(new Error('a'), { cause: new TypeError('b'), name: 'Mine' })" },
      { code: "class Own extends Error {}; throw new Own('a')" },
      { code: "({ skip_reason: 'a', error_reason: 'b' })" },
      { code: "1", allowedDomains: Array(100).fill("example.com"), timeoutMs: 1e9 },
    ];
    const clients = [];
    for (const way of [LOCAL, ENDPOINT, LAMBDA]) clients.push((await way.start(t)).client);
    for (const options of calls) {
      const [first, ...others] = await Promise.all(clients.map(client => outcomeOf(client, options)));
      for (const other of others) assert.deepEqual(other, first, options.code?.slice?.(0, 100));
    }
  });
});
