import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { toFailure } from '../../../../shared/errors.ts';
import type { GetRequest } from '../../s3/port.ts';
import { content, md5Etag as md5, oneObject, partsEtag } from '../../testing/one-object.ts';
import { PartFile } from '../local/part-file.ts';
import { SLAB_BYTES } from '../local/part-writer.ts';
import { type Fetching, fetchObject, LARGE_BYTES, NOTHING_KEPT } from './fetch.ts';

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
const fetchInRanges = (fetching: Fetching) => fetchObject(fetching, LARGE_BYTES + 1, NOTHING_KEPT);

const written = (): Promise<Buffer> => readFile(join(folder, 'x'));

test.each([MEBIBYTE * 2, MEBIBYTE * 2 + 1])('a body cut off after %i bytes is fetched again', async (bytes) => {
  const { fetching, requests, progress } = oneObject(folder, content, (request) => (request <= 2 ? bytes : null));
  await fetchWhole(fetching);
  expect(requests).toHaveLength(3);
  expect(progress()).toBe(content.length);
  expect((await written()).equals(content)).toBe(true);
});

test('a body that is cut off every time is incomplete, and no progress is left of it', async () => {
  const { fetching, requests, progress } = oneObject(folder, content, () => 5);
  expect(await fetchWhole(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'body-incomplete' });
  expect(requests).toHaveLength(5);
  expect(progress()).toBe(0);
});

test('ranges are put together, and one that breaks off is gone on with where it broke off, also more often than a whole object may', async () => {
  // The second range gets a slab and a bit further each time.
  const isSecond = ({ range }: GetRequest): boolean => range?.last === 16 * MEBIBYTE - 1;
  const { fetching, requests, progress } = oneObject(folder, content, (request) => {
    const asked = requests[request - 1];
    return asked && isSecond(asked) && requests.filter(isSecond).length <= 8 ? SLAB_BYTES + 1000 : null;
  });
  await fetchInRanges(fetching);
  const firsts = requests.filter(isSecond).map(({ range }) => range?.first);
  expect(firsts).toEqual(Array.from({ length: 9 }, (_, attempt) => 8 * MEBIBYTE + attempt * (SLAB_BYTES + 1000)));
  expect(requests).toHaveLength(4 + 9);
  expect(new Set(requests.map((request) => request.ifMatch))).toEqual(new Set(['"v1"']));
  expect(progress()).toBe(content.length);
  expect((await written()).equals(content)).toBe(true);
});

test('a range that breaks off behind its last byte is complete', async () => {
  const { fetching, requests } = oneObject(folder, content, (request) => (request === 2 ? 8 * MEBIBYTE : null));
  await fetchInRanges(fetching);
  expect(requests).toHaveLength(5);
  expect((await written()).equals(content)).toBe(true);
});

test('what fails for good takes back what it told', async () => {
  const { fetching, progress } = oneObject(folder, content, (request) => (request > 3 ? 0 : MEBIBYTE));
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'body-incomplete' });
  expect(progress()).toBe(0);
});

test('another version is not put together with the first one, also where the store does not heed If-Match', async () => {
  const { fetching, info } = oneObject(folder, content, (request) => {
    if (request === 3) info.etag = '"v2"';
    return null;
  });
  const heedless = {
    ...fetching.port,
    getObject: ({ ifMatch: _, ...request }: GetRequest) => fetching.port.getObject(request),
  };
  const failure = await fetchInRanges({ ...fetching, port: heedless }).catch((error) => toFailure(error));
  expect(failure).toMatchObject({ code: 'object-changed' });
});

test.each([
  ['where nothing tells of the content', { etagKind: 'opaque', etag: '"v1"' }, 5],
  ['where its parts are of different sizes', { etagKind: 'parts-md5', etag: `"${'0'.repeat(32)}-9"` }, 5],
  ['not where it is compared at the end', { etagKind: 'md5', etag: md5(content) }, 0],
] as const)('a range is on the disk before it is told of: %s', async (_where, kind, syncs) => {
  const { fetching, info, told } = oneObject(folder, content);
  told.partBytes = 20 * MEBIBYTE;
  Object.assign(info, kind);
  const sync = vi.spyOn(PartFile.prototype, 'sync');
  onTestFinished(() => sync.mockRestore());
  const synced: number[] = [];
  const arrived = (): number => synced.push(sync.mock.calls.length);
  await fetchObject(fetching, LARGE_BYTES + 1, { ...NOTHING_KEPT, arrived });
  expect(sync).toHaveBeenCalledTimes(syncs);
  for (const [index, before] of synced.entries()) expect(before).toBeGreaterThanOrEqual(Math.min(syncs, index + 1));
});

test('an object replaced between two ranges is not put together', async () => {
  const { fetching, info } = oneObject(folder, content, (request) => {
    if (request === 3) info.etag = '"v2"';
    return null;
  });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'object-changed' });
});

