// SPDX-License-Identifier: MIT
/**
 * Runs JavaScript that nobody has read, contained: on AWS Lambda, on a server of yours, or on this machine.
 *
 * @packageDocumentation
 */
export { UntrustedCode, type RunManyOptions, type UntrustedCodeOptions } from "./client.js";
export {
  AbortedError,
  AccessDeniedError,
  CallTimeoutError,
  ClosedError,
  ConfigurationError,
  ConnectionError,
  FunctionError,
  InvalidOptionsError,
  InvalidResponseError,
  PayloadTooLargeError,
  ResultRefusedError,
  ServiceError,
  ThrottledError,
  UntrustedCodeError,
  type ErrorDetails,
  type UntrustedCodeErrorCode,
} from "./errors.js";
export { LIMITS } from "./limits.js";
export type { LocalExecutor } from "./local.js";
export type { CallDefaults, RunOptions } from "./request.js";
export {
  getStructuredError,
  type AppliedLimits,
  type ConsoleLevel,
  type ConsoleLine,
  type FailureDetails,
  type FailureKind,
  type ResponseFields,
  type RunFailure,
  type RunResponse,
  type RunSuccess,
  type StructuredError,
  type Usage,
} from "./response.js";
export { runUntrustedCode, type RunUntrustedCodeOptions } from "./run.js";
export type { TargetOptions } from "./target.js";
