import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ByteRange } from '../../s3/port.ts';
import { content, md5Etag, oneObject, partsEtag } from '../../testing/one-object.ts';
import { type Disk, ownThreadDisk } from '../local/disk.ts';
import { SLAB_BYTES } from '../local/part-writer.ts';
import { type FetchMemory, type FetchNote, fetchObject, LARGE_BYTES, NOTHING_KEPT } from './fetch.ts';

const MEBIBYTE = 1_048_576;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-stopped-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  { name: 'in one answer', size: 0 },
  { name: 'in ranges', size: LARGE_BYTES + 1 },
])('what is stopped while all of it is brought to the disk gets no name: $name', async ({ size }) => {
  const { fetching, info } = oneObject(folder, content);
  Object.assign(info, { etagKind: 'md5', etag: md5Etag(content) });
  const stopping = new AbortController();
  const disk: Disk = {
    ...ownThreadDisk,
    md5OfParts: async (...asked) => {
      // After whatever follows from the answer at once, and before anything that the disk has done by then is heard of.
      setImmediate(() => stopping.abort());
      return ownThreadDisk.md5OfParts(...asked);
    },
  };
  await expect(fetchObject({ ...fetching, disk, signal: stopping.signal }, size, NOTHING_KEPT)).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(await readdir(folder)).toEqual([]);
});

const lengthOf = ({ first, last }: ByteRange): number => last - first + 1;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

test.each(['opaque', 'md5', 'parts-md5'] as const)(
  'what arrived before it was stopped is not fetched again: %s',
  async (kind) => {
    const { fetching, info, requests, told, progress } = oneObject(folder, content);
    told.partBytes = 8 * MEBIBYTE;
    const etag = { opaque: '"v1"', md5: md5Etag(content), 'parts-md5': partsEtag(content, 8 * MEBIBYTE) }[kind];
    Object.assign(info, { etagKind: kind, etag });
    const kept: { note: FetchNote | null; ends: Map<number, number> } = { note: null, ends: new Map() };
    const here = (): ByteRange[] => [...kept.ends].map(([first, last]) => ({ first, last }));
    const memory = (): FetchMemory => ({
      earlier: kept.note && { note: kept.note, ranges: here() },
      begun: (note) => {
        kept.note = JSON.parse(JSON.stringify(note));
      },
      arrived: ({ first, last }) => kept.ends.set(first, last),
      settled: () => {
        kept.note = null;
      },
      goesOn: () => true,
    });
    // In the middle of the first ranges, and again with some of them here.
    for (const stop of [6 * MEBIBYTE, 33 * MEBIBYTE]) {
      const stopping = new AbortController();
      const onBytes = (bytes: number): void => {
        fetching.onBytes(bytes);
        if (progress() >= stop) stopping.abort(new Error('stopped'));
      };
      await expect(
        fetchObject({ ...fetching, onBytes, signal: stopping.signal }, LARGE_BYTES + 1, memory()),
      ).rejects.toThrow();
      expect(await readdir(folder)).toEqual([kept.note?.part]);
      expect(sum(here().map(lengthOf))).toBe(progress());
      expect(progress()).toBeGreaterThanOrEqual(stop - 4 * 2 * SLAB_BYTES);
      fetching.onBytes(-progress());
    }
    const [before, arrived] = [requests.length, sum(here().map(lengthOf))];
    await fetchObject(fetching, LARGE_BYTES + 1, memory());
    const asked = requests.slice(before).map(({ range }) => lengthOf(range as ByteRange));
    expect(sum(asked)).toBe(content.length - arrived);
    expect([progress(), kept.note]).toEqual([content.length, null]);
    expect((await readFile(join(folder, 'x'))).equals(content)).toBe(true);
  },
);

test('of another version, or where what arrived is gone, everything is fetched anew', async () => {
  const { fetching, requests } = oneObject(folder, content);
  await writeFile(join(folder, '.pail-t-half.part'), 'half');
  const ranges = [{ first: 0, last: 8 * MEBIBYTE - 1 }];
  const earlier = (part: string, etag: string) => ({ ...NOTHING_KEPT, earlier: { note: { part, etag }, ranges } });
  await fetchObject(fetching, LARGE_BYTES + 1, earlier('.pail-t-half.part', '"v0"'));
  expect(requests).toHaveLength(5);
  await fetchObject(fetching, LARGE_BYTES + 1, earlier('.pail-t-gone.part', '"v1"'));
  expect(requests).toHaveLength(10);
  expect((await readFile(join(folder, 'x'))).equals(content)).toBe(true);
});
