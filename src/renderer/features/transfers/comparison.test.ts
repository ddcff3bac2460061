import { expect, it } from 'vitest';
import { comparison } from './comparison.ts';

const SECOND = 1_795_913_017_000;
const newer = (incoming: number, existing: number) => {
  const conflict = { index: 0, name: 'a.txt', size: 1, modified: incoming, existing: { size: 1, modified: existing } };
  const { incoming: one, existing: other } = comparison(conflict);
  return [one.isNewer, other.isNewer];
};

it('a file that was downloaded is no older than its object, whose time has a fraction of a second in lists', () => {
  expect(newer(SECOND + 861, SECOND)).toEqual([false, false]);
  expect(newer(SECOND, SECOND + 861)).toEqual([false, false]);
  expect(newer(SECOND + 1000, SECOND + 999)).toEqual([true, false]);
});

it('a time that nobody knows is neither newer nor older', () => {
  expect(newer(SECOND, 0)).toEqual([false, false]);
});
