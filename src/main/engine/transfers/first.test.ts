/** Which of the transfers goes first, in this process and the next one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TITLE } from '../testing/transfer-parts.ts';
import type { Job } from './job.ts';
import { JournalFolder } from './journal/journal-folder.ts';
import { type NewTitle, Transfers } from './transfers.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-first-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A process in which items begin, as `begun` tells, and go on until they are released. */
function processOf() {
  const begun: string[] = [];
  const release: Array<() => void> = [];
  const jobNamed = (name: string): Job => ({
    kind: 'upload',
    batch: 1,
    // As many as there are places.
    weight: () => 64,
    prepare: async (context) => {
      for (const item of ['1', '2', '3']) context.add(item, 1);
    },
    run: ([index], { items, signal }) =>
      new Promise((resolve, reject) => {
        begun.push(`${name}${items.name(index as number)}`);
        release.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    ended: () => undefined,
  });
  const transfers = new Transfers({
    emit: () => undefined,
    unreadable: () => undefined,
    journals: new JournalFolder(folder),
    jobFor: ({ firstName }) => jobNamed(firstName),
    unreachable: () => null,
    accountOf: () => 'ana',
  });
  const start = (firstName: string): string => {
    const { id: _id, startedAt: _startedAt, ...about } = TITLE;
    const request: NewTitle['request'] = { kind: 'upload', paths: [], emptyFolders: true };
    return transfers.start({ ...about, firstName, request }).id;
  };
  const firsts = () =>
    transfers
      .list()
      .filter(({ first }) => first)
      .map(({ firstName }) => firstName);
  const hasBegun = (...names: string[]) => vi.waitFor(() => expect(begun).toEqual(names), { interval: 1 });
  return { transfers, start, release, firsts, hasBegun };
}

test('one goes before the others, without waiting for what is under way, and then they go on in their order', async () => {
  const { transfers, start, release, firsts, hasBegun } = processOf();
  start('a');
  await hasBegun('a1');
  start('b');
  const c = start('c');
  transfers.setFirst(c, true);
  await hasBegun('a1', 'c1');
  expect(firsts()).toEqual(['c']);
  release[0]?.();
  release[1]?.();
  await hasBegun('a1', 'c1', 'c2');
  release[2]?.();
  release[3]?.();
  await hasBegun('a1', 'c1', 'c2', 'c3');
  release[3]?.();
  await hasBegun('a1', 'c1', 'c2', 'c3', 'a2');
  // What has ended is not first any more, nor can be.
  expect(firsts()).toEqual([]);
  transfers.setFirst(c, true);
  expect(firsts()).toEqual([]);
  expect(() => transfers.setFirst('nobody', true)).toThrow(/not there/);
  await transfers.close();
});

test('one at a time is first, until somebody says otherwise, also in the next process', async () => {
  const before = processOf();
  const [a, b] = [before.start('a'), before.start('b')];
  before.transfers.setFirst(a, true);
  before.transfers.setFirst(b, true);
  expect(before.firsts()).toEqual(['b']);
  await before.transfers.close();
  const after = processOf();
  await after.transfers.recall();
  expect(after.firsts()).toEqual(['b']);
  after.transfers.setFirst(b, false);
  expect(after.firsts()).toEqual([]);
  await after.transfers.close();
});
