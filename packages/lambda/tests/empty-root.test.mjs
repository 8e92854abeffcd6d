// SPDX-License-Identifier: MIT
// The zip that is deployed, in a root directory where there is nothing else, as an ordinary user: all of behaviour/, and
// once more with what Lambda is known to refuse. UNTRUSTED_LAMBDA_ZIP names another zip, UNTRUSTED_TESTS a part of the
// paths to run. UNTRUSTED_LAMBDA_COMMAND, for other processors, is run as it is, without such a root.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { behaviours, checkBehaviour } from "../../sandbox/tests/support/behaviour.mjs";
import { startLambda } from "./emulator/runtime-api.mjs";
import { addFilter, commandIn, makeRoot, whyNoRoot } from "./support/empty-root.mjs";
import { binDir, command, root } from "./support/lambda.mjs";

const ZIP = process.env.UNTRUSTED_LAMBDA_ZIP ?? join(root, `packages/lambda/dist/untrusted-lambda-${process.arch === "arm64" ? "arm64" : "x86_64"}.zip`);
const ENVIRONMENTS = 4;
const TIMEOUT_MS = 60000; // of Lambda's: longer than any file takes, so that the limits are those of the requests

/** Environments of one function, of which each call takes one that is free. There are as many as calls at a time. */
class Environments {
  #free = [];
  all = [];

  async start(options) {
    for (let i = 0; i < ENVIRONMENTS; i++) {
      const lambda = await startLambda({ timeoutMs: TIMEOUT_MS, initTimeoutMs: 30000, ...options });
      this.all.push(lambda);
      assert.ok(lambda.init.ok, JSON.stringify(lambda.init));
    }
    this.#free.push(...this.all);
  }

  /** Runs code and gives the response object. */
  run = async (code, request) => {
    const lambda = this.#free.pop();
    assert.ok(lambda, "more at a time than there are environments");
    try {
      const { payload, functionError } = await lambda.invoke({ ...request, code });
      assert.equal(functionError, undefined, JSON.stringify(payload));
      return payload;
    } finally {
      lambda.forget();
      this.#free.push(lambda);
    }
  };

  async close() {
    await Promise.all(this.all.map(lambda => lambda.close()));
  }
}

/** Lambda returns no more than 6 MiB in all. deadline.test.mjs has what comes in its place. */
const TOO_LARGE_FOR_LAMBDA = ["result/six-mib-are-accepted.js"];
const skip = name => TOO_LARGE_FOR_LAMBDA.includes(name) && "its response is larger than what Lambda returns";

function behaveIn(environments) {
  describe("behaviour", { concurrency: ENVIRONMENTS }, () => {
    for (const { path, name } of behaviours()) it(name, { skip: skip(name) }, () => checkBehaviour(path, environments.run));
  });

  it("has needed one process for all of it, and one connection", () => {
    for (const { starts, connections, violations } of environments.all) assert.deepEqual([starts, connections, violations], [1, 1, []]);
  });
}

/** What is true of /bootstrap in the root of a zip. */
function describeRoot(what, { filtered = false, skip }) {
  describe(what, { skip }, () => {
    const environments = new Environments();
    let place;

    after(async () => {
      await environments.close();
      place?.remove();
    });

    it("starts", async () => {
      place = makeRoot(ZIP);
      if (filtered) addFilter(place);
      await environments.start({ command: commandIn(place, { filtered }), cwd: "/" });
    });

    it("holds what it should, and runs as an ordinary user who can see nothing else", () => {
      assert.deepEqual(place.files.sort(), ["LICENSES.txt", "bootstrap", "ca-certificates.crt", "sbom.cdx.json", "untrusted-cell"]);
      const found = readdirSync(place.folder).sort();
      assert.deepEqual(found, [...place.files, "dev", "proc", "tmp", ...(filtered ? ["lambda_filter"] : [])].sort());
      const { pid } = environments.all[0];
      assert.equal(readlinkSync(`/proc/${pid}/root`), place.folder);
      const [, ...ids] = /^Uid:\t(\d+)\t(\d+)\t(\d+)\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
      const user = process.getuid() === 0 ? "993" : `${process.getuid()}`;
      assert.deepEqual(ids, Array(4).fill(user));
      assert.ok(!readFileSync(`/proc/${pid}/maps`, "latin1").includes(".so"), "it is linked with all that it needs");
    });

    it("tells of its layers and finds its certificates", async () => {
      const { payload } = await environments.all[0].invoke({ doctor: true });
      assert.equal(payload.execution, true);
      assert.equal(payload.network.caFile, "/ca-certificates.crt");
      assert.equal(payload.layers.rlimits.holds, true);
      assert.equal(payload.layers.seccomp.holds, !filtered);
      assert.equal(payload.layers.seccomp.error, filtered ? "Operation not permitted" : undefined);
    });

    it("fails to find a name without /etc, in an orderly way", async () => {
      const event = { code: "await fetch('https://example.com/').catch(error => error.message)", allowedDomains: ["example.com"] };
      const { payload } = await environments.all[0].invoke({ ...event, timeoutMs: 20000 });
      assert.match(payload.result ?? payload.error, /^fetch to https:\/\/example\.com\/ failed: |^Execution timeout exceeded$/);
    });

    behaveIn(environments);
  });
}

const zipMissing = !existsSync(ZIP) && `there is no ${ZIP}: build it, or say UNTRUSTED_LAMBDA_ZIP`;

if (process.env.UNTRUSTED_LAMBDA_COMMAND === undefined) {
  const skip = zipMissing || whyNoRoot() || false;
  describeRoot("the zip in an empty root", { skip });
  describeRoot("the zip in an empty root, as on Lambda", { filtered: true, skip: skip || (process.getuid() !== 0 && "only root can install the filter") });
} else {
  describe("the function that UNTRUSTED_LAMBDA_COMMAND starts", () => {
    const environments = new Environments();
    after(() => environments.close());
    it("starts", () => environments.start({ command, cwd: binDir }));
    behaveIn(environments);
  });
}
