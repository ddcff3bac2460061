import { describe, expect, it, vi } from 'vitest';
import { failure } from '../shared/errors.ts';
import type { TransferSummary } from '../shared/model/transfer.ts';
import { transferSummary } from '../shared/testing/transfer-summary.ts';
import { newsOf, TransferNews, windowProgress } from './transfer-news.ts';

const transfer = (change: Partial<TransferSummary>) =>
  transferSummary({
    id: 'a',
    folder: 'secret plans/',
    firstName: '<b>x</b>',
    items: { total: 3, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    bytesDone: 50,
    ...change,
  });

describe('windowProgress', () => {
  it('is how far all are together that have not ended, by bytes, and says when something holds them up', () => {
    expect(windowProgress([])).toEqual({ value: -1, mode: 'none' });
    expect(windowProgress([transfer({ state: 'failed' })])).toEqual({ value: -1, mode: 'none' });
    expect(windowProgress([transfer({}), transfer({ bytesDone: 0 })])).toEqual({ value: 0.25, mode: 'normal' });
    expect(windowProgress([transfer({}), transfer({ bytesDone: 0, bytesTotal: 400 })])).toMatchObject({ value: 0.1 });
    expect(windowProgress([transfer({ state: 'preparing' })])).toMatchObject({ mode: 'indeterminate' });
    expect(windowProgress([transfer({ state: 'paused' })])).toMatchObject({ value: 0.5, mode: 'paused' });
    expect(windowProgress([transfer({}), transfer({ state: 'paused' })])).toMatchObject({ mode: 'normal' });
    expect(windowProgress([transfer({}), transfer({ state: 'asking' })])).toMatchObject({ mode: 'paused' });
    expect(windowProgress([transfer({}), transfer({ state: 'parked' })])).toMatchObject({ mode: 'error' });
  });
});

describe('newsOf', () => {
  it('tells ends and waits of what took longer than 10 s', () => {
    const long = { startedAt: 0, endedAt: 10_001 };
    expect(newsOf(transfer({ ...long, state: 'completed' }), 0)).toEqual({
      title: 'Upload completed',
      body: '3 items.',
    });
    expect(newsOf(transfer({ ...long, state: 'completed', endedAt: 10_000 }), 99_999)).toBeNull();
    const renaming = transfer({ ...long, kind: 'move', state: 'completed', newName: 'b' });
    expect(newsOf(renaming, 0)?.title).toBe('Rename completed');
    const items = { total: 3, done: 1, failed: 2, skipped: 0, replaceable: 0, cancelled: 0 };
    expect(newsOf(transfer({ ...long, state: 'failed', items }), 0)?.body).toBe('2 of 3 items failed.');
    expect(newsOf(transfer({ state: 'asking' }), 10_001)?.title).toBe('Upload needs your answer');
    expect(newsOf(transfer({ state: 'asking' }), 10_000)).toBeNull();
    const parked = newsOf(transfer({ state: 'parked', failure: failure('connection-failed') }), 20_000);
    expect(parked?.body).toMatch(/^There is no connection/);
    expect(newsOf(transfer({ state: 'paused' }), 20_000)).toBeNull();
    expect(newsOf(transfer({ ...long, state: 'cancelled' }), 0)).toBeNull();
  });
  it('names nothing: names come from buckets', () => {
    for (const state of ['completed', 'failed', 'asking', 'parked'] as const) {
      const why = failure('disk-full', { subject: '<b>x</b>' });
      const news = newsOf(transfer({ state, failure: why }), 20_000);
      expect(JSON.stringify(news)).not.toMatch(/<b>|secret/);
    }
  });
});

describe('TransferNews', () => {
  const make = () => {
    const parts = { isLookedAt: vi.fn(() => false), notify: vi.fn(), setProgress: vi.fn(), now: () => 20_000 };
    return { ...parts, news: new TransferNews(parts) };
  };
  it('notifies once of each change, not of what an earlier run left', () => {
    const { news, notify } = make();
    news.changed([transfer({ state: 'completed', endedAt: 20_000 }), transfer({ id: 'b', state: 'parked' })]);
    expect(notify).not.toHaveBeenCalled();
    news.changed([transfer({})]);
    news.changed([transfer({ state: 'completed', endedAt: 20_000 })]);
    news.changed([transfer({ state: 'completed', endedAt: 20_000 })]);
    expect(notify).toHaveBeenCalledOnce();
  });
  it('tells once of each time without a network, however often and however many transfers try', () => {
    const { news, notify } = make();
    const offline = { state: 'parked', failure: failure('connection-failed') } as const;
    news.changed([transfer({}), transfer({ id: 'b' })]);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      news.changed([transfer(offline), transfer({ id: 'b', ...offline })]);
      news.changed([transfer({}), transfer({ id: 'b', state: 'preparing' })]);
    }
    expect(notify).toHaveBeenCalledOnce();
    // The first gets further: but for the other one there is still none.
    news.changed([transfer({ bytesDone: 60 })]);
    news.changed([transfer({ bytesDone: 60, ...offline })]);
    expect(notify).toHaveBeenCalledOnce();
    news.changed([transfer({ bytesDone: 70 }), transfer({ id: 'b', bytesDone: 51 })]);
    news.changed([transfer({ bytesDone: 70, ...offline })]);
    expect(notify).toHaveBeenCalledTimes(2);
    // What else it waits for is told.
    news.changed([transfer({ state: 'parked', failure: failure('session-expired') })]);
    news.changed([transfer({})]);
    news.changed([transfer({ state: 'parked', failure: failure('session-expired') })]);
    expect(notify).toHaveBeenCalledTimes(3);
  });
  it('forgets those of accounts that have signed out, also that they wait for the network', () => {
    const { news, notify, setProgress } = make();
    const offline = { state: 'parked', failure: failure('connection-failed') } as const;
    const ben = { id: 'b', accountId: 'ben' };
    news.changed([transfer({}), transfer(ben)]);
    news.changed([transfer(offline)]);
    news.keepOnly(new Set(['ben']));
    expect(news.open.map(({ id }) => id)).toEqual(['b']);
    expect(setProgress).toHaveBeenLastCalledWith({ value: 0.5, mode: 'normal' });
    news.changed([transfer({ ...ben, ...offline })]);
    expect(notify).toHaveBeenCalledTimes(2);
    news.keepOnly(new Set());
    expect(setProgress).toHaveBeenLastCalledWith({ value: -1, mode: 'none' });
  });
  it('is quiet while somebody looks', () => {
    const { news, notify, isLookedAt } = make();
    isLookedAt.mockReturnValue(true);
    news.changed([transfer({})]);
    news.changed([transfer({ state: 'asking' })]);
    expect(notify).not.toHaveBeenCalled();
  });
  it('shows progress when it changes, and none at the end or without an engine', () => {
    const { news, setProgress } = make();
    news.changed([transfer({})]);
    news.changed([transfer({ bytesPerSecond: 7 })]);
    news.forget();
    expect(setProgress.mock.calls.map(([{ value }]) => value)).toEqual([0.5, -1]);
    news.changed([transfer({})]);
    news.changed([transfer({ state: 'completed', endedAt: 20_000 })]);
    expect(setProgress.mock.calls.map(([{ value }]) => value)).toEqual([0.5, -1, 0.5, -1]);
  });
});
