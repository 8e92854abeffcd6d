// SPDX-License-Identifier: MIT
// Writes LICENSES.txt and sbom.cdx.json (CycloneDX) into the folder that becomes the zip:
//
//	node describe.mjs FOLDER BUILD [SYSROOT]
//
// Nothing of the time, the machine or the user is in them: the same package has the same description.
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findComponents, sha256 } from "./components.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const [folder, build, sysroot] = process.argv.slice(2).map(path => resolve(path));
const PROGRAMS = ["bootstrap", "untrusted-cell"];
const COMMON = "/usr/share/common-licenses";

const version = /^## \[([^\]]+)\]/m.exec(readFileSync(join(root, "CHANGELOG.md"), "utf8"))[1];
const { all, used } = findComponents({ root, build, sysroot, programs: PROGRAMS });

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
      component: { type: "application", "bom-ref": "untrusted-lambda", name: "untrusted-lambda", version, licenses: licenceOf("MIT") },
    },
    components: [...PROGRAMS.map(name => file(name, "application")), file("ca-certificates.crt", "file"), ...all.map(library)],
    dependencies: [
      { ref: "untrusted-lambda", dependsOn: [...PROGRAMS, "ca-certificates.crt"] },
      ...PROGRAMS.map(name => ({ ref: name, dependsOn: used[name].map(part => refs[part]) })),
      { ref: "ca-certificates.crt", dependsOn: [refs["ca-certificates"]] },
    ],
  };
  // A UUID (RFC 9562, version 8) of the content.
  const hash = sha256(JSON.stringify(bom));
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return { ...bom, serialNumber: `urn:uuid:${uuid}` };
}

writeFileSync(join(folder, "LICENSES.txt"), licences());
writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(bill(), null, 1)}\n`);
