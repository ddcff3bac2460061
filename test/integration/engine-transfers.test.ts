import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect, test, vi } from 'vitest';
import { PailError } from '../../src/shared/errors.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { treeHash } from '../support/tree-hash.ts';
import { eachOf, grantOf } from './engine-fixture.ts';
import { setUpEngine } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;
const ALL = { allExcept: NO_IDS };

const here = setUpEngine({ each: 'file', grants: (bucket) => [grantOf(bucket, { prefix: 'home/' })] });

async function folder(name: string): Promise<string> {
  await mkdir(join(here.local, name), { recursive: true });
  return join(here.local, name);
}

test('200 files and a large one go up and come down byte for byte', async () => {
  const { bucket, engine, local } = here;
  const source = await folder('tree/sub/deeper');
  await eachOf(Array.from({ length: 200 }).keys(), (row) =>
    writeFile(join(source, `${row % 2 ? '' : '../'}file ${row}.bin`), randomBytes(row * 50)),
  );
  await writeFile(join(local, 'tree/large.bin'), randomBytes(40 * MEBIBYTE));
  await folder('tree/empty');
  const up = await engine.ended(engine.startUpload('place', 'up/', [join(local, 'tree')]));
  const bytes = 40 * MEBIBYTE + (50 * 199 * 200) / 2;
  expect(up).toMatchObject({
    state: 'completed',
    kind: 'upload',
    firstName: 'tree',
    requested: 1,
    items: { total: 202, done: 202 },
    bytesDone: bytes,
    bytesTotal: bytes,
    bytesPerSecond: 0,
  });
  expect((await bucket.keys()).filter((key) => key.endsWith('/'))).toEqual(['home/up/tree/empty/']);
  expect(engine.events).toContainEqual({ event: 'folder.changed', payload: { locationId: 'place', folder: 'up/' } });

  const { viewId } = await engine.listed('place', 'up/');
  const target = await folder('down');
  const down = await engine.ended(engine.startDownload(viewId, ALL, target));
  expect(down).toMatchObject({ state: 'completed', items: { total: 202, done: 202 }, bytesDone: bytes });
  expect(engine.downloadTarget(down.id)).toBe(target);
  expect(await treeHash(join(target, 'tree'))).toBe(await treeHash(join(local, 'tree')));
  expect((await stat(join(target, 'tree/empty'))).isDirectory()).toBe(true);

  const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: 'home/up/tree/large.bin' }));
  const file = await stat(join(target, 'tree/large.bin'));
  expect(Math.trunc(file.mtimeMs / 1000)).toBe((head.LastModified?.getTime() ?? 0) / 1000);
  expect(file.mode & 0o600).toBe(0o600);
});

test('what is told of transfers grows, ends, and comes at most ten times a second but for changes of state', async () => {
  const { engine } = here;
  const [first] = (await engine.transfers()).slice(-1);
  const told = engine.events.flatMap((one) => (one.event === 'transfers.changed' ? one.payload : []));
  const ofFirst = told.filter((summary) => summary.id === first?.id);
  expect(ofFirst[0]?.state).toBe('preparing');
  expect(ofFirst.at(-1)).toEqual(first);
  expect(ofFirst.some((summary) => summary.bytesPerSecond > 0)).toBe(true);
  for (const [index, summary] of ofFirst.entries()) {
    expect(summary.items.done).toBeGreaterThanOrEqual(ofFirst[index - 1]?.items.done ?? 0);
  }
  const seconds = ((first?.endedAt ?? 0) - (first?.startedAt ?? 0)) / 1000;
  expect(ofFirst.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 6);
});

