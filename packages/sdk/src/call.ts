// SPDX-License-Identifier: MIT
// One call, from when it was checked to its response: what may end it early, and what is told of the console.
import { readAnswer, type Answer } from "./answer.js";
import { AbortedError, CallTimeoutError, ResultRefusedError } from "./errors.js";
import type { CheckedRun } from "./request.js";
import type { ConsoleLine, RunResponse } from "./response.js";
import { follow, unfollow } from "./signals.js";

/**
 * A way to an executor.
 *
 * @internal
 */
export interface Transport {
  /** For messages: who should have answered. */
  readonly name: string;
  /**
   * Sends the call's request and waits for the answer.
   *
   * @throws one of the family where it knows what has failed; anything when the call's signal has aborted
   */
  invoke(call: Call): Promise<Answer>;
  /** Lets go of connections and processes of its own; no call runs any more. */
  close(): Promise<void>;
}

/**
 * What a transport has to know of a call, and to tell it.
 *
 * @internal
 */
export class Call {
  readonly body: string;
  readonly tenantId: string | undefined;
  /** Called with a line as it happens; undefined if nobody asked. */
  readonly onConsole: ((line: ConsoleLine) => void) | undefined;

  readonly #controller = new AbortController();
  readonly #run: CheckedRun<unknown>;
  #sent = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(run: CheckedRun<unknown>) {
    this.#run = run;
    this.body = run.body;
    this.tenantId = run.tenantId;
    const { onConsole } = run;
    if (onConsole)
      this.onConsole = line => {
        if (this.signal.aborted) return;
        const fail = (cause: unknown): void =>
          this.#end(new AbortedError("onConsole threw an error, which ended the call", { mayHaveRun: true, cause }));
        try {
          // It may give anything: `line => lines.push(line)`.
          void Promise.resolve(onConsole(line)).catch(fail);
        } catch (cause) {
          fail(cause);
        }
      };
    if (run.signal) follow(run.signal, this.#onAbort);
    if (run.signal?.aborted) this.#onAbort();
  }

  /** Aborts when the call has to end: by the caller's signal, or because its time is up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Has the request perhaps left? */
  get sent(): boolean {
    return this.#sent;
  }

  /** The time begins: from here on it is others who are waited for. */
  begin(): void {
    const { callTimeoutMs } = this.#run;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#end(
        new CallTimeoutError(`no answer came within ${callTimeoutMs} ms (callTimeoutMs)`, {
          callTimeoutMs,
          mayHaveRun: this.#sent,
        }),
      );
    }, callTimeoutMs);
  }

  /** From here on the executor may have the request; or, if not, it has turned out that it never had it. */
  markSent(isSent = true): void {
    this.#sent = isSent;
  }

  /** Nothing ends the call any more. */
  settle(): void {
    clearTimeout(this.#timer);
    if (this.#run.signal) unfollow(this.#run.signal, this.#onAbort);
  }

  readonly #onAbort = (): void => {
    const what = this.#sent ? "was aborted" : "was aborted before the request was sent";
    this.#end(new AbortedError(`the call ${what}`, { mayHaveRun: this.#sent, cause: this.#run.signal?.reason }));
  };

  #end(error: Error): void {
    this.#controller.abort(error);
  }
}

/** Whatever may come to settle a promise late, or never: the call ends when its signal aborts. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** What somebody threw, as text, whatever it is. */
function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "something that has no text";
  }
}

/** Has the result looked at by the caller. */
async function judge<Result>(response: RunResponse, { parse }: CheckedRun<Result>): Promise<RunResponse<Result>> {
  if (!response.success || !parse) return response as RunResponse<Result>;
  try {
    return { ...response, result: await parse(response.result) };
  } catch (cause) {
    throw new ResultRefusedError(`parse refused the result: ${textOf(cause)}`, {
      result: response.result,
      requestId: response.requestId,
      mayHaveRun: true,
      cause,
    });
  }
}

/**
 * Makes a call.
 *
 * @throws an error of the family
 * @internal
 */
export async function perform<Result>(transport: Transport, run: CheckedRun<Result>): Promise<RunResponse<Result>> {
  const call = new Call(run);
  try {
    call.signal.throwIfAborted();
    const answer = await untilAborted(transport.invoke(call), call.signal);
    const response = readAnswer(answer, transport.name);
    if (!answer.streamed) response.logs.forEach(line => call.onConsole?.(line));
    call.signal.throwIfAborted();
    return await judge(response, run);
  } catch (error) {
    // Whatever a transport says of a call that was ended: that is what it was.
    throw call.signal.aborted ? call.signal.reason : error;
  } finally {
    call.settle();
  }
}
