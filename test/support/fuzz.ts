import { inTier, SEED } from './tier.ts';

/** Cases of each property in the soak. */
const SOAK_CASES = 10_000;

/** How often a property is tried, and from which seed. Where one fails, fast-check says the seed and the path to the smallest case. */
export function fuzzed(usual = 300): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: inTier(usual, SOAK_CASES), seed: SEED };
}

/** The limit of such a test, in ms: what hangs fails by it. */
export const FUZZ_LIMIT_MS = inTier(60_000, 1_800_000);
