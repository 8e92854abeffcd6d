// SPDX-License-Identifier: MIT
// `untrusted serve --attached`: a server that belongs to the program which starts it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { INVOKE, request } from "./support/http.mjs";
import { cellsOf, readProcess, zygotesOf } from "./support/processes.mjs";
import { collect, eventually, execute, temporaryFolder, untrusted } from "./support/programs.mjs";
import { startServer } from "./support/server.mjs";

/** Where the machine does not give every layer. */
const MISSING_LAYERS = /^untrusted: isolation layers missing here: .*\n/gm;
const NO_PIPE = "untrusted serve: --attached: standard input is no pipe, and at its end: stopping\n";

const invoke = (where, body) => request(where, { method: "POST", path: INVOKE, body: JSON.stringify(body) });
const health = async where => (await request(where)).json;
const wait = ms => ({ code: `await new Promise(r => setTimeout(r, ${ms})); "done"`, timeoutMs: ms + 10000 });

/** A server that belongs to this process: its child process, what it has written, and where it listens. */
async function startAttached(t, listen = `unix:${join(temporaryFolder(t), "socket")}`) {
  const child = spawn(untrusted, ["serve", "--attached", "--listen", listen], { stdio: "pipe" });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const ended = new Promise(resolve => child.on("close", (status, signal) => resolve({ status, signal })));
  t.after(() => child.kill("SIGKILL"));
  await eventually(() => stdout().includes("\n") || child.exitCode !== null, "it announces itself");
  const address = JSON.parse(stdout()).listening;
  const where = address.startsWith("unix:") ? { socketPath: address.slice(5) } : { port: Number(new URL(address).port) };
  return { child, stdout, stderr, ended, address, where };
}

