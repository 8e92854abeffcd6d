// SPDX-License-Identifier: MIT
// serve-lambda.mjs: AWS's Invoke API on this machine, as an AWS SDK would use it. Most of it with a runtime of a few lines.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { familyOf, isAlive } from "./emulator/processes.mjs";
import { binDir, eventually, root, sleep, temporaryFolder } from "./support/lambda.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const program = join(here, "emulator/serve-lambda.mjs");
const ZIP = process.env.UNTRUSTED_LAMBDA_ZIP ?? join(root, `packages/lambda/dist/untrusted-lambda-${process.arch === "arm64" ? "arm64" : "x86_64"}.zip`);
const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:untrusted-code";

/** A folder whose bootstrap is the runtime that echoes. */
function echoFolder(t) {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "bootstrap"), `#!/bin/sh\nexec '${process.execPath}' '${join(here, "emulator/echo-runtime.mjs")}'\n`, { mode: 0o755 });
  return folder;
}

async function startServer(t, args) {
  const child = spawn(process.execPath, [program, "--port", "0", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", text => (output[name] += text));
  const ended = new Promise(done => child.on("close", (status, signal) => done(signal ?? status)));
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const [, port] = await eventually(() => {
    if (child.exitCode !== null) throw new Error(output.stderr);
    return /http:\/\/127\.0\.0\.1:(\d+)$/m.exec(output.stdout);
  }, "it is ready");
  const request = (path, { method = "GET", headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const outgoing = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false }, answer => {
        const chunks = [];
        answer.on("data", chunk => chunks.push(chunk));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode, headers: answer.headers, text, get json() { return JSON.parse(text); } });
        });
        answer.on("error", reject);
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  return {
    pid: child.pid, child, output, ended, port, request,
    invoke: (event, headers = {}, name = "untrusted-code") =>
      request(`/2015-03-31/functions/${name}/invocations`, { method: "POST", headers, body: Buffer.isBuffer(event) || typeof event === "string" ? event : JSON.stringify(event) }),
    health: async () => (await request("/healthz")).json,
  };
}

function assertError(answer, status, type, message) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers["x-amzn-errortype"], type);
  assert.match(answer.json.message ?? answer.json.Message, message);
  assert.match(answer.headers["x-amzn-requestid"], /^[0-9a-f-]{36}$/);
}

