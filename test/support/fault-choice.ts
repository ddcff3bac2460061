import { SeededRandom } from './sample-data/random.ts';

/**
 * What may happen to a request on its way.
 *
 * - `reset-before`: the connection breaks before the store hears of it.
 * - `reset-upload`, `reset-download`: it breaks within the body of the request, or of the answer.
 * - `lost-answer`: it breaks after the store has done the work, before the client hears of it.
 * - `stall`: silence, and the store does not hear of it; `stall-download`: silence within the body of the answer.
 *   Until `release`, or the client gives up.
 * - `cut`: the body of the answer ends early, and the connection with it.
 * - `flip-upload`, `flip-download`: one bit of an object's content is another. Only in the bodies of PUTs of objects and
 *   parts, and of answers of success to GETs of objects.
 * - The rest are refusals in the name of the store, which does not hear of the request.
 */
export type FaultKind =
  | 'reset-before'
  | 'reset-upload'
  | 'reset-download'
  | 'lost-answer'
  | 'stall'
  | 'stall-download'
  | 'cut'
  | 'flip-upload'
  | 'flip-download'
  | Refusal;

/** An answer that the proxy gives itself. */
export type Refusal =
  | 'service-unavailable'
  | 'slow-down'
  | 'internal-error'
  | 'expired-token'
  | 'time-skewed'
  | 'access-denied';

/** What a choice may look at. */
export interface RequestFacts {
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly method: string;
  /** As sent, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accessKeyId: string;
}

/** A kind of fault, and which requests it befalls. */
export interface Fault {
  readonly kind: FaultKind;
  /** From 0 to 1, of the requests that `when` allows; 1 when left out. */
  readonly probability?: number;
  /** Left out: any request. */
  readonly when?: (request: RequestFacts) => boolean;
  /** How often at most; no limit when left out. */
  readonly times?: number;
  /** Seconds that a refusal asks for patience (`Retry-After`). */
  readonly retryAfter?: number;
}

/** What is to happen to one request. */
export interface Chosen {
  readonly fault: Fault;
  /** Where in a body, from 0 to 1. */
  readonly position: number;
  /** Which bit of the byte there. */
  readonly bit: number;
  /** It could not happen to this request: it does not count as one of `times`. */
  giveBack(): void;
}

/**
 * Chooses what happens to each request, by nothing but the seed, the number of the request and the faults: the first of those
 * that the request draws. Thus a client that asks one thing after another meets the same faults in each run.
 */
export class FaultChoice {
  readonly #seed: number;
  #faults: ReadonlyArray<{ readonly fault: Fault; left: number }> = [];

  constructor(seed: number, faults: readonly Fault[]) {
    this.#seed = seed;
    this.replace(faults);
  }

  /** Other faults from the next request on. Their `times` begin anew. */
  replace(faults: readonly Fault[]): void {
    for (const { kind, probability = 1, times = 0 } of faults) {
      if (!(probability >= 0 && probability <= 1)) throw new Error(`${kind}: the probability ${probability} is none`);
      if (!(times >= 0)) throw new Error(`${kind}: it cannot happen ${times} times`);
    }
    this.#faults = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
  }

  choose(request: RequestFacts): Chosen | null {
    // Far apart for neighbours in number, and for neighbours in seed.
    const random = new SeededRandom(Math.imul(this.#seed, 0x9e37_79b1) ^ Math.imul(request.number, 0x85eb_ca6b));
    const position = random.next();
    const bit = random.between(0, 7);
    for (const one of this.#faults) {
      const { fault } = one;
      // Drawn for each fault: whether one happens does not depend on the conditions of those before it.
      const drawn = random.next() < (fault.probability ?? 1);
      if (!drawn || one.left === 0 || fault.when?.(request) === false) continue;
      one.left -= 1;
      const giveBack = (): void => {
        one.left += 1;
      };
      return { fault, position, bit, giveBack };
    }
    return null;
  }
}
