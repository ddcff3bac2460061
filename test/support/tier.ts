/** Which tier of proof runs: small counts in `npm test`, the full ones in `npm run test:soak`. */
const isSoak = process.env['PAIL_SOAK'] === '1';

/** The number for the tier that runs. */
export function inTier(usual: number, soak: number): number {
  return isSoak ? soak : usual;
}

/** The seed of this run: 1 in `npm test`, so that it is the same each time. */
export const SEED = Number(process.env['PAIL_SEED'] ?? 1);
