import type { Items } from './items.ts';

/** So often an item is tried that gets no further although the store answers. Each try repeats its requests by itself. */
const TRIES = 3;

interface Tries {
  readonly count: number;
  /** Steps that were done by then: what gets further is not to be given up. */
  readonly steps: number;
}

/** Remembers the items of a transfer to which the connection fails while the store answers others. */
export class LoneFailures {
  readonly #tries = new Map<number, Tries>();

  /** Counts a try of items that went together, and answers whether there is to be another one. */
  mayTryAgain(items: Pick<Items, 'begun'>, indices: readonly number[]): boolean {
    let most = 0;
    for (const index of indices) {
      const steps = items.begun(index)?.steps.length ?? 0;
      const before = this.#tries.get(index);
      const count = before && steps <= before.steps ? before.count + 1 : 1;
      this.#tries.set(index, { count, steps });
      most = Math.max(most, count);
    }
    return most < TRIES;
  }

  /** Somebody wants them to be tried again. */
  forget(indices: readonly number[]): void {
    for (const index of indices) this.#tries.delete(index);
  }
}
