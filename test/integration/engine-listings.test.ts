import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type PailError, toFailure } from '../../src/shared/errors.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/shared/model/listing.ts';
import { cephTest } from './ceph-test.ts';
import {
  type Bucket,
  eachOf,
  grantOf,
  HOSTILE_KEYS,
  makeBucket,
  startEngine,
  type TestEngine,
} from './engine-fixture.ts';

const MANY = 1150;
const world = inject('world');

let bucket: Bucket;
let engine: TestEngine;

beforeAll(async () => {
  bucket = await makeBucket();
  const many = Array.from({ length: MANY }, (_, row) => `many/row ${row}`);
  await eachOf([...many, ...HOSTILE_KEYS.map((key) => `hostile/${key}`), 'hostile/', 'many-else'], (key) =>
    bucket.put(key),
  );
  engine = startEngine([
    grantOf(bucket),
    grantOf(bucket, { id: 'below', prefix: 'hostile/', actions: ['list'] }),
    grantOf(bucket, { id: 'blind', actions: ['write'] }),
    grantOf(bucket, { id: 'shared', credentialsId: 'shared' }),
  ]);
});
afterAll(async () => {
  engine.stop();
  await bucket.remove();
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as PailError).failure.code;
  }
};

test('lists over several pages, in natural order, and tells the first page before the last', async () => {
  const from = engine.events.length;
  const status = await engine.listed('place', 'many/');
  expect(status).toMatchObject({ phase: 'complete', count: MANY, shown: MANY, folders: 0, failure: null });
  expect(engine.names(status.viewId)).toEqual(Array.from({ length: MANY }, (_, row) => `row ${row}`));
  const [first] = engine.events.slice(from);
  expect(first).toMatchObject({ event: 'listing.changed', payload: { phase: 'loading', count: 1000, shown: 1000 } });
});

test('sorts, filters, finds and picks ranges', async () => {
  const { viewId } = await engine.listed('place', 'many/', { sortBy: 'size', descending: true });
  expect(engine.names(viewId)[0]).toBe('row 1000');
  const filtered = engine.arrange(viewId, { sortBy: 'name', descending: true, filter: 'ROW 114' });
  expect(filtered).toMatchObject({ shown: 11, count: MANY });
  expect(engine.names(viewId).slice(0, 2)).toEqual(['row 1149', 'row 1148']);
  expect(await engine.find(viewId, 'row 1140', 0)).toBe(9);
  const ids = engine.range(viewId, 0, 1);
  expect(await engine.summarize(viewId, { ids })).toMatchObject({
    ...{ objects: 2, folders: 0, bytes: 26, firstName: 'row 1149' },
  });
  expect(await engine.summarize(viewId, { allExcept: ids })).toMatchObject({ objects: 9, firstName: 'row 1147' });
});

test('hostile names are shown as they are and can be entered; the folder’s own marker is no row', async () => {
  const status = await engine.listed('below', '');
  const expected = new Set<string>();
  for (const key of HOSTILE_KEYS) expected.add(key.includes('/') ? `${key.split('/')[0]}/` : key);
  expect(engine.names(status.viewId).sort()).toEqual([...expected].sort());
  const empty = await engine.listed('below', '/');
  expect(engine.names(empty.viewId)).toEqual(['/', 'lead']);
  expect(engine.names((await engine.listed('below', '//')).viewId)).toEqual(['two']);
  expect(engine.names((await engine.listed('below', 'x//')).viewId)).toEqual(['y']);
  expect(engine.names((await engine.listed('below', 'a/../')).viewId)).toEqual(['b']);
  expect(engine.names((await engine.listed('below', '日本/')).viewId)).toEqual(['語']);
});

test('a folder and an object of one name are both there', async () => {
  const { viewId } = await engine.listed('place', 'hostile/', { filter: 'dir' });
  expect(engine.names(viewId)).toEqual(['dir/', 'dir']);
});

test('measures what lies below', async () => {
  const { viewId } = await engine.listed('place', '');
  expect(engine.names(viewId)).toEqual(['hostile/', 'many/', 'many-else']);
  const deep = await engine.measure(viewId, { allExcept: engine.range(viewId, 0, 0) });
  expect(deep.objects).toBe(MANY + 1);
  const marker = 1;
  expect(await engine.measure(viewId, { ids: engine.range(viewId, 0, 0) })).toMatchObject({
    objects: HOSTILE_KEYS.length + marker,
  });
});

test('a refresh finds what is new and keeps the ids', async () => {
  const { viewId } = await engine.listed('place', 'hostile/dir/');
  const before = engine.range(viewId, 0, 0);
  await bucket.put('hostile/dir/earlier');
  expect(engine.refresh(viewId).phase).toBe('loading');
  await engine.settled(viewId);
  expect(engine.names(viewId)).toEqual(['earlier', 'inside']);
  expect(engine.range(viewId, 1, 1)).toEqual(before);
});

test('a tree shows everything below by its path; a filter of it is a search', async () => {
  await bucket.put('hostile/dir/', '');
  const keys = (await bucket.keys()).filter((key) => key.startsWith('hostile/') && key !== 'hostile/dir/');
  const names = keys.map((key) => key.slice('hostile/'.length)).filter((name) => name !== '');
  const status = await engine.listed('place', 'hostile/', {}, 'tree');
  expect(status).toMatchObject({ phase: 'complete', scope: 'tree', count: names.length, folders: 0 });
  expect(engine.names(status.viewId).sort()).toEqual(names.sort());
  const found = await engine.listed('place', '', { filter: 'HOSTILE/DIR' }, 'tree');
  expect(engine.names(found.viewId)).toEqual(['hostile/dir', 'hostile/dir/earlier', 'hostile/dir/inside']);
});

