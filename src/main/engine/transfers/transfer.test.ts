import { expect, test, vi } from 'vitest';
import { type ErrorCode, PailError } from '../../../shared/errors.ts';
import type { TransferState } from '../../../shared/model/transfer.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import type { Job, JobContext } from './job.ts';
import { type Journal, NO_JOURNAL } from './journal/journal.ts';
import type { Recalled } from './journal/recall.ts';
import { Slots } from './slots.ts';
import { Transfer } from './transfer.ts';

/** A transfer of items by these names; `run` says what becomes of each. */
function setup(
  change: Partial<Job>,
  slots = new Slots(4),
  { journal = NO_JOURNAL, recalled = null }: { journal?: Journal; recalled?: Recalled | null } = {},
) {
  const states: TransferState[] = [];
  const job: Job = {
    kind: 'upload',
    batch: 1,
    weight: () => 1,
    prepare: async (context) => {
      for (const name of ['a', 'b', 'c']) context.add(name, 10);
    },
    run: async ([index], context) => context.progress(index as number, 10),
    ended: vi.fn(),
    ...change,
  };
  const changed = (urgent: boolean) => {
    if (urgent) queueMicrotask(() => states.push(transfer.summary().state));
  };
  const transfer: Transfer = new Transfer(
    { title: TITLE, job, journal, slots, changed, retryDelay: () => 5 },
    recalled,
  );
  transfer.start();
  const end = (state: TransferState) => vi.waitFor(() => expect(transfer.summary().state).toBe(state), { interval: 1 });
  const states_ = () => Object.fromEntries(transfer.window(0, 200).items.map((item) => [item.name, item.state]));
  return { transfer, job, end, states, itemStates: states_ };
}

const failing =
  (codes: Record<string, ErrorCode>): Job['run'] =>
  async ([index], context) => {
    const code = codes[context.items.name(index as number)];
    if (code) throw new PailError(code);
  };

