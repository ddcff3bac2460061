/** What a store refuses, loses or is too busy for: what becomes of the listing or the transfer, and what is said of it. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { type Fault, type FaultKind, startFaultProxy } from '../support/fault-proxy.ts';
import { lendAllBut } from '../support/permissions.ts';
import { treeFiles } from '../support/tree-hash.ts';
import { SHARED_USER } from '../support/world.ts';
import { type Bucket, eachOf, grantOf, makeBucket, startEngine, storageAt, type TestEngine } from './engine-fixture.ts';
import { setUpEngine } from './engine-setup.ts';
import { failureOf } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const ALL = { allExcept: NO_IDS };
const world = inject('world');
const here = setUpEngine();

const ended: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const end of ended.splice(0).reverse()) await end();
});

/** A bucket of the test's own. */
async function ownBucket(keys: readonly string[] = []): Promise<Bucket> {
  const bucket = await makeBucket();
  ended.push(bucket.remove);
  for (const key of keys) await bucket.put(key);
  return bucket;
}

/** An engine on a way to the store on which this happens. */
async function through(bucket: Bucket, faults: readonly Fault[]): Promise<TestEngine> {
  const proxy = await startFaultProxy({ target: world.rgw.endpoint, faults });
  const engine = startEngine([grantOf(bucket, { storage: storageAt(proxy.endpoint) })]);
  ended.push(proxy.stop, engine.stop);
  return engine;
}

/** The sentence of the one item that failed. */
function sentenceOf(engine: TestEngine, transfer: TransferSummary): string {
  return engine.allItems(transfer).find(({ state }) => state === 'failed')?.failure?.message ?? '';
}

test('one object that may not be read fails by name, and the others arrive', async () => {
  const bucket = await ownBucket(['a.txt', 'payroll.txt', 'z.txt']);
  await lendAllBut(bucket.s3, SHARED_USER, bucket.name, { 'payroll.txt': 'GetObject' });
  const engine = startEngine([grantOf(bucket)], () => world.shared);
  ended.push(engine.stop);
  const { viewId } = await engine.listed('place', '');
  const download = await engine.ended(engine.startDownload(viewId, ALL, here.local));
  expect(engine.states(download)).toEqual({ 'payroll.txt': 'failed access-denied', 'a.txt': 'done', 'z.txt': 'done' });
  expect(sentenceOf(engine, download)).toBe(
    'The store says no for “payroll.txt”: your role does not allow this. Ask your administrator.',
  );
  expect((await readdir(here.local)).sort()).toEqual(['a.txt', 'z.txt']);
});

test('one object that may not be deleted stays, fails by name, and the others go', async () => {
  const bucket = await ownBucket(['a.txt', 'kept.txt', 'z.txt']);
  await lendAllBut(bucket.s3, SHARED_USER, bucket.name, { 'kept.txt': 'DeleteObject' });
  const engine = startEngine([grantOf(bucket)], () => world.shared);
  ended.push(engine.stop);
  const { viewId } = await engine.listed('place', '');
  const deletion = await engine.ended(engine.startDelete(viewId, ALL));
  expect(engine.states(deletion)).toEqual({ 'kept.txt': 'failed access-denied', 'a.txt': 'done', 'z.txt': 'done' });
  expect(sentenceOf(engine, deletion)).toMatch(/^The store says no for “kept\.txt”.* Ask your administrator\.$/);
  expect(await bucket.keys()).toEqual(['kept.txt']);
});

test('a bucket that goes while it is open is told, the rows stay, and opening it says the same', async () => {
  const bucket = await makeBucket();
  await bucket.put('a.txt');
  const engine = startEngine([grantOf(bucket)]);
  ended.push(engine.stop);
  const { viewId } = await engine.listed('place', '');
  await bucket.remove();
  engine.refresh(viewId);
  const failure = { code: 'no-such-bucket', message: expect.stringContaining(`“${bucket.name}” does not exist. Ask`) };
  expect(await engine.settled(viewId)).toMatchObject({ phase: 'failed', stale: true, count: 1, failure });
  expect(engine.names(viewId)).toEqual(['a.txt']);
  expect(await engine.listed('place', 'below/')).toMatchObject({ phase: 'failed', count: 0, failure });
  const download = engine.startDownload(viewId, ALL, here.local);
  await vi.waitFor(() => expect(engine.summaryOf(download)).toMatchObject({ state: 'parked', failure }), 20_000);
});

test('a store that is busy for long, or cannot answer, is said to be, and asked again by hand', async () => {
  const bucket = await ownBucket(['a.txt']);
  const refused = async (kind: FaultKind) => {
    const engine = await through(bucket, [{ kind, when: ({ query }) => query.has('list-type') }]);
    return (await engine.listed('place', '')).failure;
  };
  const [busy, down, broken] = await Promise.all(
    (['slow-down', 'service-unavailable', 'internal-error'] as const).map(refused),
  );
  expect(busy).toMatchObject({ code: 'throttled', retryable: true, message: expect.stringMatching(/slow down\. Try/) });
  for (const failure of [down, broken]) {
    expect(failure).toMatchObject({ code: 'storage-unavailable', retryable: true });
    expect(failure?.message).toMatch(/cannot answer now.*Try again in a moment\.$/);
  }
});

