// SPDX-License-Identifier: MIT
// The response object of docs/contract.md, as types, and what is read out of it.

/**
 * The kinds of failure that are the code's: it is no JavaScript; it threw; its time or its memory was up; it recursed too
 * deeply; JSON cannot hold its value, or not within 6 MiB.
 *
 * @public
 */
export type FailureKind = "syntax" | "runtime" | "timeout" | "memory" | "stack" | "result";

/**
 * The console's methods.
 *
 * @public
 */
export type ConsoleLevel = "log" | "info" | "warn" | "error" | "debug" | "trace";

/**
 * One call of the console.
 *
 * @public
 */
export interface ConsoleLine {
  /** The method that was called. */
  level: ConsoleLevel;
  /** The text; may span lines. */
  message: string;
  /** Milliseconds since the execution began. */
  timeMs: number;
}

/**
 * What an execution cost.
 *
 * @public
 */
export interface Usage {
  /** Wall time in milliseconds. */
  wallTimeMs: number;
  /** Processor time in milliseconds. */
  cpuTimeMs: number;
  /** The most memory that the code's values took at a time, in bytes. */
  peakMemoryBytes: number;
  /** HTTP requests that passed the rules of the network, each hop of a redirect. */
  fetchCount: number;
  /** Bytes of HTTP requests, heads and bodies. */
  bytesSent: number;
  /** Bytes of HTTP responses, heads and bodies, before decompression. */
  bytesReceived: number;
}

/**
 * The limits that applied.
 *
 * @public
 */
export interface AppliedLimits {
  /** In milliseconds. */
  timeoutMs: number;
  /** In bytes. */
  memoryLimitBytes: number;
  /** The options that asked for more than the maximum, which applied in their place. */
  clamped: ("timeoutMs" | "memoryLimitBytes")[];
  /** `deadline`: less time was left until AWS Lambda's own timeout than `timeoutMs`. Absent otherwise. */
  timeoutBy?: "deadline";
}

/**
 * What the code threw, or what ended it.
 *
 * @typeParam Kind - for what is no failure of the code's: see {@link FunctionError}
 * @public
 */
export interface FailureDetails<Kind extends string = FailureKind> {
  /** Which kind of failure it is. */
  kind: Kind;
  /** The message of what was thrown, or what ended the code. */
  message: string;
  /** Of what was thrown, such as `TypeError`. */
  name?: string;
  /** Of what was thrown, with lines and columns of the caller's code. Absent if it has none. */
  stack?: string;
  /** In the caller's own code, from 1. Absent if unknown. */
  line?: number;
  /** In that line, from 1. Absent if unknown. */
  column?: number;
}

/**
 * What every response has.
 *
 * @public
 */
export interface ResponseFields {
  /** Wall time of the execution in milliseconds. */
  executionTimeMs: number;
  /** The console calls as `[level] text`, in order. At most 256 KiB and 10,000 lines. */
  consoleOutput: string[];
  /** The same in parts. */
  logs: ConsoleLine[];
  /** What it cost. */
  usage: Usage;
  /** The limits that applied. */
  limits: AppliedLimits;
  /** The result's own `skip_reason`, if it has one that is a string. */
  skip_reason?: string;
  /** The request's id, as in the executor's audit log and, on AWS Lambda, in its log. */
  requestId?: string;
}

/**
 * The code ran to its end.
 *
 * @public
 */
export interface RunSuccess<Result = unknown> extends ResponseFields {
  /** It gave a value, `undefined` included. */
  success: true;
  /** The code's value, as JSON holds it. Absent if that is undefined. */
  result: Result;
  /** The result's own `error_reason`, if it has one that is a string. */
  error_reason?: string;
  /** Only a failure has it. */
  error?: undefined;
  /** Only a failure has it. */
  errorDetails?: undefined;
}

/**
 * The code failed, or was ended by a limit.
 *
 * @typeParam Kind - for what is no failure of the code's: see {@link FunctionError}
 * @public
 */
export interface RunFailure<Kind extends string = FailureKind> extends ResponseFields {
  /** It gave no value. */
  success: false;
  /** Only a success has it. */
  result?: undefined;
  /** What went wrong, in one line. */
  error: string;
  /** The same as `error`. */
  error_reason: string;
  /** The same in parts. */
  errorDetails: FailureDetails<Kind>;
  /** If the execution was ended from outside: how far it got, to tell whether a retry is safe. */
  progress?: { started: boolean; fetchCount: number };
}

/**
 * What became of the code: tell by `success` which.
 *
 * @public
 */
export type RunResponse<Result = unknown> = RunSuccess<Result> | RunFailure;

/**
 * What {@link getStructuredError} gives.
 *
 * @public
 */
export interface StructuredError {
  /** Why it failed: the code's failure, or the `error_reason` that it returned itself. */
  errorOutput: string | undefined;
  /** The `skip_reason` that the code returned. */
  skipReason: string | undefined;
}

/**
 * The two reasons that a response may carry, whether the code failed or returned them:
 * `return { error_reason: "no such customer" }`, `return { skip_reason: "nothing to do" }`.
 *
 * @public
 */
export function getStructuredError(response: RunResponse): StructuredError {
  return { errorOutput: response.error_reason, skipReason: response.skip_reason };
}
