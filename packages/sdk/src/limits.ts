// SPDX-License-Identifier: MIT

/**
 * The contract's limits. A `timeoutMs` or `memoryLimitBytes` above its maximum counts as the maximum, and the response's
 * `limits.clamped` says so; whatever else is beyond a limit is refused.
 *
 * @public
 */
export const LIMITS = {
  /** Wall time of an execution in milliseconds, awaits included. */
  timeoutMs: { default: 5000, maximum: 25000 },
  /** Memory of the code's own values in bytes: 10 MiB, at most 50 MiB. */
  memoryLimitBytes: { default: 10485760, maximum: 52428800 },
  /** Of `code`, as UTF-8: 1 MiB. */
  codeBytes: 1048576,
  /** Of a whole request as JSON text, `code` and `input` included: 6 MiB. */
  requestBytes: 6291456,
  /** Entries of `allowedDomains`, and bytes of each. */
  allowedDomains: 100,
  allowedDomainBytes: 267,
} as const;
