// SPDX-License-Identifier: MIT
// The command line: what it accepts, how it refuses, and the three ways to an executor.
import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { HELP, parseCommand } from "../dist/arguments.js";
import { root, temporaryFolder } from "../../sandbox/tests/support/programs.mjs";
import { startServer } from "../../sandbox/tests/support/server.mjs";
import { startLambda, whyNoLambda } from "./support/lambda.mjs";
import { command, executorOf, LOCAL, runMcp, startMcp } from "./support/mcp.mjs";

const readme = readFileSync(join(root, "packages/mcp/README.md"), "utf8");
const manifest = JSON.parse(readFileSync(join(root, "packages/mcp/package.json"), "utf8"));

/** The blocks of the page in this language. */
const blocksOf = language => [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\`\`\`$`, "gms"))].map(match => match[1]);

describe("the command line", () => {
  it("--help tells every option, and --version the package's version", async () => {
    for (const flag of ["--help", "-h"]) {
      const { status, stdout, stderr } = await runMcp([flag]);
      assert.deepEqual([status, stdout, stderr], [0, HELP, ""]);
    }
    assert.ok(HELP.split("\n").every(line => line.length <= 110));
    assert.deepEqual(await runMcp(["--version"]).then(({ status, stdout }) => [status, stdout]), [0, `${manifest.version}\n`]);
  });

  it("bad usage is one line on standard error, and exit code 2", async () => {
    const cases = [
      [["--foo"], /unknown option '--foo'/i],
      [["code.js"], /unexpected argument 'code\.js'/i],
      [["--timeout"], /'-t, --timeout <value>' argument missing/],
      [["--local=yes"], /'--local' does not take an argument/],
      [["--timeout", "5x"], /--timeout 5x: has an unknown unit; use ms, s or m/],
      [["--timeout", "0"], /--timeout 0: must be more than zero/],
      [["--memory", "much"], /--memory much: is not a number/],
      [["--max-result", "1.5B"], /--max-result 1\.5B: is not a whole number/],
      [["--max-console", "5s"], /--max-console 5s: has an unknown unit; use B, KB/],
      [["--local", "--endpoint", "http://x"], /--local and --endpoint are both given: choose one/],
      [["--function", "f", "--endpoint", "http://x"], /--endpoint and --function are both given/],
      [["--token-file", "x"], /--token-file belongs to --endpoint, and has no meaning with --local/],
      [["--region", "x", "--endpoint", "http://x"], /--region belongs to --function, and has no meaning with --endpoint/],
      [["--executable", "x", "--function", "f"], /--executable belongs to --local/],
      [["--tenant", "x"], /--tenant belongs to --function/],
      [["--endpoint", ""], /--endpoint must not be empty/],
      [["--allow", "", "--allow", "example.com"], /--allow must not be empty/],
      [["--endpoint", "ftp://x"], /--endpoint "ftp:\/\/x" must be http:\/\/HOST:PORT, https:\/\/HOST or unix:\/PATH/],
      [["--endpoint", "http://x", "--token-file", "/nowhere/token"], /--token-file \/nowhere\/token: ENOENT/],
      [["--endpoint", "http://x", "--token-file", "/dev/null"], /--token-file must not be empty/],
    ];
    await Promise.all(cases.map(async ([args, message]) => {
      const { status, stdout, stderr } = await runMcp(args);
      assert.equal(status, 2, stderr);
      assert.match(stderr, /^untrusted-code-mcp: [^\n]*\n$/);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    }));
  });

  it("what cannot run code ends with 4, and says why", async t => {
    const folder = temporaryFolder(t);
    const broken = join(folder, "untrusted");
    writeFileSync(broken, "#!/bin/sh\necho 'it is broken' >&2\nexit 4\n");
    chmodSync(broken, 0o755);
    for (const [args, message] of [
      [["--executable", join(folder, "nowhere")], /nowhere/],
      [["--executable", broken], /the executor does not start: [^]*it is broken/],
    ]) {
      const { status, stdout, stderr } = await runMcp(args);
      assert.equal(status, 4);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    }
  });

  it("a server that is not there yet does not keep it from starting", async t => {
    const server = await startServer(t);
    await server.stop();
    const { call, stderr } = await startMcp(t, ["--endpoint", server.address]);
    assert.match(stderr(), /^untrusted-code-mcp: code cannot be run now, perhaps later: no connection to the executor at/m);
    assert.equal((await call("1")).output.error.name, "ConnectionError");
    await startServer(t, [], { listen: new URL(server.address).host });
    assert.equal((await call("6 * 7")).output.result, 42);
  });

  it("the environment does not choose another way, and nothing of it reaches the executor but its settings", async t => {
    const { call, pid } = await startMcp(t, LOCAL, { env: { SANDBOX_FUNCTION_NAME: "f", SECRET: "s", UNTRUSTED_FETCHES: "7" } });
    assert.equal((await call("6 * 7")).output.result, 42);
    // It has wiped it; its length tells that there was nothing else.
    assert.equal(readFileSync(`/proc/${executorOf(pid).pid}/environ`).length, "UNTRUSTED_FETCHES=7\0".length);
  });
});

describe("AWS Lambda", { skip: whyNoLambda() }, () => {
  it("code runs by a function, with the same answers", async t => {
    const env = await startLambda(t);
    const { call } = await startMcp(t, ["--function", "untrusted-code", "--region", "eu-west-1", "--timeout", "2s"], { env });
    const { output } = await call({ code: "console.log('hi'); return input.a + 1", input: { a: 1 } });
    assert.equal(output.result, 2);
    assert.deepEqual(output.console, ["[log] hi"]);
    assert.equal(output.limits.timeoutMs, 2000);
    assert.match((await call("null.x")).text, /^TypeError: cannot read property 'x' of null at line 1, column 1/);
  });

  it("a function that is not there stops the start", async t => {
    const env = await startLambda(t);
    const { status, stderr } = await runMcp(["--function", "another", "--region", "eu-west-1"], { env: { ...process.env, ...env } });
    assert.equal(status, 2);
    assert.match(stderr, /^untrusted-code-mcp: the Lambda function another is not there: /m);
  });
});

describe("the page", () => {
  it("each configuration is accepted, and starts this command", async t => {
    const configurations = blocksOf("json").flatMap(text => Object.values(JSON.parse(text).mcpServers));
    assert.equal(configurations.length, 4);
    for (const { command: program, args } of configurations) {
      assert.deepEqual([program, ...args.slice(0, 2)], ["npx", "-y", manifest.name]);
      const { do: what, target } = parseCommand(args.slice(2));
      assert.equal(what, "serve");
      if (target.way === "local") assert.equal((await (await startMcp(t, [...args.slice(2), ...LOCAL])).call("6 * 7")).output.result, 42);
    }
    assert.deepEqual(Object.values(manifest.bin), ["dist/command.js"]);
    assert.match(readFileSync(command, "utf8"), /^#!\/usr\/bin\/env node\n/);
    assert.ok(statSync(command).isFile());
  });

  it("it lists the options that --help lists", () => {
    const optionsOf = text => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]*/g))].sort();
    const table = readme.slice(readme.indexOf("## Options"), readme.indexOf("## What the model sees"));
    assert.deepEqual(optionsOf(table), optionsOf(HELP));
  });

  it("each example gives what it says", async t => {
    const { call } = await startMcp(t);
    const codes = blocksOf("js");
    const texts = blocksOf("text");
    assert.ok(codes.length === 3 && texts.length === 3);
    for (const [i, code] of codes.entries()) assert.equal((await call({ code, input: { name: "ada" } })).text, texts[i].trimEnd());
  });
});
