/** What is on the disk when the engine was asked to close in the middle of transfers: as much as when they are paused. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryStore, storedObject } from '../testing/memory-store.ts';
import { fetchedAgain, transferProcess, WAIT } from '../testing/transfer-process.ts';
import { decodeFrames } from './journal/frames.ts';
import { recall } from './journal/recall.ts';
import type { Transfers } from './transfers.ts';

const MEBIBYTE = 1_048_576;

let base = '';
let journals = '';
let target = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pail-closing-'));
  journals = join(base, 'journals');
  target = join(base, 'target');
  await mkdir(target);
});
afterEach(() => rm(base, { recursive: true }));

/** Closes as soon as something is asked of the store, and answers when that is done. */
async function closedAt(store: MemoryStore, asked: string, transfers: Transfers): Promise<void> {
  let closing: Promise<void> | null = null;
  store.fault = (one) => {
    if (one !== asked) return;
    closing ??= transfers.close();
    throw new DOMException('', 'AbortError');
  };
  await vi.waitFor(() => expect(closing).not.toBeNull(), WAIT);
  await closing;
}

/** What the one journal tells, and of what it says as begun of an item; all of the file is whole. */
async function journal() {
  const [name] = await readdir(journals);
  const content = await readFile(join(journals, name as string));
  const { payloads, wholeBytes } = decodeFrames(content);
  expect(wholeBytes).toBe(content.length);
  const left = recall(payloads);
  const begun = <Base, Step>(index: number) => left?.items.begun(index) as { base: Base; steps: Step[] };
  return { left, begun };
}

test('an upload: each part that the store has confirmed is in the journal, and the next process sends only the others', async () => {
  const files = { small: 10, large: 42 * MEBIBYTE };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(base, name), Buffer.alloc(bytes, name));
  const store = new MemoryStore();
  const { transfers, start } = transferProcess(store, journals);
  const paths = Object.keys(files).map((name) => join(base, name));
  start({ request: { kind: 'upload', paths, emptyFolders: true } });
  await closedAt(store, 'PART large 4', transfers);
  const { left, begun } = await journal();
  expect(left).toMatchObject({ ended: null, isPaused: false, isCancelled: false, isPrepared: true, isReviewed: true });
  expect([left?.items.state(0), left?.items.state(1)]).toEqual(['done', 'waiting']);
  expect(begun<unknown, { number: number }>(1).steps.map(({ number }) => number)).toEqual([1, 2, 3]);

  const next = new MemoryStore(store.state);
  const after = transferProcess(next, journals);
  await after.transfers.recall();
  await after.ended();
  expect(next.asked).toEqual(['PART large 4', 'PART large 5', 'PART large 6', 'COMPLETE large']);
  await after.transfers.close();
});

test('a download: what has arrived lies in the part file that the journal names, and is not fetched again', async () => {
  const body = Buffer.alloc(33 * MEBIBYTE, 'x');
  const store = new MemoryStore({ objects: new Map([['large', storedObject(body)]]), uploads: new Map() });
  const { transfers, start } = transferProcess(store, journals);
  const objects = [{ name: 'large', size: body.length, modified: 0 }];
  start({ request: { kind: 'download', folders: [], target }, objects });
  await closedAt(store, `GET large ${32 * MEBIBYTE}-${body.length - 1}`, transfers);
  const { begun } = await journal();
  const { base: note, steps } = begun<{ part: string }, { first: number; last: number }>(0);
  expect(await readdir(target)).toEqual([note.part]);

  const next = new MemoryStore(store.state);
  const after = transferProcess(next, journals);
  await after.transfers.recall();
  await after.ended();
  expect(fetchedAgain(next.asked, 'large', steps)).toEqual([]);
  expect((await readFile(join(target, 'large'))).equals(body)).toBe(true);
  expect(await readdir(target)).toEqual(['large']);
  await after.transfers.close();
});

test.each(['upload', 'download'] as const)(
  '%s: what need not be moved again is shown as there while it is paused, also by the next process',
  async (kind) => {
    const body = Buffer.alloc(33 * MEBIBYTE, 'x');
    const objects = new Map(kind === 'download' ? [['large', storedObject(body)]] : []);
    const store = new MemoryStore({ objects, uploads: new Map() });
    const { transfers, start } = transferProcess(store, journals);
    const stopAt = kind === 'upload' ? 'PART large 3' : `GET large ${24 * MEBIBYTE}-${32 * MEBIBYTE - 1}`;
    store.fault = (asked) => {
      if (asked === stopAt) transfers.all('pause');
    };
    if (kind === 'upload') {
      await writeFile(join(base, 'large'), body);
      start({ request: { kind, paths: [join(base, 'large')], emptyFolders: true } });
    } else
      start({ request: { kind, folders: [], target }, objects: [{ name: 'large', size: body.length, modified: 0 }] });
    const isPaused = () => expect(transfers.list()[0]).toMatchObject({ state: 'paused', bytesTotal: body.length });
    await vi.waitFor(isPaused, WAIT);
    await transfers.close();
    const { begun } = await journal();
    const { steps } = begun<unknown, { number: number; first: number; last: number }>(0);
    const kept = steps.reduce((sum, { number, first, last }) => sum + (number ? 8 * MEBIBYTE : last - first + 1), 0);
    expect(kept).toBeGreaterThan(0);
    expect(transfers.list()[0]?.bytesDone).toBe(kept);

    const after = transferProcess(new MemoryStore(store.state), journals);
    await after.transfers.recall();
    expect(after.transfers.list()[0]).toMatchObject({ state: 'paused', bytesDone: kept });
    after.transfers.all('resume');
    await after.ended();
    expect(after.transfers.list()[0]).toMatchObject({ state: 'completed', bytesDone: body.length });
    await after.transfers.close();
  },
);
