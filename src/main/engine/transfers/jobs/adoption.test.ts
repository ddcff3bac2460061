import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PailError, toFailure } from '../../../../shared/errors.ts';
import type { S3Port } from '../../s3/port.ts';
import type { StoredPart } from '../../s3/unfinished.ts';
import { MemoryStore, storedObject } from '../../testing/memory-store.ts';
import { LocalFile } from '../local/local-file.ts';
import { matchFile, partSizeOf } from './adoption.ts';

const MEBIBYTE = 1_048_576;
const sizes = (...all: Array<[number, number]>): StoredPart[] =>
  all.map(([number, size]) => ({ number, size, etag: '"e"' }));

test.each([
  ['parts of one size, some missing', sizes([1, 10], [3, 10]), 45, 10],
  ['the last one is smaller', sizes([1, 10], [5, 5]), 45, 10],
  ['the last one alone tells by what is before it', sizes([5, 5]), 45, 10],
  ['the last one alone, as large as the others', sizes([3, 10]), 30, 10],
  ['one alone, somewhere', sizes([2, 20]), 1000, 20],
  ['one part that is all', sizes([1, 7]), 7, 7],
  ['the file is too small', sizes([1, 10], [2, 10]), 15, null],
  ['the file is so large that the last part is none', sizes([1, 10], [5, 5]), 50, null],
  ['a part beyond the end', sizes([1, 10], [9, 10]), 45, null],
  ['one that fits no cut', sizes([4, 3]), 8, null],
  ['empty ones', sizes([1, 0], [2, 0]), 5, null],
  ['none', [], 5, null],
])('the size of parts: %s', (_name, parts, size, wanted) => {
  expect(partSizeOf(parts, size, 10)).toBe(wanted);
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-adoption-'));
});
afterEach(() => rm(folder, { recursive: true }));

const body = randomBytes(13 * MEBIBYTE + 5);
const cut = (number: number, bytes = 5 * MEBIBYTE) => storedObject(body.subarray((number - 1) * bytes, number * bytes));

async function match(parts: ReadonlyArray<[number, { body: Buffer; etag: string }]>, content = body, change = {}) {
  const store = new MemoryStore({
    objects: new Map(),
    uploads: new Map([['u', { key: 'k', begunAt: 1, parts: new Map(parts) }]]),
  });
  await writeFile(join(folder, 'file'), content);
  const file = await LocalFile.open(join(folder, 'file'), 'file');
  const port = { ...store.port(), ...change } as S3Port;
  const address = { port, bucket: 'b', key: 'k', uploadId: 'u' };
  const { signal } = new AbortController();
  const outcome = await matchFile(address, file, 'k', signal).then(
    ({ partSize, parts: matched }) => [partSize, matched.map(({ number }) => number)],
    (error) => toFailure(error),
  );
  await file.close();
  expect(store.asked).toEqual([]);
  return outcome;
}

test('a file whose parts the store has is taken, in whatever order it has them', async () => {
  const all: Array<[number, ReturnType<typeof cut>]> = [
    [3, cut(3)],
    [1, cut(1)],
  ];
  expect(await match(all)).toEqual([5 * MEBIBYTE, [1, 3]]);
  expect(await match([])).toEqual([8 * MEBIBYTE, []]);
});

test('another file is refused, and nothing was asked of the store but its parts', async () => {
  const other = Buffer.from(body);
  other.writeUInt8(other.readUInt8(11 * MEBIBYTE) ^ 1, 11 * MEBIBYTE);
  expect(
    await match(
      [
        [1, cut(1)],
        [3, cut(3)],
      ],
      other,
    ),
  ).toMatchObject({ code: 'file-differs' });
  expect(await match([[1, cut(1)]], Buffer.alloc(4 * MEBIBYTE))).toMatchObject({ code: 'file-differs' });
});

test('what Pail cannot go on with is said', async () => {
  const reasonOf = async (...asked: Parameters<typeof match>) => {
    const { code, detail } = (await match(...asked)) as ReturnType<typeof toFailure>;
    return `${code}: ${detail.reason}`;
  };
  const one = storedObject(body.subarray(0, 100));
  expect(
    await reasonOf([
      [1, cut(1)],
      [2, one],
      [3, cut(3)],
    ]),
  ).toBe('upload-unsuited: its parts are not all of one size');
  expect(await reasonOf([[1, one]])).toBe('upload-unsuited: its parts are smaller than the store takes');
  expect(await reasonOf([[1, { ...one, etag: '"opaque"' }]])).toMatch('does not tell the MD5');
  expect(await reasonOf([], Buffer.alloc(0))).toMatch('an empty file');
});

test('where the store does not show the parts, or has none, that is said', async () => {
  const denied = async () => {
    throw new PailError('access-denied');
  };
  expect(await match([], body, { listParts: denied })).toMatchObject({ code: 'upload-hidden' });
  expect(await match([], body, { listParts: async () => null })).toMatchObject({ code: 'no-such-upload' });
});
