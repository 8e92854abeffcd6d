// SPDX-License-Identifier: MIT
// Starts our bootstrap in the emulator, and ends it after the test, which fails if it did what no runtime should.
// UNTRUSTED_LAMBDA_COMMAND, words with spaces between them, takes the place of bin/bootstrap, for other processors.
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { binDir, buildDir, eventually, temporaryFolder } from "../../../sandbox/tests/support/programs.mjs";
import { startLambda } from "../emulator/runtime-api.mjs";

export { binDir, buildDir, eventually, root, sleep, temporaryFolder } from "../../../sandbox/tests/support/programs.mjs";
export const command = process.env.UNTRUSTED_LAMBDA_COMMAND?.split(" ").filter(Boolean) ?? [join(binDir, "bootstrap")];

/** An environment whose function is ready. `mayFail`: or not; `mayViolate`: the test provokes what is no HTTP. */
export async function startBootstrap(t, { mayFail = false, mayViolate = false, ...options } = {}) {
  const lambda = await startLambda({ command, cwd: binDir, timeoutMs: 60000, initTimeoutMs: 30000, ...options });
  t.after(async () => {
    await lambda.close();
    if (!mayViolate) assert.deepEqual(lambda.violations, []);
  });
  assert.ok(lambda.init.ok || mayFail, JSON.stringify(lambda.init));
  return lambda;
}

/** Has the next event handed out wrongly. The runtime waits for it already; so it is given another one to ask anew. */
export async function faultNext(lambda, fault) {
  lambda.fault("next", fault);
  assert.equal((await lambda.invoke({ code: "0" })).payload.result, 0);
}

/** The lines of a log that are about this, such as `execution`. */
export const linesOf = (log, message) => log.map(line => line.json).filter(line => line.message === message);

/** The one line of an invocation's log that is about this. */
export function lineOf({ log }, message) {
  const lines = linesOf(log, message);
  assert.equal(lines.length, 1, log.map(line => line.text).join("\n"));
  return lines[0];
}

/** A copy of what is deployed, in a folder where any user may run it. */
export function deployed(t, files = ["bootstrap", "untrusted-cell", "ca-certificates.crt"]) {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  for (const file of files) {
    cpSync(join(binDir, file), join(folder, file));
    chmodSync(join(folder, file), file.endsWith(".crt") ? 0o644 : 0o755);
  }
  return folder;
}

/** lambda_filter, which refuses what Lambda is known to refuse: its path, and why it cannot be had. */
export const lambdaFilter = join(buildDir, "drill/lambda_filter");
export function whyNoFilter() {
  if (process.getuid() !== 0) return "only root can install the filter";
  return existsSync(lambdaFilter) ? false : "build/drill/lambda_filter is not built: make build/drill/lambda_filter";
}

/** Options of startBootstrap() for a function that is refused what Lambda refuses, and run by an ordinary user. */
export function asOnLambda(t) {
  const folder = deployed(t);
  const program = process.env.UNTRUSTED_LAMBDA_COMMAND === undefined ? [join(folder, "bootstrap")] : command;
  return { command: [lambdaFilter, ...program], cwd: folder };
}

/** Of a build with sanitizers some things cannot be said: why not, to skip a test with; or false. */
export const sanitized = why => (process.env.UNTRUSTED_SANITIZE ? `with sanitizers ${why}` : false);

/** The zygote, and the cells: those that run something and those that are ready. */
export const zygotesOf = lambda => lambda.family().slice(1).filter(process => process.session === process.pid);
export const cellsOf = lambda => lambda.family().slice(1).filter(process => process.session !== process.pid);

/** The cell that uses the processor, as soon as it has used some. */
export function busyCell(lambda) {
  return eventually(() => cellsOf(lambda).find(process => process.cpuTicks >= 15 && process.state === "R"), "a cell is at work", 20000);
}
