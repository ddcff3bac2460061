import { expect, test } from 'vitest';
import { HEAVY_WEIGHT, Slots } from './slots.ts';

const never = new AbortController().signal;
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  promise.then(
    () => {
      done = true;
    },
    () => {
      done = true;
    },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};

test('admits up to its size, then first come first served', async () => {
  const slots = new Slots(2);
  const first = await slots.take(1, never);
  await slots.take(1, never);
  const third = slots.take(1, never);
  const fourth = slots.take(1, never);
  expect(await settled(third)).toBe(false);
  first();
  first();
  expect(await settled(third)).toBe(true);
  expect(await settled(fourth)).toBe(false);
});

test('a heavy one is not passed by light ones that came later', async () => {
  const slots = new Slots(4);
  const releases = [await slots.take(1, never), await slots.take(1, never)];
  const heavy = slots.take(4, never);
  const light = slots.take(1, never);
  expect(await settled(light)).toBe(false);
  for (const release of releases) release();
  expect(await settled(heavy)).toBe(true);
  expect(await settled(light)).toBe(false);
});

test('a weight above the size takes all there is', async () => {
  const slots = new Slots(2);
  const release = await slots.take(100, never);
  const next = slots.take(1, never);
  expect(await settled(next)).toBe(false);
  release();
  expect(await settled(next)).toBe(true);
});

test('one who is cancelled leaves the queue to the others', async () => {
  const slots = new Slots(1);
  const release = await slots.take(1, never);
  const leaving = new AbortController();
  const left = slots.take(1, leaving.signal);
  const next = slots.take(1, never);
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  release();
  expect(await settled(next)).toBe(true);
  await expect(slots.take(1, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
});

test('what goes first does not wait for what is under way, and nothing else begins before it', async () => {
  const slots = new Slots(2);
  const release = await slots.take(2, never);
  const other = slots.take(1, never);
  const first = await slots.take(1, never, () => true);
  expect(await settled(slots.take(1, never, () => true))).toBe(true);
  // It has no more places than there are.
  const more = slots.take(1, never, () => true);
  release();
  expect(await settled(more)).toBe(false);
  expect(await settled(other)).toBe(false);
  first();
  expect(await settled(more)).toBe(true);
  expect(await settled(other)).toBe(false);
});

test('one who waits already goes first as soon as somebody says so; the others keep their order', async () => {
  const slots = new Slots(1);
  const release = await slots.take(1, never);
  let isFirst = false;
  const order: string[] = [];
  const enter = (name: string, first?: () => boolean) =>
    slots.take(1, never, first).then((leave) => {
      order.push(name);
      leave();
    });
  const all = [enter('a'), enter('b'), enter('c', () => isFirst)];
  isFirst = true;
  slots.reconsider();
  await all[2];
  release();
  await Promise.all(all);
  expect(order).toEqual(['c', 'a', 'b']);
});

test('heavy work leaves room for the light, which goes past heavy work that waits', async () => {
  const slots = new Slots(64);
  const releases = [1, 2, 3].map(() => slots.take(HEAVY_WEIGHT, never));
  expect(await Promise.all(releases.map(settled))).toEqual([true, true, true]);
  const fourth = slots.take(HEAVY_WEIGHT, never);
  const light = slots.take(1, never);
  expect([await settled(fourth), await settled(light)]).toEqual([false, true]);
  // One that is to be first has places of its own, and so have three of them.
  const first = slots.take(HEAVY_WEIGHT, never, () => true);
  expect(await settled(first)).toBe(true);
  (await releases[0])?.();
  expect(await settled(fourth)).toBe(false);
  (await first)();
  expect(await settled(fourth)).toBe(true);
});

test('what is heavier than heavy work may be takes all that it may have', async () => {
  const slots = new Slots(64);
  const one = await slots.take(1000, never);
  const other = slots.take(1000, never);
  expect([await settled(other), await settled(slots.take(16, never))]).toEqual([false, false]);
  one();
  expect(await settled(other)).toBe(true);
});
