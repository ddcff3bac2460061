/** Where a download cannot go, and keys that are no names: what becomes of each, and what is said of it. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkWritable } from '../../src/main/ipc/local-paths.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import type { ConflictChoice, TransferSummary } from '../../src/shared/model/transfer.ts';
import { treeFiles } from '../support/tree-hash.ts';
import { setUpEngine } from './engine-setup.ts';

const ALL = { allExcept: NO_IDS };
const here = setUpEngine();

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
  await here.bucket.empty();
});

/** Downloads all that is below a folder. */
async function download(folder: string, target: string, onConflict: ConflictChoice = 'skip'): Promise<TransferSummary> {
  const { engine } = here;
  const { viewId } = await engine.listed('place', folder);
  return engine.startDownload(viewId, ALL, target, onConflict);
}

/** Waits until it asks, and says what there is to decide. */
async function asked(transfer: TransferSummary) {
  await vi.waitFor(() => expect(here.engine.summaryOf(transfer).state).toBe('asking'), 20_000);
  return (await here.engine.conflicts(transfer.id, 0, 10)).conflicts.map(({ name }) => name);
}

/** Downloads objects of these keys: each has to come with its bytes under its path, below the target and nowhere else. */
async function comesDownAs(files: Readonly<Record<string, string>>): Promise<void> {
  const { bucket, engine, local } = here;
  for (const key of Object.keys(files)) await bucket.put(`keys/${key}`);
  const target = join(local, 'in/target');
  await mkdir(target, { recursive: true });
  const end = await engine.ended(await download('keys/', target));
  const { length } = Object.keys(files);
  expect(end).toMatchObject({ state: 'completed', items: { done: length, failed: 0, skipped: 0 } });
  const wanted = Object.values(files).map((path) => `in/target/${path}`);
  expect((await treeFiles(local)).map(([name]) => name).sort()).toEqual(wanted.sort());
  for (const [key, path] of Object.entries(files)) {
    expect(await readFile(join(target, path), 'utf8'), key).toBe(`keys/${key}`);
  }
}

describe('keys that are no names', () => {
  test('two dots as a folder lead nowhere', () => comesDownAs({ '../../x': '.%2E/.%2E/x' }));
  test('a slash at the beginning is no root', () => comesDownAs({ '/abs': '%/abs' }));
  test('a folder and an object of its name come side by side', () =>
    comesDownAs({ a: 'a', 'a/inside': 'a (2)/inside' }));
  test('names that differ by case only come side by side', () => comesDownAs({ A: 'A', a: 'a (2)' }));
  test('a device of Windows is a file', () => comesDownAs({ CON: '%43ON' }));
  test('a colon is no drive and no stream', () => comesDownAs({ 'a:b': 'a%3Ab' }));
  test('one accent that is written in two ways comes as two files', () =>
    comesDownAs({ 'e\u0301.txt': 'e\u0301.txt', 'é.txt': 'é (2).txt' }));
  test('a dot at the end stays', () => comesDownAs({ 'trailing.': 'trailing%2E' }));

  test('names of 300 bytes are cut, keep their extension, and stay apart', async () => {
    const { bucket, engine, local } = here;
    const long = 'ü'.repeat(148);
    const keys = [`${long}1.txt`, `${long}2.txt`];
    expect(keys.map((key) => Buffer.byteLength(key))).toEqual([301, 301]);
    for (const key of keys) await bucket.put(`long/${key}`, key);
    expect(await engine.ended(await download('long/', local))).toMatchObject({
      state: 'completed',
      items: { done: 2 },
    });
    const names = await readdir(local);
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name).toMatch(/^ü+~[0-9a-f]{8}\.txt$/);
    }
    const contents = await Promise.all(names.map((name) => readFile(join(local, name), 'utf8')));
    expect(contents.sort()).toEqual(keys);
  });

  test('names that change on their way are counted before the first byte', async () => {
    const { bucket, engine, local } = here;
    await bucket.put('keys/a:b');
    await writeFile(join(local, 'plain'), 'mine');
    await bucket.put('keys/plain');
    const transfer = await download('keys/', local, 'ask');
    expect(await asked(transfer)).toEqual(['plain']);
    expect(engine.summaryOf(transfer).review).toMatchObject({ conflicts: 1, renamed: 1 });
    engine.cancelTransfer(transfer.id);
    await engine.ended(transfer);
  });
});