test('a body that always comes cut short fails by name, leaves nothing, and the others arrive', async () => {
  const bucket = await ownBucket(['a.txt', 'z.txt']);
  await bucket.put('cut.bin', new Uint8Array(200_000));
  const engine = await through(bucket, [{ kind: 'cut', when: ({ path }) => path.endsWith('/cut.bin') }]);
  const { viewId } = await engine.listed('place', '');
  const download = await engine.ended(engine.startDownload(viewId, ALL, here.local));
  expect(engine.states(download)).toEqual({ 'cut.bin': 'failed body-incomplete', 'a.txt': 'done', 'z.txt': 'done' });
  expect(sentenceOf(engine, download)).toBe('“cut.bin” arrived incomplete. Try again.');
  expect((await readdir(here.local)).sort()).toEqual(['a.txt', 'z.txt']);
});

test('a body that always comes damaged fails by name, and nothing of it is kept', async () => {
  const bucket = await ownBucket(['bad.txt', 'z.txt']);
  const engine = await through(bucket, [{ kind: 'flip-download', when: ({ path }) => path.endsWith('/bad.txt') }]);
  const { viewId } = await engine.listed('place', '');
  const download = await engine.ended(engine.startDownload(viewId, ALL, here.local));
  expect(engine.states(download)).toEqual({ 'bad.txt': 'failed checksum-mismatch', 'z.txt': 'done' });
  expect(sentenceOf(engine, download)).toMatch(/its checksum does not match\. Nothing of it was kept\. Try again\.$/);
  expect(await readdir(here.local)).toEqual(['z.txt']);
});

test('a large object that is replaced while it comes is not put together of two', async () => {
  const bucket = await ownBucket();
  await bucket.put('large.bin', new Uint8Array(40 * MEBIBYTE));
  const proxy = await startFaultProxy({ target: world.rgw.endpoint });
  const engine = startEngine([grantOf(bucket, { storage: storageAt(proxy.endpoint) })]);
  ended.push(proxy.stop, engine.stop);
  const { viewId } = await engine.listed('place', '');
  proxy.setFaults([{ kind: 'stall', when: ({ method }) => method === 'GET' }]);
  const download = engine.startDownload(viewId, ALL, here.local);
  await vi.waitFor(() => expect(proxy.count('stall')).toBeGreaterThan(1), 20_000);
  await bucket.put('large.bin', new Uint8Array(40 * MEBIBYTE).fill(1));
  proxy.setFaults([]);
  proxy.release();
  await engine.ended(download);
  expect(engine.states(download)).toEqual({ 'large.bin': 'failed object-changed' });
  expect(sentenceOf(engine, download)).toBe('“large.bin” changed in the store while it was read. Try again.');
  expect(await readdir(here.local)).toEqual([]);
});

test('a clock 20 minutes off the store’s, either way, changes nothing', async () => {
  const bucket = await ownBucket(['a.txt']);
  for (const minutes of [20, -20]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
    const engine = startEngine([grantOf(bucket)]);
    ended.push(engine.stop);
    const status = await engine.listed('place', '');
    expect(status).toMatchObject({ phase: 'complete', count: 1, failure: null });
    const { clockSkew } = await engine.storageFacts('place');
    expect(Math.round(clockSkew / 60_000)).toBe(-minutes);
    const target = join(here.local, String(minutes));
    await mkdir(target);
    const download = await engine.ended(engine.startDownload(status.viewId, ALL, target));
    expect(engine.states(download)).toEqual({ 'a.txt': 'done' });
    vi.useRealTimers();
  }
});

test('an empty bucket is an empty listing, and no failure', async () => {
  const bucket = await ownBucket();
  const engine = startEngine([grantOf(bucket)]);
  ended.push(engine.stop);
  const status = await engine.listed('place', '');
  expect(status).toMatchObject({ phase: 'complete', count: 0, folders: 0, bytes: 0, failure: null });
  expect(engine.names(status.viewId)).toEqual([]);
});

test('objects of no bytes that mark folders are folders: listed, downloaded and deleted as such', async () => {
  const bucket = await ownBucket(['top/sub/file.txt']);
  for (const marker of ['top/', 'top/sub/', 'top/empty/']) await bucket.put(marker, '');
  const engine = startEngine([grantOf(bucket)]);
  ended.push(engine.stop);
  const status = await engine.listed('place', 'top/');
  expect(status).toMatchObject({ phase: 'complete', folders: 2 });
  expect(engine.names(status.viewId)).toEqual(['empty/', 'sub/']);
  expect(await engine.listed('place', 'top/empty/')).toMatchObject({ phase: 'complete', count: 0 });
  const { viewId } = await engine.listed('place', '');
  await engine.ended(engine.startDownload(viewId, ALL, here.local));
  expect((await treeFiles(here.local)).map(([name]) => name)).toEqual(['top/sub/file.txt']);
  expect(await readdir(join(here.local, 'top/empty'))).toEqual([]);
  const deletion = await engine.ended(engine.startDelete(viewId, ALL));
  expect(deletion).toMatchObject({ state: 'completed', items: { done: 4, failed: 0 } });
  expect(await bucket.keys()).toEqual([]);
});

test('counting what is inside says how far it came where it fails part way', async () => {
  const names = Array.from({ length: 1010 }, (_, row) => `many/${row}`);
  const bucket = await makeBucket();
  ended.push(bucket.remove);
  await eachOf(names, (name) => bucket.put(name, 'x'));
  const denied: Fault = { kind: 'access-denied', when: ({ query }) => query.has('continuation-token') };
  const engine = await through(bucket, [denied]);
  const { viewId } = await engine.listed('place', '');
  const from = engine.events.length;
  const failure = await failureOf(engine.measure(viewId, ALL));
  expect(failure).toMatchObject({ code: 'access-denied' });
  const told = engine.events.slice(from).filter(({ event }) => event === 'measure.changed');
  expect(told.at(-1)?.payload).toMatchObject({ viewId, objects: 1000, bytes: 1000 });
});
