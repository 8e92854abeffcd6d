// SPDX-License-Identifier: MIT
// A root directory in which there is nothing but what a zip has, /dev/null, /dev/zero, /dev/urandom, /proc and /tmp: less
// than Lambda's own has. What starts in it there, as an ordinary user, cannot have needed anything else.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root as repository } from "./lambda.mjs";

const isRoot = () => process.getuid() === 0;
const LAMBDA_USER = ["--setgid=990", "--setuid=993"];
const FILTER_C = join(repository, "packages/sandbox/tests/drill/lambda_filter.c");
const DEVICES = ["null", "zero", "urandom"];

// Mounts are this process's own and end with it. All of /proc, since a part of it may not be had in a user namespace.
const ENTER = `set -e
root=$1
shift
for device in ${DEVICES.join(" ")}; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount --rbind /proc "$root/proc"
exec "$@"`;

function run(program, ...args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error || status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr.trim()}`);
}

const unshare = () => ["unshare", ...(isRoot() ? [] : ["--user", "--map-root-user"]), "--mount", "--propagation", "private"];

/** Why there can be no such root here; undefined if there can. */
export function whyNoRoot() {
  for (const [program, flag] of [["unshare", "--version"], ["unzip", "-v"]]) if (spawnSync(program, [flag]).error) return `there is no ${program}`;
  const [program, ...args] = unshare();
  const { status, stderr } = spawnSync(program, [...args, "true"], { encoding: "utf8" });
  return status === 0 ? undefined : `no mount namespace: ${stderr.trim()}`;
}

/** Makes the root: { folder, files, remove() }. */
export function makeRoot(zip) {
  const folder = mkdtempSync(join(tmpdir(), "untrusted-root-"));
  try {
    run("unzip", "-q", zip, "-d", folder);
    chmodSync(folder, 0o755);
    const files = readdirSync(folder);
    for (const name of ["dev", "proc", "tmp"]) mkdirSync(join(folder, name));
    chmodSync(join(folder, "tmp"), 0o1777);
    for (const device of DEVICES) writeFileSync(join(folder, "dev", device), "");
    return { folder, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Adds the program that refuses what Lambda refuses, linked so that it needs nothing else. Throws if that cannot be. */
export const addFilter = ({ folder }) => run("cc", "-D_GNU_SOURCE", "-O2", "-static", FILTER_C, "-lseccomp", "-o", join(folder, "lambda_filter"));

/**
 * The command that runs /bootstrap in the root: as Lambda's user, or as this one, if it is not root. With `filtered`,
 * what addFilter() has added becomes that user, since root has to install the filter.
 */
export function commandIn({ folder }, { filtered = false } = {}) {
  const enter = [...unshare(), "sh", "-c", ENTER, "sh", folder, "unshare"];
  if (filtered) return [...enter, `--root=${folder}`, "/lambda_filter", "/bootstrap"];
  const user = isRoot() ? LAMBDA_USER : ["--user", `--map-user=${process.getuid()}`, `--map-group=${process.getgid()}`];
  return [...enter, ...user, `--root=${folder}`, "/bootstrap"];
}
