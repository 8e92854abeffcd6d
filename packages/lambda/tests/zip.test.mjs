// SPDX-License-Identifier: MIT
// The zips that are deployed, as `make build-lambda` has left them: what is in them, what it is described as, and, with
// UNTRUSTED_REBUILD=yes, that another build of the same sources gives the same bytes, which takes minutes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const zipOf = (tree, architecture) => join(tree, `packages/lambda/dist/untrusted-lambda-${architecture}.zip`);
const output = (command, args, options) => execFileSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26, ...options });
const sha256 = path => createHash("sha256").update(readFileSync(path)).digest("hex");
const read = (...path) => readFileSync(join(...path), "utf8");

const MACHINES = { x86_64: "Advanced Micro Devices X86-64", arm64: "AArch64" };
const PROGRAMS = ["bootstrap", "untrusted-cell"];
const BUNDLED = ["punycode", "tr46", "web-streams-polyfill", "webidl-conversions", "whatwg-url"];
const PARTS = {
  bootstrap: ["brotli", "c-ares", "curl", "glibc", "libevent", "libgcc", "libidn2", "libpsl", "libunistring", "nghttp2", "openssl",
    "public-suffix-list", "zlib"],
  "untrusted-cell": ["glibc", "libgcc", "libseccomp", "quickjs-ng", "wabt", "wasi-libc", ...BUNDLED],
};
const COMPONENTS = [...new Set([...Object.values(PARTS).flat(), "ca-certificates"])].sort();
// Of those that say in the program what version they are.
const TELLS = {
  openssl: version => `OpenSSL ${version} `,
  zlib: version => ` inflate ${version.replace(".dfsg", "")} `,
  libevent: version => version,
  nghttp2: version => `${version}\0`,
  libpsl: version => `${version} (+libidn2/`,
  libidn2: version => `(+libidn2/${version})`,
  "quickjs-ng": version => version,
};
// Of a version of Debian, what is the authors'.
const upstream = version => version.replace(/^\d+:/, "").replace(/-[^-]*$/, "");

