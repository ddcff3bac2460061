/** In ms; AWS's own clients do the same. */
const EARLY = 5 * 60_000;

/**
 * When keys or tokens that were given at `from` and end at `expiresAt` are had anew (all in ms since 1970 UTC): so much before their end that
 * whoever gets them has time to use them, but at most a tenth of their life, so that short ones are used for nearly all of it.
 * `early`: ms before the end at most.
 */
export function renewAt(from: number, expiresAt: number, early = EARLY): number {
  return expiresAt - Math.min(early, Math.max(0, expiresAt - from) / 10);
}
