import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAX_DRAGGED_BYTES, MAX_DRAGGED_OBJECTS } from '../../src/shared/model/drag-out.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { eachOf, grantOf, localFolder } from './engine-fixture.ts';
import { setUpEngine } from './engine-setup.ts';

const ALL = { allExcept: NO_IDS };
const LARGE = randomBytes(40_000_000);

const here = setUpEngine({
  fill: async (bucket) => {
    await bucket.put('few/a:b.txt', 'colon');
    await bucket.put('few/large.bin', LARGE);
    await bucket.put('few/in/c.txt', 'c');
    await bucket.put('few/in/empty/', '');
    await eachOf(
      Array.from({ length: MAX_DRAGGED_OBJECTS + 1 }, (_, n) => `many/${n}.txt`),
      (key) => bucket.put(key),
    );
  },
  grants: (bucket) => [grantOf(bucket), grantOf(bucket, { id: 'blind', actions: ['list'] })],
});

const refusal = (code: string) => expect.objectContaining({ failure: expect.objectContaining({ code }) });

test('what is dragged out arrives as a download does, and is no transfer', async () => {
  const { engine, local } = here;
  const { viewId } = await engine.listed('place', 'few/');
  const outcome = await engine.stage(viewId, ALL, local, null);
  expect(outcome).toMatchObject({ state: 'staged', names: expect.arrayContaining(['a%3Ab.txt', 'large.bin', 'in']) });
  expect((await readdir(local, { recursive: true })).sort()).toEqual(
    ['a%3Ab.txt', 'in', join('in', 'c.txt'), join('in', 'empty'), 'large.bin'].sort(),
  );
  expect(await readFile(join(local, 'a%3Ab.txt'), 'utf8')).toBe('colon');
  expect((await readFile(join(local, 'large.bin'))).equals(LARGE)).toBe(true);
  expect(await engine.transfers()).toEqual([]);
});

test('rows are told with whether they may move', async () => {
  const { engine } = here;
  for (const [place, mayMove] of [
    ['place', true],
    ['blind', false],
  ] as const) {
    const { viewId } = await engine.listed(place, 'few/');
    expect(await engine.rowsOf(viewId, ALL)).toMatchObject({ locationId: place, folder: 'few/', mayMove });
  }
});

test('what has not changed is not fetched again, and what has is', async () => {
  const { bucket, engine, local } = here;
  await bucket.put('changing/a.txt', 'one');
  await bucket.put('changing/in/', '');
  await bucket.put('changing/in/b.txt', 'b');
  const { viewId } = await engine.listed('place', 'changing/');
  const first = await engine.stage(viewId, ALL, local, null);
  if (first.state !== 'staged') throw new Error(first.state);
  const [again, removeAgain] = await localFolder();
  expect(await engine.stage(viewId, ALL, again, first.objects)).toEqual({ state: 'same' });
  expect(await readdir(again)).toEqual([]);
  // As long as before: only its ETag tells.
  await bucket.put('changing/a.txt', 'two');
  expect(await engine.stage(viewId, ALL, again, first.objects)).toMatchObject({ state: 'staged' });
  expect(await readFile(join(again, 'a.txt'), 'utf8')).toBe('two');
  await removeAgain();
});

test('too much is refused before a byte of it is fetched', async () => {
  const { bucket, engine, local } = here;
  const { viewId } = await engine.listed('place', '');
  const many = await engine.listed('place', 'many/');
  expect(await engine.stage(many.viewId, ALL, local, null)).toEqual({ state: 'too-much' });
  // Found out while the folders are looked into: it holds both.
  expect(await engine.stage(viewId, ALL, local, null)).toEqual({ state: 'too-much' });
  await bucket.put('heavy/a.bin', LARGE);
  await bucket.put('heavy/b.bin', LARGE);
  expect(2 * LARGE.length).toBeGreaterThan(MAX_DRAGGED_BYTES);
  const heavy = await engine.listed('place', 'heavy/');
  expect(await engine.stage(heavy.viewId, ALL, local, null)).toEqual({ state: 'too-much' });
  expect(await readdir(local)).toEqual([]);
});

test('only what may be read is dragged out, and only rows of a view', async () => {
  const { engine, local } = here;
  const { viewId } = await engine.listed('blind', 'few/');
  await expect(engine.stage(viewId, ALL, local, null)).rejects.toEqual(refusal('action-not-allowed'));
  await expect(engine.stage('no view', ALL, local, null)).rejects.toEqual(refusal('not-found'));
  expect(await readdir(local)).toEqual([]);
});

test('a later drag stops the one before, and the end of the location stops any', async () => {
  const { engine, local } = here;
  const { viewId } = await engine.listed('place', 'few/');
  const [other, removeOther] = await localFolder();
  const first = engine.stage(viewId, ALL, local, null);
  const second = engine.stage(viewId, ALL, other, null);
  engine.setLocations([]);
  expect(await first).toEqual({ state: 'stopped' });
  expect(await second).toEqual({ state: 'stopped' });
  await removeOther();
});
