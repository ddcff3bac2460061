import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { pacerBefore, SimulatedStore } from '../testing/simulated-store.ts';
import { INTERACTIVE_EXTRA, Pacer } from './pacer.ts';
import { LATE_LIMIT, MAX_LIMIT, MIN_LIMIT } from './pacer-limit.ts';
import type { Transport, TransportRequest } from './transport/transport.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);

const get = (more: Partial<TransportRequest> = {}): TransportRequest => ({
  method: 'GET',
  origin: 'http://store',
  path: '/b/k',
  headers: {},
  priority: 'bulk',
  signal: never,
  ...more,
});

/** Keeps `workers` requests under way until `count` were answered; answers how many of them with success. */
async function load(pacer: Pacer, workers: number, count: number, more: Partial<TransportRequest> = {}) {
  let left = count;
  let successes = 0;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const { status, body } = await pacer.request(get(more));
      if (status === 200) successes += 1;
      for await (const _ of body);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return successes;
}

test('a store that bears everything gets as much as there is', async () => {
  const store = new SimulatedStore({ capacity: 1000, workMs: 5, wayMs: 40 });
  const pacer = pacerBefore(store);
  const loaded = load(pacer, 100, 1000);
  await store.run();
  await loaded;
  expect(pacer.limit).toBe(MAX_LIMIT);
  expect(store.mostInside).toBe(MAX_LIMIT);
  expect(pacer.underWay).toBe(0);
});

test('what nobody uses is not raised', async () => {
  const store = new SimulatedStore({ capacity: 1000, workMs: 5 });
  const pacer = pacerBefore(store);
  const before = pacer.limit;
  const loaded = load(pacer, before - 1, 2000);
  await store.run();
  await loaded;
  expect(pacer.limit).toBe(before);
});

test.each([4, 12, 40])('it settles at about what a store with a queue bears: %i at a time', async (capacity) => {
  const store = new SimulatedStore({ capacity, workMs: 200, wayMs: 20 });
  const pacer = pacerBefore(store);
  // First it is seen how long it takes by itself.
  const alone = load(pacer, 1, 20);
  await store.run();
  await alone;
  const loaded = load(pacer, 200, 6000);
  const limits: number[] = [];
  await store.run(() => {
    if (store.arrived.length > 3000) limits.push(pacer.limit);
    return false;
  });
  await loaded;
  // Fewer than it bears would be a waste, and more than some three times as many only a longer queue.
  expect(Math.min(...limits)).toBeGreaterThanOrEqual(capacity);
  expect(Math.max(...limits)).toBeLessThanOrEqual(Math.min(MAX_LIMIT, capacity * 3 + 4));
});

test.each([5, 20])('it settles at what a store takes that refuses more than %i', async (refuseAbove) => {
  const store = new SimulatedStore({ capacity: 1000, refuseAbove, workMs: 50 });
  const pacer = pacerBefore(store);
  const loaded = load(pacer, 100, 4000);
  await store.run(() => store.arrived.length > 2000);
  const before = store.refusals;
  await store.run();
  const successes = await loaded;
  expect(successes + store.refusals).toBe(4000);
  // One request too many in each rise from the half is how it knows.
  expect((store.refusals - before) / 2000).toBeLessThan(1 / refuseAbove + 0.01);
  expect(pacer.limit).toBeLessThanOrEqual(refuseAbove + 2);
  expect(pacer.limit).toBeGreaterThanOrEqual(Math.floor(refuseAbove / 2));
});

test('refusals of requests that were sent together halve it once, and never below the floor', async () => {
  const store = new SimulatedStore({ capacity: 1000, refuseAbove: 0, workMs: 50, wayMs: 10 });
  const pacer = pacerBefore(store);
  const before = pacer.limit;
  const loaded = load(pacer, before, before);
  await store.run();
  await loaded;
  expect(pacer.limit).toBe(before / 2);
  const again = load(pacer, 50, 500);
  await store.run();
  await again;
  expect(pacer.limit).toBe(MIN_LIMIT);
});

test('it recovers when the store does', async () => {
  const store = new SimulatedStore({ capacity: 1000, refuseAbove: 0, workMs: 50, wayMs: 10 });
  const pacer = pacerBefore(store);
  const refused = load(pacer, 50, 500);
  await store.run();
  await refused;
  store.options.refuseAbove = 1000;
  const loaded = load(pacer, 100, 4000);
  await store.run();
  await loaded;
  expect(pacer.limit).toBe(MAX_LIMIT);
});

test('answers that take longer and longer lower it, but not far', async () => {
  const store = new SimulatedStore({ capacity: 1000, workMs: 20 });
  const pacer = pacerBefore(store);
  const quick = load(pacer, 30, 300);
  await store.run();
  await quick;
  store.options.workMs = 2000;
  const slow = load(pacer, 100, 1500);
  await store.run();
  await slow;
  expect(pacer.limit).toBe(LATE_LIMIT);
});

test.each<[string, Partial<TransportRequest>]>([
  ['a large body', { body: new Uint8Array(8 * 1024 * 1024) }],
  ['a copy', { headers: { 'x-amz-copy-source': 'b/k' } }],
])('how long %s takes says nothing about the store', async (_what, more) => {
  const store = new SimulatedStore({ capacity: 1000, workMs: 20 });
  const pacer = pacerBefore(store);
  const quick = load(pacer, 100, 1000, { method: 'PUT' });
  await store.run();
  await quick;
  store.options.workMs = 2000;
  const slow = load(pacer, 100, 1000, { method: 'PUT', ...more });
  await store.run();
  await slow;
  expect(pacer.limit).toBe(MAX_LIMIT);
});

