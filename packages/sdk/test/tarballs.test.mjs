// SPDX-License-Identifier: MIT
// The tarballs, as npm would publish them: what is in them, and that somebody who installs them can use them. npm installs
// those of ours from a registry on this machine; what they depend on of others is this repository's, so that nothing is
// asked of the network.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { execute, root, temporaryFolder } from "../../sandbox/tests/support/programs.mjs";
import {
  compile, fileOf, install, isBuilt, node, npm, PACKAGES, PATH, PLATFORM, sha, skipUnless, startRegistry, tarballOf, version,
} from "./support/npm.mjs";

/** What `tar tv` says: path to mode. */
const listOf = tarball =>
  Object.fromEntries(
    execFileSync("tar", ["tvzf", tarball], { encoding: "utf8" }).trim().split("\n").map(line => line.split(/\s+/))
      .map(fields => [fields.at(-1).replace("package/", ""), fields[0]]),
  );

/** Runs a file of plain JavaScript, which prints JSON: that. */
async function runJavaScript(project, name, text) {
  writeFileSync(join(project, name), text);
  return JSON.parse(await node(project, [name]));
}

/** Compiles a file of TypeScript, and runs it. */
async function runTypeScript(project, name, text, options) {
  writeFileSync(join(project, `${name}.ts`), text);
  await compile(project, [`${name}.ts`], options);
  return JSON.parse(await node(project, [`${name}.js`]));
}

describe("what is in the tarballs", () => {
  for (const name of PACKAGES) {
    it(`of ${name} is what it is for, with modes that do not depend on who has built it`, { skip: skipUnless(name) }, () => {
      const list = listOf(tarballOf(name));
      const manifest = JSON.parse(fileOf(tarballOf(name), "package.json"));
      assert.equal(manifest.name, `@untrusted-code/${name}`);
      assert.equal(manifest.version, version);
      assert.equal(manifest.devDependencies, undefined);
      assert.equal(manifest.scripts, undefined, "nothing runs at the installation");
      assert.ok(list.LICENSE && list["README.md"]);
      const programs = [...Object.values(manifest.bin ?? {}), "bin/untrusted", "bin/untrusted-cell"];
      for (const [path, mode] of Object.entries(list))
        assert.equal(mode, programs.includes(path) ? "-rwxr-xr-x" : "-rw-r--r--", path);
      if (manifest.os) return;
      for (const path of Object.keys(list)) assert.match(path, /^(dist\/.*\.(js|d\.ts)|LICENSE|README\.md|package\.json)$/);
      assert.ok(list["dist/index.js"] && list["dist/index.d.ts"]);
    });

    it(`of ${name} has the same bytes when it is packed again, at another time by another user`, { skip: skipUnless(name) }, t => {
      const folder = join(temporaryFolder(t), "staged");
      const again = join(dirname(folder), `untrusted-code-${name}-${version}.tgz`);
      const env = { PATH, HOME: dirname(folder), TZ: "Pacific/Kiritimati", LC_ALL: "C.UTF-8" };
      const run = (...command) =>
        execFileSync("sh", ["-c", 'umask 077; exec "$@"', "sh", ...command], { cwd: root, env, stdio: "pipe" });
      if (name.startsWith("sandbox-")) cpSync(join(npm, "stage", name), folder, { recursive: true });
      else run("node", "packages/sandbox/npm/stage.mjs", "package", name, folder);
      run("packages/sandbox/npm/pack.sh", folder, again);
      assert.equal(sha("sha256", readFileSync(again), "hex"), sha("sha256", readFileSync(tarballOf(name)), "hex"));
    });
  }

  for (const cpu of ["x64", "arm64"]) {
    const name = `sandbox-linux-${cpu}`;
    it(`of ${name} is for that alone, and tells what is linked in`, { skip: skipUnless(name) }, () => {
      const tarball = tarballOf(name);
      const { os, cpu: cpus, preferUnplugged, dependencies } = JSON.parse(fileOf(tarball, "package.json"));
      assert.deepEqual([os, cpus, preferUnplugged, dependencies], [["linux"], [cpu], true, undefined]);
      const bill = JSON.parse(fileOf(tarball, "sbom.cdx.json"));
      assert.deepEqual([bill.metadata.component.name, bill.metadata.component.version], [`@untrusted-code/${name}`, version]);
      const programs = ["bin/untrusted", "bin/untrusted-cell", "bin/ca-certificates.crt"];
      for (const path of programs) {
        const bytes = execFileSync("tar", ["xOzf", tarball, `package/${path}`], { maxBuffer: 1 << 26 });
        const { hashes } = bill.components.find(component => component.name === path);
        assert.deepEqual(hashes, [{ alg: "SHA-256", content: sha("sha256", bytes, "hex") }]);
      }
      const licences = fileOf(tarball, "LICENSES.txt");
      const libraries = bill.components.filter(component => !programs.includes(component.name));
      for (const { name } of libraries) assert.ok(licences.includes(`\n${name} `), name);
      for (const name of ["curl", "openssl", "quickjs-ng", "whatwg-url"])
        assert.ok(libraries.some(library => library.name === name), name);
      assert.ok(!libraries.some(library => library.name.startsWith("@aws-sdk/")), "what the SDK depends on is not in the programs");
    });
  }

  it("of sandbox depends on nothing but the executables of its version", { skip: skipUnless("sandbox") }, () => {
    const manifest = JSON.parse(fileOf(tarballOf("sandbox"), "package.json"));
    assert.deepEqual(manifest.optionalDependencies, {
      "@untrusted-code/sandbox-linux-x64": version,
      "@untrusted-code/sandbox-linux-arm64": version,
    });
    assert.equal(manifest.dependencies, undefined);
  });
});

