import fc from 'fast-check';
import { expect, test } from 'vitest';
import { radixSort } from './radix-sort.ts';
import { finish } from './slices.ts';

const keys = fc.oneof(
  fc.array(fc.nat(5), { maxLength: 200 }),
  fc.array(fc.nat(0x7fff_ffff), { maxLength: 200 }),
  fc.array(fc.maxSafeNat(), { maxLength: 200 }),
);

test('orders by keys of every length, keeps the order of equal ones, and leaves alone what it was given', () => {
  fc.assert(
    fc.property(keys, (all) => {
      const given = Uint32Array.from(all, (_, position) => 1000 - position);
      const before = given.slice();
      const sorted = finish(
        radixSort(given, Math.max(0, ...all), (start, end, { low, high }) => {
          for (let position = start; position < end; position += 1) {
            low[position] = all[position] as number;
            if (high) high[position] = (all[position] as number) / 2 ** 32;
          }
        }),
      );
      const positions = [...all.keys()].sort((a, b) => (all[a] as number) - (all[b] as number));
      expect([...sorted]).toEqual(positions.map((position) => before[position]));
      expect(given).toEqual(before);
    }),
  );
});
