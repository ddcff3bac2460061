/** A store that was asked more than once to begin an upload has begun more than one: nothing is left of the others when the item has ended. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import { hasEnded, type TransferSummary } from '../../../shared/model/transfer.ts';
import type { S3Port } from '../s3/port.ts';
import { MemoryStore } from '../testing/memory-store.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import { jobFor } from './jobs/job-for.ts';
import { JournalFolder } from './journal/journal-folder.ts';
import { ownThreadDisk } from './local/disk.ts';
import { Transfers } from './transfers.ts';

const WAIT = { timeout: 20_000, interval: 1 };

let base = '';
let store: MemoryStore;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pail-unheard-'));
  await writeFile(join(base, 'large'), Buffer.alloc(17 * 1_048_576));
  store = new MemoryStore();
  store.lostBeginnings = 2;
});
afterEach(() => rm(base, { recursive: true }));

const uploads = (): string[] => [...store.state.uploads.keys()];
/** What is asked in this way is refused, the first time. */
function refuse(asked: RegExp, instead: () => void): void {
  let isFirst = true;
  store.fault = (one) => {
    if (!asked.test(one) || !isFirst) return;
    isFirst = false;
    instead();
  };
}

/** A process with the store. */
function process(change: Partial<S3Port> = {}) {
  const port = async () => ({ ...store.port(), ...change });
  const transfers: Transfers = new Transfers({
    emit: () => undefined,
    unreadable: () => undefined,
    journals: new JournalFolder(join(base, 'journals')),
    jobFor: (title) =>
      jobFor(title, {
        port,
        sourcePort: port,
        disk: ownThreadDisk,
        tookOver: () => undefined,
        isHeld: (uploadId) => transfers.isHeld(uploadId),
        ended: () => undefined,
      }),
    unreachable: () => null,
    accountOf: () => 'ana',
  });
  const start = (): TransferSummary => {
    const { id: _id, startedAt: _startedAt, ...title } = TITLE;
    const request = { kind: 'upload' as const, paths: [join(base, 'large')], emptyFolders: true };
    return transfers.start({ ...title, onConflict: 'overwrite', request });
  };
  const of = ({ id }: TransferSummary) => transfers.list().find((one) => one.id === id);
  const ended = (started: TransferSummary) =>
    vi.waitFor(() => {
      const summary = of(started);
      if (!summary || !hasEnded(summary)) throw new Error('not yet');
      return summary;
    }, WAIT);
  return { transfers, start, of, ended };
}

test('after an upload that is completed', async () => {
  const { start, ended } = process();
  expect(await ended(start())).toMatchObject({ state: 'completed', items: { done: 1 } });
  expect(uploads()).toEqual([]);
  expect(store.asked.filter((one) => one.startsWith('ABORT'))).toHaveLength(2);
});

test('after one that failed', async () => {
  refuse(/^PART/, () => {
    throw new PailError('access-denied');
  });
  const { start, ended } = process();
  expect(await ended(start())).toMatchObject({ state: 'failed', items: { failed: 1 } });
  expect(uploads()).toEqual([]);
});

test('after one that was cancelled, also when it was paused before', async () => {
  const { transfers, start, of, ended } = process();
  refuse(/^PART/, () => transfers.all('pause'));
  const upload = start();
  await vi.waitFor(() => expect(of(upload)?.state).toBe('paused'), WAIT);
  expect(uploads()).toHaveLength(3);
  void transfers.with(upload.id, (transfer) => transfer.cancel());
  expect(await ended(upload)).toMatchObject({ state: 'cancelled' });
  expect(uploads()).toEqual([]);
});

test('what cannot be taken back leaves the upload completed, and is remembered until that is cleared', async () => {
  const isDown = (): never => {
    throw new PailError('connection-failed');
  };
  store.fault = (asked) => {
    if (asked.startsWith('ABORT')) isDown();
  };
  const first = process();
  expect(await first.ended(first.start())).toMatchObject({ state: 'completed', failure: null, items: { done: 1 } });
  expect(uploads()).toHaveLength(2);
  await expect(first.transfers.clearEnded()).rejects.toMatchObject({ failure: { code: 'connection-failed' } });
  await first.transfers.close();
  store.fault = () => undefined;
  const second = process();
  await second.transfers.recall();
  expect(second.transfers.list()).toMatchObject([{ state: 'completed', items: { done: 1 } }]);
  // They are no upload of which more is known than that it may be there.
  expect(second.transfers.begunUploads()).toEqual([]);
  await second.transfers.clearEnded();
  expect([uploads(), second.transfers.list()]).toEqual([[], []]);
});

test('where the store does not let us see uploads nothing is done, and nothing is remembered', async () => {
  const listUploads = () => Promise.reject(new PailError('access-denied'));
  const { transfers, start, ended } = process({ listUploads });
  expect(await ended(start())).toMatchObject({ state: 'completed' });
  expect(uploads()).toHaveLength(2);
  await transfers.clearEnded();
  expect(transfers.list()).toEqual([]);
});

test('what another transfer has under way to the same key stays', async () => {
  store.lostBeginnings = 0;
  const { transfers, start, of, ended } = process();
  refuse(/^PART large 2/, () => transfers.all('pause'));
  const other = start();
  await vi.waitFor(() => expect(of(other)?.state).toBe('paused'), WAIT);
  const theirs = uploads();
  expect(theirs).toHaveLength(1);
  store.lostBeginnings = 1;
  expect(await ended(start())).toMatchObject({ state: 'completed' });
  expect(uploads()).toEqual(theirs);
  transfers.all('resume');
  expect(await ended(other)).toMatchObject({ state: 'completed' });
  expect(uploads()).toEqual([]);
});
