// SPDX-License-Identifier: MIT
// What whoever starts the server has fixed. Nothing of it is the model's to choose.
import { InvalidOptionsError, LIMITS } from "@untrusted-code/sdk";

/**
 * Options of {@link createServer}: they hold for every call of the tool, and no call can change them.
 *
 * @public
 */
export interface ServerOptions {
  /** Wall time of an execution in milliseconds. Default 5000, at most 25000: more counts as that. */
  readonly timeoutMs?: number | undefined;
  /** Memory of the code's values in bytes. Default 10 MiB, at most 50 MiB: more counts as that. */
  readonly memoryLimitBytes?: number | undefined;
  /**
   * Hosts that the code's `fetch()` may reach: `example.com` allows it and its subdomains, `*.example.com` only
   * subdomains, `https://api.example.com` exactly that origin. At most 100. Default: none, no network at all.
   */
  readonly allowedDomains?: readonly string[] | undefined;
  /** How much of a result's JSON text the model gets, in bytes of UTF-8; the rest is cut off. Default 32 KiB. */
  readonly maxResultBytes?: number | undefined;
  /** How much of the console the model gets, in bytes of UTF-8; the rest is cut off. Default 16 KiB. */
  readonly maxConsoleBytes?: number | undefined;
}

/** The options, checked and settled. */
export interface Settings {
  /** Options of every call. */
  readonly limits: {
    readonly timeoutMs: number;
    readonly memoryLimitBytes: number;
    readonly allowedDomains: readonly string[];
  };
  readonly maxResultBytes: number;
  readonly maxConsoleBytes: number;
}

const NUMBERS = {
  timeoutMs: LIMITS.timeoutMs,
  memoryLimitBytes: LIMITS.memoryLimitBytes,
  maxResultBytes: { default: 32768, maximum: Infinity },
  maxConsoleBytes: { default: 16384, maximum: Infinity },
};

function settleNumber(options: ServerOptions, field: keyof typeof NUMBERS): number {
  const limit = NUMBERS[field];
  const value = options[field] ?? limit.default;
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidOptionsError(
      `${field} must be an integer of at least 1, not ${value} (default ${limit.default})`,
      { field },
    );
  return Math.min(value, limit.maximum);
}

/** Settles what is not given. The executor judges the hosts. @throws InvalidOptionsError */
export function settle(options: ServerOptions): Settings {
  const known = [...Object.keys(NUMBERS), "allowedDomains"];
  // A misspelt limit must not be one that is silently not there.
  for (const field of Object.keys(options))
    if (!known.includes(field))
      throw new InvalidOptionsError(`unknown option "${field}"; known options: ${known.join(", ")}`, { field });
  const { allowedDomains = [] } = options;
  if (!Array.isArray(allowedDomains))
    throw new InvalidOptionsError("allowedDomains must be an array of strings", { field: "allowedDomains" });
  return {
    limits: {
      timeoutMs: settleNumber(options, "timeoutMs"),
      memoryLimitBytes: settleNumber(options, "memoryLimitBytes"),
      allowedDomains: [...allowedDomains],
    },
    maxResultBytes: settleNumber(options, "maxResultBytes"),
    maxConsoleBytes: settleNumber(options, "maxConsoleBytes"),
  };
}