test('an upload overwrites nothing; what it skipped it can replace', async () => {
  const { bucket, engine } = here;
  const source = await folder('twice');
  await writeFile(join(source, 'a.txt'), 'new');
  await writeFile(join(source, 'b.txt'), 'new');
  await writeFile(join(source, 'big.bin'), Buffer.alloc(17 * MEBIBYTE, 'new'));
  for (const name of ['a.txt', 'big.bin']) await bucket.put(`home/twice/${name}`, 'old');
  const upload = await engine.ended(engine.startUpload('place', '', [source]));
  expect(upload).toMatchObject({ state: 'completed', items: { total: 3, done: 1, skipped: 2 } });
  expect(engine.states(upload)).toEqual({
    'twice/a.txt': 'skipped target-exists',
    'twice/b.txt': 'done',
    'twice/big.bin': 'skipped target-exists',
  });
  const sizes = async () => {
    const { viewId } = await engine.listed('place', 'twice/');
    return engine.rows(viewId, 0, 10).sizes;
  };
  expect(await sizes()).toEqual([3, 3, 3]);
  engine.replaceSkipped(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 3, skipped: 0 } });
  expect(await sizes()).toEqual([3, 3, 17 * MEBIBYTE]);
  const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: 'home/twice/a.txt' }));
  expect(head.ContentType).toBe('text/plain; charset=utf-8');
});

test('links are left out, and what is not there fails until it is', async () => {
  const { bucket, engine, local } = here;
  const source = await folder('odd');
  await writeFile(join(source, 'real'), 'x');
  await symlink('/etc/hostname', join(source, 'link'));
  const upload = await engine.ended(engine.startUpload('place', '', [source, join(local, 'missing')]));
  expect(upload).toMatchObject({ state: 'failed', failure: null, requested: 2 });
  expect(engine.states(upload)).toEqual({
    'odd/real': 'done',
    'odd/link': 'skipped file-not-regular',
    missing: 'failed file-not-found',
  });
  await writeFile(join(local, 'missing'), 'found');
  engine.retryFailed(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 2, skipped: 1, failed: 0 } });
  expect(await bucket.keys()).toContain('home/missing');
});

test('empty folders become markers where that is wanted; pipes, devices and names that are no text are told', async () => {
  const { bucket, engine } = here;
  const source = await folder('special');
  await mkdir(join(source, 'empty/inner'), { recursive: true });
  await mkdir(join(source, 'full'));
  await writeFile(join(source, 'full/file'), 'x');
  // A folder in which there is nothing to upload is empty.
  await mkdir(join(source, 'odd'));
  execFileSync('mkfifo', [join(source, 'odd/pipe')]);
  await symlink(source, join(source, 'odd/loop'));
  await writeFile(Buffer.concat([Buffer.from(`${source}/`), Buffer.from([0xff])]), 'x');
  const paths = [source, '/dev/null'];
  const told = {
    'special/full/file': 'done',
    'special/odd/pipe': 'skipped file-not-regular',
    'special/odd/loop': 'skipped file-not-regular',
    'special/\ufffd': 'failed name-invalid',
    null: 'skipped file-not-regular',
  };
  const keysOf = async () => (await bucket.keys()).filter((key) => key.startsWith('home/special/'));
  const without = engine.startUpload('place', '', paths, { onConflict: 'overwrite', emptyFolders: false });
  expect(await engine.ended(without)).toMatchObject({ state: 'failed', items: { done: 1, skipped: 3, failed: 1 } });
  expect(engine.states(without)).toEqual(told);
  expect(await keysOf()).toEqual(['home/special/full/file']);
  const withThem = engine.startUpload('place', '', paths, { onConflict: 'overwrite', emptyFolders: true });
  await engine.ended(withThem);
  const markers = { 'special/empty/inner/': 'done', 'special/odd/': 'done' };
  expect(engine.states(withThem)).toEqual({ ...told, ...markers });
  expect(await keysOf()).toEqual(['home/special/empty/inner/', 'home/special/full/file', 'home/special/odd/']);
  const marker = await bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: 'home/special/odd/' }));
  expect([marker.ContentLength, marker.ContentType]).toEqual([0, 'application/x-directory']);
});

