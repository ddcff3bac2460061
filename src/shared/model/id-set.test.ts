import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachId, hasId, type IdSet, idSetOf, idSetSize, NO_IDS, withId, withIds, withoutId } from './id-set.ts';

const ids = fc.array(fc.oneof(fc.nat(80), fc.nat(100_000)), { maxLength: 40 });
const sorted = (all: Iterable<number>): number[] => [...new Set(all)].sort((a, b) => a - b);

/** What every set keeps to, whatever made it. */
function expectSound(set: IdSet): void {
  expect(set.first % 8).toBe(0);
  expect(set.bits.byteLength).toBe(set.bits.buffer.byteLength);
}

test('holds exactly the ids it was made of', () => {
  fc.assert(
    fc.property(ids, fc.nat(100_000), (all, other) => {
      for (const set of [idSetOf(all), idSetOf(Uint32Array.from(all)), idSetOf(new Set(all))]) {
        expectSound(set);
        expect([...eachId(set)]).toEqual(sorted(all));
        expect(idSetSize(set)).toBe(new Set(all).size);
        expect(hasId(set, other)).toBe(all.includes(other));
        for (const id of all) expect(hasId(set, id)).toBe(true);
      }
    }),
  );
});

test('another id, one less, and two sets together', () => {
  fc.assert(
    fc.property(ids, ids, fc.nat(300), (all, others, id) => {
      const set = idSetOf(all);
      expect([...eachId(withId(set, id))]).toEqual(sorted([...all, id]));
      expect([...eachId(withoutId(set, id))]).toEqual(sorted(all.filter((one) => one !== id)));
      expect([...eachId(withIds(set, idSetOf(others)))]).toEqual(sorted([...all, ...others]));
      for (const made of [withId(set, id), withoutId(set, id), withIds(set, idSetOf(others))]) expectSound(made);
      expect([...eachId(set)]).toEqual(sorted(all));
    }),
  );
});

test('the largest ids are held, what is no id is in no set', () => {
  const set = idSetOf([0xffff_fff7, 0xffff_ffff]);
  expect([...eachId(set)]).toEqual([0xffff_fff7, 0xffff_ffff]);
  expect(set.bits.length).toBe(2);
  for (const id of [-1, 0, 0xffff_fff8, 2 ** 32]) expect(hasId(set, id)).toBe(false);
  expect(hasId(NO_IDS, 0)).toBe(false);
});

test('a set of a million ids takes an eighth of a byte each', () => {
  const set = idSetOf(Uint32Array.from({ length: 1_000_000 }, (_, id) => id));
  expect(set.bits.length).toBe(125_000);
  expect(idSetSize(set)).toBe(1_000_000);
});
