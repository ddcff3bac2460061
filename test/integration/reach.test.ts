/** Whether a store answers at all, as the engine tells it: by a real store behind a way that can be cut. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { type Bucket, grantOf, makeBucket, startEngine, storageAt, type TestEngine } from './engine-fixture.ts';

const WAIT = { timeout: 30_000, interval: 10 };

let bucket: Bucket;
let way: FaultProxy;
let engine: TestEngine;
beforeAll(async () => {
  bucket = await makeBucket();
  await bucket.put('a.txt');
});
beforeEach(async () => {
  way = await startFaultProxy({ target: inject('world').rgw.endpoint });
  const storage = storageAt(way.endpoint);
  engine = startEngine([
    grantOf(bucket, { id: 'one', storage }),
    grantOf(bucket, { id: 'two', storage }),
    grantOf(bucket, { id: 'elsewhere' }),
  ]);
});
afterEach(async () => {
  engine.stop();
  await way.stop();
});
afterAll(() => bucket.remove());

const told = () => engine.events.flatMap((one) => (one.event === 'reach.changed' ? [one.payload] : []));

test('all locations of a store that nobody reaches are told, and told again when it answers, with nobody asking', async () => {
  expect(await engine.listed('one', '')).toMatchObject({ phase: 'complete', count: 1 });
  expect(await engine.listed('elsewhere', '')).toMatchObject({ phase: 'complete' });
  way.setOnline(false);
  expect(await engine.listed('two', '')).toMatchObject({ phase: 'failed', failure: { code: 'connection-failed' } });
  await vi.waitFor(() => expect(told()).toEqual([['one', 'two']]), WAIT);
  way.setOnline(true);
  await vi.waitFor(() => expect(told()).toEqual([['one', 'two'], []]), WAIT);
  expect(way.requests.at(-1)).toMatchObject({ method: 'GET', path: '/', accessKeyId: '' });
});

test('connections that break, and a store that refuses, are no such thing', async () => {
  way.setFaults([{ kind: 'reset-before', times: 2 }]);
  expect(await engine.listed('one', '')).toMatchObject({ phase: 'complete' });
  way.setFaults([{ kind: 'access-denied' }]);
  expect(await engine.listed('two', '')).toMatchObject({ phase: 'failed', failure: { code: 'access-denied' } });
  expect(told()).toEqual([]);
});

test('a location that is gone is not told of any more', async () => {
  way.setOnline(false);
  await engine.listed('one', '');
  await vi.waitFor(() => expect(told()).toEqual([['one', 'two']]), WAIT);
  engine.setLocations([grantOf(bucket, { id: 'elsewhere' })]);
  expect(told()).toEqual([['one', 'two'], []]);
});

test('a list of buckets that could not be had is told like a location', async () => {
  const { storage, credentialsId } = grantOf(bucket, { storage: storageAt(way.endpoint) });
  const list = { id: 'all', label: 'All buckets', storage, credentialsId, mayCreate: false, mayDelete: false };
  engine.setLocations([], [list]);
  way.setOnline(false);
  await expect(engine.listBuckets('all')).rejects.toMatchObject({ failure: { code: 'connection-failed' } });
  await vi.waitFor(() => expect(told()).toEqual([['all']]), WAIT);
  way.setOnline(true);
  await vi.waitFor(() => expect(told()).toEqual([['all'], []]), WAIT);
});
