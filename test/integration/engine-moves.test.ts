/** Copies, moves and renaming in the engine, against a real store. */
import { randomBytes } from 'node:crypto';
import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import type { StorageCredentials } from '../../src/main/engine/protocol.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import {
  type Bucket,
  eachOf,
  grantOf,
  HOSTILE_KEYS,
  keysOfAna,
  makeBucket,
  startEngine,
  type TestEngine,
} from './engine-fixture.ts';
import { failureOf } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const ALL = { allExcept: NO_IDS };
const world = inject('world');
const ROLE_PREFIX = `${world.prefixes.home.ana}moves/`;
/** Two hundred in all, without those that are too long below a folder. */
const NAMES = [
  ...HOSTILE_KEYS.filter((key) => key.length < 900),
  ...Array.from({ length: 200 }, (_, row) => `plain/${row % 7}/${row}.txt`),
].slice(0, 200);

let bucket: Bucket;
let other: Bucket;
let engine: TestEngine;
let admin: StorageCredentials;
beforeAll(async () => {
  [bucket, other] = [await makeBucket(), await makeBucket()];
  admin = world.rgw.admin;
  const role = await keysOfAna();
  engine = startEngine([], undefined, { credentials: async (id) => (id === 'role' ? role : admin) });
  engine.setLocations([
    grantOf(bucket, { prefix: 'home/' }),
    grantOf(other, { id: 'other', label: 'Other' }),
    grantOf({ name: 'homes' }, { id: 'role', prefix: ROLE_PREFIX, credentialsId: 'role' }),
    grantOf(bucket, { id: 'look', prefix: 'home/', actions: ['list', 'read'] }),
  ]);
});
afterAll(async () => {
  const { viewId } = await engine.listed('role', '');
  if (engine.rows(viewId, 0, 1).names.length > 0) await engine.ended(engine.startDelete(viewId, ALL));
  engine.stop();
  await Promise.all([bucket.remove(), other.remove()]);
});

async function select(locationId: string, folder: string, name?: string) {
  const { viewId } = await engine.listed(locationId, folder);
  const at = name === undefined ? -1 : engine.names(viewId).indexOf(name);
  return { viewId, selection: name === undefined ? ALL : { ids: engine.range(viewId, at, at) } };
}

async function send(kind: 'copy' | 'move', from: [string, string, string?], to: [string, string], onConflict = 'skip') {
  const { viewId, selection } = await select(...from);
  return engine.ended(engine.startCopy(viewId, selection, ...to, kind, onConflict as 'skip'));
}

const keysBelow = async (prefix: string, from = bucket) =>
  (await from.keys()).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
const body = async (Key: string, Bucket = bucket.name) => {
  const answer = await bucket.s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
};

test('200 objects with hostile names are copied and moved, below one key set and between two', async () => {
  await eachOf(NAMES, (name) => bucket.put(`home/tree/sub/${name}`, name));
  await bucket.put('home/tree/', '');
  const all = [...NAMES.map((name) => `sub/${name}`), ''].sort();
  const copied = await send('copy', ['place', '', 'tree/'], ['place', 'copied/']);
  expect(copied).toMatchObject({
    kind: 'copy',
    state: 'completed',
    folder: 'copied/',
    items: { total: 201, done: 201 },
  });
  expect((await keysBelow('home/copied/tree/')).sort()).toEqual(all);

  const moved = await send('move', ['place', 'copied/'], ['role', 'in/']);
  expect(moved).toMatchObject({ kind: 'move', state: 'completed', locationId: 'role', items: { done: 201 } });
  expect(await keysBelow('home/copied/')).toEqual([]);
  const within = await send('move', ['role', 'in/'], ['role', 'deep/er/']);
  expect(within).toMatchObject({ state: 'completed', items: { done: 201 } });
  const back = await send('move', ['role', 'deep/er/'], ['other', '']);
  expect(back).toMatchObject({ state: 'completed', items: { done: 201 } });
  expect((await keysBelow('tree/', other)).sort()).toEqual(all);
  await eachOf(NAMES, async (name) => expect((await body(`tree/sub/${name}`, other.name)).toString()).toBe(name));
  const told = engine.events.flatMap((one) => (one.event === 'folder.changed' ? [one.payload] : []));
  expect(told).toContainEqual({ locationId: 'role', folder: 'deep/er/' });
  expect(told).toContainEqual({ locationId: 'other', folder: '' });
});