for (const architecture of Object.keys(MACHINES)) {
  const zip = zipOf(root, architecture);
  describe(`the zip for ${architecture}`, { skip: !existsSync(zip) && "is not built: make build-lambda" }, () => {
    let folder, bill, library;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), "untrusted-zip-"));
      execFileSync("unzip", ["-q", zip, "-d", folder]);
      bill = JSON.parse(read(folder, "sbom.cdx.json"));
      library = name => bill.components.find(component => component.name === name);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("is small enough", () => assert.ok(statSync(zip).size < 5000000, `${statSync(zip).size}`));

    it("holds these files, with these modes, and nothing of when and by whom it was made", () => {
      const lines = output("zipinfo", ["-T", zip]).split("\n").filter(line => /^[-dl]/.test(line));
      const entries = lines.map(line => line.trim().split(/\s+/)).map(fields => [fields.at(-1), fields[0], fields[4], fields.at(-2)]);
      // b-, t-: no extra field, which would have times and owners.
      assert.deepEqual(entries, [
        ["bootstrap", "-rwxr-xr-x", "b-", "20000101.000000"],
        ["untrusted-cell", "-rwxr-xr-x", "b-", "20000101.000000"],
        ["ca-certificates.crt", "-rw-r--r--", "t-", "20000101.000000"],
        ["LICENSES.txt", "-rw-r--r--", "t-", "20000101.000000"],
        ["sbom.cdx.json", "-rw-r--r--", "t-", "20000101.000000"],
      ]);
    });

    for (const program of PROGRAMS) {
      it(`${program} is a static, position-independent executable for ${architecture}`, () => {
        const headers = output("readelf", ["-hldW", join(folder, program)]);
        assert.match(headers, new RegExp(`Machine: +${MACHINES[architecture]}\n`));
        assert.match(headers, /Type: +DYN \(Position-Independent Executable file\)/);
        assert.match(headers, /\(FLAGS_1\).* PIE\b/);
        assert.doesNotMatch(headers, /INTERP|\(NEEDED\)|\(TEXTREL\)/);
      });

      it(`${program} has no memory that is written to and run`, () => {
        const segments = output("readelf", ["-lW", join(folder, program)]);
        const loaded = [...segments.matchAll(/^ +LOAD +(?:0x\w+ +){5}(.{3}) /gm)].map(match => match[1]);
        assert.deepEqual(loaded, ["R  ", "R E", "R  ", "RW "]);
        assert.match(segments, /^ +GNU_STACK .* RW +0x\w+$/m);
        assert.match(segments, /^ +GNU_RELRO /m);
      });

      it(`${program} has no symbols, and no name of a folder that it was built in`, () => {
        assert.doesNotMatch(output("readelf", ["-SW", join(folder, program)]), /\.symtab|\.debug_/);
        // With what stands in it: a folder's own name may be any word.
        const bytes = readFileSync(join(folder, program));
        for (const inside of ["packages", "build", "third_party"]) assert.ok(!bytes.includes(join(root, inside)), inside);
      });
    }

    it("has Mozilla's authorities and no others", () => {
      const certificates = text => [...text.matchAll(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g)].map(match => match[0]);
      const mozilla = new Set(certificates(output("sh", ["-c", "cat /usr/share/ca-certificates/mozilla/*.crt"])));
      const shipped = certificates(read(folder, "ca-certificates.crt"));
      assert.ok(shipped.length > 100);
      assert.deepEqual(shipped.filter(certificate => !mozilla.has(certificate)), []);
    });

    it("is described by a bill of materials: every library, no other", () => {
      assert.deepEqual([bill.bomFormat, bill.specVersion, bill.version], ["CycloneDX", "1.6", 1]);
      assert.match(bill.serialNumber, /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(bill.metadata.timestamp, undefined);
      const others = bill.components.map(({ name }) => name).filter(name => !existsSync(join(folder, name)));
      assert.deepEqual(others, COMPONENTS);
      for (const name of others) {
        assert.match(library(name).purl, /^pkg:(deb|npm|generic)\//, name);
        assert.ok(library(name).version && library(name).licenses.length, name);
      }
      const refs = new Map(bill.components.map(component => [component["bom-ref"], component.name]));
      assert.equal(refs.size, bill.components.length);
      for (const [program, parts] of Object.entries(PARTS)) {
        const { dependsOn } = bill.dependencies.find(({ ref }) => ref === program);
        assert.deepEqual(dependsOn.map(ref => refs.get(ref)).sort(), [...parts].sort());
      }
    });

    it("is described with the hashes of its files", () => {
      for (const name of [...PROGRAMS, "ca-certificates.crt"])
        assert.deepEqual(library(name).hashes, [{ alg: "SHA-256", content: sha256(join(folder, name)) }]);
    });

    it("is described with the versions that were linked", () => {
      const programs = PROGRAMS.map(name => readFileSync(join(folder, name)));
      for (const [name, told] of Object.entries(TELLS)) {
        const text = told(upstream(library(name).version));
        assert.ok(programs.some(bytes => bytes.includes(text)), `${name}: no ${JSON.stringify(text)} in the programs`);
      }
      const [{ alg, content }] = library("public-suffix-list").hashes;
      assert.ok(alg === "SHA-1" && programs[0].includes(content));
      const lock = JSON.parse(read(root, "packages/sandbox/guest/webapi/package-lock.json")).packages;
      for (const name of BUNDLED) assert.equal(library(name).version, lock[`node_modules/${name}`].version);
      for (const name of ["curl", "c-ares", "quickjs-ng"])
        assert.ok(library(name).hashes[0].content.match(/^[0-9a-f]{64}$/), `${name} has the hash of its source`);
    });

    it("brings the licences of all that is in it", () => {
      const text = read(folder, "LICENSES.txt");
      assert.ok(text.includes(read(root, "LICENSE").trimEnd()));
      for (const name of COMPONENTS) assert.ok(text.includes(`\n${name} ${library(name).version} (`), name);
      // GPL, without a version, is the latest: GPL-3.
      for (const [, name] of text.matchAll(/common-licenses\/([\w.-]*\w)/g))
        assert.match(text, new RegExp(`\n/usr/share/common-licenses/${name}(-[\\d.]+)?\n`), "referred to and not there");
    });
  });
}

describe("another build, in another folder, with other settings of the user", () => {
  const architectures = Object.keys(MACHINES).filter(architecture => existsSync(zipOf(root, architecture)));
  const skip = process.env.UNTRUSTED_REBUILD !== "yes" ? "takes minutes: make test-reproducible" : architectures.length === 0 && "nothing is built";
  let tree;

  before(() => {
    if (skip) return;
    tree = mkdtempSync(join(tmpdir(), "untrusted-rebuilt-"));
    const files = output("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root }).split("\0");
    const copy = path => cpSync(join(root, path), join(tree, path), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    for (const file of files) if (file && existsSync(join(root, file))) copy(file);
    copy("packages/sandbox/guest/webapi/node_modules");
    // What was fetched is read only.
    symlinkSync(join(root, "third_party/cache"), join(tree, "third_party/cache"));
  });
  after(() => tree && rmSync(tree, { recursive: true, force: true }));

  for (const architecture of architectures) {
    it(`gives the same zip for ${architecture}`, { skip }, () => {
      const env = { PATH: process.env.PATH, HOME: tree, TZ: "Pacific/Kiritimati", LC_ALL: "C.UTF-8" };
      output("sh", ["-c", `umask 077; exec make ARCH=${architecture} lambda-zip 2>&1`], { cwd: tree, env });
      assert.equal(sha256(zipOf(tree, architecture)), sha256(zipOf(root, architecture)));
    });
  }
});
