import { setMaxListeners } from 'node:events';
import { expect, test } from 'vitest';
import { pacerBefore, SimulatedStore } from '../testing/simulated-store.ts';
import type { Pacer } from './pacer.ts';
import { MAX_LIMIT } from './pacer-limit.ts';
import type { TransportRequest } from './transport/transport.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);

/** Keeps `workers` requests under way until `count` were answered; answers how many of them with success. */
async function load(pacer: Pacer, workers: number, count: number, priority: TransportRequest['priority']) {
  let left = count;
  let successes = 0;
  const request = {
    method: 'GET',
    origin: 'http://store',
    path: '/b/k',
    headers: {},
    priority,
    signal: never,
  } as const;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { status, body } = await pacer.request(request);
      if (status === 200) successes += 1;
      for await (const _ of body);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return successes;
}

test.each([1, 3, 20])('no more than a person allows, whoever waits: %i at a time', async (most) => {
  const store = new SimulatedStore({ capacity: 1000, workMs: 5, wayMs: 40 });
  const pacer = pacerBefore(store);
  pacer.most = most;
  const loaded = Promise.all([load(pacer, 100, 300, 'bulk'), load(pacer, 10, 100, 'interactive')]);
  await store.run();
  expect(await loaded).toEqual([300, 100]);
  expect(store.mostInside).toBe(most);
});

test('what a person allows holds for what is waiting, in both directions', async () => {
  const store = new SimulatedStore({ capacity: 1000, workMs: 5, wayMs: 40 });
  const pacer = pacerBefore(store);
  pacer.most = 2;
  const loaded = load(pacer, 100, 3000, 'bulk');
  await store.run(() => store.arrived.length >= 100);
  expect(store.mostInside).toBe(2);
  pacer.most = MAX_LIMIT;
  await store.run(() => store.arrived.length >= 2000);
  expect(store.mostInside).toBe(MAX_LIMIT);
  pacer.most = 2;
  await store.run(() => pacer.underWay <= 2);
  store.mostInside = 0;
  await store.run();
  expect(await loaded).toBe(3000);
  expect(store.mostInside).toBe(2);
});
