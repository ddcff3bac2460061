import type { StoreClock } from './connection.ts';

/** Nearer than this the clocks count as equal: S3 bears a difference of 15 minutes, and Date headers are whole seconds old. */
const EQUAL_MS = 2 * 60_000;
/** What an answer says about the time counts as new when it differs from what was known by more than this. */
const NEWS_MS = 30_000;

/**
 * Follows the store's clock by the Date headers of its answers. Clocks that are about right are left alone, so that signing
 * never depends on how long an answer was on its way; when the difference is large the newest answer counts, because either
 * clock may have been set since. A computer that slept is no trouble: the local clock goes on.
 */
export class ObservedClock implements StoreClock {
  readonly #local: () => number;
  #skew = 0;
  #difference = 0;
  #lastHeader = '';

  /** `local` answers ms since 1970 UTC. */
  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  get skew(): number {
    return this.#skew;
  }

  now(): number {
    return this.#local() + this.#skew;
  }

  storeTime(): number {
    return this.#local() + this.#difference;
  }

  observe(date: string | undefined): void {
    // A busy store says the same second many times.
    if (date === undefined || date === this.#lastHeader) return;
    this.#lastHeader = date;
    const difference = Date.parse(date) - this.#local();
    if (Number.isNaN(difference)) return;
    this.#difference = difference;
    if (Math.abs(difference) < EQUAL_MS) this.#skew = 0;
    else if (Math.abs(difference - this.#skew) > NEWS_MS) this.#skew = difference;
  }
}
