/** A ZIP archive that is made more than once: what is there is replaced by nothing worse, and by nobody else's leave. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readZip } from '../../../../../test/support/read-zip.ts';
import { PailError } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import { MemoryStore, storedObject } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import type { JobContext } from '../job.ts';
import { recall } from '../journal/recall.ts';
import type { JournalRecord } from '../journal/records.ts';
import { type Disk, ownThreadDisk } from '../local/disk.ts';
import { PartFile } from '../local/part-file.ts';
import { zipJob } from './zip.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pail-zip-'));
  file = join(folder, 'f.zip');
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const DENIED = new PailError('access-denied', { subject: 'x' });
const BROKEN = new PailError('connection-failed', { subject: 'host' });
/** It is not made smaller in the archive, so that writing it holds up the reading. */
const LARGE = randomBytes(32 * 1_048_576);

function storeOf(contents: Record<string, string | Buffer>): MemoryStore {
  const objects = Object.entries(contents).map(([key, body]) => [key, storedObject(Buffer.from(body))] as const);
  return new MemoryStore({ objects: new Map(objects), uploads: new Map() });
}

function jobOf(store: MemoryStore, change: { replaces?: boolean; disk?: Disk } = {}) {
  const port = store.port();
  const selected = { bucket: 'b', prefix: 'in/', folders: ['f'], objects: [] };
  return zipJob({
    port: async () => port,
    disk: ownThreadDisk,
    ...selected,
    file,
    replaces: false,
    tag: 'tag',
    ...change,
  });
}

type ZipJob = ReturnType<typeof zipJob>;

/** Runs items as a transfer does, and what failed or waits if none are named. */
async function run(job: ZipJob, context: JobContext, only?: readonly number[]): Promise<void> {
  const { items } = context;
  if (items.count === 0) await job.prepare(context);
  const indices = only ?? [...items.indicesOf('waiting'), ...items.indicesOf('failed')];
  for (const index of indices) items.set(index, 'running');
  await job.run(indices, context);
  for (const index of indices) if (items.state(index) === 'running') items.finish(index, 0);
}

const failing = (part: string, error: Error) => (asked: string) => {
  if (asked.includes(part)) throw error;
};
const states = ({ items }: JobContext) => Array.from({ length: items.count }, (_, index) => items.state(index));
const namesIn = (path: string) => readZip(path).map(({ name }) => name);
/** A journal that is kept in memory, as another process would read it. */
function recorded() {
  const records: JournalRecord[] = [];
  const journal = { append: (one: JournalRecord) => void records.push(structuredClone(one)) };
  const items = new Items({ ...journal, commit: async () => undefined, close: async () => undefined } as never);
  const title = { r: 'title', title: {} } as JournalRecord;
  return { items, again: () => recall([Buffer.from(JSON.stringify([title, ...records]))])?.items ?? new Items() };
}

test('a run after one that was cut off leaves a file that came to the place meanwhile', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a' });
  store.fault = failing('GET', new PailError('session-expired'));
  const context = contextOf(new Items(), { mayBeDone: () => true });
  const job = jobOf(store);
  await expect(run(job, context)).rejects.toMatchObject({ failure: { code: 'session-expired' } });
  writeFileSync(file, 'of a browser');
  store.fault = () => undefined;
  await expect(run(job, context, [0])).rejects.toMatchObject({ failure: { code: 'target-exists' } });
  expect(readFileSync(file, 'utf8')).toBe('of a browser');
});

test('another process knows the archive of before, and no other file', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b' });
  store.fault = failing('GET in/f/b', DENIED);
  const { items, again } = recorded();
  // Chosen to be replaced was what was there then.
  await run(jobOf(store, { replaces: true }), contextOf(items));
  store.fault = () => undefined;
  const archive = readFileSync(file);
  rmSync(file);
  writeFileSync(file, archive);
  const other = contextOf(again());
  await expect(run(jobOf(store, { replaces: true }), other)).rejects.toMatchObject({
    failure: { code: 'target-exists' },
  });
  expect(other.items.state(0)).toBe('done');
  expect(readFileSync(file)).toEqual(archive);
  rmSync(file);
  await run(jobOf(store), contextOf(again()));
  expect(namesIn(file)).toEqual(['f/a.txt', 'f/b.txt']);
});