test('going back shows the rows at once, with their ids, and checks them', async () => {
  await bucket.put('again/a');
  await bucket.put('again/c');
  const { viewId } = await engine.listed('place', 'again/');
  const c = engine.range(viewId, 1, 1);
  engine.closeListing(viewId);
  await bucket.put('again/b');
  const back = engine.openListing('place', 'again/', DEFAULT_ARRANGEMENT, 'folder');
  expect(back).toMatchObject({ phase: 'loading', stale: true, count: 2, shown: 2 });
  expect(engine.names(back.viewId)).toEqual(['a', 'c']);
  expect(await engine.settled(back.viewId)).toMatchObject({ phase: 'complete', stale: false, count: 3 });
  expect(engine.names(back.viewId)).toEqual(['a', 'b', 'c']);
  expect(engine.range(back.viewId, 2, 2)).toEqual(c);
});

test('measuring can be stopped; what was found is the answer', async () => {
  const { viewId } = await engine.listed('place', '');
  const measured = engine.measure(viewId, { allExcept: NO_IDS });
  engine.stopMeasure(viewId);
  expect(await measured).toMatchObject({ complete: false });
  const from = engine.events.length;
  const whole = await engine.measure(viewId, { allExcept: NO_IDS });
  expect(whole.complete).toBe(true);
  const told = engine.events.slice(from).filter((one) => one.event === 'measure.changed');
  expect(told[0]?.payload).toMatchObject({ viewId });
});

cephTest('users with keys of their own')('a denied listing fails with its failure', async () => {
  const limited = startEngine([grantOf(bucket)], () => world.shared);
  const status = await limited.listed('place', '');
  expect(status).toMatchObject({
    phase: 'failed',
    count: 0,
    failure: { code: 'access-denied', retryable: false, remedy: 'admin', detail: { httpStatus: 403 } },
  });
  limited.stop();
});

test('a store that nobody runs fails as connection-failed, a wrong secret as a refusal', async () => {
  const storage = { region: 'us-east-1', endpoint: 'http://127.0.0.1:1', pathStyle: true };
  const nowhere = startEngine([grantOf(bucket, { storage })]);
  expect((await nowhere.listed('place', '')).failure).toMatchObject({ code: 'connection-failed', retryable: true });
  nowhere.stop();
  const wrong = startEngine([grantOf(bucket)], () => ({ ...world.rgw.admin, secretAccessKey: 'wrong' }));
  // Ceph does not tell it from any other refusal.
  const code = world.store === 'ceph' ? 'access-denied' : 'credentials-refused';
  expect((await wrong.listed('place', '')).failure?.code).toBe(code);
  wrong.stop();
});

test('makes folders, and says who is affected', async () => {
  const parent = await engine.listed('place', '');
  await engine.createFolder('place', 'new/', 'Été + 1');
  expect(await bucket.keys()).toContain('new/Été + 1/');
  const changed = engine.events.filter((one) => one.event === 'folder.changed').map((one) => one.payload);
  expect(changed).toContainEqual({ locationId: 'place', folder: 'new/' });
  expect(changed).toContainEqual({ locationId: 'place', folder: '' });
  engine.closeListing(parent.viewId);
  const failureOf = (work: Promise<unknown>) => work.catch((error) => toFailure(error).code);
  expect(await failureOf(engine.createFolder('place', 'new/', 'Été + 1'))).toBe('target-exists');
  expect(await failureOf(engine.createFolder('place', '', 'many'))).toBe('target-exists');
  expect(await failureOf(engine.createFolder('place', '', 'a/b'))).toBe('name-invalid');
  expect(await failureOf(engine.createFolder('below', '', 'x'))).toBe('action-not-allowed');
});

test('works only with what main minted and allows, and with open views', async () => {
  const arrangement = DEFAULT_ARRANGEMENT;
  expect(codeOf(() => engine.openListing('unknown', '', arrangement, 'folder'))).toBe('not-found');
  expect(codeOf(() => engine.openListing('blind', '', arrangement, 'folder'))).toBe('action-not-allowed');
  expect(codeOf(() => engine.openListing('place', 'no-slash', arrangement, 'folder'))).toBe('invalid-argument');
  expect(codeOf(() => engine.rows('view-0', 0, 1))).toBe('not-found');
  const { viewId } = await engine.listed('below', '');
  expect(codeOf(() => engine.startDownload(viewId, { allExcept: NO_IDS }, '/tmp'))).toBe('action-not-allowed');
  expect(codeOf(() => engine.startDelete(viewId, { allExcept: NO_IDS }))).toBe('action-not-allowed');
  expect(codeOf(() => engine.startUpload('below', '', ['/tmp']))).toBe('action-not-allowed');
  engine.closeListing(viewId);
  expect(codeOf(() => engine.rows(viewId, 0, 1))).toBe('not-found');
});

test('a location that goes takes its views with it', async () => {
  const other = startEngine([grantOf(bucket), grantOf(bucket, { id: 'stays' })]);
  const goes = await other.listed('place', '');
  const stays = await other.listed('stays', '');
  other.setLocations([grantOf(bucket, { id: 'stays', label: 'Renamed' })]);
  expect(codeOf(() => other.rows(goes.viewId, 0, 1))).toBe('not-found');
  expect(other.rows(stays.viewId, 0, 1).names).toHaveLength(1);
  other.stop();
});
