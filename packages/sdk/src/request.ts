// SPDX-License-Identifier: MIT
// What a caller may ask for, checked before anything is sent: with the executor's own words (contract/requests.json), so
// that a wrong option reads the same wherever it is found.
import { InvalidOptionsError, PayloadTooLargeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { ConsoleLine } from "./response.js";

/**
 * What may be given for all calls of a client ({@link UntrustedCode}) and for one of them, which wins.
 *
 * @public
 */
export interface CallDefaults {
  /** Wall time of the execution in milliseconds. Default 5000, at most 25000: more counts as that. */
  timeoutMs?: number | undefined;
  /** Memory of the code's values in bytes. Default 10 MiB, at most 50 MiB: more counts as that. */
  memoryLimitBytes?: number | undefined;
  /**
   * Hosts that the code's `fetch()` may reach: `example.com` allows it and its subdomains, `*.example.com` only
   * subdomains, `https://api.example.com` exactly that origin. At most 100. Default: none, no network at all.
   */
  allowedDomains?: readonly string[] | undefined;
  /** The tenant, for a Lambda function with tenant isolation: up to 256 characters. Only with `functionName`. */
  tenantId?: string | undefined;
  /**
   * How long to wait for the answer, in milliseconds, from when the request is sent: waiting for a turn in this process is
   * not counted. Default: the timeout that applies, and 30 s for a cold start or a queue.
   */
  callTimeoutMs?: number | undefined;
  /**
   * Called with each line of the console: on this machine and with an endpoint as it happens, on AWS Lambda when the
   * answer has come. If it throws, or rejects while the call goes on, the call ends with {@link AbortedError}; otherwise
   * nobody waits for it.
   */
  onConsole?: ((line: ConsoleLine) => unknown) | undefined;
}

/**
 * One call.
 *
 * @typeParam Input - of `input`
 * @typeParam Result - what the code gives; believed, unless `parse` looks
 * @public
 */
export interface RunOptions<Input = unknown, Result = unknown> extends CallDefaults {
  /**
   * A script, whose completion value is the result (`2 + 2` gives 4), or a body with a top-level `return`. Top-level
   * `await` works in both. At most 1 MiB of UTF-8.
   */
  code: string;
  /** The variable `input` of the code: anything that JSON holds. Default: `undefined`. */
  input?: Input | undefined;
  /** Ends the call: it rejects with {@link AbortedError}. */
  signal?: AbortSignal | undefined;
  /**
   * Looks at a result, which nobody has vouched for, and gives it its type or throws, such as `schema.parse` of zod. What
   * it throws is the cause of a {@link ResultRefusedError}. May be asynchronous.
   */
  parse?: ((value: unknown) => Result | PromiseLike<Result>) | undefined;
}

const CALL_KEYS = ["timeoutMs", "memoryLimitBytes", "allowedDomains", "tenantId", "callTimeoutMs", "onConsole"];
/** @internal */
export const RUN_KEYS = ["code", "input", ...CALL_KEYS, "signal", "parse"];

/** After the timeout that applies: a cold start, a queue, the way there and back. */
const CALL_GRACE_MS = 30000;
/** The longest that a timer of Node's takes. */
const TIMER_MAX_MS = 2147483647;
const TENANT_MAX = 256;

/** A kind in the words of JSON, which the executor's messages use, as far as JSON has one. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "object":
      return "an object";
    case "undefined":
      return "undefined";
    case "bigint":
      return "a BigInt";
    default:
      return `a ${typeof value}`;
  }
}

/** Refuses what has another key than these, and what is no object. @internal */
export function checkKeys(options: object, known: readonly string[], what: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new InvalidOptionsError(`${what} must be an object, not ${kindOf(options)}`);
  for (const key of Object.keys(options))
    if (!known.includes(key))
      throw new InvalidOptionsError(`unknown option "${key}"; known options: ${known.join(", ")}`, { field: key });
}

/** Refuses what is given and is no string, or an empty one. @internal */
export function checkText(value: unknown, field: string): void {
  if (value === undefined) return;
  if (typeof value !== "string")
    throw new InvalidOptionsError(`${field} must be a string, not ${kindOf(value)}`, { field });
  if (value === "") throw new InvalidOptionsError(`${field} must not be empty`, { field });
}

function checkInteger(value: unknown, field: string, facts: string): void {
  if (value === undefined) return;
  if (typeof value !== "number")
    throw new InvalidOptionsError(`${field} must be an integer, not ${kindOf(value)}`, { field });
  if (!Number.isInteger(value)) throw new InvalidOptionsError(`${field} must be an integer, not ${value}`, { field });
  if (value < 1)
    throw new InvalidOptionsError(`${field} must be at least 1, not ${Object.is(value, -0) ? "-0" : value} (${facts})`, {
      field,
    });
}

function checkLimit(value: unknown, field: "timeoutMs" | "memoryLimitBytes", unit: string): void {
  const limit = LIMITS[field];
  checkInteger(value, field, `${unit}; default ${limit.default}, maximum ${limit.maximum}`);
}

function checkFunction(value: unknown, field: string): void {
  if (value !== undefined && typeof value !== "function")
    throw new InvalidOptionsError(`${field} must be a function, not ${kindOf(value)}`, { field });
}

function checkDomains(domains: unknown): void {
  if (domains === undefined) return;
  const field = "allowedDomains";
  if (!Array.isArray(domains))
    throw new InvalidOptionsError(`${field} must be an array of strings, not ${kindOf(domains)}`, { field });
  if (domains.length > LIMITS.allowedDomains)
    throw new InvalidOptionsError(`${field} has too many entries; the limit is ${LIMITS.allowedDomains}`, { field });
  // By index: a hole in the array is an entry, too.
  for (let i = 0; i < domains.length; i++) {
    const entry = `${field}[${i}]`;
    const domain: unknown = domains[i];
    checkText(domain === undefined ? null : domain, entry);
    const bytes = Buffer.byteLength(domain as string);
    if (bytes > LIMITS.allowedDomainBytes)
      throw new InvalidOptionsError(
        `${entry} is too long: ${bytes} bytes; the limit is ${LIMITS.allowedDomainBytes} bytes`,
        { field: entry },
      );
  }
}

/** Checks what is given for all calls. @internal */
export function checkDefaults(options: CallDefaults, what: string): void {
  checkKeys(options, CALL_KEYS, what);
  checkCall(options);
}

function checkCall(options: CallDefaults): void {
  checkLimit(options.timeoutMs, "timeoutMs", "ms");
  checkLimit(options.memoryLimitBytes, "memoryLimitBytes", "bytes");
  checkDomains(options.allowedDomains);
  checkText(options.tenantId, "tenantId");
  if (options.tenantId !== undefined && options.tenantId.length > TENANT_MAX)
    throw new InvalidOptionsError(
      `tenantId is too long: ${options.tenantId.length} characters; the limit is ${TENANT_MAX}`,
      { field: "tenantId" },
    );
  checkInteger(options.callTimeoutMs, "callTimeoutMs", `ms; default timeoutMs + ${CALL_GRACE_MS}`);
  if (options.callTimeoutMs !== undefined && options.callTimeoutMs > TIMER_MAX_MS)
    throw new InvalidOptionsError(`callTimeoutMs must be at most ${TIMER_MAX_MS}, not ${options.callTimeoutMs}`, {
      field: "callTimeoutMs",
    });
  checkFunction(options.onConsole, "onConsole");
}

function checkCode(code: unknown): void {
  const field = "code";
  if (code === undefined) throw new InvalidOptionsError("code is required", { field });
  if (typeof code !== "string")
    throw new InvalidOptionsError(`code must be a string, not ${kindOf(code)}`, { field });
  if (code.trim() === "") throw new InvalidOptionsError("Code cannot be empty", { field });
  const bytes = Buffer.byteLength(code);
  if (bytes > LIMITS.codeBytes)
    throw new InvalidOptionsError(`code is too large: ${bytes} bytes; the limit is ${LIMITS.codeBytes} bytes`, { field });
}

/** The input as JSON text; undefined if there is none. */
function inputText(input: unknown): string | undefined {
  if (input === undefined) return undefined;
  const field = "input";
  let text: string | undefined;
  try {
    text = JSON.stringify(input);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidOptionsError(`input has no JSON form: ${why}`, { field, cause });
  }
  if (text === undefined) throw new InvalidOptionsError(`input has no JSON form: it is ${kindOf(input)}`, { field });
  return text;
}

/** A call that has been checked. @internal */
export interface CheckedRun<Result> {
  /** The request object of docs/contract.md, as JSON text. */
  body: string;
  tenantId: string | undefined;
  callTimeoutMs: number;
  onConsole: ((line: ConsoleLine) => unknown) | undefined;
  signal: AbortSignal | undefined;
  parse: ((value: unknown) => Result | PromiseLike<Result>) | undefined;
}

/** The defaults, and over them what of the call is not undefined. */
function merge<Input, Result>(defaults: CallDefaults, options: RunOptions<Input, Result>): RunOptions<Input, Result> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...(Object.fromEntries(given) as unknown as RunOptions<Input, Result>) };
}

