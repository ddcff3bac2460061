/** A location whose objects are encrypted with a key of the customer, against a real store. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { grantOf } from './engine-fixture.ts';
import { setUpEngine } from './engine-setup.ts';

const MEBIBYTE = 1_048_576;
const ALL = { allExcept: NO_IDS };
const KEY = Buffer.alloc(32, 7).toString('base64');

const setup = setUpEngine({
  grants: (bucket) => {
    const { storage } = grantOf(bucket);
    const objects = { encryption: { kind: 'customer', key: KEY } } as const;
    return [
      grantOf(bucket, { prefix: 'sealed/', storage: { ...storage, objects } }),
      grantOf(bucket, { id: 'plain', prefix: 'plain/' }),
    ];
  },
});

test('files go in, are moved and copied, come out as they were, and none is readable without the key', async () => {
  const { bucket, engine, local } = setup;
  const contents = { 'small.txt': randomBytes(1000), 'large.bin': randomBytes(17 * MEBIBYTE) };
  const paths = Object.keys(contents).map((name) => join(local, name));
  await Promise.all(Object.entries(contents).map(([name, content]) => writeFile(join(local, name), content)));
  expect(await engine.ended(engine.startUpload('place', '', paths))).toMatchObject({ state: 'completed' });

  const { viewId } = await engine.listed('place', '');
  expect(await engine.ended(engine.startCopy(viewId, ALL, 'place', 'moved/', 'move'))).toMatchObject({
    state: 'completed',
  });
  const moved = await engine.listed('place', 'moved/');
  const copied = await engine.ended(engine.startCopy(moved.viewId, ALL, 'plain', '', 'copy'));
  expect(copied).toMatchObject({ state: 'completed' });
  expect(await engine.ended(engine.startDownload(moved.viewId, ALL, local, 'keep-both'))).toMatchObject({
    state: 'completed',
  });

  expect((await bucket.keys()).sort()).toEqual(
    ['plain/large.bin', 'plain/small.txt', 'sealed/moved/large.bin', 'sealed/moved/small.txt'].sort(),
  );
  for (const [name, content] of Object.entries(contents)) {
    const [stem, extension] = name.split('.');
    expect((await readFile(join(local, `${stem} (2).${extension}`))).equals(content)).toBe(true);
    expect(Buffer.from(await bucket.get(`plain/${name}`)).equals(content)).toBe(true);
    await expect(bucket.get(`sealed/moved/${name}`)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  }
});
