/** What stops a transfer, what it says then, and that it goes on once that is mended. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { tellFigures } from '../support/figures.ts';
import {
  type Bucket,
  grantOf,
  localFolder,
  makeBucket,
  startEngine,
  storageAt,
  type TestEngine,
} from './engine-fixture.ts';

const MEBIBYTE = 1_048_576;
const WAIT = { timeout: 50_000, interval: 2 };
const md5 = (content: Uint8Array): string => createHash('md5').update(content).digest('hex');
const { rgw } = inject('world');

let bucket: Bucket;
let proxy: FaultProxy;
let engine: TestEngine;
let local: string;
const ended: (() => unknown)[] = [];
beforeAll(async () => {
  bucket = await makeBucket();
});
beforeEach(async () => {
  const [folder, remove] = await localFolder();
  local = folder;
  ended.push(remove);
  proxy = await startFaultProxy({ target: rgw.endpoint });
  ended.push(proxy.stop);
  engine = startEngine(grants());
  ended.push(engine.stop);
});
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});
afterAll(async () => {
  await bucket.remove();
  tellFigures(
    'a full disk, a target that is gone, a source that changed or is gone, keys, the clock, the network: all mended',
  );
});

function grants() {
  return [grantOf(bucket, { storage: storageAt(proxy.endpoint) })];
}

async function parked(transfer: TransferSummary, code: string): Promise<void> {
  await vi.waitFor(
    () => expect(engine.summaryOf(transfer)).toMatchObject({ state: 'parked', failure: { code } }),
    WAIT,
  );
  const { items, endedAt, failure } = engine.summaryOf(transfer);
  expect([items.failed, endedAt]).toEqual([0, null]);
  // In a sentence.
  expect(failure?.message).toMatch(/^\S.* .*\.$/s);
}
async function mended(transfer: TransferSummary, done: number): Promise<void> {
  engine.resumeTransfer(transfer.id);
  expect(await engine.ended(transfer)).toMatchObject({ state: 'completed', items: { done, failed: 0, skipped: 0 } });
}
async function file(name: string, bytes: number): Promise<string> {
  const path = join(local, name);
  await writeFile(path, randomBytes(bytes));
  return path;
}

test('a full disk: it waits for room, and goes on with what has arrived', async () => {
  const content = randomBytes(40 * MEBIBYTE);
  await bucket.put('full/large', content);
  const target = join(local, 'disk');
  await mkdir(target);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', target]);
  ended.push(() => execFileSync('umount', [target]));
  const { viewId } = await engine.listed('place', 'full/');
  const download = engine.startDownload(viewId, { allExcept: NO_IDS }, target);
  await vi.waitFor(() => expect(engine.summaryOf(download).state).toBe('asking'), WAIT);
  engine.answerTransfer(download.id, { all: 'skip', some: [] });
  await parked(download, 'disk-full');
  const before = proxy.requests.length;
  execFileSync('mount', ['-o', 'remount,size=64m', target]);
  await mended(download, 1);
  expect(await readdir(target)).toEqual(['large']);
  expect(md5(await readFile(join(target, 'large')))).toBe(md5(content));
  const again = proxy.requests.slice(before).filter(({ method }) => method === 'GET');
  expect(again.length).toBeLessThan(5);
});

test('a full disk over many small files: those that fitted stay, the others come when there is room', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `small ${index}`);
  await Promise.all(names.map((name) => bucket.put(`many/${name}`, randomBytes(100_000))));
  const target = join(local, 'disk');
  await mkdir(target);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', target]);
  ended.push(() => execFileSync('umount', [target]));
  const { viewId } = await engine.listed('place', 'many/');
  const download = engine.startDownload(viewId, { allExcept: NO_IDS }, target);
  await vi.waitFor(() => expect(engine.summaryOf(download).state).toBe('asking'), WAIT);
  engine.answerTransfer(download.id, { all: 'skip', some: [] });
  await parked(download, 'disk-full');
  const named = (await readdir(target)).filter((name) => !name.endsWith('.part'));
  for (const name of named) expect((await readFile(join(target, name))).length).toBe(100_000);
  execFileSync('mount', ['-o', 'remount,size=8m', target]);
  await mended(download, 30);
  expect((await readdir(target)).sort()).toEqual(names.sort());
});

test('a target that is gone: it waits for it, and nothing half is left when it is there again', async () => {
  for (const name of ['a', 'sub/b']) await bucket.put(`gone/${name}`, randomBytes(300_000));
  const large = randomBytes(40 * MEBIBYTE);
  await bucket.put('gone/large', large);
  const target = join(local, 'stick');
  await mkdir(target);
  const { viewId } = await engine.listed('place', 'gone/');
  proxy.setFaults([{ kind: 'stall', when: ({ method, path }) => method === 'GET' && path.includes('/gone/sub/b') }]);
  const download = engine.startDownload(viewId, { allExcept: NO_IDS }, target);
  await vi.waitFor(() => expect(proxy.count('stall')).toBe(1), WAIT);
  await rename(target, `${target}-away`);
  proxy.setFaults([]);
  proxy.setOnline(false);
  proxy.setOnline(true);
  proxy.release();
  await parked(download, 'target-missing');
  await rename(`${target}-away`, target);
  await mended(download, 3);
  expect((await readdir(target)).sort()).toEqual(['a', 'large', 'sub']);
  expect(md5(await readFile(join(target, 'large')))).toBe(md5(large));
});

test('a source that changed while it was paused goes up anew, and nothing of the old one is left', async () => {
  const path = await file('changing', 60 * MEBIBYTE);
  proxy.setFaults([{ kind: 'stall', when: ({ query }) => query.get('partNumber') === '8' }]);
  const upload = engine.startUpload('place', 'changed/', [path]);
  await vi.waitFor(() => expect(proxy.confirmedParts.length).toBeGreaterThan(2), WAIT);
  engine.pauseTransfer(upload.id);
  proxy.setFaults([]);
  proxy.release();
  const content = randomBytes(20 * MEBIBYTE);
  await writeFile(path, content);
  await mended(upload, 1);
  const stored = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: 'changed/changing' }));
  expect(md5((await stored.Body?.transformToByteArray()) ?? content.subarray(1))).toBe(md5(content));
  expect(await bucket.unfinished()).toEqual([]);
});

test('a source that is gone while it was paused fails by name, and nothing of it is left in the store', async () => {
  const path = await file('vanishing', 60 * MEBIBYTE);
  proxy.setFaults([{ kind: 'stall', when: ({ query }) => query.get('partNumber') === '8' }]);
  const upload = engine.startUpload('place', 'vanished/', [path]);
  await vi.waitFor(() => expect(proxy.confirmedParts.length).toBeGreaterThan(2), WAIT);
  engine.pauseTransfer(upload.id);
  proxy.setFaults([]);
  proxy.release();
  await rename(path, `${path}-away`);
  engine.resumeTransfer(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'failed', items: { failed: 1 } });
  expect(engine.allItems(upload)[0]?.failure?.code).toBe('file-not-found');
  expect(await bucket.unfinished()).toEqual([]);
  await rename(`${path}-away`, path);
  engine.retryFailed(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 1 } });
});

test('a source that changes while it goes up fails by name, nothing of it appears, and it goes up when asked again', async () => {
  const path = await file('restless', 60 * MEBIBYTE);
  proxy.setFaults([{ kind: 'stall', when: ({ query }) => query.get('partNumber') === '8' }]);
  const upload = engine.startUpload('place', 'restless/', [path]);
  await vi.waitFor(() => expect(proxy.count('stall')).toBe(1), WAIT);
  const content = randomBytes(60 * MEBIBYTE);
  await writeFile(path, content);
  proxy.setFaults([]);
  proxy.release();
  expect(await engine.ended(upload)).toMatchObject({ state: 'failed', items: { failed: 1 } });
  expect(engine.allItems(upload)[0]?.failure).toMatchObject({
    code: 'file-changed',
    message: expect.stringMatching(/\.$/),
  });
  expect((await bucket.keys()).filter((key) => key.startsWith('restless/'))).toEqual([]);
  expect(await bucket.unfinished()).toEqual([]);
  engine.retryFailed(upload.id);
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 1 } });
  expect(md5(await bucket.get('restless/restless'))).toBe(md5(content));
});

test('keys that the store takes no more, and no others to be had: it waits for a sign-in', async () => {
  const path = await file('revoked', 1000);
  // Ceph itself says AccessDenied of keys that it does not know, as of everything else.
  proxy.setFaults([{ kind: 'expired-token' }]);
  const upload = engine.startUpload('place', 'revoked/', [path]);
  await parked(upload, 'credentials-refused');
  proxy.setFaults([]);
  engine.setLocations(grants());
  expect(await engine.ended(upload)).toMatchObject({ state: 'completed', items: { done: 1 } });
});

test('a clock that is wrong: it waits for somebody to set it', async () => {
  const path = await file('skewed', 1000);
  proxy.setFaults([{ kind: 'time-skewed' }]);
  const upload = engine.startUpload('place', 'skewed/', [path]);
  await parked(upload, 'clock-skew');
  proxy.setFaults([]);
  await mended(upload, 1);
});

test('a network that goes and comes: it waits, and confirmed parts stay', async () => {
  const path = await file('offline', 60 * MEBIBYTE);
  proxy.setFaults([{ kind: 'stall', when: ({ query }) => query.get('partNumber') === '8' }]);
  const upload = engine.startUpload('place', 'offline/', [path]);
  await vi.waitFor(() => expect(proxy.confirmedParts.length).toBeGreaterThan(2), WAIT);
  proxy.setOnline(false);
  await parked(upload, 'connection-failed');
  proxy.setFaults([]);
  proxy.release();
  proxy.setOnline(true);
  await mended(upload, 1);
  const parts = proxy.confirmedParts.map(({ uploadId, partNumber }) => `${uploadId} ${partNumber}`);
  expect(new Set(parts).size).toBe(parts.length);
  expect(await bucket.unfinished()).toEqual([]);
});

test('one object that somebody on the way always breaks off fails alone, and the rest arrives', async () => {
  const names = ['a', 'bad', 'c', 'd'];
  const paths = await Promise.all(names.map((name) => file(name, 1000)));
  proxy.setFaults([
    { kind: 'reset-before', when: ({ method, path }) => method === 'PUT' && path.endsWith('/lone/bad') },
  ]);
  const up = engine.startUpload('place', 'lone/', paths);
  expect(await engine.ended(up)).toMatchObject({ state: 'failed', failure: null, items: { done: 3, failed: 1 } });
  const [item] = (await engine.items(up.id, 0, 1)).items;
  expect(item).toMatchObject({ name: 'bad', state: 'failed', failure: { code: 'connection-failed' } });
  proxy.setFaults([]);
  engine.retryFailed(up.id);
  expect(await engine.ended(up)).toMatchObject({ state: 'completed', items: { done: 4 } });
});
