// SPDX-License-Identifier: MIT
// Where the programs are, and how to run one to its end.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
export const binDir = resolve(process.env.UNTRUSTED_BIN_DIR ?? join(root, "bin"));
export const buildDir = resolve(process.env.UNTRUSTED_BUILD ?? join(root, "build"));
export const untrusted = join(binDir, "untrusted");

/** An empty folder that is gone after the test. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "untrusted-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Collects what comes out of a stream. */
export function collect(stream) {
  const chunks = [];
  stream.on("data", chunk => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Runs a program to its end: { status, signal, stdout, stderr, ms }. `onStart` gets the child. */
export function execute(program, args, { input = "", onStart, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { stdio: "pipe", ...options });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.on("error", reject);
    child.on("close", (status, signal) =>
      resolve({ status, signal, stdout: stdout(), stderr: stderr(), ms: performance.now() - start }),
    );
    child.stdin.on("error", () => {}); // it may exit before it has read everything
    child.stdin.end(input);
    onStart?.(child);
  });
}

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Waits until `condition` gives something true, and gives that; fails after `ms`. */
export async function eventually(condition, what, ms = 5000) {
  const until = performance.now() + ms;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > until) throw new Error(`it did not happen within ${ms} ms: ${what}`);
    await sleep(10);
  }
}
