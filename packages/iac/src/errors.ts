// SPDX-License-Identifier: MIT

/** A value that cannot be deployed: its message says which, what is wrong with it and what would do. */
export class InvalidConfigurationError extends Error {
  override readonly name = "InvalidConfigurationError";
}

/** Refuses a value, by its field. */
export function refuse(field: string, problem: string): never {
  throw new InvalidConfigurationError(`${field} ${problem}`);
}
