// SPDX-License-Identifier: MIT
// AWS Lambda on this machine: the function of bin/ behind the Invoke API.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { binDir, collect, eventually, root } from "../../../sandbox/tests/support/programs.mjs";

const program = join(root, "packages/lambda/tests/emulator/serve-lambda.mjs");

/** Why there is none; false if there is. */
export const whyNoLambda = () => (existsSync(join(binDir, "bootstrap")) ? false : "bin/bootstrap is not built: make build-lambda");

/** Starts it: the environment that leads an AWS SDK there. */
export async function startLambda(t, args = []) {
  const child = spawn(process.execPath, [program, "--port", "0", "--dir", binDir, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  t.after(() => child.kill("SIGTERM"));
  const [url] = await eventually(() => {
    if (child.exitCode !== null) throw new Error(stderr());
    return /http:\/\/127\.0\.0\.1:\d+$/m.exec(stdout());
  }, "it is ready", 20000);
  return { AWS_ENDPOINT_URL_LAMBDA: url, AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };
}
