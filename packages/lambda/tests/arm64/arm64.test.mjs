// SPDX-License-Identifier: MIT
// What is built for arm64, on an emulated machine (boot.sh) with a kernel of its own: everything that another processor
// makes different is there, filters of system calls above all. Slow, and no measure of speed.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { behaviours, checkBehaviour } from "../../../sandbox/tests/support/behaviour.mjs";
import { startLambda } from "../emulator/runtime-api.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../../..");
const machine = join(root, "third_party/cache/machine-arm64");
const BOOT_LIMIT_MS = 300000;
const ENVIRONMENTS = 2;

// Of a thousand, so many may be too slow for an emulated machine.
const MAY_BE_SLOW = 20;

const tooLarge = name => name === "result/six-mib-are-accepted.js" && "its response is larger than what Lambda returns";

/** Runs a script on the machine, in a copy of the folder: { status, output }. */
function onMachine(folder, script) {
  return new Promise((done, failed) => {
    const child = spawn(join(here, "boot.sh"), [machine, folder, script], { stdio: ["ignore", "pipe", "inherit"], detached: true });
    const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), BOOT_LIMIT_MS);
    const chunks = [];
    child.stdout.on("data", chunk => chunks.push(chunk));
    child.on("error", failed);
    child.on("close", status => {
      clearTimeout(timer);
      done({ status, output: Buffer.concat(chunks).toString() });
    });
  });
}

/** A folder with these files, from the repository. */
function folderOf(...files) {
  const folder = mkdtempSync(join(tmpdir(), "untrusted-arm64-"));
  for (const file of files) cpSync(join(root, file), join(folder, file.split("/").pop()));
  return folder;
}

const program = name => `bin/arm64/${name}`;
const drill = name => `build/arm64/drill/${name}`;

