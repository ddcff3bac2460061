import type * as Oidc from 'openid-client';

/** Differences below this are nobody's fault, in ms: both clocks are set now and then, and tokens are good for minutes. */
export const CLOCK_TOLERANCE_MS = 60_000;
/** A clock that is further off than this is not corrected, in ms: certificates and keys fail at it as well. */
const MOST_CORRECTED_MS = 24 * 3_600_000;
/** An answer that took longer than this says little about now, in ms. */
const SLOWEST_MS = 30_000;

/**
 * How far the issuer's clock is from this computer's, by the Date of its answers. They come by the connection that the keys
 * come by, so whoever could lie about the time could sign tokens as well.
 */
export class IssuerClock {
  readonly #now: () => number;
  #skew: number | null = null;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The issuer's clock minus this computer's, in ms; `null` until an answer had a Date. */
  get skew(): number | null {
    return this.#skew;
  }

  /** What to add to this computer's clock before tokens are judged by it, in ms; 0 where the clocks agree well enough. */
  get correction(): number {
    const off = Math.abs(this.#skew ?? 0);
    return off > CLOCK_TOLERANCE_MS && off <= MOST_CORRECTED_MS ? (this.#skew ?? 0) : 0;
  }

  /** The same way to ask, with an eye on the clock. */
  watching(ask: Oidc.CustomFetch): Oidc.CustomFetch {
    return async (address, options) => {
      const askedAt = this.#now();
      const response = await ask(address, options);
      this.#look(response.headers, askedAt, this.#now());
      return response;
    };
  }

  #look(headers: Headers, askedAt: number, answeredAt: number): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date) || answeredAt < askedAt || answeredAt - askedAt > SLOWEST_MS) return;
    // What comes out of a cache bears the time at which it was made. A Date has whole seconds: on average half of one is lost.
    const age = Number(headers.get('age') ?? 0) * 1000;
    this.#skew = date + (Number.isFinite(age) ? age : 0) + 500 - (askedAt + answeredAt) / 2;
  }
}
