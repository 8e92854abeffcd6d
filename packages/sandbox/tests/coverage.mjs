// SPDX-License-Identifier: MIT
// Names every line and branch that no test has taken, as file:line, and fails if there is one.
// node coverage.mjs OBJECT... (built by gcc --coverage, and run)
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

// CHECK() stops the program where the impossible has happened, which no test can make happen.
const impossible = /^\s*CHECK\(/;

/** What gcov knows of the object's own source: [{file, lines}]. */
function measure(object) {
  const options = ["--json-format", "--stdout", "--branch-probabilities", "--object-directory", dirname(object)];
  const text = execFileSync("gcov", [...options, object], { encoding: "utf8", maxBuffer: 1 << 26 });
  return JSON.parse(text).files.filter(({ file }) => file.endsWith(".c"));
}

const faults = [];
let branches = 0;
let lines = 0;
for (const source of process.argv.slice(2).flatMap(measure)) {
  const text = readFileSync(source.file, "utf8").split("\n");
  for (const line of source.lines) {
    const place = `${source.file}:${line.line_number}`;
    const words = text[line.line_number - 1];
    if (impossible.test(words)) continue;
    lines += 1;
    branches += line.branches.length;
    const never = line.branches.filter(branch => branch.count === 0).length;
    if (line.count === 0) faults.push(`${place}: never run: ${words.trim()}`);
    else if (never > 0) faults.push(`${place}: ${never} of ${line.branches.length} branches never taken: ${words.trim()}`);
  }
}

if (branches === 0) faults.push("nothing was measured");
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`${lines} lines, ${branches} branches: all taken`);
