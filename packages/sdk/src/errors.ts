// SPDX-License-Identifier: MIT
// The one family of errors: what a call rejects with when it was not the code that failed.
import type { RunFailure } from "./response.js";

/**
 * What kind of an error it is, for a `switch`; each is a class of this module.
 *
 * @public
 */
export type UntrustedCodeErrorCode =
  | "configuration"
  | "invalid_options"
  | "payload_too_large"
  | "throttled"
  | "access_denied"
  | "function_error"
  | "service"
  | "connection"
  | "call_timeout"
  | "aborted"
  | "invalid_response"
  | "result_refused"
  | "closed";

/**
 * What every error can say beside its message.
 *
 * @public
 */
export interface ErrorDetails {
  /** May the code have run, and had effects? Default: false. */
  mayHaveRun?: boolean | undefined;
  /** The error behind this one. */
  cause?: unknown;
  /** The request's id in the executor's logs, where one is known. */
  requestId?: string | undefined;
}

/**
 * Every error that a call rejects with: something that the code did not do. What the code did, its failures and limits
 * included, is a response.
 *
 * @public
 */
export abstract class UntrustedCodeError extends Error {
  /** Which error it is. */
  abstract readonly code: UntrustedCodeErrorCode;
  /** May the code have run, and had effects? With false a retry is safe; with true only if the code may run twice. */
  readonly mayHaveRun: boolean;
  /** The request's id in the executor's logs, where one is known. */
  readonly requestId: string | undefined;

  constructor(message: string, { mayHaveRun = false, cause, requestId }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.mayHaveRun = mayHaveRun;
    this.requestId = requestId;
  }
}

/**
 * Something has to be set up: no function or executor is named, it does not exist, credentials or a region are missing,
 * `@untrusted-code/sandbox` is not installed, has no executable for this platform, or its executor does not start. The
 * message says what to do.
 *
 * @public
 */
export class ConfigurationError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "configuration";
}

/**
 * An option is wrong; nothing was run. Most are found before any call is made, some by the executor, such as an entry of
 * `allowedDomains` that is a public suffix.
 *
 * @public
 */
export class InvalidOptionsError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "invalid_options";
  /** The option, such as `timeoutMs` or `allowedDomains[1]`; undefined if it is none in particular. */
  readonly field: string | undefined;

  constructor(message: string, details: ErrorDetails & { field?: string | undefined } = {}) {
    super(message, details);
    this.field = details.field;
  }
}

/**
 * The request is larger than the executor takes: 6 MiB of JSON text, code and input together. Nothing was run.
 *
 * @public
 */
export class PayloadTooLargeError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "payload_too_large";
  /** The request's size. */
  readonly bytes: number;
  /** What is allowed. */
  readonly maxBytes: number;

  constructor(message: string, details: ErrorDetails & { bytes: number; maxBytes: number }) {
    super(message, details);
    this.bytes = details.bytes;
    this.maxBytes = details.maxBytes;
  }
}

/**
 * As many executions run, and wait, as may. Nothing was run: try again later.
 *
 * @public
 */
export class ThrottledError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "throttled";
  /** After how long to try again, in milliseconds, if the executor said so. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ErrorDetails & { retryAfterMs?: number | undefined } = {}) {
    super(message, details);
    this.retryAfterMs = details.retryAfterMs;
  }
}

/**
 * The caller may not: credentials or the bearer token are missing, wrong or expired, or do not allow the invocation.
 *
 * @public
 */
export class AccessDeniedError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "access_denied";
}

/**
 * The executor itself failed, which is never the code's fault: `Sandbox.Internal` and the other types of
 * docs/lambda.md, or an error of AWS Lambda's such as `Sandbox.Timedout`.
 *
 * @public
 */
export class FunctionError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "function_error";
  /** Such as `Sandbox.Internal`. */
  readonly errorType: string;
  /** What the executor said. */
  readonly errorMessage: string;
  /** The console and the usage until then, where the executor is not behind AWS Lambda. */
  readonly response: RunFailure<"internal"> | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { errorType: string; errorMessage: string; response?: RunFailure<"internal"> | undefined },
  ) {
    super(message, details);
    this.errorType = details.errorType;
    this.errorMessage = details.errorMessage;
    this.response = details.response;
  }
}

/**
 * AWS Lambda, or the server, failed or is not ready.
 *
 * @public
 */
export class ServiceError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "service";
  /** The HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, details: ErrorDetails & { status?: number | undefined } = {}) {
    super(message, details);
    this.status = details.status;
  }
}

/**
 * There was no connection, or it broke: also if the executor of this machine died. The next call starts a new one.
 *
 * @public
 */
export class ConnectionError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "connection";
}

/**
 * The answer did not come within `callTimeoutMs`. That the code's own time was up is a response of kind `timeout`.
 *
 * @public
 */
export class CallTimeoutError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "call_timeout";
  /** The `callTimeoutMs` that was up. */
  readonly callTimeoutMs: number;

  constructor(message: string, details: ErrorDetails & { callTimeoutMs: number }) {
    super(message, details);
    this.callTimeoutMs = details.callTimeoutMs;
  }
}

/**
 * The caller's `signal` aborted; its reason is the `cause`. On this machine and on a server the code is killed; on AWS
 * Lambda it runs on until its own end.
 *
 * @public
 */
export class AbortedError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "aborted";
}

/**
 * What answered is no Untrusted Code Executor: another function, another server.
 *
 * @public
 */
export class InvalidResponseError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "invalid_response";
}

/**
 * The code's result was refused by the caller's `parse`, whose error is the `cause`.
 *
 * @public
 */
export class ResultRefusedError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "result_refused";
  /** What `parse` was given. */
  readonly result: unknown;

  constructor(message: string, details: ErrorDetails & { result: unknown }) {
    super(message, details);
    this.result = details.result;
  }
}

/**
 * The client was closed before, or the executor of this machine that it was given.
 *
 * @public
 */
export class ClosedError extends UntrustedCodeError {
  /** {@inheritDoc UntrustedCodeError.code} */
  readonly code = "closed";
}
