/** What a store has archived: it is shown, counted before anything is moved, and refused with a sentence that says what to do. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { windowEntries } from '../../src/shared/model/listing.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { startEngine, type TestEngine } from '../integration/engine-fixture.ts';
import { readZip } from '../support/read-zip.ts';
import { listen } from '../support/strict-store/listen.ts';
import { BUCKET, StrictStore } from '../support/strict-store/strict-store.ts';

const ALL = { allExcept: NO_IDS };
const store = new StrictStore();
let listening: Awaited<ReturnType<typeof listen>>;
let engine: TestEngine;
let local: string;

beforeEach(async () => {
  store.objects.clear();
  store.archived.clear();
  for (const name of ['a.txt', 'b.txt', 'in/c.txt', 'in/d.txt']) store.put(name, name);
  store.archived.set('b.txt', 'GLACIER');
  store.archived.set('in/d.txt', 'DEEP_ARCHIVE');
  listening = await listen(store);
  local = mkdtempSync(join(tmpdir(), 'pail-archived-'));
  const storage = { region: 'eu-west-1', endpoint: listening.endpoint, pathStyle: true };
  const place = {
    id: 'place',
    accountId: 'ana',
    label: 'Place',
    bucket: BUCKET,
    prefix: '',
    storage,
    credentialsId: 'c',
  };
  const actions = ['list', 'read', 'write', 'delete'] as const;
  engine = startEngine([{ ...place, actions }], () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
});
afterEach(() => {
  engine.stop();
  listening.stop();
  rmSync(local, { recursive: true });
});

async function asked(transfer: TransferSummary): Promise<TransferSummary> {
  return vi.waitFor(() => {
    const summary = engine.summaryOf(transfer);
    expect(summary.state).toBe('asking');
    return summary;
  });
}

/** Goes on, and answers the names of what failed. */
async function failedAfter(transfer: TransferSummary): Promise<string[]> {
  engine.answerTransfer(transfer.id, { all: 'skip', some: [] });
  const ended = await engine.ended(transfer);
  expect(ended.state).toBe('failed');
  const failed = engine.allItems(transfer).filter(({ state }) => state === 'failed');
  expect(failed.every(({ failure }) => failure?.code === 'object-archived')).toBe(true);
  expect(failed[0]?.failure?.message).toContain('Have it restored in the store');
  return failed.map(({ name }) => name);
}

test('a listing tells what is archived', async () => {
  const { viewId } = await engine.listed('place', '', {}, 'tree');
  const entries = windowEntries(engine.rows(viewId, 0, 200));
  expect(entries.filter(({ archived }) => archived).map(({ name }) => name)).toEqual(['b.txt', 'in/d.txt']);
});

test('a download counts it before, and it fails; restored, it comes', async () => {
  const { viewId } = await engine.listed('place', '');
  const transfer = engine.startDownload(viewId, ALL, local, 'ask');
  expect((await asked(transfer)).review).toMatchObject({ archived: 2, impossible: 0 });
  expect(await failedAfter(transfer)).toEqual(['b.txt', 'in/d.txt']);
  expect(engine.states(transfer)).toMatchObject({ 'b.txt': 'failed object-archived', 'a.txt': 'done' });
  expect(readdirSync(local).sort()).toEqual(['a.txt', 'in']);
  store.archived.clear();
  engine.retryFailed(transfer.id);
  expect(await engine.ended(transfer)).toMatchObject({ state: 'completed', items: { done: 4 } });
});

test('so does an archive, which is made without it and says so', async () => {
  const { viewId } = await engine.listed('place', '');
  const transfer = engine.startZip(viewId, ALL, join(local, 'all.zip'));
  expect((await asked(transfer)).review).toMatchObject({ archived: 2 });
  expect(await failedAfter(transfer)).toEqual(['b.txt', 'in/d.txt']);
  const names = readZip(join(local, 'all.zip')).map(({ name }) => name);
  expect(names).toEqual(['a.txt', 'in/c.txt', 'Not in this archive.txt']);
});

test('so do a copy and a move, and what cannot be copied is not deleted', async () => {
  store.put('target/x', '');
  const { viewId } = await engine.listed('place', 'in/');
  const copy = engine.startCopy(viewId, ALL, 'place', 'target/', 'copy', 'ask');
  expect((await asked(copy)).review).toMatchObject({ archived: 1 });
  expect(await failedAfter(copy)).toEqual(['d.txt']);
  const move = engine.startCopy(viewId, ALL, 'place', 'elsewhere/', 'move', 'ask');
  await asked(move);
  expect(await failedAfter(move)).toEqual(['d.txt']);
  expect(store.keys()).toContain('in/d.txt');
  expect(store.keys()).not.toContain('in/c.txt');
});
