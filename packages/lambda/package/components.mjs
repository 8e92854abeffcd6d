// SPDX-License-Identifier: MIT
// What of others is in a program: read from the maps that the linkers leave, so that nothing is listed by hand.
//
// A component is {name, version, licence, purl, hash, texts}: hash, where one is recorded, is [algorithm, hexadecimal], and
// texts are the licences as their authors give them.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { installed, output, packageFinder } from "./debian.mjs";
import { debian, holders, notBundled, sources } from "./known.mjs";

const read = path => readFileSync(path, "utf8");
export const sha256 = bytes => createHash("sha256").update(bytes).digest("hex");

/** The objects of a map, and the archives of which it has at least one member. */
function linked(map) {
  const text = read(map);
  const members = text.split("\nMemory Configuration\n")[0].matchAll(/^(\S+\.a)\(/gm);
  const objects = text.matchAll(/^LOAD (\S+\.o)$/gm);
  // In wasm-ld's: PATH.a(MEMBER):(SECTION), PATH.o:(SECTION)
  const wasm = text.matchAll(/ (\S+?\.[ao])(?:\(\S+\))?:\(/g);
  const paths = new Set([...members, ...objects, ...wasm].map(match => match[1]));
  if (paths.size === 0) throw new Error(`${map} is not a map as it was`);
  return [...paths];
}

function fromDebian(found) {
  const known = debian[found.source];
  if (!known) throw new Error(`${found.name} (of ${found.source}) is linked in, and package/known.mjs does not know it`);
  const version = encodeURIComponent(found.version);
  return {
    name: known.name,
    version: found.version,
    licence: known.licence,
    purl: `pkg:deb/debian/${found.name}@${version}?arch=${found.architecture}&distro=debian-12&upstream=${found.source}`,
    texts: [read(found.copyright)],
  };
}

function fromSource(name, thirdParty) {
  const record = Object.fromEntries(read(join(thirdParty, `${name}.txt`)).trim().split("\n").map(line => line.split(/\s+/)));
  const binary = record.kind === "binary";
  const folder = join(thirdParty, "cache", record.package);
  const archive = readdirSync(folder).find(file => file.endsWith(binary ? ".deb" : ".dsc"));
  // NAME_VERSION_ARCHITECTURE.deb, NAME_VERSION.dsc
  const version = decodeURIComponent(archive.replace(/\.(deb|dsc)$/, "").split("_")[1]);
  const distro = `debian-${{ bookworm: 12, trixie: 13 }[record.suite] ?? record.suite}`;
  const { licence, text } = sources[name];
  const unpack = 'dpkg-deb --fsys-tarfile "$1" | tar xO "./usr/share/doc/$2/copyright"';
  return {
    name,
    version,
    licence,
    purl: `pkg:deb/debian/${record.package}@${encodeURIComponent(version)}?arch=${binary ? "all" : "source"}&distro=${distro}`,
    hash: ["SHA-256", sha256(readFileSync(join(folder, archive)))],
    texts: [text ? read(join(thirdParty, "cache", text)) : output("sh", "-c", unpack, "sh", join(folder, archive), record.package)],
  };
}

/** The npm packages that the prelude is bundled of. */
function fromNpm(root) {
  const prelude = join(root, "packages/sandbox/guest/webapi");
  return Object.entries(JSON.parse(read(join(prelude, "package-lock.json"))).packages)
    .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.dev)
    .map(([path, entry]) => ({ ...entry, name: path.slice("node_modules/".length), folder: join(prelude, path) }))
    .filter(({ name }) => !notBundled.includes(name))
    .map(({ name, version, license, integrity, folder }) => ({
      name,
      version,
      licence: license,
      purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
      hash: ["SHA-512", Buffer.from(integrity.replace("sha512-", ""), "base64").toString("hex")],
      texts: [read(join(folder, readdirSync(folder).find(file => /^licen[cs]e/i.test(file))))],
    }));
}

/** The list that libpsl has in it is another's; it has no version but its hash, which libpsl knows. */
function publicSuffixList(archive) {
  const hash = /\0([0-9a-f]{40})\0/.exec(readFileSync(archive, "latin1"))?.[1];
  if (!hash) throw new Error(`${archive} does not tell its list's hash`);
  return {
    name: "public-suffix-list",
    version: hash.slice(0, 12),
    licence: "MPL-2.0",
    purl: `pkg:generic/public-suffix-list@${hash.slice(0, 12)}`,
    hash: ["SHA-1", hash],
    texts: ["Mozilla's list, under the Mozilla Public License 2.0: /usr/share/common-licenses/MPL-2.0\n"],
  };
}

/**
 * All components by name, and of each program the names of what is in it.
 * `build` is the folder of objects and maps; `programs` names what has been linked; `sysroot` is set for another architecture.
 */
export function findComponents({ root, build, programs, sysroot }) {
  const thirdParty = join(root, "third_party");
  const find = packageFinder(sysroot);
  const parts = {
    curl: () => [fromSource("curl", thirdParty)],
    "c-ares": () => [fromSource("c-ares", thirdParty)],
    wabt: () => [fromDebian(installed("wabt"))],
    guest: () => [fromSource("quickjs-ng", thirdParty), ...linked(join(root, "build/wasm/guest.wasm.map")).flatMap(of)],
    prelude: () => fromNpm(root),
  };

  function of(path) {
    const inside = relative(build, join(root, path));
    if (!path.startsWith("/")) return (holders[inside] ?? []).flatMap(name => parts[name]());
    const component = fromDebian(find(path));
    return component.name === "libpsl" ? [component, publicSuffixList(path)] : [component];
  }

  const all = new Map([["ca-certificates", fromDebian(installed("ca-certificates"))]]);
  const used = {};
  for (const program of programs) {
    const found = linked(join(build, `${program}.map`)).flatMap(of);
    for (const component of found) all.set(component.name, component);
    used[program] = [...new Set(found.map(({ name }) => name))].sort();
  }
  return { all: [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), used };
}