describe("serve-lambda", () => {
  it("invokes the function, and says what Lambda says", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t)]);
    const answer = await server.invoke({ a: [1, "ü"] });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, { a: [1, "ü"] });
    assert.equal(answer.headers["content-type"], "application/json");
    assert.equal(answer.headers["x-amz-executed-version"], "$LATEST");
    assert.equal(answer.headers["x-amz-function-error"], undefined);
    assert.equal(answer.headers["x-amz-log-result"], undefined);
    assert.match(answer.headers["x-amzn-requestid"], /^[0-9a-f-]{36}$/);
    assert.match(answer.headers["x-amzn-trace-id"], /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
    assert.deepEqual((await server.invoke("")).json, {}, "nothing is {}");
    assert.equal((await server.invoke("null")).text, "null");
  });

  it("takes the function's name in each of its forms, and no other function", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t)]);
    for (const name of ["untrusted-code", "untrusted-code:$LATEST", "123456789012:function:untrusted-code", ARN, encodeURIComponent(ARN), `${encodeURIComponent(ARN)}%3A%24LATEST`])
      assert.equal((await server.invoke("5", {}, name)).text, "5", name);
    for (const name of ["other", "untrusted-code:PROD", ARN.replace("untrusted", "other"), "%ff", "a%20b"])
      assertError(await server.invoke("5", {}, name), 404, "ResourceNotFoundException", /Function not found/);
    assertError(await server.request("/2015-03-31/functions/", { method: "POST" }), 404, "ResourceNotFoundException", /invocations/);
    assertError(await server.request("/2015-03-31/functions/untrusted-code/invocations"), 405, "MethodNotAllowedException", /POST/);
    const other = await startServer(t, ["--dir", echoFolder(t), "--function-name", "mine"]);
    assert.equal((await other.invoke("5", {}, "mine")).text, "5");
    assert.equal((await other.invoke("5")).status, 404);
  });

  it("passes on the contexts that a caller may give", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t)]);
    const context = Buffer.from(JSON.stringify({ custom: { a: 1 } })).toString("base64");
    const headers = { "X-Amz-Client-Context": context, "X-Amz-Tenant-Id": "blue", "X-Amzn-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "X-Amz-Log-Type": "Tail" };
    const answer = await server.invoke({ do: "print" }, headers);
    const log = Buffer.from(answer.headers["x-amz-log-result"], "base64").toString();
    const printed = JSON.parse(log.split("\n").find(line => line.startsWith('{"headers"')));
    assert.equal(printed.headers["lambda-runtime-client-context"], '{"custom":{"a":1}}');
    assert.equal(printed.headers["lambda-runtime-aws-tenant-id"], "blue");
    assert.equal(printed.headers["lambda-runtime-trace-id"], "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
    for (const wrong of ["x", "W10=x", Buffer.from("5").toString("base64"), Buffer.from("{").toString("base64")])
      assertError(await server.invoke("5", { "X-Amz-Client-Context": wrong }), 400, "InvalidRequestContentException", /Client context/);
  });

  it("gives the last 4 KB of the log", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t)]);
    const { headers } = await server.invoke({ do: "print", x: "y".repeat(900) }, { "X-Amz-Log-Type": "Tail" });
    const log = Buffer.from(headers["x-amz-log-result"], "base64").toString();
    assert.ok(log.length <= 4096);
    assert.match(log, /"platform\.report"/);
    assert.match(log, new RegExp(headers["x-amzn-requestid"]));
  });

  it("knows the invocation types", async t => {
    const file = join(temporaryFolder(t), "log");
    const server = await startServer(t, ["--dir", echoFolder(t), "--log", file, "--concurrency", "1"]);
    const dry = await server.invoke("5", { "X-Amz-Invocation-Type": "DryRun" });
    assert.deepEqual([dry.status, dry.text], [204, ""]);
    const ids = [];
    for (let i = 0; i < 5; i++) {
      const later = await server.invoke({ do: "print", i }, { "X-Amz-Invocation-Type": "Event" });
      assert.deepEqual([later.status, later.text], [202, ""]);
      ids.push(later.headers["x-amzn-requestid"]);
    }
    const done = () => (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n").filter(line => line.includes("platform.report"));
    await eventually(() => done().length === 5, "all events are handled");
    assert.deepEqual(done().map(line => JSON.parse(line).record.requestId), ids);
    assertError(await server.invoke("5", { "X-Amz-Invocation-Type": "Sometimes" }), 400, "InvalidParameterValueException", /InvocationType/);
  });

  it("tells errors of the function, of the runtime, and timeouts", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t), "--timeout", "500ms"]);
    for (const [event, type] of [[{ do: "error" }, "Some.Type"], [{ do: "exit" }, "Runtime.ExitError"], [{ do: "sleep", ms: 5000 }, "Sandbox.Timedout"]]) {
      const answer = await server.invoke(event);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["x-amz-function-error"], "Unhandled");
      assert.equal(answer.json.errorType, type);
      assert.equal((await server.invoke("5")).text, "5");
    }
  });

  it("refuses what is no JSON, and what is too large", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t)]);
    for (const body of ["{", "x", '{"a":1} x', Buffer.from([0x22, 0xff, 0x22])])
      assertError(await server.invoke(body), 400, "InvalidRequestContentException", /^Could not parse request body into json/);
    const fits = `"${"x".repeat(6291454)}"`;
    assert.equal((await server.invoke(fits)).text.length, 6291456);
    assertError(await server.invoke(`${fits} `), 413, "RequestTooLargeException", /6291456/);
    assertError(await server.invoke(`"${"x".repeat(1048576)}"`, { "X-Amz-Invocation-Type": "Event" }), 413, "RequestTooLargeException", /1048576/);
    assert.equal((await server.invoke("5")).text, "5");
  });

  it("starts environments on demand, and answers 429 when all are taken", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t), "--concurrency", "2"]);
    assert.equal((await server.health()).running, 0);
    const pending = [server.invoke({ do: "sleep", ms: 1000 }), server.invoke({ do: "sleep", ms: 1000 })];
    await eventually(async () => (await server.health()).running === 2, "both are taken");
    await sleep(100);
    const refused = await server.invoke("5");
    assertError(refused, 429, "TooManyRequestsException", /^Rate Exceeded\.$/);
    assert.equal(refused.json.Reason, "ConcurrentInvocationLimitExceeded");
    for (const answer of await Promise.all(pending)) assert.equal(answer.status, 200);
    assert.deepEqual(await server.health(), { status: "ok", functionName: "untrusted-code", running: 0, waiting: 0, concurrency: 2 });
    assert.equal((await server.invoke("5")).text, "5");
    // A shell and a node each.
    assert.ok(familyOf(server.pid).length <= 5);
  });

  it("refuses web pages, which could run code here", async t => {
    const server = await startServer(t, ["--dir", echoFolder(t)]);
    assertError(await server.invoke("5", { Origin: "https://example.com" }), 403, "AccessDeniedException", /web pages/);
    assertError(await server.invoke("5", { Host: "example.com:9001" }), 403, "AccessDeniedException", /web pages/);
    assert.equal((await server.invoke("5", { Host: `localhost:${server.port}` })).text, "5");
  });

  it("ends with all of its processes and its folder", async t => {
    for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 0]]) {
      const server = await startServer(t, ["--dir", echoFolder(t)]);
      const pending = server.invoke({ do: "sleep", ms: 20000 }).catch(error => error.code);
      await eventually(async () => (await server.health()).running === 1, "one runs");
      await sleep(200);
      const family = familyOf(server.pid);
      assert.ok(family.length >= 2);
      server.child.kill(signal);
      assert.equal(await server.ended, status);
      await eventually(() => !family.some(isAlive), "all are gone", 2000);
      assert.ok((await pending) === "ECONNRESET" || (await pending).status >= 500);
    }
  });
});