test('cancelling an upload leaves no multipart upload and no object', async () => {
  const { bucket, engine, local } = here;
  const path = join(local, 'cancelled.bin');
  await writeFile(path, randomBytes(64 * MEBIBYTE));
  const upload = engine.startUpload('place', '', [path]);
  await vi.waitFor(() => expect(engine.summaryOf(upload).bytesDone).toBeGreaterThan(0), {
    timeout: 20_000,
    interval: 1,
  });
  engine.cancelTransfer(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'cancelled', items: { cancelled: 1, failed: 0 } });
  expect(await bucket.unfinished()).toEqual([]);
  expect(await bucket.keys()).not.toContain('home/cancelled.bin');
});

test('a file that changes while it goes up does not arrive', async () => {
  const { bucket, engine, local } = here;
  const path = join(local, 'changing.bin');
  await writeFile(path, randomBytes(48 * MEBIBYTE));
  const upload = engine.startUpload('place', '', [path]);
  await vi.waitFor(() => expect(engine.summaryOf(upload).bytesDone).toBeGreaterThan(0), {
    timeout: 20_000,
    interval: 1,
  });
  await writeFile(path, 'short', { flag: 'r+' });
  expect(await engine.ended(upload)).toMatchObject({ state: 'failed', items: { failed: 1 } });
  expect(engine.states(upload)).toEqual({ 'changing.bin': 'failed file-changed' });
  expect(await bucket.unfinished()).toEqual([]);
  expect(await bucket.keys()).not.toContain('home/changing.bin');
});

test('1,500 keys are deleted, folders with all below, and nothing else', async () => {
  const { bucket, engine } = here;
  const doomed = Array.from({ length: 1500 }, (_, row) => `home/doomed/${row % 3}/ctl\u0001 ${row}`);
  for (const [index, key] of doomed.entries()) if (index % 300) doomed[index] = key.replace('\u0001', '+');
  await eachOf([...doomed, 'home/doomed/', 'home/doomed-not'], (key) => bucket.put(key, ''));
  const { viewId } = await engine.listed('place', '', { filter: 'doomed' });
  expect(engine.names(viewId)).toEqual(['doomed/', 'doomed-not']);
  const from = engine.events.length;
  const deletion = await engine.ended(engine.startDelete(viewId, { ids: engine.range(viewId, 0, 0) }));
  expect(deletion).toMatchObject({ state: 'completed', items: { total: 1501, done: 1501 }, bytesTotal: 0 });
  const left = await bucket.keys();
  expect(left.filter((key) => key.startsWith('home/doomed'))).toEqual(['home/doomed-not']);
  const changed = { event: 'folder.changed', payload: { locationId: 'place', folder: '' } };
  expect(engine.events.slice(from)).toContainEqual(changed);
});

test('a confirmed delete takes the rows that were counted and none that came since', async () => {
  const { bucket, engine } = here;
  for (const name of ['a', 'b']) await bucket.put(`home/pinned/${name}`);
  const { viewId } = await engine.listed('place', 'pinned/');
  const { pinned, objects } = await engine.summarize(viewId, ALL);
  expect(objects).toBe(2);
  await bucket.put('home/pinned/late');
  engine.refresh(viewId);
  expect(await engine.settled(viewId)).toMatchObject({ shown: 3 });
  expect(await engine.measure(viewId, { pinned })).toMatchObject({ objects: 2 });
  const deletion = await engine.ended(engine.startDelete(viewId, { pinned }));
  expect(deletion).toMatchObject({ state: 'completed', requested: 2, items: { total: 2, done: 2 } });
  expect((await bucket.keys()).filter((key) => key.startsWith('home/pinned/'))).toEqual(['home/pinned/late']);
  expect(() => engine.startDelete(viewId, { pinned: 'never counted' })).toThrow(PailError);
});

test('forgets what has ended', async () => {
  const { engine, local } = here;
  expect((await engine.transfers()).length).toBeGreaterThan(3);
  await engine.clearEnded();
  expect(await engine.transfers()).toEqual([]);
  expect(await readdir(local)).toContain('tree');
  expect(await readFile(join(local, 'twice/a.txt'), 'utf8')).toBe('new');
});
