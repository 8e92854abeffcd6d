// SPDX-License-Identifier: MIT
// The executor of this machine: a process of `@untrusted-code/sandbox`, asked through its private unix socket.
import http from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Answer } from "./answer.js";
import type { Call, Transport } from "./call.js";
import { ClosedError, ConfigurationError, ConnectionError } from "./errors.js";
import { AGENT_OPTIONS, invoke } from "./http.js";
import { Slots } from "./slots.js";

/**
 * An executor of this machine: an `Executor` of `@untrusted-code/sandbox`, which has options of its own. Who makes one,
 * closes it.
 *
 * @public
 */
export interface LocalExecutor {
  /** Executions at a time. */
  readonly concurrency: number;
  /** The path of its unix socket; starts it if it does not run. */
  listen(): Promise<string>;
}

type Owned = LocalExecutor & { close(): Promise<void> };

const NAME = "the executor of this machine";
const PLACE = { name: NAME, hint: "; if its process has ended, the next call starts a new one", isSecure: false, basePath: "", token: undefined };
/** To connect to an executor that is being replaced. */
const TRIES = 5;
const RETRY_MS = 20;
const PACKAGE = "@untrusted-code/sandbox";

async function makeExecutor(): Promise<Owned> {
  try {
    const { Executor } = await import("@untrusted-code/sandbox");
    return new Executor();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw errorOfSandbox(cause);
    throw new ConfigurationError(`running code on this machine needs the package ${PACKAGE}: npm install ${PACKAGE}`, {
      cause,
    });
  }
}

/** Errors of the package's, in the family. */
function errorOfSandbox(cause: unknown): Error {
  const { code, message } = cause as { code?: string; message: string };
  if (code === "closed") return new ClosedError(message, { cause });
  return new ConfigurationError(message, { cause });
}

/** @internal */
export class LocalTransport implements Transport {
  readonly name = NAME;
  readonly #given: LocalExecutor | undefined;
  readonly #agent = new http.Agent(AGENT_OPTIONS);
  #owned: Promise<Owned> | undefined;
  #slots: Slots | undefined;

  /** @param executor - somebody's; without one it makes and closes its own */
  constructor(executor?: LocalExecutor) {
    this.#given = executor;
  }

  async invoke(call: Call): Promise<Answer> {
    const executor = this.#given ?? (await (this.#owned ??= makeExecutor().catch(error => this.#forget(error))));
    // What waits for its turn waits here: it can be given up without a trace, and its time has not begun.
    const slots = (this.#slots ??= new Slots(executor.concurrency));
    await slots.acquire(call.signal);
    try {
      return await this.#ask(executor, call);
    } finally {
      slots.release();
    }
  }

  async #ask(executor: LocalExecutor, call: Call): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const socketPath = await executor.listen().catch(cause => {
        throw errorOfSandbox(cause);
      });
      call.signal.throwIfAborted();
      call.begin();
      try {
        return await invoke({ ...PLACE, agent: this.#agent, connect: { socketPath } }, call);
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        // It has died. Whoever comes next is to meet its successor, and not a socket that the kernel is taking down.
        await setTimeout(RETRY_MS, undefined, { signal: call.signal });
        if (error.mayHaveRun || tries === TRIES) throw error;
      }
    }
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await (await this.#owned)?.close();
  }

  /** It is tried again at the next call. */
  #forget(error: unknown): never {
    this.#owned = undefined;
    throw error;
  }
}