describe("on arm64", () => {
  const folders = [];
  let plain;

  before(() => {
    plain = prepared(...["untrusted", "untrusted-cell", "ca-certificates.crt"].map(program), drill("lambda_filter"));
  });
  after(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

  function prepared(...files) {
    folders.push(folderOf(...files));
    return folders.at(-1);
  }

  async function said(folder, script, status = 0) {
    const ran = await onMachine(folder, script);
    assert.equal(ran.status, status, ran.output);
    return ran.output.trim();
  }

  it("the kernel grants every isolation layer", async () => {
    const { execution, layers } = JSON.parse(await said(plain, "./untrusted doctor --json"));
    assert.equal(execution, true);
    assert.ok(Object.keys(layers).length >= 8);
    assert.deepEqual(Object.entries(layers).filter(([, { holds }]) => !holds), []);
  });

  it("code runs, and is ended", async () => {
    // Standard error is the same console.
    const run = code => `./untrusted run --json --require all ${code} 2>/dev/null`;
    const output = await said(plain, [
      run("-e '2 + 2'"),
      run("-e 'for (;;);' -t 300ms"),
      run("-e 'const all = []; for (;;) all.push(new Array(1000).fill(0))'"),
      run("-e 'const deeper = () => [deeper()]; deeper()'"),
      run("-e 'await new Promise(done => setTimeout(done, 50)); console.log(input); 1' --input '[1, \"ä\"]'"),
      "true",
    ].join("\n"));
    const [sum, loop, hoard, deep, late] = output.split("\n").map(line => JSON.parse(line));
    assert.equal(sum.result, 4);
    assert.deepEqual([loop, hoard, deep].map(({ errorDetails }) => errorDetails.kind), ["timeout", "memory", "stack"]);
    assert.deepEqual(late.consoleOutput, ["[log] [ 1, 'ä' ]"]);
  });

  // A processor may fuse a multiplication and an addition, or have its own ideas of a NaN; WebAssembly does not.
  it("numbers are those of x86-64", { skip: !existsSync(join(root, "bin/untrusted")) && "bin/untrusted is not built" }, async () => {
    const code = readFileSync(join(here, "numbers.js"), "utf8");
    const ours = execFileSync(join(root, "bin/untrusted"), ["run", "-e", code], { encoding: "utf8" }).trim();
    const folder = prepared(...["untrusted", "untrusted-cell"].map(program), "packages/lambda/tests/arm64/numbers.js");
    assert.equal(await said(folder, "./untrusted run -t 25s numbers.js"), ours);
  });

  it("code runs under what Lambda is reported to refuse", async () => {
    assert.equal(await said(plain, "./lambda_filter ./untrusted run -e '2 + 2' 2>/dev/null"), "4");
    assert.equal(await said(plain, "./lambda_filter --kill ./untrusted run -e '2 + 2' 2>/dev/null"), "4");
  });

  // The image is made on this machine, and is the same for both.
  it("the guest prepares itself to the same bytes", async () => {
    const folder = prepared("build/arm64/make_snapshot", "build/prelude.js");
    const output = await said(folder, "./make_snapshot prelude.js image >/dev/null && sha256sum image");
    const ours = createHash("sha256").update(readFileSync(join(root, "build/snapshot.bin"))).digest("hex");
    assert.equal(output.split(" ")[0], ours);
  });

  it("the guest is held by the first boundary", async () => {
    const output = await said(prepared(...["sfi_native", "drill_sfi"].map(drill)), "./sfi_native && ./drill_sfi");
    assert.match(output, /PASSED[^]*the_guard_is_one_access_longer_than_the_reservation[^]*PASSED/);
    assert.doesNotMatch(output, /FAILED/);
  });

  describe("a compromised cell is held by the second", () => {
    const ways = {
      "as started": "",
      "as an ordinary user": "setpriv --reuid 1000 --regid 1000 --clear-groups",
      "as on AWS Lambda": "./lambda_filter",
    };
    for (const [way, prefix] of Object.entries(ways)) {
      it(way, async () => {
        const folder = prepared(...["drill_cell", "attack-cell", "other-program", "lambda_filter"].map(drill));
        const output = await said(folder, `${prefix} ./drill_cell ./attack-cell ./other-program '${way}'`);
        assert.match(output, way === "as on AWS Lambda" ? /some is open, which is only shown/ : /everything must be refused/);
        if (way !== "as on AWS Lambda") assert.match(output, /\n5\d\d fatal, \d+ let through, 0 of them wrongly\n/);
      });
    }
  });
});

describe("on arm64, the Lambda function", () => {
  const folder = folderOf(...["bootstrap", "untrusted-cell", "ca-certificates.crt"].map(program));
  const free = [], all = [];
  let slow = 0;

  // One processor each: as many as there are here.
  before(async () => {
    for (let i = 0; i < ENVIRONMENTS; i++) {
      const lambda = await startLambda({
        command: [join(here, "bootstrap.sh"), machine, folder],
        env: { PROCESSORS: "1" },
        timeoutMs: 60000,
        initTimeoutMs: BOOT_LIMIT_MS,
      });
      all.push(lambda);
      assert.ok(lambda.init.ok, JSON.stringify(lambda.init));
    }
    free.push(...all);
  });
  after(async () => {
    await Promise.all(all.map(lambda => lambda.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(code, request) {
    const lambda = free.pop();
    try {
      return (await lambda.invoke({ code, ...request })).payload;
    } finally {
      free.push(lambda);
    }
  }

  /** What takes longer than it may, and should not, has shown nothing. */
  async function check(t, path) {
    let response;
    try {
      await checkBehaviour(path, async (code, request) => (response = await run(code, request)));
    } catch (error) {
      if (response?.errorDetails?.kind !== "timeout" || ++slow > MAY_BE_SLOW) throw error;
      t.skip("takes longer on an emulated machine than it may");
    }
  }

  describe("behaviour", { concurrency: ENVIRONMENTS }, () => {
    for (const { path, name } of behaviours()) it(name, { skip: tooLarge(name) }, t => check(t, path));
  });
});