test('what is written on an object goes with it; tags do where the store copies', async () => {
  const Metadata = { 'made-by': 'somebody', note: 'a=b; c, d  e' };
  const details = { ContentType: 'text/x-pail', ContentLanguage: 'de-CH', CacheControl: 'no-cache', Metadata };
  const put = { Bucket: bucket.name, ...details, Tagging: 'a=b' };
  await bucket.s3.send(new PutObjectCommand({ ...put, Key: 'home/kept/small', Body: 'small' }));
  await bucket.s3.send(new PutObjectCommand({ ...put, Key: 'home/kept/large', Body: randomBytes(17 * MEBIBYTE) }));
  const large = await body('home/kept/large');
  await send('copy', ['place', 'kept/'], ['other', 'kept/']);
  await send('copy', ['place', 'kept/'], ['role', 'kept/']);
  for (const [Bucket, prefix] of [
    [other.name, 'kept/'],
    ['homes', `${ROLE_PREFIX}kept/`],
  ] as const) {
    for (const name of ['small', 'large']) {
      const head = await bucket.s3.send(new HeadObjectCommand({ Bucket, Key: prefix + name }));
      expect(head).toMatchObject(details);
    }
    expect((await body(`${prefix}large`, Bucket)).equals(large)).toBe(true);
  }
  const tags = await other.s3.send(new GetObjectTaggingCommand({ Bucket: other.name, Key: 'kept/small' }));
  expect(tags.TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
});

test('a large object that was put in parts goes through here whole, and is found to be', async () => {
  const content = randomBytes(21 * MEBIBYTE);
  await bucket.put('home/parts/single', content);
  await send('copy', ['place', 'parts/'], ['role', 'parts/']);
  const head = await bucket.s3.send(new HeadObjectCommand({ Bucket: 'homes', Key: `${ROLE_PREFIX}parts/single` }));
  expect(head.ETag).toMatch(/-3"$/);
  const moved = await send('move', ['role', 'parts/'], ['other', 'parts/']);
  expect(moved).toMatchObject({ state: 'completed', items: { done: 1 }, bytesDone: content.length });
  const there = await bucket.s3.send(new HeadObjectCommand({ Bucket: other.name, Key: 'parts/single' }));
  expect(there.ETag).toBe(head.ETag);
  expect((await body('parts/single', other.name)).equals(content)).toBe(true);
});

test('what is there stays, is replaced, or gets company, as was chosen; a move keeps the source of what it skips', async () => {
  const names = ['a.txt', 'b.txt', 'same'];
  for (const name of names) await bucket.put(`home/from/${name}`, `new ${name}`);
  const reset = async () => {
    await bucket.put('home/to/a.txt', 'old');
    await bucket.put('home/to/same', 'new same');
  };
  await reset();
  expect(engine.states(await send('copy', ['place', 'from/'], ['place', 'to/'], 'skip'))).toEqual({
    'a.txt': 'skipped target-exists',
    'b.txt': 'done',
    same: 'skipped target-exists',
  });
  expect(engine.states(await send('copy', ['place', 'from/'], ['place', 'to/'], 'different'))).toEqual({
    'a.txt': 'done',
    'b.txt': 'skipped target-same',
    same: 'skipped target-same',
  });
  await reset();
  await send('copy', ['place', 'from/'], ['place', 'to/'], 'keep-both');
  expect(await keysBelow('home/to/')).toEqual(['a (2).txt', 'a.txt', 'b (2).txt', 'b.txt', 'same', 'same (2)']);
  expect((await body('home/to/a.txt')).toString()).toBe('old');
  await send('move', ['place', 'from/', 'a.txt'], ['place', 'to/'], 'skip');
  expect(await keysBelow('home/from/')).toEqual(names);
  await send('move', ['place', 'from/', 'a.txt'], ['place', 'to/'], 'overwrite');
  expect(await keysBelow('home/from/')).toEqual(['b.txt', 'same']);
  expect((await body('home/to/a.txt')).toString()).toBe('new a.txt');
});

test('a copy to where the original is gets another name', async () => {
  for (const key of ['a.txt', 'dir/', 'dir/x', 'dir (2)/y']) await bucket.put(`home/twice/${key}`, key);
  const { viewId } = await engine.listed('place', 'twice/');
  const copy = engine.startCopy(viewId, ALL, 'place', 'twice/', 'copy');
  expect(await engine.ended(copy)).toMatchObject({ state: 'completed', items: { done: 4 } });
  const keys = ['a (2).txt', 'a.txt', 'dir (2) (2)/y', 'dir (2)/y', 'dir (3)/', 'dir (3)/x', 'dir/', 'dir/x'];
  expect((await keysBelow('home/twice/')).sort()).toEqual(keys.sort());
});

test('nothing goes onto or into itself, or where it may not', async () => {
  for (const key of ['dir/x', 'a']) await bucket.put(`home/self/${key}`);
  const { viewId, selection } = await select('place', 'self/', 'dir/');
  const start = (...to: [string, string, 'copy' | 'move']) => {
    try {
      return engine.startCopy(viewId, selection, ...to).state;
    } catch (error) {
      return (error as { failure: { code: string } }).failure.code;
    }
  };
  expect(start('place', 'self/dir/', 'copy')).toBe('target-invalid');
  expect(start('place', 'self/dir/deeper/', 'move')).toBe('target-invalid');
  expect(start('place', 'self/', 'move')).toBe('target-invalid');
  expect(start('look', 'elsewhere/', 'copy')).toBe('action-not-allowed');
  expect(start('other', 'no-folder', 'copy')).toBe('invalid-argument');
  const looked = await select('look', 'self/', 'a');
  expect(() => engine.startCopy(looked.viewId, looked.selection, 'other', '', 'move')).toThrow('does not let you');
  expect(await keysBelow('home/self/')).toEqual(['a', 'dir/x']);
});

test('an object and a folder get other names, which nothing has', async () => {
  for (const key of ['old.txt', 'taken.txt', 'dir/', 'dir/a/b', 'dir.x', 'longer.txt.bak'])
    await bucket.put(`home/names/${key}`, key);
  const rename = async (name: string, to: string) => {
    const { viewId, selection } = await select('place', 'names/', name);
    return engine.rename(viewId, selection, to);
  };
  expect(await failureOf(rename('old.txt', 'taken.txt'))).toMatchObject({ code: 'target-exists' });
  // Nor what a folder has, or a folder what an object has: they would stand side by side as one name.
  expect(await failureOf(rename('old.txt', 'dir'))).toMatchObject({ code: 'target-exists' });
  expect(await failureOf(rename('dir/', 'taken.txt'))).toMatchObject({ code: 'target-exists' });
  expect(await failureOf(rename('old.txt', 'a/b'))).toMatchObject({ code: 'name-invalid' });
  expect(await failureOf(rename('old.txt', 'old.txt'))).toMatchObject({ code: 'target-invalid' });
  expect(await engine.ended(await rename('old.txt', 'longer.txt'))).toMatchObject({
    kind: 'move',
    state: 'completed',
    newName: 'longer.txt',
  });
  expect(await engine.ended(await rename('dir/', 'new dir'))).toMatchObject({ state: 'completed', items: { done: 2 } });
  const keys = ['dir.x', 'longer.txt', 'longer.txt.bak', 'new dir/', 'new dir/a/b', 'taken.txt'];
  expect(await keysBelow('home/names/')).toEqual(keys);
  expect((await body('home/names/new dir/a/b')).toString()).toBe('dir/a/b');
});

test('a move that is cancelled in the middle has each object at one of the two places', async () => {
  const names = Array.from({ length: 150 }, (_, row) => `cancel/${row}`);
  await eachOf(names, (name) => bucket.put(`home/${name}`, name.repeat(1000)));
  const { viewId, selection } = await select('place', '', 'cancel/');
  const move = engine.startCopy(viewId, selection, 'role', 'cancelled/', 'move', 'skip');
  await vi.waitFor(() => expect(engine.summaryOf(move).items.done).toBeGreaterThan(5), {
    timeout: 20_000,
    interval: 1,
  });
  engine.cancelTransfer(move.id);
  expect(await engine.ended(move)).toMatchObject({ state: 'cancelled' });
  const left = new Set(await keysBelow('home/'));
  expect(names.some((name) => left.has(name))).toBe(true);
  await eachOf(names, async (name) => {
    const [Key, Bucket] = left.has(name) ? [`home/${name}`, bucket.name] : [`${ROLE_PREFIX}cancelled/${name}`, 'homes'];
    expect((await body(Key, Bucket)).toString()).toBe(name.repeat(1000));
  });
});
