import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readZip } from '../../../../../test/support/read-zip.ts';
import { PailError } from '../../../../shared/errors.ts';
import { MemoryStore, storedObject } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import type { JobContext } from '../job.ts';
import { ownThreadDisk } from '../local/disk.ts';
import { zipJob } from './zip.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pail-zip-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LARGE = Buffer.alloc(9 * 1_048_576, 'a large one ');

function storeOf(contents: Record<string, string | Buffer>): MemoryStore {
  const objects = Object.entries(contents).map(([key, body]) => [key, storedObject(Buffer.from(body))] as const);
  return new MemoryStore({ objects: new Map(objects), uploads: new Map() });
}

function jobOf(store: MemoryStore, change: { replaces?: boolean } = {}, port = store.port()) {
  return zipJob({
    port: async () => port,
    disk: ownThreadDisk,
    bucket: 'b',
    prefix: 'in/',
    folders: ['f'],
    objects: [],
    file: join(folder, 'f.zip'),
    replaces: false,
    tag: 'tag',
    ...change,
  });
}

/** Runs all waiting items, as a transfer does. */
async function run(job: ReturnType<typeof zipJob>, context: JobContext): Promise<void> {
  const { items } = context;
  await job.prepare(context);
  const waiting = items.indicesOf('waiting');
  for (const index of waiting) items.set(index, 'running');
  await job.run(waiting, context);
  for (const index of items.indicesOf('running')) items.finish(index, 0);
}

test('objects, large ones and empty folders are in the archive, each with its bytes', async () => {
  const contents = { 'a.txt': 'hello', 'é/日本.txt': 'x'.repeat(5000), 'large.bin': LARGE, 'empty/': '' };
  const store = storeOf(Object.fromEntries(Object.entries(contents).map(([name, body]) => [`in/f/${name}`, body])));
  const context = contextOf();
  await run(jobOf(store), context);
  expect(readdirSync(folder)).toEqual(['f.zip']);
  const found = readZip(join(folder, 'f.zip'));
  expect(found.map(({ name }) => name).sort()).toEqual(['f/a.txt', 'f/empty/', 'f/large.bin', 'f/é/日本.txt'].sort());
  for (const { name, content } of found) {
    expect(content.equals(Buffer.from(contents[name.slice(2) as keyof typeof contents])), name).toBe(true);
  }
  expect(context.items.counts()).toMatchObject({ done: 4, failed: 0 });
  expect(execFileSync('unzip', ['-tq', join(folder, 'f.zip')]).toString()).toContain('No errors');
});

test('what cannot be had fails by name, and the archive says so; the next try makes a whole one', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.txt': 'b' });
  store.fault = (asked) => {
    if (asked.startsWith('GET in/f/b')) throw new PailError('access-denied', { subject: 'b.txt' });
  };
  const context = contextOf();
  const job = jobOf(store);
  await run(job, context);
  expect(context.items.counts()).toMatchObject({ done: 1, failed: 1 });
  const [a, missing] = readZip(join(folder, 'f.zip'));
  expect([a?.name, missing?.name]).toEqual(['f/a.txt', 'Not in this archive.txt']);
  expect(missing?.content.toString()).toContain('f/b.txt: The store says no for “b.txt”');

  store.fault = () => undefined;
  context.items.set(1, 'waiting');
  context.items.set(1, 'running');
  await job.run([1], context);
  expect(context.items.state(0)).toBe('done');
  expect(readZip(join(folder, 'f.zip')).map(({ name }) => name)).toEqual(['f/a.txt', 'f/b.txt']);
});

test('where nothing can be had there is no archive', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a' });
  store.fault = () => {
    throw new PailError('no-such-key', { subject: 'a.txt' });
  };
  const context = contextOf();
  await run(jobOf(store), context);
  expect(context.items.counts()).toMatchObject({ done: 0, failed: 1 });
  expect(readdirSync(folder)).toEqual([]);
});

test('what all would fail of leaves no file, and all of it waits', async () => {
  const store = storeOf({ 'in/f/a.txt': 'a', 'in/f/b.bin': LARGE, 'in/f/c.txt': 'c' });
  store.fault = (asked) => {
    if (asked.startsWith('GET in/f/c')) throw new PailError('connection-failed', { subject: 'host' });
  };
  const port = store.port();
  const job = jobOf(store, {}, port);
  const context = contextOf();
  await job.prepare(context);
  port.listPage = async () => {
    throw new PailError('connection-failed', { subject: 'host' });
  };
  await expect(job.run(context.items.indicesOf('waiting'), context)).rejects.toMatchObject({
    failure: { code: 'connection-failed' },
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that came to the place since is left as it is, unless it was to be replaced', async () => {
  writeFileSync(join(folder, 'f.zip'), 'mine');
  const store = storeOf({ 'in/f/a.txt': 'a' });
  await expect(run(jobOf(store), contextOf())).rejects.toMatchObject({ failure: { code: 'target-exists' } });
  expect(store.asked).toEqual([]);
  await run(jobOf(store, { replaces: true }), contextOf());
  expect(readZip(join(folder, 'f.zip'))).toHaveLength(1);
});

test('the parts of an earlier process are removed, and nothing else', async () => {
  for (const name of ['.pail-tag-1.part', '.pail-other-1.part', 'f.zip']) writeFileSync(join(folder, name), '');
  await jobOf(storeOf({})).recover?.(contextOf());
  expect(readdirSync(folder).sort()).toEqual(['.pail-other-1.part', 'f.zip']);
});
