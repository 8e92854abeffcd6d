// SPDX-License-Identifier: MIT
// A process and all that come from it, by /proc.
import { readdirSync, readFileSync } from "node:fs";

function read(pid) {
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

const all = () => readdirSync("/proc").filter(name => /^\d+$/.test(name)).map(name => read(Number(name))).filter(Boolean);

/** The process and its descendants, it first, parents before their children; without those that have ended. */
export function familyOf(pid) {
  const processes = all().filter(process => process.state !== "Z");
  const family = processes.filter(process => process.pid === pid);
  for (let i = 0; i < family.length; i++) family.push(...processes.filter(process => process.parent === family[i].pid));
  return family;
}

/** Sends a signal to processes that familyOf() gave, unless their number is somebody else's by now. */
export function signalAll(family, signal) {
  for (const { pid, startTicks } of family) {
    if (read(pid)?.startTicks !== startTicks) continue;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

export const isAlive = ({ pid, startTicks }) => {
  const found = read(pid);
  return found !== undefined && found.startTicks === startTicks && found.state !== "Z";
};
