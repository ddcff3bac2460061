import { packTexts } from '../s3/packed.ts';
import type { ListPage } from '../s3/port.ts';

/** A page for tests: keys with their sizes, and common prefixes. */
export function listPageOf(
  objects: readonly (readonly [key: string, size: number])[],
  prefixes: readonly string[] = [],
  nextToken: string | null = null,
): ListPage {
  return {
    keys: packTexts(objects.map(([key]) => key)),
    sizes: Float64Array.from(objects, ([, size]) => size),
    modified: new Float64Array(objects.length),
    archived: [],
    prefixes: packTexts(prefixes),
    nextToken,
  };
}
