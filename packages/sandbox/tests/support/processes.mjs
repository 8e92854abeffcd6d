// SPDX-License-Identifier: MIT
// Processes, from /proc; and those of a server.
import { readdirSync, readFileSync } from "node:fs";

/** The process of this number, or undefined. */
export function readProcess(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ");
    return {
      pid,
      name: stat.slice(stat.indexOf("(") + 1, end),
      state: fields[0],
      parent: Number(fields[1]),
      session: Number(fields[3]),
      cpuTicks: Number(fields[11]) + Number(fields[12]),
      startTicks: Number(fields[19]),
    };
  } catch {
    return undefined; // it is gone
  }
}

/** All that have not ended. */
export const runningProcesses = () => readdirSync("/proc").filter(name => /^\d+$/.test(name))
  .map(name => readProcess(Number(name))).filter(process => process && process.state !== "Z");

const children = parent => runningProcesses().filter(process => process.parent === parent && process.name === "untrusted-cell");

/** The zygotes of a server: it has one, or two while one takes over from the other. They lead their sessions. */
export const zygotesOf = server => children(server).filter(process => process.session === process.pid);

/** The cells of a server, which are its direct children too: the ready ones and those that run something. */
export const cellsOf = server => children(server).filter(process => process.session !== process.pid);
