import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TITLE } from '../../testing/transfer-parts.ts';
import { decodeFrames, MAGIC } from './frames.ts';
import { FileJournal } from './journal.ts';
import { recall } from './recall.ts';
import type { JournalRecord } from './records.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-journal-'));
  path = join(folder, 'one.journal');
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (): Promise<JournalRecord[]> =>
  decodeFrames(await readFile(path)).payloads.flatMap((payload) => JSON.parse(payload.toString()) as JournalRecord[]);
const step = (index: number): JournalRecord => ({ r: 'step', index, step: index });
const never = (error: unknown): never => {
  throw error;
};

test('what is committed is in the file, in order, for its owner only', async () => {
  const journal = new FileJournal(path, 0, never);
  const all = Array.from({ length: 100 }, (_, index) => step(index));
  for (const record of all) journal.append(record);
  await journal.commit();
  expect(await read()).toEqual(all);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await journal.close();
});

test('what comes in one turn is one write, and changes of many items are one record', async () => {
  const journal = new FileJournal(path, 0, never);
  for (let index = 0; index < 2500; index += 1) {
    journal.append({ r: 'items', from: index, names: [`n${index}`], sizes: [index], modified: [0], origins: [''] });
  }
  await new Promise((resolve) => setImmediate(resolve));
  journal.append(step(1));
  await journal.commit();
  const { payloads } = decodeFrames(await readFile(path));
  expect(payloads.map((payload) => JSON.parse(payload.toString()).length)).toEqual([3, 1]);
  expect(recall([Buffer.from(JSON.stringify([{ r: 'title', title: TITLE }])), ...payloads])?.items.count).toBe(2500);
  await journal.close();
});

test('commit answers after what was written has been brought to the disk', async () => {
  const journal = new FileJournal(path, 0, never);
  journal.append(step(0));
  await journal.commit();
  const fs = await import('node:fs/promises');
  const handle = await fs.open(path);
  const datasync = vi.spyOn(Object.getPrototypeOf(handle), 'datasync');
  await handle.close();
  let synced = 0;
  datasync.mockImplementation(async function wait() {
    synced = (await read()).length;
  });
  try {
    // Both of one turn are served by one.
    journal.append(step(1));
    const first = journal.commit();
    journal.append(step(2));
    const second = journal.commit();
    await first;
    expect(synced).toBeGreaterThanOrEqual(2);
    await second;
    expect([synced, datasync.mock.calls.length]).toEqual([3, expect.any(Number)]);
    const calls = datasync.mock.calls.length;
    await journal.commit();
    expect(datasync.mock.calls.length).toBe(calls);
  } finally {
    datasync.mockRestore();
  }
  await journal.close();
});

test('a file that cannot be written is told once, and nothing more is written', async () => {
  const errors: unknown[] = [];
  const journal = new FileJournal(join(folder, 'no/such/folder'), 0, (error) => errors.push(error));
  journal.append(step(0));
  await expect(journal.commit()).rejects.toMatchObject({ code: 'ENOENT' });
  journal.append(step(1));
  await expect(journal.commit()).rejects.toMatchObject({ code: 'ENOENT' });
  await journal.close();
  expect(errors).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('a new journal takes the place of none that is there', async () => {
  await writeFile(path, 'somebody else');
  const errors: unknown[] = [];
  const journal = new FileJournal(path, 0, (error) => errors.push(error));
  journal.append(step(0));
  await journal.close();
  expect(errors).toMatchObject([{ code: 'EEXIST' }]);
  expect(await readFile(path, 'utf8')).toBe('somebody else');
});

test('a torn end is cut off, and what comes goes on behind what is whole', async () => {
  const first = new FileJournal(path, 0, never);
  first.append(step(0));
  await first.close();
  await appendFile(path, Buffer.from([9, 0, 0, 0, 1, 2, 3]));
  const { wholeBytes } = decodeFrames(await readFile(path));
  const second = new FileJournal(path, wholeBytes, never);
  second.append(step(1));
  await second.close();
  expect(await read()).toEqual([step(0), step(1)]);
  expect(decodeFrames(await readFile(path)).wholeBytes).toBe((await stat(path)).size);
});

test('a closed journal holds no file open, and goes on when there is more to remember', async () => {
  const open = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
  const before = await open();
  const journals = Array.from({ length: 50 }, (_, at) => new FileJournal(join(folder, `${at}.journal`), 0, never));
  for (const journal of journals) journal.append(step(0));
  await Promise.all(journals.map((journal) => journal.close()));
  expect(await open()).toBeLessThan(before + 20);
  path = join(folder, '7.journal');
  journals[7]?.append(step(1));
  await journals[7]?.close();
  expect(await read()).toEqual([step(0), step(1)]);
  expect((await readFile(path)).subarray(0, MAGIC.length)).toEqual(MAGIC);
});

test('records that are too long for one frame are written as more', async () => {
  const journal = new FileJournal(path, 0, never);
  const names = Array.from({ length: 1000 }, () => '\u0001'.repeat(2000));
  const columns = { sizes: names.map(() => 1), modified: names.map(() => 0), origins: names.map(() => '') };
  for (let at = 0; at < 8; at += 1) journal.append({ r: 'items', from: at * 1000, names: [...names], ...columns });
  await journal.close();
  expect((await read()).map((record) => record.r)).toEqual(Array.from({ length: 8 }, () => 'items'));
});
