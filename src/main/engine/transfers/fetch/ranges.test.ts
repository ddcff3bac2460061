import { expect, test } from 'vitest';
import { rangesOf } from './ranges.ts';

const MEBIBYTE = 1_048_576;

test.each([1, 8 * MEBIBYTE, 8 * MEBIBYTE + 1, 255 * MEBIBYTE, 3000 * MEBIBYTE])(
  'ranges cover %i bytes exactly',
  (size) => {
    const ranges = [...rangesOf(size)];
    expect(ranges[0]?.first).toBe(0);
    expect(ranges.at(-1)?.last).toBe(size - 1);
    for (const [index, range] of ranges.slice(1).entries()) expect(range.first).toBe((ranges[index]?.last ?? 0) + 1);
  },
);

test('an empty object has none', () => expect([...rangesOf(0)]).toEqual([]));
