// SPDX-License-Identifier: MIT
// A process and all that come from it, by /proc.
import { readProcess, runningProcesses } from "../../../sandbox/tests/support/processes.mjs";

/** The process and its descendants, it first, parents before their children; without those that have ended. */
export function familyOf(pid) {
  const processes = runningProcesses();
  const family = processes.filter(process => process.pid === pid);
  for (let i = 0; i < family.length; i++) family.push(...processes.filter(process => process.parent === family[i].pid));
  return family;
}

/** Sends a signal to processes that familyOf() gave, unless their number is somebody else's by now. */
export function signalAll(family, signal) {
  for (const { pid, startTicks } of family) {
    if (readProcess(pid)?.startTicks !== startTicks) continue;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
  }
}

export const isAlive = ({ pid, startTicks }) => {
  const found = readProcess(pid);
  return found !== undefined && found.startTicks === startTicks && found.state !== "Z";
};
