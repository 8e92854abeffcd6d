// SPDX-License-Identifier: MIT
// The options of an executor: what is refused, before anything is started, and how that is said.
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, it } from "node:test";
import { Executor, SandboxError } from "../../dist/index.js";
import { settle } from "../../dist/options.js";
import { execute, untrusted } from "../../tests/support/programs.mjs";

const make = options => new Executor({ executable: untrusted, ...options });
const many = (count, item) => Array.from({ length: count }, () => item);

function messageOf(options) {
  try {
    make(options);
  } catch (error) {
    assert.ok(error instanceof SandboxError && error.code === "invalid_options", String(error));
    return error.message;
  }
  assert.fail(`it was taken: ${JSON.stringify(options)}`);
}

describe("options that are refused", () => {
  const cases = [
    [{ concurrency: 0 }, "concurrency must be a whole number from 1 to 1024, and is 0"],
    [{ concurrency: 1025 }, "concurrency must be a whole number from 1 to 1024, and is 1025"],
    [{ concurrency: 1.5 }, "concurrency must be a whole number from 1 to 1024, and is 1.5"],
    [{ concurrency: "2" }, 'concurrency must be a whole number from 1 to 1024, and is "2"'],
    [{ concurrency: null }, "concurrency must be a whole number from 1 to 1024, and is null"],
    [{ startTimeoutMs: NaN }, "startTimeoutMs must be a whole number from 1 to 600000, and is NaN"],
    [{ executable: "" }, 'executable must be a text that is not empty and has no NUL, and is ""'],
    [{ executable: "a\0b" }, 'executable must be a text that is not empty and has no NUL, and is "a\\u0000b"'],
    [{ onAudit: "log" }, 'onAudit must be a function, and is "log"'],
    [{ onNotice: {} }, "onNotice must be a function, and is an object"],
    [{ require: "seccomp" }, 'require must be an array of layers or "all", and is "seccomp"'],
    [{ network: [] }, "network must be an object"],
    [{ network: { allowAddresses: "10.0.0.0/8" } }, 'network.allowAddresses must be an array, and is "10.0.0.0/8"'],
    [{ network: { allowAddresses: many(65, "::1") } }, "network.allowAddresses must have at most 64 entries, and has 65"],
    [{ network: { allowAddresses: [1] } }, "network.allowAddresses[0] must be a text that is not empty and has no NUL, and is 1"],
    [{ network: { allowPorts: [80, 65536] } }, "network.allowPorts[1] must be a whole number from 1 to 65535, and is 65536"],
    [{ network: { allowPorts: many(65, 1) } }, "network.allowPorts must have at most 64 entries, and has 65"],
    [{ network: { dnsServers: many(101, "1.1.1.1:53") } }, "network.dnsServers must have at most 100 entries, and has 101"],
    [{ network: { fetches: 10001 } }, "network.fetches must be a whole number from 1 to 10000, and is 10001"],
    [{ network: { fetchesAtOnce: 257 } }, "network.fetchesAtOnce must be a whole number from 1 to 256, and is 257"],
    [{ limits: { maxTimeoutMs: 25001 } }, "limits.maxTimeoutMs must be a whole number from 1 to 25000, and is 25001"],
    [{ limits: { defaultMemoryBytes: "10MB" } }, 'limits.defaultMemoryBytes must be a whole number from 1 to 52428800, and is "10MB"'],
    [{ network: { auditLog: "" } }, 'network.auditLog must be a text that is not empty and has no NUL, and is ""'],
  ];
  for (const [options, message] of cases) {
    it(`are named with their limit: ${JSON.stringify(options).slice(0, 60)}`, () => {
      assert.equal(messageOf(options), message);
    });
  }

  it("because they are misspelt, with those that there are: a rule must not be silently not there", () => {
    const misspelt = messageOf({ network: { outerAllowList: "f" } });
    assert.match(misspelt, /^network has no "outerAllowList"; there are allowAddresses, .*outerAllowlist/);
    assert.match(messageOf({ timeout: 5 }), /^the executor's options has no "timeout"; there are executable, concurrency/);
  });

  it("because of a layer that there is not, with those that the executable has", async () => {
    const { stderr } = await execute(untrusted, ["serve", "--require", "x"]);
    const layers = /the layers are (.*), and all/.exec(stderr)[1];
    assert.equal(messageOf({ require: ["seccomp", "x"] }), `require[1] must be a layer, and is "x"; the layers are ${layers}`);
  });
});

describe("options that are taken", () => {
  const argsOf = options => settle({ executable: untrusted, concurrency: 1, ...options }).args;

  it("default to the processors and to nothing else", () => {
    assert.deepEqual(settle({ executable: untrusted }).args, [`--concurrency=${availableParallelism()}`]);
    assert.equal(make().concurrency, availableParallelism());
  });

  it("may be undefined, as if they were not given", () => {
    assert.deepEqual(argsOf({ require: undefined, network: { fetches: undefined }, onAudit: undefined }), ["--concurrency=1"]);
    assert.deepEqual(argsOf({ require: [], network: {} }), ["--concurrency=1"]);
  });

  it("are options of the executable, which knows all of them", async () => {
    const network = {
      allowAddresses: ["10.0.0.0/8", "::1"], allowPorts: [8080], outerAllowlist: "/outer", dnsServers: ["127.0.0.1:53"],
      caFile: "/ca", auditLog: "/audit", fetches: 5, fetchesAtOnce: 2,
    };
    const limits = { defaultTimeoutMs: 1000, maxTimeoutMs: 2000, defaultMemoryBytes: 1000000, maxMemoryBytes: 2000000 };
    const args = argsOf({ require: ["seccomp", "rlimits"], network, limits });
    assert.deepEqual(args, [
      "--concurrency=1", "--require=seccomp,rlimits", "--allow-address=10.0.0.0/8", "--allow-address=::1", "--allow-port=8080",
      "--outer-allowlist=/outer", "--dns-server=127.0.0.1:53", "--ca-file=/ca", "--audit-log=/audit", "--fetches=5",
      "--fetches-at-once=2", "--default-timeout=1000", "--max-timeout=2000", "--default-memory=1000000", "--max-memory=2000000",
    ]);
    assert.deepEqual(argsOf({ require: "all" }), ["--concurrency=1", "--require=all"]);
    // --help ends it before it looks at files.
    const { status, stderr } = await execute(untrusted, ["serve", ...args, "--help"]);
    assert.deepEqual([status, stderr], [0, ""]);
  });

  it("have files from the working directory on", () => {
    assert.deepEqual(argsOf({ network: { caFile: "ca.pem" } }).slice(1), [`--ca-file=${process.cwd()}/ca.pem`]);
    assert.equal(settle({ executable: "bin/untrusted" }).executable, `${process.cwd()}/bin/untrusted`);
  });
});
