import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PailError, toFailure } from '../../../../shared/errors.ts';
import type { ByteRange, GetRequest, ObjectInfo, S3Port } from '../../s3/port.ts';
import { ownThreadDisk } from '../local/disk.ts';
import { type Fetching, type FetchMemory, type FetchNote, fetchObject, LARGE_BYTES, NOTHING_KEPT } from './fetch.ts';

const MEBIBYTE = 1_048_576;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-fetch-'));
});
afterEach(async () => {
  const left = (await readdir(folder)).filter((name) => name !== 'x');
  await rm(folder, { recursive: true });
  // Whatever became of it, nothing half is left.
  expect(left).toEqual([]);
});

const fetchWhole = (fetching: Fetching) => fetchObject(fetching, 0, NOTHING_KEPT);
const fetchInRanges = (fetching: Fetching, memory = NOTHING_KEPT) => fetchObject(fetching, LARGE_BYTES + 1, memory);

/** A store with one object, whose bodies break off after `cut(request number)` bytes, or bear a flipped bit. */
function store(
  content: Buffer,
  cut: (request: number) => number | null = () => null,
  damage: (request: number) => boolean = () => false,
) {
  const requests: GetRequest[] = [];
  const told: { partBytes: number | null } = { partBytes: null };
  const info: { -readonly [F in keyof ObjectInfo]: ObjectInfo[F] } = {
    size: content.length,
    etag: '"v1"',
    etagKind: 'opaque',
    modified: 1000,
  };
  const port = {
    headObject: async () => info,
    firstPartBytes: async () => told.partBytes,
    getObject: async (request: GetRequest) => {
      const limit = cut(requests.push(request));
      const damaged = damage(requests.length);
      if (request.ifMatch !== undefined && request.ifMatch !== info.etag) throw new PailError('object-changed');
      const { first, last } = request.range ?? { first: 0, last: content.length - 1 };
      const piece = damaged ? Buffer.from(content.subarray(first, last + 1)) : content.subarray(first, last + 1);
      if (damaged) piece[1] = (piece[1] ?? 0) ^ 1;
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
    disk: ownThreadDisk,
    place: { folder, name: 'x', replace: true, tag: 't' },
    subject: 'x',
    bucket: 'b',
    key: 'x',
    signal: new AbortController().signal,
    onBytes: (bytes: number) => {
      progress += bytes;
    },
  };
  return { fetching, requests, info, told, progress: () => progress };
}

const written = (): Promise<Buffer> => readFile(join(folder, 'x'));

const content = Buffer.alloc(33 * MEBIBYTE + 7);
for (let index = 0; index < content.length; index += 4096) content.writeUInt32LE(index, index - (index % 4));

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
  expect(requests).toHaveLength(5);
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

const md5 = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

test('a body whose MD5 is not that of the store is fetched again, and its bytes are not counted', async () => {
  const { fetching, requests, info, progress } = store(content, undefined, (request) => request <= 6);
  Object.assign(info, { etagKind: 'md5', etag: md5(content) });
  const damaged = await fetchWhole(fetching).catch((error) => toFailure(error));
  expect(damaged).toMatchObject({ code: 'checksum-mismatch', detail: { subject: 'x' } });
  expect([requests.length, progress()]).toEqual([5, 0]);
  await fetchWhole(fetching);
  expect(requests.length).toBe(7);
  expect((await written()).equals(content)).toBe(true);
});

test('an ETag that is no MD5 is not taken for one', async () => {
  const { fetching, info } = store(content);
  Object.assign(info, { etagKind: 'opaque', etag: md5(Buffer.from('something else')) });
  await fetchWhole(fetching);
  expect((await written()).equals(content)).toBe(true);
});

const partsEtag = (bytes: Buffer, partBytes: number): string => {
  const parts = Math.ceil(bytes.length / partBytes);
  const digests = Array.from({ length: parts }, (_, index) =>
    createHash('md5')
      .update(bytes.subarray(index * partBytes, (index + 1) * partBytes))
      .digest(),
  );
  return `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts}"`;
};

test.each([
  ['told by the store', 6_000_000, 6_000_000],
  ['guessed', 5 * MEBIBYTE, null],
])('an object in parts is checked by their MD5s: their size is %s', async (_how, partBytes, told) => {
  const { fetching, info, requests, told: answer } = store(content);
  answer.partBytes = told;
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, partBytes) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(Math.ceil(content.length / partBytes));
  expect((await written()).equals(content)).toBe(true);
});

test('a damaged object in parts is fetched once more and then refused; one that was damaged once is good', async () => {
  const damaged = new Set([1, 6, 11]);
  const { fetching, info, requests, told, progress } = store(content, undefined, (request) => damaged.has(request));
  told.partBytes = 8 * MEBIBYTE;
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, 8 * MEBIBYTE) });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'checksum-mismatch' });
  expect([requests.length, progress()]).toEqual([10, 0]);
  await fetchInRanges(fetching);
  expect([requests.length, progress()]).toEqual([20, content.length]);
  expect((await written()).equals(content)).toBe(true);
});

