// SPDX-License-Identifier: MIT
// One process: `untrusted serve --attached`, from its start to its end.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { resolve } from "node:path";
import { SandboxError } from "./errors.js";
import { splitLines } from "./lines.js";
import type { Settings } from "./options.js";
import { makeSocketPath } from "./socket.js";

/** Longer than any execution may take, which is 25 s. */
const GRACE_MS = 30_000;
const TAIL_MAX = 8192;

/**
 * Nothing of ours but the deployer's settings: what the executor does not have, it cannot leak. A misspelt SANDBOX_REQUIRE
 * is one, too: the executor refuses it.
 */
function environment(): Record<string, string> {
  const settings = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[0].startsWith("UNTRUSTED_") || entry[0].startsWith("SANDBOX_REQ"),
  );
  // Files, which the executor would look for in its own working directory.
  const files = ["UNTRUSTED_AUDIT_LOG", "UNTRUSTED_CA_FILE"];
  return Object.fromEntries(settings.map(([name, value]) => [name, value && files.includes(name) ? resolve(value) : value]));
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const howItEnded = (code: number | null, signal: string | null) => (signal ? `by ${signal}` : `with exit code ${code}`);

/** What to do about an exit code of `untrusted`; null: there is none. */
function adviceOn(code: number | null, executable: string): string {
  if (code === 2) return "An option or an environment variable is not as it has to be: correct what it names";
  if (code === null || code === 4) return `To see what this machine grants, run: ${executable} doctor`;
  return `Is it the program "untrusted", and for this processor, which is ${process.arch}?`;
}

/** @internal */
export class Server {
  /** The path of its unix socket. */
  readonly socket: string;
  /** Resolves when it listens; rejects with a SandboxError if it does not come to that. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, however. */
  readonly ended: Promise<void>;

  readonly #settings: Settings;
  readonly #child: ChildProcess;
  #state: "starting" | "listening" | "over" = "starting";
  #tail = "";

  constructor(settings: Settings) {
    this.#settings = settings;
    this.socket = makeSocketPath();
    this.#child = this.#spawn();
    this.ended = new Promise(done => {
      const end = () => {
        this.#state = "over";
        try {
          rmSync(this.socket, { force: true });
        } catch {
          // Its folder is no longer ours, or cannot be written: nothing that this program could do anything about.
        }
        done();
      };
      this.#child.once("close", end);
      // Without a number it has not started, and nothing is to be closed.
      this.#child.on("error", () => this.#child.pid === undefined && end());
    });
    this.ready = this.#start();
  }

  get pid(): number | undefined {
    return this.#state === "over" ? undefined : this.#child.pid;
  }

  /** Does it take calls, or will it? Not if it is ending or if its socket has been removed. */
  get isUsable(): boolean {
    return this.#state === "starting" || (this.#state === "listening" && existsSync(this.socket));
  }

  /** Has it finish what runs, and end. It does not wait for that. */
  stop(): void {
    this.#child.stdin?.end();
  }

  /** Stops it, and waits for its end, of which it makes sure. */
  async finish(): Promise<void> {
    this.#hold(true);
    this.stop();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  #spawn(): ChildProcess {
    const { executable, args } = this.#settings;
    try {
      // In a session of its own: a terminal's Ctrl-C is for the program that uses it, which may have calls to finish.
      return spawn(executable, ["serve", "--attached", `--listen=unix:${this.socket}`, ...args], {
        cwd: "/",
        env: environment(),
        stdio: "pipe",
        detached: true,
      });
    } catch (cause) {
      throw this.#notStarted(cause);
    }
  }

  /** Reads what it says, until its end: a pipe that is full would stall it. */
  #listenToIt(onAnnounced: (line: string) => void): void {
    const { stdin, stdout, stderr } = this.#child;
    stdin?.on("error", () => {}); // it has gone before us
    stdout?.setEncoding("utf8").on("data", splitLines(onAnnounced)).on("error", () => {});
    stderr?.setEncoding("utf8").on("data", splitLines(line => this.#onLine(line))).on("error", () => {});
  }

  #onLine(line: string): void {
    const entry = line.startsWith("{") ? parse(line) : undefined;
    if (entry) {
      this.#settings.onAudit(entry);
      return;
    }
    this.#tail = `${this.#tail}${line}\n`.slice(-TAIL_MAX);
    this.#settings.onNotice(line);
  }

  async #start(): Promise<void> {
    const { executable, startTimeoutMs } = this.#settings;
    const child = this.#child;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((done, fail) => {
        const refuse = (what: string, advice: string) => fail(this.#failure(`${executable} ${what}`, advice));
        child.once("error", cause => fail(this.#notStarted(cause)));
        child.once("close", (code, signal) =>
          refuse(`ended ${howItEnded(code, signal)} before it was ready`, adviceOn(code, executable)),
        );
        timer = setTimeout(
          () =>
            refuse(
              `was not ready within ${startTimeoutMs} ms`,
              `If this machine is only slow, raise startTimeoutMs. ${adviceOn(null, executable)}`,
            ),
          startTimeoutMs,
        );
        this.#listenToIt(line => {
          if (typeof parse(line)?.listening === "string") done();
          else refuse(`said ${JSON.stringify(line.slice(0, 200))}, and not where it listens`, "Is it another program?");
        });
      });
      this.#state = "listening";
    } catch (error) {
      this.#state = "over";
      child.kill("SIGKILL");
      throw error;
    } finally {
      clearTimeout(timer);
      // While it is idle, nobody waits for it: the program may end, and takes it along.
      this.#hold(false);
    }
  }

  /** Whether Node goes on for its sake. */
  #hold(isHeld: boolean): void {
    const child = this.#child;
    for (const handle of [child, child.stdin, child.stdout, child.stderr] as (ChildProcess | Socket | null | undefined)[]) {
      if (isHeld) handle?.ref();
      else handle?.unref();
    }
  }

  #failure(what: string, advice: string, cause?: unknown): SandboxError {
    const said = this.#tail === "" ? "" : ` It said:\n${this.#tail.trimEnd()}\n`;
    const message = `the executor does not start: ${what}.${said || " "}${advice}`;
    return new SandboxError("start_failed", message, cause === undefined ? undefined : { cause });
  }

  #notStarted(cause: unknown): SandboxError {
    const { executable } = this.#settings;
    const advice: Record<string, string> = {
      ENOENT: "There is no such file",
      EACCES: "It has to be an executable file (chmod 755), and not on a file system that is mounted with noexec",
      EAGAIN: "This user has as many processes as may be",
      EMFILE: "This process has as many files open as may be (ulimit -n)",
    };
    const { code = "", message } = cause as NodeJS.ErrnoException;
    return this.#failure(`${executable}: ${message}`, advice[code] ?? "See the cause", cause);
  }
}
