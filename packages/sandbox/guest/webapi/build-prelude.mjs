// SPDX-License-Identifier: MIT
// Bundles prelude/ and the npm packages that it uses into one script: node build-prelude.mjs OUTPUT
//
// The script's value is a function that takes the C primitives.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compactMappingTable } from "./compact-tr46.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [output] = process.argv.slice(2);
if (!output) {
  console.error("usage: node build-prelude.mjs OUTPUT");
  process.exit(2);
}

/** Replaces exactly one place, or stops the build: the package is not the one that we know. */
function replaceOnce(text, from, to, file) {
  const parts = text.split(from);
  if (parts.length !== 2) {
    throw new Error(`${file}: expected one place like ${from}, found ${parts.length - 1}`);
  }
  return parts.join(to);
}

/**
 * Makes the streams' internal properties, `_state` and the like, symbols: they are not enumerated, shown or
 * serialised. What our own code needs of them is exported as `slots`.
 */
function hideInternals(text, file) {
  const names = [...new Set([...text.matchAll(/\._([a-zA-Z]\w{2,})/g)].map(match => match[1]))];
  if (names.length < 80) {
    throw new Error(`${file}: expected some eighty internal properties, found ${names.length}`);
  }
  const any = `_(${names.join("|")})`;
  const symbol = name => `$$${name}`;
  const hidden = text
    .replace(new RegExp(`\\.${any}\\b`, "g"), (_, name) => `[${symbol(name)}]`)
    .replace(new RegExp(`"${any}"`, "g"), (_, name) => symbol(name))
    .replace(new RegExp(`([{,])${any}(?=:)`, "g"), (_, before, name) => `${before}[${symbol(name)}]`)
    .replace(new RegExp(`([{}])${any}(?=\\()`, "g"), (_, before, name) => `${before}[${symbol(name)}]`);
  const left = new RegExp(`(?<![\\w$])${any}\\b`).exec(hidden);
  if (left) {
    throw new Error(`${file}: an internal property in an unknown place: ${left[0]}`);
  }
  const symbols = names.map(name => `${symbol(name)} = Symbol("${name}")`).join(", ");
  return `const ${symbols};\n${hidden}\nexport const slots = {__proto__: null, ${
    names.map(name => `${name}: ${symbol(name)}`).join(", ")}};`;
}

const edits = [
  [/web-streams-polyfill[\\/]dist[\\/]ponyfill\.mjs$/, hideInternals],
  // Legacy encodings: a URL's query is always UTF-8 here.
  [/whatwg-url[\\/]lib[\\/]url-state-machine\.js$/, (text, file) =>
    replaceOnce(replaceOnce(text, 'require("@exodus/bytes/encoding.js");', "", file),
      '"@exodus/bytes/whatwg.js"', JSON.stringify(join(here, "prelude/percent-encode.js")), file)],
  [/whatwg-url[\\/]lib[\\/]encoding\.js$/, () =>
    `module.exports = require(${JSON.stringify(join(here, "prelude/utf8.js"))});`],
  // The mapping table as two strings (a tenth of the memory), unpacked when the first non-ASCII host comes.
  [/tr46[\\/]index\.js$/, (text, file) => {
    const table = JSON.parse(readFileSync(join(dirname(file), "lib/mappingTable.json"), "utf8"));
    const start = text.indexOf("function findStatus(val) {");
    const end = text.indexOf("function mapChars(");
    if (start < 0 || end < start) {
      throw new Error(`${file}: no findStatus() before mapChars()`);
    }
    const packed = JSON.stringify(compactMappingTable(table));
    return replaceOnce(text.slice(0, start) +
      `const findStatus = require(${JSON.stringify(join(here, "prelude/tr46-table.js"))}).lookup(${packed});\n` +
      text.slice(end), 'const mappingTable = require("./lib/mappingTable.json");', "", file);
  }],
  // Regular expressions of tens of kilobytes: compiled when first used.
  [/tr46[\\/]lib[\\/]regexes\.js$/, (text, file) => {
    const lazy = [...text.matchAll(/^const (\w+) = \/(.*)\/(\w*);$/gm)].map(([, name, source, flags]) =>
      `get ${name}() { return this.$${name} ??= new RegExp(${JSON.stringify(source)}, "${flags}"); }`);
    if (lazy.length < 12) {
      throw new Error(`${file}: expected twelve regular expressions, found ${lazy.length}`);
    }
    return `module.exports = { __proto__: null, ${lazy.join(",\n")} };`;
  }],
];

const transform = {
  name: "transform",
  setup(on) {
    for (const [filter, edit] of edits) {
      on.onLoad({ filter }, ({ path }) => ({ contents: edit(readFileSync(path, "utf8"), path), loader: "js" }));
    }
  },
};

await build({
  absWorkingDir: here, // what it names the modules by
  entryPoints: [join(here, "prelude/index.js")],
  outfile: resolve(output),
  bundle: true,
  format: "iife",
  target: "es2023",
  platform: "neutral",
  mainFields: ["module", "main"],
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: false,
  legalComments: "none",
  charset: "ascii",
  // The one above this folder is of the npm package, and would make all of it strict.
  tsconfigRaw: {},
  banner: { js: "(function(native){" },
  footer: { js: "})" },
  plugins: [transform],
  logLevel: "warning",
});
