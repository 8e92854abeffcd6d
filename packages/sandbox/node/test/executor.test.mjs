// SPDX-License-Identifier: MIT
// Executor: a process that is started, shared, replaced and ended; with the real executable.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { Executor, SandboxError } from "../../dist/index.js";
import { request } from "../../tests/support/http.mjs";
import { cellsOf, readProcess, runningProcesses, zygotesOf } from "../../tests/support/processes.mjs";
import { collect, eventually, execute, sleep, temporaryFolder, untrusted } from "../../tests/support/programs.mjs";
import { invoke, makeExecutor, makeProgram, runScript, wait } from "./support.mjs";

const isGone = pid => {
  const process = readProcess(pid);
  return !process || process.state === "Z";
};
const running = async socketPath => (await request({ socketPath })).json.running;
const childrenOf = parent => runningProcesses().filter(child => child.parent === parent && child.name === "untrusted");
const fails = (code, ...patterns) => error => {
  assert.ok(error instanceof SandboxError, String(error));
  assert.equal(error.code, code);
  for (const pattern of patterns) assert.match(error.message, pattern);
  return true;
};

describe("an executor", () => {
  it("starts nothing before it is asked for its socket", async t => {
    const executor = makeExecutor(t);
    assert.equal(executor.pid, undefined);
    await sleep(50);
    assert.deepEqual(childrenOf(process.pid), []);
  });

  it("runs code that is sent to its socket", async t => {
    const executor = makeExecutor(t);
    const response = await invoke(await executor.listen(), { code: "input.a + input.b", input: { a: 2, b: 3 } });
    assert.equal(response.result, 5);
  });

  it("has a socket that is this user's alone, in a folder that is this user's alone", async t => {
    const socket = await makeExecutor(t).listen();
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(socket)).mode & 0o777, 0o700);
  });

  it("is started once for all who ask at the same time, and for those who ask later", async t => {
    const executor = makeExecutor(t);
    const sockets = await Promise.all(Array.from({ length: 50 }, () => executor.listen()));
    sockets.push(await executor.listen());
    assert.equal(new Set(sockets).size, 1);
    assert.deepEqual(childrenOf(process.pid).map(({ pid }) => pid), [executor.pid]);
  });

  it("is independent of another one in the same process", async t => {
    const [one, other] = [makeExecutor(t), makeExecutor(t)];
    const [first, second] = await Promise.all([one.listen(), other.listen()]);
    assert.notEqual(first, second);
    await one.close();
    assert.equal((await invoke(second, { code: "1" })).result, 1);
  });

  it("runs as many executions at a time as was said", async t => {
    const executor = makeExecutor(t, { concurrency: 3 });
    assert.equal(executor.concurrency, 3);
    const socket = await executor.listen();
    const calls = Array.from({ length: 5 }, () => invoke(socket, wait(300)));
    await eventually(async () => (await running(socket)) === 3, "three run");
    assert.equal((await request({ socketPath: socket })).json.waiting, 2);
    await Promise.all(calls);
  });

  it("is replaced by the next call after it was killed, and what it left is removed", async t => {
    const executor = makeExecutor(t);
    const socket = await executor.listen();
    const { pid } = executor;
    process.kill(pid, "SIGKILL");
    await eventually(() => executor.pid === undefined, "its death is noticed");
    assert.equal(existsSync(socket), false);
    const next = await executor.listen();
    assert.notEqual(next, socket);
    assert.notEqual(executor.pid, pid);
    assert.equal((await invoke(next, { code: "1" })).result, 1);
  });

  it("is replaced after somebody has removed its socket, and the old one finishes what it runs", async t => {
    const executor = makeExecutor(t);
    const socket = await executor.listen();
    const { pid } = executor;
    const call = invoke(socket, wait(500));
    await eventually(async () => (await running(socket)) === 1, "it runs");
    rmSync(socket);
    assert.equal((await invoke(await executor.listen(), { code: "1" })).result, 1);
    assert.equal((await call).result, "done");
    await eventually(() => isGone(pid), "the old one has ended");
  });

  it("is in a session of its own, where no Ctrl-C of a terminal reaches it", async t => {
    const executor = makeExecutor(t);
    await executor.listen();
    assert.equal(readProcess(executor.pid).session, executor.pid);
  });
});

