// SPDX-License-Identifier: MIT
// What the SDK's README shows compiles as strictly as may be, and prints what the README says that it prints: in a project
// into which npm has installed the packages, on this machine, over `untrusted serve` and on the packaged Lambda function.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { LIMITS } from "@untrusted-code/sdk";
import * as sdk from "@untrusted-code/sdk";
import { parseOptions, serveLambda } from "../../lambda/tests/emulator/serve-lambda.mjs";
import { root, temporaryFolder } from "../../sandbox/tests/support/programs.mjs";
import { startServer } from "../../sandbox/tests/support/server.mjs";
import { compile, install, node, PLATFORM, skipUnless, startRegistry } from "./support/npm.mjs";

const text = readFileSync(join(root, "packages/sdk/README.md"), "utf8");
const MARKED = /^<!-- run (\w+) -->\n```ts\n([^]*?)^```\n```text\n([^]*?)^```\n/gm;
const ENDPOINT = "http://127.0.0.1:9000";
const FUNCTION = "my-function";

const examples = [...text.matchAll(MARKED)].map(([, where, code, output], i) => ({ name: `example-${i + 1}`, where, code, output }));

/** What an example finds: variables of its environment. */
const places = {
  async local() {
    return {};
  },
  async endpoint(t) {
    const server = await startServer(t);
    return { endpoint: server.address };
  },
  async lambda(t) {
    const log = join(temporaryFolder(t), "log");
    const server = await serveLambda(parseOptions(["--port=0", `--function-name=${FUNCTION}`, `--log=${log}`]));
    t.after(() => server.close());
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "nobody",
      AWS_SECRET_ACCESS_KEY: "nothing",
    };
  },
};

describe("the SDK's README", () => {
  it("has no example that is not run, and one of each kind", () => {
    assert.equal(examples.length, text.match(/^```(ts|js)$/gm).length);
    assert.deepEqual([...new Set(examples.map(({ where }) => where))].sort(), Object.keys(places).sort());
  });

  it("says the limits that hold", () => {
    const { timeoutMs, memoryLimitBytes } = LIMITS;
    assert.match(text, new RegExp(`^\\| \`timeoutMs\` \\| ${timeoutMs.default} \\|.*at most ${timeoutMs.maximum} \\|$`, "m"));
    assert.match(text, new RegExp(`^\\| \`memoryLimitBytes\` \\| ${memoryLimitBytes.default} \\|.*at most ${memoryLimitBytes.maximum} \\|$`, "m"));
  });

  it("names every error, with its code", () => {
    const isError = value => typeof value === "function" && value.prototype instanceof sdk.UntrustedCodeError;
    const rows = [...text.matchAll(/^\| `(\w+Error)` \| `(\w+)` \|/gm)].map(([, name, code]) => [name, code]);
    const details = { bytes: 1, maxBytes: 1, errorType: "", errorMessage: "", callTimeoutMs: 1, result: 1 };
    const errors = Object.entries(sdk).filter(([, value]) => isError(value));
    assert.deepEqual(rows.sort(), errors.map(([name, error]) => [name, new error("", details).code]).sort());
  });
});

describe("the README's examples", { skip: skipUnless("sandbox", PLATFORM, "sdk") || (!existsSync(parseOptions([]).zip) && "there is no Lambda package: make build-lambda") }, () => {
  let project, registry;
  before(async () => {
    project = mkdtempSync(join(tmpdir(), "untrusted-readme-"));
    registry = await startRegistry();
    await install(project, registry, "@untrusted-code/sdk", "@untrusted-code/sandbox", "@types/node", "zod");
    for (const { name, code } of examples) writeFileSync(join(project, `${name}.ts`), code);
    // The types of Node are not made for exactOptionalPropertyTypes.
    await compile(project, examples.map(({ name }) => `${name}.ts`), { types: ["node"], exactOptionalPropertyTypes: false });
  });
  after(() => {
    registry?.close();
    rmSync(project, { recursive: true, force: true });
  });

  for (const { name, where, code, output } of examples) {
    it(`${name}, ${where}: ${code.match(/^.*(?:code:|run\().*$/m)?.[0].trim() ?? ""}`, async t => {
      const { endpoint, ...env } = await places[where](t);
      const file = join(project, `${name}.js`);
      if (endpoint) writeFileSync(file, readFileSync(file, "utf8").replaceAll(ENDPOINT, endpoint));
      assert.equal(await node(project, [file], { env: { PATH: process.env.PATH, ...env } }), output);
    });
  }
});