test('no answer at all counts as a late one', async () => {
  const inner: Transport = { request: () => Promise.reject(new Error('ECONNRESET')), destroy: () => undefined };
  const pacer = new Pacer(inner, () => 0);
  for (let count = 0; count < 500; count += 1) await expect(pacer.request(get())).rejects.toThrow();
  expect(pacer.limit).toBe(LATE_LIMIT);
  expect(pacer.underWay).toBe(0);
});

test('who waits before the screen goes first, and beyond the limit', async () => {
  const store = new SimulatedStore({ capacity: 1, workMs: 1 });
  const pacer = pacerBefore(store);
  const first = pacer.limit;
  const bulk = load(pacer, 100, 100);
  const interactive = load(pacer, 50, 50, { priority: 'interactive' });
  expect(store.arrived.map(({ priority }) => priority)).toEqual([
    ...Array<string>(first).fill('bulk'),
    ...Array<string>(INTERACTIVE_EXTRA).fill('interactive'),
  ]);
  await store.run();
  await Promise.all([bulk, interactive]);
  const order = store.arrived.map(({ priority }) => priority);
  // All but those whose turn came because so many had gone ahead.
  expect(order.slice(0, first + 50).filter((priority) => priority === 'bulk').length).toBeLessThanOrEqual(first + 2);
});

test('bulk work goes on however much somebody looks around', async () => {
  const store = new SimulatedStore({ capacity: 4, workMs: 10 });
  const pacer = pacerBefore(store);
  let looking = true;
  const browse = async (): Promise<void> => {
    while (looking) {
      const { body } = await pacer.request(get({ priority: 'interactive' }));
      for await (const _ of body);
    }
  };
  const browsing = Array.from({ length: 60 }, browse);
  const bulk = load(pacer, 10, 20).then(() => {
    looking = false;
  });
  await store.run(() => store.arrived.length > 20_000);
  expect(looking).toBe(false);
  await store.run();
  await Promise.all([...browsing, bulk]);
});

test('a request that is given up while it waits is never sent', async () => {
  const store = new SimulatedStore({ capacity: 1, workMs: 1 });
  const pacer = pacerBefore(store);
  const bulk = load(pacer, 40, 40);
  const controller = new AbortController();
  const waiting = pacer.request(get({ path: '/given-up', signal: controller.signal }));
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(pacer.request(get({ signal: controller.signal }))).rejects.toThrow('enough');
  await store.run();
  await bulk;
  expect(store.arrived.map(({ path }) => path)).not.toContain('/given-up');
  expect(pacer.underWay).toBe(0);
});

test('destroy rejects those that wait', async () => {
  const pacer = pacerBefore(new SimulatedStore({ capacity: 0, workMs: 1 }));
  const sent = Array.from({ length: pacer.limit }, () => pacer.request(get()));
  const waiting = pacer.request(get());
  pacer.destroy();
  await expect(waiting).rejects.toThrow('closed');
  expect(sent).toHaveLength(pacer.limit);
});

/** Numbers from 0 to 1 by a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test.each([1, 2, 3, 4, 5, 6])('no place is lost, however requests end (seed %i)', async (seed) => {
  const next = random(seed);
  const pick = <T>(...options: (() => T)[]): T => (options[Math.floor(next() * options.length)] as () => T)();
  const turns = async (): Promise<void> => {
    for (let left = Math.floor(next() * 4); left > 0; left -= 1)
      await pick<unknown>(() => new Promise(setImmediate), Promise.resolve.bind(Promise));
  };
  const inner: Transport = {
    destroy: () => undefined,
    request: async ({ signal }) => {
      await turns();
      signal.throwIfAborted();
      if (next() < 0.2) throw new Error('no answer');
      const body = new Readable({ read: () => undefined });
      body.on('error', () => undefined);
      signal.addEventListener('abort', () => body.destroy(signal.reason), { once: true });
      body.push('some');
      if (next() < 0.8) body.push(null);
      // It may be over before anybody holds it.
      if (next() < 0.2) body.destroy(new Error('cut off'));
      await turns();
      return {
        status: pick(
          () => 200,
          () => 503,
          () => 404,
        ),
        headers: {},
        body,
      };
    },
  };
  const pacer = new Pacer(inner, () => next() * 1000);
  const one = async (): Promise<void> => {
    await turns();
    const controller = new AbortController();
    const sent = pacer.request(
      get({
        signal: controller.signal,
        priority: pick<TransportRequest['priority']>(
          () => 'bulk',
          () => 'interactive',
        ),
      }),
    );
    if (next() < 0.2) void turns().then(() => controller.abort(new Error('enough')));
    try {
      const { body } = await sent;
      await turns();
      if (next() < 0.7 && body.readable) {
        body.resume();
        await turns();
      }
      body.destroy();
    } catch {
      // That it failed is what this one is about.
    }
  };
  await Promise.all(Array.from({ length: 400 }, one));
  await new Promise(setImmediate);
  expect(pacer.underWay).toBe(0);
});