describe("@untrusted-code/sandbox, installed by npm", { skip: skipUnless("sandbox", PLATFORM) }, () => {
  let folder, project, registry;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "untrusted-npm-"));
    project = join(folder, "project");
    registry = await startRegistry();
    await install(project, registry, "@untrusted-code/sandbox");
  });
  after(() => {
    registry?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("brings the executables of this platform, no others, and they can be executed", () => {
    const scope = join(project, "node_modules/@untrusted-code");
    assert.deepEqual(readdirSync(scope), ["sandbox", PLATFORM]);
    for (const name of ["untrusted", "untrusted-cell"])
      assert.equal(statSync(join(scope, PLATFORM, "bin", name)).mode & 0o111, 0o111);
  });

  it("has a command", async () => {
    const { status, stdout } = await execute(join(project, "node_modules/.bin/untrusted-code"), ["run", "-e", "6 * 7"], {
      env: { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    });
    assert.deepEqual([status, stdout], [0, "42\n"]);
  });

  it("is used from plain JavaScript", async () => {
    const code = `import { Executor, SandboxError, executablePath } from "@untrusted-code/sandbox";
      import { existsSync } from "node:fs";
      const executor = new Executor({ concurrency: 2 });
      const socket = await executor.listen();
      const found = [existsSync(executablePath()), existsSync(socket), executor.concurrency, typeof executor.pid];
      await executor.close();
      found.push(existsSync(socket), await executor.listen().catch(error => error instanceof SandboxError && error.code));
      console.log(JSON.stringify(found));`;
    assert.deepEqual(await runJavaScript(project, "plain.js", code), [true, true, 2, "number", false, "closed"]);
  });

  it("is used from TypeScript, with types that need no others", async () => {
    const code = `import { Executor, SandboxError, executablePath } from "@untrusted-code/sandbox";
      import type { ExecutorOptions, IsolationLayer, NetworkOptions, SandboxErrorCode } from "@untrusted-code/sandbox";
      declare const console: { log(text: string): void };
      const layers: readonly IsolationLayer[] = ["rlimits"];
      const network: NetworkOptions = { fetches: 5, allowPorts: undefined };
      const onNotice = (text: string): void => void text;
      const options: ExecutorOptions = { require: layers, network, onAudit: entry => void entry["time"], onNotice };
      // @ts-expect-error
      const wrong: ExecutorOptions = { concurrency: "2" };
      async function use(): Promise<string> {
        await using executor = new Executor(options);
        return await executor.listen();
      }
      const socket: string = await use();
      let code: SandboxErrorCode | undefined;
      try { new Executor(wrong) } catch (error) { if (error instanceof SandboxError) code = error.code }
      console.log(JSON.stringify([typeof socket, code, executablePath().endsWith("untrusted")]));`;
    assert.deepEqual(await runTypeScript(project, "typed", code), ["string", "invalid_options", true]);
  });

  it("says what is missing where npm has left out what is optional", async () => {
    const without = join(folder, "without");
    await install(without, registry, "--omit=optional", "@untrusted-code/sandbox");
    const code = `import { executablePath } from "@untrusted-code/sandbox";
      const ask = () => { try { return { path: executablePath() } } catch ({ code, message }) { return { code, message } } };
      console.log(JSON.stringify(ask()));`;
    const refused = await runJavaScript(without, "plain.js", code);
    assert.equal(refused.code, "not_installed");
    const [, command] = /Install it: npm install (.+)$/.exec(refused.message);
    await install(without, registry, ...command.split(" "));
    assert.ok(existsSync((await runJavaScript(without, "plain.js", code)).path));
  });

  const old = Number.parseInt(execFileSync("npm", ["--version"], { env: { PATH, HOME: tmpdir() }, encoding: "utf8" })) < 10;
  it("can be installed on a platform that it has nothing for", { skip: old && "npm before 10 has no --os" }, async () => {
    const elsewhere = join(folder, "elsewhere");
    await install(elsewhere, registry, "--os=darwin", "--cpu=arm64", "@untrusted-code/sandbox");
    assert.deepEqual(readdirSync(join(elsewhere, "node_modules/@untrusted-code")), ["sandbox"]);
  });
});

const skipOthers = skipUnless("sandbox", PLATFORM, "sdk");
describe("@untrusted-code/sdk and @untrusted-code/mcp, installed by npm", { skip: skipUnless("sandbox", PLATFORM, "sdk", "mcp") }, () => {
  let folder, registry;
  const scopeOf = project => readdirSync(join(project, "node_modules/@untrusted-code"));
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "untrusted-npm-"));
    registry = await startRegistry();
  });
  after(() => {
    registry?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("the SDK brings no executable, and says how this machine gets one", async () => {
    const project = join(folder, "remote");
    await install(project, registry, "@untrusted-code/sdk");
    assert.deepEqual(scopeOf(project), ["sdk"]);
    const code = `import { runUntrustedCode } from "@untrusted-code/sdk";
      const { name, message, mayHaveRun } = await runUntrustedCode({ code: "1", local: true }).catch(error => error);
      console.log(JSON.stringify({ name, message, mayHaveRun }));`;
    assert.deepEqual(await runJavaScript(project, "plain.js", code), {
      name: "ConfigurationError",
      message: "running code on this machine needs the package @untrusted-code/sandbox: npm install @untrusted-code/sandbox",
      mayHaveRun: false,
    });
  });

  it("the SDK and the executable run code, from plain JavaScript", async () => {
    const project = join(folder, "local");
    await install(project, registry, "@untrusted-code/sdk", "@untrusted-code/sandbox");
    assert.deepEqual(scopeOf(project), ["sandbox", PLATFORM, "sdk"]);
    const code = `import { runUntrustedCode, UntrustedCode } from "@untrusted-code/sdk";
      const { result } = await runUntrustedCode({ code: "2 + 2", local: true });
      const sandbox = new UntrustedCode({ local: true });
      const many = await sandbox.runMany([{ code: "1" }, { code: "throw 1" }, { code: "" }]);
      await sandbox.close();
      console.log(JSON.stringify([result, many.map(one => one.value?.success ?? one.reason.code)]));`;
    assert.deepEqual(await runJavaScript(project, "plain.js", code), [4, [true, false, "invalid_options"]]);
  });

  it("the SDK is used from TypeScript, with types that hold", async () => {
    const project = join(folder, "typed");
    await install(project, registry, "@untrusted-code/sdk", "@untrusted-code/sandbox", "@types/node");
    const code = `import { Executor } from "@untrusted-code/sandbox";
      import { runUntrustedCode, UntrustedCode, UntrustedCodeError } from "@untrusted-code/sdk";
      import type { RunResponse, UntrustedCodeErrorCode } from "@untrusted-code/sdk";
      await using executor = new Executor({ concurrency: 1 });
      await using sandbox = new UntrustedCode({ local: executor, defaults: { timeoutMs: 1000, tenantId: undefined } });
      const unknown = await sandbox.run({ code: "1" });
      // @ts-expect-error
      const wrong: number = unknown.result;
      const typed: RunResponse<number> = await runUntrustedCode<{ n: number }, number>({ code: "input.n", input: { n: 2 }, local: true });
      const parsed = await sandbox.run({ code: "'a'", parse: value => String(value) });
      const found: (number | string)[] = [wrong];
      if (typed.success) found.push(typed.result.toFixed(1));
      if (parsed.success) found.push(parsed.result.toUpperCase());
      const failed = await sandbox.run({ code: "throw new TypeError('no')" });
      if (!failed.success) found.push(failed.errorDetails.kind, failed.error);
      // @ts-expect-error
      if (failed.success) found.push(failed.error.length);
      try {
        // @ts-expect-error
        await sandbox.run({ code: 5 });
      } catch (error) {
        const code: UntrustedCodeErrorCode | undefined = error instanceof UntrustedCodeError ? error.code : undefined;
        found.push(String(code));
      }
      console.log(JSON.stringify(found));`;
    // The types of Node are not made for exactOptionalPropertyTypes; what calls ours is, in the sandbox package's test.
    const options = { types: ["node"], exactOptionalPropertyTypes: false };
    assert.deepEqual(await runTypeScript(project, "typed", code, options), [1, "2.0", "A", "runtime", "TypeError: no", "invalid_options"]);
  });

  it("the MCP server starts", async () => {
    const project = join(folder, "mcp");
    await install(project, registry, "@untrusted-code/mcp");
    assert.deepEqual(scopeOf(project), ["mcp", "sandbox", PLATFORM, "sdk"]);
    const path = join(project, "node_modules/.bin/untrusted-code-mcp");
    const { status, stdout } = await execute(path, ["--version"], { env: { PATH: [dirname(process.execPath), PATH].join(delimiter) } });
    assert.deepEqual([status, stdout.trim()], [0, version]);
  });
});
