// SPDX-License-Identifier: MIT
// What the tests of the npm package share: its compiled modules, scripts that use it, programs in the executable's place.
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Executor } from "../../dist/index.js";
import { INVOKE, request } from "../../tests/support/http.mjs";
import { binDir, execute, root, temporaryFolder, untrusted } from "../../tests/support/programs.mjs";

export const dist = join(root, "packages/sandbox/dist");

/** An executor of the program that was built, which is closed after the test. */
export function makeExecutor(t, options) {
  const executor = new Executor({ executable: untrusted, ...options });
  t.after(() => executor.close());
  return executor;
}

/** The response to a request. */
export async function invoke(socketPath, body) {
  const answer = await request({ socketPath }, { method: "POST", path: INVOKE, body: JSON.stringify(body) });
  return answer.json;
}

/** A call that takes so long. */
export const wait = ms => ({ code: `await new Promise(r => setTimeout(r, ${ms})); "done"`, timeoutMs: 25000 });

/** Runs a script in which there are `Executor` and `untrusted`, the executable's path; as execute() does. */
export function runScript(code, options) {
  const head = `import { Executor } from ${JSON.stringify(pathToFileURL(join(dist, "index.js")))};
const untrusted = ${JSON.stringify(untrusted)};\n`;
  return execute(process.execPath, ["--input-type=module", "-e", head + code], options);
}

/** A program of a shell's code: `untrusted` is the real one there, "$@" what it was started with. */
export function makeProgram(t, code) {
  const path = join(temporaryFolder(t), "program");
  writeFileSync(path, `#!/bin/sh\nuntrusted='${untrusted}'\n${code}\n`, { mode: 0o755 });
  return path;
}

/** The package as npm would have installed it, without copying the executables: its folder. */
export function makeInstallation(t, { hasPlatform = true } = {}) {
  const scope = join(temporaryFolder(t), "node_modules/@untrusted-code");
  const platform = join(scope, `sandbox-${process.platform}-${process.arch}`);
  cpSync(dist, join(scope, "sandbox/dist"), { recursive: true });
  cpSync(join(root, "packages/sandbox/package.json"), join(scope, "sandbox/package.json"));
  if (hasPlatform) {
    mkdirSync(platform);
    writeFileSync(join(platform, "package.json"), "{}");
    symlinkSync(binDir, join(platform, "bin"));
  }
  return join(scope, "sandbox");
}