test('runs to its end, and says so', async () => {
  const { transfer, job, end, states } = setup({});
  expect(transfer.summary()).toMatchObject({ state: 'preparing', endedAt: null, requested: 1, firstName: 'a' });
  await end('completed');
  expect(transfer.summary()).toMatchObject({
    items: { total: 3, done: 3, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    bytesDone: 30,
    bytesTotal: 30,
    bytesPerSecond: 0,
    failure: null,
  });
  expect(transfer.hasEnded).toBe(true);
  expect(job.ended).toHaveBeenCalledTimes(1);
  expect(states.at(-1)).toBe('completed');
});

test('paused while the disk takes in what was chosen, it stays paused', async () => {
  const waiting: Array<() => void> = [];
  const commit = () => new Promise<void>((resolve) => waiting.push(resolve));
  const review: Job['review'] = async () => ({
    conflicts: new Map(),
    impossible: new Map(),
    renamed: 0,
    freeBytes: null,
  });
  const { transfer, job } = setup({ review }, new Slots(4), { journal: { ...NO_JOURNAL, commit } });
  for (const count of [1, 2]) {
    await vi.waitFor(() => expect(waiting).toHaveLength(count), { interval: 1 });
    if (count === 2) transfer.pause();
    waiting.at(-1)?.();
  }
  await vi.waitFor(() => expect(job.ended).toHaveBeenCalled(), { interval: 1 });
  expect(transfer.summary().state).toBe('paused');
});

test('items run while others are still being found', async () => {
  let finish = (): void => undefined;
  const prepare = async (context: JobContext) => {
    context.add('a', 1);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    context.add('b', 1);
  };
  const { transfer, end } = setup({ prepare });
  await vi.waitFor(() => expect(transfer.summary().items.done).toBe(1), { interval: 1 });
  expect(transfer.summary().state).toBe('preparing');
  finish();
  await end('completed');
  expect(transfer.summary().items.done).toBe(2);
});

test('a failed item fails the transfer, a taken target does not', async () => {
  const both = setup({ run: failing({ a: 'access-denied', b: 'target-exists' }) });
  await both.end('failed');
  expect(both.itemStates()).toEqual({ a: 'failed', b: 'skipped', c: 'done' });
  expect(both.transfer.summary().failure).toBeNull();
  const skipped = setup({ run: failing({ b: 'target-exists' }) });
  await skipped.end('completed');
});

test('retries only what failed, and replaces only what was skipped for its target', async () => {
  const codes: Record<string, ErrorCode> = { a: 'access-denied', b: 'target-exists' };
  const run = vi.fn(failing(codes));
  const { transfer, end, itemStates } = setup({ run });
  await end('failed');
  delete codes['a'];
  run.mockClear();
  transfer.retryFailed();
  await end('completed');
  const chosen = () => run.mock.calls.map(([indices, { items }]) => [indices, items.choice(indices[0] ?? -1)]);
  expect(chosen()).toEqual([[[0], 'none']]);
  delete codes['b'];
  run.mockClear();
  transfer.replaceSkipped();
  expect(transfer.summary()).toMatchObject({ state: 'running', endedAt: null });
  await end('completed');
  expect(chosen()).toEqual([[[1], 'overwrite']]);
  expect(itemStates()).toEqual({ a: 'done', b: 'done', c: 'done' });
});

test('what would fail all of them alike lets them all wait, until it is mended', async () => {
  let expired = true;
  const run = vi.fn<Job['run']>(async () => {
    if (expired) throw new PailError('session-expired');
  });
  const { transfer, end } = setup({ run }, new Slots(1));
  await end('parked');
  expect(run).toHaveBeenCalledTimes(1);
  expect(transfer.summary()).toMatchObject({ items: { failed: 0, done: 0 }, failure: { code: 'session-expired' } });
  expect([transfer.waitsForLocation, transfer.hasEnded]).toEqual([true, false]);
  expired = false;
  transfer.resume();
  await end('completed');
  expect(transfer.summary()).toMatchObject({ items: { done: 3 }, failure: null });
});

test('without a network it tries again by itself, until there is one', async () => {
  let attempts = 0;
  const run: Job['run'] = async () => {
    attempts += 1;
    if (attempts < 4) throw new PailError('connection-failed');
  };
  const { transfer, end, states } = setup({ run }, new Slots(1));
  await end('completed');
  expect(states.filter((state) => state === 'parked')).toHaveLength(3);
  expect([transfer.summary().items.done, attempts]).toEqual([3, 6]);
});

test('preparing that fails is the failure of the whole; retrying prepares again and knows what it knew', async () => {
  let denied = true;
  const prepare = async (context: JobContext) => {
    context.add('a', 1);
    await Promise.resolve();
    if (denied) throw new PailError('access-denied');
    context.add('b', 1);
  };
  const { transfer, end, itemStates } = setup({ prepare });
  await end('failed');
  expect(transfer.summary()).toMatchObject({ items: { total: 1, done: 1 }, failure: { code: 'access-denied' } });
  denied = false;
  transfer.retryFailed();
  await end('completed');
  expect(itemStates()).toEqual({ a: 'done', b: 'done' });
});

test('preparing may fail before its first step', async () => {
  const { end } = setup({
    prepare: () => {
      throw new PailError('internal');
    },
  });
  await end('failed');
});

test('cancelling ends what runs and what waits, and is the last word', async () => {
  let cleanedUp = 0;
  const run: Job['run'] = (_indices, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () =>
        setTimeout(() => {
          cleanedUp += 1;
          reject(signal.reason);
        }, 5),
      );
    });
  const { transfer, end } = setup({ run }, new Slots(2));
  await vi.waitFor(() => expect(transfer.window(0, 1).items[0]?.state).toBe('running'), { interval: 1 });
  transfer.cancel();
  transfer.cancel();
  await end('cancelled');
  expect(cleanedUp).toBe(2);
  expect(transfer.summary()).toMatchObject({ items: { cancelled: 3, failed: 0 }, bytesDone: 0, failure: null });
  expect(() => transfer.retryFailed()).toThrow(PailError);
});