test('where the size of the parts was a wrong guess, bytes that come twice alike are taken', async () => {
  const { fetching, info, requests } = store(content);
  // 5 parts of 7 MB look like 5 of 8 MiB.
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, 7_500_000) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(10);
  expect((await written()).equals(content)).toBe(true);
});

test('parts of different sizes say nothing about the content', async () => {
  const { fetching, info, requests, told } = store(content);
  told.partBytes = 20 * MEBIBYTE;
  Object.assign(info, { etagKind: 'parts-md5', etag: '"0123456789abcdef0123456789abcdef-9"' });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(5);
});

test('a large object whose ETag is its MD5 is checked as a whole', async () => {
  const { fetching, info, requests } = store(content);
  Object.assign(info, { etagKind: 'md5', etag: md5(content) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(5);
  Object.assign(info, { etag: md5(Buffer.from('other')) });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'checksum-mismatch' });
});

test('a large object whose size nobody tells is not taken for an empty one', async () => {
  const { fetching, info, requests } = store(content);
  Object.assign(info, { size: -1 });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'storage-refused' });
  expect(requests).toHaveLength(0);
  expect(await readdir(folder)).toEqual([]);
});

test('parts of a size that no store has are not looked at one by one', async () => {
  const { fetching, info, told } = store(content);
  told.partBytes = 1;
  Object.assign(info, { etagKind: 'parts-md5', etag: `"0123456789abcdef0123456789abcdef-${content.length}"` });
  await fetchInRanges(fetching);
  expect((await written()).equals(content)).toBe(true);
});

test.each(['opaque', 'md5', 'parts-md5'] as const)(
  'what arrived before it was stopped is not fetched again: %s',
  async (kind) => {
    const { fetching, info, requests, told, progress } = store(content);
    told.partBytes = 8 * MEBIBYTE;
    const etag = { opaque: '"v1"', md5: md5(content), 'parts-md5': partsEtag(content, 8 * MEBIBYTE) }[kind];
    Object.assign(info, { etagKind: kind, etag });
    const stopping = new AbortController();
    const kept: { note: FetchNote | null; ranges: ByteRange[] } = { note: null, ranges: [] };
    const memory = (): FetchMemory => ({
      earlier: kept.note && { note: kept.note, ranges: [...kept.ranges] },
      begun: (note) => {
        kept.note = JSON.parse(JSON.stringify(note));
      },
      arrived: (range) => {
        kept.ranges.push(range);
        if (kept.ranges.length === 2) stopping.abort(new Error('stopped'));
      },
      settled: () => {
        kept.note = null;
      },
      goesOn: () => true,
    });
    await expect(fetchInRanges({ ...fetching, signal: stopping.signal }, memory())).rejects.toThrow();
    expect(await readdir(folder)).toEqual([kept.note?.part]);
    const before = requests.length;
    const arrived = kept.ranges.length;
    fetching.onBytes(-progress());
    await fetchInRanges(fetching, memory());
    expect(requests.length - before).toBe(5 - arrived);
    expect([progress(), kept.note]).toEqual([content.length, null]);
    expect((await written()).equals(content)).toBe(true);
  },
);

test('of another version, or where what arrived is gone, everything is fetched anew', async () => {
  const { fetching, requests } = store(content);
  await writeFile(join(folder, '.pail-t-half.part'), 'half');
  const ranges = [{ first: 0, last: 8 * MEBIBYTE - 1 }];
  const earlier = (part: string, etag: string) => ({ ...NOTHING_KEPT, earlier: { note: { part, etag }, ranges } });
  await fetchInRanges(fetching, earlier('.pail-t-half.part', '"v0"'));
  expect(requests).toHaveLength(5);
  await fetchInRanges(fetching, earlier('.pail-t-gone.part', '"v1"'));
  expect(requests).toHaveLength(10);
  expect((await written()).equals(content)).toBe(true);
});

test.each([
  ['told by the store', 5 * MEBIBYTE],
  ['guessed', null],
])('a damaged object in parts that comes in one answer is fetched again: their size is %s', async (_how, told) => {
  const small = content.subarray(0, 17 * MEBIBYTE);
  const { fetching, info, requests, told: answer, progress } = store(small, undefined, (request) => request === 1);
  answer.partBytes = told;
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(small, 5 * MEBIBYTE) });
  await fetchWhole(fetching);
  expect([requests.length, progress()]).toEqual([2, small.length]);
  expect((await written()).equals(small)).toBe(true);
});

test('a wrong guess of the parts of such an object is not its damage', async () => {
  const small = content.subarray(0, 17 * MEBIBYTE);
  const { fetching, info, requests } = store(small);
  // 3 parts of 7 MB look like 3 of 8 MiB.
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(small, 7_000_000) });
  await fetchWhole(fetching);
  expect(requests.length).toBe(2);
});

test('a small object in one part is checked as well', async () => {
  const tiny = content.subarray(0, 100);
  const { fetching, info, requests } = store(tiny, undefined, (request) => request === 1);
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(tiny, 100) });
  await fetchWhole(fetching);
  expect(requests.length).toBe(2);
  expect((await written()).equals(tiny)).toBe(true);
});