/**
 * Checks a call, and makes its request.
 *
 * @throws InvalidOptionsError, PayloadTooLargeError
 * @internal
 */
export function checkRun<Input, Result>(
  options: RunOptions<Input, Result>,
  defaults: CallDefaults = {},
): CheckedRun<Result> {
  checkKeys(options, RUN_KEYS, "options");
  const call = merge(defaults, options);
  checkCode(call.code);
  checkCall(call);
  checkFunction(call.parse, "parse");
  if (call.signal !== undefined && !(call.signal instanceof AbortSignal))
    throw new InvalidOptionsError(`signal must be an AbortSignal, not ${kindOf(call.signal)}`, { field: "signal" });
  const body = requestText(call);
  const timeoutMs = Math.min(call.timeoutMs ?? LIMITS.timeoutMs.default, LIMITS.timeoutMs.maximum);
  return {
    body,
    tenantId: call.tenantId,
    callTimeoutMs: call.callTimeoutMs ?? timeoutMs + CALL_GRACE_MS,
    onConsole: call.onConsole,
    signal: call.signal,
    parse: call.parse,
  };
}

function requestText(call: RunOptions): string {
  const { code, timeoutMs, memoryLimitBytes, allowedDomains } = call;
  const input = inputText(call.input);
  const rest = JSON.stringify({ code, timeoutMs, memoryLimitBytes, allowedDomains });
  // The input's text is not written a second time: it may have megabytes.
  const body = input === undefined ? rest : `{"input":${input},${rest.slice(1)}`;
  const bytes = Buffer.byteLength(body);
  if (bytes <= LIMITS.requestBytes) return body;
  const inputBytes = input === undefined ? 0 : Buffer.byteLength(input);
  throw new PayloadTooLargeError(
    `the request is too large: ${bytes} bytes, of which input has ${inputBytes}; the limit is ${LIMITS.requestBytes} bytes (6 MiB)`,
    { bytes, maxBytes: LIMITS.requestBytes },
  );
}
