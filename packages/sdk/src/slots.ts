// SPDX-License-Identifier: MIT

/**
 * So many at a time; the others wait in the order in which they came.
 *
 * @internal
 */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Waits for a slot. Every one that was taken has to be given back with {@link Slots.release}.
   *
   * @throws the signal's reason, if it aborts before
   */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        this.#waiting.delete(take);
        signal?.removeEventListener("abort", abort);
      };
      const take = (): void => {
        settle();
        resolve();
      };
      const abort = (): void => {
        settle();
        reject(signal?.reason as Error);
      };
      this.#waiting.add(take);
      signal?.addEventListener("abort", abort);
    });
  }

  release(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#free++;
  }
}
