// SPDX-License-Identifier: MIT
// What the executor itself allows (docs/limits.md), and what Lambda does. A test compares the first with contract/.

const MIB = 1024 * 1024;

/** Of one execution. */
export const EXECUTION = {
  maximumTimeoutMs: 25_000,
  maximumMemoryBytes: 50 * MIB,
} as const;

/** What the function needs beyond an execution, to answer before Lambda ends the invocation. */
export const OVERHEAD_MS = 1000;

/** Of the Lambda function. */
export const FUNCTION = {
  defaultMemoryMb: 512,
  /** One execution's linear memory, and an event and a response that are held whole. */
  minimumMemoryMb: 256,
  maximumMemoryMb: 10_240,
  defaultTimeoutMs: 30_000,
  maximumTimeoutMs: 900_000,
  /** Of all environment variables together, names included: Lambda's limit. */
  environmentBytes: 4096,
} as const;

/** Of the outer allowlist. */
export const ALLOWLIST = { entries: 1000, entryBytes: 267 } as const;

/** The isolation layers that can be required, as docs/lambda.md lists them. */
export const LAYERS = [
  "no-new-privs",
  "seccomp",
  "namespaces",
  "landlock",
  "rlimits",
  "undumpable",
  "no-capabilities",
] as const;