describe('what is there already', () => {
  test('is asked about, and stays where the answer is to skip it', async () => {
    const { bucket, engine, local } = here;
    await bucket.put('there/a.txt', 'theirs');
    await writeFile(join(local, 'a.txt'), 'mine');
    const transfer = await download('there/', local, 'ask');
    expect(await asked(transfer)).toEqual(['a.txt']);
    engine.answerTransfer(transfer.id, { all: 'skip', some: [] });
    await engine.ended(transfer);
    expect(engine.allItems(transfer)[0]?.failure).toMatchObject({
      code: 'target-exists',
      message: '“a.txt” is there already and was left as it is.',
    });
    expect(await readFile(join(local, 'a.txt'), 'utf8')).toBe('mine');
  });

  test('stays where only what is newer is to replace it, and it is newer itself', async () => {
    const { bucket, engine, local } = here;
    for (const name of ['newer.txt', 'older.txt']) {
      await bucket.put(`there/${name}`, 'theirs');
      await writeFile(join(local, name), 'mine');
    }
    const [hourAgo, hourAhead] = [Date.now() / 1000 - 3600, Date.now() / 1000 + 3600];
    await utimes(join(local, 'newer.txt'), hourAhead, hourAhead);
    await utimes(join(local, 'older.txt'), hourAgo, hourAgo);
    const transfer = await download('there/', local, 'ask');
    expect(await asked(transfer)).toEqual(['newer.txt', 'older.txt']);
    engine.answerTransfer(transfer.id, { all: 'newer', some: [] });
    await engine.ended(transfer);
    expect(engine.states(transfer)).toEqual({ 'newer.txt': 'skipped target-newer', 'older.txt': 'done' });
    expect(await readFile(join(local, 'newer.txt'), 'utf8')).toBe('mine');
    expect(await readFile(join(local, 'older.txt'), 'utf8')).toBe('theirs');
  });

  test('stays where only what differs is to replace it, and it does not', async () => {
    const { bucket, engine, local } = here;
    for (const name of ['differs.txt', 'same.txt']) await bucket.put(`there/${name}`, 'theirs');
    await writeFile(join(local, 'differs.txt'), 'others');
    await writeFile(join(local, 'same.txt'), 'theirs');
    const before = await stat(join(local, 'same.txt'));
    const transfer = await engine.ended(await download('there/', local, 'different'));
    expect(engine.states(transfer)).toEqual({ 'differs.txt': 'done', 'same.txt': 'skipped target-same' });
    expect((await stat(join(local, 'same.txt'))).ino).toBe(before.ino);
    expect(await readFile(join(local, 'differs.txt'), 'utf8')).toBe('theirs');
  });
});

test('a folder that may not be written to is refused when it is chosen, in one sentence, and nothing is made', async () => {
  const folder = join(here.local, 'shown');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder]);
  ended.push(() => execFileSync('umount', [folder]));
  await expect(checkWritable(folder)).rejects.toMatchObject({
    failure: {
      code: 'target-unwritable',
      message: '“shown” could not be written (you may not write to it). Choose another place.',
    },
  });
  execFileSync('mount', ['-o', 'remount,rw', folder]);
  await checkWritable(folder);
  expect(await readdir(folder)).toEqual([]);
});

test('a target that may not be written to fails each by name, and says to choose another place', async () => {
  const { bucket, engine, local } = here;
  for (const name of ['a.txt', 'b.txt']) await bucket.put(`some/${name}`);
  const target = join(local, 'disk');
  await mkdir(target);
  // A disk that takes no more: rights do not stop the administrator, as whom this may run.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', target]);
  ended.push(() => execFileSync('umount', [target]));
  const end = await engine.ended(await download('some/', target));
  expect(engine.states(end)).toEqual({ 'a.txt': 'failed target-unwritable', 'b.txt': 'failed target-unwritable' });
  expect(engine.allItems(end)[0]?.failure?.message).toBe('“a.txt” could not be written. Choose another place.');
  execFileSync('mount', ['-o', 'remount,rw', target]);
  engine.retryFailed(end.id);
  expect(await engine.ended(end)).toMatchObject({ state: 'completed', items: { done: 2, failed: 0 } });
});

test('a name that a link has is taken: what it leads to is not written', async () => {
  const { bucket, engine, local } = here;
  await bucket.put('some/a.txt');
  await writeFile(join(local, 'outside'), 'mine');
  const target = join(local, 'target');
  await mkdir(target);
  await symlink(join(local, 'outside'), join(target, 'a.txt'));
  const end = await engine.ended(await download('some/', target));
  expect(engine.states(end)).toEqual({ 'a.txt': 'skipped target-exists' });
  expect(await readFile(join(local, 'outside'), 'utf8')).toBe('mine');
});
