// SPDX-License-Identifier: MIT

/**
 * What is the matter, for a `switch`:
 *
 * - `unsupported_platform`: there is no executable for this operating system and processor
 * - `not_installed`: there is one, but its package is missing
 * - `invalid_options`: an option is wrong; the message names it and its limit
 * - `start_failed`: the executor does not start; the message has what it said
 * - `closed`: `close()` has been called
 *
 * @public
 */
export type SandboxErrorCode = "unsupported_platform" | "not_installed" | "start_failed" | "closed" | "invalid_options";

/**
 * Every error of this package. The message says what to do; the error behind it, if there is one, is its `cause`.
 *
 * @public
 */
export class SandboxError extends Error {
  /** What is the matter. */
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "SandboxError";
    this.code = code;
  }
}
