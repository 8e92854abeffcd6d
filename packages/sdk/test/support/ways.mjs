// SPDX-License-Identifier: MIT
// The three ways to an executor, each with a real one at its end: a process of this machine's, `untrusted serve`, and the
// packaged Lambda function behind the emulator, asked through the AWS SDK.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Executor } from "@untrusted-code/sandbox";
import { UntrustedCode } from "@untrusted-code/sdk";
import { parseOptions, serveLambda } from "../../../lambda/tests/emulator/serve-lambda.mjs";
import { runningProcesses } from "../../../sandbox/tests/support/processes.mjs";
import { root, temporaryFolder, untrusted } from "../../../sandbox/tests/support/programs.mjs";
import { startServer } from "../../../sandbox/tests/support/server.mjs";

export { cellsOf, readProcess } from "../../../sandbox/tests/support/processes.mjs";
export {
  eventually,
  execute,
  root,
  sleep,
  temporaryFolder,
  untrusted,
} from "../../../sandbox/tests/support/programs.mjs";

export const FUNCTION_NAME = "untrusted-code";
const TOKEN = "correct-horse-battery-staple";
const { zip } = parseOptions([]);

/** What is set on the AWS SDK so that it asks a server of ours and looks for nothing in the environment. */
export const AWS_HERE = { region: "eu-west-1", credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" } };

/** An AWS client, as somebody would make one. */
export function lambdaClient(t, port, options = {}) {
  const client = new LambdaClient({ ...AWS_HERE, endpoint: `http://127.0.0.1:${port}`, ...options });
  t.after(() => client.destroy());
  return client;
}

async function startLocal(t, { concurrency, network: { allowAddress, allowPort } }) {
  const executor = new Executor({
    executable: untrusted,
    concurrency,
    network: { allowAddresses: allowAddress && [allowAddress], allowPorts: allowPort && [allowPort] },
  });
  t.after(() => executor.close());
  return { target: { local: executor }, pid: () => executor.pid };
}

async function startEndpoint(t, { concurrency, queue, network }, args = []) {
  const options = { concurrency, queue, "allow-address": network.allowAddress, "allow-port": network.allowPort };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const server = await startServer(t, [...given.map(([name, value]) => `--${name}=${value}`), ...args]);
  return { target: { endpoint: server.address }, pid: () => server.pid };
}

async function startEndpointWithToken(t, options) {
  const file = join(temporaryFolder(t), "token");
  writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
  const { target, ...server } = await startEndpoint(t, options, ["--token-file", file]);
  return { ...server, target: { ...target, token: TOKEN } };
}

async function startLambda(t, { concurrency, network: { allowAddress, allowPort } }) {
  const env = { UNTRUSTED_ALLOW_ADDRESS: allowAddress, UNTRUSTED_ALLOW_PORT: allowPort };
  const given = Object.entries(env).filter(([, value]) => value !== undefined);
  const server = await serveLambda(
    parseOptions([
      "--port=0",
      `--function-name=${FUNCTION_NAME}`,
      `--concurrency=${concurrency}`,
      `--log=${join(temporaryFolder(t), "log")}`,
      ...given.map(([name, value]) => `--env=${name}=${value}`),
    ]),
  );
  t.after(() => server.close());
  return {
    target: { functionName: FUNCTION_NAME, client: lambdaClient(t, server.port) },
    // Of those that this process has started the last one: no test has two functions at a time and asks for this.
    pid: () => runningProcesses().findLast(({ name, parent }) => name === "bootstrap" && parent === process.pid)?.pid,
  };
}

const noLambda = !existsSync(zip) && `there is no ${zip.slice(root.length + 1)}: make build-lambda`;

/**
 * Starts an executor: { client, target, pid }. `target` is what UntrustedCode was given, for another client; `pid()` is
 * the supervisor's number. `network`: { allowAddress, allowPort }; `queue` is for an endpoint alone.
 */
const wayOf = (name, start, { skip = false, ...traits } = {}) => ({
  name,
  skip,
  ...traits,
  async start(t, { concurrency = 2, queue, network = {}, defaults } = {}) {
    const way = await start(t, { concurrency, queue, network });
    const client = new UntrustedCode({ ...way.target, ...(defaults && { defaults }) });
    t.after(() => client.close());
    return { ...way, client };
  },
});

// `streams`: the console's lines come as they are printed. `kills`: a call that is given up ends the code.
export const LOCAL = wayOf("on this machine", startLocal, { streams: true, kills: true });
export const ENDPOINT = wayOf("over an endpoint", startEndpoint, { streams: true, kills: true });
export const ENDPOINT_WITH_TOKEN = wayOf("over an endpoint with a token", startEndpointWithToken, {
  streams: true,
  kills: true,
});
export const LAMBDA = wayOf("over AWS Lambda", startLambda, { streams: false, kills: false, skip: noLambda });

export const WAYS = [LOCAL, ENDPOINT, ENDPOINT_WITH_TOKEN, LAMBDA];

/** A test of one name over several ways: `test(t, way)`. */
export function overEach(ways, name, test) {
  describe(name, () => {
    for (const way of ways) it(way.name, { skip: way.skip }, t => test(t, way));
  });
}
