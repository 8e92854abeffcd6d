// SPDX-License-Identifier: MIT
// What the code must not get at on Lambda: the credentials that Lambda puts into the environment, the Runtime API, and
// what other invocations have left behind. Each search and each refusal has its counterpart that finds and reaches.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { describe, it } from "node:test";
import { isAlive } from "./emulator/processes.mjs";
import { httpEvent } from "./support/events.mjs";
import { asOnLambda, busyCell, deployed, eventually, lineOf, linesOf, sanitized, startBootstrap, whyNoFilter } from "./support/lambda.mjs";
import { descriptorsOf, procFile, searchMemory } from "./support/memory.mjs";

const skipSearch = sanitized("there are terabytes to search") || (process.getuid() !== 0 && "only root may read the memory of all these processes");
const skipForeign = process.env.UNTRUSTED_LAMBDA_COMMAND !== undefined && "UNTRUSTED_LAMBDA_COMMAND says what is started";
const marker = () => randomBytes(20).toString("hex");

describe("the credentials of the environment", { skip: skipSearch }, () => {
  /** A process that wipes nothing, started with the same. */
  async function startControl(t, env, user = {}) {
    const child = spawn("/bin/sh", ["-c", "while :; do sleep 1; done"], { env: { PATH: "/usr/bin:/bin", ...env }, stdio: "ignore", detached: true, ...user });
    t.after(() => process.kill(-child.pid, "SIGKILL"));
    await eventually(() => procFile(child.pid, "cmdline").includes("while"), "it runs");
    return child.pid;
  }

  /** What `look` gives, unless the process has ended meanwhile, or is about to and has no memory any more. */
  function unlessGone(look) {
    try {
      return look();
    } catch (error) {
      if (error.code !== "ESRCH" && error.code !== "ENOENT") throw error;
      return undefined;
    }
  }

  /** Asserts that no process of the function has any of the texts. */
  function assertNowhere(lambda, texts) {
    // Those that are at work first: they may end meanwhile.
    const family = lambda.family().sort((a, b) => b.cpuTicks - a.cpuTicks);
    let searched = 0;
    for (const { pid, name } of family) {
      const result = unlessGone(() => searchMemory(pid, texts));
      if (result === undefined) continue;
      const { found, bytes } = result;
      searched++;
      assert.deepEqual(found, [], `${name} ${pid} has ${found}`);
      assert.ok(bytes > 100000, `only ${bytes} bytes of ${name} were searched`);
      const environment = unlessGone(() => procFile(pid, "environ")) ?? "";
      for (const [what, text] of Object.entries(texts)) assert.ok(!environment.includes(text), `${what} is in the environment of ${name}`);
    }
    assert.ok(searched >= 3, `only ${searched} processes were searched`);
  }

  async function check(t, options) {
    const lambda = await startBootstrap(t, options);
    const env = { ...lambda.canaries, AWS_LAMBDA_LOG_STREAM_NAME: undefined };
    const control = await startControl(t, env);
    assert.deepEqual(searchMemory(control, lambda.canaries).found, Object.keys(lambda.canaries), "the search finds");
    assert.ok(procFile(control, "environ").includes(lambda.canaries.AWS_SESSION_TOKEN));
    assertNowhere(lambda, lambda.canaries);
    for (const event of [{ code: "2 + 2" }, httpEvent('{"code":"throw 1"}'), { doctor: true }, { code: "for (;;);", timeoutMs: 50 }]) await lambda.invoke(event);
    assertNowhere(lambda, lambda.canaries);
    const pending = lambda.invoke({ code: "const end = Date.now() + 3000; while (Date.now() < end); Object.keys(globalThis).length > 0" });
    await busyCell(lambda);
    assertNowhere(lambda, lambda.canaries);
    assert.equal((await pending).payload.result, true);
    const text = lambda.log.map(line => line.text).join() + lambda.requests.map(request => request.body).join();
    for (const [name, secret] of Object.entries(lambda.canaries)) assert.ok(!text.includes(secret), name);
  }

  it("are in no process's memory or environment: before, while and after code runs", t => check(t, {}));

  it("nor are they as on Lambda", { skip: whyNoFilter() }, t => check(t, asOnLambda(t)));

  it("nor can they be looked for by another process of the same user", { skip: skipForeign }, async t => {
    const user = { uid: 993, gid: 990 };
    const folder = deployed(t);
    const lambda = await startBootstrap(t, { command: join(folder, "bootstrap"), cwd: folder, spawn: user });
    const control = await startControl(t, {}, user);
    assert.equal(statSync(`/proc/${control}/mem`).uid, user.uid, "a process that is not protected");
    for (const { pid, name } of lambda.family()) assert.equal(statSync(`/proc/${pid}/mem`).uid, 0, name);
    for (const { pid, name } of lambda.family().slice(1)) {
      assert.equal(procFile(pid, "environ").length, 0, name);
      // While it makes another cell the zygote has that one's, too.
      const descriptors = await eventually(() => descriptorsOf(pid).length === 1 && descriptorsOf(pid), `${name} has one descriptor`);
      assert.match(descriptors[0], /^socket:/);
    }
  });
});

