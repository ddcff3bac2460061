import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { LocalNames } from '../../src/main/engine/transfers/local/local-names.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { fileHash, treeFiles } from '../support/tree-hash.ts';
import { cephTest } from './ceph-test.ts';
import { eachOf, grantOf, HOSTILE_KEYS, startEngine } from './engine-fixture.ts';
import { setUpEngine, USUAL_OPTIONS } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;
const ALL = { allExcept: NO_IDS };
const LARGE = randomBytes(40 * MEBIBYTE + 3);
const world = inject('world');

const here = setUpEngine({
  fill: async (bucket) => {
    await eachOf(HOSTILE_KEYS, (key) => bucket.put(`hostile/${key}`, key));
    await bucket.put('large/large.bin', LARGE);
    await eachOf(['some/a.txt', 'some/b.txt', 'some/in/c.txt'], (key) => bucket.put(key));
  },
});

test('hostile keys come down under safe names, each with its bytes, none outside', async () => {
  const { engine, local } = here;
  const { viewId } = await engine.listed('place', '', { filter: 'hostile' });
  const target = join(local, 'inner/target');
  await mkdir(target, { recursive: true });
  const download = await engine.ended(engine.startDownload(viewId, ALL, target));
  expect(download).toMatchObject({
    state: 'completed',
    items: { total: HOSTILE_KEYS.length, done: HOSTILE_KEYS.length },
  });
  const files = await treeFiles(local);
  expect(files).toHaveLength(HOSTILE_KEYS.length);
  expect(files.every(([name]) => name.startsWith('inner/target/hostile/'))).toBe(true);
  // In the order of the listing, which is that of bytes.
  const names = new LocalNames();
  for (const key of [...HOSTILE_KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    const path = names.pathFor(`hostile/${key}`, 'object');
    expect(await readFile(join(target, path), 'utf8')).toBe(key);
  }
});

test('what came down with hostile names can go up again, and has its bytes', async () => {
  const { engine, local } = here;
  const { viewId } = await engine.listed('place', '', { filter: 'hostile' });
  await engine.ended(engine.startDownload(viewId, ALL, local));
  const upload = await engine.ended(engine.startUpload('place', 'again/', [join(local, 'hostile')]));
  expect(upload).toMatchObject({ state: 'completed', items: { done: HOSTILE_KEYS.length } });
  const { viewId: again } = await engine.listed('place', 'again/');
  const target = join(local, 'second');
  await mkdir(target);
  await engine.ended(engine.startDownload(again, ALL, target));
  const contents = async (root: string) => (await treeFiles(root)).map(([, hash]) => hash).sort();
  expect(await contents(target)).toEqual(await contents(join(local, 'hostile')));
});

test('a large object comes in ranges and arrives whole', async () => {
  const { engine, local } = here;
  const { viewId } = await engine.listed('place', 'large/');
  const download = await engine.ended(engine.startDownload(viewId, ALL, local));
  expect(download).toMatchObject({ state: 'completed', bytesDone: LARGE.length, bytesTotal: LARGE.length });
  expect((await readFile(join(local, 'large.bin'))).equals(LARGE)).toBe(true);
  expect(await readdir(local)).toEqual(['large.bin']);
});

test('cancelling leaves no file, whole or part', async () => {
  const { engine, local } = here;
  // Too slow to have ended when its first bytes are heard of.
  engine.setOptions({ ...USUAL_OPTIONS, downloadLimit: 10 * MEBIBYTE });
  const { viewId } = await engine.listed('place', 'large/');
  const download = engine.startDownload(viewId, ALL, local);
  await vi.waitFor(() => expect(engine.summaryOf(download).bytesDone).toBeGreaterThan(0), {
    timeout: 20_000,
    interval: 1,
  });
  engine.cancelTransfer(download.id);
  expect(await engine.ended(download)).toMatchObject({ state: 'cancelled', bytesDone: 0, failure: null });
  expect(await readdir(local)).toEqual([]);
});

test('a download overwrites nothing; what it skipped it can replace', async () => {
  const { engine, local } = here;
  await writeFile(join(local, 'a.txt'), 'mine');
  await mkdir(join(local, 'in'));
  const { viewId } = await engine.listed('place', 'some/');
  const download = await engine.ended(engine.startDownload(viewId, ALL, local));
  expect(engine.states(download)).toEqual({
    'a.txt': 'skipped target-exists',
    'b.txt': 'done',
    'in/c.txt': 'done',
  });
  expect(download.state).toBe('completed');
  expect(await readFile(join(local, 'a.txt'), 'utf8')).toBe('mine');
  engine.replaceSkipped(download.id);
  expect(await engine.ended(download)).toMatchObject({ state: 'completed', items: { done: 3, skipped: 0 } });
  expect(await readFile(join(local, 'a.txt'), 'utf8')).toBe('some/a.txt');
});

test('no link leads out of the target', async () => {
  const { engine, local } = here;
  const target = join(local, 'target');
  await mkdir(target);
  await mkdir(join(local, 'outside'));
  await symlink(join(local, 'outside'), join(target, 'in'));
  const { viewId } = await engine.listed('place', 'some/');
  const download = await engine.ended(engine.startDownload(viewId, ALL, target));
  expect(engine.states(download)).toMatchObject({ 'in/c.txt': 'failed target-unwritable', 'a.txt': 'done' });
  expect(await readdir(join(local, 'outside'))).toEqual([]);
});

test('an object that is gone fails by name, and the rest arrives', async () => {
  const { bucket, engine, local } = here;
  await eachOf(['gone/a', 'gone/b'], (key) => bucket.put(key));
  const { viewId } = await engine.listed('place', 'gone/');
  const doomed = engine.startDelete(viewId, { ids: engine.range(viewId, 0, 0) });
  await engine.ended(doomed);
  const download = await engine.ended(engine.startDownload(viewId, ALL, local));
  expect(download.state).toBe('failed');
  expect(engine.states(download)).toEqual({ a: 'failed no-such-key', b: 'done' });
  expect((await engine.items(download.id, 0, 1)).items[0]).toMatchObject({
    name: 'a',
    failure: { code: 'no-such-key' },
  });
});

test('a transfer whose location goes waits for it, and goes on when it is there again', async () => {
  const { bucket, local } = here;
  const other = startEngine([grantOf(bucket)]);
  const { viewId } = await other.listed('place', 'large/');
  const download = other.startDownload(viewId, ALL, local);
  other.setLocations([grantOf(bucket, { id: 'another' })]);
  await vi.waitFor(() => expect(other.summaryOf(download).state).toBe('parked'));
  expect(other.summaryOf(download).failure?.code).toBe('session-expired');
  // Neither another place under its id, nor the person's word, makes it go on.
  other.setLocations([grantOf(bucket, { prefix: 'large/' })]);
  other.resumeTransfer(download.id);
  await vi.waitFor(() => expect(other.summaryOf(download).state).toBe('parked'));
  expect(other.summaryOf(download).failure?.code).toBe('location-moved');
  // Without any location of its account nobody knows it.
  other.setLocations([grantOf(bucket, { accountId: 'ben' })]);
  expect(await other.transfers()).toEqual([]);
  expect(() => other.resumeTransfer(download.id)).toThrow(/not there/);
  other.setLocations([grantOf(bucket)]);
  expect((await other.ended(download)).state).toBe('completed');
  expect(await readdir(local)).toEqual(['large.bin']);
  other.stop();
});

cephTest('users with keys of their own')('refused rights are told item by item', async () => {
  const { bucket, local } = here;
  const prefix = 'public/';
  const limited = startEngine([grantOf(bucket, { prefix })], () => world.shared);
  const file = join(local, 'x.txt');
  await writeFile(file, 'x');
  const upload = await limited.ended(limited.startUpload('place', '', [file]));
  expect(limited.states(upload)).toEqual({ 'x.txt': 'failed access-denied' });
  limited.stop();
  expect(await fileHash(file)).toMatch(/./);
});
