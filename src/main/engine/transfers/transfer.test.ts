import { expect, test, vi } from 'vitest';
import { type ErrorCode, PailError } from '../../../shared/errors.ts';
import type { TransferState } from '../../../shared/model/transfer.ts';
import type { Job, JobContext } from './job.ts';
import { Slots } from './slots.ts';
import { Transfer } from './transfer.ts';

const title = { id: 't', locationId: 'l', folder: '', firstName: 'a', requested: 1, target: null };

/** A transfer of items by these names; `run` says what becomes of each. */
function setup(change: Partial<Job>, slots = new Slots(4)) {
  const states: TransferState[] = [];
  const job: Job = {
    kind: 'upload',
    batch: 1,
    weight: () => 1,
    prepare: async (context) => {
      for (const name of ['a', 'b', 'c']) context.add(name, 10);
    },
    run: async ([index], _replace, context) => context.progress(index as number, 10),
    ended: vi.fn(),
    ...change,
  };
  const transfer: Transfer = new Transfer(title, job, slots, (urgent) => {
    if (urgent) queueMicrotask(() => states.push(transfer.summary().state));
  });
  const end = (state: TransferState) => vi.waitFor(() => expect(transfer.summary().state).toBe(state), { interval: 1 });
  const states_ = () => Object.fromEntries(transfer.window(0, 200).items.map((item) => [item.name, item.state]));
  return { transfer, job, end, states, itemStates: states_ };
}

const failing =
  (codes: Record<string, ErrorCode>): Job['run'] =>
  async ([index], _replace, context) => {
    const code = codes[context.items.name(index as number)];
    if (code) throw new PailError(code);
  };

test('runs to its end, and says so', async () => {
  const { transfer, job, end, states } = setup({});
  expect(transfer.summary()).toMatchObject({ state: 'preparing', endedAt: null, requested: 1, firstName: 'a' });
  await end('completed');
  expect(transfer.summary()).toMatchObject({
    items: { total: 3, done: 3, failed: 0, skipped: 0, cancelled: 0 },
    bytesDone: 30,
    bytesTotal: 30,
    bytesPerSecond: 0,
    failure: null,
  });
  expect(transfer.hasEnded).toBe(true);
  expect(job.ended).toHaveBeenCalledTimes(1);
  expect(states.at(-1)).toBe('completed');
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
  expect(run.mock.calls.map(([indices, replace]) => [indices, replace])).toEqual([[[0], false]]);
  delete codes['b'];
  run.mockClear();
  transfer.replaceSkipped();
  expect(transfer.summary()).toMatchObject({ state: 'running', endedAt: null });
  await end('completed');
  expect(run.mock.calls.map(([indices, replace]) => [indices, replace])).toEqual([[[1], true]]);
  expect(itemStates()).toEqual({ a: 'done', b: 'done', c: 'done' });
});

test('what would fail all of them alike fails the rest at once', async () => {
  const run = vi.fn(failing({ a: 'session-expired' }));
  const { transfer, end } = setup({ run }, new Slots(1));
  await end('failed');
  expect(run).toHaveBeenCalledTimes(1);
  expect(transfer.summary()).toMatchObject({ items: { failed: 3 }, failure: { code: 'session-expired' } });
  run.mockImplementation(async () => undefined);
  transfer.retryFailed();
  await end('completed');
  expect(transfer.summary().failure).toBeNull();
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
  const run: Job['run'] = (_indices, _replace, { signal }) =>
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
  const run: Job['run'] = async (indices, _replace, { items }) => {
    items.set(indices[1] as number, 'failed', new PailError('access-denied').failure);
  };
  const { end, itemStates } = setup({ run, batch: 1000 });
  await end('failed');
  expect(itemStates()).toEqual({ b: 'failed', a: 'done', c: 'done' });
});
