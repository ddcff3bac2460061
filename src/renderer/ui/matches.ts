/** Where a text begins and ends in another one, in characters. */
export type Match = readonly [start: number, end: number];

/**
 * The first place of `wanted` in a name, as the filter compares them: case does not count. `null` where it is not in it, and where
 * letters change their number with their case, so that places would be wrong.
 */
export function matchIn(name: string, wanted: string): Match | null {
  if (wanted === '') return null;
  const lower = name.toLowerCase();
  const start = lower.length === name.length ? lower.indexOf(wanted.toLowerCase()) : -1;
  return start < 0 ? null : [start, start + wanted.length];
}

/** A match by its place in what begins `before` characters later. */
export function shifted(match: Match | null, before: number): Match | null {
  return match && [match[0] - before, match[1] - before];
}
