import { describe, expect, it } from 'vitest';
import type { TransferSummary } from '../../shared/model/transfer.ts';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { filterCounts, filtered, glance, merged } from './transfers.ts';

const transfer = (change: Partial<TransferSummary>) =>
  transferSummary({
    id: 'a',
    items: { total: 10, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    startedAt: 1,
    ...change,
  });

describe('merged', () => {
  it('never lets a bar jump back when the total grows', () => {
    const half = merged([], [transfer({ bytesDone: 50 })]);
    expect(half[0]?.shown).toBe(0.5);
    const grown = merged(half, [transfer({ bytesDone: 60, bytesTotal: 600 })]);
    expect(grown[0]?.shown).toBe(0.5);
  });
  it('tells after a pause what is kept', () => {
    const half = merged([], [transfer({ bytesDone: 50 })]);
    const paused = merged(half, [transfer({ state: 'paused', bytesDone: 30 })]);
    expect(paused[0]?.shown).toBe(0.3);
    expect(merged(paused, [transfer({ bytesDone: 31 })])[0]?.shown).toBe(0.31);
  });
  it('starts again when failed items are retried', () => {
    const failed = merged([], [transfer({ state: 'failed', bytesDone: 90 })]);
    const again = merged(failed, [transfer({ state: 'running', bytesDone: 10 })]);
    expect(again[0]?.shown).toBe(0.1);
  });
  it('keeps what has ended well below all others', () => {
    const states = { done: 'completed', off: 'cancelled', bad: 'failed', run: 'running', ask: 'asking' } as const;
    const some = Object.entries(states).map(([id, state], n) => transfer({ id, state, startedAt: 10 - n }));
    expect(merged([], some).map((one) => one.summary.id)).toEqual(['bad', 'run', 'ask', 'done', 'off']);
  });
  it('keeps the newest first', () => {
    const all = merged(merged([], [transfer({ id: 'old', startedAt: 1 })]), [transfer({ id: 'new', startedAt: 2 })]);
    expect(all.map((one) => one.summary.id)).toEqual(['new', 'old']);
  });
});

const all = merged(
  [],
  [
    transfer({ id: 'a', bytesDone: 50 }),
    transfer({ id: 'b', bytesDone: 0, state: 'preparing' }),
    transfer({ id: 'c', state: 'failed' }),
    transfer({ id: 'd', state: 'completed' }),
    transfer({ id: 'e', state: 'asking', bytesDone: 10 }),
    transfer({ id: 'f', state: 'parked' }),
    transfer({ id: 'g', state: 'paused' }),
    transfer({ id: 'h', state: 'cancelled' }),
  ],
);

it('glance counts what runs, what needs a person and what failed; only what runs makes the percentage', () => {
  expect(glance(all)).toEqual({ running: 2, asking: 1, parked: 1, paused: 1, ended: 3, failed: 1, shown: 0.25 });
});

it('a small transfer beside a large one hardly moves the percentage', () => {
  const large = transfer({ id: 'large', bytesDone: 90e6, bytesTotal: 100e6 });
  const both = merged([], [large, transfer({ id: 'small', bytesTotal: 1e6 })]);
  expect(glance(both).shown).toBeCloseTo(90 / 101);
  const deletes = merged([], [transfer({ id: 'x', bytesTotal: 0, items: { ...large.items, done: 5 } })]);
  expect(glance(deletes).shown).toBe(0.5);
});

it('each filter shows as many as it says, and no transfer is missing', () => {
  const counts = filterCounts(all);
  expect(counts).toEqual({ all: 8, active: 2, waiting: 3, failed: 1, done: 2 });
  for (const [filter, count] of Object.entries(counts)) {
    expect(filtered(all, filter as keyof typeof counts)).toHaveLength(count);
  }
  expect(filtered(all, 'waiting').map((one) => one.summary.id)).toEqual(['e', 'f', 'g']);
});
