// SPDX-License-Identifier: MIT
// Signals of callers, any number of whose calls may follow the same one. It gets one listener for all of them: of many
// Node warns as of a leak.

/** What a signal ends. */
const followers = new WeakMap<AbortSignal, Set<() => void>>();

function onAbort({ target }: Event): void {
  const ends = followers.get(target as AbortSignal) ?? [];
  for (const end of [...ends]) end();
}

/** Has `end` called when the signal aborts. @internal */
export function follow(signal: AbortSignal, end: () => void): void {
  const ends = followers.get(signal) ?? new Set();
  followers.set(signal, ends.add(end));
  // The same listener again is none.
  signal.addEventListener("abort", onAbort);
}

/** No longer. @internal */
export function unfollow(signal: AbortSignal, end: () => void): void {
  const ends = followers.get(signal);
  ends?.delete(end);
  if (ends?.size === 0) signal.removeEventListener("abort", onAbort);
}
