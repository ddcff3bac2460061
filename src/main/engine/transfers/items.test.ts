import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import { type ItemState, MAX_ITEMS } from '../../../shared/model/transfer.ts';
import { itemWindow } from './item-window.ts';
import { Items } from './items.ts';

const STATES: ItemState[] = ['waiting', 'running', 'done', 'failed', 'skipped', 'cancelled'];

test('counts, bytes and the next waiting item agree with a plain model', () => {
  const step = fc.record({ item: fc.nat(99), state: fc.constantFrom(...STATES), bytes: fc.nat(100) });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.array(step, { maxLength: 60 }), (count, steps) => {
      const items = new Items();
      for (let index = 0; index < count; index += 1) items.add(`n${index}`, index);
      const states: ItemState[] = Array.from({ length: count }, () => 'waiting');
      const done = states.map(() => 0);
      for (const { item, state, bytes } of steps) {
        const index = item % count;
        items.progress(index, bytes);
        items.set(index, state, state === 'failed' ? failure('internal') : null);
        states[index] = state;
        done[index] = state === 'running' || state === 'done' ? (done[index] ?? 0) + bytes : 0;
        expect(items.nextWaiting()).toBe(states.indexOf('waiting'));
      }
      expect(items.bytesTotal).toBe((count * (count - 1)) / 2);
      expect(items.bytesDone).toBe(done.reduce((sum, bytes) => sum + bytes, 0));
      for (const state of STATES) expect(items.countOf(state)).toBe(states.filter((one) => one === state).length);
    }),
  );
});

test('a window has the failed ones first, then running ones, then the rest in order', () => {
  const items = new Items();
  for (let index = 0; index < 300; index += 1) items.add(`n${index}`, 1);
  items.set(250, 'failed', failure('access-denied'));
  items.set(120, 'running');
  items.set(5, 'done');
  const all = [...itemWindow(items, 0, 1000), ...itemWindow(items, MAX_ITEMS, 1000)];
  expect(all).toHaveLength(300);
  expect(all.slice(0, 4).map((item) => item.name)).toEqual(['n250', 'n120', 'n0', 'n1']);
  expect(all[0]?.failure?.code).toBe('access-denied');
  expect(new Set(all.map((item) => item.name)).size).toBe(300);
  expect(itemWindow(items, 1, 2).map((item) => item.name)).toEqual(['n120', 'n0']);
  expect(itemWindow(items, -3, 1).map((item) => item.name)).toEqual(['n250']);
});

test('of the skipped ones those count as replaceable where something is there already', () => {
  const items = new Items();
  for (const name of ['there', 'same', 'link']) items.add(name, 1);
  items.set(0, 'skipped', failure('target-exists'));
  items.set(1, 'skipped', failure('target-same'));
  items.set(2, 'skipped', failure('file-not-regular'));
  expect(items.counts()).toMatchObject({ skipped: 3, replaceable: 1 });
  items.set(0, 'waiting');
  expect(items.counts()).toMatchObject({ skipped: 2, replaceable: 0 });
});

test('a corrected size corrects the total', () => {
  const items = new Items();
  items.resize(items.add('a', 10), 4);
  expect([items.size(0), items.bytesTotal]).toEqual([4, 4]);
});
