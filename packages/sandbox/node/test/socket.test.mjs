// SPDX-License-Identifier: MIT
// The folder of the sockets, which is below a folder that everybody may write to.
import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, it } from "node:test";
import { makeSocketPath } from "../../dist/socket.js";
import { temporaryFolder } from "../../tests/support/programs.mjs";
import { invoke, makeExecutor } from "./support.mjs";

const user = process.geteuid();
const NAME = `untrusted-${user}`;

/** Has another folder for temporary files until the test is over. */
function useTemporary(t, folder) {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  t.after(() => (before === undefined ? delete process.env.TMPDIR : (process.env.TMPDIR = before)));
}

/** Such a folder, in which `prepare` has made what it likes in the place of ours: the path of that. */
function prepared(t, prepare) {
  const folder = temporaryFolder(t);
  prepare(join(folder, NAME), folder);
  useTemporary(t, folder);
  return join(folder, NAME);
}

const refusal = pattern => ({ name: "SandboxError", code: "start_failed", message: pattern });

describe("the folder of the sockets", () => {
  it("is made for this user alone, whatever the umask, and used again", t => {
    const path = prepared(t, () => {});
    const umask = process.umask(0);
    const first = makeSocketPath();
    process.umask(umask);
    assert.equal(dirname(first), path);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    assert.equal(dirname(makeSocketPath()), path);
  });

  it("has a name for each socket that says whose it is", t => {
    prepared(t, () => {});
    const names = Array.from({ length: 100 }, makeSocketPath);
    assert.equal(new Set(names).size, 100);
    for (const name of names) assert.match(name, new RegExp(`/${process.pid}-[0-9a-f]{12}\\.sock$`));
  });

  it("is refused if it is a symbolic link, even to a good folder", t => {
    const path = prepared(t, (ours, folder) => {
      mkdirSync(join(folder, "good"), { mode: 0o700 });
      symlinkSync("good", ours);
    });
    assert.throws(makeSocketPath, refusal(new RegExp(`^${path}, .* is a symbolic link\\. Remove it, or set TMPDIR`)));
  });

  it("is made though the umask takes everything away", t => {
    const path = prepared(t, () => {});
    const umask = process.umask(0o777);
    t.after(() => process.umask(umask));
    makeSocketPath();
    assert.equal(statSync(path).mode & 0o777, 0o700);
  });

  it("is refused below one in which others may rename it", t => {
    prepared(t, (ours, folder) => chmodSync(folder, 0o777));
    assert.throws(makeSocketPath, refusal(/below which .* lets other users rename what is in it \(mode 777, without the sticky bit\)\. Set TMPDIR/));
    chmodSync(process.env.TMPDIR, 0o1777);
    makeSocketPath();
  });

  it("is refused if it is no folder", t => {
    prepared(t, ours => writeFileSync(ours, ""));
    assert.throws(makeSocketPath, refusal(/is not a folder/));
  });

  for (const mode of [0o755, 0o710, 0o702]) {
    it(`is refused with mode ${mode.toString(8)}`, t => {
      prepared(t, ours => {
        mkdirSync(ours);
        chmodSync(ours, mode);
      });
      assert.throws(makeSocketPath, refusal(new RegExp(`is open to other users \\(mode ${mode.toString(8)}, not 700\\)`)));
    });
  }

  it("is refused if it is another user's", { skip: user !== 0 && "only root can give a folder away" }, t => {
    prepared(t, ours => {
      mkdirSync(ours, { mode: 0o700 });
      chownSync(ours, 65534, 65534);
    });
    assert.throws(makeSocketPath, refusal(/belongs to user 65534, and this is user 0/));
  });

  it("cannot be made where there is nothing", t => {
    useTemporary(t, join(temporaryFolder(t), "none"));
    assert.throws(makeSocketPath, refusal(/cannot be made: ENOENT.*Set TMPDIR to a folder that exists/));
  });

  it("is in /tmp where the path would be longer than that of a socket may be, in bytes", async t => {
    const folder = temporaryFolder(t);
    useTemporary(t, folder);
    const room = 107 - Buffer.byteLength(makeSocketPath().replace(/^.*(?=\/untrusted-\d+\/)/, ""));
    for (const [letter, bytes] of [["a", 1], ["é", 2]]) {
      const count = Math.floor((room - Buffer.byteLength(folder) - 1) / bytes);
      const fits = join(folder, letter.repeat(count));
      process.env.TMPDIR = fits;
      mkdirSync(fits);
      const socket = await makeExecutor(t).listen();
      assert.equal(dirname(socket), join(fits, NAME));
      assert.equal((await invoke(socket, { code: "1" })).result, 1);
      process.env.TMPDIR = fits + letter;
      assert.equal(dirname(makeSocketPath()), join("/tmp", NAME));
    }
  });

  it("is an absolute path although TMPDIR is not", t => {
    const folder = temporaryFolder(t);
    useTemporary(t, relative(process.cwd(), folder));
    assert.equal(dirname(makeSocketPath()), join(folder, NAME));
  });
});
