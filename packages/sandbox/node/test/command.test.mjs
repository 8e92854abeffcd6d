// SPDX-License-Identifier: MIT
// The command `untrusted-code`, as npm installs it: the executable, with the same arguments, streams and end.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { request } from "../../tests/support/http.mjs";
import { readProcess, runningProcesses } from "../../tests/support/processes.mjs";
import { collect, eventually, execute, temporaryFolder } from "../../tests/support/programs.mjs";
import { invoke, makeInstallation, makeProgram, wait } from "./support.mjs";

const becomesIt = "execve" in process;
const command = (installation, args, options) =>
  execute(process.execPath, [join(installation, "dist/command.js"), ...args], options);
const executableOf = installation =>
  join(dirname(installation), `sandbox-${process.platform}-${process.arch}/bin/untrusted`);
const isGone = pid => [undefined, "Z"].includes(readProcess(pid)?.state);

/** `serve` on a unix socket, by the command: its child process, its end, and the number of the server itself. */
async function serve(t) {
  const socketPath = join(temporaryFolder(t), "socket");
  let child;
  const onStart = started => (child = started);
  const ended = command(makeInstallation(t), ["serve", "--listen", `unix:${socketPath}`], { onStart });
  t.after(() => child.kill("SIGKILL"));
  await eventually(() => existsSync(socketPath), "it listens");
  const isServer = ({ parent, name }) => parent === child.pid && name === "untrusted";
  const server = becomesIt ? child.pid : runningProcesses().find(isServer).pid;
  t.after(() => isGone(server) || process.kill(server, "SIGKILL"));
  return { child, ended, socketPath, server };
}

describe("the command", () => {
  it("runs code with the arguments, standard input, outputs and exit codes of the executable", async t => {
    const installation = makeInstallation(t);
    const run = async (...args) => {
      const input = "console.log('told'); input.n + 1";
      const { status, stdout, stderr } = await command(installation, ["run", ...args], { input });
      return { status, stdout, stderr };
    };
    assert.deepEqual(await run("-", "--input", '{"n": 41}'), { status: 0, stdout: "42\n", stderr: "told\n" });
    assert.equal((await run("-e", "throw new Error('no')")).status, 1);
    assert.equal((await run("--nonsense")).status, 2);
    assert.equal((await run("-e", "for (;;) {}", "--timeout", "100ms")).status, 3);
    assert.match((await command(installation, ["--version"])).stdout, /^untrusted \d/);
  });

  it("leaves the environment as it is", async t => {
    const installation = makeInstallation(t);
    const { status, stderr } = await command(installation, ["run", "-e", "1"], { env: { UNTRUSTED_FETCHES: "0" } });
    assert.equal(status, 2);
    assert.match(stderr, /^untrusted run: UNTRUSTED_FETCHES 0: /);
  });

  it("is found by its name where npm links it", async t => {
    const installation = makeInstallation(t);
    const link = join(temporaryFolder(t), "untrusted-code");
    chmodSync(join(installation, "dist/command.js"), 0o755);
    symlinkSync(join(installation, "dist/command.js"), link);
    const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    assert.equal((await execute(link, ["run", "-e", "6 * 7"], { env })).stdout, "42\n");
  });

  it("says in one line what is missing, and exits with 4", async t => {
    const { status, stderr } = await command(makeInstallation(t, { hasPlatform: false }), ["run", "-e", "1"]);
    assert.equal(status, 4);
    assert.match(stderr, /^untrusted-code: the package @untrusted-code\/sandbox-.* is not installed.*npm install.*\n$/);
  });

  it("says in one line that the executable cannot be executed, and exits with 4", async t => {
    const installation = makeInstallation(t);
    const executable = executableOf(installation);
    rmSync(dirname(executable));
    const { status, stderr } = await command(installation, ["doctor"]);
    assert.equal(status, 4);
    assert.match(stderr, /^untrusted-code: .*ENOENT.*\n$/);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    it(`passes ${signal} on, and ends as the executable does`, async t => {
      let child;
      const started = join(temporaryFolder(t), "started");
      const program = makeProgram(t, `trap 'exit 42' INT TERM HUP; : >'${started}'; while :; do sleep 0.05; done`);
      const installation = makeInstallation(t);
      const executable = executableOf(installation);
      rmSync(dirname(executable));
      symlinkSync(dirname(program), dirname(executable));
      symlinkSync(program, join(dirname(program), "untrusted"));
      const ended = command(installation, ["run"], { onStart: process => (child = process) });
      t.after(() => child.kill("SIGKILL"));
      await eventually(() => existsSync(started), "it runs");
      child.kill(signal);
      assert.equal((await ended).status, 42);
    });
  }

  it("exits with 130 after SIGINT, as the executable does", async t => {
    let child;
    const args = ["run", "-e", "console.log('runs'); for (;;) {}", "-t", "20s"];
    const ended = command(makeInstallation(t), args, { onStart: process => (child = process) });
    t.after(() => child.kill("SIGKILL"));
    const text = collect(child.stderr);
    await eventually(() => text().includes("runs"), "it runs");
    child.kill("SIGINT");
    assert.equal((await ended).status, 130);
  });

  it("dies of the signal of which the executable dies", async t => {
    const { child, ended, server } = await serve(t);
    process.kill(server, "SIGKILL");
    assert.equal((await ended).signal, "SIGKILL");
    assert.ok(isGone(child.pid));
  });

  it("lets `serve` finish what runs when it is terminated", async t => {
    const { child, ended, socketPath, server } = await serve(t);
    const call = invoke(socketPath, wait(500));
    await eventually(async () => (await request({ socketPath })).json.running === 1, "it runs");
    child.kill("SIGTERM");
    assert.equal((await call).result, "done");
    assert.equal((await ended).status, 0);
    assert.ok(isGone(server));
    assert.equal(existsSync(socketPath), false);
  });

  const noTerminal = spawnSync("script", ["--version"]).error && "script(1) is not installed";
  it("lets `serve` finish what runs after one Ctrl-C on a terminal", { skip: noTerminal }, async t => {
    const folder = temporaryFolder(t);
    const socketPath = join(folder, "socket");
    const program = `'${process.execPath}' '${join(makeInstallation(t), "dist/command.js")}'`;
    const line = `trap : INT; ${program} serve -l 'unix:${socketPath}'; echo "status $?"`;
    const terminal = spawn("script", ["-qec", line, "/dev/null"]);
    t.after(() => terminal.kill("SIGKILL"));
    const text = collect(terminal.stdout);
    await eventually(() => existsSync(socketPath), "it listens");
    const call = invoke(socketPath, wait(1000));
    await eventually(async () => (await request({ socketPath })).json.running === 1, "it runs");
    terminal.stdin.write("\x03");
    await eventually(() => !existsSync(socketPath), "it takes no more", 900);
    assert.equal((await call).result, "done");
    await eventually(() => text().includes("status 0"), "it ends well");
  });

  const notItself = !becomesIt && "before Node 22.15 it is not the server itself, and cannot take it along";
  it("leaves no `serve` behind when it is killed", { skip: notItself }, async t => {
    const { child, ended, server } = await serve(t);
    assert.equal(server, child.pid);
    child.kill("SIGKILL");
    assert.equal((await ended).signal, "SIGKILL");
    await eventually(() => isGone(server), "it is gone");
  });
});
