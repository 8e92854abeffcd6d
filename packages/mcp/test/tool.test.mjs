// SPDX-License-Identifier: MIT
// The tool: what the model is told of it, and what it gets, by the real executor.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ABSENT, GLOBALS } from "../dist/description.js";
import { LOCAL, startMcp } from "./support/mcp.mjs";

describe("the tool's description", () => {
  it("there is one tool, with schemas for what it takes and gives", async t => {
    const { client, tools, tool } = await startMcp(t);
    assert.equal(client.getServerVersion().name, "untrusted-code");
    assert.deepEqual(tools.map(({ name }) => name), ["run_javascript"]);
    assert.deepEqual(Object.keys(tool.inputSchema.properties), ["code", "input"]);
    assert.deepEqual(tool.inputSchema.required, ["code"]);
    assert.equal(tool.inputSchema.additionalProperties, false);
    assert.deepEqual(tool.outputSchema.required, ["success", "console", "limits"]);
  });

  it("it tells the default limits, and that there is no network and so no effect", async t => {
    const { tool } = await startMcp(t);
    assert.match(tool.description, /5000 ms of time/);
    assert.match(tool.description, /10 MiB of memory/);
    assert.match(tool.description, /first 32 KiB of the result's JSON, and the first 16 KiB of what it prints/);
    assert.match(tool.description, /There is no network/);
    assert.deepEqual(tool.annotations, { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false });
  });

  it("it tells the limits in force, and the hosts that may be reached", async t => {
    const args = ["--timeout", "1.5s", "--memory", "20MB", "--max-result", "1KiB", "--max-console", "2000B"];
    const { tool } = await startMcp(t, [...LOCAL, ...args, "--allow", "example.com", "--allow", "https://api.example.org"]);
    assert.match(tool.description, /1500 ms of time/);
    assert.match(tool.description, /20 MB of memory/);
    assert.match(tool.description, /first 1 KiB of the result's JSON, and the first 2 KB of what/);
    assert.match(tool.description, /reaches only: example\.com, https:\/\/api\.example\.org \(a plain host name stands for its subdomains, too\)/);
    assert.deepEqual(tool.annotations, { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true });
  });

  it("a limit above its maximum counts as the maximum, and the description says that", async t => {
    const { tool, call } = await startMcp(t, [...LOCAL, "--timeout", "10m", "--memory", "1GB"]);
    assert.match(tool.description, /25000 ms of time.*50 MiB of memory/);
    assert.deepEqual((await call("1")).output.limits, { timeoutMs: 25000, memoryLimitBytes: 52428800 });
  });

  it("what it says is there is there, and what it says is not is not", async t => {
    const { call } = await startMcp(t);
    const typesOf = async names => (await call({
      code: "input.map(name => name.split('.').reduce((value, part) => value?.[part], globalThis) === undefined)",
      input: names,
    })).output.result;
    assert.deepEqual(await typesOf(GLOBALS), GLOBALS.map(() => false));
    assert.deepEqual(await typesOf(ABSENT), ABSENT.map(() => true));
  });
});

describe("what the model gets", () => {
  let mcp;
  before(async () => {
    mcp = await startMcp({ after() {} }, [...LOCAL, "--timeout", "500ms"]);
  });
  after(() => mcp.client.close());

  /** Calls, and sees that it has worked. */
  async function succeed(args) {
    const answer = await mcp.call(args);
    assert.equal(answer.isError, false, answer.text);
    assert.equal(answer.output.success, true);
    return answer;
  }

  /** Calls, and sees that it has failed so. */
  async function fail(args, kind) {
    const answer = await mcp.call(args);
    assert.equal(answer.isError, true, answer.text);
    assert.equal(answer.output.success, false);
    assert.equal(answer.output.error.kind, kind);
    return answer;
  }

  it("a result comes as JSON, and in parts with time and limits", async () => {
    const { content, output } = await succeed("({ sum: [1, 2, 3].reduce((a, b) => a + b) })");
    assert.deepEqual(content, [{ type: "text", text: '{"sum":6}' }]);
    assert.deepEqual(Object.keys(output).sort(), ["console", "executionTimeMs", "limits", "result", "success"]);
    assert.deepEqual(output.result, { sum: 6 });
    assert.deepEqual(output.console, []);
    assert.ok(output.executionTimeMs > 0 && output.executionTimeMs < 500);
    assert.deepEqual(output.limits, { timeoutMs: 500, memoryLimitBytes: 10485760 });
  });

  it("results of every shape arrive as they are", async () => {
    const values = [null, true, 0, -1.5, 1e300, "", "ä€😀\0\u2028", [], {}, [[[1]], { a: { b: [null] } }]];
    for (const value of values) assert.deepEqual((await succeed({ code: "input", input: value })).output.result, value);
    assert.equal((await succeed("'\\ud800'")).text, '"\\ud800"');
    assert.equal((await succeed("return await Promise.resolve(7)")).output.result, 7);
    assert.equal((await succeed("JSON.parse('{\"__proto__\": 1}')")).text, '{"__proto__":1}');
  });

  it("code without a result is told how to give one", async () => {
    for (const code of ["const x = 5", "undefined", "() => 1"]) {
      const { output, text } = await succeed(code);
      assert.ok(!("result" in output));
      assert.match(text, /^undefined: the code gave no result\. End it with an expression, or `return` the value\.$/);
    }
  });

  it("a result that is nested too deeply to be passed on is cut, however deep it is", async () => {
    for (const depth of [257, 4112, 4116, 8000]) {
      const { output, text } = await succeed(`JSON.parse("[".repeat(${depth}) + "]".repeat(${depth}))`);
      assert.equal(output.resultStart, "[".repeat(256));
      assert.match(text, /nested more than 256 deep\. Have the code return something flatter/);
    }
  });

  it("the input is there as it was given, and undefined if it was not", async () => {
    const input = { names: ["Ada", "Zoë"], nested: { list: [1, null, { deep: "\ud83d\ude00" }] } };
    assert.deepEqual((await succeed({ code: "input", input })).output.result, input);
    assert.equal((await succeed({ code: "Object.keys(input).length", input: JSON.parse('{"__proto__": 1, "a": 2}') })).output.result, 2);
    assert.equal((await succeed({ code: "typeof input" })).output.result, "undefined");
    assert.equal((await succeed({ code: "input === null", input: null })).output.result, true);
  });

  it("each call starts fresh", async () => {
    await succeed("globalThis.kept = 1");
    assert.equal((await succeed("typeof kept")).output.result, "undefined");
  });

  it("the console comes back in order, with its levels, beside the result", async () => {
    const { output, content } = await succeed("console.log('a', { b: 1 }); console.error('c\\nd'); await 0; console.warn('e'); 1");
    assert.deepEqual(output.console, ["[log] a { b: 1 }", "[error] c\nd", "[warn] e"]);
    assert.deepEqual(content.map(({ text }) => text), ["1", "Console:\n[log] a { b: 1 }\n[error] c\nd\n[warn] e"]);
  });

  it("an error shows its line with a caret, and the console until then", async () => {
    const { output, content } = await fail("console.log('before');\nconst user = {};\nuser.name.trim();", "runtime");
    assert.deepEqual(content.map(({ text }) => text), [
      "TypeError: cannot read property 'trim' of undefined at line 3, column 1\n\n    3 | user.name.trim();\n        ^",
      "Console:\n[log] before",
    ]);
    const { stack, ...error } = output.error;
    assert.match(stack, /code\.js:3:1/);
    assert.deepEqual(error, { kind: "runtime", name: "TypeError", message: "cannot read property 'trim' of undefined", line: 3, column: 1 });
    assert.deepEqual(output.console, ["[log] before"]);
  });

  it("an error within functions shows its stack", async () => {
    const { text } = await fail("function inner() { throw new RangeError('no') }\nfunction outer() { inner() }\nouter()", "runtime");
    assert.match(text, /^RangeError: no at line 1, column \d+\n[^]*at inner [^]*at outer /);
  });

  it("what is thrown may be anything", async () => {
    assert.match((await fail("throw 5", "runtime")).text, /^5$/);
    assert.match((await fail("throw new DOMException('gone', 'AbortError')", "runtime")).text, /^AbortError: gone at line 1/);
    assert.match((await fail("Promise.reject(new TypeError('lost')); 1", "runtime")).text, /^TypeError: lost at line 1/);
    assert.ok((await fail("throw new Error('x'.repeat(16000))", "runtime")).text.length < 10000);
  });

  it("code that is no JavaScript is shown where", async () => {
    const { text, output } = await fail("const a = 1;\nconst b = ;", "syntax");
    assert.match(text, /^SyntaxError: .* at line 2, column \d+\n\n {4}2 \| const b = ;\n +\^$/);
    assert.equal(output.error.line, 2);
  });

  it("code for Node.js or a page is told that there is neither", async () => {
    for (const code of ["import fs from 'fs'", "require('fs')", "process.exit()", "export default 1", "await import('fs')"])
      assert.match((await mcp.call(code)).output.hint, /no modules and no Node\.js APIs/, code);
    assert.match((await mcp.call("document.title")).output.hint, /no page here/);
  });

  it("a timeout says after how long, and keeps the console", async () => {
    const { text, output } = await fail("console.log('so far'); for (;;) {}", "timeout");
    assert.match(text, /^Execution timeout exceeded at line 1[^]*stopped after 500 ms, the limit\. Do less work/);
    assert.deepEqual(output.console, ["[log] so far"]);
    await fail("await new Promise(resolve => setTimeout(resolve, 60000))", "timeout");
  });

  it("memory, recursion and results without a JSON form say what to do", async () => {
    assert.match((await fail("const a = []; for (;;) a.push('x'.repeat(1000) + a.length)", "memory")).text, /more than 10 MiB of memory, the limit\. Hold less/);
    assert.match((await fail("const f = () => f() + 1; f()", "stack")).text, /use a loop/);
    assert.match((await fail("10n", "result")).text, /String\(value\)/);
    assert.match((await fail("const a = {}; a.a = a; a", "result")).text, /contains itself/);
  });

  it("code that cannot be taken is refused, and nothing is run", async () => {
    const { text, output } = await fail("  ", "invalid_request");
    assert.match(text, /^Code cannot be empty\n\nNothing was run: correct the arguments\.$/);
    assert.equal(output.error.mayHaveRun, false);
    assert.match((await fail(`${" ".repeat(1048576)}1`, "invalid_request")).text, /code is too large: 1048577 bytes; the limit is 1048576/);
    assert.match((await fail({ code: "1", input: "x".repeat(6291456) }, "invalid_request")).text, /the request is too large: .* the limit is 6291456 bytes/);
    // As large as may be, and written with escapes: five times that.
    const { output: largest } = await succeed({ code: "input.length", input: "\u0001".repeat(1048000) });
    assert.equal(largest.result, 1048000);
  });

  it("limits cannot be changed by a call: other arguments are refused, with what there is", async () => {
    for (const extra of [{ timeoutMs: 25000 }, { memoryLimitBytes: 52428800 }, { allowedDomains: ["example.com"] }, { signal: {} }]) {
      const { isError, text } = await mcp.call({ code: "1", ...extra });
      assert.equal(isError, true);
      assert.match(text, /unknown argument "\w+": there are only code and input; limits and hosts are fixed/);
    }
    for (const args of [{}, { code: 5 }, { code: null }, { code: ["1"] }]) {
      const { isError, text } = await mcp.call(args);
      assert.equal(isError, true);
      assert.match(text, /expected string.* at code/);
    }
  });

  it("a tool that is not there is an error", async () => {
    assert.equal((await mcp.client.callTool({ name: "run_python", arguments: { code: "1" } })).isError, true);
  });

  it("whoever asks for progress gets the console's lines as they come", async () => {
    const lines = [];
    const answered = mcp.call("for (let i = 0; i < 3; i++) { console.log('line', i); await new Promise(r => setTimeout(r, 60)) }", {
      onprogress: ({ progress, message }) => lines.push({ progress, message, at: performance.now() }),
    });
    const { output } = await answered;
    assert.equal(output.console.length, 3);
    assert.deepEqual(lines.map(({ progress, message }) => [progress, message]), [[1, "line 0"], [2, "line 1"], [3, "line 2"]]);
    assert.ok(performance.now() - lines[0].at > 100, "the first one came long before the end");
  });
});

describe("what floods a context", () => {
  const args = [...LOCAL, "--max-result", "1000B", "--max-console", "500B"];

  it("a result is cut off, and it is said how much was left out", async t => {
    const { call } = await startMcp(t, args);
    const { output, content, isError } = await call("'ä'.repeat(3000000)");
    assert.equal(isError, false);
    assert.ok(!("result" in output));
    assert.equal(output.resultStart, `"${"ä".repeat(499)}`);
    assert.match(output.truncated.result, /first 1000 of its 6000002 bytes of JSON\. Have the code return less/);
    assert.equal(content[0].text, `${output.resultStart}\n\n(${output.truncated.result})`);
    assert.equal((await call("'x'.repeat(998)")).output.result.length, 998);
  });

  it("so is the console, at the end of a line", async t => {
    const { call } = await startMcp(t, args);
    const progress = [];
    const { output, text } = await call("for (let i = 0; i < 9999; i++) console.log(`line ${i}`); 5", { onprogress: ({ message }) => progress.push(message) });
    assert.equal(output.result, 5);
    assert.ok(output.console.length > 30 && output.console.join("\n").length <= 500);
    assert.match(output.truncated.console, /9999 lines, of which the first 500 bytes are here/);
    assert.match(text, /^5\n\nConsole:\n\[log\] line 0\n[^]*\[log\] line \d+\n\(The console was cut off/);
    assert.ok(progress.join("\n").length <= 500);
    const failed = await call("for (let i = 0; i < 9999; i++) console.log(`line ${i}`); null.x");
    assert.match(failed.text, /cannot read property 'x' of null[^]*\(The console was cut off/);
  });

  it("by default a model gets 32 KiB of a result and 16 KiB of a console", async t => {
    const { call } = await startMcp(t);
    const { output } = await call("console.log('y'.repeat(60000)); 'x'.repeat(1e6)");
    assert.equal(output.resultStart.length, 32768);
    assert.equal(output.console[0].length, 16384);
  });
});
