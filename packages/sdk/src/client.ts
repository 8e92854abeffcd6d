// SPDX-License-Identifier: MIT
import { perform, type Transport } from "./call.js";
import { ClosedError, InvalidOptionsError } from "./errors.js";
import { checkDefaults, checkKeys, checkRun, type CallDefaults, type RunOptions } from "./request.js";
import type { RunResponse } from "./response.js";
import { Slots } from "./slots.js";
import { checkTenant, TARGET_KEYS, transportOf, type TargetOptions } from "./target.js";

/**
 * Options of {@link UntrustedCode}.
 *
 * @public
 */
export interface UntrustedCodeOptions extends TargetOptions {
  /** For all calls; what a call gives itself wins. */
  defaults?: CallDefaults | undefined;
}

/**
 * Options of {@link UntrustedCode.runMany}.
 *
 * @public
 */
export interface RunManyOptions {
  /** Calls at a time. Default 10. */
  concurrency?: number | undefined;
}

const CONCURRENCY_DEFAULT = 10;

/**
 * An executor for repeated use: a Lambda function, a server, or this machine.
 *
 * @example
 * ```ts
 * await using sandbox = new UntrustedCode({ local: true });
 * const { result } = await sandbox.run({ code: "2 + 2" });
 * ```
 * @public
 */
export class UntrustedCode implements AsyncDisposable {
  readonly #transport: Transport;
  readonly #defaults: CallDefaults;
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /**
   * Connects to nothing yet.
   *
   * @throws {@link ConfigurationError} if no executor is named, or more than one
   * @throws {@link InvalidOptionsError} if an option is wrong
   */
  constructor(options: UntrustedCodeOptions = {}) {
    checkKeys(options, [...TARGET_KEYS, "defaults"], "options");
    const { defaults = {}, ...target } = options;
    checkDefaults(defaults, "defaults");
    this.#transport = transportOf(target);
    this.#defaults = defaults;
    checkTenant(this.#transport, defaults.tenantId);
  }

  /**
   * Runs code. Resolves to what became of it, failure and limits included; see {@link RunResponse}.
   *
   * @throws an {@link UntrustedCodeError} for everything that was not the code's doing
   */
  async run<Input = unknown, Result = unknown>(options: RunOptions<Input, Result>): Promise<RunResponse<Result>> {
    if (this.#closing) throw new ClosedError("the client was closed: make a new UntrustedCode");
    const call = checkRun(options, this.#defaults);
    checkTenant(this.#transport, call.tenantId);
    const running = perform(this.#transport, call);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /**
   * Runs many, so many at a time, and waits for all. Resolves to what became of each, in their order, as
   * `Promise.allSettled` does: one that rejects takes nothing from the others.
   *
   * @throws {@link InvalidOptionsError} if `concurrency` is no integer of at least 1
   */
  async runMany<Input = unknown, Result = unknown>(
    calls: Iterable<RunOptions<Input, Result>>,
    options: RunManyOptions = {},
  ): Promise<PromiseSettledResult<RunResponse<Result>>[]> {
    if (typeof (calls as Partial<typeof calls> | null)?.[Symbol.iterator] !== "function" || typeof calls === "string")
      throw new InvalidOptionsError("calls must be an array of options, or another iterable of them", { field: "calls" });
    checkKeys(options, ["concurrency"], "options");
    const concurrency = options.concurrency ?? CONCURRENCY_DEFAULT;
    if (!Number.isInteger(concurrency) || concurrency < 1)
      throw new InvalidOptionsError(`concurrency must be an integer of at least 1, not ${concurrency} (default 10)`, {
        field: "concurrency",
      });
    const slots = new Slots(concurrency);
    const runOne = async (call: RunOptions<Input, Result>): Promise<RunResponse<Result>> => {
      await slots.acquire();
      try {
        return await this.run(call);
      } finally {
        slots.release();
      }
    };
    // All of them first: should what they come from throw, nothing has been run yet.
    return Promise.allSettled([...calls].map(runOne));
  }

  /**
   * Waits for the calls that run, and lets go of connections and of the process on this machine. Later calls reject with
   * {@link ClosedError}. May be called more than once.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  /** {@link UntrustedCode.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#transport.close();
  }
}
