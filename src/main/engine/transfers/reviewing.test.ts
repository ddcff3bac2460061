import { expect, test } from 'vitest';
import { type Failure, failure } from '../../../shared/errors.ts';
import { Items } from './items.ts';
import type { Findings } from './job.ts';
import { Reviewing } from './reviewing.ts';

const setup = (count: number, change: (items: Items) => Partial<Findings>) => {
  const items = new Items();
  for (let index = 0; index < count; index += 1) items.add(`f/${index}`, 1);
  const found = { conflicts: new Map(), impossible: new Map<number, Failure>(), renamed: 0, freeBytes: null };
  return new Reviewing({ ...found, ...change(items) }, items);
};

test('a review without trouble names nothing', () => {
  expect(setup(3, () => ({})).summary()).toEqual({ conflicts: 0, impossible: 0, renamed: 0, freeBytes: null });
});

test('a review names the first five of each sort, each with its reason, however many there are', () => {
  const tooLong = failure('name-invalid', { subject: 'x', reason: 'its path is too long' });
  const link = failure('file-not-regular', { subject: 'x' });
  const reviewing = setup(60, (items) => {
    for (let index = 40; index < 47; index += 1) items.set(index, 'skipped', link);
    return {
      impossible: new Map(Array.from({ length: 20 }, (_, n) => [n * 2, tooLong])),
      archived: [50, 51],
    };
  });
  const { impossible, archived, notDone = [] } = reviewing.summary();
  expect([impossible, archived]).toEqual([20, 2]);
  expect(notDone.map(({ sort, name, failure: { code } }) => [sort, name, code])).toEqual([
    ...[0, 2, 4, 6, 8].map((n) => ['impossible', `f/${n}`, 'name-invalid']),
    ...[50, 51].map((n) => ['archived', `f/${n}`, 'object-archived']),
    ...[40, 41, 42, 43, 44].map((n) => ['left-out', `f/${n}`, 'file-not-regular']),
  ]);
});
