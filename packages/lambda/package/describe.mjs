// SPDX-License-Identifier: MIT
// Writes LICENSES.txt and sbom.cdx.json (CycloneDX) into the folder that becomes a package:
//
//	node describe.mjs NAME FOLDER BUILD SYSROOT PROGRAM...
//
// The programs are in FOLDER, and ca-certificates.crt is beside the first one. SYSROOT is empty for this architecture.
// Nothing of the time, the machine or the user is in them: the same package has the same description.
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findComponents, sha256 } from "./components.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const [packageName, folder, build, sysroot, ...programs] = process.argv.slice(2);
const CERTIFICATES = join(dirname(programs[0]), "ca-certificates.crt");
const COMMON = "/usr/share/common-licenses";

const header = readFileSync(join(root, "packages/sandbox/include/untrusted.h"), "utf8");
const version = /^#define UNTRUSTED_VERSION "(.+)"$/m.exec(header)[1];
const { all, used } = findComponents({
  root,
  build: resolve(build),
  sysroot: sysroot && resolve(sysroot),
  programs: programs.map(path => basename(path)),
});

// --- licences

const rule = "=".repeat(100);
const chapter = (title, text) => `${rule}\n${title}\n${rule}\n\n${text.trimEnd()}\n\n`;

/** The texts that Debian's files of licences only refer to. One without a version is the same as its latest. */
function commonLicences() {
  const named = all.flatMap(({ texts }) => texts).flatMap(text => [...text.matchAll(/common-licenses\/([\w.-]*\w)/g)]);
  return [...new Set(named.map(([, name]) => basename(realpathSync(join(COMMON, name)))))].sort();
}

function licences() {
  const ours = readFileSync(join(root, "LICENSE"), "utf8");
  const list = all.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`).join("\n");
  return [
    chapter("untrusted", `${ours}\n\nThe programs hold what follows, linked statically. Their source has everything that it takes to link them again\n`
      + `with other versions of it.\n\n${list}`),
    ...all.map(({ name, version, licence, texts }) => chapter(`${name} ${version} (${licence})`, texts.join("\n"))),
    ...commonLicences().map(name => chapter(`${COMMON}/${name}`, readFileSync(join(COMMON, name), "utf8"))),
  ].join("");
}

// --- the bill of materials

const licenceOf = licence => (/ (AND|OR|WITH) /.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }]);

function library({ name, version, licence, purl, hash }) {
  return {
    type: name === "ca-certificates" || name === "public-suffix-list" ? "data" : "library",
    "bom-ref": purl,
    name,
    version,
    ...(hash && { hashes: [{ alg: hash[0], content: hash[1] }] }),
    licenses: licenceOf(licence),
    purl,
  };
}

function file(name, type) {
  return {
    type,
    "bom-ref": name,
    name,
    ...(type === "application" && { version }),
    hashes: [{ alg: "SHA-256", content: sha256(readFileSync(join(folder, name))) }],
  };
}

function bill() {
  const refs = Object.fromEntries(all.map(({ name, purl }) => [name, purl]));
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: { type: "application", "bom-ref": packageName, name: packageName, version, licenses: licenceOf("MIT") },
    },
    components: [...programs.map(name => file(name, "application")), file(CERTIFICATES, "file"), ...all.map(library)],
    dependencies: [
      { ref: packageName, dependsOn: [...programs, CERTIFICATES] },
      ...programs.map(path => ({ ref: path, dependsOn: used[basename(path)].map(part => refs[part]) })),
      { ref: CERTIFICATES, dependsOn: [refs["ca-certificates"]] },
    ],
  };
  // A UUID (RFC 9562, version 8) of the content.
  const hash = sha256(JSON.stringify(bom));
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return { ...bom, serialNumber: `urn:uuid:${uuid}` };
}

writeFileSync(join(folder, "LICENSES.txt"), licences());
writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(bill(), null, 1)}\n`);
