import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

const dropNothing = async (): Promise<void> => undefined;

test('answers come in order, whatever ends first, and no more is begun than costs allow', async () => {
  let present = 0;
  let most = 0;
  const work = async (one: number): Promise<number> => {
    present += one;
    most = Math.max(most, present);
    await new Promise((resolve) => setTimeout(resolve, 10 - one));
    return one;
  };
  const found: number[] = [];
  for await (const one of inOrder([3, 1, 4, 1, 5, 9], (cost) => cost, work, { most: 10, cost: 8 }, dropNothing)) {
    found.push(one);
    present -= one;
  }
  expect(found).toEqual([3, 1, 4, 1, 5, 9]);
  // One that costs more by itself runs alone.
  expect(most).toBe(9);
});

test('what is under way when the listener leaves is dropped', async () => {
  const dropped: number[] = [];
  const listening = inOrder(
    [1, 2, 3, 4],
    () => 1,
    async (one) => one,
    { most: 3, cost: 10 },
    async (one) => void dropped.push(one),
  );
  for await (const one of listening) if (one === 1) break;
  expect(dropped).toEqual([2, 3]);
});
