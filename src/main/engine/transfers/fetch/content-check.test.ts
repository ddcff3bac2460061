import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ObjectInfo, S3Port } from '../../s3/port.ts';
import type { Stretch } from '../local/digest-work.ts';
import { ownThreadDisk } from '../local/disk.ts';
import type { PartFile } from '../local/part-file.ts';
import { contentCheck } from './content-check.ts';

const MEBIBYTE = 1_048_576;

/** A check of an object in `count` parts of so many bytes, none of which is read: each has a digest that is its own. */
async function checkOf(partBytes: number, count: number, last = partBytes) {
  const size = (count - 1) * partBytes + last;
  const digestOf = (first: number): Buffer => createHash('md5').update(`${first}`).digest();
  const digestsOf = ({ first, end }: Pick<Stretch, 'first' | 'end'>): Buffer =>
    Buffer.concat(
      Array.from({ length: Math.ceil((end - first) / partBytes) }, (_, i) => digestOf(first + i * partBytes)),
    );
  const asked: Stretch[] = [];
  const state: { failure: Error | null } = { failure: null };
  const md5OfParts = async (stretch: Stretch): Promise<Uint8Array> => {
    asked.push(stretch);
    await turn();
    if (state.failure) throw state.failure;
    return digestsOf(stretch);
  };
  const all = createHash('md5')
    .update(digestsOf({ first: 0, end: size }))
    .digest('hex');
  const info: ObjectInfo = { size, etag: `"${all}-${count}"`, etagKind: 'parts-md5', modified: 0 };
  const check = await contentCheck(
    {
      port: { firstPartBytes: async () => partBytes } as Partial<S3Port> as S3Port,
      bucket: 'b',
      key: 'k',
      subject: 'x',
      signal: new AbortController().signal,
      part: { path: '/x' } as PartFile,
      disk: { ...ownThreadDisk, md5OfParts },
    },
    info,
  );
  return { check, asked, state, size, etag: `${all}-${count}` };
}

test('parts are looked at when enough of them are whole, neighbours together, and the rest at the end', async () => {
  const { check, asked, size, etag } = await checkOf(8 * MEBIBYTE, 20, 5);
  // Two ranges side by side.
  for (let at = 0; at < 48 * MEBIBYTE; at += MEBIBYTE) {
    for (const first of [at, at + 48 * MEBIBYTE]) check.arrived(first, first + MEBIBYTE);
  }
  await turn();
  const spans = (): number[][] => asked.map(({ first, end }) => [first / MEBIBYTE, end / MEBIBYTE]);
  expect(spans()).toEqual([
    [0, 32],
    [48, 80],
  ]);
  check.arrived(96 * MEBIBYTE, size);
  expect(await check.etag()).toBe(etag);
  expect(asked.reduce((sum, { first, end }) => sum + end - first, 0)).toBe(size);
});

test.each([
  [8192, 10_000],
  [64 * MEBIBYTE, 8],
  [100 * MEBIBYTE, 8],
  [1024 * MEBIBYTE, 3],
])('parts of %i bytes: few questions, and several parts in each where they fit', async (partBytes, count) => {
  const { check, asked, size, etag } = await checkOf(partBytes, count);
  for (let at = 0; at < size; at += MEBIBYTE) {
    check.arrived(at, Math.min(at + MEBIBYTE, size));
    if (at % (32 * MEBIBYTE) === 0) await turn();
  }
  expect(await check.etag()).toBe(etag);
  expect(asked.length).toBeLessThanOrEqual(Math.ceil(size / (64 * MEBIBYTE)) + 1);
  const most = Math.max(...asked.map(({ first, end }) => (end - first) / partBytes));
  expect(most).toBeGreaterThanOrEqual(partBytes > 256 * MEBIBYTE ? 1 : 2);
});

test('what comes again is looked at again, and nothing stays of what it was', async () => {
  const { check, asked, size, etag } = await checkOf(8 * MEBIBYTE, 3);
  check.arrived(0, size);
  expect(await check.etag()).toBe(etag);
  check.again();
  expect(await check.etag()).not.toBe(etag);
  check.arrived(0, size);
  expect(await check.etag()).toBe(etag);
  expect(asked).toHaveLength(2);
});

test('a file that cannot be read is told', async () => {
  const { check, state, size } = await checkOf(64 * MEBIBYTE, 6);
  state.failure = Object.assign(new Error('no'), { code: 'EIO' });
  check.arrived(0, size);
  await expect(check.etag()).rejects.toMatchObject({ failure: { code: 'target-unwritable' } });
});