describe("a server that is attached", () => {
  it("writes one line of JSON when it can be connected to, and nothing for people", async t => {
    for (const listen of [undefined, "127.0.0.1:0"]) {
      const server = await startAttached(t, listen);
      assert.equal(server.stdout(), `${JSON.stringify({ listening: server.address })}\n`);
      assert.match(server.address, listen ? /^http:\/\/127\.0\.0\.1:[1-9]\d*$/ : /^unix:\/.*\/socket$/);
      assert.equal((await invoke(server.where, { code: "1" })).json.result, 1);
      assert.doesNotMatch(server.stderr(), /listening/);
    }
  });

  it("takes no notice of what it is sent, and stops when that ends", async t => {
    const server = await startAttached(t);
    for (let i = 0; i < 100; i++) server.child.stdin.write("x".repeat(10000));
    assert.equal((await invoke(server.where, { code: "1" })).json.result, 1);
    server.child.stdin.end();
    assert.deepEqual(await server.ended, { status: 0, signal: null });
    assert.equal(server.stderr().replace(MISSING_LAYERS, ""), "");
    assert.equal(existsSync(server.where.socketPath), false);
  });

  it("gives everybody who has asked his answer before it stops", async t => {
    const server = await startAttached(t);
    const running = invoke(server.where, wait(500));
    await eventually(async () => (await health(server.where)).running === 1, "it runs");
    server.child.stdin.end();
    await eventually(() => !existsSync(server.where.socketPath), "it takes no more");
    assert.equal((await running).json.result, "done");
    assert.deepEqual(await server.ended, { status: 0, signal: null });
  });

  it("stops by a signal as others do, whichever comes first", async t => {
    const signalled = await startAttached(t);
    const first = invoke(signalled.where, wait(500));
    await eventually(async () => (await health(signalled.where)).running === 1, "it runs");
    signalled.child.kill("SIGTERM");
    await eventually(() => !existsSync(signalled.where.socketPath), "it takes no more");
    signalled.child.stdin.end(); // not a second signal
    assert.equal((await first).json.result, "done");
    assert.deepEqual(await signalled.ended, { status: 0, signal: null });

    const left = await startAttached(t);
    const second = invoke(left.where, wait(9000)).catch(error => error.code);
    await eventually(async () => (await health(left.where)).running === 1, "it runs");
    left.child.stdin.end();
    await eventually(() => !existsSync(left.where.socketPath), "it takes no more");
    left.child.kill("SIGTERM");
    assert.deepEqual(await left.ended, { status: 130, signal: null });
    assert.equal(await second, "ECONNRESET");
  });

  it("leaves nothing behind when its parent is killed, nor does the code that ran for that", async t => {
    const socket = join(temporaryFolder(t), "socket");
    const parent = spawn(process.execPath, ["--input-type=module", "-e", `
      import { spawn } from "node:child_process";
      import http from "node:http";
      const child = spawn(process.argv[1], ["serve", "--attached", "--listen", "unix:" + process.argv[2]]);
      child.stdout.once("data", () => {
        http.request({ socketPath: process.argv[2], method: "POST", path: ${JSON.stringify(INVOKE)} })
          .end(JSON.stringify({ code: "for (;;);", timeoutMs: 20000 }));
        console.log(child.pid);
      });
    `, untrusted, socket], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => parent.kill("SIGKILL"));
    const said = collect(parent.stdout);
    const pid = Number(await eventually(() => said().includes("\n") && said(), "the server is ready"));
    await eventually(async () => (await health({ socketPath: socket })).running === 1, "it runs");
    await eventually(() => cellsOf(pid).some(cell => cell.cpuTicks >= 10), "a cell is busy");
    const processes = [pid, ...zygotesOf(pid).map(({ pid }) => pid), ...cellsOf(pid).map(({ pid }) => pid)];
    assert.ok(processes.length >= 3);
    parent.kill("SIGKILL");
    await eventually(() => processes.every(pid => (readProcess(pid)?.state ?? "Z") === "Z"), "all of them are gone", 1000);
    assert.equal(existsSync(socket), false);
  });

  it("does as well with a pipe of the shell's", async t => {
    const socket = join(temporaryFolder(t), "socket");
    const { status, stdout, stderr } = await execute("sh", ["-c", 'sleep 0.5 | "$0" serve --attached --listen "unix:$1"', untrusted, socket]);
    assert.equal(status, 0);
    assert.equal(stdout, `{"listening":"unix:${socket}"}\n`);
    assert.equal(stderr.replace(MISSING_LAYERS, ""), "");
  });

  it("stops at once where standard input has no other side", async t => {
    const file = join(temporaryFolder(t), "file");
    writeFileSync(file, "some text");
    for (const input of ["</dev/null", `<${file}`, "<&-"]) {
      const socket = join(temporaryFolder(t), "socket");
      const command = `"$0" serve --attached --listen "unix:$1" ${input}`;
      const { status, stdout, stderr } = await execute("sh", ["-c", command, untrusted, socket], { timeout: 5000 });
      assert.equal(status, 0, input);
      assert.equal(stdout, `{"listening":"unix:${socket}"}\n`);
      assert.ok(stderr.endsWith(NO_PIPE), input);
      assert.equal(existsSync(socket), false);
    }
    assert.equal(readFileSync(file, "utf8"), "some text");
  });

  it("does not start where nobody can hear it", async t => {
    const socket = join(temporaryFolder(t), "socket");
    for (const output of ["1>&-", "1>/dev/full"]) {
      const command = `"$0" serve --attached --listen "unix:$1" ${output}`;
      const { status, stderr } = await execute("sh", ["-c", command, untrusted, socket], { timeout: 5000 });
      assert.equal(status, 4, output);
      assert.match(stderr, /^untrusted serve: --attached: standard output: .+$/m);
      assert.equal(existsSync(socket), false);
    }
  });
});

describe("a server that is not attached", () => {
  it("touches neither standard input nor standard output", async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "input"), "not read");
    const input = openSync(join(folder, "input"), "r");
    const output = openSync(join(folder, "output"), "w");
    const server = await startServer(t, [], { stdio: [input, output, "pipe"] });
    assert.equal((await server.invoke({ code: "1" })).json.result, 1);
    assert.equal((await server.stop()).status, 0);
    // Its offset in the file is shared.
    assert.equal(readFileSync(input, "utf8"), "not read");
    assert.equal(readFileSync(join(folder, "output"), "utf8"), "");
    [input, output].forEach(fd => closeSync(fd));
  });
});