describe("the end", () => {
  it("lets a call that runs finish, and leaves no process and no socket", async t => {
    const executor = makeExecutor(t);
    const socket = await executor.listen();
    const { pid } = executor;
    const call = invoke(socket, wait(500));
    await eventually(async () => (await running(socket)) === 1, "it runs");
    await executor.close();
    assert.equal((await call).result, "done");
    assert.ok(isGone(pid));
    assert.equal(executor.pid, undefined);
    assert.equal(existsSync(socket), false);
  });

  it("may be asked for again, or before anything was started; after it there is no start", async t => {
    const executor = makeExecutor(t);
    await Promise.all([executor.close(), executor.close()]);
    await executor.close();
    await assert.rejects(executor.listen(), fails("closed", /make another one/));
  });

  it("while it starts ends it, and those who wait for it are told", async t => {
    const executor = makeExecutor(t);
    const socket = executor.listen();
    const { pid } = executor;
    await Promise.all([assert.rejects(socket, fails("closed")), executor.close()]);
    assert.ok(isGone(pid));
  });

  it("comes with `await using`", async () => {
    const code = `let seen;
      { const executor = new Executor({ executable: untrusted }); await executor.listen(); seen = executor.pid;
        await executor[Symbol.asyncDispose](); }
      console.log(seen);`;
    const { status, stdout } = await runScript(code);
    assert.equal(status, 0);
    assert.ok(isGone(Number(stdout)));
  });

  it("of a script comes although it forgets to close, and takes the executor along", async () => {
    const { status, stdout, stderr, ms } = await runScript(
      `const executor = new Executor({ executable: untrusted });
       console.log(await executor.listen());
       console.log(executor.pid);`,
    );
    assert.deepEqual([status, stderr], [0, ""]);
    assert.ok(ms < 5000, `${ms}`);
    const [socket, pid] = stdout.split("\n");
    await eventually(() => isGone(Number(pid)) && !existsSync(socket), "the executor has ended");
  });

  it("of the program by SIGKILL leaves no process and no socket, even while code runs", async t => {
    let [child, text] = [];
    const ended = runScript(
      `import http from "node:http";
       const executor = new Executor({ executable: untrusted });
       const socketPath = await executor.listen();
       const path = "/2015-03-31/functions/f/invocations";
       http.request({ socketPath, method: "POST", path }).end(JSON.stringify({ code: "for (;;) {}", timeoutMs: 25000 }));
       console.log(JSON.stringify({ socketPath, pid: executor.pid }));
       setInterval(() => {}, 1000);`,
      { onStart: started => ((child = started), (text = collect(started.stdout))) },
    );
    t.after(() => child.kill("SIGKILL"));
    await eventually(() => text().includes("\n"), "it has started");
    const { socketPath, pid } = JSON.parse(text());
    await eventually(async () => (await running(socketPath)) === 1, "it runs");
    const processes = [pid, ...[...zygotesOf(pid), ...cellsOf(pid)].map(process => process.pid)];
    assert.ok(processes.length >= 3, `${processes}`);
    child.kill("SIGKILL");
    assert.equal((await ended).signal, "SIGKILL");
    await eventually(() => processes.every(isGone) && !existsSync(socketPath), "nothing is left", 2000);
  });
});

