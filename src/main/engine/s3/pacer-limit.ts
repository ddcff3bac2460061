/** How many requests an endpoint bears at a time, found out by trying. Pure: time comes in as arguments, in ms. */

export const MIN_LIMIT = 2;
export const MAX_LIMIT = 64;
const FIRST_LIMIT = 16;

const AFTER_REFUSAL = 0.5;
const AFTER_SLOW_ROUND = 0.9;
/** An answer is late when it takes this many times as long as usual... */
const LATE_FACTOR = 2;
/** ...and this much longer: to wait less than that in a queue harms nobody, and is worth full use of the line. */
const LATE_MS = 100;
/** What is usual follows quicker answers soon, but slower ones only with time, doubling in this: they may be our own doing. */
const QUICKER_WEIGHT = 0.3;
const DOUBLING_MS = 600_000;
/** Late answers alone lower it no further: perhaps the way has become longer, and then more at a time is what helps. */
export const LATE_LIMIT = 8;

interface Usual {
  ms: number;
  /** When that was known. */
  at: number;
}

/**
 * Additive increase, multiplicative decrease, in rounds of as many answers as the limit allows requests. A round in which the
 * limit was reached and answers came in time raises it by one, or doubles it until the first sign of trouble. A refusal (503,
 * 429) halves it, once for all requests that were sent before the halving; a round of late answers lowers it a little. Late
 * is measured against the endpoint's own usual time to the first byte, for each kind of request by itself.
 */
export class AdaptiveLimit {
  #limit = FIRST_LIMIT;
  #ceiling = MAX_LIMIT;
  /** By kind of request: the usual ms to the first byte of the answer. */
  readonly #usual = new Map<number, Usual>();
  #doubling = true;
  #lastRefusal = Number.NEGATIVE_INFINITY;
  #answers = 0;
  #timed = 0;
  #late = 0;
  #reached = false;

  /** Requests at a time; a whole number from {@link MIN_LIMIT}, or a ceiling below it, to {@link MAX_LIMIT}. */
  get limit(): number {
    return Math.floor(Math.min(this.#limit, this.#ceiling));
  }

  /** What the limit is never above, from 1 to {@link MAX_LIMIT}. */
  get ceiling(): number {
    return this.#ceiling;
  }

  set ceiling(most: number) {
    this.#ceiling = Math.min(MAX_LIMIT, Math.max(1, most));
    // What it was above of that was found out for more at a time. Below MIN_LIMIT only the ceiling goes.
    this.#limit = Math.max(MIN_LIMIT, Math.min(this.#limit, this.#ceiling));
  }

  /** Hears that there were as many requests under way as allowed: only then is there a use for more. */
  reached(): void {
    this.#reached = true;
  }

  /** Hears of an answer. `kind` keeps apart what takes differently long by its nature; `null`: its time tells nothing. */
  answered(kind: number | null, started: number, now: number): void {
    if (kind !== null) this.#time(kind, now - started, now);
    this.#count();
  }

  /** Hears that the store refused because it has too much to do. */
  refused(started: number, now: number): void {
    this.#doubling = false;
    // What was sent before the last halving says nothing about its success.
    if (started < this.#lastRefusal) return;
    this.#lastRefusal = now;
    this.#limit = Math.max(MIN_LIMIT, this.#limit * AFTER_REFUSAL);
    this.#newRound();
  }

  /** Hears that there was no answer. A store that has too much to do may be unable to say so. */
  failed(): void {
    this.#timed += 1;
    this.#late += 1;
    this.#count();
  }

  #time(kind: number, ms: number, now: number): void {
    let usual = this.#usual.get(kind);
    if (!usual) {
      usual = { ms, at: now };
      this.#usual.set(kind, usual);
    }
    this.#timed += 1;
    if (ms > usual.ms * LATE_FACTOR && ms > usual.ms + LATE_MS) this.#late += 1;
    const risen = usual.ms * 2 ** ((now - usual.at) / DOUBLING_MS);
    usual.ms = ms < usual.ms ? usual.ms + (ms - usual.ms) * QUICKER_WEIGHT : Math.min(ms, risen);
    usual.at = now;
  }

  #count(): void {
    this.#answers += 1;
    if (this.#answers >= this.#limit) this.#endRound();
  }

  #endRound(): void {
    if (this.#late * 2 > this.#timed) {
      this.#doubling = false;
      if (this.#limit > LATE_LIMIT) this.#limit = Math.max(LATE_LIMIT, this.#limit * AFTER_SLOW_ROUND);
    } else if (this.#reached) {
      const raised = this.#doubling ? this.#limit * 2 : this.#limit + 1;
      this.#limit = Math.max(MIN_LIMIT, Math.min(this.#ceiling, raised));
    }
    this.#newRound();
  }

  #newRound(): void {
    this.#answers = 0;
    this.#timed = 0;
    this.#late = 0;
    this.#reached = false;
  }
}