describe("serve-lambda on a command line", () => {
  const run = (...args) => spawnSync(process.execPath, [program, ...args], { encoding: "utf8", timeout: 10000 });

  it("explains itself", () => {
    const { status, stdout } = run("--help");
    assert.equal(status, 0);
    for (const option of ["--port", "--zip", "--dir", "--function-name", "--timeout", "--memory", "--concurrency", "--log", "--env"]) assert.match(stdout, new RegExp(`^  ${option} `, "m"));
  });

  it("says what is wrong", async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "empty.zip"), "");
    writeFileSync(join(folder, "bootstrap"), "");
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise(done => server.on("listening", done));
    t.after(() => server.close());
    for (const [args, message] of [
      [["--port", "x"], /--port must be a number from 0 to 65535, not 'x'/],
      [["--concurrency", "0"], /--concurrency must be/],
      [["--timeout", "30"], /--timeout must be a time up to 15m, such as 30s, not '30'/],
      [["--memory", "10"], /--memory must be/],
      [["--function-name", "a b"], /--function-name/],
      [["--env", "X"], /--env must be NAME=VALUE, not 'X'/],
      [["--frobnicate"], /--frobnicate/],
      [["--zip", "a", "--dir", "b"], /exclude each other/],
      [["--zip", "/nowhere/x.zip"], /there is no \/nowhere\/x\.zip/],
      [["--zip", join(folder, "empty.zip")], /cannot be unpacked/],
      [["--dir", join(folder, "nowhere")], /no bootstrap/],
      [["--dir", folder], /not executable/],
      [["--dir", echoFolder(t), "--port", `${server.address().port}`], /EADDRINUSE/],
    ]) {
      const { status, stderr } = run(...args);
      assert.equal(status, 2, stderr);
      assert.match(stderr, /^serve-lambda: /);
      assert.match(stderr, message);
    }
  });
});

describe("serve-lambda with the real function", () => {
  const request = { code: "console.log('hi'); input.a + 1", input: { a: 41 } };

  async function check(t, args) {
    const server = await startServer(t, [...args, "--env", "UNTRUSTED_FETCHES=7"]);
    const answer = await server.invoke(request, { "X-Amz-Log-Type": "Tail" });
    assert.equal(answer.json.result, 42, answer.text);
    assert.deepEqual(answer.json.consoleOutput, ["[log] hi"]);
    const log = Buffer.from(answer.headers["x-amz-log-result"], "base64").toString();
    assert.match(log, /"message":"execution"/);
    assert.equal((await server.invoke({ doctor: true })).json.network.fetches, 7);
    const many = await Promise.all([1, 2].map(input => server.invoke({ code: "input * 2", input })));
    assert.deepEqual(many.map(each => each.json?.result), [2, 4]);
    return server;
  }

  it("in a folder", async t => {
    await check(t, ["--dir", binDir]);
  });

  it("that cannot start tells why to each caller", async t => {
    const server = await startServer(t, ["--dir", binDir, "--env", "UNTRUSTED_ALLOW_PORT=x"]);
    for (let i = 0; i < 2; i++) {
      const answer = await server.invoke(request);
      assert.equal(answer.headers["x-amz-function-error"], "Unhandled");
      assert.match(answer.json.errorMessage, /UNTRUSTED_ALLOW_PORT/);
    }
  });

  it("in a zip, which is unpacked for as long as it runs", { skip: !existsSync(ZIP) && `there is no ${ZIP.slice(root.length + 1)}` }, async t => {
    // Where it looks for temporary folders.
    const before = new Set(readdirSync(tmpdir()));
    const server = await check(t, ["--zip", ZIP]);
    const folders = readdirSync(tmpdir()).filter(name => name.startsWith("serve-lambda-") && !before.has(name));
    assert.equal(folders.length, 1);
    server.child.kill("SIGTERM");
    assert.equal(await server.ended, 0);
    assert.ok(!existsSync(join(tmpdir(), folders[0])));
  });

  it("in a zip that is made here", { skip: spawnSync("zip", ["-v"]).error && "zip is not installed" }, async t => {
    const folder = mkdtempSync(join(tmpdir(), "untrusted-test-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const zip = join(folder, "function.zip");
    const { status, stderr } = spawnSync("zip", ["-q", "-j", zip, ...["bootstrap", "untrusted-cell", "ca-certificates.crt"].map(name => join(binDir, name))], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    await check(t, ["--zip", zip]);
  });
});
