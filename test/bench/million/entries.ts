/** A million objects of one flat folder, the same in every run, as a listing of a store would give them. */
import { SeededRandom } from '../../support/sample-data/random.ts';

/** How many there are in the folder. */
export const MILLION = 1_000_000;

/** Objects in columns, in the order of their names' bytes. */
export interface Entries {
  readonly names: readonly string[];
  /** Bytes. */
  readonly sizes: Float64Array;
  /** Milliseconds since 1970 UTC. */
  readonly modified: Float64Array;
}

const FIRST_DAY = Date.UTC(2022, 0, 1);
const THREE_YEARS_MS = 3 * 365 * 86_400_000;
const LARGEST = 4e9;

/** Names of four kinds, with numbers of any length in them: their natural order is not that of their bytes. */
export function syntheticEntries(count: number): Entries {
  const random = new SeededRandom(count);
  const names = Array.from({ length: count }, (_, index) => nameOf(index)).sort();
  const sizes = new Float64Array(count);
  const modified = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    // As many between 1 and 10 kB as between 100 kB and 1 MB.
    sizes[index] = Math.floor(LARGEST ** random.next());
    modified[index] = FIRST_DAY + Math.floor(random.next() * THREE_YEARS_MS);
  }
  return { names, sizes, modified };
}

function nameOf(index: number): string {
  switch (index % 4) {
    case 0:
      return `IMG_${index}.jpg`;
    case 1:
      return `report ${(index % 28) + 1} of February ${index}.pdf`;
    case 2:
      return `sensor-${index % 97}_reading-${index}.json`;
    default:
      // Odd multipliers map 32 bits to 32 bits one to one.
      return `${(Math.imul(index, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}-backup.tar.gz`;
  }
}
