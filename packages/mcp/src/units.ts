// SPDX-License-Identifier: MIT
// Durations and sizes as `untrusted run` takes them (packages/sandbox/src/base/units.h): exactly, without rounding.

const DURATIONS = new Map(Object.entries({ "": 1, ms: 1, s: 1000, m: 60000 }));

const SIZES = new Map(
  Object.entries({ "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 }),
);

/** Those that a size is told in, the largest first. */
const TOLD = { MiB: 2 ** 20, MB: 1e6, KiB: 2 ** 10, KB: 1e3 };

/** @throws Error, whose message follows the option and its value */
function parse(text: string, units: ReadonlyMap<string, number>, wrongUnit: string): number {
  const [, whole, part = "", unit = ""] = /^(\d+)(?:\.(\d+))?(.*)$/s.exec(text) ?? [];
  if (whole === undefined) throw new Error("is not a number");
  const factor = units.get(unit.toLowerCase());
  if (factor === undefined) throw new Error(wrongUnit);
  const value = BigInt(whole + part) * BigInt(factor);
  const scale = 10n ** BigInt(part.length);
  if (value % scale !== 0n) throw new Error("is not a whole number of milliseconds or bytes");
  if (value === 0n) throw new Error("must be more than zero");
  if (value / scale > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error("is too large");
  return Number(value / scale);
}

/** In milliseconds. @throws Error, whose message follows the option and its value */
export function parseDuration(text: string): number {
  return parse(text, DURATIONS, "has an unknown unit; use ms, s or m, as in 1500ms or 2s");
}

/** In bytes. @throws Error, whose message follows the option and its value */
export function parseSize(text: string): number {
  return parse(text, SIZES, "has an unknown unit; use B, KB, MB, GB, KiB, MiB or GiB, as in 20MB");
}

/** A size for people, exactly. */
export function formatSize(bytes: number): string {
  const [unit, factor] = Object.entries(TOLD).find(([, size]) => bytes % size === 0) ?? ["bytes", 1];
  return `${bytes / factor} ${unit}`;
}
