import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PailError } from '../../../shared/errors.ts';
import type { GetRequest, ObjectInfo, S3Port } from '../s3/port.ts';
import { ownThreadDisk } from '../transfers/local/disk.ts';

const MEBIBYTE = 1_048_576;

/** Content of a large object. */
export const content = Buffer.alloc(33 * MEBIBYTE + 7);
for (let index = 0; index < content.length; index += 4096) content.writeUInt32LE(index, index - (index % 4));

/** The ETag of an object that was put in one. */
export const md5Etag = (bytes: Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** The ETag of an object that was put in parts of this size. */
export const partsEtag = (bytes: Buffer, partBytes: number): string => {
  const parts = Math.ceil(bytes.length / partBytes);
  const digests = Array.from({ length: parts }, (_, index) =>
    createHash('md5')
      .update(bytes.subarray(index * partBytes, (index + 1) * partBytes))
      .digest(),
  );
  return `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts}"`;
};

/** An object `x` on its way into the file `x` of `folder`. */
export const intoFile = (folder: string) => ({
  disk: ownThreadDisk,
  place: { folder, name: 'x', replace: true, tag: 't' },
  subject: 'x',
  bucket: 'b',
  key: 'x',
});

/** A store with one object, on its way into the file `x` of `folder`, whose bodies break off after `cut(request number)` bytes, or bear a flipped bit. */
export function oneObject(
  folder: string,
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
      // What begins behind its end is no range: a store answers with all there is.
      const isRange = request.range && request.range.first <= request.range.last;
      const { first, last } = (isRange && request.range) || { first: 0, last: content.length - 1 };
      const piece = damaged ? Buffer.from(content.subarray(first, last + 1)) : content.subarray(first, last + 1);
      if (damaged) piece[1] = (piece[1] ?? 0) ^ 1;
      async function* pieces(): AsyncGenerator<Buffer> {
        const end = limit ?? piece.length;
        for (let at = 0; at < end; at += MEBIBYTE) yield piece.subarray(at, Math.min(at + MEBIBYTE, end));
        if (limit !== null && limit % 2 === 0) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      }
      return { ...info, length: piece.length, body: Readable.from(pieces(), { signal: request.signal }) };
    },
  } as Partial<S3Port> as S3Port;
  let progress = 0;
  const fetching = {
    port,
    ...intoFile(folder),
    signal: new AbortController().signal,
    onBytes: (bytes: number) => {
      progress += bytes;
    },
  };
  return { fetching, requests, info, told, progress: () => progress };
}
