// SPDX-License-Identifier: MIT
// Lays out the folder that becomes an npm package:
//
//	node stage.mjs package PACKAGE FOLDER      of packages/PACKAGE, as it is compiled
//	node stage.mjs platform CPU BIN FOLDER     @untrusted-code/sandbox-linux-CPU, with the programs of BIN
//
// What is in it, and its modes, are the same whoever builds it, where and when. The platform package lacks its licences and
// its bill of materials, which packages/lambda/package/describe.mjs adds.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const SANDBOX = "@untrusted-code/sandbox";
const CPUS = ["x64", "arm64"];
const PROGRAMS = ["untrusted", "untrusted-cell"];
// A package with a scope is private unless it says otherwise.
const PUBLISHED = { publishConfig: { access: "public" } };

const readJson = path => JSON.parse(readFileSync(path, "utf8"));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
const sandbox = readJson(join(root, "packages/sandbox/package.json"));
const platformName = cpu => `${SANDBOX}-linux-${cpu}`;

/**
 * Without what is for this repository alone; and with the platforms, which it cannot have: npm refuses a workspace of another
 * processor.
 */
function stagePackage(name, folder) {
  const source = join(root, "packages", name);
  const { devDependencies, ...manifest } = readJson(join(source, "package.json"));
  const optionalDependencies = Object.fromEntries(CPUS.map(cpu => [platformName(cpu), manifest.version]));
  const platforms = manifest.name === SANDBOX && { optionalDependencies };
  writeJson(join(folder, "package.json"), { ...manifest, ...platforms, ...PUBLISHED });
  for (const file of manifest.files) cpSync(join(source, file), join(folder, file), { recursive: true });
}

function readmeOf(cpu) {
  return `# ${platformName(cpu)}

The executables of \`${SANDBOX}\` for Linux on ${cpu}: \`bin/untrusted\`, \`bin/untrusted-cell\`
and the certificate authorities that they use where the system has none. They are static: any libc will do.

Install \`${SANDBOX}\`, which depends on this package, and not this one alone.

\`LICENSES.txt\` has the licences of everything that is linked in, \`sbom.cdx.json\` the versions (CycloneDX).
`;
}

function stagePlatform(cpu, bin, folder) {
  const { version, license, engines } = sandbox;
  writeJson(join(folder, "package.json"), {
    name: platformName(cpu),
    version,
    description: `The executables of ${SANDBOX} for Linux on ${cpu}`,
    license,
    engines,
    os: ["linux"],
    cpu: [cpu],
    // Executables cannot run inside an archive.
    preferUnplugged: true,
    files: ["bin", "LICENSES.txt", "sbom.cdx.json"],
    ...PUBLISHED,
  });
  writeFileSync(join(folder, "README.md"), readmeOf(cpu));
  mkdirSync(join(folder, "bin"));
  for (const file of [...PROGRAMS, "ca-certificates.crt"]) copyFileSync(join(bin, file), join(folder, "bin", file));
}

/** The modes of whoever builds it are no part of it. */
function setModes(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const isProgram = PROGRAMS.includes(entry.name) || entry.name === "command.js";
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() || isProgram ? 0o755 : 0o644);
  }
}

const [kind, name, ...rest] = process.argv.slice(2);
const folder = resolve(rest.at(-1));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
if (kind === "platform") stagePlatform(name, rest[0], folder);
else stagePackage(name, folder);
setModes(folder);