test('a batch takes many items, and those that failed by name are not done', async () => {
  const run: Job['run'] = async (indices, { items }) => {
    items.set(indices[1] as number, 'failed', new PailError('access-denied').failure);
  };
  const { end, itemStates } = setup({ run, batch: 1000 });
  await end('failed');
  expect(itemStates()).toEqual({ b: 'failed', a: 'done', c: 'done' });
});

/** Work that ends only when it is told to, or stopped. */
function held() {
  const finish: Array<() => void> = [];
  const run: Job['run'] = (_indices, { signal }) =>
    new Promise((resolve, reject) => {
      finish.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  return { finish, run };
}

test('a pause lets what ran wait; it goes on where it was, and cancelling from there ends it', async () => {
  const { finish, run } = held();
  const { transfer, end, itemStates } = setup({ run }, new Slots(2));
  await vi.waitFor(() => expect(finish).toHaveLength(2), { interval: 1 });
  finish[0]?.();
  await vi.waitFor(() => expect(finish).toHaveLength(3), { interval: 1 });
  transfer.pause();
  transfer.pause();
  expect(transfer.summary()).toMatchObject({ state: 'paused', endedAt: null });
  await vi.waitFor(() => expect(itemStates()).toEqual({ a: 'done', b: 'waiting', c: 'waiting' }), { interval: 1 });
  transfer.resume();
  expect(transfer.summary().state).toBe('running');
  await vi.waitFor(() => expect(finish).toHaveLength(5), { interval: 1 });
  transfer.pause();
  transfer.cancel();
  await end('cancelled');
  expect(itemStates()).toEqual({ a: 'done', b: 'cancelled', c: 'cancelled' });
});

test('resumed before the pause has come to rest, it goes on all the same', async () => {
  const { finish, run } = held();
  const { transfer, end } = setup({ run });
  await vi.waitFor(() => expect(finish).toHaveLength(3), { interval: 1 });
  transfer.pause();
  transfer.resume();
  await vi.waitFor(() => expect(finish).toHaveLength(6), { interval: 1 });
  for (const done of finish.slice(3)) done();
  await end('completed');
});

test('what is found before the first byte is asked about, and nothing runs until it is answered', async () => {
  const run = vi.fn<Job['run']>(async () => undefined);
  const review: Job['review'] = async () => ({
    conflicts: new Map([
      [0, { size: 1, modified: 5000 }],
      // The same second: a file has no fractions of what a header told.
      [1, { size: 10, modified: 5000 }],
      [2, { size: 10, modified: 0 }],
    ]),
    impossible: new Map(),
    renamed: 0,
    freeBytes: 1000,
  });
  const prepare = async (context: JobContext) => {
    for (const [at, name] of ['a', 'b', 'c'].entries()) context.add(name, 10, at * 5499);
  };
  const { transfer, end, itemStates } = setup({ run, review, prepare, otherName: () => 'a (2)' });
  await end('asking');
  expect(run).not.toHaveBeenCalled();
  expect(transfer.summary().review).toEqual({ conflicts: 3, impossible: 0, renamed: 0, freeBytes: 1000 });
  expect(transfer.conflicts(1, 1)).toMatchObject({
    total: 3,
    conflicts: [{ index: 1, name: 'b', existing: { size: 10 } }],
  });
  transfer.pause();
  transfer.resume();
  expect(transfer.summary().state).toBe('asking');
  transfer.answer({ all: 'newer', some: [[0, 'keep-both']] });
  await end('completed');
  // Only `c` was changed after what is there.
  expect(itemStates()).toEqual({ a: 'done', b: 'skipped', c: 'done' });
  const [first, last] = run.mock.calls.map(([[index], { items }]) => [
    items.target(index as number),
    items.choice(index as number),
  ]);
  expect([first, last]).toEqual([
    ['a (2)', 'keep-both'],
    [undefined, 'overwrite'],
  ]);
  expect(() => transfer.answer({ all: 'skip', some: [] })).toThrow(PailError);
});
