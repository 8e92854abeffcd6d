// SPDX-License-Identifier: MIT
// What README.md and docs/serve.md say to type gives what they say that it gives.
//
// A ```sh block after `<!-- run -->` is run (`exit=N`: with that exit code), in a folder where bin/ is. A block right
// behind it is what it prints: ```text exactly, ```json as a value, whose times and memory may differ, ```ndjson as such
// values, a line each; `...` stands for further members. One after `<!-- serve -->` is a server for the blocks that
// follow; it gets a port that is free.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, it } from "node:test";
import { binDir, execute, root, temporaryFolder } from "./support/programs.mjs";
import { startServer } from "./support/server.mjs";

/** How many blocks of each have an output, at least: a marker that is misspelt would go unnoticed. */
const DOCUMENTS = { "README.md": 5, "docs/serve.md": 1 };
const DOCUMENTED = "127.0.0.1:9000";
/** Said on standard error where the machine does not give every layer; the examples are about something else. */
const MISSING_LAYERS = /^untrusted: isolation layers missing here: .*\n/gm;
const MARKED = /^<!-- (run|serve)(?: exit=(\d+))? -->\n```sh\n([^]*?)^```\n(?:```(text|json|ndjson)\n([^]*?)^```\n)?/gm;

const blocksOf = document => [...readFileSync(join(root, document), "utf8").matchAll(MARKED)].map(([, kind, exit, script, form, expected]) =>
  ({ kind, exit: Number(exit ?? 0), script, form, expected }));

const has = program => process.env.PATH.split(delimiter).some(folder => existsSync(join(folder, program)));

/** A value without what differs from run to run. */
const steady = text => JSON.parse(text, (key, value) => (/Ms$|^peakMemoryBytes$/.test(key) && key !== "timeoutMs" ? typeof value : value));

/** Is the one line of JSON what the other, documented one says? */
function assertLine(actual, documented) {
  if (!documented.includes(",...")) return assert.deepEqual(steady(actual), steady(documented));
  const shown = (value, like) =>
    typeof like === "object" && like !== null ? Object.fromEntries(Object.keys(like).map(key => [key, shown(value?.[key], like[key])])) : value;
  const expected = steady(documented.replaceAll(",...", ""));
  assert.deepEqual(shown(steady(actual), expected), expected);
}

function assertLines(actual, documented) {
  const [lines, expected] = [actual, documented].map(text => text.trimEnd().split("\n"));
  assert.equal(lines.length, expected.length, actual);
  lines.forEach((line, i) => assertLine(line, expected[i]));
}

/** Runs a script as a shell on a terminal would show it: both outputs in one. */
async function shell(script, folder) {
  const { status, stdout } = await execute("sh", ["-c", `exec 2>&1\n${script}`], { cwd: folder });
  return { status, output: stdout.replace(MISSING_LAYERS, "") };
}

/** `untrusted serve` with the flags of a block, on a port that is free; the place where it listens. */
async function serve(t, script) {
  const [, , ...flags] = script.split("#")[0].trim().split(/\s+/);
  const server = await startServer(t, flags);
  return `127.0.0.1:${server.port}`;
}

for (const [document, outputs] of Object.entries(DOCUMENTS))
  describe(document, () => {
    const blocks = blocksOf(document);

    it("has blocks of each kind", () => {
      assert.ok(blocks.some(block => block.kind === "serve"));
      assert.ok(blocks.filter(block => block.expected).length >= outputs);
    });

    blocks.forEach((block, i) => {
      if (block.kind !== "run") return;
      const program = block.script.split(" ")[0];
      const skip = program === "curl" && !has("curl") && "curl is not installed";
      it(block.script.split("\n")[0], { skip }, async t => {
        const folder = temporaryFolder(t);
        symlinkSync(binDir, join(folder, "bin"));
        const server = program === "curl" ? blocks.slice(0, i).reverse().find(earlier => earlier.kind === "serve") : undefined;
        const script = server ? block.script.replaceAll(DOCUMENTED, await serve(t, server.script)) : block.script;
        const { status, output } = await shell(script, folder);
        assert.equal(status, block.exit, output);
        if (block.form === "json") assert.deepEqual(steady(output), steady(block.expected));
        else if (block.form === "ndjson") assertLines(output, block.expected);
        else if (block.form === "text") assert.equal(output, block.expected);
      });
    });
  });

describe("the documents", () => {
  it("link to nothing that is not there", () => {
    const documents = [root, join(root, "docs"), join(root, "docs/decisions"), join(root, "third_party")].flatMap(folder =>
      readdirSync(folder).filter(name => name.endsWith(".md")).map(name => join(folder, name)));
    const missing = documents.flatMap(document =>
      [...readFileSync(document, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .filter(([, link]) => !existsSync(join(dirname(document), link)))
        .map(([, link]) => `${document}: ${link}`));
    assert.deepEqual(missing, []);
  });
});
