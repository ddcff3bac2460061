import { describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { transferSummary } from '../../../shared/testing/transfer-summary.ts';
import { formatDate } from '../../ui/format.ts';
import { itemWords, reviewWords, stateWords, titleEnd, transferTitle } from './words.ts';

const transfer = (change: Partial<TransferSummary>) =>
  transferSummary({
    folder: '2026/',
    firstName: 'cover.png',
    requested: 12,
    items: { total: 12, done: 3, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    bytesDone: 1_200_000,
    bytesTotal: 38_000_000,
    bytesPerSecond: 100_000,
    ...change,
  });

describe('transferTitle', () => {
  it('names one thing and counts many', () => {
    expect(transferTitle(transfer({}), '2026')).toBe('Upload 12 items to 2026');
    expect(transferTitle(transfer({ requested: 1 }), '2026')).toBe('Upload cover.png to 2026');
    expect(transferTitle(transfer({ kind: 'delete', requested: 3 }), 'My files')).toBe('Delete 3 items from My files');
  });
  it('calls a renaming by its name, but for one that an earlier version has kept', () => {
    const move = transfer({ kind: 'move', requested: 1, firstName: 'Welcome.md' });
    expect(transferTitle({ ...move, newName: 'Hello.md' }, 'My files')).toBe('Rename Welcome.md to Hello.md');
    expect(transferTitle(move, 'My files')).toBe('Move Welcome.md to My files');
  });
});

it('titleEnd keeps the extension and the folder', () => {
  const long = transfer({ requested: 1, firstName: 'a recording with a very long name.mp4' });
  const title = transferTitle(long, '2026');
  expect(title.slice(-titleEnd(long, title))).toBe('g name.mp4 to 2026');
  const many = transferTitle(transfer({}), '2026');
  expect(many.slice(-titleEnd(transfer({}), many))).toBe(' to 2026');
});

describe('stateWords', () => {
  it('says how far it is, how fast and how long still', () => {
    expect(stateWords(transfer({}), { left: 400_000 })).toBe(
      '3 of 12 items · 1.20 MB of 38.0 MB · 100 KB/s · 7 minutes left',
    );
  });
  it('says each end', () => {
    const items = { total: 12, done: 10, failed: 0, skipped: 2, replaceable: 2, cancelled: 0 };
    expect(stateWords(transfer({ state: 'completed', items }))).toBe('Completed, 2 skipped · 12 items · 1.2 MB');
    expect(stateWords(transfer({ state: 'failed', items: { ...items, done: 9, skipped: 0, failed: 3 } }))).toBe(
      '3 failed, 9 done · 1.2 MB',
    );
    expect(stateWords(transfer({ state: 'cancelled', items: { ...items, done: 0, skipped: 0 }, bytesDone: 0 }))).toBe(
      'Cancelled',
    );
  });
  it('leaves out that one item is one item, and never says nothing', () => {
    const one = { total: 1, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 };
    expect(stateWords(transfer({ items: one }))).toBe('1.20 MB of 38.0 MB · 100 KB/s');
    expect(stateWords(transfer({ kind: 'delete', items: one, bytesTotal: 0, bytesPerSecond: 0 }))).toBe('In progress…');
    expect(stateWords(transfer({ state: 'completed', items: { ...one, done: 1 } }))).toBe('Completed · 1.2 MB');
  });
  it('tells when it ended, so that two of the same are told apart', () => {
    const midday = new Date(2026, 10, 18, 12, 5).getTime();
    expect(stateWords(transfer({ state: 'cancelled', endedAt: midday }))).toBe(
      `Cancelled, 3 done · 1.2 MB · ${formatDate(midday)}`,
    );
    expect(stateWords(transfer({ state: 'completed', endedAt: Date.now() }))).toMatch(/ · Today \d\d:\d\d$/);
  });
  it('tells the one reason of all that failed', () => {
    const items = { total: 12, done: 10, failed: 2, skipped: 0, replaceable: 0, cancelled: 0 };
    const reason = failure('file-unreadable', { reason: 'EACCES' });
    expect(stateWords(transfer({ state: 'failed', items }), { reason })).toBe(
      '2 failed, 10 done: This could not be read. Check that you may open it · 1.2 MB',
    );
  });
  it('tells the failure of the whole where no item failed', () => {
    const items = { total: 0, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 };
    expect(stateWords(transfer({ state: 'failed', items, failure: failure('disk-full') }))).toContain('disk is full');
  });
  it('names the file of an archive, and counts none of its items before it is there', () => {
    const zip = transfer({ kind: 'zip', requested: 1, firstName: 'plans', file: 'plans.zip' });
    expect(transferTitle(zip, 'Reports')).toBe('Download plans from Reports to plans.zip');
    expect(stateWords({ ...zip, state: 'paused' })).toMatch(/^Paused · 12 items · /);
  });
  it('says what it asks, with what was found', () => {
    const review = { conflicts: 3, impossible: 1, renamed: 2, freeBytes: 12_000_000 };
    expect(stateWords(transfer({ state: 'asking', review }))).toBe(
      'Waiting for your answer · It needs 38 MB, and 12 MB are free where it goes. 3 of 12 names are already taken. ' +
        '1 item cannot be done and will fail. 2 items get another name, because theirs is not possible there.',
    );
    expect(
      reviewWords(transfer({ review: { conflicts: 0, impossible: 0, archived: 3, renamed: 0, freeBytes: null } })),
    ).toEqual(['3 items are archived and fail unless they were restored in the store before.']);
    expect(
      reviewWords(transfer({ review: { conflicts: 0, impossible: 0, renamed: 0, freeBytes: 38_000_000 } })),
    ).toEqual([]);
  });
  it('says what it waits for, and who ends the wait', () => {
    expect(stateWords(transfer({ state: 'paused' }))).toBe('Paused · 3 of 12 items · 1.20 MB of 38.0 MB');
    expect(stateWords(transfer({ state: 'parked', failure: failure('session-expired') }))).toMatch(
      /^Waiting for sign-in: .*sign/i,
    );
    expect(stateWords(transfer({ state: 'parked', failure: failure('connection-failed') }))).toMatch(
      /^The storage cannot be reached\. Pail keeps trying · 3 of 12/,
    );
    expect(stateWords(transfer({ state: 'parked', failure: failure('connection-failed') }), { offline: true })).toMatch(
      /^No network\. Pail keeps trying · /,
    );
    expect(stateWords(transfer({ state: 'parked', failure: failure('issuer-unreachable') }))).toMatch(
      /^The sign-in service cannot be reached/,
    );
    expect(stateWords(transfer({ state: 'parked', failure: failure('disk-full') }))).toBe(
      'The disk is full. Make room and try again · 3 of 12 items · 1.20 MB of 38.0 MB',
    );
  });
  it('warns of what would be forgotten, as long as there is something to forget', () => {
    expect(stateWords(transfer({ recorded: false }))).toMatch(/ · Not kept if Pail ends$/);
    expect(stateWords(transfer({ recorded: false, state: 'completed' }))).not.toContain('Not kept');
  });
  it('says that it is still counting', () => {
    expect(stateWords(transfer({ state: 'preparing' }))).toBe('Preparing, 12 items found…');
  });
});

it('itemWords gives the reason without naming the item again', () => {
  const item = { name: 'a/b.txt', state: 'skipped', size: 1, bytesDone: 0 } as const;
  expect(itemWords({ ...item, failure: failure('target-exists', { subject: 'a/b.txt' }) })).toBe(
    'Skipped: Something with this name is there already and was left as it is.',
  );
  expect(itemWords({ ...item, state: 'done', failure: null })).toBe('Done');
});
