import { expect, test } from 'vitest';
import { limitProblem, limitText, parseLimit } from './limits.ts';

test.each([
  ['', null],
  ['  ', null],
  ['1', 1_000_000],
  [' 2.5 ', 2_500_000],
  ['0,01', 10_000],
  ['10000', 10_000_000_000],
  ['2 MB/s', 2_000_000],
  ['2,5mb/s', 2_500_000],
  ['500 KB/s', 500_000],
  ['1 GBps', 1_000_000_000],
])('%j is a limit', (text, limit) => {
  expect(parseLimit(text)).toBe(limit);
  expect(limitProblem(text)).toBeNull();
  expect(parseLimit(limitText(limit))).toBe(limit);
});

test.each(['0', '-1', 'fast', '1e3', '1 000', '0.001', '10001', '1.2.3', 'Infinity', '٣', '8 Mbit/s', '2 MB/h'])(
  '%j is none',
  (text) => {
    expect(limitProblem(text)).toBe(
      'Enter a number from 0.01 to 10,000, such as 2 or 2 MB/s. Leave it empty for no limit.',
    );
  },
);