test('one that ended right after the name was given is gone on with by the next process', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a' });
  const { items, again } = recorded();
  let left: Items | null = null;
  const disk: Disk = {
    ...ownThreadDisk,
    name: async (...named) => {
      await ownThreadDisk.name(...named);
      left = again();
    },
  };
  await run(jobOf(store, { disk }), contextOf(items));
  expect(items.allBegun()).toEqual([]);
  const context = contextOf(left as unknown as Items);
  await run(jobOf(store), context);
  expect(states(context)).toEqual(['done']);
  expect(readdirSync(folder)).toEqual(['f.zip']);
});

test('trying again does not replace the archive by one with less in it', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b', 'in/f/c.txt': 'c' });
  store.fault = failing('GET in/f/c', DENIED);
  const context = contextOf();
  const job = jobOf(store);
  await run(job, context);
  const before = readFileSync(file);
  store.fault = failing('GET in/f/a', new PailError('no-such-key', { subject: 'a.txt' }));
  await expect(run(job, context)).rejects.toMatchObject({
    failure: { code: 'archive-kept', detail: { subject: 'f/a.txt' } },
  });
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(folder)).toEqual(['f.zip']);
  expect(states(context).slice(0, 2)).toEqual(['done', 'done']);
  expect([0, 1].map((index) => context.items.bytesDoneOf(index))).toEqual([1, 1]);
});

test('where the archive of before is gone, a new one is made of what there is', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b' });
  store.fault = failing('GET in/f/b', DENIED);
  const context = contextOf();
  const job = jobOf(store);
  await run(job, context);
  rmSync(file);
  store.fault = failing('GET in/f/a', DENIED);
  await run(job, context);
  expect(states(context)).toEqual(['failed', 'done']);
  expect(namesIn(file)).toEqual(['f/b.txt', 'Not in this archive.txt']);
});

test('what a stopped try has not replaced stays done', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b' });
  store.fault = failing('GET in/f/b', DENIED);
  const context = contextOf();
  const job = jobOf(store);
  await run(job, context);
  const stop = new AbortController();
  store.fault = () => stop.abort();
  await expect(run(job, { ...context, signal: stop.signal })).rejects.toBeDefined();
  expect(context.items.state(0)).toBe('done');
  expect(context.items.bytesDoneOf(0)).toBe(1);
});

test('archives are made one after the other', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b' });
  let parts = 0;
  store.fault = () => {
    parts = Math.max(parts, readdirSync(folder).filter((name) => name.endsWith('.part')).length);
  };
  const context = contextOf();
  const job = jobOf(store);
  await job.prepare(context);
  await Promise.all([run(job, context, [0]), run(job, context, [1])]);
  expect(parts).toBe(1);
  expect(namesIn(file)).toEqual(['f/a.txt', 'f/b.txt']);
});

test('one object to which the connection always fails is left out while the store answers', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b' });
  store.fault = failing('GET in/f/b', BROKEN);
  const context = contextOf();
  await run(jobOf(store), context);
  expect(states(context)).toEqual(['done', 'failed']);
  expect(context.items.failure(1)?.code).toBe('connection-failed');
  expect(store.asked.filter((asked) => asked.startsWith('GET in/f/b'))).toHaveLength(3);
  expect(namesIn(file)).toEqual(['f/a.txt', 'Not in this archive.txt']);
});

const openParts = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // It is the one that the folder is read with.
      return [];
    }
  });

test('stopping does not wait for a large object to be read into the archive', async () => {
  const store = storeOf({ 'in/f/large.bin': LARGE });
  const stop = new AbortController();
  const reading = new Readable({ read: () => undefined });
  vi.spyOn(userFs, 'createReadStream').mockImplementation(() => {
    setImmediate(() => stop.abort());
    return reading as never;
  });
  await expect(run(jobOf(store), contextOf(new Items(), { signal: stop.signal }))).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(reading.closed).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')('a full disk leaves no open file of a large object', async () => {
  const store = storeOf({ 'in/f/large.bin': LARGE });
  const { createReadStream } = userFs;
  vi.spyOn(userFs, 'createReadStream').mockImplementation((...given) => {
    // From here on it is the archive that is written.
    vi.spyOn(PartFile.prototype, 'write').mockRejectedValue(new PailError('disk-full'));
    return createReadStream(...given);
  });
  await expect(run(jobOf(store), contextOf())).rejects.toMatchObject({ failure: { code: 'disk-full' } });
  expect(openParts()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
