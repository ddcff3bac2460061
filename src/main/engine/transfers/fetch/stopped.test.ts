import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { GetRequest, S3Port } from '../../s3/port.ts';
import { type Disk, ownThreadDisk } from '../local/disk.ts';
import { fetchObject, LARGE_BYTES, NOTHING_KEPT } from './fetch.ts';

const content = Buffer.alloc(33 * 1_048_576, 7);

test.each([
  { name: 'in one answer', size: 0 },
  { name: 'in ranges', size: LARGE_BYTES + 1 },
])('what is stopped while all of it is brought to the disk gets no name: $name', async ({ size }) => {
  const folder = await mkdtemp(join(tmpdir(), 'pail-stopped-'));
  const etag = createHash('md5').update(content).digest('hex');
  const info = { size: content.length, etag, etagKind: 'md5' as const, modified: 1000 };
  const port = {
    headObject: async () => info,
    getObject: async ({ range }: GetRequest) => {
      const bytes = range ? content.subarray(range.first, range.last + 1) : content;
      return { ...info, length: bytes.length, body: Readable.from([bytes]) };
    },
  } as Partial<S3Port> as S3Port;
  const stopping = new AbortController();
  const disk: Disk = {
    ...ownThreadDisk,
    md5OfParts: async (...asked) => {
      // After whatever follows from the answer at once, and before anything that the disk has done by then is heard of.
      setImmediate(() => stopping.abort());
      return ownThreadDisk.md5OfParts(...asked);
    },
  };
  const fetching = {
    port,
    disk,
    place: { folder, name: 'x', replace: false, tag: 't' },
    subject: 'x',
    bucket: 'b',
    key: 'x',
    onBytes: () => undefined,
    signal: stopping.signal,
  };
  await expect(fetchObject(fetching, size, NOTHING_KEPT)).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
