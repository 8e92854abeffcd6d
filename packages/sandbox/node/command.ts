#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// The command `untrusted-code`: the executable of this machine with the same arguments.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { isatty } from "node:tty";
import { executablePath } from "./platform.js";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** As `untrusted` has it for a failure of its own. */
const EXIT_SANDBOX_FAILED = 4;

type Execve = (file: string, args: readonly string[]) => never;

/** Beside it, where this process cannot become it: passes signals on, and ends as it does. */
function accompany(executable: string, args: readonly string[]): void {
  const child = spawn(executable, args, { stdio: "inherit" });
  // A terminal sends its Ctrl-C to both; the second one would end `serve` without letting it finish.
  const onTerminal = [0, 1, 2].some(isatty);
  for (const name of FORWARDED) process.on(name, () => (name === "SIGINT" && onTerminal) || child.kill(name));
  child.on("error", fail);
  child.on("exit", (code, signal) => {
    for (const name of FORWARDED) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code ?? EXIT_SANDBOX_FAILED;
  });
}

function fail(error: unknown): void {
  process.stderr.write(`untrusted-code: ${(error as Error).message}\n`);
  process.exitCode = EXIT_SANDBOX_FAILED;
}

try {
  const executable = executablePath();
  const args = process.argv.slice(2);
  const { execve } = process as { execve?: Execve }; // since Node 22.15
  if (execve) {
    // A failure of execve() itself ends the process with a dump.
    accessSync(executable, constants.X_OK);
    execve(executable, [executable, ...args]);
  } else accompany(executable, args);
} catch (error) {
  fail(error);
}
