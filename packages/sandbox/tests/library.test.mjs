// SPDX-License-Identifier: MIT
// The C library, as a program of somebody else uses it: examples/embed.c.
import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { binDir, buildDir, execute, root, temporaryFolder } from "./support/programs.mjs";

const example = join(root, "packages/sandbox/examples/embed.c");
const flags = process.env.SANITIZE ? ["-fsanitize=address,undefined"] : [];

async function build(folder) {
  const program = join(folder, "embed");
  const wanted = await execute("pkg-config", ["--cflags", "--libs", join(buildDir, "untrusted.pc")]);
  assert.equal(wanted.status, 0, wanted.stderr);
  const built = await execute("cc", [
    "-std=gnu11", "-Wall", "-Wextra", "-Werror", ...flags, example, ...wanted.stdout.trim().split(/\s+/), "-o", program,
  ]);
  assert.equal(built.status, 0, built.stderr);
  return program;
}

it("a C program of under 40 lines runs code through the library", async t => {
  assert.ok(readFileSync(example, "utf8").trimEnd().split("\n").length < 40);
  const program = await build(temporaryFolder(t));
  const run = await execute(program, [join(binDir, "untrusted-cell")]);
  assert.equal(run.stderr, "[log] hello ada\n");
  assert.equal(run.status, 0);
  const response = JSON.parse(run.stdout);
  assert.equal(response.success, true);
  assert.equal(response.result, 42);
  assert.deepEqual(response.consoleOutput, ["[log] hello ada"]);
});

it("the library finds the cell beside the program that uses it, and says so if there is none", async t => {
  const folder = temporaryFolder(t);
  const program = await build(folder);
  const without = await execute(program, []);
  assert.equal(without.status, 1);
  assert.match(without.stderr, /does not start: No such file or directory/);
  copyFileSync(join(binDir, "untrusted-cell"), join(folder, "untrusted-cell"));
  assert.equal((await execute(program, [])).status, 0);
});
