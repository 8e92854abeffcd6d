// SPDX-License-Identifier: MIT
// Which package of Debian a file is from: one that is installed here, or fetched for another architecture.
import { execFileSync } from "node:child_process";
import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

export const output = (command, ...args) =>
  execFileSync(command, args, { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });

/** {name, version, source, architecture, copyright}: the last is the file with the package's licences. */
export function installed(name) {
  const format = "${Package}\t${Version}\t${source:Package}\t${Architecture}";
  const [binary, version, source, architecture] = output("dpkg-query", "-W", "-f", format, name).split("\t");
  return { name: binary, version, source, architecture, copyright: `/usr/share/doc/${binary}/copyright` };
}

function ownerOf(path) {
  // Where /lib is a link to /usr/lib, a package may know its file by either name.
  for (const name of [path, path.replace(/^\/usr\/lib\//, "/lib/")]) {
    try {
      return installed(output("dpkg", "-S", name).split(": ")[0].split(",")[0]);
    } catch {
      // Not by this one.
    }
  }
  throw new Error(`${path} is of no package that is installed here`);
}

/** The files of the packages that third_party/fetch-packages.sh has unpacked in this folder: path to archive. */
function filesIn(sysroot) {
  const folder = `${sysroot}.packages`;
  const archives = readdirSync(folder).filter(name => name.endsWith(".deb")).map(name => join(folder, name));
  return new Map(archives.flatMap(archive => output("dpkg-deb", "-c", archive).split("\n").filter(Boolean)
    .map(line => [line.split(/\s+/)[5].replace(/^\./, ""), archive])));
}

/** A function from a path to the package. `sysroot`: the other architecture's folder, or nothing. */
export function packageFinder(sysroot) {
  if (!sysroot) return path => ownerOf(realpathSync(path));
  const root = realpathSync(sysroot);
  const files = filesIn(sysroot);
  return path => {
    const real = realpathSync(path);
    if (!real.startsWith(`${root}/`)) return ownerOf(real);
    const archive = files.get(real.slice(root.length));
    if (!archive) throw new Error(`${path} is of no package that was fetched`);
    const [name, version, source, architecture] = ["Package", "Version", "Source", "Architecture"]
      .map(field => output("dpkg-deb", "-f", archive, field).trim());
    return {
      name, version, architecture, source: (source || name).split(" ")[0],
      copyright: join(root, "usr/share/doc", name, "copyright"),
    };
  };
}
