/** What a person said last about a transfer, through ends of processes and of networks. */
import { expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import type { Job } from './job.ts';
import type { Journal } from './journal/journal.ts';
import { recall } from './journal/recall.ts';
import type { JournalRecord } from './journal/records.ts';
import { Slots } from './slots.ts';
import { Transfer } from './transfer.ts';

/** A transfer of one item whose journal is a list. */
function setup(change: Partial<Job>, records: JournalRecord[] = []) {
  const journal: Journal = {
    append: (record) => records.push(record),
    commit: async () => undefined,
    close: async () => undefined,
  };
  const recalled = recall(records.map((record) => Buffer.from(JSON.stringify([record]))));
  const job: Job = {
    kind: 'delete',
    batch: 1,
    weight: () => 1,
    prepare: async (context) => {
      context.add('a', 1);
    },
    run: async () => undefined,
    ended: () => undefined,
    ...change,
  };
  const parts = { title: TITLE, job, journal, slots: new Slots(4), changed: () => undefined, retryDelay: () => 1 };
  const transfer = new Transfer(parts, recalled);
  return { transfer, records };
}
const until = (transfer: Transfer, state: string) =>
  vi.waitFor(() => expect(transfer.summary().state).toBe(state), { interval: 1 });

test('cancelled, and the process ends over the cleaning up: the next one does not go on', async () => {
  const records: JournalRecord[] = [];
  const first = setup({ run: () => new Promise(() => undefined) }, records);
  first.transfer.start();
  await until(first.transfer, 'running');
  first.transfer.cancel();
  expect(records.at(-1)).toEqual({ r: 'cancelled' });
  const run = vi.fn(async () => undefined);
  const second = setup({ run }, [...records]);
  second.transfer.start();
  await until(second.transfer, 'cancelled');
  expect(run).not.toHaveBeenCalled();
});

test('while it is cancelled nothing makes it go on: no network, no resume, no retry', async () => {
  let letGo = (): void => undefined;
  const abandon = vi.fn(
    () =>
      new Promise<void>((resolve) => {
        letGo = resolve;
      }),
  );
  const run = vi.fn<Job['run']>(async (_indices, { items }) => {
    items.begin(0, {});
    throw new PailError('connection-failed');
  });
  const { transfer, records } = setup({ run, abandon });
  transfer.start();
  await until(transfer, 'parked');
  transfer.cancel();
  transfer.cancel();
  transfer.resume();
  transfer.pause();
  expect(() => transfer.retryFailed()).toThrow(PailError);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const runs = run.mock.calls.length;
  letGo();
  await until(transfer, 'cancelled');
  expect(run.mock.calls.length).toBe(runs);
  expect(abandon).toHaveBeenCalledTimes(1);
  expect(records.filter(({ r }) => r === 'ended')).toHaveLength(1);
});

test('a failure of the whole before the first byte can be tried again', async () => {
  let isDown = true;
  const review: Job['review'] = async () => {
    if (isDown) throw new PailError('storage-unavailable');
    return { conflicts: new Map(), impossible: new Map(), renamed: 0, freeBytes: null };
  };
  const { transfer } = setup({ review });
  transfer.start();
  await until(transfer, 'failed');
  isDown = false;
  transfer.retryFailed();
  await until(transfer, 'completed');
  expect(transfer.summary().items.done).toBe(1);
});

test('a delete that still has to find out what there is waits for a person, not for a sign-in', async () => {
  let expired = true;
  const prepare: Job['prepare'] = async (context) => {
    if (expired) throw new PailError('session-expired');
    context.add('a', 1);
  };
  const { transfer } = setup({ prepare });
  transfer.start();
  await until(transfer, 'parked');
  expect(transfer.waitsForLocation).toBe(false);
  expired = false;
  transfer.resume();
  await until(transfer, 'completed');
});
