// SPDX-License-Identifier: MIT
import { SandboxError } from "./errors.js";
import { type ExecutorOptions, settle, type Settings } from "./options.js";
import { Server } from "./server.js";

/**
 * An executor on this machine: a process that runs code in cells of its own, and answers the Invoke API of AWS Lambda on
 * a unix socket that only this user may connect to.
 *
 * It belongs to the program that starts it. It does not keep Node running, and it ends with it, even if that is killed.
 *
 * @public
 */
export class Executor {
  /** How many executions run at a time. */
  readonly concurrency: number;

  readonly #settings: Settings;
  /** All that have not ended: the last one, and any before it that are finishing what they run. */
  readonly #servers = new Set<Server>();
  #server: Server | undefined;
  #closed: Promise<void> | undefined;

  /**
   * Checks the options, and starts nothing.
   *
   * @throws {@link SandboxError} `invalid_options`; or, without `executable`, what {@link executablePath} throws.
   */
  constructor(options?: ExecutorOptions) {
    this.#settings = settle(options);
    this.concurrency = this.#settings.concurrency;
  }

  /**
   * The path of the unix socket. Starts the executor if it does not run or has died; those who ask meanwhile wait for the
   * same start. After a connection that fails, ask once more.
   *
   * @throws {@link SandboxError} `start_failed`, and the next call tries again; `closed`.
   */
  async listen(): Promise<string> {
    this.#refuseIfClosed();
    const server = this.#server?.isUsable ? this.#server : this.#start();
    try {
      await server.ready;
    } finally {
      this.#refuseIfClosed();
    }
    return server.socket;
  }

  /** The number of the running process; undefined if there is none. */
  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /**
   * Lets what runs and what waits finish, and ends the executor; kills it if it has not ended after 30 s. May be called
   * again.
   */
  close(): Promise<void> {
    this.#closed ??= Promise.all([...this.#servers].map(server => server.finish())).then(() => {});
    return this.#closed;
  }

  /** As {@link Executor.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #start(): Server {
    this.#server?.stop();
    const server = new Server(this.#settings);
    this.#server = server;
    this.#servers.add(server);
    void server.ended.then(() => this.#servers.delete(server));
    return server;
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new SandboxError("closed", "this executor has been closed: make another one");
  }
}
