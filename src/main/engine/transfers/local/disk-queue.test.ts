import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DiskQueue, type DiskThread } from './disk-queue.ts';
import type { DiskOutcome, DiskWork } from './disk-work.ts';

const work = (name: string): DiskWork => ({ folder: '/', name, replace: false, tag: 't', part: 'x' });

/** Threads that do what they are told to, by hand. */
function workshop() {
  let time = 0;
  const threads: Array<{ batches: string[][]; done(): void; end(): void }> = [];
  const start = (): DiskThread => {
    const listeners = { done: (_: DiskOutcome[]): void => undefined, end: (_: string): void => undefined };
    const batches: string[][] = [];
    threads.push({
      batches,
      done: () => listeners.done((batches.at(-1) ?? []).map(() => null)),
      end: () => listeners.end('it broke'),
    });
    return {
      post: (batch) => batches.push(batch.map(({ name }) => name)),
      onDone: (listener) => {
        listeners.done = listener;
      },
      onEnd: (listener) => {
        listeners.end = listener;
      },
    };
  };
  const queue = new DiskQueue(start, () => time);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { queue, threads, turn, pass: (ms: number) => (time += ms) };
}

test('what comes in one turn, and while a thread is busy, goes together, to one thread', async () => {
  const { queue, threads, turn, pass } = workshop();
  const all = ['a', 'b'].map((name) => queue.do(work(name)));
  await turn();
  all.push(...Array.from({ length: 40 }, (_, index) => queue.do(work(`${index}`))));
  await turn();
  pass(30);
  threads[0]?.done();
  threads[0]?.done();
  threads[0]?.done();
  expect(await Promise.all(all)).toEqual(all.map(() => null));
  expect(threads.map(({ batches }) => batches.map((batch) => batch.length))).toEqual([[2, 32, 8]]);
});

test('a slow disk gets more threads, four at most, and one again when it is fast', async () => {
  const { queue, threads, turn, pass } = workshop();
  const busy = () => threads.filter(({ batches }) => batches.length > 0);
  const finish = (ms: number): void => {
    pass(ms);
    for (const thread of busy()) {
      // What it gets next comes while it tells.
      const { length } = thread.batches;
      thread.done();
      thread.batches.splice(0, length);
    }
  };
  const add = (files: number) => Array.from({ length: files }, (_, index) => queue.do(work(`${index}`)));
  const all = add(20 * 32);
  await turn();
  expect(busy()).toHaveLength(1);
  for (let slow = 0; slow < 5; slow += 1) finish(32 * 30);
  expect([threads.length, busy().length]).toEqual([4, 4]);
  while (busy().length > 0) finish(10);
  await Promise.all(all);
  const more = add(3 * 32);
  await turn();
  expect(busy()).toHaveLength(1);
  while (busy().length > 0) finish(10);
  await Promise.all(more);
});

test('a thread that hangs holds up only what it has', async () => {
  const { queue, threads, turn, pass } = workshop();
  const stuck = queue.do(work('stuck'));
  await turn();
  const other = queue.do(work('other'));
  await turn();
  pass(1000);
  await delay(300);
  expect(threads.map(({ batches }) => batches)).toEqual([[['stuck']], [['other']]]);
  threads[1]?.done();
  expect(await other).toBeNull();
  threads[0]?.done();
  expect(await stuck).toBeNull();
});

test('a thread that ends, or does not begin, is told, and the next work has a new one', async () => {
  const { queue, threads, turn } = workshop();
  const lost = queue.do(work('lost'));
  await turn();
  threads[0]?.end();
  expect(await lost).toMatchObject({ code: 'EIO', message: 'it broke' });
  const next = queue.do(work('next'));
  await turn();
  threads[1]?.done();
  expect(await next).toBeNull();
  const none = new DiskQueue(() => {
    throw new Error('no threads here');
  });
  expect(await none.do(work('x'))).toMatchObject({ code: 'EIO', message: 'Error: no threads here' });
});
