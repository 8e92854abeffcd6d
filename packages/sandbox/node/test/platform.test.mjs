// SPDX-License-Identifier: MIT
// Where the executable is; and that the packages agree with it on what they are.
import assert from "node:assert/strict";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { execute, root, untrusted } from "../../tests/support/programs.mjs";
import { makeInstallation } from "./support.mjs";

const readJson = path => JSON.parse(readFileSync(path, "utf8"));

/** What executablePath() gives, or its error's code and message, on a platform that is pretended. */
async function askIn(installation, platform, arch) {
  const module = pathToFileURL(join(installation, "dist/index.js")).href;
  const script = `
    Object.defineProperties(process, { platform: { value: "${platform}" }, arch: { value: "${arch}" } });
    const { executablePath, SandboxError, Executor } = await import(${JSON.stringify(module)});
    const attempt = make => { try { return { path: make() } } catch (error) {
      return { code: error.code, message: error.message, isOurs: error instanceof SandboxError } } };
    console.log(JSON.stringify([attempt(executablePath), attempt(() => new Executor())]));`;
  const { stdout, stderr } = await execute(process.execPath, ["--input-type=module", "-e", script]);
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

describe("the executable", () => {
  it("is that of the package for this platform", async t => {
    const [{ path }] = await askIn(makeInstallation(t), process.platform, process.arch);
    assert.equal(realpathSync(path), realpathSync(untrusted));
  });

  for (const [platform, arch] of [["darwin", "arm64"], ["win32", "x64"], ["linux", "ia32"]]) {
    it(`is not there for ${platform}-${arch}, and the message says where code can run instead`, async t => {
      const [asked, made] = await askIn(makeInstallation(t), platform, arch);
      assert.deepEqual([asked.code, asked.isOurs], ["unsupported_platform", true]);
      for (const part of [`is ${platform}-${arch}:`, "linux-x64 and linux-arm64", "functionName", "endpoint", '"untrusted serve"'])
        assert.ok(asked.message.includes(part), `${part}: ${asked.message}`);
      assert.deepEqual(made, asked);
    });
  }

  it("is not there without its package, and the message says how to install that", async t => {
    const { version } = readJson(join(root, "packages/sandbox/package.json"));
    const [asked, made] = await askIn(makeInstallation(t, { hasPlatform: false }), "linux", "arm64");
    assert.deepEqual([asked.code, asked.isOurs], ["not_installed", true]);
    assert.match(asked.message, new RegExp(`npm install --save-optional @untrusted-code/sandbox-linux-arm64@${version}$`));
    assert.deepEqual(made, asked);
  });
});

describe("the version", () => {
  const header = readFileSync(join(root, "packages/sandbox/include/untrusted.h"), "utf8");
  const version = /^#define UNTRUSTED_VERSION "(.+)"$/m.exec(header)[1];

  for (const name of ["sandbox", "sdk", "mcp"]) {
    it(`of ${name} is that of the executables, and so is that of what it needs of ours`, () => {
      const manifest = readJson(join(root, "packages", name, "package.json"));
      assert.equal(manifest.version, version);
      const needed = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
      const ours = Object.entries(needed).filter(([other]) => other.startsWith("@untrusted-code/"));
      for (const [other, wanted] of ours) assert.equal(wanted, version, other);
    });
  }

  it("is the one that the executable tells", async () => {
    assert.ok(existsSync(untrusted));
    assert.ok((await execute(untrusted, ["--version"])).stdout.includes(version));
  });
});