test('a body whose MD5 is not that of the store is fetched again, and its bytes are not counted', async () => {
  const { fetching, requests, info, progress } = oneObject(folder, content, undefined, (request) => request <= 6);
  Object.assign(info, { etagKind: 'md5', etag: md5(content) });
  const damaged = await fetchWhole(fetching).catch((error) => toFailure(error));
  expect(damaged).toMatchObject({ code: 'checksum-mismatch', detail: { subject: 'x' } });
  expect([requests.length, progress()]).toEqual([5, 0]);
  await fetchWhole(fetching);
  expect(requests.length).toBe(7);
  expect((await written()).equals(content)).toBe(true);
});

test('an ETag that is no MD5 is not taken for one', async () => {
  const { fetching, info } = oneObject(folder, content);
  Object.assign(info, { etagKind: 'opaque', etag: md5(Buffer.from('something else')) });
  await fetchWhole(fetching);
  expect((await written()).equals(content)).toBe(true);
});

test.each([
  ['told by the store', 6_000_000, 6_000_000],
  ['guessed', 5 * MEBIBYTE, null],
])('an object in parts is checked by their MD5s: their size is %s', async (_how, partBytes, told) => {
  const { fetching, info, requests, told: answer } = oneObject(folder, content);
  answer.partBytes = told;
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, partBytes) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(5);
  expect((await written()).equals(content)).toBe(true);
});

test('a damaged object in parts is fetched once more and then refused; one that was damaged once is good', async () => {
  const damaged = new Set([1, 6, 11]);
  const { fetching, info, requests, told, progress } = oneObject(folder, content, undefined, (request) =>
    damaged.has(request),
  );
  told.partBytes = 8 * MEBIBYTE;
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, 8 * MEBIBYTE) });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'checksum-mismatch' });
  expect([requests.length, progress()]).toEqual([10, 0]);
  await fetchInRanges(fetching);
  expect([requests.length, progress()]).toEqual([20, content.length]);
  expect((await written()).equals(content)).toBe(true);
});

test('where the size of the parts was a wrong guess, bytes that come twice alike are taken', async () => {
  const { fetching, info, requests } = oneObject(folder, content);
  // 5 parts of 7 MB look like 5 of 8 MiB.
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, 7_500_000) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(10);
  expect((await written()).equals(content)).toBe(true);
});

test('parts of different sizes say nothing about the content', async () => {
  const { fetching, info, requests, told } = oneObject(folder, content);
  told.partBytes = 20 * MEBIBYTE;
  Object.assign(info, { etagKind: 'parts-md5', etag: '"0123456789abcdef0123456789abcdef-9"' });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(5);
});

test('a large object whose ETag is its MD5 is checked as a whole', async () => {
  const { fetching, info, requests } = oneObject(folder, content);
  Object.assign(info, { etagKind: 'md5', etag: md5(content) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(5);
  Object.assign(info, { etag: md5(Buffer.from('other')) });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'checksum-mismatch' });
});

test('a large object whose size nobody tells is not taken for an empty one', async () => {
  const { fetching, info, requests } = oneObject(folder, content);
  Object.assign(info, { size: -1 });
  expect(await fetchInRanges(fetching).catch((error) => toFailure(error))).toMatchObject({ code: 'storage-refused' });
  expect(requests).toHaveLength(0);
  expect(await readdir(folder)).toEqual([]);
});

test('an object in one part, however large, comes in ranges as well', async () => {
  const { fetching, info, requests } = oneObject(folder, content, undefined, (request) => request === 2);
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(content, content.length) });
  await fetchInRanges(fetching);
  expect(requests.length).toBe(10);
  expect((await written()).equals(content)).toBe(true);
});

test('parts of a size that no store has are not looked at one by one', async () => {
  const { fetching, info, told } = oneObject(folder, content);
  told.partBytes = 1;
  Object.assign(info, { etagKind: 'parts-md5', etag: `"0123456789abcdef0123456789abcdef-${content.length}"` });
  await fetchInRanges(fetching);
  expect((await written()).equals(content)).toBe(true);
});

test.each([
  ['told by the store', 5 * MEBIBYTE],
  ['guessed', null],
])('a damaged object in parts that comes in one answer is fetched again: their size is %s', async (_how, told) => {
  const small = content.subarray(0, 17 * MEBIBYTE);
  const {
    fetching,
    info,
    requests,
    told: answer,
    progress,
  } = oneObject(folder, small, undefined, (request) => request === 1);
  answer.partBytes = told;
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(small, 5 * MEBIBYTE) });
  await fetchWhole(fetching);
  expect([requests.length, progress()]).toEqual([2, small.length]);
  expect((await written()).equals(small)).toBe(true);
});

test('a wrong guess of the parts of such an object is not its damage', async () => {
  const small = content.subarray(0, 17 * MEBIBYTE);
  const { fetching, info, requests } = oneObject(folder, small);
  // 3 parts of 7 MB look like 3 of 8 MiB.
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(small, 7_000_000) });
  await fetchWhole(fetching);
  expect(requests.length).toBe(2);
});

test('a small object in one part is checked as well', async () => {
  const tiny = content.subarray(0, 100);
  const { fetching, info, requests } = oneObject(folder, tiny, undefined, (request) => request === 1);
  Object.assign(info, { etagKind: 'parts-md5', etag: partsEtag(tiny, 100) });
  await fetchWhole(fetching);
  expect(requests.length).toBe(2);
  expect((await written()).equals(tiny)).toBe(true);
});
