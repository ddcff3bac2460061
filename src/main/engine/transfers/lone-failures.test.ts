import { expect, test, vi } from 'vitest';
import { type ErrorCode, PailError } from '../../../shared/errors.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import type { Job } from './job.ts';
import { NO_JOURNAL } from './journal/journal.ts';
import { Slots } from './slots.ts';
import { Transfer } from './transfer.ts';

/** A transfer of `a`, `bad` and `z`; how often each was tried is counted. */
function setup(change: Partial<Job>, places = 1) {
  const tries: Record<string, number> = {};
  const run: Job['run'] = async ([index], { items, mayBeDone }) => {
    const name = items.name(index as number);
    tries[name] = (tries[name] ?? 0) + 1;
    expect(mayBeDone(index as number)).toBe(tries[name] > 1);
    if (name === 'bad') throw new PailError('connection-failed');
  };
  const job: Job = {
    kind: 'upload',
    batch: 1,
    weight: () => 1,
    prepare: async (context) => {
      for (const name of ['a', 'bad', 'z']) context.add(name, 10);
    },
    run,
    ended: () => undefined,
    ...change,
  };
  const transfer = new Transfer({
    title: TITLE,
    job,
    journal: NO_JOURNAL,
    slots: new Slots(places),
    changed: () => undefined,
  });
  transfer.start();
  const end = (state: string) => vi.waitFor(() => expect(transfer.summary().state).toBe(state), { interval: 1 });
  const states = () => Object.fromEntries(transfer.window(0, 200).items.map((item) => [item.name, item.state]));
  return { transfer, tries, end, states };
}

test('one to which the connection always breaks fails alone after three tries, while the store answers', async () => {
  const answers = vi.fn(async () => true);
  const { transfer, tries, end, states } = setup({ answers });
  await end('failed');
  expect(states()).toEqual({ a: 'done', bad: 'failed', z: 'done' });
  expect([tries, answers.mock.calls.length]).toEqual([{ a: 1, bad: 3, z: 1 }, 3]);
  expect(transfer.window(0, 1).items[0]?.failure?.code).toBe('connection-failed' satisfies ErrorCode);
});

test('while the store does not answer, all of it waits, and nothing fails', async () => {
  const { transfer, tries, end } = setup({ answers: async () => false });
  await end('parked');
  expect([transfer.summary().items.failed, tries]).toEqual([0, { a: 1, bad: 1 }]);
  transfer.cancel();
});

test('one that gets further at each try is not given up', async () => {
  let rounds = 0;
  const { end, states } = setup({
    answers: async () => true,
    run: async ([index], { items }) => {
      if (items.name(index as number) !== 'bad') return;
      if (rounds === 0) items.begin(index as number, {});
      items.step(index as number, rounds);
      rounds += 1;
      if (rounds < 9) throw new PailError('connection-failed');
    },
  });
  await end('completed');
  expect([rounds, states()]).toEqual([9, { a: 'done', bad: 'done', z: 'done' }]);
});

test('many that fail at once ask once; paused meanwhile they wait', async () => {
  let answer: (is: boolean) => void = () => undefined;
  const answers = vi.fn(
    () =>
      new Promise<boolean>((resolve) => {
        answer = resolve;
      }),
  );
  const run: Job['run'] = async () => {
    throw new PailError('connection-failed');
  };
  const job: Partial<Job> = { answers, run };
  const { transfer, end, states } = setup(job, 3);
  await vi.waitFor(() => expect(answers).toHaveBeenCalledTimes(1), { interval: 1 });
  transfer.pause();
  answer(true);
  await vi.waitFor(() => expect(states()).toEqual({ a: 'waiting', bad: 'waiting', z: 'waiting' }), { interval: 1 });
  transfer.cancel();
  await end('cancelled');
});
