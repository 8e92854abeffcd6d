// SPDX-License-Identifier: MIT
// AWS on this machine, as far as moto's server has it, and the `cdk` command that takes it for AWS.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildDir, collect, eventually, execute, root } from "../../../sandbox/tests/support/programs.mjs";

export { execute, root } from "../../../sandbox/tests/support/programs.mjs";

export const ACCOUNT = "123456789012"; // moto's
export const REGION = "eu-west-1";
export const architecture = process.arch === "arm64" ? "arm64" : "x86_64";

const moto = process.env.UNTRUSTED_MOTO ?? join(buildDir, "moto/bin/moto_server");
const cdkProgram = join(dirname(createRequire(import.meta.url).resolve("aws-cdk/package.json")), "bin/cdk");

/** Why there can be no AWS here, to skip a test with; or false. */
export const whyNoAws = existsSync(moto) ? false : `${moto} is not there: make test-iac installs it`;

/**
 * moto finds a template in its buckets only if "localhost" is in its URL; the bucket of a toolkit with this qualifier has it
 * in its name. Nor does it remember parameters from one deployment to the next.
 */
const QUALIFIER = "localhost";
export const BOOTSTRAP = ["--qualifier", QUALIFIER, "--method=direct"];
export const FOR_MOTO = ["--context", `@aws-cdk/core:bootstrapQualifier=${QUALIFIER}`];
/** Change sets are not moto's strength: it has no outputs of stacks that were made by one. */
export const DEPLOY = [
  "--method=direct", "--require-approval=never", "--parameters", `BootstrapVersion=/cdk-bootstrap/${QUALIFIER}/version`,
];

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts it: { endpoint, client, cdk, environment, close() }. */
export async function startAws() {
  const home = mkdtempSync(join(tmpdir(), "untrusted-aws-"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(moto, ["-H", "127.0.0.1", "-p", `${port}`], { stdio: "pipe", env: { PATH: process.env.PATH, HOME: home } });
  const said = collect(server.stderr);
  const ended = new Promise(done => server.on("close", done));
  const close = async () => {
    server.kill();
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await eventually(async () => {
      if (server.exitCode !== null) throw new Error(said());
      return fetch(`${endpoint}/moto-api/data.json`).then(({ ok }) => ok, () => false);
    }, "moto's server answers", 60000);
  } catch (error) {
    await close();
    throw error;
  }
  // Nothing of the caller's: neither credentials nor a configuration.
  const environment = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_DISABLE_CLI_TELEMETRY: "true",
    CDK_DISABLE_VERSION_CHECK: "true",
    NODE_NO_WARNINGS: "1",
    NO_COLOR: "1",
    CI: "true",
  };
  const output = join(home, "cdk.out");
  return {
    endpoint, environment, close,
    client: (Client, options = {}) =>
      new Client({ endpoint, region: REGION, credentials: { accessKeyId: "testing", secretAccessKey: "testing" }, ...options }),
    cdk: (...args) => execute(process.execPath, [cdkProgram, ...args, "--output", output], { cwd: join(root, "packages/iac"), env: environment }),
  };
}
