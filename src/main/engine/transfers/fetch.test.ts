import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PailError, toFailure } from '../../../shared/errors.ts';
import type { GetRequest, S3Port } from '../s3/port.ts';
import { fetchInRanges, fetchWhole, rangesOf } from './fetch.ts';
import { PartFile } from './part-file.ts';

const MEBIBYTE = 1_048_576;

let folder = '';
let part: PartFile;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-fetch-'));
  part = await PartFile.create(folder, 'x');
});
afterEach(async () => {
  await part.discard();
  await rm(folder, { recursive: true });
});

/** A store with one object, whose bodies break off after `cut(request number)` bytes. */
function store(content: Buffer, cut: (request: number) => number | null = () => null) {
  const requests: GetRequest[] = [];
  const info = { size: content.length, etag: '"v1"', modified: 1000 };
  const port = {
    headObject: async () => info,
    getObject: async (request: GetRequest) => {
      const limit = cut(requests.push(request));
      if (request.ifMatch !== undefined && request.ifMatch !== info.etag) throw new PailError('object-changed');
      const { first, last } = request.range ?? { first: 0, last: content.length - 1 };
      const piece = content.subarray(first, last + 1);
      async function* pieces(): AsyncGenerator<Buffer> {
        const end = limit ?? piece.length;
        for (let at = 0; at < end; at += MEBIBYTE) yield piece.subarray(at, Math.min(at + MEBIBYTE, end));
        if (limit !== null && limit % 2 === 0) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      }
      return { ...info, length: piece.length, body: Readable.from(pieces()) };
    },
  } as Partial<S3Port> as S3Port;
  let progress = 0;
  const fetching = {
    port,
    part,
    bucket: 'b',
    key: 'x',
    signal: new AbortController().signal,
    onBytes: (bytes: number) => {
      progress += bytes;
    },
  };
  return { fetching, requests, info, progress: () => progress };
}

async function written(): Promise<Buffer> {
  await part.publish(join(folder, 'x'), 0, false);
  return readFile(join(folder, 'x'));
}

const content = Buffer.alloc(33 * MEBIBYTE + 7);
for (let index = 0; index < content.length; index += 4096) content.writeUInt32LE(index, index - (index % 4));

test('ranges cover an object exactly', () => {
  for (const size of [1, 8 * MEBIBYTE, 8 * MEBIBYTE + 1, 3000 * MEBIBYTE]) {
    const ranges = rangesOf(size);
    expect(ranges[0]?.first).toBe(0);
    expect(ranges.at(-1)?.last).toBe(size - 1);
    for (const [index, range] of ranges.slice(1).entries()) expect(range.first).toBe((ranges[index]?.last ?? 0) + 1);
  }
  expect(rangesOf(0)).toEqual([]);
});

test.each([MEBIBYTE * 2, MEBIBYTE * 2 + 1])('a body cut off after %i bytes is fetched again', async (bytes) => {
  const { fetching, requests, progress } = store(content, (request) => (request <= 2 ? bytes : null));
  await fetchWhole(fetching);
  expect(requests).toHaveLength(3);
  expect(progress()).toBe(content.length);
  expect((await written()).equals(content)).toBe(true);
});

test('a body that is cut off every time is incomplete, and no progress is left of it', async () => {
  const { fetching, requests, progress } = store(content, () => 5);
  expect(await fetchWhole(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'body-incomplete' });
  expect(requests).toHaveLength(3);
  expect(progress()).toBe(0);
});

test('ranges are put together, one that breaks off alone is fetched again', async () => {
  const { fetching, requests, progress } = store(content, (request) => (request === 2 ? 1000 : null));
  await fetchInRanges(fetching);
  expect(requests).toHaveLength(6);
  expect(new Set(requests.map((request) => request.ifMatch))).toEqual(new Set(['"v1"']));
  expect(progress()).toBe(content.length);
  expect((await written()).equals(content)).toBe(true);
});

test('an object replaced between two ranges is not put together', async () => {
  const { fetching, info } = store(content, (request) => {
    if (request === 3) info.etag = '"v2"';
    return null;
  });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'object-changed' });
});
