// SPDX-License-Identifier: MIT
// What an answer other than 200 means, by its HTTP status and, on AWS Lambda, by the name of the exception. `untrusted
// serve` answers in Lambda's shapes, so that there is one table for both.
import {
  AccessDeniedError,
  ConfigurationError,
  InvalidOptionsError,
  PayloadTooLargeError,
  ServiceError,
  ThrottledError,
  type UntrustedCodeError,
} from "./errors.js";
import { LIMITS } from "./limits.js";

/**
 * A call that was refused, or failed on the way to the executor.
 *
 * @internal
 */
export interface Refusal {
  /** Who refused, for messages. */
  name: string;
  status: number | undefined;
  /** Lambda's name for it, such as `TooManyRequestsException`. */
  type: string;
  message: string;
  bodyBytes: number;
  retryAfterMs?: number | undefined;
  requestId?: string | undefined;
  cause?: unknown;
}

/** Errors that Lambda gives before it runs anything. */
const NOTHING_RUN =
  /^(?:EC2|ENI|EFSMount|KMS|S3FilesMount|SnapStart|Subnet|CodeArtifact|InvalidRuntime|InvalidSecurityGroup|InvalidSubnet|InvalidZip|ResourceNotReady|ResourceConflict|MethodNotAllowed|UnsupportedMediaType)/;

/** The error of the family that a refusal is. @internal */
export function errorOfRefusal(refusal: Refusal): UntrustedCodeError {
  const { name, status, type, message, cause, requestId } = refusal;
  const details = { cause, requestId };
  const said = message === "" ? type : message;

  if (type === "TooManyRequestsException" || type === "EC2ThrottledException" || status === 429)
    return new ThrottledError(`${name} is busy: ${said} Nothing was run; try again later, or with fewer calls at a time.`, {
      ...details,
      retryAfterMs: refusal.retryAfterMs,
    });
  if (type === "RequestTooLargeException" || status === 413)
    return new PayloadTooLargeError(`the request is too large for ${name}: ${refusal.bodyBytes} bytes; ${said}`, {
      ...details,
      bytes: refusal.bodyBytes,
      maxBytes: LIMITS.requestBytes,
    });
  if (type === "ResourceNotFoundException" || status === 404)
    return new ConfigurationError(`${name} is not there: ${said}`, details);
  if (status === 401 || status === 403) return new AccessDeniedError(`${name} refused the call: ${said}`, details);
  if (type === "InvalidRequestContentException") return new InvalidOptionsError(said, details);
  if (status === 400) return new ConfigurationError(`${name} refused the call: ${said}`, details);
  // Of everything else nobody knows how far it came, whoever has said it.
  const mayHaveRun = !NOTHING_RUN.test(type);
  return new ServiceError(`${name} failed: ${said}`, { ...details, status, mayHaveRun });
}
