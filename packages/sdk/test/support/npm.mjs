// SPDX-License-Identifier: MIT
// The tarballs as somebody gets them: installed by npm into a project of their own, from a registry on this machine. It has
// ours as they were packed, and those of others as they are in this repository's node_modules, so that nothing is asked of
// the network.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, dirname, join, resolve } from "node:path";
import { execute, root } from "../../../sandbox/tests/support/programs.mjs";

export const npm = resolve(process.env.UNTRUSTED_NPM ?? join(root, "build/npm"));
export const { version } = readJson(root, "packages/sandbox/package.json");
export const PLATFORM = `sandbox-${process.platform}-${process.arch}`;
export const PACKAGES = ["sandbox", "sandbox-linux-x64", "sandbox-linux-arm64", "sdk", "mcp"];
// npm runs with the node that the tarballs are made with, whichever one runs the tests.
const pinned = join(root, "node_modules/node-20/bin");
export const PATH = [existsSync(pinned) ? pinned : dirname(process.execPath), process.env.PATH].join(delimiter);

export function readJson(...path) {
  return JSON.parse(readFileSync(join(...path), "utf8"));
}

export const sha = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);
export const tarballOf = name => join(npm, `untrusted-code-${name}-${version}.tgz`);
export const isBuilt = name => existsSync(tarballOf(name));
export const fileOf = (tarball, path) => execFileSync("tar", ["xOzf", tarball, `package/${path}`], { encoding: "utf8" });

/** For `skip`: why a test of these cannot be. */
export function skipUnless(...names) {
  const missing = names.find(name => !isBuilt(name));
  return missing !== undefined && `${missing} is not built: make build-sdk`;
}

/** Folders of packages in a node_modules, and in those within. */
function* foldersIn(modules) {
  if (!existsSync(modules)) return;
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    const folder = join(modules, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith(".") || entry.name === "@untrusted-code") continue;
    if (entry.name.startsWith("@")) yield* foldersIn(folder);
    else if (existsSync(join(folder, "package.json"))) yield folder;
    yield* foldersIn(join(folder, "node_modules"));
  }
}

/** What of others is here: name to version to folder. */
function findOthers() {
  const others = new Map();
  for (const folder of foldersIn(join(root, "node_modules"))) {
    const { name, version } = readJson(folder, "package.json");
    if (!others.has(name)) others.set(name, new Map());
    others.get(name).set(version, folder);
  }
  return others;
}

function packed(folder) {
  const args = ["-cz", "--exclude=./node_modules", "--transform=s,^\\.,package,", "-C", folder, "."];
  return execFileSync("tar", args, { maxBuffer: 1 << 29 });
}

/** A registry: a server, which is listening. */
export async function startRegistry() {
  const others = findOthers();
  const tarballs = new Map();

  const versionsOf = name => {
    const our = PACKAGES.find(one => name === `@untrusted-code/${one}`);
    if (!our) return [...(others.get(name) ?? [])].map(([version, folder]) => [version, readJson(folder, "package.json"), () => packed(folder)]);
    const tarball = tarballOf(our);
    return isBuilt(our) ? [[version, JSON.parse(fileOf(tarball, "package.json")), () => readFileSync(tarball)]] : [];
  };

  const server = createServer((incoming, outgoing) => {
    const path = decodeURIComponent(incoming.url.slice(1));
    const bytes = tarballs.get(path);
    if (bytes) return outgoing.end(bytes);
    const versions = {};
    for (const [number, manifest, pack] of versionsOf(path)) {
      const name = `${path}/${number}.tgz`;
      if (!tarballs.has(name)) tarballs.set(name, pack());
      const dist = {
        tarball: `http://127.0.0.1:${server.address().port}/${name}`,
        integrity: `sha512-${sha("sha512", tarballs.get(name), "base64")}`,
      };
      versions[number] = { ...manifest, dist };
    }
    const latest = Object.keys(versions).at(-1);
    if (latest === undefined) return outgoing.writeHead(404).end("{}");
    outgoing.setHeader("Content-Type", "application/json");
    outgoing.end(JSON.stringify({ name: path, "dist-tags": { latest }, versions }));
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return server;
}

/** `npm install` in a project, with settings and a cache of its own. */
export async function install(project, registry, ...args) {
  mkdirSync(project, { recursive: true });
  if (!existsSync(join(project, "package.json"))) writeFileSync(join(project, "package.json"), '{ "name": "project", "type": "module" }');
  const env = { PATH, HOME: project, npm_config_registry: `http://127.0.0.1:${registry.address().port}/`, npm_config_update_notifier: "false" };
  const { status, stdout, stderr } = await execute("npm", ["install", "--no-audit", "--no-fund", "--fetch-retries=0", ...args], { cwd: project, env });
  assert.equal(status, 0, stdout + stderr);
}

/** Runs this Node in a project; what it printed. What it says of its own age is about Node, and not about us. */
export async function node(project, args, options = {}) {
  const { status, stdout, stderr } = await execute(process.execPath, ["--no-warnings", ...args], { cwd: project, ...options });
  assert.deepEqual([status, stderr], [0, ""], stdout);
  return stdout;
}

/** Compiles files of TypeScript as strictly as may be, by both ways to find modules. */
export async function compile(project, files, { types = [], ...more } = {}) {
  for (const [module, moduleResolution] of [["esnext", "bundler"], ["nodenext", "nodenext"]]) {
    const compilerOptions = {
      strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false,
      target: "es2022", lib: ["es2023", "esnext.disposable"], types, module, moduleResolution, ...more,
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const { status, stdout } = await execute(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: project });
    assert.equal(status, 0, stdout);
  }
}
