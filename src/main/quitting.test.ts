import { expect, test, vi } from 'vitest';
import type { TransferSummary } from '../shared/model/transfer.ts';
import { Quitting, quitQuestion } from './quitting.ts';

const transfer = (change: Partial<TransferSummary>) =>
  ({ kind: 'upload', state: 'running', recorded: true, ...change }) as TransferSummary;

function setup(transfers: readonly TransferSummary[], answer = true) {
  let stopped = (): void => undefined;
  const parts = {
    transfers: () => transfers,
    isRemembered: () => true,
    ask: vi.fn(async () => answer),
    stop: vi.fn(
      () =>
        new Promise<void>((resolve) => {
          stopped = resolve;
        }),
    ),
    quit: vi.fn(),
  };
  return { ...parts, quitting: new Quitting(parts), stopped: () => stopped() };
}
const otherWork = () => new Promise((resolve) => setImmediate(resolve));

test('without transfers at work nobody is asked, and it ends once everything is in order', async () => {
  const rests = (['paused', 'parked', 'asking'] as const).map((state) => transfer({ state }));
  const { quitting, ask, stop, quit, stopped } = setup(rests);
  expect(quitting.wished()).toBe(false);
  expect(quitting.wished()).toBe(false);
  expect([ask.mock.calls.length, stop.mock.calls.length, quit.mock.calls.length]).toEqual([0, 1, 0]);
  stopped();
  await otherWork();
  expect(quit).toHaveBeenCalledOnce();
  expect(quitting.wished()).toBe(true);
});

test('with transfers at work it asks once, and goes on where the person thinks better of it', async () => {
  const { quitting, ask, stop } = setup([transfer({})], false);
  expect([quitting.wished(), quitting.wished()]).toEqual([false, false]);
  await otherWork();
  expect([ask.mock.calls.length, stop.mock.calls.length]).toEqual([1, 0]);
  expect(quitting.wished()).toBe(false);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('where the system ends nobody is waited for', async () => {
  const { quitting, ask, stop, stopped, quit } = setup([transfer({})]);
  ask.mockReturnValue(new Promise(() => undefined));
  quitting.wished();
  expect([quitting.demanded(), quitting.demanded()]).toEqual([false, false]);
  expect(stop).toHaveBeenCalledOnce();
  stopped();
  await otherWork();
  expect(quit).toHaveBeenCalledOnce();
  expect(quitting.demanded()).toBe(true);
});

test('the question says what becomes of them', () => {
  const about = (...transfers: readonly TransferSummary[]) =>
    quitQuestion({ transfers: () => transfers, isRemembered: (accountId) => accountId !== 'memory' });
  expect(about(transfer({ state: 'paused' }))).toBeNull();
  expect(about(transfer({}), transfer({ state: 'preparing' }))).toEqual({
    title: '2 transfers are under way',
    detail: 'They go on when Pail starts again.',
    yes: 'Quit',
    no: 'Keep Pail open',
  });
  expect(about(transfer({}))).toMatchObject({
    title: '1 transfer is under way',
    detail: 'It goes on when Pail starts again.',
  });
  const forgotten = { accountId: 'memory' };
  expect(about(transfer(forgotten))?.detail).toBe('It goes on when Pail starts again and you have signed in.');
  expect(about(transfer({}), transfer(forgotten), transfer(forgotten))?.detail).toBe(
    '1 of them goes on when Pail starts again. 2 of them go on when Pail starts again and you have signed in.',
  );
  expect(about(transfer({}), transfer({ kind: 'delete' }), transfer({ recorded: false }))?.detail).toBe(
    '1 of them goes on when Pail starts again. 1 delete waits then until you resume it. 1 of them could not be remembered and does not go on.',
  );
});
