// SPDX-License-Identifier: MIT
// Where the sockets are: in a folder of this user's own below the folder for temporary files, as tmux has it.
import { randomBytes } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SandboxError } from "./errors.js";

/** Of a socket's path: the kernel has room for 108 bytes with the NUL at its end. */
const PATH_BYTES_MAX = 107;
const MODE_OF_OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** What is there already may be anybody's doing: the folder for temporary files is everybody's. */
function faultOf(folder: string, user: number): string | undefined {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) return "is a symbolic link";
  if (!found.isDirectory()) return "is not a folder";
  if (found.uid !== user) return `belongs to user ${found.uid}, and this is user ${user}`;
  if (found.mode & MODE_OF_OTHERS) return `is open to other users (mode ${(found.mode & 0o777).toString(8)}, not 700)`;
  return undefined;
}

/** Who may rename our folder can put another in its place. */
function faultOfParent(parent: string, user: number): string | undefined {
  const found = statSync(parent);
  if (found.uid !== user && found.uid !== 0) return `belongs to user ${found.uid}, and this is user ${user}`;
  if (found.mode & WRITABLE_BY_OTHERS && !(found.mode & STICKY))
    return `lets other users rename what is in it (mode ${(found.mode & 0o7777).toString(8)}, without the sticky bit)`;
  return undefined;
}

function takeFolder(folder: string, user: number): void {
  const parent = dirname(folder);
  const faultAbove = faultOfParent(parent, user);
  if (faultAbove !== undefined)
    throw new SandboxError(
      "start_failed",
      `${parent}, below which the executor's socket belongs, ${faultAbove}. Set TMPDIR to another folder`,
    );
  try {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700); // the umask may have taken away what we need ourselves
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const fault = faultOf(folder, user);
  if (fault === undefined) return;
  throw new SandboxError(
    "start_failed",
    `${folder}, where the executor's socket belongs, ${fault}. Remove it, or set TMPDIR to another folder`,
  );
}

/**
 * A path for a socket that nobody has yet, in a folder that only this user may enter.
 *
 * @internal
 */
export function makeSocketPath(): string {
  const user = process.geteuid?.() ?? -1;
  // The number of the process is for people. Threads share it, and so may containers that share the folder.
  const name = `${process.pid}-${randomBytes(6).toString("hex")}.sock`;
  const below = (folder: string) => join(resolve(folder), `untrusted-${user}`);
  const wanted = below(tmpdir());
  const folder = Buffer.byteLength(join(wanted, name)) <= PATH_BYTES_MAX ? wanted : below("/tmp");
  try {
    takeFolder(folder, user);
  } catch (cause) {
    if (cause instanceof SandboxError) throw cause;
    throw new SandboxError(
      "start_failed",
      `${folder}, where the executor's socket belongs, cannot be made: ${(cause as Error).message}. ` +
        "Set TMPDIR to a folder that exists and that this user may write to",
      { cause },
    );
  }
  return join(folder, name);
}