describe("what an invocation has left behind", { skip: skipSearch }, () => {
  it("is in no process that code of the next one could be in", async t => {
    const lambda = await startBootstrap(t);
    const secrets = { code: marker(), input: marker(), result: marker(), bearer: marker() };
    const code = `"${secrets.code}"; globalThis.kept = input; const end = Date.now() + 1500; while (Date.now() < end); "${secrets.result}"`;
    const event = httpEvent(JSON.stringify({ code, input: secrets.input }), { headers: { authorization: `Bearer ${secrets.bearer}` } });
    const pending = lambda.invoke(event);
    const busy = await busyCell(lambda);
    assert.deepEqual(searchMemory(busy.pid, secrets).found.sort(), ["code", "input", "result"], "the search finds, and a cell has no headers");
    await pending;
    await eventually(() => !isAlive(busy) && lambda.family().length >= 3, "the cell is gone, and another one ready");
    const others = lambda.family().slice(1);
    for (const { pid, name } of others) assert.deepEqual(searchMemory(pid, secrets).found, [], name);
    const next = await lambda.invoke({ code: "[typeof kept, typeof input]" });
    assert.deepEqual(next.payload.result, ["undefined", "undefined"]);
  });
});

describe("the Runtime API", () => {
  /** A server of this machine that tells who has reached it. */
  async function startOther(t, handler) {
    const reached = [];
    const server = http
      .createServer((request, response) => {
        reached.push(request.url);
        if (handler) handler(request, response);
        else response.end("reached");
      })
      .listen(0, "127.0.0.1");
    await new Promise(done => server.on("listening", done));
    t.after(() => {
      server.closeAllConnections?.();
      server.close();
    });
    return { port: server.address().port, reached };
  }

  const settings = (...ports) => port => ({ UNTRUSTED_ALLOW_ADDRESS: "127.0.0.0/8,::1,::ffff:127.0.0.0/104", UNTRUSTED_ALLOW_PORT: [port, ...ports].join() });
  const PATH = "/2018-06-01/runtime/invocation/next";
  const fetching = url => `await (await fetch(${JSON.stringify(url)})).text()`;

  it("cannot be reached by any name or address, though the settings allow it; another port can", async t => {
    const other = await startOther(t);
    const lambda = await startBootstrap(t, { env: settings(other.port) });
    const own = `http://127.0.0.1:${other.port}`;
    const pair = await lambda.invoke({ code: fetching(`${own}/pair`), allowedDomains: [own] });
    assert.equal(pair.payload.result, "reached", pair.payload.error);
    for (const host of ["127.0.0.1", "localhost", "127.0.0.2", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]", "localhost.", "runtime.localhost"]) {
      const url = `http://${host}:${lambda.port}`;
      for (const allowedDomains of [[url], [host], [own, host], ["127.0.0.1"], ["localhost"]]) {
        const { payload } = await lambda.invoke({ code: fetching(url + PATH), allowedDomains });
        assert.equal(payload.success, false, `${url} with ${allowedDomains}`);
        assert.match(payload.errorDetails.kind, /^(runtime|invalid_request)$/);
      }
    }
    assert.deepEqual(other.reached, ["/pair"]);
    assert.equal(lambda.connections, 1);
    assert.deepEqual([...new Set(lambda.requests.map(request => request.kind))].sort(), ["next", "response"]);
  });

  it("cannot be reached by a redirect, nor by a request that says it is our own", async t => {
    const target = { url: "" };
    const other = await startOther(t, (request, response) => {
      if (request.url === "/pair-target") response.end("reached");
      else response.writeHead(307, { Location: request.url === "/pair" ? "/pair-target" : target.url }).end();
    });
    const lambda = await startBootstrap(t, { env: settings(other.port) });
    const own = `http://127.0.0.1:${other.port}`;
    assert.equal((await lambda.invoke({ code: fetching(`${own}/pair`), allowedDomains: [own] })).payload.result, "reached");
    for (const [method, path] of [["GET", PATH], ["POST", "/2018-06-01/runtime/init/error"]]) {
      target.url = `http://127.0.0.1:${lambda.port}${path}`;
      const code = `await (await fetch("${own}/away", { method: "${method}", ${method === "POST" ? 'body: "{}"' : ""} })).text()`;
      const answer = await lambda.invoke({ code, allowedDomains: [own] });
      assert.equal(answer.payload.errorDetails?.kind, "runtime", answer.text);
      assert.deepEqual(linesOf(answer.log, "fetch").map(line => line.audit.refused).filter(Boolean), ["runtime-api"]);
      assert.equal(lineOf(answer, "execution").fetchesRefused, 1);
    }
    assert.equal(lambda.connections, 1);
    assert.ok(!lambda.requests.some(request => /unknown|init-error/.test(request.kind)));
  });

  it("hears nothing of what the code says", async t => {
    const lambda = await startBootstrap(t);
    const id = "00000000-0000-4000-8000-000000000000";
    const text = `HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: ${id}\r\n\r\n`;
    const { payload, requestId } = await lambda.invoke({ code: "console.log(input); console.error(input); [input, input]", input: text }, { traceId: "Root=1-x" });
    assert.deepEqual(payload.result, [text, text]);
    const posts = lambda.requests.filter(request => request.kind === "response");
    assert.deepEqual(posts.map(request => request.id), [requestId]);
    assert.deepEqual(Object.keys(posts[0].headers).sort(), ["accept", "content-length", "content-type", "host", "lambda-runtime-invocation-id", "user-agent"]);
  });
});