describe("what it is given", () => {
  // The executable wipes its own environment, so another program has to tell.
  const tell = `tr '\\0' '\\n' </proc/$$/environ >&2; echo "cwd $(readlink /proc/$$/cwd)" >&2; exec "$untrusted" "$@"`;

  async function told(t, env) {
    const program = makeProgram(t, tell);
    const script = `
      const executor = new Executor({ executable: ${JSON.stringify(program)}, onNotice: text => console.log(text) });
      await executor.listen();
      await executor.close();`;
    const { stdout } = await runScript(script, { env, cwd: temporaryFolder(t) });
    return stdout.split("\n").filter(line => /^\w+=|^cwd /.test(line));
  }

  it("of the environment are the settings of the deployer, and nothing else", async t => {
    const env = { PATH: process.env.PATH, HOME: "/secret", AWS_SECRET_ACCESS_KEY: "secret", NODE_OPTIONS: "--no-warnings" };
    assert.deepEqual(await told(t, env), ["cwd /"]);
    assert.deepEqual(await told(t, { ...env, UNTRUSTED_FETCHES: "7", SANDBOX_REQUIRE: "rlimits", SANDBOX_OTHER: "1" }), [
      "UNTRUSTED_FETCHES=7",
      "SANDBOX_REQUIRE=rlimits",
      "cwd /",
    ]);
  });

  it("of files in options and settings means the same as for the program, though it works in /", async t => {
    const folder = temporaryFolder(t);
    const refused = async options => {
      const env = { UNTRUSTED_CA_FILE: options ? "" : "ca.pem" };
      const script = `await new Executor({ executable: untrusted, ...${JSON.stringify(options ?? {})} }).listen();`;
      return (await runScript(script, { cwd: folder, env })).stderr;
    };
    const network = { caFile: "ca.pem" };
    assert.match(await refused({ network }), new RegExp(`--ca-file ${folder}/ca.pem: No such file`));
    assert.match(await refused(), new RegExp(`UNTRUSTED_CA_FILE ${folder}/ca.pem: No such file`));
  });

  it("of the network is in force", async t => {
    const origin = createServer(socket => socket.end("HTTP/1.0 200 OK\r\n\r\nhello")).listen(0, "127.0.0.1");
    t.after(() => origin.close());
    await eventually(() => origin.listening, "the origin listens");
    const { port } = origin.address();
    const url = `http://127.0.0.1:${port}`;
    const asking = { code: `await (await fetch("${url}/")).text()`, allowedDomains: [url] };
    const network = { allowAddresses: ["127.0.0.0/8"], allowPorts: [port], fetches: 3, fetchesAtOnce: 2 };
    assert.equal((await invoke(await makeExecutor(t, { network }).listen(), asking)).result, "hello");
    assert.equal((await invoke(await makeExecutor(t).listen(), asking)).success, false);
  });
});

describe("what it says", () => {
  const asking = { code: `await fetch("https://example.com/").catch(() => "refused")` };

  it("of each outbound request is an entry for onAudit, and none of it a notice", async t => {
    const [entries, notices] = [[], []];
    const executor = makeExecutor(t, { onAudit: entry => entries.push(entry), onNotice: text => notices.push(text) });
    await invoke(await executor.listen(), asking);
    await eventually(() => entries.length === 1, "the entry comes");
    assert.equal(entries[0].refused, "not-listed");
    assert.deepEqual(notices.filter(text => text.startsWith("{")), []);
  });

  it("of outbound requests goes to the file of network.auditLog instead", async t => {
    const [file, entries] = [join(temporaryFolder(t), "audit.jsonl"), []];
    const executor = makeExecutor(t, { network: { auditLog: file }, onAudit: entry => entries.push(entry) });
    await invoke(await executor.listen(), asking);
    await executor.close();
    assert.equal(JSON.parse(readFileSync(file, "utf8")).refused, "not-listed");
    assert.deepEqual(entries, []);
  });

  it("about itself comes to onNotice, a line at a time", async t => {
    const notices = [];
    const program = makeProgram(t, `echo "first line" >&2; printf 'sec' >&2; echo 'ond {"a":1}' >&2; echo '{no JSON' >&2
      exec "$untrusted" "$@"`);
    const executor = makeExecutor(t, { executable: program, onNotice: text => notices.push(text) });
    await executor.listen();
    assert.deepEqual(notices.slice(0, 3), ["first line", 'second {"a":1}', "{no JSON"]);
    await executor.close();
    assert.equal(notices.filter(text => !text.startsWith("untrusted: isolation layers missing")).length, 3);
  });

  it("is a warning of the process where nobody asks for it, once", async t => {
    const program = makeProgram(t, `echo "a layer is missing" >&2; exec "$untrusted" "$@"`);
    const warnings = [];
    const onWarning = warning => warnings.push([warning.name, warning.message]);
    process.on("warning", onWarning);
    t.after(() => process.off("warning", onWarning));
    for (let i = 0; i < 2; i++) {
      const executor = makeExecutor(t, { executable: program });
      await executor.listen();
      await executor.close();
    }
    assert.deepEqual(warnings.filter(([, message]) => message === "a layer is missing"), [["SandboxWarning", "a layer is missing"]]);
  });

  it("is read however much it is, on both of its outputs", async t => {
    const program = makeProgram(t, `head -c 5000000 /dev/zero | tr '\\0' x >&2; echo >&2
      "$untrusted" "$@" | { head -n 1; head -c 5000000 /dev/zero; echo done >&2; cat >/dev/null; }`);
    const notices = [];
    const executor = makeExecutor(t, { executable: program, onNotice: text => notices.push(text) });
    const socket = await executor.listen();
    await eventually(() => notices.includes("done"), "all of it was read");
    assert.equal((await invoke(socket, { code: "1" })).result, 1);
    assert.ok(notices.every(text => text.length < 1000000), "a line without an end is not kept whole");
  });
});

