// SPDX-License-Identifier: MIT
// Looks for texts in all memory of processes, as root can: the counterpart of drill_canary.c.
import { closeSync, openSync, readFileSync, readlinkSync, readdirSync, readSync } from "node:fs";

const BLOCK_BYTES = 4 << 20;
const PAGE_BYTES = 4096;

/** The ranges of a process that can be read: [start, end]. */
function rangesOf(pid) {
  return readFileSync(`/proc/${pid}/maps`, "latin1")
    .split("\n")
    .map(line => /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line))
    .filter(match => match && match[2].length <= 12) // above are the kernel's own
    .map(([, start, end]) => [parseInt(start, 16), parseInt(end, 16)]);
}

/** Which of the texts are in a process's memory, and how many bytes were searched: { found, bytes }. */
export function searchMemory(pid, texts) {
  const wanted = Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
  const overlap = Math.max(...wanted.map(({ bytes }) => bytes.length)) - 1;
  const block = Buffer.alloc(BLOCK_BYTES + overlap);
  const memory = openSync(`/proc/${pid}/mem`, "r");
  const found = new Set();
  let total = 0;
  try {
    for (const [start, end] of rangesOf(pid)) {
      let kept = 0;
      for (let at = start; at < end; ) {
        let count = 0;
        try {
          count = readSync(memory, block, kept, Math.min(BLOCK_BYTES, end - at), at);
        } catch {
          // a page that cannot be had, such as the kernel's own for the clock
        }
        if (count === 0) {
          at += PAGE_BYTES;
          kept = 0;
          continue;
        }
        const have = block.subarray(0, kept + count);
        for (const { name, bytes } of wanted) if (have.includes(bytes)) found.add(name);
        total += count;
        at += count;
        kept = Math.min(overlap, have.length);
        block.copyWithin(0, have.length - kept, have.length);
      }
    }
  } finally {
    closeSync(memory);
  }
  return { found: [...found], bytes: total };
}

/** The bytes of a file of a process in /proc. */
export const procFile = (pid, name) => readFileSync(`/proc/${pid}/${name}`);

/** What the descriptors of a process lead to. */
export const descriptorsOf = pid => readdirSync(`/proc/${pid}/fd`).map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`));
