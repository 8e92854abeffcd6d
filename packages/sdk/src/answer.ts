// SPDX-License-Identifier: MIT
// What an answer means: the code's response, or an error of the executor's. The same for every way that it came.
import { FunctionError, InvalidOptionsError, InvalidResponseError } from "./errors.js";
import type { FailureDetails, FailureKind, RunFailure, RunResponse } from "./response.js";

/**
 * What came back, as it came.
 *
 * @internal
 */
export interface Answer {
  /** The payload, parsed. */
  value: unknown;
  /** The answer is marked as a function error. */
  isFunctionError: boolean;
  requestId: string | undefined;
  /** The console's lines were handed out as they came. */
  streamed: boolean;
}

/** Function errors before the code had begun (docs/lambda.md). */
const BEFORE_THE_CODE = new Set([
  "Sandbox.InitError",
  "Sandbox.EventTruncated",
  "Runtime.InvalidEntrypoint",
  "Runtime.InvalidWorkingDir",
]);

/** What a refusal's message begins with (contract/requests.json). */
const REFUSED_FIELD = /^(?:unknown field "([^"]*)"|(code|input|timeoutMs|memoryLimitBytes|allowedDomains(?:\[\d+\])?) )/;

/** Those of the executor's own are no failures of the code's. */
type Details = FailureDetails<FailureKind | "invalid_request" | "internal">;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isLine(value: unknown): boolean {
  return isObject(value) && typeof value.level === "string" && typeof value.message === "string" && typeof value.timeMs === "number";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isFailure({ error, errorDetails: details }: Record<string, unknown>): boolean {
  return isText(error) && isObject(details) && isText(details.kind) && isText(details.message) &&
    isOptional(details.name, isText) && isOptional(details.stack, isText);
}

/** As contract/response.schema.json has it, as far as a caller relies on it. */
function isResponse(value: unknown): value is RunResponse {
  return (
    isObject(value) &&
    typeof value.executionTimeMs === "number" &&
    Array.isArray(value.consoleOutput) &&
    value.consoleOutput.every(isText) &&
    isOptional(value.logs, logs => Array.isArray(logs) && logs.every(isLine)) &&
    isOptional(value.usage, isObject) &&
    isOptional(value.limits, isObject) &&
    isOptional(value.progress, isObject) &&
    isOptional(value.skip_reason, isText) &&
    isOptional(value.error_reason, isText) &&
    ((value.success === true && Array.isArray(value.logs)) || (value.success === false && isFailure(value)))
  );
}

function readFunctionError(value: Record<string, unknown>, requestId: string | undefined): never {
  const errorType = typeof value.errorType === "string" ? value.errorType : "Unknown";
  const errorMessage = typeof value.errorMessage === "string" ? value.errorMessage : excerptOf(value);
  throw new FunctionError(`the executor failed with ${errorType}: ${errorMessage}`, {
    errorType,
    errorMessage,
    requestId,
    mayHaveRun: !BEFORE_THE_CODE.has(errorType),
  });
}

/** Fails if it was not the code that did. */
function checkKind(response: RunResponse, requestId: string | undefined): void {
  if (response.success) return;
  const details: Details = response.errorDetails;
  if (details.kind === "invalid_request") {
    const field = REFUSED_FIELD.exec(details.message);
    throw new InvalidOptionsError(details.message, { requestId, field: field?.[1] ?? field?.[2] });
  }
  if (details.kind === "internal") {
    throw new FunctionError(`the executor failed with Sandbox.Internal: ${details.message}`, {
      errorType: "Sandbox.Internal",
      errorMessage: details.message,
      response: response as RunFailure<string> as RunFailure<"internal">,
      requestId,
      mayHaveRun: response.progress?.started !== false,
    });
  }
}

/** A payload's value. @throws InvalidResponseError if it is no JSON @internal */
export function parsePayload(text: string, name: string, requestId: string | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidResponseError(`${name} answered with something that is no JSON: ${cut(JSON.stringify(text.slice(0, 200)))}`, {
      mayHaveRun: true,
      requestId,
      cause,
    });
  }
}

function cut(json: string): string {
  return json.length <= 200 ? json : `${json.slice(0, 200)}…`;
}

function excerptOf(value: unknown): string {
  try {
    return cut(JSON.stringify(value) ?? "nothing");
  } catch {
    return "something that is nested too deeply";
  }
}

/**
 * The response in an answer of `name`.
 *
 * @throws FunctionError, InvalidOptionsError, InvalidResponseError
 * @internal
 */
export function readAnswer({ value, isFunctionError, requestId }: Answer, name: string): RunResponse {
  if (isResponse(value)) {
    // What was refused before anything ran has no lines.
    const response = { ...value, logs: value.logs ?? [], ...(requestId !== undefined && { requestId }) };
    checkKind(response, requestId);
    return response;
  }
  if (isFunctionError && isObject(value)) readFunctionError(value, requestId);
  throw new InvalidResponseError(
    `${name} did not answer with a response object, but with ${excerptOf(value)}: is it an Untrusted Code Executor?`,
    { mayHaveRun: true, requestId },
  );
}