describe("a start that fails", () => {
  const listen = options => new Executor({ executable: untrusted, ...options }).listen();

  it("for an option says which, as the executable does", async () => {
    await assert.rejects(
      listen({ network: { allowAddresses: ["10.0.0.1/8"] } }),
      fails("start_failed", /exit code 2/, /--allow-address 10\.0\.0\.1\/8: is not an address range/, /correct what it names/),
    );
  });

  it("for a program that ends says how, with the end of what it said, and what to do", async t => {
    const noisy = makeProgram(t, `head -c 100000 /dev/zero | tr '\\0' '\\n' >&2; echo "the last words" >&2; exit 4`);
    await assert.rejects(listen({ executable: noisy }), error => {
      assert.ok(error.message.length < 10000);
      return fails("start_failed", /ended with exit code 4 before it was ready/, /the last words\n/, /run: \S+ doctor$/)(error);
    });
    await assert.rejects(listen({ executable: makeProgram(t, "kill -SEGV $$") }), fails("start_failed", /ended by SIGSEGV/));
  });

  it("for a program that is not ready in time says so, and the program is ended", async t => {
    const file = join(temporaryFolder(t), "pid");
    const slow = makeProgram(t, `echo $$ >'${file}'; echo "taking my time" >&2; exec sleep 30`);
    await assert.rejects(
      listen({ executable: slow, startTimeoutMs: 300 }),
      fails("start_failed", /was not ready within 300 ms/, /taking my time/, /raise startTimeoutMs/),
    );
    await eventually(() => isGone(Number(readFileSync(file, "utf8"))), "it is ended");
  });

  it("for another program says what that said", async () => {
    await assert.rejects(listen({ executable: "/bin/echo" }), fails("start_failed", /said "serve --attached/, /another program/));
  });

  it("for a file that cannot be executed says why", async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "text"), "text");
    writeFileSync(join(folder, "alien"), Buffer.from("\x7fELF\x02\x01\x01", "latin1"), { mode: 0o755 });
    await assert.rejects(listen({ executable: join(folder, "none") }), fails("start_failed", /ENOENT/, /There is no such file/));
    await assert.rejects(listen({ executable: join(folder, "text") }), fails("start_failed", /EACCES/, /chmod 755/));
    await assert.rejects(listen({ executable: join(folder, "alien") }), fails("start_failed", /for this processor/));
  });

  it("fails for all who wait for it, and is tried again by the next call", async t => {
    const program = makeProgram(t, "exit 4");
    const executor = makeExecutor(t, { executable: program });
    const results = await Promise.allSettled([executor.listen(), executor.listen()]);
    assert.deepEqual(results.map(({ reason }) => reason?.code), ["start_failed", "start_failed"]);
    assert.equal(executor.pid, undefined);
    writeFileSync(program, `#!/bin/sh\nexec '${untrusted}' "$@"\n`);
    assert.equal((await invoke(await executor.listen(), { code: "1" })).result, 1);
  });

  it("does not keep the program from ending, nor does what it was", async () => {
    const { status, ms } = await runScript(
      `await new Executor({ executable: "/bin/cat", startTimeoutMs: 200 }).listen().catch(error => console.log(error.code));`,
    );
    assert.equal(status, 0);
    assert.ok(ms < 5000, `${ms}`);
  });
});
